// What the library screen shows and where the person is in it: place, search, sort, selection, focus.
import {
  type BookRow,
  commands,
  type Place,
  type SidebarCounts,
  type SortBy,
  type SortKey,
} from "./api";
import { type ColumnKey, defaultColumns, type Widths } from "./list/columns";
import { findAgain, keep } from "./list/kept";
import {
  between,
  countSelected,
  everything,
  extend,
  nothing,
  only,
  type Selection,
  toggle,
} from "./list/selection";
import { BookView, type Find } from "./list/view.svelte";
import type { Visible } from "./list/virtual";

/** What the list on screen can be asked to do. */
export type ListOnScreen = {
  visible: () => Visible;
  /** Puts row `to` where row `from` is on the screen. */
  hold: (from: number, to: number) => void;
  reveal: (position: number) => void;
  top: () => void;
  /** Whoever is at the top stays there when books come in above. */
  atTop: () => boolean;
  focus: () => void;
  /** Opens the row's menu; `part` jumps to one of its submenus. */
  menu: (part?: "status" | "rate") => void;
};
export type Step = "only" | "extend" | "toggle" | "keep";

/** Sorts that begin with the largest. */
const LARGEST_FIRST: readonly SortBy[] = ["added", "updated", "rating"];

export class Library {
  place = $state.raw<Place>({ kind: "all" });
  text = $state("");
  sort = $state.raw<readonly SortKey[]>([{ by: "added", descending: true }]);
  kind = $state<"table" | "covers">("table");
  columns = $state.raw<readonly ColumnKey[]>(defaultColumns);
  widths = $state.raw<Widths>({});
  selection = $state.raw<Selection>(nothing);
  focused = $state(0);
  counts = $state.raw<SidebarCounts | null>(null);
  /** Rows seen in full, for the status bar. */
  shown = $state.raw<Visible>({ first: 0, last: -1 });
  /** Grows with every change of the library. */
  revision = $state(0);
  readonly view: BookView = new BookView(() => void this.refresh());
  list: ListOnScreen | null = null;
  /** Where a range made with Shift begins. */
  #anchor = 0;
  #refreshing = false;
  #again = false;
  /** The newest question somebody asked: a refresh waits for it, or the list would stay where it was. */
  #asking: Promise<unknown> = Promise.resolve();

  readonly selected: number = $derived(countSelected(this.selection, this.view.total));
  /** Room for the bar that floats over the end of the list while several are selected. */
  readonly tail: number = $derived(this.selected > 1 ? 64 : 0);
  /** The one selected row, when it is one and it is here. */
  readonly single: BookRow | undefined = $derived(
    this.selected === 1 ? this.view.row(this.firstSelected) : undefined,
  );

  get firstSelected(): number {
    const [first] = this.selection.ranges;
    if (!first) return 0;
    return this.selection.inverted && first[0] === 0
      ? first[1] + 1
      : this.selection.inverted
        ? 0
        : first[0];
  }

  go(place: Place, text = ""): void {
    this.place = place;
    this.text = text;
    void this.#ask();
  }

  search(text: string): void {
    this.text = text;
    void this.#ask();
  }

  /** Sorts by a column, or turns its direction; `second` keeps the first key and sorts by this one within it. */
  sortBy(by: SortBy, second = false): void {
    const descending = LARGEST_FIRST.includes(by);
    const old = this.sort.find((key) => key.by === by);
    const key: SortKey = { by, descending: old ? !old.descending : descending };
    const [first] = this.sort;
    if (!second || !first) this.sort = [key];
    else this.sort = first.by === by ? [key, ...this.sort.slice(1)] : [first, key];
    void this.#ask(true);
  }

