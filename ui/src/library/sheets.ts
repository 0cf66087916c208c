import type { Book, BookFields, ShelfCount } from "../api";

/** The dialog that is up over the library. */
export type Sheet =
  | { kind: "isbn" }
  | { kind: "add"; fields?: BookFields }
  /** `scanned`: back to the scans afterwards. */
  | { kind: "edit"; book: Book; start?: "tags"; scanned?: true }
  | { kind: "tags" }
  /** Without a shelf: a new one, for what is searched for now. */
  | { kind: "shelf"; shelf?: ShelfCount }
  | { kind: "purge"; count: number }
  | { kind: "empty-trash"; count: number };
