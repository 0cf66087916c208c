import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { freshLibrary } from "../../dev/in-memory-api";
import { commands } from "../api";
import { app } from "../app.svelte";
import ToastHost from "../parts/ToastHost.svelte";
import Library from "./Library.svelte";

vi.mock("../api", async (original) => (await import("../../dev/in-memory-api")).inMemory(original));

const focusedRow = () => document.activeElement?.getAttribute("aria-rowindex");
const rowAt = (index: number) => document.querySelector<HTMLElement>(`[aria-rowindex="${index}"]`);
const titleOf = (index: number) => rowAt(index)?.querySelector("[role=rowheader]")?.textContent;

async function openLibrary() {
  const user = userEvent.setup();
  render(ToastHost);
  render(Library);
  await screen.findByText("The Left Hand of Darkness");
  return user;
}
async function openList() {
  const user = await openLibrary();
  const first = rowAt(2);
  if (!first) throw new Error("no first row");
  await user.click(first);
  return user;
}

beforeEach(() => {
  freshLibrary();
  app.openFile = null;
  app.preferences = { ...app.preferences, singleKeys: true };
});

describe("the table", () => {
  test("is a grid that says how long it is", async () => {
    await openLibrary();
    const grid = screen.getByRole("grid", { name: "Books" });
    expect(grid.getAttribute("aria-rowcount")).toBe("43");
    expect(grid.getAttribute("aria-colcount")).toBe("8");
    expect(screen.getByRole("columnheader", { name: /Added/ }).getAttribute("aria-sort")).toBe(
      "descending",
    );
    expect(within(grid).getAllByRole("rowheader", { hidden: false }).length).toBeGreaterThan(15);
    expect(grid.querySelectorAll("[tabindex='0']")).toHaveLength(1);
  });

  test("moves by arrows, pages and to both ends", async () => {
    const user = await openList();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    await waitFor(() => expect(focusedRow()).toBe("4"));
    expect(rowAt(4)?.ariaSelected ?? rowAt(4)?.getAttribute("aria-selected")).toBe("true");
    await user.keyboard("{Control>}{End}{/Control}");
    await waitFor(() => expect(focusedRow()).toBe("43"));
    await user.keyboard("{PageUp}");
    await waitFor(() => expect(focusedRow()).toBe("24"));
    await user.keyboard("{Control>}{Home}{/Control}");
    await waitFor(() => expect(focusedRow()).toBe("2"));
  });

  test("selects ranges, single rows and everything", async () => {
    const user = await openList();
    await user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(screen.getAllByText("3 selected").length).toBeGreaterThan(0);
    await user.keyboard("{Control>}{ArrowDown} {/Control}");
    expect(screen.getAllByText("4 selected").length).toBeGreaterThan(0);
    await user.keyboard("{Control>}a{/Control}");
    expect(screen.getAllByText("42 selected").length).toBeGreaterThan(0);
    await user.keyboard("{Escape}");
    expect(screen.getByText("1 selected")).toBeTruthy();
  });

  test("has a cell mode with sortable headers", async () => {
    const user = await openList();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-colindex")).toBe("2"));
    expect(document.activeElement?.getAttribute("role")).toBe("gridcell");
    await user.keyboard("{ArrowUp}");
    await waitFor(() => expect(document.activeElement?.getAttribute("role")).toBe("columnheader"));
    await user.keyboard("{Enter}");
    await waitFor(() =>
      expect(screen.getByRole("columnheader", { name: "Author" }).getAttribute("aria-sort")).toBe(
        "ascending",
      ),
    );
    await user.keyboard("{ArrowLeft}{Shift>}{Enter}{/Shift}");
    await waitFor(() =>
      expect(commands.viewOpen).toHaveBeenLastCalledWith(
        expect.objectContaining({
          sort: [
            { by: "author", descending: false },
            { by: "title", descending: false },
          ],
        }),
        expect.any(Number),
      ),
    );
    await user.keyboard("{ArrowDown}{Escape}");
    await waitFor(() => expect(document.activeElement?.getAttribute("role")).toBe("row"));
  });

  test("keeps the focused row in the document when it is scrolled away", async () => {
    await openList();
    const scroller = document.querySelector(".scroller");
    if (!scroller) throw new Error("no scroller");
    scroller.scrollTop = 700;
    scroller.dispatchEvent(new Event("scroll"));
    await waitFor(() => expect(rowAt(40)).not.toBeNull());
    expect(focusedRow()).toBe("2");
    expect(document.activeElement).toBe(rowAt(2));
  });

  test("single keys act on the book and can be switched off", async () => {
    const user = await openList();
    await user.keyboard("3");
    await waitFor(() => expect(commands.bookChange).toHaveBeenCalledWith(1, { rating: 12 }));
    app.preferences = { ...app.preferences, singleKeys: false };
    await user.keyboard("4");
    expect(commands.bookChange).toHaveBeenCalledTimes(1);
  });

  test("stays with its book when the library changes", async () => {
    const user = await openList();
    await user.keyboard("{ArrowDown}");
    const title = titleOf(3);
    await commands.bookTrash([1]);
    await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("42"));
    await waitFor(() => expect(titleOf(2)).toBe(title));
    await waitFor(() => expect(focusedRow()).toBe("2"));
    expect(rowAt(2)?.getAttribute("aria-selected")).toBe("true");
  });
});

