import { describe, expect, test } from "vitest";
import {
  between,
  countSelected,
  everything,
  extend,
  isSelected,
  nothing,
  ofRanges,
  only,
  selectedRanges,
  toggle,
} from "./selection";

describe("a selection of positions", () => {
  test("starts empty and holds one row after a click", () => {
    expect(countSelected(nothing, 10)).toBe(0);
    expect(isSelected(only(4), 4)).toBe(true);
    expect(countSelected(only(4), 10)).toBe(1);
  });

  test("joins rows that touch into one range", () => {
    const selection = toggle(toggle(toggle(nothing, 3), 5), 4);
    expect(selection.ranges).toEqual([[3, 5]]);
  });

  test("splits a range when a row in it is taken out", () => {
    const selection = toggle(between(8, 2), 5);
    expect(selection.ranges).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect(countSelected(selection, 100)).toBe(6);
  });

  test("holds a million rows as everything but exceptions", () => {
    const selection = toggle(toggle(everything, 7), 999_999);
    expect(countSelected(selection, 1_000_000)).toBe(999_998);
    expect(isSelected(selection, 7)).toBe(false);
    expect(isSelected(selection, 8)).toBe(true);
    expect(selectedRanges(selection, 1_000_000)).toEqual([
      [0, 6],
      [8, 999_998],
    ]);
    expect(countSelected(toggle(selection, 7), 1_000_000)).toBe(999_999);
  });

  test("extends over exceptions", () => {
    const selection = extend(toggle(everything, 7), 5, 9);
    expect(countSelected(selection, 100)).toBe(100);
  });

  test("extends beside what is there", () => {
    expect(extend(only(1), 6, 4).ranges).toEqual([
      [1, 1],
      [4, 6],
    ]);
  });

  test("ignores what lies past the end of a view that got shorter", () => {
    expect(countSelected(between(5, 20), 10)).toBe(5);
    expect(selectedRanges(between(5, 20), 10)).toEqual([[5, 9]]);
    expect(selectedRanges(between(15, 20), 10)).toEqual([]);
  });

  test("puts ranges in order", () => {
    expect(
      ofRanges([
        [9, 9],
        [1, 3],
        [2, 5],
      ]).ranges,
    ).toEqual([
      [1, 5],
      [9, 9],
    ]);
  });
});
