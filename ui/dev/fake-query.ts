// A small reading of the query language, enough to look at the search box: words are AND, OR parts the whole, one field
// may stand in brackets with OR between its values.
import type { Unreadable } from "../src/api";
import type { BookRow, Chip, Choice, HelpLine } from "../src/bindings";
import { samples } from "./fake-books";

export type Term = {
  start: number;
  end: number;
  negative: boolean;
  field: string;
  value: string;
  /** Several values of one field, one of which must be there. */
  any?: string[];
};
export type LongTexts = { description: string; review: string; notes: string };
export type Searched = { row: BookRow; texts: LongTexts };

export const help: HelpLine[] = [
  { name: "author", aliases: ["by"], example: "author:“le guin”", help: "Who wrote it" },
  { name: "year", aliases: [], example: "year:1914..1918", help: "When it was first published" },
  { name: "tag", aliases: ["tags"], example: "tag:poetry", help: "Your own words for it" },
  { name: "status", aliases: [], example: "status:reading", help: "How far you got" },
  { name: "rating", aliases: ["stars"], example: "rating:>=4.5", help: "Stars you gave" },
  { name: "title", aliases: [], example: "title:^the", help: "Its title" },
  { name: "series", aliases: [], example: "series:earthsea", help: "A series it belongs to" },
  { name: "language", aliases: ["lang"], example: "lang:ja", help: "The language it is in" },
  { name: "publisher", aliases: [], example: "publisher:ace", help: "Who published it" },
  { name: "format", aliases: [], example: "format:ebook", help: "Paperback, e-book and so on" },
  { name: "pages", aliases: [], example: "pages:<200", help: "How long it is" },
  { name: "added", aliases: [], example: "added:<30d", help: "When you added it" },
  { name: "isbn", aliases: [], example: "no:isbn", help: "With or without hyphens" },
  { name: "description", aliases: [], example: "description:whale", help: "The publisher’s text" },
  { name: "review", aliases: [], example: "has:review", help: "What you say of it" },
  { name: "notes", aliases: [], example: "notes:lent", help: "What you keep to yourself" },
];

