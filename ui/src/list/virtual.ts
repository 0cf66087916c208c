// A list of any length behind a native scrollbar. Browser engines clamp an element near 33.5 million pixels and lose
// whole pixels long before that, so the spacer is never taller than CAP, rows are placed inside one viewport, and the
// scroll position maps to the list offset: 1:1 in the first and last EDGE pixels, linearly between them.
export const CAP = 4_000_000;
export const EDGE = 500_000;
/** "scrollend" is missing in WebKitGTK, so scrolling counts as over after this many milliseconds of quiet. */
export const REST_MS = 160;

export type Visible = { first: number; last: number };

/** Arithmetic only: the component hands in sizes and scroll positions and gets back where to paint. */
export class VirtualScroll {
  /** Pixels from the top of the whole list to the top of the viewport. */
  offset = 0;
  /** The scroll position last handled. */
  handled = 0;
  #rowHeight = 1;
  #count = 0;
  #viewport = 0;
  #tail = 0;

  /** `tail`: pixels kept free after the last row, for a bar that floats over the list. */
  measure(count: number, rowHeight: number, viewport: number, tail = 0): void {
    this.#count = count;
    this.#rowHeight = rowHeight;
    this.#viewport = Math.max(0, viewport);
    this.#tail = tail;
    this.offset = Math.min(this.offset, this.maxOffset);
  }

  get total(): number {
    return this.#count * this.#rowHeight + this.#tail;
  }
  /** Height of the element that gives the scrollbar its length. */
  get spacer(): number {
    return Math.min(this.total, CAP);
  }
  get scaled(): boolean {
    return this.total > CAP;
  }
  get maxOffset(): number {
    return Math.max(0, this.total - this.#viewport);
  }
  get maxScroll(): number {
    return Math.max(0, this.spacer - this.#viewport);
  }

  toOffset(scroll: number): number {
    if (!this.scaled || scroll <= EDGE) return scroll;
    if (scroll >= this.maxScroll - EDGE) return this.maxOffset - (this.maxScroll - scroll);
    return EDGE + ((scroll - EDGE) * (this.maxOffset - 2 * EDGE)) / (this.maxScroll - 2 * EDGE);
  }

  toScroll(offset: number): number {
    if (!this.scaled || offset <= EDGE) return offset;
    if (offset >= this.maxOffset - EDGE) return this.maxScroll - (this.maxOffset - offset);
    return EDGE + ((offset - EDGE) * (this.maxScroll - 2 * EDGE)) / (this.maxOffset - 2 * EDGE);
  }

  /** The scrollbar stands at `scroll`: up to one viewport moves the list pixel for pixel, more goes through the map. */
  scrolled(scroll: number): void {
    const delta = scroll - this.handled;
    this.handled = scroll;
    if (!this.scaled) this.offset = Math.min(this.maxOffset, Math.max(0, scroll));
    else if (scroll <= 0) this.offset = 0;
    else if (scroll >= this.maxScroll - 1) this.offset = this.maxOffset;
    else if (Math.abs(delta) <= this.#viewport)
      this.offset = Math.min(this.maxOffset, Math.max(0, this.offset + delta));
    else this.offset = this.toOffset(scroll);
  }

  /**
   * Scrolling rests with the scrollbar at `scroll`. Gives where the scrollbar must be put so that it agrees with the
   * list, or null. A difference to what was handled means that an event is still on its way: that one comes first.
   */
  settle(scroll: number): number | null {
    if (Math.abs(scroll - this.handled) >= 1) {
      this.scrolled(scroll);
      return null;
    }
    const wanted = this.toScroll(this.offset);
    return Math.abs(wanted - scroll) >= 1 ? wanted : null;
  }

  /** Moves the list and gives the scroll position that belongs to it. */
  moveTo(offset: number): number {
    this.offset = Math.min(this.maxOffset, Math.max(0, offset));
    return this.toScroll(this.offset);
  }

  /** The smallest move that shows the whole row; null when it is already there. */
  reveal(row: number): number | null {
    const top = row * this.#rowHeight;
    if (top < this.offset) return this.moveTo(top);
    const bottom = top + this.#rowHeight;
    const free = this.#viewport - this.#tail;
    if (bottom > this.offset + free) return this.moveTo(bottom - free);
    return null;
  }

  /** Where a row is painted when the list is at `offset`, counted from the top of the viewport. */
  place(row: number, offset = this.offset): number {
    return row * this.#rowHeight - offset;
  }

  /** The rows to paint, last one included; last is -1 in an empty list. */
  get visible(): Visible {
    return this.visibleAt(this.offset);
  }
  visibleAt(offset: number): Visible {
    const first = Math.floor(offset / this.#rowHeight);
    const last = Math.min(this.#count, Math.ceil((offset + this.#viewport) / this.#rowHeight)) - 1;
    return { first, last };
  }

  /** The rows seen in full at the foot as well: what the status bar counts. */
  shownAt(offset: number): Visible {
    const last = Math.min(this.#count, Math.floor((offset + this.#viewport) / this.#rowHeight)) - 1;
    return { first: Math.floor(offset / this.#rowHeight), last };
  }

  /** Rows there is room for, the one that is cut off at the foot as well. */
  get fits(): number {
    return Math.ceil(this.#viewport / this.#rowHeight);
  }

  /** Rows in one page of the keyboard, with one row of overlap. */
  get page(): number {
    return Math.max(1, Math.floor(this.#viewport / this.#rowHeight) - 1);
  }
}