describe("whoever is in the list stays there", () => {
  test("after the trash the next book is selected, and stays so when it is undone", async () => {
    const user = await openList();
    const next = titleOf(3);
    await user.keyboard("{Delete}");
    await waitFor(() => expect(titleOf(2)).toBe(next));
    expect(rowAt(2)?.getAttribute("aria-selected")).toBe("true");
    await waitFor(() => expect(focusedRow()).toBe("2"));
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(titleOf(3)).toBe(next));
    expect(rowAt(3)?.getAttribute("aria-selected")).toBe("true");
  });

  test("after the last book the one before it is selected", async () => {
    const user = await openList();
    await user.keyboard("{Control>}{End}{/Control}");
    await waitFor(() => expect(focusedRow()).toBe("43"));
    await user.keyboard("{Delete}");
    await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("42"));
    expect(rowAt(42)?.getAttribute("aria-selected")).toBe("true");
  });

  test("a book that sorts elsewhere now stays in sight and selected", async () => {
    const user = await openLibrary();
    await user.click(screen.getByRole("columnheader", { name: "Rating" }));
    await waitFor(() =>
      expect(screen.getByRole("columnheader", { name: "Rating" }).getAttribute("aria-sort")).toBe(
        "descending",
      ),
    );
    const third = rowAt(4);
    if (!third) throw new Error("no third row");
    const title = titleOf(4);
    await user.click(third);
    await user.keyboard("1");
    await waitFor(() => expect(Number(focusedRow())).toBeGreaterThan(20));
    const here = document.activeElement;
    expect(here?.querySelector("[role=rowheader]")?.textContent).toBe(title);
    expect(here?.getAttribute("aria-selected")).toBe("true");
  });
});

test("rows stand apart by their height, also when the density changes", async () => {
  await openLibrary();
  app.preferences = { ...app.preferences, density: "roomy" };
  await waitFor(() => expect(rowAt(3)?.style.transform).toBe("translateY(44px)"));
  app.preferences = { ...app.preferences, density: "regular" };
  await waitFor(() => expect(rowAt(3)?.style.transform).toBe("translateY(36px)"));
});

test("another place is asked for once and begins at its top", async () => {
  const user = await openList();
  await user.keyboard("{Control>}{End}{/Control}");
  await waitFor(() => expect(focusedRow()).toBe("43"));
  vi.mocked(commands.viewOpen).mockClear();
  await user.click(screen.getByRole("button", { name: "Read" }));
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Read"));
  await waitFor(() => expect(titleOf(2)).toBeTruthy());
  await new Promise((done) => setTimeout(done, 50));
  expect(commands.viewOpen).toHaveBeenCalledOnce();
  expect(document.querySelector("[aria-selected='true']")).toBeNull();
});

