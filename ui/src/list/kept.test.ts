import { expect, test } from "vitest";
import { findAgain, keep } from "./kept";
import { between, everything, ofRanges, only, toggle } from "./selection";

/** A view is the ids of its books in order. */
const ids = (view: readonly number[]) => async (from: number, to: number) =>
  view.slice(from, to + 1);
const finder = (view: readonly number[]) => async (id: number) => {
  const at = view.indexOf(id);
  return at < 0 ? null : at;
};
const before = Array.from({ length: 1000 }, (_, i) => i + 1);

test("a selected book is found again where it went", async () => {
  const kept = await keep(only(3), ids(before));
  expect(await findAgain(kept, finder([4, 1, 2, 3]))).toEqual(only(0));
});

test("a long range is found by its ends when it stays together", async () => {
  const kept = await keep(between(100, 900), ids(before));
  expect(await findAgain(kept, finder([0, ...before]))).toEqual(between(101, 901));
});

test("a short range that falls apart is found book by book", async () => {
  const kept = await keep(between(0, 2), ids(before));
  expect(await findAgain(kept, finder([3, 9, 1]))).toEqual(
    ofRanges([
      [0, 0],
      [2, 2],
    ]),
  );
});

test("a book that left the view leaves the selection", async () => {
  const kept = await keep(only(3), ids(before));
  expect((await findAgain(kept, finder([1, 2, 3]))).ranges).toEqual([]);
});

test("everything but a book stays everything but that book", async () => {
  const kept = await keep(toggle(everything, 4), ids(before));
  expect(await findAgain(kept, finder([5, 6]))).toEqual({ inverted: true, ranges: [[0, 0]] });
});
