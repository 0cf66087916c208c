// One question to the library and its answer. The rows are read by position, see pages.ts.
import {
  asFailure,
  type BookId,
  type BookRow,
  type Correction,
  commands,
  type Failure,
  type SortKey,
  type Unreadable,
  type ViewQuery,
} from "../api";
import { Pages } from "./pages";
import type { Visible } from "./virtual";

/** Rows the library gives at once at most. */
const WINDOW = 1000;

/** Finds a book in the view that is about to be shown. */
export type Find = (id: BookId) => Promise<number | null>;
/**
 * `at`: a position that will be on screen. `apply` runs in the same moment as the new rows appear. `stale`: the person
 * moved on while this was looked up, so it has to be looked up again.
 */
export type Arrival = { at: number | null; apply: () => void; stale?: () => boolean };
/** What cannot be read, and the text it is about. */
export type Problem = Unreadable & { text: string };
/** Rows that come with an answer while it is not known how many are seen. */
const FIRST_ROWS = 50;
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
  /** The order of the rows that are shown. */
  sort = $state.raw<readonly SortKey[]>([]);
  /** Which answer is shown; another one for every question that was answered. */
  id = $state(0);
  /** Grows whenever rows arrive, so that what is drawn from `row` follows. */
  arrived = $state(0);
  #generation = 0;
  #pages = new Pages(0, [], async () => []);
  #ongone: () => void;

  constructor(ongone: () => void) {
    this.#ongone = ongone;
  }

  /**
   * Asks anew; the old rows stay until the new ones are there. `prepare` may look up where things went before anything
   * is shown. `rows`: how many of the first rows come with the answer. False when a newer question overtook this one,
   * when it could not be read or when it failed.
   */
  async open(
    query: ViewQuery,
    rows = FIRST_ROWS,
    prepare?: (find: Find, total: number) => Promise<Arrival>,
  ): Promise<boolean> {
    const generation = ++this.#generation;
    try {
      const view = await commands.viewOpen(query, rows);
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
      const pages = this.#pagesOf(view.id, view.total, view.first);
      let arrival: Arrival | undefined;
      for (let attempt = 0; prepare && attempt < ATTEMPTS; attempt++) {
        arrival = await prepare((id) => commands.viewPosition(view.id, id), view.total);
        if (arrival.at !== null) await pages.fill(arrival.at);
        if (!arrival.stale?.() || generation !== this.#generation) break;
      }
      if (generation !== this.#generation) return false;
      this.id = view.id;
      this.text = query.text;
      this.sort = query.sort;
      this.#pages.retire();
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
      this.arrived++;
      arrival?.apply();
      return true;
    } catch (reason) {
      if (generation === this.#generation) this.failure = asFailure(reason);
      return false;
    }
  }

  row(position: number): BookRow | undefined {
    void this.arrived;
    return this.#pages.row(position);
  }

  /** Whether all of these rows are here. */
  has(visible: Visible): boolean {
    void this.arrived;
    return this.#pages.has(visible);
  }

  /** Says which rows are on screen, or will be as soon as they are here. */
  show(visible: Visible): void {
    void this.arrived;
    this.#pages.want(visible);
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
      const here = this.#pages.from(start)?.slice(0, left);
      const rows = here ?? (await commands.viewWindow(this.id, start, Math.min(left, WINDOW)));
      if (rows.length === 0) break;
      ids.push(...rows.map(({ id }) => id));
    }
    return ids;
  }

  #pagesOf(view: number, total: number, first: readonly BookRow[]): Pages {
    const pages = new Pages(total, first, (start, len) => commands.viewWindow(view, start, len));
    const shown = () => pages === this.#pages;
    pages.onread = () => {
      if (shown()) this.arrived++;
    };
    pages.onfail = (reason) => {
      if (!shown()) return;
      const failure = asFailure(reason);
      if (failure.code === "view_gone") this.#ongone();
      else this.failure = failure;
    };
    return pages;
  }
}
