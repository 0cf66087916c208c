// One table of shortcuts: the key handlers and the sheet both read it.
import type { MessageKey } from "./messages";
import { isMac } from "./platform";

/** "anywhere": while nothing modal is open. "list": while the book list has focus. */
export type Scope = "anywhere" | "list";
export type Group = "anywhere" | "list" | "books" | "view";

type Entry = {
  /** Any of these triggers it. "Mod" is Ctrl, on macOS ⌘. */
  keys: readonly string[];
  scope: Scope;
  /** Its row on the sheet; without one it is named in the row of another. */
  row?: { group: Group; label: MessageKey; shown?: readonly string[] };
  /** Also inside dialogs and fields. */
  always?: true;
};

const table = {
  search: {
    keys: ["Mod+F"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.search" },
  },
  filter: {
    keys: ["Mod+Shift+F"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.filter" },
  },
  saveSearch: {
    keys: ["Mod+S"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.save_search" },
  },
  asTyped: {
    keys: ["Alt+Enter"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.as_typed" },
  },
  addIsbn: {
    keys: ["Mod+N"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.add_isbn" },
  },
  addByHand: {
    keys: ["Mod+Shift+N"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.add_hand" },
  },
  import: {
    keys: ["Mod+O"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.import" },
  },
  undo: { keys: ["Mod+Z"], scope: "anywhere", row: { group: "anywhere", label: "shortcut.undo" } },
  redo: {
    keys: ["Mod+Shift+Z", "Mod+Y"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.redo" },
  },
  settings: {
    keys: ["Mod+,"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.settings" },
  },
  lock: {
    keys: ["Mod+Shift+L"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.lock" },
    always: true,
  },
  nextPane: {
    keys: ["F6"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.next_pane" },
  },
  previousPane: {
    keys: ["Shift+F6"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.previous_pane" },
  },
  sheet: {
    keys: ["Mod+/"],
    scope: "anywhere",
    row: { group: "anywhere", label: "shortcut.sheet" },
  },

  move: {
    keys: ["ArrowUp", "ArrowDown"],
    scope: "list",
    row: { group: "list", label: "shortcut.move", shown: ["ArrowUp", "ArrowDown"] },
  },
  page: {
    keys: ["PageUp", "PageDown"],
    scope: "list",
    row: { group: "list", label: "shortcut.page", shown: ["PageUp", "PageDown"] },
  },
  ends: {
    keys: ["Mod+Home", "Mod+End"],
    scope: "list",
    row: { group: "list", label: "shortcut.ends", shown: ["Mod", "Home", "End"] },
  },
  extend: {
    keys: ["Shift+ArrowUp", "Shift+ArrowDown"],
    scope: "list",
    row: { group: "list", label: "shortcut.extend", shown: ["Shift", "ArrowUp", "ArrowDown"] },
  },
  toggle: { keys: ["Ctrl+Space"], scope: "list", row: { group: "list", label: "shortcut.toggle" } },
  selectAll: {
    keys: ["Mod+A"],
    scope: "list",
    row: { group: "list", label: "shortcut.select_all" },
  },
  open: { keys: ["Enter"], scope: "list", row: { group: "list", label: "shortcut.open" } },
  searchFromList: {
    keys: ["/"],
    scope: "list",
    row: { group: "list", label: "shortcut.search_list" },
  },
  filterFromList: {
    keys: ["F"],
    scope: "list",
    row: { group: "list", label: "shortcut.filter_list" },
  },
  menu: {
    keys: ["Shift+F10", "ContextMenu"],
    scope: "list",
    row: { group: "list", label: "shortcut.menu" },
  },
  trash: {
    keys: ["Delete", "Mod+Backspace"],
    scope: "list",
    row: { group: "list", label: "shortcut.trash" },
  },

  edit: { keys: ["E"], scope: "list", row: { group: "books", label: "shortcut.edit" } },
  rate: {
    keys: ["1", "2", "3", "4", "5"],
    scope: "list",
    row: { group: "books", label: "shortcut.rate", shown: ["1", "–", "5", "0"] },
  },
  rateClear: { keys: ["0"], scope: "list" },
  status: { keys: ["S"], scope: "list", row: { group: "books", label: "shortcut.status" } },
  tags: { keys: ["T"], scope: "list", row: { group: "books", label: "shortcut.tags" } },

  table: {
    keys: ["Mod+1"],
    scope: "anywhere",
    row: { group: "view", label: "shortcut.table", shown: ["Mod", "1", "2"] },
  },
  covers: { keys: ["Mod+2"], scope: "anywhere" },
  details: {
    keys: ["Mod+I"],
    scope: "anywhere",
    row: { group: "view", label: "shortcut.details" },
  },
  sidebar: {
    keys: ["Mod+B"],
    scope: "anywhere",
    row: { group: "view", label: "shortcut.sidebar" },
  },
  textLarger: {
    keys: ["Mod++", "Mod+="],
    scope: "anywhere",
    row: { group: "view", label: "shortcut.text", shown: ["Mod", "+", "-", "0"] },
    always: true,
  },
  textSmaller: {
    keys: ["Mod+-"],
    scope: "anywhere",
    always: true,
  },
  textReset: {
    keys: ["Mod+0"],
    scope: "anywhere",
    always: true,
  },
} as const satisfies Record<string, Entry>;

export type ShortcutId = keyof typeof table;
export const shortcuts: Readonly<Record<ShortcutId, Entry>> = table;
const ids = Object.keys(table) as ShortcutId[];

export type Handlers = Partial<Record<ShortcutId, (event: KeyboardEvent) => void>>;

/** The key as the table writes it: the letter on the key cap, also on Cyrillic or Greek layouts. */
function keyOf(event: KeyboardEvent): string {
  if (event.key === " ") return "Space";
  if (/^[a-z]$/i.test(event.key)) return event.key.toUpperCase();
  const modified = event.ctrlKey || event.metaKey;
  // AZERTY has its digits on Shift; Ctrl+1 is the same key there.
  if (modified && /^Digit\d$/.test(event.code) && !/^[+\-=/,]$/.test(event.key)) {
    return event.code.slice(5);
  }
  const isAscii = event.key.length === 1 && event.key.charCodeAt(0) < 128;
  if (!isAscii && /^Key[A-Z]$/.test(event.code)) return event.code.slice(3);
  return event.key;
}

function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.endsWith("++") ? [...keys.slice(0, -2).split("+"), "+"] : keys.split("+");
  const key = parts.pop() ?? "";
  if (keyOf(event) !== key) return false;
  const ctrl = parts.includes("Ctrl") || (parts.includes("Mod") && !isMac);
  const meta = parts.includes("Mod") && isMac;
  if (event.ctrlKey !== ctrl || event.metaKey !== meta) return false;
  if (event.altKey !== parts.includes("Alt")) return false;
  // Where a sign needs Shift depends on the layout ("/" is Shift+7 in German).
  const isSign = /^[^A-Z0-9]$/.test(key);
  return isSign || event.shiftKey === parts.includes("Shift");
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !/^(checkbox|radio|button)$/.test(target.type);
}

/** Composing a character or typing with AltGr (Ctrl+Alt on Windows) is writing, never a shortcut. */
function isTyping(event: KeyboardEvent): boolean {
  return event.isComposing || event.getModifierState("AltGraph") || (event.ctrlKey && event.altKey);
}

/**
 * Runs the handler of the shortcut an event stands for. Returns whether it did; the event is then done with.
 * `singleKeys` false switches off the shortcuts that are one letter, digit or sign.
 */
export function handleShortcut(
  event: KeyboardEvent,
  scope: Scope,
  handlers: Handlers,
  singleKeys = true,
): boolean {
  if (event.defaultPrevented || isTyping(event)) return false;
  const modal = document.querySelector("dialog[open]") !== null;
  for (const id of ids) {
    const handler = handlers[id];
    const shortcut = shortcuts[id];
    if (!handler || shortcut.scope !== scope) continue;
    const hit = shortcut.keys.find((keys) => matches(event, keys));
    if (!hit) continue;
    if (modal && !shortcut.always) return false;
    if (hit.length === 1 && (!singleKeys || isWriting(event.target))) return false;
    // In a field, undo and redo belong to the text.
    if ((id === "undo" || id === "redo") && isWriting(event.target)) return false;
    event.preventDefault();
    handler(event);
    return true;
  }
  return false;
}

/** The caps to show for a shortcut, modifiers first: on its row of the sheet, in a menu, beside a button. */
export function capsOf(id: ShortcutId): readonly string[] {
  const first = shortcuts[id].keys[0] ?? "";
  return first.endsWith("++") ? [...first.slice(0, -2).split("+"), "+"] : first.split("+");
}

export type SheetRow = { id: ShortcutId; label: MessageKey; caps: readonly string[] };

/** The rows of a group of the sheet. */
export function sheetRows(group: Group): SheetRow[] {
  return ids.flatMap((id) => {
    const { row } = shortcuts[id];
    if (row?.group !== group) return [];
    return [{ id, label: row.label, caps: row.shown ?? capsOf(id) }];
  });
}
