import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { freshLibrary } from "../../dev/in-memory-api";
import { commands, type Facet } from "../api";
import { app } from "../app.svelte";
import Library from "../screens/Library.svelte";

vi.mock("../api", async (original) => (await import("../../dev/in-memory-api")).inMemory(original));

const panel = () => screen.getByLabelText("Filter", { selector: "aside" });
/** By label alone: looking for roles is slow in a page this full. */
const value = (name: RegExp) => within(panel()).findByLabelText(name);
const lastText = () => vi.mocked(commands.viewOpen).mock.calls.at(-1)?.[0].text;

async function opened() {
  const user = userEvent.setup();
  render(Library);
  await screen.findByText("The Left Hand of Darkness");
  await user.keyboard("{Control>}{Shift>}f{/Shift}{/Control}");
  await value(/^fiction, 14 books/);
  return user;
}

beforeEach(() => {
  freshLibrary();
  app.openFile = null;
  app.preferences = { ...app.preferences, singleKeys: true };
});

test("opens from the list with F and closes with Esc, which gives the focus back", async () => {
  const user = userEvent.setup();
  render(Library);
  await user.click(await screen.findByText("The Left Hand of Darkness"));
  await user.keyboard("f");
  expect(document.activeElement).toBe(panel());
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("complementary", { name: "Filter" })).toBeNull();
  await waitFor(() => expect(document.activeElement?.getAttribute("role")).toBe("row"));
});

describe("a value", () => {
  test("writes the query with a click, and takes itself out again", async () => {
    const user = await opened();
    await user.click(await value(/^fiction, 14 books/));
    await waitFor(() => expect(lastText()).toBe('tag:="fiction"'));
    expect(await screen.findByRole("button", { name: /^tag: fiction/ })).toBeTruthy();
    await waitFor(() =>
      expect(
        within(panel())
          .getByLabelText(/^fiction, 14/)
          .getAttribute("aria-pressed"),
      ).toBe("true"),
    );
    await user.click(await value(/^fiction, 14/));
    await waitFor(() => expect(lastText()).toBe(""));
  });

  test("is left out with Alt and a click", async () => {
    await opened();
    await fireEvent.click(await value(/^fiction, 14 books/), { altKey: true });
    await waitFor(() => expect(lastText()).toBe('-tag:="fiction"'));
    expect(await value(/^fiction, 0 books, excluded/)).toBeTruthy();
  });

  test("offers the same in a menu", async () => {
    const user = await opened();
    (await value(/^fiction, 14 books/)).focus();
    await user.keyboard("{Shift>}{F10}{/Shift}");
    await user.click(screen.getByRole("menuitemradio", { name: "Leave these out" }));
    await waitFor(() => expect(lastText()).toBe('-tag:="fiction"'));
  });

  test("reads what the one before it wrote, however fast they come", async () => {
    const user = await opened();
    await user.click(await value(/^fiction, 14 books/));
    await user.click(await value(/^Nobel, 7 books/));
    await waitFor(() => expect(lastText()).toBe('(tag:="fiction" OR tag:="Nobel")'));
  });
});

describe("the keyboard", () => {
  test("has one stop and goes through everything with the arrows", async () => {
    const user = await opened();
    await user.keyboard("{ArrowDown}");
    expect(document.activeElement?.textContent.trim()).toMatch(/^Author/);
    await user.keyboard("{ArrowDown}");
    expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^Ursula K. Le Guin/);
    expect(panel().querySelectorAll("[data-stop][tabindex='0']")).toHaveLength(1);
    await user.keyboard("{End}");
    expect(document.activeElement?.textContent.trim()).toMatch(/^Format/);
  });

  test("includes with Space, leaves out with the minus key and stays where it is", async () => {
    const user = await opened();
    await user.keyboard("{ArrowDown}{ArrowDown} ");
    await waitFor(() => expect(lastText()).toBe('author:="Ursula K. Le Guin"'));
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-pressed")).toBe("true"));
    await user.keyboard("-");
    await waitFor(() => expect(lastText()).toBe('-author:="Ursula K. Le Guin"'));
    await value(/^Ursula K. Le Guin, 0 books, excluded/);
    expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^Ursula K. Le Guin/);
  });

  test("folds a group, for as long as the library is open", async () => {
    const user = await opened();
    await user.keyboard("{ArrowDown}{ArrowLeft}");
    expect(document.activeElement?.getAttribute("aria-expanded")).toBe("false");
    await user.keyboard("{Escape}");
    await user.keyboard("{Control>}{Shift>}f{/Shift}{/Control}");
    const author = await within(panel()).findByRole("button", { name: /^Author/ });
    expect(author.getAttribute("aria-expanded")).toBe("false");
    await user.click(author);
    expect(author.getAttribute("aria-expanded")).toBe("true");
  });
});

test("a long group opens with a box to find its values", async () => {
  const user = await opened();
  await user.click(await value(/^33 more: Author/));
  const find = await within(panel()).findByRole("textbox", { name: "Find in Author" });
  expect(document.activeElement).toBe(find);
  await user.type(find, "kafka");
  await waitFor(() => expect(panel().querySelectorAll(".facet-value")).toHaveLength(1));
  await user.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(lastText()).toBe('author:="Franz Kafka"'));
  await user.keyboard("{Escape}");
  expect(await within(panel()).findByRole("button", { name: /^Tag/ })).toBeTruthy();
});

test("counts are never asked for while somebody types, and a late answer is dropped", async () => {
  const user = await opened();
  const facets = vi.mocked(commands.facets);
  const usual = facets.getMockImplementation() as typeof commands.facets;
  let late = (_: Facet[]) => {};
  facets.mockClear();
  facets.mockReturnValueOnce(new Promise((resolve) => (late = resolve)));
  const box = screen.getByRole("combobox", { name: "Search books" });
  await user.type(box, "nobel");
  expect(facets.mock.calls.length).toBeLessThan(2);
  await waitFor(() => expect(facets).toHaveBeenCalled());
  await user.type(box, " ");
  await waitFor(() => expect(facets.mock.calls.length).toBeGreaterThan(1));
  const stale = { value: "stale", label: "Stale", count: 1, chosen: null };
  late([{ field: "tag", values: [stale], more: 0 }]);
  await waitFor(() => expect(within(panel()).getByLabelText(/^Nobel, 7/)).toBeTruthy());
  expect(within(panel()).queryByText("Stale")).toBeNull();
  facets.mockImplementation(usual);
});
