import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { freshLibrary } from "../../dev/in-memory-api";
import { commands } from "../api";
import { app } from "../app.svelte";
import ToastHost from "../parts/ToastHost.svelte";
import Library from "../screens/Library.svelte";

vi.mock("../api", async (original) => (await import("../../dev/in-memory-api")).inMemory(original));

const sidebar = () => screen.getByRole("complementary", { name: "Sidebar" });
const shelf = (name: RegExp) => within(sidebar()).findByRole("button", { name });
const names = () =>
  [...sidebar().querySelectorAll("[aria-keyshortcuts] bdi")].map((it) => it.textContent);
const box = () => screen.getByRole<HTMLInputElement>("combobox", { name: "Search books" });

async function inLibrary() {
  const user = userEvent.setup();
  render(ToastHost);
  render(Library);
  await screen.findByText("The Left Hand of Darkness");
  await shelf(/^Nobel laureates 7/);
  return user;
}

beforeEach(() => {
  freshLibrary();
  app.openFile = null;
  app.preferences = { ...app.preferences, singleKeys: true };
});

test("a search is saved, counted, and taken back with undo", async () => {
  const user = await inLibrary();
  await user.keyboard("{Control>}f{/Control}");
  await user.paste("tag:satire");
  await user.keyboard("{Control>}s{/Control}");
  const dialog = await screen.findByRole("dialog", { name: "New smart shelf" });
  expect(within(dialog).getByLabelText<HTMLInputElement>("Search").value).toBe("tag:satire");
  expect(await within(dialog).findByText("Finds 3 books")).toBeTruthy();
  await user.keyboard("To laugh");
  await user.click(within(dialog).getByRole("button", { name: "Save shelf" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(await shelf(/^To laugh 3/)).toBeTruthy();
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(names()).not.toContain("To laugh"));
});

test("what is saved inside a place keeps to that place", async () => {
  const user = await inLibrary();
  await user.click(await shelf(/^Between the wars/));
  await user.click(box());
  await user.paste("history");
  expect(box().value).toBe("history");
  await user.keyboard("{Control>}s{/Control}");
  const field = await screen.findByLabelText<HTMLInputElement>("Search");
  expect(field.value).toBe("year:1918..1939 history");
});

test("a query that cannot be read is not saved", async () => {
  const user = await inLibrary();
  await user.click(screen.getByRole("button", { name: "New smart shelf" }));
  await user.keyboard("Old ones{Tab}yaer:1900{Enter}");
  const dialog = await screen.findByRole("dialog", { name: "New smart shelf" });
  expect(await within(dialog).findByText(/Did you mean “year”/)).toBeTruthy();
  expect(commands.shelfCreate).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(within(dialog).getByLabelText("Search"));
  await user.click(within(dialog).getByRole("button", { name: "Use “year”" }));
  expect(within(dialog).getByLabelText<HTMLInputElement>("Search").value).toBe("year:1900");
});

test("a shelf asks for its name", async () => {
  const user = await inLibrary();
  await user.click(screen.getByRole("button", { name: "New smart shelf" }));
  await user.click(screen.getByRole("button", { name: "Save shelf" }));
  expect(await screen.findByText("Give the shelf a name.")).toBeTruthy();
  expect(commands.shelfCreate).not.toHaveBeenCalled();
});

describe("a shelf", () => {
  test("is a place the box searches in", async () => {
    const user = await inLibrary();
    await user.click(await shelf(/^Nobel laureates/));
    expect(await screen.findByRole("heading", { level: 1, name: "Nobel laureates" })).toBeTruthy();
    await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("8"));
    await user.type(box(), "beloved");
    expect(commands.viewOpen).toHaveBeenLastCalledWith(
      expect.objectContaining({ text: "beloved", place: { kind: "shelf", shelfId: 2 } }),
      expect.any(Number),
    );
  });

  test("is renamed with F2", async () => {
    const user = await inLibrary();
    (await shelf(/^Nobel laureates/)).focus();
    await user.keyboard("{F2}");
    const name = await screen.findByLabelText<HTMLInputElement>("Name");
    await user.clear(name);
    await user.keyboard("Laureates");
    await user.click(screen.getByRole("button", { name: "Save shelf" }));
    expect(commands.shelfChange).toHaveBeenCalledWith(2, "Laureates", "tag:nobel");
    expect(await shelf(/^Laureates 7/)).toBeTruthy();
  });

  test("moves with Alt and the arrows and keeps the focus", async () => {
    const user = await inLibrary();
    (await shelf(/^Nobel laureates/)).focus();
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await waitFor(() => expect(names()[0]).toBe("Nobel laureates"));
    expect(commands.shelfMove).toHaveBeenLastCalledWith(2, 1);
    await waitFor(() => expect(document.activeElement?.textContent).toContain("Nobel laureates"));
    await user.keyboard("{Alt>}{ArrowDown}{ArrowDown}{/Alt}");
    await waitFor(() => expect(names().at(-1)).toBe("Nobel laureates"));
  });

  test("is deleted from its menu; whoever is in it sees all books, and undo brings it back", async () => {
    const user = await inLibrary();
    await user.click(await shelf(/^Nobel laureates/));
    await user.keyboard("{Shift>}{F10}{/Shift}");
    await user.click(screen.getByRole("menuitem", { name: /^Delete shelf/ }));
    expect(await screen.findByRole("heading", { level: 1, name: "All books" })).toBeTruthy();
    await waitFor(() => expect(names()).not.toContain("Nobel laureates"));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(names()[1]).toBe("Nobel laureates"));
  });

  test("can be edited from above its books, where the sidebar is only a rail", async () => {
    const user = await inLibrary();
    await user.click(await shelf(/^Nobel laureates/));
    await user.click(await screen.findByRole("button", { name: "Actions for this shelf" }));
    await user.click(screen.getByRole("menuitem", { name: /^Edit/ }));
    const dialog = await screen.findByRole("dialog", { name: "Edit smart shelf" });
    expect(within(dialog).getByLabelText<HTMLInputElement>("Name").value).toBe("Nobel laureates");
  });

  test("that cannot be read says so in place of its books", async () => {
    const counts = vi.mocked(commands.sidebarCounts);
    const usual = counts.getMockImplementation() as typeof commands.sidebarCounts;
    const problem = "There is no field “auhtor”.";
    counts.mockImplementation(async () => {
      const all = await usual();
      const broken = { id: 3, name: "Broken", query: "auhtor:x", count: null, problem };
      return { ...all, shelves: [...all.shelves.slice(0, 2), broken] };
    });
    const user = await inLibrary();
    await user.click(await shelf(/^Broken/));
    expect(
      await screen.findByRole("heading", { name: "The search of this shelf cannot be read" }),
    ).toBeTruthy();
    expect(screen.getAllByText(problem).length).toBeGreaterThan(0);
    await user.click(screen.getByRole("button", { name: "Edit…" }));
    expect(await screen.findByRole("dialog", { name: "Edit smart shelf" })).toBeTruthy();
    counts.mockImplementation(usual);
  });
});
