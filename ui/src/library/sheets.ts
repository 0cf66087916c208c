import type { Book, BookFields, ShelfCount } from "../api";

/** The dialog that is up over the library. */
export type Sheet =
  | { kind: "isbn" }
  /** `left`: what was being written when the library was left. */
  | { kind: "add"; fields?: BookFields; left?: string }
  /** `scanned`: back to the scans afterwards. */
  | { kind: "edit"; book: Book; start?: "tags"; scanned?: true; left?: string }
  | { kind: "tags" }
  /** Without a shelf: a new one, for what is searched for now. */
  | { kind: "shelf"; shelf?: ShelfCount }
  | { kind: "purge"; count: number }
  | { kind: "empty-trash"; count: number };
