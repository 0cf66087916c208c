import { describe, expect, test } from "vitest";
import { bandsOf, coverKey } from "./bands";

const key = (name: string) => new KeyboardEvent("keydown", { key: name });

describe("bands of covers", () => {
  test("take as many covers as fit", () => {
    expect(bandsOf(896, 124, 16).across).toBe(6);
    expect(bandsOf(100, 124, 16).across).toBe(1);
  });

  test("grow with the text size", () => {
    expect(bandsOf(896, 124, 32).height).toBeGreaterThan(bandsOf(896, 124, 16).height);
  });

  test("move in two dimensions", () => {
    expect(coverKey(key("ArrowRight"), 4, 20, 6, 3)).toBe(5);
    expect(coverKey(key("ArrowDown"), 4, 20, 6, 3)).toBe(10);
    expect(coverKey(key("ArrowDown"), 17, 20, 6, 3)).toBe(19);
    expect(coverKey(key("ArrowUp"), 4, 20, 6, 3)).toBe(4);
    expect(coverKey(key("ArrowUp"), 10, 20, 6, 3)).toBe(4);
    expect(coverKey(key("End"), 0, 20, 6, 3)).toBe(19);
    expect(coverKey(key("e"), 0, 20, 6, 3)).toBeNull();
  });
});
