// A small library in memory that behaves plausibly; it has none of the real rules.
import type {
  Book,
  BookChange,
  BookFields,
  BookRow,
  ChangeDone,
  ChangeKind,
  Draft,
  ErrorCode,
  Failure,
  FieldChange,
  HistoryEntry,
  ReadingStatus,
  ShelfCount,
  SidebarCounts,
  Tries,
} from "../src/bindings";
import { samples } from "./fake-books";
import { scene } from "./fake-scene";
import { emit } from "./fake-wire";

type Change = ChangeDone & {
  at: number;
  before: Map<number, Book | undefined>;
  after: Map<number, Book | undefined>;
  shelvesBefore: Shelf[];
  shelvesAfter: Shelf[];
};
export type Shelf = Pick<ShelfCount, "id" | "name" | "query">;
const firstShelves: Shelf[] = [
  { id: 1, name: "Unread, under 200 pages", query: "status:to_read pages:<200" },
  { id: 2, name: "Nobel laureates", query: "tag:nobel" },
  { id: 3, name: "Between the wars", query: "year:1918..1939" },
];
const descriptions = [
  "A lone envoy crosses a planet of ice, where a harbour is the only place that never freezes.",
  "Snow, a mountain inn and a dancer: a story in which almost nothing is said aloud.",
  "The devil visits a capital and finds that nobody there believes in him.",
  "A man comes home to a bend in the river and finds a stranger who knows too much.",
  "A book that stands here so that the page has something to show.",
];

export function fail(
  code: ErrorCode,
  message: string = code,
  field: string | null = null,
  tries?: Tries,
): never {
  throw { code, message, field, ...(tries && { tries }) } satisfies Failure;
}

export const emptyFields: BookFields = {
  title: "",
  subtitle: "",
  contributors: [],
  series: [],
  publisher: "",
  published: "",
  pageCount: null,
  language: "",
  identifiers: [],
  format: "",
  description: "",
  tags: [],
  rating: null,
  review: "",
  privateNotes: "",
  status: "none",
};

function sampleBook(id: number): Book {
  const sample = samples[(id - 1) % samples.length];
  if (!sample) return fail("book_not_found");
  const { title, author, series, number, year, halfStars, status, tags, added, language, pages } =
    sample;
  const addedAt = Date.parse(`${added}T12:00:00`);
  const place = { name: series, number, from: Number(number), to: Number(number) };
  const isbn = `97800000${String(id % 100000).padStart(5, "0")}`;
  return {
    id,
    uid: `00000000-0000-7000-8000-${String(id).padStart(12, "0")}`,
    fields: {
      ...emptyFields,
      title,
      contributors: [{ name: author, sortName: author, role: "author" }],
      series: series ? [place] : [],
      publisher: id % 3 ? "Verlag am Fluss" : "",
      published: year,
      pageCount: pages,
      language,
      identifiers: [{ scheme: "isbn13", value: isbn, shown: isbn }],
      format: id % 2 ? "Paperback" : "Hardcover",
      description: descriptions[(id - 1) % descriptions.length] ?? "",
      privateNotes: id === 9 ? "Bought at the harbour bookshop." : "",
      tags,
      rating: halfStars ? halfStars * 2 : null,
      status,
    },
    sources: [],
    addedAt,
    updatedAt: addedAt,
    trashedAt: null,
  };
}

class FakeLibrary {
  #own = new Map<number, Book | undefined>();
  #next = scene.books + 1;
  #done: Change[] = [];
  #undone: Change[] = [];
  #changes = 0;
  #revision = 0;

  /** In their order. */
  shelves: Shelf[] = firstShelves;
  draft: Draft | null = null;

  /** As it was at the start, for tests. */
  reset(): void {
    this.shelves = firstShelves;
    this.draft = null;
    this.#own.clear();
    this.#next = scene.books + 1;
    this.#done = [];
    this.#undone = [];
  }

