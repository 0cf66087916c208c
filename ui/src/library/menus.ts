// What the menus of the library screen offer.
import type { BookRow, ReadingStatus, SortBy } from "../api";
import { statuses, statusName } from "../book/words";
import type { Library } from "../library.svelte";
import { columns, defaultColumns } from "../list/columns";
import { type MessageKey, t } from "../messages";
import { number } from "../messages/format";
import type { MenuEntry } from "../parts/menu";
import { capsOf } from "../shortcuts";

export type BookActions = {
  open: () => void;
  edit: (start?: "tags") => void;
  tags: () => void;
  status: (status: ReadingStatus) => void;
  rate: (rating: number | null) => void;
  trash: () => void;
  restore: () => void;
  purge: () => void;
  menu: (part: "status" | "rate") => void;
};

export function bookEntries(actions: BookActions, inTrash: boolean, several: boolean): MenuEntry[] {
  if (inTrash) {
    return [
      { label: t("book.open"), run: actions.open, keys: capsOf("open") },
      { label: t("book.restore"), run: actions.restore, icon: "undo" },
      "line",
      { label: t("book.purge"), run: actions.purge, icon: "trash", danger: true },
    ];
  }
  return [
    { label: t("book.open"), run: actions.open, keys: capsOf("open") },
    {
      label: t("book.edit"),
      run: () => actions.edit(),
      icon: "pencil",
      keys: capsOf("edit"),
      disabled: several,
    },
    { label: t("book.tags"), run: actions.tags, icon: "tag", keys: capsOf("tags") },
    "line",
    { label: t("book.status_more"), run: () => actions.menu("status"), keys: capsOf("status") },
    { label: t("book.rate_more"), run: () => actions.menu("rate") },
    "line",
    {
      label: t("book.trash"),
      run: actions.trash,
      icon: "trash",
      keys: capsOf("trash"),
      danger: true,
    },
  ];
}

export function statusEntries(actions: BookActions, row: BookRow | undefined): MenuEntry[] {
  return statuses.map((status) => ({
    label: statusName(status),
    checked: row?.status === status,
    run: () => actions.status(status),
  }));
}

export function rateEntries(actions: BookActions, row: BookRow | undefined): MenuEntry[] {
  const stars = [5, 4.5, 4, 3.5, 3, 2.5, 2, 1.5, 1, 0.5].map((value) => ({
    label: t("rating.stars", { stars: number(value) }),
    checked: row?.rating === value * 4,
    run: () => actions.rate(value * 4),
  }));
  return [
    ...stars,
    { label: t("rating.clear"), checked: row?.rating === null, run: () => actions.rate(null) },
  ];
}

const sorts: readonly SortBy[] = [
  "match",
  "title",
  "author",
  "series",
  "published",
  "rating",
  "status",
  "tags",
  "added",
  "updated",
  "publisher",
  "pages",
  "language",
  "format",
];

export function sortText(by: SortBy, descending: boolean): string {
  if (by === "match") return t("sort.match");
  const kind =
    by === "added" || by === "updated" || by === "published"
      ? "time"
      : by === "rating" || by === "pages"
        ? "size"
        : "text";
  return t("sort.by", {
    field: t(`sort.${by}` as MessageKey),
    order: t(`sort.${kind}_${descending ? "down" : "up"}` as MessageKey),
  });
}

export function sortEntries(library: Library): MenuEntry[] {
  const [first] = library.sort;
  const offered = sorts.filter((by) => by !== "match" || library.ranked);
  const fields = offered.map((by) => ({
    label: t(`sort.${by}` as MessageKey),
    checked: first?.by === by,
    run: () => {
      if (first?.by !== by) library.sortBy(by);
    },
  }));
  if (!first || first.by === "match") return fields;
  const turn = (descending: boolean): MenuEntry => ({
    label: sortText(first.by, descending),
    checked: first.descending === descending,
    run: () => {
      if (first.descending !== descending) library.sortBy(first.by);
    },
  });
  return [...fields, "line", turn(false), turn(true)];
}

export function columnEntries(library: Library): MenuEntry[] {
  const choices = columns.slice(1).map(({ key, label }) => {
    const shown = library.columns.includes(key);
    return {
      label: t(label),
      checked: shown,
      run: () => {
        library.columns = shown
          ? library.columns.filter((other) => other !== key)
          : [...library.columns, key];
      },
    };
  });
  const reset = () => {
    library.columns = defaultColumns;
    library.widths = {};
  };
  return [...choices, "line", { label: t("columns.reset"), run: reset }];
}
