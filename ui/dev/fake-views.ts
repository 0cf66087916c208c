// Search and sort over the fake library.
import type { Book, BookRow, Correction, SortBy, ViewAnswer, ViewQuery } from "../src/bindings";
import { fail, library, rowOf } from "./fake-library";
import { correction, fits, problemOf, type Searched, type Term, waysOf } from "./fake-query";
import { scene } from "./fake-scene";

const views = new Map<number, Book[]>();
let lastView = 0;
const began = Date.now();

/** The books of an answer, for its facets. */
export const booksOf = (view: number): Book[] => views.get(view) ?? fail("view_gone");
export const ready = (): boolean => Date.now() - began >= scene.preparing;

function inPlace(book: Book, place: ViewQuery["place"]): boolean {
  if (place.kind === "trash") return book.trashedAt !== null;
  if (book.trashedAt !== null) return false;
  if (place.kind === "status") return book.fields.status === place.status;
  if (place.kind === "shelf") {
    const shelf = library.shelves.find(({ id }) => id === place.shelfId);
    return shelf !== undefined && found(book, shelf.query);
  }
  return place.kind !== "tag" || book.fields.tags.includes(place.tag);
}

export function searched(book: Book): Searched {
  const { description, review, privateNotes } = book.fields;
  return { row: rowOf(book), texts: { description, review, notes: privateNotes } };
}

export function found(book: Book, text: string): boolean {
  return fitsAll(searched(book), waysOf(text), true);
}

function fitsAll(book: Searched, ways: Term[][], longTexts: boolean): boolean {
  return ways.some((way) => way.every((term) => fits(book, term, longTexts)));
}

function sortValue(row: BookRow, by: SortBy, words: string): string | number {
  const values: Record<SortBy, string | number> = {
    match: row.title.toLocaleLowerCase().startsWith(words) ? 0 : 1,
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

/** The terms with words that are in no book put right. */
function corrected(ways: Term[][], place: Searched[]): { ways: Term[][]; made: Correction[] } {
  const made: Correction[] = [];
  const right = (term: Term): Term => {
    const textual = term.field === "" || term.field === "author" || term.field === "title";
    if (!textual || term.negative || place.some((book) => fits(book, term, true))) return term;
    const used = correction(term.value);
    if (!used) return term;
    made.push({ typed: term.value, used });
    return { ...term, value: used };
  };
  return { ways: ways.map((way) => way.map(right)), made };
}

function sorted(hits: Book[], { sort, text }: ViewQuery): Book[] {
  // A million rows are for scrolling; sorting them here would only be slow.
  if (hits.length >= 20_000) return hits;
  const words = text.toLocaleLowerCase();
  return hits.sort((a, b) => {
    for (const { by, descending } of sort) {
      const one = sortValue(rowOf(a), by, words);
      const two = sortValue(rowOf(b), by, words);
      const order =
        typeof one === "number" && typeof two === "number"
          ? one - two
          : String(one).localeCompare(String(two));
      if (order !== 0) return descending ? -order : order;
    }
    return a.id - b.id;
  });
}

export function openView(query: ViewQuery): ViewAnswer {
  const started = performance.now();
  const problem = problemOf(query.text);
  if (problem) return { kind: "unreadable", ...problem };
  const asked = ready() ? query.text : "";
  const place = library.all().filter((book) => inPlace(book, query.place));
  let ways = waysOf(asked);
  let corrections: Correction[] = [];
  if (asked.trim() && !query.asTyped && place.length < 20_000) {
    const right = corrected(ways, place.map(searched));
    ways = right.ways;
    corrections = right.made;
  }
  const hits = asked.trim()
    ? place.filter((book) => fitsAll(searched(book), ways, query.longTexts ?? false))
    : place;
  lastView += 1;
  views.set(lastView, sorted(hits, query));
  return {
    kind: "view",
    id: lastView,
    total: hits.length,
    of: place.length,
    ready: ready(),
    tookMs: Math.round(performance.now() - started),
    first: hits.slice(0, 100).map(rowOf),
    corrections,
    longTextsLeft: asked.trim() !== "" && !query.longTexts,
  };
}

export function viewWindow(view: number, start: number, len: number): BookRow[] {
  return booksOf(view)
    .slice(start, start + len)
    .map(rowOf);
}

export function viewPosition(view: number, id: number): number | null {
  const at = booksOf(view).findIndex((book) => book.id === id);
  return at < 0 ? null : at;
}
