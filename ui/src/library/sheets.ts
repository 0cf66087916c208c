import type { Book, BookFields } from "../api";

/** The dialog that is up over the library. */
export type Sheet =
  | { kind: "isbn" }
  | { kind: "add"; fields?: BookFields }
  /** `scanned`: back to the scans afterwards. */
  | { kind: "edit"; book: Book; start?: "tags"; scanned?: true }
  | { kind: "tags" }
  | { kind: "purge"; count: number }
  | { kind: "empty-trash"; count: number };