const aliases = new Map(help.flatMap(({ name, aliases }) => aliases.map((one) => [one, name])));
const isField = (name: string) => help.some((field) => field.name === name);
export const fold = (text: string) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
const bare = (value: string) => value.replace(/^[=^]/, "").replaceAll(/["“”]/g, "");

const group = /\((\p{L}+):[^()]*\)/u;
const piece = new RegExp(
  `(-?)(?:${group.source}|(?:(\\p{L}+):)?("[^"]*"?|[=^]?"[^"]*"?|\\S+))`,
  "gu",
);

/** The terms of a query without OR. */
export function termsOf(text: string, from = 0): Term[] {
  return [...text.matchAll(piece)].flatMap((match): Term[] => {
    const [raw, minus, many, one, value = ""] = match;
    const start = from + match.index;
    const at = { start, end: start + raw.length, negative: minus === "-" };
    if (many && isField(many)) {
      const values = [...raw.matchAll(/:(=?"[^"]*"|[^\s()]+)/g)].map(([, it]) => bare(it ?? ""));
      return [{ ...at, field: many, value: values.join(", "), any: values }];
    }
    const field = one ? (aliases.get(one) ?? one) : "";
    if (one && !isField(field) && !/^(is|has|no)$/.test(one))
      return [{ ...at, field: "", value: bare(`${one}:${value}`) }];
    return raw === "-" ? [] : [{ ...at, field, value: bare(value) }];
  });
}

/** The ways to satisfy a query: one of these must hold. */
export function waysOf(text: string): Term[][] {
  const ways: Term[][] = [];
  let at = 0;
  for (const way of text.split(/(\s+OR\s+(?![^(]*\)))/)) {
    if (!/^\s+OR\s+$/.test(way)) ways.push(termsOf(way, at));
    at += way.length;
  }
  return ways;
}

/** Why a query cannot be read. */
export function problemOf(text: string): Unreadable | null {
  for (const { start, end, field } of waysOf(text).flat()) {
    const raw = text.slice(start, end);
    const name = /^-?(\p{L}+):\S/u.exec(raw)?.[1] ?? "";
    const meant = help.find((one) => one.name !== name && distance(one.name, name) === 1)?.name;
    if (name && field === "" && meant) {
      const from = start + raw.indexOf(name);
      const message = `There is no field “${name}”. Did you mean “${meant}”?`;
      return { start: from, end: from + name.length, message, suggestion: meant };
    }
    if (field === "year" && !/:(=?-?[<>]?=?-?\d*(\.\.)?-?\d*)?$/.test(raw))
      return {
        start,
        end,
        message: "A year is a number: year:1990, year:>1990 or year:1990..1999.",
        suggestion: "year:>1990",
      };
  }
  return null;
}

export function chipsOf(text: string): Chip[] {
  const [terms = [], other] = waysOf(text);
  if (other) return [];
  return terms
    .filter(({ field, value }) => field !== "" && value !== "")
    .map(({ start, end, field, value, negative }) => ({ start, end, field, value, negative }));
}

/** Writes a value into a query, or takes it out. */
export function withValue(text: string, field: string, value: string, mode: Choice): string {
  const own = termsOf(text).filter((term) => term.field === field);
  const others = termsOf(text)
    .filter((term) => term.field !== field || (!term.any && term.value !== value && term.negative))
    .map(({ start, end }) => text.slice(start, end));
  const wanted = own
    .filter(({ negative }) => !negative)
    .flatMap((term) => term.any ?? [term.value]);
  const left = wanted.filter((one) => one !== value);
  if (mode === "include") left.push(value);
  const quoted = left.map((one) => `${field}:="${one}"`);
  const together = quoted.length > 1 ? `(${quoted.join(" OR ")})` : (quoted[0] ?? "");
  const refused = mode === "exclude" ? `-${field}:="${value}"` : "";
  return [...others, together, refused].filter(Boolean).join(" ");
}

function inField(row: BookRow, texts: LongTexts, field: string, value: string): boolean {
  const number = numbers(row, field);
  if (number !== undefined) return inRange(number, value);
  const textual: Record<string, string> = {
    author: row.authors,
    tag: row.tags,
    status: row.status,
    title: row.title,
    series: row.series,
    language: row.language,
    publisher: row.publisher,
    format: row.format,
    isbn: row.isbn.replaceAll("-", ""),
    is: row.status === "finished" ? "read finished" : `unread ${row.status}`,
    ...texts,
  };
  return fold(textual[field] ?? "").includes(fold(value));
}

function numbers(row: BookRow, field: string): number | null | undefined {
  if (field === "year") return row.year;
  if (field === "pages") return row.pageCount;
  if (field === "rating") return row.rating === null ? null : row.rating / 4;
  return undefined;
}

function inRange(number: number | null, value: string): boolean {
  if (number === null) return false;
  const [low = "", high] = value.split("..");
  if (high !== undefined)
    return (low === "" || number >= Number(low)) && (high === "" || number <= Number(high));
  const bound = Number(low.replace(/^[<>]=?/, ""));
  if (low.startsWith(">=")) return number >= bound;
  if (low.startsWith("<=")) return number <= bound;
  if (low.startsWith(">")) return number > bound;
  return low.startsWith("<") ? number < bound : number === bound;
}

/** Whether a book has what a term asks for; long texts only when they are asked as well. */
export function fits({ row, texts }: Searched, term: Term, longTexts: boolean): boolean {
  const { field, value, any } = term;
  if (!value) return true;
  let hit: boolean;
  if (any) hit = any.some((one) => inField(row, texts, field, one));
  else if (field) hit = inField(row, texts, field, value);
  else {
    const short = `${row.title} ${row.authors} ${row.series} ${row.tags} ${row.isbn}`;
    const long = longTexts ? `${texts.description} ${texts.review} ${texts.notes}` : "";
    hit = fold(`${short} ${long}`).includes(fold(value));
  }
  return hit !== term.negative;
}

/** Letters that differ: one insertion, deletion, change or swap is one. */
export function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const up = rows[i - 1] ?? [];
      const swap =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (rows[i - 2]?.[j - 2] ?? 99) + 1 : 99;
      const same = (up[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((up[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, same, swap));
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 99;
}

const words = [
  ...new Set(
    samples.flatMap(({ title, author }) => fold(`${title} ${author}`).match(/\p{L}{3,}/gu) ?? []),
  ),
];

/** A known word within one slip, two in longer ones. */
export function correction(word: string): string | null {
  const typed = fold(word);
  if (typed.length < 4 || words.some((known) => known.startsWith(typed))) return null;
  const most = typed.length > 6 ? 2 : 1;
  const near = words.map((known) => ({ known, far: distance(known, typed) }));
  near.sort((a, b) => a.far - b.far);
  const [best] = near;
  return best && best.far <= most ? best.known : null;
}
