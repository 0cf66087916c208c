import { afterEach, expect, it, vi } from "vitest";
import {
  capsOf,
  type Handlers,
  handleShortcut,
  type Scope,
  type ShortcutId,
  sheetRows,
  shortcuts,
} from "./shortcuts";

type Press = KeyboardEventInit & { altGraph?: boolean; on?: HTMLElement };

/** Which shortcut a key press triggers when all of them have a handler. */
function triggered(press: Press, scope: Scope = "anywhere", singleKeys = true): string | undefined {
  let hit: string | undefined;
  const handlers: Handlers = {};
  for (const id of Object.keys(shortcuts) as ShortcutId[]) handlers[id] = () => (hit = id);
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...press });
  if (press.altGraph) vi.spyOn(event, "getModifierState").mockReturnValue(true);
  const target = press.on ?? document.body;
  target.addEventListener("keydown", (it) => void handleShortcut(it, scope, handlers, singleKeys), {
    once: true,
  });
  target.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(hit !== undefined);
  return hit;
}

afterEach(() => document.body.replaceChildren());

it.each<[string, Press, ShortcutId]>([
  ["Ctrl F", { key: "f", ctrlKey: true }, "search"],
  ["Ctrl Shift N", { key: "N", ctrlKey: true, shiftKey: true }, "addByHand"],
  ["Ctrl Y", { key: "y", ctrlKey: true }, "redo"],
  ["Ctrl +", { key: "+", ctrlKey: true, shiftKey: true }, "textLarger"],
  ["Ctrl = without Shift", { key: "=", ctrlKey: true }, "textLarger"],
  ["Shift F6", { key: "F6", shiftKey: true }, "previousPane"],
  [
    "Ctrl / on a German layout",
    { key: "/", ctrlKey: true, shiftKey: true, code: "Digit7" },
    "sheet",
  ],
  ["Ctrl F on a Russian layout", { key: "а", code: "KeyF", ctrlKey: true }, "search"],
  ["Ctrl 1 on a French layout", { key: "&", code: "Digit1", ctrlKey: true }, "table"],
])("knows %s", (_, press, id) => {
  expect(triggered(press)).toBe(id);
});

it("knows the keys of the list", () => {
  expect(triggered({ key: "e" }, "list")).toBe("edit");
  expect(triggered({ key: "4" }, "list")).toBe("rate");
  expect(triggered({ key: " ", ctrlKey: true }, "list")).toBe("toggle");
  expect(triggered({ key: "F10", shiftKey: true }, "list")).toBe("menu");
  expect(triggered({ key: "e" }, "anywhere")).toBeUndefined();
});

it("leaves writing alone", () => {
  expect(triggered({ key: "f", ctrlKey: true, isComposing: true })).toBeUndefined();
  expect(triggered({ key: "f", ctrlKey: true, altKey: true })).toBeUndefined();
  expect(triggered({ key: "f", ctrlKey: true, altGraph: true })).toBeUndefined();
  const field = document.body.appendChild(document.createElement("input"));
  expect(triggered({ key: "z", ctrlKey: true, on: field })).toBeUndefined();
  expect(triggered({ key: "e", on: field }, "list")).toBeUndefined();
  expect(triggered({ key: "f", ctrlKey: true, on: field })).toBe("search");
});

it("lets single keys be switched off, and only those", () => {
  expect(triggered({ key: "e" }, "list", false)).toBeUndefined();
  expect(triggered({ key: "Enter" }, "list", false)).toBe("open");
});

it("does nothing below an open dialog but change the text size", () => {
  document.body.appendChild(document.createElement("dialog")).setAttribute("open", "");
  expect(triggered({ key: "n", ctrlKey: true })).toBeUndefined();
  expect(triggered({ key: "-", ctrlKey: true })).toBe("textSmaller");
});

it("shows its keys", () => {
  expect(capsOf("addByHand")).toEqual(["Mod", "Shift", "N"]);
  expect(capsOf("textLarger")).toEqual(["Mod", "+"]);
  expect(sheetRows("books").map((row) => row.id)).toEqual(["edit", "rate", "status", "tags"]);
});
