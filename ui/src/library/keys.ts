// Keys of the list that act on books; moving about is the list's own.
import type { Library } from "../library.svelte";
import { handleShortcut } from "../shortcuts";
import type { BookActions } from "./menus";

export function listKey(
  event: KeyboardEvent,
  library: Library,
  actions: BookActions,
  ways: { search: () => void; filter: () => void },
  singleKeys: boolean,
): void {
  const inTrash = library.place.kind === "trash";
  if (event.key === " " && event.shiftKey && !event.ctrlKey) {
    event.preventDefault();
    library.extendTo(library.focused);
    return;
  }
  if (event.key === "Escape" && library.selected > 1) {
    event.preventDefault();
    library.move(library.focused);
    return;
  }
  const books = inTrash
    ? { trash: actions.purge }
    : {
        edit: () => actions.edit(),
        tags: actions.tags,
        status: () => actions.menu("status"),
        rate: () => actions.rate(Number(event.key) * 4),
        rateClear: () => actions.rate(null),
        trash: actions.trash,
      };
  handleShortcut(
    event,
    "list",
    {
      toggle: () => library.move(library.focused, "toggle"),
      selectAll: () => library.selectAll(),
      open: actions.open,
      searchFromList: ways.search,
      filterFromList: ways.filter,
      menu: () => library.list?.menu(),
      ...books,
    },
    singleKeys,
  );
}
