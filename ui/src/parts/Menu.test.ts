import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import Menu from "./Menu.svelte";
import type { MenuEntry } from "./menu";

const run = { edit: vi.fn(), move: vi.fn(), erase: vi.fn() };
const onclose = vi.fn();
const entries: MenuEntry[] = [
  { label: "Edit", run: run.edit, keys: ["E"] },
  { label: "Move to trash", run: run.move, danger: true },
  "line",
  { label: "Erase", run: run.erase, disabled: true },
];
const item = (name: RegExp) => screen.getByRole("menuitem", { name });

beforeEach(() => {
  render(Menu, { label: "Book", entries, place: { x: 0, y: 0 }, onclose });
});

it("begins at its first entry and goes round with the arrows", async () => {
  const user = userEvent.setup();
  expect(document.activeElement).toBe(item(/^Edit/));
  await user.keyboard("{ArrowUp}");
  expect(document.activeElement).toBe(item(/^Erase/));
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(document.activeElement).toBe(item(/^Move/));
  await user.keyboard("{End}");
  expect(document.activeElement).toBe(item(/^Erase/));
});

it("finds entries by their first letters", async () => {
  const user = userEvent.setup();
  await user.keyboard("er");
  expect(document.activeElement).toBe(item(/^Erase/));
});

it("runs what is chosen, closed first", async () => {
  const user = userEvent.setup();
  await user.keyboard("{ArrowDown}{Enter}");
  expect(onclose).toHaveBeenCalledOnce();
  expect(run.move).toHaveBeenCalledOnce();
});

it("does nothing for an entry that is switched off", async () => {
  await userEvent.click(item(/^Erase/));
  expect(run.erase).not.toHaveBeenCalled();
  expect(onclose).not.toHaveBeenCalled();
});

it("closes on Esc and on a press elsewhere", async () => {
  const user = userEvent.setup();
  await user.keyboard("{Escape}");
  expect(onclose).toHaveBeenCalledTimes(1);
  await user.pointer({ keys: "[MouseLeft]", target: document.body });
  expect(onclose).toHaveBeenCalledTimes(2);
});
