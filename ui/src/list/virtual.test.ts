import { describe, expect, test } from "vitest";
import { CAP, EDGE, VirtualScroll } from "./virtual";

const MILLION = 1_000_000;
function list(count: number, rowHeight = 36, viewport = 720): VirtualScroll {
  const scroll = new VirtualScroll();
  scroll.measure(count, rowHeight, viewport);
  return scroll;
}

describe("a list of a million rows", () => {
  test("never makes an element taller than the cap", () => {
    expect(list(MILLION).spacer).toBe(CAP);
    expect(list(5_000_000, 44).spacer).toBe(CAP);
    expect(list(100).spacer).toBe(3600);
  });

  test("reaches its last row exactly, by the scrollbar and by the keyboard", () => {
    const scroll = list(MILLION);
    scroll.scrolled(scroll.maxScroll);
    expect(scroll.offset).toBe(MILLION * 36 - 720);
    expect(scroll.visible.last).toBe(MILLION - 1);
    expect(scroll.place(MILLION - 1)).toBe(720 - 36);

    const other = list(MILLION);
    expect(other.reveal(MILLION - 1)).toBe(other.maxScroll);
    expect(other.shownAt(other.offset).last).toBe(MILLION - 1);
  });

  test.each([
    ["near the top", 100],
    ["in the middle", 18_000_000],
    ["near the end", MILLION * 36 - 5000],
  ])("moves by exactly the wheel's distance %s", (_where, start) => {
    const scroll = list(MILLION);
    scroll.handled = scroll.moveTo(start);
    const before = scroll.offset;
    scroll.scrolled(scroll.handled + 120);
    expect(scroll.offset - before).toBeCloseTo(120, 6);
    scroll.scrolled(scroll.handled - 53);
    expect(scroll.offset - before).toBeCloseTo(67, 6);
  });

  test("sends a drag through the map", () => {
    const scroll = list(MILLION);
    scroll.scrolled(CAP / 2);
    expect(scroll.offset).toBeCloseTo(scroll.toOffset(CAP / 2), 6);
    expect(scroll.offset).toBeGreaterThan(17_000_000);
  });

  test("maps there and back without loss, 1:1 at both ends", () => {
    const scroll = list(MILLION);
    expect(scroll.toOffset(1234)).toBe(1234);
    expect(scroll.maxOffset - scroll.toOffset(scroll.maxScroll - 77)).toBe(77);
    for (const at of [0, EDGE, 2_000_000, 3_400_000, scroll.maxScroll]) {
      expect(scroll.toScroll(scroll.toOffset(at))).toBeCloseTo(at, 6);
    }
  });

  test("paints no row that is not seen", () => {
    const scroll = list(MILLION, 36, 697);
    expect(scroll.fits).toBe(20);
    expect(scroll.visible).toEqual({ first: 0, last: 19 });
    scroll.scrolled(36 * 5);
    expect(scroll.visible).toEqual({ first: 5, last: 24 });
    scroll.scrolled(36 * 5 + 30);
    expect(scroll.visible).toEqual({ first: 5, last: 25 });
  });

  test("settles only when no scroll event is on its way", () => {
    const scroll = list(MILLION);
    scroll.handled = scroll.moveTo(18_000_000);
    for (let step = 0; step < 10; step++) scroll.scrolled(scroll.handled + 600);
    const before = scroll.offset;
    expect(scroll.settle(scroll.handled + 40)).toBeNull();
    expect(scroll.offset).toBeCloseTo(before + 40, 6);
    expect(scroll.settle(scroll.handled)).toBeCloseTo(scroll.toScroll(scroll.offset), 6);
  });

  test("never places a painted row further away than a viewport and a row", () => {
    const scroll = list(MILLION);
    for (const at of [0, 999_999, 2_000_000, scroll.maxScroll]) {
      scroll.scrolled(at);
      const { first, last } = scroll.visible;
      expect(scroll.place(first)).toBeGreaterThan(-36);
      expect(scroll.place(last)).toBeLessThanOrEqual(720);
    }
  });
});

describe("a short list", () => {
  test("scrolls like any element", () => {
    const scroll = list(100);
    scroll.scrolled(500);
    expect(scroll.offset).toBe(500);
    expect(scroll.settle(500)).toBeNull();
    expect(scroll.visible).toEqual({ first: 13, last: 33 });
  });

  test("moves only as far as a row needs", () => {
    const scroll = list(100);
    expect(scroll.reveal(3)).toBeNull();
    expect(scroll.reveal(25)).toBe(26 * 36 - 720);
    expect(scroll.reveal(0)).toBe(0);
  });

  test("paints nothing when it is empty", () => {
    expect(list(0).visible.last).toBe(-1);
    expect(list(0).shownAt(0).last).toBe(-1);
  });

  test("shows its last row above a bar that floats over its end", () => {
    const scroll = new VirtualScroll();
    scroll.measure(100, 36, 720, 64);
    scroll.reveal(99);
    expect(scroll.place(99) + 36).toBe(720 - 64);
    expect(scroll.visible.last).toBe(99);
  });

  test("stays inside after it got shorter", () => {
    const scroll = list(100);
    scroll.moveTo(2800);
    scroll.measure(30, 36, 720);
    expect(scroll.offset).toBe(30 * 36 - 720);
  });
});
