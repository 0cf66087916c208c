// Ties the arithmetic of virtual.ts to a scrolling element.
import { untrack } from "svelte";
import { Lag, PATIENCE_MS } from "./lag";
import { assign } from "./slots";
import { REST_MS, VirtualScroll, type Visible } from "./virtual";

export class Scroller {
  viewport = $state(0);
  width = $state(0);
  slots = $state.raw<readonly number[]>([]);
  /** What is painted. */
  visible = $state.raw<Visible>({ first: 0, last: -1 });
  /** What is painted as soon as it can be: where the scrollbar is. */
  wanted = $state.raw<Visible>({ first: 0, last: -1 });
  offset = $state(0);
  spacer = $state(0);
  /** What rows are placed by; told apart from the offset, which may stay while this changes. */
  #rowHeight = $state(0);
  readonly #scroll = new VirtualScroll();
  #element: HTMLElement | null = null;
  #timer = 0;
  #waiting = 0;
  #frame = 0;
  #pinned = -1;
  readonly #lag = new Lag();
  readonly #isHere: (visible: Visible) => boolean;

  /** `isHere` tells whether these can be painted. */
  constructor(isHere: (visible: Visible) => boolean) {
    this.#isHere = isHere;
  }

  /** Follows the element's size and scrolling. `head` is the height of what sticks to its top. */
  attach(element: HTMLElement, head: number): () => void {
    this.#element = element;
    const size = () => {
      this.viewport = Math.max(0, element.clientHeight - head);
      this.width = element.clientWidth;
    };
    const observer = new ResizeObserver(size);
    observer.observe(element);
    const onscroll = () => this.#scrolled();
    element.addEventListener("scroll", onscroll, { passive: true });
    size();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", onscroll);
      clearTimeout(this.#timer);
      clearTimeout(this.#waiting);
      cancelAnimationFrame(this.#frame);
      this.#element = null;
    };
  }

  /** Takes the sizes the list has now. `pinned` is a row that stays in the document; `tail` see virtual.ts. */
  measure(count: number, rowHeight: number, pinned: number, tail = 0): void {
    this.#scroll.measure(count, rowHeight, this.viewport, tail);
    this.#pinned = pinned < count ? pinned : -1;
    this.spacer = this.#scroll.spacer;
    this.#rowHeight = rowHeight;
    this.#paint();
  }

  get shown(): Visible {
    void this.viewport;
    void this.#rowHeight;
    return this.#scroll.shownAt(this.offset);
  }
  get page(): number {
    return this.#scroll.page;
  }
  get fits(): number {
    return this.#scroll.fits;
  }
  place(row: number): number {
    void this.#rowHeight;
    return this.#scroll.place(row, this.offset);
  }

  /** Rows arrived: the list may follow the scrollbar. */
  follow(): void {
    if (this.#lag.waiting) this.#paint();
  }

  reveal(row: number): void {
    const scroll = this.#scroll.reveal(row);
    if (scroll !== null) this.#put(scroll);
  }

  moveTo(offset: number): void {
    this.#put(this.#scroll.moveTo(offset));
  }

  /** Puts row `to` of the new list where row `from` of the old one was on the screen. */
  hold(from: number, to: number, rowHeight: number): void {
    this.moveTo(this.#scroll.offset + (to - from) * rowHeight);
  }

  #put(scroll: number): void {
    this.#paint();
    const element = this.#element;
    if (!element || scroll === this.#scroll.handled) return; // asking where it is would lay out the page
    // The spacer may have a new height that is not in the document yet.
    cancelAnimationFrame(this.#frame);
    element.scrollTop = scroll;
    this.#scroll.handled = element.scrollTop;
    if (Math.abs(element.scrollTop - scroll) < 1) return;
    this.#frame = requestAnimationFrame(() => {
      element.scrollTop = this.#scroll.toScroll(this.#scroll.offset);
      this.#scroll.handled = element.scrollTop;
    });
  }

  #scrolled(): void {
    const element = this.#element;
    if (!element || element.scrollTop === this.#scroll.handled) return;
    this.#scroll.scrolled(element.scrollTop);
    this.#paint();
    if (!this.#scroll.scaled) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#settle(), REST_MS);
  }

  #settle(): void {
    const element = this.#element;
    if (!element) return;
    const wanted = this.#scroll.settle(element.scrollTop);
    if (wanted !== null) element.scrollTop = wanted;
    this.#scroll.handled = element.scrollTop;
    this.#paint();
  }

  #paint(): void {
    untrack(() => {
      const scroll = this.#scroll;
      const isHere = (offset: number) => this.#isHere(scroll.visibleAt(offset));
      const painted = Math.min(this.offset, scroll.maxOffset);
      this.offset = this.#lag.follow(scroll.offset, painted, isHere, performance.now());
      clearTimeout(this.#waiting);
      if (this.offset !== scroll.offset)
        this.#waiting = window.setTimeout(() => this.#paint(), PATIENCE_MS);
      this.wanted = same(this.wanted, scroll.visible);
      this.visible = same(this.visible, scroll.visibleAt(this.offset));
      const { first, last } = this.visible;
      const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
      if (this.#pinned >= 0 && (this.#pinned < first || this.#pinned > last))
        rows.push(this.#pinned);
      const slots = assign(this.slots, rows);
      if (slots.length !== this.slots.length || slots.some((row, k) => row !== this.slots[k]))
        this.slots = slots;
    });
  }
}

const same = (old: Visible, now: Visible): Visible =>
  old.first === now.first && old.last === now.last ? old : now;
