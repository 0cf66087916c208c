// What the search box and the filters ask: facets, completion, passages, recent searches.
import type {
  Book,
  Completion,
  Completions,
  Facet,
  FacetField,
  FacetValue,
  Passage,
} from "../src/bindings";
import { library } from "./fake-library";
import { fold, help, termsOf, waysOf } from "./fake-query";
import { booksOf } from "./fake-views";

const fields: FacetField[] = [
  "author",
  "tag",
  "series",
  "language",
  "year",
  "publisher",
  "rating",
  "status",
  "format",
];
const LISTED = 6;

function valuesOf(book: Book, field: FacetField): string[] {
  const { fields: it } = book;
  const year = Number.parseInt(it.published, 10);
  const values: Record<FacetField, string[]> = {
    author: it.contributors.map(({ name }) => name),
    tag: it.tags,
    series: it.series.map(({ name }) => name),
    language: [it.language],
    year: Number.isNaN(year) ? [] : [`${year - (year % 10)}..${year - (year % 10) + 9}`],
    publisher: [it.publisher],
    rating: it.rating === null ? [] : [String(it.rating / 4)],
    status: [it.status],
    format: [it.format],
  };
  return values[field].filter(Boolean);
}

const labelOf = (field: FacetField, value: string) =>
  field === "year" ? `${value.slice(0, value.indexOf(".."))}s` : value;

export function facet(view: number, field: FacetField, filter = "", limit = LISTED): Facet {
  const counts = new Map<string, number>();
  const books = booksOf(view).slice(0, 20_000);
  for (const book of books)
    for (const value of valuesOf(book, field)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const chosen = new Map<string, "in" | "out">();
  for (const term of termsOf(lastText))
    if (term.field === field)
      for (const value of term.any ?? [term.value]) chosen.set(value, term.negative ? "out" : "in");
  for (const value of chosen.keys()) if (!counts.has(value)) counts.set(value, 0);
  const all = [...counts].map(([value, count]): FacetValue => {
    return { value, label: labelOf(field, value), count, chosen: chosen.get(value) ?? null };
  });
  const fitting = all.filter(({ label }) => fold(label).includes(fold(filter)));
  fitting.sort(
    (a, b) =>
      Number(b.chosen !== null) - Number(a.chosen !== null) ||
      b.count - a.count ||
      a.label.localeCompare(b.label),
  );
  return { field, values: fitting.slice(0, limit), more: Math.max(0, fitting.length - limit) };
}

let lastText = "";
/** Facets speak of the query whose answer they count. */
export function asked(text: string): void {
  lastText = text;
}

export const facets = (view: number): Facet[] =>
  fields.map((field) => facet(view, field)).filter(({ values }) => values.length > 0);

let recent = ["author:“le guin” -tag:reread", "Nobel", "year:1914..1918 poetry"].map((text) =>
  text.replaceAll(/[“”]/g, '"'),
);
export const searches = {
  all: () => recent,
  note: (text: string) => {
    recent = [text, ...recent.filter((one) => one !== text)].slice(0, 8);
    return null;
  },
  forget: (text: string) => {
    recent = recent.filter((one) => one !== text);
    return null;
  },
  clear: () => {
    recent = [];
    return null;
  },
};

const fieldItems = (begin: string): Completion[] =>
  help
    .filter(({ name, aliases }) => [name, ...aliases].some((one) => one.startsWith(begin)))
    .slice(0, begin ? 4 : 10)
    .map(({ name, example }) => ({
      kind: "field",
      insert: `${name}:`,
      label: name,
      detail: example,
      count: null,
    }));

function valueItems(field: FacetField, typed: string, minus: string): Completion[] {
  const counts = new Map<string, number>();
  for (const book of library.all().slice(0, 5000))
    for (const value of valuesOf(book, field)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .filter(([value]) => ` ${fold(value)}`.includes(` ${fold(typed)}`))
    .sort((a, b) => b[1] - a[1])
    .slice(0, 6)
    .map(([value, count]) => ({
      kind: "value",
      insert: `${minus}${field}:="${value}"`,
      label: value,
      detail: field,
      count,
    }));
}

export function complete(text: string, caret: number): Completions {
  const before = text.slice(0, caret);
  const shelves = library.shelves.map(
    ({ name, query }): Completion => ({
      kind: "shelf",
      insert: query,
      label: name,
      detail: query,
      count: null,
    }),
  );
  if (!text.trim()) {
    const searched = recent.map(
      (it): Completion => ({ kind: "recent", insert: it, label: it, detail: "", count: null }),
    );
    return { start: 0, end: text.length, items: [...searched, ...shelves, ...fieldItems("")] };
  }
  const valued = /(^|\s)(-?)(\p{L}+):"?([^":]*)$/u.exec(before);
  const field = valued && fields.find((one) => one === valued[3]);
  if (valued && field) {
    const start = valued.index + (valued[1]?.length ?? 0);
    return { start, end: caret, items: valueItems(field, valued[4] ?? "", valued[2] ?? "") };
  }
  const word = /\S*$/.exec(before)?.[0] ?? "";
  const start = caret - word.length;
  if (!word) return { start: caret, end: caret, items: fieldItems("").slice(0, 6) };
  const named = shelves.filter(({ label }) => fold(label).includes(fold(word)));
  const items = [...valueItems("author", word, ""), ...valueItems("tag", word, ""), ...named];
  return { start, end: caret, items: [...items.slice(0, 6), ...fieldItems(fold(word))] };
}

/** Stretches of the long texts around what was looked for. */
export function passages(book: Book, text: string): Passage[] {
  const words = waysOf(text)
    .flat()
    .filter((term) => !term.negative && /^(|description|review|notes)$/.test(term.field))
    .map(({ value }) => value.trim())
    .filter(Boolean);
  if (words.length === 0) return [];
  const { description, review, privateNotes } = book.fields;
  const texts = { description, review, notes: privateNotes };
  const escaped = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const hit = new RegExp(`(${escaped.join("|")})`, "iu");
  return Object.entries(texts).flatMap(([field, it]): Passage[] => {
    const at = it.search(hit);
    if (at < 0) return [];
    const parts = it
      .slice(Math.max(0, at - 60), at + 120)
      .split(hit)
      .map((one) => ({ text: one, hit: hit.test(one) }));
    return [
      {
        field: field as Passage["field"],
        parts: parts.filter((one) => one.text),
        cutBefore: at > 60,
        cutAfter: at + 120 < it.length,
      },
    ];
  });
}
