import type { Counts } from "../api";
import { t } from "../messages";

/** "12 books" */
export const booksOf = (counts: Counts): string => t("backup.books", { books: counts.books });

/** "2 in the trash, 1 shelf"; nothing when there is neither. */
export function moreOf({ trashed, shelves }: Counts): string {
  const both = trashed > 0 && shelves > 0 ? "yes" : "no";
  return t("backup.and_more", { trashed, shelves, both });
}
