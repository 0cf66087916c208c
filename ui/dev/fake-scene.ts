// What the address asks to be shown: ?start=login&theme=dark&density=compact&text=150&keyring=locked&books=1000000&preparing=5000
import type { Density, KeyringState, Theme } from "../src/bindings";

const asked = new URLSearchParams(globalThis.location?.search ?? "");
const word = (name: string, otherwise: string) => asked.get(name) ?? otherwise;

export const scene = {
  start: word("start", "library") as
    | "welcome"
    | "login"
    | "recovery"
    | "recover"
    | "locked"
    | "library"
    | "broken",
  theme: word("theme", "system") as Theme,
  density: word("density", "regular") as Density,
  text: Number(word("text", "100")),
  keyring: word("keyring", "none") as KeyringState["reason"],
  books: Number(word("books", "42")),
  /** Seconds to wait after wrong passwords. */
  pause: Number(word("pause", "0")),
  /** Milliseconds an answer takes. */
  slow: Number(word("slow", "0")),
  /** Milliseconds until the search index is ready. */
  preparing: Number(word("preparing", "0")),
};
if (asked.has("rtl")) document.documentElement.dir = "rtl";
