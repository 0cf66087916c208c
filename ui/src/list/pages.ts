// The rows of one view as far as they were read, and which are read next. What is on screen now always goes first: it
// never waits behind places that were passed on the way there, and what may be seen next is read only once it is here.
import type { BookRow } from "../api";
import type { Visible } from "./virtual";

export const PAGE = 100;
/** Pages asked for at once: the library gives 1,000 rows at most. */
const TOGETHER = 10;
/** Reads under way at most: one for the place before is being answered while the newest is asked for. */
const AT_ONCE = 2;
/**
 * What may be seen next is first read when nobody asked anything else for so many ms: a person who types on would pay
 * for it with every letter, and what is on screen is not painted while it comes in.
 */
export const REST_MS = 100;
/** Pages kept in memory; those that were seen longest ago go first. */
const KEPT = 60;

/** Pages that are read together, both ends included. */
type Stretch = { from: number; to: number };
type Read = (start: number, len: number) => Promise<BookRow[]>;

const pageOf = (position: number) => Math.floor(position / PAGE);

export class Pages {
  readonly #pages: Map<number, readonly BookRow[]>;
  readonly #total: number;
  readonly #read: Read;
  readonly #underWay = new Set<Stretch>();
  #wanted: Visible = { first: 0, last: -1 };
  #forward = true;
  #rested = false;
  readonly #rest: ReturnType<typeof setTimeout>;
  /** Rows arrived. */
  onread = () => {};
  onfail = (_reason: unknown) => {};

  constructor(total: number, first: readonly BookRow[], read: Read) {
    this.#total = total;
    this.#pages = new Map([[0, first]]);
    this.#read = read;
    this.#rest = setTimeout(() => {
      this.#rested = true;
      this.#readOn();
    }, REST_MS);
  }

  /** Reads nothing ahead any more: another view is shown. */
  retire(): void {
    clearTimeout(this.#rest);
    this.#rested = false;
  }

  row(position: number): BookRow | undefined {
    return this.#pages.get(pageOf(position))?.[position % PAGE];
  }

  /** The rows that are here from `position` to the end of its page, if any are. */
  from(position: number): readonly BookRow[] | undefined {
    const rows = this.#pages.get(pageOf(position))?.slice(position % PAGE);
    return rows?.length ? rows : undefined;
  }

  /** Whether all of these were read. */
  has({ first, last }: Visible): boolean {
    for (let page = pageOf(first); page <= pageOf(last); page++)
      if (!this.#reaches(page, last)) return false;
    return true;
  }

  /** Whether a page was read as far as `last`: the first rows of a view are less than a page. */
  #reaches(page: number, last: number): boolean {
    const rows = this.#pages.get(page);
    return rows !== undefined && rows.length > Math.min(last - page * PAGE, PAGE - 1);
  }

  /** Says which rows are on screen: what is missing there is read, then two viewports each way. */
  want(visible: Visible): void {
    if (visible.first !== this.#wanted.first) this.#forward = visible.first > this.#wanted.first;
    this.#wanted = visible;
    this.#seen(visible);
    this.#readOn();
  }

  /** What is seen goes to the end of those that are kept. */
  #seen({ first, last }: Visible): void {
    for (let page = pageOf(first); page <= pageOf(last); page++) {
      const rows = this.#pages.get(page);
      if (rows && this.#pages.delete(page)) this.#pages.set(page, rows);
    }
  }

  /** Reads what will be on screen around `at`, whatever is wanted. */
  async fill(at: number): Promise<void> {
    const from = pageOf(Math.max(0, at - PAGE / 2));
    const last = Math.min(this.#total - 1, at + PAGE / 2);
    for (let page = from; page <= pageOf(last); page++)
      if (!this.#reaches(page, last)) await this.#take({ from: page, to: page });
  }

  #readOn(): void {
    for (let next = this.#next(); next; next = this.#next()) void this.#go(next);
  }

  async #go(stretch: Stretch): Promise<void> {
    this.#underWay.add(stretch);
    try {
      await this.#take(stretch);
    } catch (reason) {
      this.#underWay.delete(stretch);
      this.onfail(reason); // and nothing more is read until it is asked for
      return;
    }
    this.#underWay.delete(stretch);
    this.#prune();
    this.onread();
    this.#readOn();
  }

  async #take({ from, to }: Stretch): Promise<void> {
    const rows = await this.#read(from * PAGE, (to - from + 1) * PAGE);
    for (let page = from; page <= to; page++)
      this.#pages.set(page, rows.slice((page - from) * PAGE, (page - from + 1) * PAGE));
  }

  #next(): Stretch | null {
    const { first, last } = this.#wanted;
    if (last < first || this.#underWay.size >= AT_ONCE) return null;
    const seen = this.#missing(first, last);
    // One read is left free for where the person is a moment later.
    if (seen || this.#underWay.size > 0 || !this.#rested) return seen;
    const around = 2 * (last - first + 1);
    const behind = () => this.#missing(last + 1, Math.min(this.#total - 1, last + around));
    const before = () => this.#missing(Math.max(0, first - around), first - 1);
    return this.#forward ? (behind() ?? before()) : (before() ?? behind());
  }

  /** The first pages of these rows that are neither here nor on their way. */
  #missing(first: number, last: number): Stretch | null {
    if (last < first) return null;
    const known = (page: number) =>
      this.#reaches(page, last) ||
      [...this.#underWay].some(({ from, to }) => from <= page && page <= to);
    const end = pageOf(last);
    let from = pageOf(first);
    while (from <= end && known(from)) from++;
    if (from > end) return null;
    let to = from;
    while (to < end && to - from + 1 < TOGETHER && !known(to + 1)) to++;
    return { from, to };
  }

  #prune(): void {
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= KEPT) return;
      this.#pages.delete(page);
    }
  }
}
