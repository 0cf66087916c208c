// What the library screen shows and where the person is in it: place, search, sort, selection, focus.
import {
  type BookRow,
  commands,
  type Place,
  type ShelfCount,
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
import { hasWords } from "./search/text";

/** What the list on screen can be asked to do. */
export type ListOnScreen = {
  visible: () => Visible;
  /** How many books there is room for at once. */
  fits: () => number;
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
const BEST_MATCH: readonly SortKey[] = [{ by: "match", descending: false }];
/** How long nobody types before the long texts are looked into. */
const REST_MS = 250;
/** So many books after the ones that went are asked whether they are still there. */
const NEXT = 10;

export class Library {
  place = $state.raw<Place>({ kind: "all" });
  text = $state("");
  /** Words are looked for as they are typed, in no other spelling. */
  asTyped = $state(false);
  /** The order of the shelves, and the one chosen for this search: none is the best match first. */
  #browsing = $state.raw<readonly SortKey[]>([{ by: "added", descending: true }]);
  #searching = $state.raw<readonly SortKey[] | null>(null);
  /** There are words, so books can match well or less well. */
  readonly ranked: boolean = $derived(hasWords(this.text));
  readonly sort: readonly SortKey[] = $derived(
    this.ranked ? (this.#searching ?? BEST_MATCH) : this.#browsing,
  );
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
  /** Descriptions, reviews and notes are part of the question. */
  #longTexts = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** The order of the rows that are shown; while there are none, the one they will come in. */
  readonly order: readonly SortKey[] = $derived(this.view.answered ? this.view.sort : this.sort);
  readonly selected: number = $derived(countSelected(this.selection, this.view.total));
  /** Room for the bar that floats over the end of the list while several are selected. */
  readonly tail: number = $derived(this.selected > 1 ? 64 : 0);
  /** The one selected row, when it is one and it is here. */
  readonly single: BookRow | undefined = $derived(
    this.selected === 1 ? this.view.row(this.firstSelected) : undefined,
  );

  /** The smart shelf that is shown, when it is one and it is known. */
  readonly shelf: ShelfCount | undefined = $derived.by(() => {
    const { place } = this;
    if (place.kind !== "shelf") return undefined;
    return this.counts?.shelves.find(({ id }) => id === place.shelfId);
  });
  /** Words wait for the search index. */
  readonly waiting: boolean = $derived(this.text.trim() !== "" && !this.view.ready);

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
    this.search(text);
  }

  search(text: string): void {
    if (!hasWords(text)) this.#searching = null;
    this.text = text;
    this.asTyped = false;
    void this.#ask();
  }

  /** Asks nothing more: the library is being closed. */
  stop(): void {
    clearTimeout(this.#rest);
  }

  /** The same question in other words: nothing is asked anew. */
  reword(text: string): void {
    this.text = text;
  }

  /** Refuses the corrections of the spelling, or takes them after all. */
  spell(asTyped: boolean): void {
    this.asTyped = asTyped;
    void this.#ask();
  }

  /** Sorts by a column, or turns its direction; `second` keeps the first key and sorts by this one within it. */
  sortBy(by: SortBy, second = false): void {
    const descending = LARGEST_FIRST.includes(by);
    const old = this.sort.find((key) => key.by === by);
    const key: SortKey = { by, descending: old && by !== "match" ? !old.descending : descending };
    const [first] = this.sort;
    let sort = [key];
    if (second && first) sort = first.by === by ? [key, ...this.sort.slice(1)] : [first, key];
    if (this.ranked) this.#searching = sort;
    else this.#browsing = sort;
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
    this.#searching = null;
    let at: number | null = null;
    await this.view.open(this.#query(), this.list?.fits(), async (find) => {
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
        await Promise.all([this.#recount().then(() => this.#leaveGone()), this.#reopen()]);
        this.revision++;
      }
    } finally {
      this.#refreshing = false;
    }
  }

  #query() {
    const { text, place, asTyped } = this;
    return { text, place, sort: [...this.sort], asTyped, longTexts: this.#longTexts };
  }

  async #recount(): Promise<void> {
    this.counts = await commands.sidebarCounts().catch(() => this.counts);
  }

  /** A shelf that was deleted, here or by undoing, is no place to be. */
  #leaveGone(): void {
    if (this.place.kind === "shelf" && this.counts && !this.shelf)
      this.go({ kind: "all" }, this.text);
  }

  /** A new question: back to the top. `keeping` holds on to the selection, for the same books in another order. */
  async #ask(keeping = false): Promise<void> {
    clearTimeout(this.#rest);
    this.#longTexts = false;
    const asked = performance.now();
    const kept = keeping ? await this.#kept() : null;
    const asking = this.view.open(this.#query(), this.list?.fits(), async (find) => {
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
    this.#asking = asking;
    if (!(await asking) || asking !== this.#asking || !this.view.longTextsLeft) return;
    const left = REST_MS - (performance.now() - asked);
    this.#rest = setTimeout(() => void this.#lookIntoLongTexts(), Math.max(0, left));
  }

  /** The same question, now of the long texts as well. What is on screen stays there. */
  async #lookIntoLongTexts(): Promise<void> {
    this.#longTexts = true;
    await this.#reopen(true);
  }

  async #kept() {
    return keep(this.selection, (from, to) => this.view.ids(from, to)).catch(() => null);
  }

  /** Asks again; the person stays where they are. `still`: also at the top, where new books may come in above. */
  async #reopen(still = false): Promise<void> {
    await this.view.open(this.#query(), this.list?.fits(), async (find, total) => {
      const { selection: selectedBefore, focused: focusedBefore } = this;
      const kept = await this.#kept();
      const found = kept ? await findAgain(kept, find) : nothing;
      const next = await this.#next(selectedBefore, found, find);
      const focusedId = this.view.row(focusedBefore)?.id;
      const focused = focusedId === undefined ? null : await find(focusedId);
      const held = await this.#held(find);
      const shift = held ? held.to - held.from : 0;
      const stays = still || (await this.#wandered(focused, find));
      return {
        at: held?.to ?? null,
        stale: () => this.selection !== selectedBefore || this.focused !== focusedBefore,
        apply: () => {
          this.selection = next === null ? found : only(next);
          const position = next ?? focused ?? focusedBefore + shift;
          this.focused = Math.max(0, Math.min(total - 1, position));
          this.#anchor = this.focused;
          if (held && (stays || !this.list?.atTop())) this.list?.hold(held.from, held.to);
        },
      };
    });
  }

  /** Where the book after the selected ones is, once all of those have gone. */
  async #next(before: Selection, after: Selection, find: Find): Promise<number | null> {
    const last = before.ranges.at(-1)?.[1];
    if (last === undefined || before.inverted || after.ranges.length > 0) return null;
    const first = before.ranges[0]?.[0] ?? 0;
    const behind = await this.view.ids(last + 1, last + NEXT).catch(() => []);
    const ahead = await this.view.ids(Math.max(0, first - NEXT), first - 1).catch(() => []);
    for (const id of [...behind, ...ahead.reverse()]) {
      const at = await find(id);
      if (at !== null) return at;
    }
    return null;
  }

  /** Whether the focused book sorts elsewhere now, while its neighbours stayed together: somebody changed it. */
  async #wandered(focused: number | null, find: Find): Promise<boolean> {
    if (focused === null || !this.list?.atTop()) return false;
    const neighbour = this.#seen().find(({ position }) => position !== this.focused);
    const to = neighbour ? await find(neighbour.id) : null;
    return (
      neighbour !== undefined && to !== null && to - neighbour.position !== focused - this.focused
    );
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
