import type { BookRow } from "../api";
import { fillCell, type Show } from "./cells";
import type { Column, ColumnKey } from "./columns";
import { tinyCover } from "./covers";
import { attribute, drawn, text, written } from "./write";

/** What a row shows, and where. */
export type Place = {
  /** -1 while this row is not needed. */
  index: number;
  /** Undefined while the book is on its way. */
  row: BookRow | undefined;
  columns: readonly Column[];
  /** How wide they are, in pixels. */
  widths: readonly number[];
  /** In pixels; out of sight while it is not needed. */
  top: number;
  selected: boolean;
  /** The row with the list's tab stop. */
  focused: boolean;
  /** Which cell has it, null for the row as a whole. */
  cell: number | null;
};

type Cell = {
  key: ColumnKey;
  element: HTMLElement;
  show: Show;
  position: (at: string | null) => void;
  tabStop: (at: string | null) => void;
};

/** A row of the table, reused for one book after the other and written by hand, see cells.ts. */
export class TableRow {
  readonly #element = document.createElement("div");
  readonly #cover = document.createElement("span");
  #cells: readonly Cell[] = [];

  readonly #classes = attribute(this.#element, "class");
  readonly #silent = attribute(this.#element, "aria-hidden");
  readonly #index = attribute(this.#element, "data-row");
  readonly #position = attribute(this.#element, "aria-rowindex");
  readonly #selected = attribute(this.#element, "aria-selected");
  readonly #tabStop = attribute(this.#element, "tabindex");
  readonly #top = written((top: number) => {
    this.#element.style.transform = `translateY(${top}px)`;
  });
  readonly #coverClass = attribute(this.#cover, "class");
  readonly #coverLetter = text(this.#cover);
  readonly #columns = written((columns: readonly Column[]) => this.#divide(columns));
  readonly #widths = written((widths: readonly number[]) => {
    let start = 0;
    for (const [k, { element }] of this.#cells.entries()) {
      const width = widths[k] ?? 0;
      element.style.marginInlineStart = `${start}px`;
      element.style.inlineSize = `${width}px`;
      start += width;
    }
  });

  constructor(layer: Element) {
    this.#element.setAttribute("role", "row");
    layer.append(this.#element);
    // The title always stands beside a cover in text, so the cover itself is silent.
    this.#cover.setAttribute("aria-hidden", "true");
    this.#element.append(tick(), this.#cover);
  }

  show({ index, row, columns, widths, top, selected, focused, cell }: Place): void {
    this.#silent(index < 0 ? "true" : null);
    this.#index(String(index));
    this.#tabStop(focused && cell === null ? "0" : "-1");
    this.#columns(columns);
    for (const [k, { tabStop }] of this.#cells.entries())
      tabStop(focused && cell === k ? "0" : null);
    this.#selected(String(selected));
    this.#top(top);
    if (index < 0) return; // out of sight it keeps its shapes and words: the web view takes long to make them anew

    this.#position(String(index + 2));
    const trashed = row !== undefined && row.trashedAt !== null;
    this.#classes(`row${row ? "" : " is-loading"}${trashed ? " is-trashed" : ""}`);
    const { classes, letter } = tinyCover(row?.title ?? "", row?.authors ?? "");
    this.#coverClass(classes);
    this.#coverLetter(letter);
    this.#widths(widths);
    for (const { show } of this.#cells) show(row);
  }

  /** Takes away and adds cells; one that stays is not moved, for it may have the keyboard. */
  #divide(columns: readonly Column[]): void {
    const before = this.#cells;
    this.#cells = columns.map(
      (column) => before.find(({ key }) => key === column.key) ?? makeCell(column),
    );
    for (const cell of before) if (!this.#cells.includes(cell)) cell.element.remove();
    let last: Element = this.#cover;
    for (const [k, { element, position }] of this.#cells.entries()) {
      if (last.nextSibling !== element) last.after(element);
      position(String(k + 1));
      last = element;
    }
  }
}

function makeCell({ key, numeric }: Column): Cell {
  const element = document.createElement("div");
  element.className = `td c-${key}${numeric ? " num" : ""}`;
  element.setAttribute("role", key === "title" ? "rowheader" : "gridcell");
  return {
    key,
    element,
    show: fillCell[key](element),
    position: attribute(element, "aria-colindex"),
    tabStop: attribute(element, "tabindex"),
  };
}

/** Stands in place of the cover while several are selected. */
function tick(): Element {
  const box = document.createElement("span");
  box.className = "sel";
  const icon = drawn("svg", { class: "i", "aria-hidden": "true" });
  icon.append(drawn("use", { href: "#i-check" }));
  box.append(icon);
  return box;
}
