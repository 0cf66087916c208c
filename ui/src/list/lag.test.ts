// @vitest-environment node
import { describe, expect, test } from "vitest";
import { Lag, PATIENCE_MS } from "./lag";

/** A list whose rows are here at some offsets. */
function listWith(...offsets: number[]) {
  const here = new Set(offsets);
  const lag = new Lag();
  let painted = 0;
  const at = (offset: number, now: number) =>
    (painted = lag.follow(offset, painted, (place) => here.has(place), now));
  return { at, here, lag };
}

describe("a list whose rows are on their way", () => {
  test("follows at once where they are here", () => {
    const { at, lag } = listWith(0, 500);
    expect(at(500, 0)).toBe(500);
    expect(lag.waiting).toBe(false);
  });

  test("goes on showing what it shows, for a while", () => {
    const { at, lag } = listWith(0);
    expect(at(500, 0)).toBe(0);
    expect(at(900, PATIENCE_MS - 1)).toBe(0);
    expect(lag.waiting).toBe(true);
    expect(at(900, PATIENCE_MS)).toBe(900);
  });

  test("follows a drag from one place that was read to the next", () => {
    const { at, here } = listWith(0);
    at(100, 0);
    at(200, 16);
    at(300, 32);
    here.add(200);
    expect(at(400, 48)).toBe(200);
    here.add(400);
    expect(at(500, 64)).toBe(400);
    expect(at(500, 64 + PATIENCE_MS - 1)).toBe(400);
    here.add(500);
    expect(at(500, 64 + PATIENCE_MS)).toBe(500);
  });

  test("never goes back behind a place that it shows", () => {
    const { at, here } = listWith(0);
    at(100, 0);
    at(200, 1);
    expect(at(300, PATIENCE_MS)).toBe(300);
    here.add(100).add(200);
    expect(at(300, PATIENCE_MS + 1)).toBe(300);
  });

  test("does not wait again in an empty place that it is dragged away from", () => {
    const { at, here, lag } = listWith(0);
    at(100, 0);
    at(100, PATIENCE_MS);
    expect(at(200, PATIENCE_MS + 10)).toBe(200);
    here.add(200);
    at(200, PATIENCE_MS + 20);
    expect(lag.waiting).toBe(false);
    expect(at(700, PATIENCE_MS + 30)).toBe(200);
  });
});
