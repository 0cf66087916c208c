import { describe, expect, test } from "vitest";
import { cleanCode, isWhole, Scanner } from "./scanner";

describe("a scanned code", () => {
  test.each([
    ["978-0-441-47812-5", "9780441478125"],
    ["978 0 441 47812 5", "9780441478125"],
    ["0-8044-2957-x", "080442957X"],
    ["978044147812551299", "9780441478125"],
    ["978044147812512", "9780441478125"],
    ["９７８０４４１４７８１２５", "9780441478125"],
    ["12345", "12345"],
  ])("%s is read as %s", (scanned, code) => expect(cleanCode(scanned)).toBe(code));

  test("is whole at 13 digits and with a price code", () => {
    expect(isWhole("978044147812")).toBe(false);
    expect(isWhole("978-0441478125")).toBe(true);
    expect(isWhole("97804414781255")).toBe(false);
    expect(isWhole("978044147812551299")).toBe(true);
  });
});

describe("a scanner", () => {
  test("types faster than a person", () => {
    const scanner = new Scanner();
    for (let i = 0; i < 13; i++) scanner.typed(1000 + i * 12);
    expect(scanner.machine).toBe(true);
    const person = new Scanner();
    for (let i = 0; i < 13; i++) person.typed(1000 + i * 180);
    expect(person.machine).toBe(false);
  });

  test("that fires twice is one scan", () => {
    const scanner = new Scanner();
    expect(scanner.take("9780441478125", 1000)).toBe(true);
    expect(scanner.take("9780441478125", 2400)).toBe(false);
    expect(scanner.take("9780441478125", 4000)).toBe(true);
    expect(scanner.take("9784101010137", 4100)).toBe(true);
  });
});
