import { beforeEach, expect, test } from "vitest";
import type { BookRow } from "../api";
import { columns } from "./columns";
import { type Place, TableRow } from "./table-row";

const book: BookRow = {
  id: 1,
  title: "Piranesi",
  subtitle: "",
  authors: "Susanna Clarke",
  series: "",
  year: 2020,
  published: "2020-09",
  publisher: "Bloomsbury",
  pageCount: 1272,
  language: "en",
  format: "hardcover",
  isbn: "9781526622426",
  rating: 18,
  status: "finished",
  tags: "fantasy",
  addedAt: Date.UTC(2021, 2, 4, 12),
  updatedAt: Date.UTC(2021, 2, 4, 12),
  trashedAt: null,
};
const place: Place = {
  index: 4,
  row: book,
  columns,
  widths: columns.map((_, k) => 50 + k),
  top: 72,
  selected: false,
  focused: false,
  cell: null,
};
let row: TableRow;
let layer: HTMLElement;

const element = () => layer.firstElementChild as HTMLElement;
const cell = (key: string) => element().querySelector(`.c-${key}`) as HTMLElement;
const show = (change: Partial<Place>) => row.show({ ...place, ...change });

beforeEach(() => {
  document.documentElement.dir = "ltr";
  layer = document.body.appendChild(document.createElement("div"));
  row = new TableRow(layer);
});

test("shows each column of a book, with the words for what is not text", () => {
  show({});
  expect(columns.map(({ key }) => cell(key).textContent)).toEqual([
    "Piranesi",
    "Susanna Clarke",
    "\u00a0",
    "2020",
    "",
    "Read",
    "fantasy",
    "Bloomsbury",
    "1,272",
    "English",
    "Hardcover",
    "4 Mar 2021",
    "4 Mar 2021",
  ]);
  expect(cell("title").lang).toBe("en");
  expect(cell("rating").firstElementChild?.getAttribute("aria-label")).toBe("4.5 of 5 stars");
  expect(cell("added").title).toMatch(/^Thursday.* 4 March 2021.*\d\d:\d\d$/);
  expect(element().querySelector(".tiny")?.textContent).toBe("P");
  expect(element().getAttribute("aria-rowindex")).toBe("6");
});

test("stands where it belongs, its cells side by side", () => {
  show({});
  expect(element().style.transform).toBe("translateY(72px)");
  expect(cell("series").style.marginInlineStart).toBe("101px");
  expect(cell("series").style.inlineSize).toBe("52px");
});

test("leaves nothing of the book before", () => {
  show({ row: { ...book, rating: null, title: "ألف ليلة وليلة", trashedAt: 1 } });
  show({});
  const after = element();
  layer.replaceChildren();
  row = new TableRow(layer);
  show({});
  expect(after.isEqualNode(element())).toBe(true);
});

test("keeps the stars of a book without a rating, unseen", () => {
  show({ row: { ...book, rating: null } });
  expect(cell("rating").firstElementChild?.classList).toContain("unrated");
  show({});
  expect(cell("rating").firstElementChild?.classList).not.toContain("unrated");
});

test("sets text apart that may run the other way than the page", () => {
  show({ row: { ...book, title: "ألف ليلة وليلة" } });
  expect(cell("title").firstElementChild?.tagName).toBe("BDI");
  expect(cell("author").firstElementChild).toBeNull();
  show({});
  expect(cell("title").firstElementChild).toBeNull();
  document.documentElement.dir = "rtl";
  show({ row: { ...book, title: "Dune" } });
  expect(cell("title").firstElementChild?.textContent).toBe("Dune");
});

test("waits for a book without its words, and is not there when it is not needed", () => {
  show({ row: undefined });
  expect(element().classList).toContain("is-loading");
  expect(element().textContent?.trim()).toBe("");
  show({ focused: true, selected: true });
  show({ index: -1, row: undefined });
  expect(element().ariaHidden).toBe("true");
  expect(element().ariaSelected).toBe("false");
  expect(element().tabIndex).toBe(-1);
  expect(element().textContent).toContain(book.title); // what is made anew takes longer
  show({ row: { ...book, trashedAt: 1 } });
  expect(element().ariaHidden).toBeNull();
  expect(element().className).toBe("row is-trashed");
});

test("has the tab stop itself, or one of its cells has", () => {
  const stops = () => [...layer.querySelectorAll("[tabindex='0']")].map((it) => it.className);
  show({});
  expect(stops()).toEqual([]);
  show({ focused: true });
  expect(stops()).toEqual(["row"]);
  show({ focused: true, cell: 1 });
  expect(stops()).toEqual(["td c-author"]);
});

test("takes other columns, and what stays keeps the keyboard", () => {
  const only = (...keys: string[]) => {
    const shown = columns.filter(({ key }) => keys.includes(key));
    show({ columns: shown, widths: shown.map(() => 80), focused: true, cell: keys.length - 1 });
  };
  const texts = () => [...layer.querySelectorAll(".td")].map((it) => it.textContent);
  only("title", "tags", "added");
  cell("added").focus();
  only("title", "added");
  expect(texts()).toEqual(["Piranesi", "4 Mar 2021"]);
  expect(cell("added").getAttribute("aria-colindex")).toBe("2");
  only("title", "author", "tags", "added");
  expect(texts()).toEqual(["Piranesi", "Susanna Clarke", "fantasy", "4 Mar 2021"]);
  expect(cell("added").getAttribute("aria-colindex")).toBe("4");
  expect(document.activeElement).toBe(cell("added"));
});
