// The columns a table can show, in their order.
import type { SortBy } from "../api";
import type { MessageKey } from "../messages";

export type ColumnKey =
  | "title" | "author" | "series" | "year" | "rating" | "status" | "tags" | "added"
  | "publisher" | "pages" | "language" | "format" | "updated";
export type Column = {
  key: ColumnKey;
  label: MessageKey;
  sort: SortBy;
  /** Width as a grid track, until somebody drags the divider. */
  track: string;
  /** Narrowest width in pixels, and what the track needs at least. */
  min: number;
  numeric?: true;
};

export const columns: readonly Column[] = [
  { key: "title", label: "column.title", sort: "title", track: "minmax(190px, 2.4fr)", min: 190 },
  { key: "author", label: "column.author", sort: "author", track: "minmax(110px, 1.3fr)", min: 110 },
  { key: "series", label: "column.series", sort: "series", track: "minmax(80px, 1fr)", min: 80 },
  { key: "year", label: "column.year", sort: "published", track: "46px", min: 46, numeric: true },
  { key: "rating", label: "column.rating", sort: "rating", track: "78px", min: 78 },
  { key: "status", label: "column.status", sort: "status", track: "88px", min: 88 },
  { key: "tags", label: "column.tags", sort: "tags", track: "minmax(84px, 1fr)", min: 84 },
  { key: "publisher", label: "column.publisher", sort: "publisher", track: "minmax(90px, 1fr)", min: 90 },
  { key: "pages", label: "column.pages", sort: "pages", track: "56px", min: 56, numeric: true },
  { key: "language", label: "column.language", sort: "language", track: "92px", min: 92 },
  { key: "format", label: "column.format", sort: "format", track: "92px", min: 92 },
  { key: "added", label: "column.added", sort: "added", track: "82px", min: 82, numeric: true },
  { key: "updated", label: "column.updated", sort: "updated", track: "88px", min: 88, numeric: true },
];

export const defaultColumns: readonly ColumnKey[] = [
  "title", "author", "series", "year", "rating", "status", "tags", "added",
];
/** Narrowest a divider can be dragged to. */
export const NARROWEST = 40;
/** Padding of a row, both sides. */
const PADDING = 28;

export function tracks(shown: readonly Column[], widths: Readonly<Partial<Record<ColumnKey, number>>>): string {
  return shown.map(({ key, track }) => (widths[key] === undefined ? track : `${widths[key]}px`)).join(" ");
}

/** Below this the table scrolls sideways. */
export function leastWidth(shown: readonly Column[], widths: Readonly<Partial<Record<ColumnKey, number>>>): number {
  return shown.reduce((sum, { key, min }) => sum + (widths[key] ?? min), PADDING);
}
