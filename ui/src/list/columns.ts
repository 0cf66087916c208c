// The columns a table can show, in their order.
import type { SortBy } from "../api";
import type { MessageKey } from "../messages";

export type ColumnKey =
  | "title"
  | "author"
  | "series"
  | "year"
  | "rating"
  | "status"
  | "tags"
  | "added"
  | "publisher"
  | "pages"
  | "language"
  | "format"
  | "updated";
export type Column = {
  key: ColumnKey;
  label: MessageKey;
  sort: SortBy;
  /** Least width in pixels at the usual text size. */
  min: number;
  /** Share of the room that is left; without it the column keeps its least width. */
  grow?: number;
  numeric?: true;
};

export const columns: readonly Column[] = [
  { key: "title", label: "column.title", sort: "title", min: 186, grow: 2.4 },
  { key: "author", label: "column.author", sort: "author", min: 110, grow: 1.3 },
  { key: "series", label: "column.series", sort: "series", min: 80, grow: 1 },
  { key: "year", label: "column.year", sort: "published", min: 52, numeric: true },
  { key: "rating", label: "column.rating", sort: "rating", min: 78 },
  { key: "status", label: "column.status", sort: "status", min: 88 },
  { key: "tags", label: "column.tags", sort: "tags", min: 84, grow: 1 },
  { key: "publisher", label: "column.publisher", sort: "publisher", min: 90, grow: 1 },
  { key: "pages", label: "column.pages", sort: "pages", min: 56, numeric: true },
  { key: "language", label: "column.language", sort: "language", min: 92 },
  { key: "format", label: "column.format", sort: "format", min: 92 },
  { key: "added", label: "column.added", sort: "added", min: 104, numeric: true },
  { key: "updated", label: "column.updated", sort: "updated", min: 104, numeric: true },
];

export const defaultColumns: readonly ColumnKey[] = [
  "title",
  "author",
  "series",
  "year",
  "rating",
  "status",
  "tags",
  "added",
];
/** Narrowest a divider can be dragged to. */
export const NARROWEST = 40;
/** Room at both ends of a row together, in pixels at the usual text size: `--s-4` and `--s-3`. */
const PADDING = 20;

/** Widths somebody chose, in pixels. */
export type Widths = Readonly<Partial<Record<ColumnKey, number>>>;

/** Width without room to spare; `scale` is the text size, 1 for usual. */
const leastOf = ({ key, min }: Column, widths: Widths, scale: number) =>
  widths[key] ?? Math.round(min * scale);

/** How wide each column is, in whole pixels, where rows are `room` wide. */
export function columnWidths(
  shown: readonly Column[],
  widths: Widths,
  scale: number,
  room: number,
): readonly number[] {
  const result = shown.map((column) => leastOf(column, widths, scale));
  let growing = [...shown.entries()].filter(
    ([, { key, grow }]) => grow && widths[key] === undefined,
  );
  for (;;) {
    const kept = result.filter((_, k) => !growing.some(([other]) => other === k));
    const left = room - PADDING * scale - kept.reduce((sum, width) => sum + width, 0);
    const shares = growing.reduce((sum, [, { grow = 0 }]) => sum + grow, 0);
    const share = ({ grow = 0 }: Column) => Math.floor((left * grow) / shares);
    // A column that needs more than its share leaves the others less to share.
    const content = growing.filter(([k, column]) => share(column) >= (result[k] ?? 0));
    if (content.length === growing.length) {
      for (const [k, column] of growing) result[k] = share(column);
      return result;
    }
    growing = content;
  }
}

/** Below this the table scrolls sideways. */
export function leastWidth(shown: readonly Column[], widths: Widths, scale: number): number {
  return shown.reduce(
    (sum, column) => sum + leastOf(column, widths, scale),
    Math.ceil(PADDING * scale),
  );
}
