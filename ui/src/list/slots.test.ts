import { expect, test } from "vitest";
import { assign } from "./slots";

test("rows keep their element while they are wanted", () => {
  const before = assign([], [0, 1, 2, 3]);
  expect(before).toEqual([0, 1, 2, 3]);
  expect(assign(before, [1, 2, 3, 4])).toEqual([4, 1, 2, 3]);
});

test("a focused row that is scrolled away keeps its element", () => {
  expect(assign([0, 1, 2], [900, 901, 1])).toEqual([900, 1, 901]);
});

test("elements are added only when there are too few", () => {
  expect(assign([5, 6], [5, 6, 7])).toEqual([5, 6, 7]);
  expect(assign([5, 6, 7], [9])).toEqual([9, -1, -1]);
});
