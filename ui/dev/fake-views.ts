// Search and sort over the fake library: words are AND, with field:value and -field:value.
import type { Book, BookRow, SortBy, View, ViewQuery } from "../src/bindings";
import { fail, library, rowOf } from "./fake-library";

const views = new Map<number, Book[]>();
let lastView = 0;

const fold = (text: string) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();

function textOf(row: BookRow, field: string): string {
  switch (field) {
    case "author":
      return row.authors;
    case "tag":
      return row.tags;
    case "status":
      return row.status;
    case "year":
      return String(row.year ?? "");
    case "title":
      return row.title;
    case "series":
      return row.series;
    default:
      return "";
  }
}

function fits(row: BookRow, word: string): boolean {
  const [, not, field, bare] = /^(-)?(?:(\p{L}+):)?(.*)$/u.exec(word) ?? [];
  const value = fold((bare ?? "").replaceAll('"', ""));
  const years = /^([<>])=?(-?\d+)$/.exec(value);
  let hit: boolean;
  if (field === "year" && years) {
    hit =
      years[1] === ">" ? (row.year ?? 0) > Number(years[2]) : (row.year ?? 0) < Number(years[2]);
  } else {
    const where = field
      ? textOf(row, field)
      : `${row.title} ${row.authors} ${row.series} ${row.tags}`;
    hit = fold(where).includes(value);
  }
  return not ? !hit : hit;
}

function inPlace(book: Book, place: ViewQuery["place"]): boolean {
  if (place.kind === "trash") return book.trashedAt !== null;
  if (book.trashedAt !== null) return false;
  if (place.kind === "status") return book.fields.status === place.status;
  return place.kind !== "tag" || book.fields.tags.includes(place.tag);
}

function sortValue(row: BookRow, by: SortBy): string | number {
  const values: Record<SortBy, string | number> = {
    title: row.title,
    author: row.authors,
    series: row.series,
    published: row.year ?? 0,
    rating: row.rating ?? 0,
    status: row.status,
    tags: row.tags,
    added: row.addedAt,
    updated: row.updatedAt,
    publisher: row.publisher,
    pages: row.pageCount ?? 0,
    language: row.language,
    format: row.format,
  };
  return values[by];
}

export function openView(query: ViewQuery): View {
  const started = performance.now();
  const place = library.all().filter((book) => inPlace(book, query.place));
  const words = query.text.match(/\S*"[^"]*"|\S+/g) ?? [];
  const hits = place.filter((book) => words.every((word) => fits(rowOf(book), word)));
  // A million rows are for scrolling; sorting them here would only be slow.
  if (hits.length < 20_000) {
    hits.sort((a, b) => {
      for (const { by, descending } of query.sort) {
        const one = sortValue(rowOf(a), by);
        const two = sortValue(rowOf(b), by);
        const order =
          typeof one === "number" && typeof two === "number"
            ? one - two
            : String(one).localeCompare(String(two));
        if (order !== 0) return descending ? -order : order;
      }
      return a.id - b.id;
    });
  }
  lastView += 1;
  views.set(lastView, hits);
  return {
    id: lastView,
    total: hits.length,
    of: place.length,
    ready: true,
    tookMs: Math.round(performance.now() - started),
    first: hits.slice(0, 100).map(rowOf),
  };
}

export function viewWindow(view: number, start: number, len: number): BookRow[] {
  const hits = views.get(view) ?? fail("view_gone");
  return hits.slice(start, start + len).map(rowOf);
}

export function viewPosition(view: number, id: number): number | null {
  const hits = views.get(view) ?? fail("view_gone");
  const at = hits.findIndex((book) => book.id === id);
  return at < 0 ? null : at;
}
