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
  { key: "added", label: "column.added", sort: "added", min: 96, numeric: true },
  { key: "updated", label: "column.updated", sort: "updated", min: 96, numeric: true },
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
/** Padding of a row, both sides. */
const PADDING = 28;

/** Widths somebody chose, in pixels. */
export type Widths = Readonly<Partial<Record<ColumnKey, number>>>;

/** The grid's columns; `scale` is the text size, 1 for usual. */
export function tracks(shown: readonly Column[], widths: Widths, scale: number): string {
  const track = ({ key, min, grow }: Column) => {
    const width = widths[key] ?? Math.round(min * scale);
    return widths[key] === undefined && grow ? `minmax(${width}px, ${grow}fr)` : `${width}px`;
  };
  return shown.map(track).join(" ");
}

/** Below this the table scrolls sideways. */
export function leastWidth(shown: readonly Column[], widths: Widths, scale: number): number {
  return shown.reduce(
    (sum, { key, min }) => sum + (widths[key] ?? Math.round(min * scale)),
    PADDING,
  );
}
