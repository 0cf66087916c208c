// How keys are called here. The webview says which system it runs on.
import { type MessageKey, t } from "./messages";

export const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

const named: Partial<Record<string, MessageKey>> = {
  ArrowUp: "key.arrow_up",
  ArrowDown: "key.arrow_down",
  Space: "key.space",
  PageUp: "key.page_up",
  PageDown: "key.page_down",
  Delete: "key.delete",
  Enter: "key.enter",
  Home: "key.home",
  End: "key.end",
  Tab: "key.tab",
  Escape: "key.escape",
  Alt: "key.alt",
  Ctrl: "key.ctrl",
  Mod: "key.ctrl",
  Shift: "key.shift",
};
const onMac: Partial<Record<string, string>> = {
  Mod: "⌘",
  Ctrl: "⌃",
  Shift: "⇧",
  Alt: "⌥",
  Enter: "↩",
  Delete: "⌦",
};

/** What stands on the key: "Mod" is Ctrl, on macOS ⌘. */
export function capOf(key: string): string {
  const symbol = isMac ? onMac[key] : undefined;
  if (symbol) return symbol;
  const name = named[key];
  return name ? t(name) : key === "-" ? "−" : key;
}
