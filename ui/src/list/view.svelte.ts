// One question to the library and the rows seen so far. Rows are read by position in pages; only one read is under
// way at a time and it is always for the rows wanted now, so a fast drag never queues reads for where it has been.
import {
  asFailure,
  type BookId,
  type BookRow,
  type Correction,
  commands,
  type Failure,
  type Unreadable,
  type ViewQuery,
} from "../api";
import type { Visible } from "./virtual";

export const PAGE = 100;
/** Rows the library gives at once at most. */
const WINDOW = 1000;
/** Pages kept in memory; the farthest ones go first. */
const KEPT = 60;

/** Finds a book in the view that is about to be shown. */
export type Find = (id: BookId) => Promise<number | null>;
/**
 * `at`: a position that will be on screen. `apply` runs in the same moment as the new rows appear. `stale`: the person
 * moved on while this was looked up, so it has to be looked up again.
 */
export type Arrival = { at: number | null; apply: () => void; stale?: () => boolean };
/** What cannot be read, and the text it is about. */
export type Problem = Unreadable & { text: string };
/** Somebody who holds down an arrow key must still get the new rows. */
const ATTEMPTS = 5;

export class BookView {
  total = $state(0);
  of = $state(0);
  tookMs = $state(0);
  /** False while the search index is still being built. */
  ready = $state(false);
  /** An answer has been shown since the start. */
  answered = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** Words that were looked for in another spelling. */
  corrections = $state.raw<readonly Correction[]>([]);
  /** Long texts were not looked into yet. */
  longTextsLeft = $state(false);
  /** Why the newest question could not be read; the rows are still those of the one before. */
  problem = $state.raw<Problem | null>(null);
  /** The words of the question that was answered last. */
  text = $state("");
  /** Which answer is shown; another one for every question that was answered. */
  id = $state(0);
  /** Grows whenever rows arrive, so that what is drawn from `row` follows. */
  #arrived = $state(0);
  #generation = 0;
  #pages = new Map<number, BookRow[]>();
  #wanted: Visible = { first: 0, last: -1 };
  #reading = false;
  #ongone: () => void;

  constructor(ongone: () => void) {
    this.#ongone = ongone;
  }

  /**
   * Asks anew; the old rows stay until the new ones are there. `prepare` may look up where things went before anything
   * is shown. False when a newer question overtook this one, when it could not be read or when it failed.
   */
  async open(
    query: ViewQuery,
    prepare?: (find: Find, total: number) => Promise<Arrival>,
  ): Promise<boolean> {
    const generation = ++this.#generation;
    try {
      const view = await commands.viewOpen(query);
      if (generation !== this.#generation) return false;
      if (view.kind === "unreadable") {
        this.problem = { ...view, text: query.text };
        this.failure = null;
        return false;
      }
      // Words typed before the index is ready have no answer yet: the rows stay, and nothing is counted.
      if (!view.ready && query.text.trim() && this.answered) {
        this.ready = false;
        this.problem = null;
        return false;
      }
      const pages = new Map([[0, view.first]]);
      let arrival: Arrival | undefined;
      for (let attempt = 0; prepare && attempt < ATTEMPTS; attempt++) {
        arrival = await prepare((id) => commands.viewPosition(view.id, id), view.total);
        if (arrival.at !== null) await this.#fill(pages, view.id, arrival.at, view.total);
        if (!arrival.stale?.() || generation !== this.#generation) break;
      }
      if (generation !== this.#generation) return false;
      this.id = view.id;
      this.text = query.text;
      this.#pages = pages;
      this.total = view.total;
      this.of = view.of;
      this.ready = view.ready;
      this.tookMs = view.tookMs;
      this.corrections = view.corrections;
      this.longTextsLeft = view.longTextsLeft;
      this.answered = true;
      this.failure = null;
      this.problem = null;
      this.#arrived++;
      arrival?.apply();
      return true;
    } catch (reason) {
      if (generation === this.#generation) this.failure = asFailure(reason);
      return false;
    }
  }

  row(position: number): BookRow | undefined {
    void this.#arrived;
    return this.#pages.get(Math.floor(position / PAGE))?.[position % PAGE];
  }

  /** Says which rows are on screen; what is missing there and two viewports each way is read. */
  show({ first, last }: Visible): void {
    void this.#arrived;
    const around = 2 * (last - first + 1);
    this.#wanted = {
      first: Math.max(0, first - around),
      last: Math.min(this.total - 1, last + around),
    };
    void this.#read();
  }

  async positionOf(id: BookId): Promise<number | null> {
    return commands.viewPosition(this.id, id);
  }

  /** The ids in a stretch of the view, read from the library where they are not here. */
  async ids(from: number, to: number): Promise<BookId[]> {
    const ids: BookId[] = [];
    while (from + ids.length <= to) {
      const start = from + ids.length;
      const left = to - start + 1;
      const page = this.#pages
        .get(Math.floor(start / PAGE))
        ?.slice(start % PAGE, (start % PAGE) + left);
      const rows = page ?? (await commands.viewWindow(this.id, start, Math.min(left, WINDOW)));
      if (rows.length === 0) break;
      ids.push(...rows.map(({ id }) => id));
    }
    return ids;
  }

  /** Reads what will be on screen around `at` before anything is shown. */
  async #fill(
    pages: Map<number, BookRow[]>,
    view: number,
    at: number,
    total: number,
  ): Promise<void> {
    const from = Math.floor(Math.max(0, at - PAGE / 2) / PAGE);
    const to = Math.floor(Math.min(total - 1, at + PAGE / 2) / PAGE);
    for (let page = from; page <= to; page++) {
      if (!pages.has(page)) pages.set(page, await commands.viewWindow(view, page * PAGE, PAGE));
    }
  }

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      for (let page = this.#missing(); page !== null; page = this.#missing()) {
        const view = this.id;
        const rows = await commands.viewWindow(view, page * PAGE, PAGE);
        if (view !== this.id) continue;
        this.#pages.set(page, rows);
        this.#prune();
        this.#arrived++;
      }
    } catch (reason) {
      const failure = asFailure(reason);
      if (failure.code === "view_gone") this.#ongone();
      else this.failure = failure;
    } finally {
      this.#reading = false;
    }
  }

  /** The page to read next: the nearest one to the middle of what is wanted. */
  #missing(): number | null {
    const { first, last } = this.#wanted;
    if (last < first) return null;
    const middle = Math.floor((first + last) / 2 / PAGE);
    const from = Math.floor(first / PAGE);
    const to = Math.floor(last / PAGE);
    let nearest: number | null = null;
    for (let page = from; page <= to; page++) {
      if (this.#pages.has(page)) continue;
      if (nearest === null || Math.abs(page - middle) < Math.abs(nearest - middle)) nearest = page;
    }
    return nearest;
  }

  #prune(): void {
    if (this.#pages.size <= KEPT) return;
    const middle = (this.#wanted.first + this.#wanted.last) / 2 / PAGE;
    const farthest = [...this.#pages.keys()].sort(
      (a, b) => Math.abs(b - middle) - Math.abs(a - middle),
    );
    for (const page of farthest.slice(0, this.#pages.size - KEPT)) this.#pages.delete(page);
  }
}
