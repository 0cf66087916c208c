// What can be done to a smart shelf: from its menu, and by the keys where it stands.
import { commands, type ShelfCount } from "../api";
import type { Changes } from "../library/changes.svelte";
import type { Library } from "../library.svelte";
import { t } from "../messages";
import type { MenuEntry } from "../parts/menu";

export type ShelfActions = {
  edit: (shelf: ShelfCount) => void;
  move: (shelf: ShelfCount, step: -1 | 1) => void;
  remove: (shelf: ShelfCount) => void;
};

export function shelfActions(
  library: Library,
  changes: Changes,
  edit: (shelf: ShelfCount) => void,
): ShelfActions {
  return {
    edit,
    move: (shelf, step) => {
      const shelves = library.counts?.shelves ?? [];
      const at = shelves.findIndex(({ id }) => id === shelf.id);
      const to = at + step;
      if (at < 0 || to < 0 || to >= shelves.length) return;
      const before = shelves[step < 0 ? to : to + 1]?.id ?? null;
      void changes.ofShelf(() => commands.shelfMove(shelf.id, before), "quiet");
    },
    remove: (shelf) => void changes.ofShelf(() => commands.shelfDelete(shelf.id)),
  };
}

/** What is shown now as one query: the place, and the words in the box. */
export function queryOf({ place, shelf, text }: Library): string {
  let within = "";
  if (place.kind === "status") within = `status:${place.status}`;
  if (place.kind === "tag") within = `tag:="${place.tag}"`;
  if (shelf) within = /\bOR\b/.test(shelf.query) ? `(${shelf.query})` : shelf.query;
  const words = within && /\bOR\b/.test(text) ? `(${text})` : text;
  return [within, words].filter((part) => part.trim()).join(" ");
}

export function shelfEntries(
  actions: ShelfActions,
  shelf: ShelfCount,
  shelves: readonly ShelfCount[],
): MenuEntry[] {
  return [
    { label: t("shelf.edit_more"), icon: "pencil", keys: ["F2"], run: () => actions.edit(shelf) },
    {
      label: t("shelf.earlier"),
      keys: ["Alt", "ArrowUp"],
      disabled: shelves[0]?.id === shelf.id,
      run: () => actions.move(shelf, -1),
    },
    {
      label: t("shelf.later"),
      keys: ["Alt", "ArrowDown"],
      disabled: shelves.at(-1)?.id === shelf.id,
      run: () => actions.move(shelf, 1),
    },
    "line",
    {
      label: t("shelf.delete"),
      icon: "trash",
      keys: ["Delete"],
      danger: true,
      run: () => actions.remove(shelf),
    },
  ];
}

/** Runs what a key does to a shelf; false when the key is for others. */
export function shelfKey(event: KeyboardEvent, actions: ShelfActions, shelf: ShelfCount): boolean {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
  if (event.altKey && event.key === "ArrowUp") actions.move(shelf, -1);
  else if (event.altKey && event.key === "ArrowDown") actions.move(shelf, 1);
  else if (event.altKey) return false;
  else if (event.key === "F2") actions.edit(shelf);
  else if (event.key === "Delete") actions.remove(shelf);
  else return false;
  return true;
}