  find(id: number): Book | undefined {
    if (this.#own.has(id)) return this.#own.get(id);
    return id >= 1 && id <= scene.books ? sampleBook(id) : undefined;
  }

  require(id: number): Book {
    return this.find(id) ?? fail("book_not_found");
  }

  all(): Book[] {
    const books: Book[] = [];
    for (let id = 1; id < this.#next; id += 1) {
      const book = this.find(id);
      if (book) books.push(book);
    }
    return books;
  }

  add(fields: BookFields): { book: Book; change: ChangeDone } {
    if (!fields.title.trim()) fail("title_missing", "A book needs a title.", "title");
    const id = this.#next;
    this.#next += 1;
    const now = Date.now();
    const uid = crypto.randomUUID();
    const book: Book = {
      id,
      uid,
      fields,
      sources: [],
      addedAt: now,
      updatedAt: now,
      trashedAt: null,
    };
    return { book, change: this.#commit("add", new Map([[id, book]])) };
  }

  change(id: number, change: BookChange): { book: Book; change: ChangeDone } {
    const before = this.require(id);
    const fields = { ...before.fields, ...change } as BookFields;
    if (!fields.title.trim()) fail("title_missing", "A book needs a title.", "title");
    const book = { ...before, fields, updatedAt: Date.now() };
    return { book, change: this.#commit("edit", new Map([[id, book]])) };
  }

  trash(ids: number[], trashedAt: number | null): ChangeDone {
    const after = new Map(ids.map((id) => [id, { ...this.require(id), trashedAt }] as const));
    return this.#commit(trashedAt === null ? "restore" : "trash", after);
  }

  purge(ids: number[]): number {
    for (const id of ids) this.#own.set(id, undefined);
    this.#changed();
    return ids.length;
  }

  import(fields: BookFields[]): ChangeDone {
    const now = Date.now();
    const after = new Map<number, Book>();
    for (const one of fields) {
      const id = this.#next;
      this.#next += 1;
      const uid = crypto.randomUUID();
      after.set(id, {
        id,
        uid,
        fields: one,
        sources: [],
        addedAt: now,
        updatedAt: now,
        trashedAt: null,
      });
    }
    return this.#commit("import", after);
  }

  shelve(kind: ChangeKind, subject: string, shelves: Shelf[]): ChangeDone {
    return this.#commit(kind, new Map(), { subject, shelves });
  }

  undo(): ChangeDone {
    const change = this.#done.pop() ?? fail("nothing_to_undo");
    for (const [id, book] of change.before) this.#own.set(id, book);
    this.shelves = change.shelvesBefore;
    this.#undone.push(change);
    this.#changed();
    return change;
  }

  redo(): ChangeDone {
    const change = this.#undone.pop() ?? fail("nothing_to_redo");
    for (const [id, book] of change.after) this.#own.set(id, book);
    this.shelves = change.shelvesAfter;
    this.#done.push(change);
    this.#changed();
    return change;
  }

  undoState() {
    return { undo: this.#done.at(-1) ?? null, redo: this.#undone.at(-1) ?? null };
  }

  history(id: number): HistoryEntry[] {
    const entries = this.#done.filter((change) => change.after.has(id));
    return entries.reverse().map((change) => {
      const before = change.before.get(id)?.fields;
      const after = change.after.get(id)?.fields;
      const fields: FieldChange[] = [];
      for (const name of Object.keys(emptyFields) as (keyof BookFields)[]) {
        const pair = [
          JSON.stringify(before?.[name] ?? ""),
          JSON.stringify(after?.[name] ?? ""),
        ] as const;
        if (pair[0] !== pair[1]) fields.push({ field: name, before: pair[0], after: pair[1] });
      }
      return { changeId: change.id, at: change.at, kind: change.kind, fields };
    });
  }

  counts(ready: boolean, shelves: ShelfCount[]): SidebarCounts {
    const byStatus: Record<ReadingStatus, number> = {
      none: 0,
      to_read: 0,
      reading: 0,
      paused: 0,
      finished: 0,
      abandoned: 0,
    };
    const tags = new Map<string, number>();
    let all = 0;
    let trash = 0;
    for (const book of this.all()) {
      if (book.trashedAt !== null) {
        trash += 1;
        continue;
      }
      all += 1;
      byStatus[book.fields.status] += 1;
      for (const tag of book.fields.tags) tags.set(tag, (tags.get(tag) ?? 0) + 1);
    }
    const counted = [...tags].map(([name, count]) => ({ name, count }));
    counted.sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
    if (!ready) return { ready, all: 0, byStatus: {}, trash: 0, tags: [], shelves };
    return { ready, all, byStatus, trash, tags: counted, shelves };
  }

  /** The index is ready, or something else changed that is not a book. */
  touch(): void {
    this.#changed();
  }

  #commit(
    kind: ChangeKind,
    after: Map<number, Book>,
    shelf = { subject: "", shelves: this.shelves },
  ): ChangeDone {
    const before = new Map([...after.keys()].map((id) => [id, this.find(id)] as const));
    for (const [id, book] of after) this.#own.set(id, book);
    const only = after.size === 1 ? [...after.values()][0] : undefined;
    this.#changes += 1;
    const change: Change = {
      id: this.#changes,
      kind,
      count: Math.max(1, after.size),
      subject: only?.fields.title ?? shelf.subject,
      at: Date.now(),
      before,
      after,
      shelvesBefore: this.shelves,
      shelvesAfter: shelf.shelves,
    };
    this.shelves = shelf.shelves;
    this.#done.push(change);
    this.#undone = [];
    this.#changed();
    return change;
  }

  #changed(): void {
    this.#revision += 1;
    const revision = this.#revision;
    setTimeout(() => emit("library-changed", { revision }));
  }
}

export const library = new FakeLibrary();

export function rowOf(book: Book): BookRow {
  const { fields } = book;
  const series = fields.series[0];
  return {
    id: book.id,
    title: fields.title,
    subtitle: fields.subtitle,
    authors: fields.contributors.map((who) => who.name).join(", "),
    series: series ? [series.name, series.number].filter(Boolean).join(" · ") : "",
    year: fields.published ? Number.parseInt(fields.published, 10) : null,
    published: fields.published,
    publisher: fields.publisher,
    pageCount: fields.pageCount,
    language: fields.language,
    format: fields.format,
    isbn: fields.identifiers.find((it) => it.scheme.startsWith("isbn"))?.shown ?? "",
    rating: fields.rating,
    status: fields.status,
    tags: fields.tags.join(", "),
    addedAt: book.addedAt,
    updatedAt: book.updatedAt,
    trashedAt: book.trashedAt,
  };
}
