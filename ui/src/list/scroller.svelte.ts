// Ties the arithmetic of virtual.ts to a scrolling element.
import { untrack } from "svelte";
import { assign } from "./slots";
import { REST_MS, VirtualScroll, type Visible } from "./virtual";

export class Scroller {
  viewport = $state(0);
  width = $state(0);
  slots = $state.raw<readonly number[]>([]);
  visible = $state.raw<Visible>({ first: 0, last: -1 });
  offset = $state(0);
  spacer = $state(0);
  /** What rows are placed by; told apart from the offset, which may stay while this changes. */
  #rowHeight = $state(0);
  readonly #scroll = new VirtualScroll();
  #element: HTMLElement | null = null;
  #timer = 0;
  #frame = 0;
  #pinned = -1;

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
    return this.#scroll.shown;
  }
  get page(): number {
    return this.#scroll.page;
  }
  place(row: number): number {
    void this.offset;
    void this.#rowHeight;
    return this.#scroll.place(row);
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
    if (!element) return;
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
      const { first, last } = this.#scroll.visible;
      this.offset = this.#scroll.offset;
      if (first !== this.visible.first || last !== this.visible.last)
        this.visible = { first, last };
      const wanted = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
      if (this.#pinned >= 0 && (this.#pinned < first || this.#pinned > last))
        wanted.push(this.#pinned);
      const slots = assign(this.slots, wanted);
      if (slots.length !== this.slots.length || slots.some((row, k) => row !== this.slots[k]))
        this.slots = slots;
    });
  }
}
