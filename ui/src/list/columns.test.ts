import { expect, test } from "vitest";
import { columns, columnWidths, leastWidth } from "./columns";

const shown = columns.filter(({ key }) => ["title", "author", "year", "added"].includes(key));
const least = leastWidth(shown, {}, 1);
const sum = (widths: readonly number[]) => widths.reduce((all, width) => all + width, 0);

test("are as narrow as can be where there is no room to spare", () => {
  expect(columnWidths(shown, {}, 1, least)).toEqual([186, 110, 52, 104]);
});

test("share the room that is left, as much as each grows", () => {
  const [title = 0, author = 0, year, added] = columnWidths(shown, {}, 1, least + 1000);
  expect(title / author).toBeCloseTo(2.4 / 1.3, 1);
  expect([year, added]).toEqual([52, 104]);
  expect(sum([title, author])).toBeGreaterThan(1294);
  expect(sum([title, author])).toBeLessThanOrEqual(1296);
});

test("leave less to share where one needs more than its share", () => {
  const [title = 0, author = 0] = columnWidths(shown, {}, 1, least + 10);
  expect(author).toBe(110);
  expect(title).toBe(196);
});

test("keep a width that somebody chose", () => {
  const widths = columnWidths(shown, { title: 60, year: 70 }, 1, 1000);
  expect([widths[0], widths[2]]).toEqual([60, 70]);
  expect(sum(widths)).toBe(980);
});

test("grow with the text", () => {
  expect(leastWidth(shown, {}, 2)).toBe(2 * least);
  expect(columnWidths(shown, {}, 2, 2 * least)).toEqual([372, 220, 104, 208]);
});
