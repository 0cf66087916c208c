// @vitest-environment node
import { expect, it } from "vitest";
import {
  capitalised,
  day,
  dayPart,
  fileSize,
  languageName,
  list,
  number,
  percent,
  year,
} from "./format";

const noon = (date: string) => new Date(`${date}T12:00:00`).getTime();

it("leaves the year out of dates of this year", () => {
  expect(day(noon("2026-11-18"), noon("2026-12-01"))).toBe("18 Nov");
  expect(day(noon("2024-11-18"), noon("2026-12-01"))).toBe("18 Nov 2024");
});

it("groups counts but not years", () => {
  expect(number(12407)).toBe("12,407");
  expect(year(1969)).toBe("1969");
  expect(year(-43)).toBe("-43");
});

it.each([
  [0, "0 byte"],
  [61_000_000, "61 MB"],
  [1_430_000_000, "1.4 GB"],
  [999_999, "1 MB"],
])("writes %i bytes as %s", (bytes, text) => {
  expect(fileSize(bytes)).toBe(text);
});

it("names languages and passes unknown codes through", () => {
  expect(languageName("ja")).toBe("Japanese");
  expect(languageName("")).toBe("");
  expect(languageName("not a code")).toBe("not a code");
});

it("writes percents, lists and names", () => {
  expect(percent(110)).toBe("110%");
  expect(list(["a", "b", "c"])).toBe("a, b and c");
  expect(capitalised("ilse")).toBe("Ilse");
  expect(capitalised("")).toBe("");
});

it.each([
  [3, "evening"],
  [4, "morning"],
  [12, "afternoon"],
  [18, "evening"],
])("greets at %i o'clock with the %s", (hour, part) => {
  expect(dayPart(new Date(2026, 0, 1, hour).getTime())).toBe(part);
});