describe("search", () => {
  test("asks at every key and says what was found once it rests", async () => {
    const user = await openLibrary();
    await user.type(screen.getByRole("combobox", { name: "Search books" }), "solaris");
    await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("2"));
    expect(vi.mocked(commands.viewOpen).mock.calls.map(([query]) => query.text)).toEqual(
      expect.arrayContaining(["s", "so", "sol", "solaris"]),
    );
    await waitFor(
      () => expect(screen.getAllByRole("status").map((it) => it.textContent)).toContain("1 book"),
      { timeout: 1500 },
    );
    await user.keyboard("{Enter}{ArrowDown}");
    await waitFor(() => expect(focusedRow()).toBe("2"));
  });

  test("offers a way out when nothing matches", async () => {
    const user = await openLibrary();
    await user.type(screen.getByRole("combobox", { name: "Search books" }), "ishigura");
    expect(await screen.findByRole("heading", { name: "No book matches" })).toBeTruthy();
    await user.click(screen.getAllByRole("button", { name: "Clear the search" })[1] as HTMLElement);
    expect(await screen.findByText("The Left Hand of Darkness")).toBeTruthy();
  });
});

describe("covers", () => {
  test("are a list box with arrows in two dimensions", async () => {
    const user = await openLibrary();
    await user.keyboard("{Control>}2{/Control}");
    const first = await screen.findByRole("option", { name: /The Left Hand of Darkness/ });
    expect(first.getAttribute("aria-setsize")).toBe("42");
    await user.click(first);
    await user.keyboard("{ArrowRight}{ArrowDown}");
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-posinset")).toBe("8"));
  });

  test("show the book one was at in the table, and keep the focus", async () => {
    const user = await openList();
    await user.keyboard("{Control>}{End}{/Control}");
    await waitFor(() => expect(focusedRow()).toBe("43"));
    await user.keyboard("{Control>}2{/Control}");
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-posinset")).toBe("42"));
    expect(screen.queryByRole("option", { name: /The Left Hand of Darkness/ })).toBeNull();
  });
});

describe("details", () => {
  test("open with Enter, show the book and go on to the next", async () => {
    const user = await openList();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "The Left Hand of Darkness" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Next book" }));
    expect(await screen.findByRole("heading", { name: "雪国" })).toBeTruthy();
  });

  test("the rating takes arrows in quarters and digits", async () => {
    const user = await openList();
    await user.keyboard("{Enter}");
    const rating = await screen.findByRole("slider", { name: "Rating" });
    rating.focus();
    await user.keyboard("{ArrowLeft}");
    await waitFor(() => expect(commands.bookChange).toHaveBeenCalledWith(1, { rating: 19 }));
    await user.keyboard("0");
    await waitFor(() => expect(commands.bookChange).toHaveBeenCalledWith(1, { rating: null }));
  });

  test("show the count and what can be done when several are selected", async () => {
    const user = await openList();
    await user.keyboard("{Shift>}{ArrowDown}{/Shift}{Enter}");
    expect(await screen.findByRole("heading", { name: "2 books selected" })).toBeTruthy();
  });
});

test("a scanned book is filled in and the scans are still there", async () => {
  const user = await openLibrary();
  await user.keyboard("{Control>}n{/Control}");
  await user.type(screen.getByRole("textbox", { name: "ISBN" }), "9780441478125{Enter}");
  await user.click(await screen.findByRole("button", { name: "Fill in" }));
  await screen.findByLabelText(/^Title/);
  await user.keyboard("Emma{Control>}{Enter}{/Control}"); // in place of the ISBN
  const scans = await screen.findByRole("dialog", { name: "Add books" });
  expect(within(scans).getByText("Emma")).toBeTruthy();
  expect(within(scans).getByText("In your library")).toBeTruthy();
});
