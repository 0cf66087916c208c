import type { Book, BookFields } from "../api";

/** The dialog that is up over the library. */
export type Sheet =
  | { kind: "isbn" }
  | { kind: "add"; fields?: BookFields }
  | { kind: "edit"; book: Book; start?: "tags" }
  | { kind: "tags" }
  | { kind: "purge"; count: number }
  | { kind: "empty-trash"; count: number };