  /** Moves the focus to a row and the selection with it. */
  move(to: number, step: Step = "only"): void {
    const position = Math.max(0, Math.min(this.view.total - 1, to));
    if (this.view.total === 0) return;
    if (step === "only") this.selection = only(position);
    if (step === "toggle") this.selection = toggle(this.selection, position);
    if (step === "extend") this.selection = between(this.#anchor, position);
    else this.#anchor = position;
    this.focused = position;
    this.list?.reveal(position);
  }

  /** Adds the range from the last single step to here without dropping what is selected. */
  extendTo(to: number): void {
    this.selection = extend(this.selection, this.#anchor, to);
    this.focused = to;
  }

  selectAll(): void {
    this.selection = everything;
  }

  selectNothing(): void {
    this.selection = nothing;
  }

  /** Selects the book and shows it, in all books when it is not in what is shown. */
  async show(id: number): Promise<void> {
    const found = await this.view.positionOf(id);
    if (found !== null) {
      this.move(found);
      return;
    }
    this.place = { kind: "all" };
    this.text = "";
    let at: number | null = null;
    await this.view.open(this.#query(), async (find) => {
      at = await find(id);
      return { at, apply: () => this.move(at ?? 0, at === null ? "keep" : "only") };
    });
  }

  /** After every change of the library: the same question again, and the person stays where they are. */
  async refresh(): Promise<void> {
    this.#again = true;
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      while (this.#again) {
        this.#again = false;
        for (let asked: unknown; asked !== this.#asking; ) {
          asked = this.#asking;
          await asked;
        }
        await Promise.all([this.#reopen(), this.#recount()]);
        this.revision++;
      }
    } finally {
      this.#refreshing = false;
    }
  }

  #query() {
    return { text: this.text, place: this.place, sort: [...this.sort] };
  }

  async #recount(): Promise<void> {
    this.counts = await commands.sidebarCounts().catch(() => this.counts);
  }

  /** A new question: back to the top. `keeping` holds on to the selection, for the same books in another order. */
  async #ask(keeping = false): Promise<void> {
    const kept = keeping ? await this.#kept() : null;
    this.#asking = this.view.open(this.#query(), async (find) => {
      const selection = kept ? await findAgain(kept, find) : nothing;
      return {
        at: null,
        apply: () => {
          this.selection = selection;
          this.focused = 0;
          this.#anchor = 0;
          this.list?.top();
        },
      };
    });
    await this.#asking;
  }

  async #kept() {
    return keep(this.selection, (from, to) => this.view.ids(from, to)).catch(() => null);
  }

  async #reopen(): Promise<void> {
    await this.view.open(this.#query(), async (find, total) => {
      const { selection: selectedBefore, focused: focusedBefore } = this;
      const kept = await this.#kept();
      const selection = kept ? await findAgain(kept, find) : nothing;
      const focusedId = this.view.row(focusedBefore)?.id;
      const focused = focusedId === undefined ? null : await find(focusedId);
      const held = await this.#held(find);
      const shift = held ? held.to - held.from : 0;
      return {
        at: held?.to ?? null,
        stale: () => this.selection !== selectedBefore || this.focused !== focusedBefore,
        apply: () => {
          this.selection = selection;
          this.focused = Math.max(0, Math.min(total - 1, focused ?? focusedBefore + shift));
          this.#anchor = this.focused;
          if (held && !this.list?.atTop()) this.list?.hold(held.from, held.to);
        },
      };
    });
  }

  /** A row on screen that is in the new view as well, and where it is there. */
  async #held(find: Find): Promise<{ from: number; to: number } | null> {
    for (const { id, position } of this.#seen()) {
      const to = await find(id);
      if (to !== null) return { from: position, to };
    }
    return null;
  }

  /** The rows on screen to hold on to, the best one first: the focused one, then from the top down. */
  #seen(): { id: number; position: number }[] {
    const visible = this.list?.visible();
    if (!visible) return [];
    const { first, last } = visible;
    const positions = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
    if (this.focused >= first && this.focused <= last) positions.unshift(this.focused);
    return positions.slice(0, 12).flatMap((position) => {
      const id = this.view.row(position)?.id;
      return id === undefined ? [] : [{ id, position }];
    });
  }
}
