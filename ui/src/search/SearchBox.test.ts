import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { freshLibrary } from "../../dev/in-memory-api";
import { commands, type ViewAnswer } from "../api";
import { app } from "../app.svelte";
import ToastHost from "../parts/ToastHost.svelte";
import Library from "../screens/Library.svelte";

vi.mock("../api", async (original) => (await import("../../dev/in-memory-api")).inMemory(original));

const box = () => screen.getByRole<HTMLInputElement>("combobox", { name: "Search books" });
const rows = () => Number(screen.getByRole("grid").getAttribute("aria-rowcount")) - 1;
const active = () => document.getElementById(box().getAttribute("aria-activedescendant") ?? "none");
const options = () =>
  screen.queryAllByRole("option").filter((it) => it.classList.contains("q-row"));
const asked = () => vi.mocked(commands.viewOpen).mock.calls.map(([query]) => query);
const texts = () => asked().map(({ text }) => text);

async function inBox() {
  const user = userEvent.setup();
  render(ToastHost);
  render(Library);
  await screen.findByText("The Left Hand of Darkness");
  await user.keyboard("{Control>}f{/Control}");
  return user;
}
async function suggested() {
  await waitFor(() => expect(box().getAttribute("aria-expanded")).toBe("true"));
}
/** Types a query and leaves it to be drawn as chips. */
async function settled(text: string) {
  const user = await inBox();
  await user.type(box(), text);
  await user.keyboard("{Enter}");
  return user;
}

beforeEach(() => {
  freshLibrary();
  app.openFile = null;
  app.preferences = { ...app.preferences, singleKeys: true };
});

describe("the suggestions", () => {
  test("come when the empty box is focused, with the searches of before", async () => {
    await inBox();
    await suggested();
    const recent = screen.getByRole("group", { name: "Recent searches" });
    expect(within(recent).getByText("Nobel")).toBeTruthy();
    expect(screen.getByRole("group", { name: "Narrow your search" })).toBeTruthy();
  });

  test("are gone through with the arrows, Home and End, and taken with Enter", async () => {
    const user = await inBox();
    await suggested();
    expect(active()).toBeNull();
    await user.keyboard("{ArrowDown}");
    expect(active()).toBe(options()[0]);
    expect(active()?.getAttribute("aria-selected")).toBe("true");
    await user.keyboard("{ArrowUp}");
    expect(active()).toBeNull();
    await user.keyboard("{ArrowUp}");
    expect(active()).toBe(options().at(-1));
    await user.keyboard("{Home}{ArrowDown}{Enter}");
    await waitFor(() => expect(box().value).toBe("Nobel"));
    await waitFor(() => expect(rows()).toBe(7));
    expect(box().getAttribute("aria-expanded")).toBe("false");
  });

  test("of a value are offered to Tab, which never leaves the box then", async () => {
    const user = await inBox();
    await user.type(box(), "author:guin");
    await waitFor(() => expect(options().length).toBe(1));
    await user.keyboard("{Tab}");
    expect(await screen.findByRole("button", { name: /^author: Ursula K\. Le Guin/ })).toBeTruthy();
    expect(document.activeElement).toBe(box());
    expect(texts().at(-1)).toBe('author:="Ursula K. Le Guin"');
  });

  test("of a field go on with its values", async () => {
    const user = await inBox();
    await user.type(box(), "ta");
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await waitFor(() => expect(options().at(-1)?.textContent).toMatch(/^tag:/));
    await user.keyboard("{ArrowUp}{Enter}");
    await waitFor(() => expect(box().value).toBe("tag:"));
    await waitFor(() => expect(options()[0]?.textContent).toContain("fiction"));
  });

  test("close with Esc, which leads to the list the second time", async () => {
    const user = await inBox();
    await suggested();
    await user.keyboard("{Escape}");
    expect(box().getAttribute("aria-expanded")).toBe("false");
    expect(document.activeElement).toBe(box());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement?.getAttribute("role")).toBe("row"));
  });

  test("that come too late are dropped", async () => {
    const user = await inBox();
    let answer = (_: Awaited<ReturnType<typeof commands.queryComplete>>) => {};
    vi.mocked(commands.queryComplete).mockReturnValueOnce(
      new Promise((resolve) => (answer = resolve)),
    );
    await user.type(box(), "tag:d");
    await waitFor(() => expect(commands.queryComplete).toHaveBeenCalledWith("tag:d", 5));
    await user.type(box(), "zz");
    const late = { kind: "value" as const, insert: "x", label: "Late", detail: "", count: null };
    answer({ start: 0, end: 1, items: [late] });
    await new Promise((done) => setTimeout(done, 150));
    expect(screen.queryByText("Late")).toBeNull();
  });

  test("do not lie over the books while words are typed, unless they are asked for", async () => {
    const user = await inBox();
    await suggested();
    await user.type(box(), "tag");
    expect(box().getAttribute("aria-expanded")).toBe("false");
    await new Promise((done) => setTimeout(done, 150));
    expect(options().length).toBe(0);
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await suggested();
    await user.type(box(), "or");
    await waitFor(() => expect(options().length).toBe(0));
    await user.clear(box());
    await user.type(box(), "tea tag:");
    await suggested();
    await user.type(box(), "fiction ");
    expect(box().getAttribute("aria-expanded")).toBe("false");
  });

  test("leave Down to the books while there are none", async () => {
    const user = await inBox();
    await user.type(box(), "tea");
    await user.keyboard("{ArrowDown}");
    await waitFor(() => expect(document.activeElement?.getAttribute("role")).toBe("row"));
  });

  test("of before are forgotten one at a time, with Delete or the mouse", async () => {
    const user = await inBox();
    await suggested();
    const recent = () =>
      within(screen.getByRole("group", { name: "Recent searches" }))
        .getAllByRole("option")
        .map((option) => option.querySelector(".q-text")?.textContent.trim());
    const [first, second, ...others] = recent();
    await user.keyboard("{ArrowDown}{ArrowDown}{Delete}");
    expect(commands.recentSearchForget).toHaveBeenLastCalledWith(second);
    expect(recent()).toEqual([first, ...others]);
    expect(active()).toBe(options()[1]);
    await user.click(screen.getByTitle(`Forget “${first}”`));
    expect(commands.recentSearchForget).toHaveBeenLastCalledWith(first);
    expect(recent()).toEqual(others);
    expect(document.activeElement).toBe(box());
    expect(box().value).toBe("");
  });

  test("can be forgotten", async () => {
    const user = await inBox();
    await suggested();
    await user.click(screen.getByRole("button", { name: "Forget these searches" }));
    await waitFor(() =>
      expect(screen.queryByRole("group", { name: "Recent searches" })).toBeNull(),
    );
    expect(commands.recentSearchesClear).toHaveBeenCalledOnce();
  });
});

describe("a search", () => {
  test("is remembered when the box is left, not at every key", async () => {
    const user = await inBox();
    await user.type(box(), "tea");
    expect(commands.recentSearchNote).not.toHaveBeenCalled();
    await user.keyboard("{Escape}{Escape}");
    expect(commands.recentSearchNote).toHaveBeenCalledOnce();
    expect(commands.recentSearchNote).toHaveBeenCalledWith("tea");
  });

  test("waits for the end of a composition", async () => {
    await inBox();
    const before = texts().length;
    await fireEvent.compositionStart(box());
    await fireEvent.input(box(), { target: { value: "ゆ" } });
    await fireEvent.input(box(), { target: { value: "ゆき" } });
    expect(texts().length).toBe(before);
    await fireEvent.input(box(), { target: { value: "雪国" } });
    await fireEvent.compositionEnd(box());
    expect(texts().slice(before)).toEqual(["雪国"]);
  });

  test("takes what is pasted", async () => {
    const user = await inBox();
    await user.paste("tag:poetry tagore");
    expect(texts().at(-1)).toBe("tag:poetry tagore");
  });

  test("puts the best match first until another order is chosen, and gives the order back", async () => {
    const user = await inBox();
    await user.type(box(), "tea");
    expect(asked().at(-1)?.sort).toEqual([{ by: "match", descending: false }]);
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Best match" }));
    await user.click(screen.getByRole("menuitemradio", { name: "Title" }));
    expect(asked().at(-1)?.sort).toEqual([{ by: "title", descending: false }]);
    await user.clear(box());
    expect(asked().at(-1)?.sort).toEqual([{ by: "added", descending: true }]);
  });

  test("that only narrows keeps the order", async () => {
    await settled("year:>1990");
    expect(asked().at(-1)?.sort).toEqual([{ by: "added", descending: true }]);
  });
});

describe("chips", () => {
  test("are made when the box is done with, and what is written stays text", async () => {
    const user = await settled("year:>1900 -tag:cooking tea");
    const chip = await screen.findByRole("button", { name: /^Not tag: cooking/ });
    expect(chip.textContent.trim()).toMatch(/^−tag:\s*cooking$/);
    expect(box().value).toBe("tea");
    await user.type(box(), "s");
    expect(texts().at(-1)).toBe("year:>1900 -tag:cooking teas");
  });

  test("are selected and deleted with Backspace", async () => {
    const user = await settled("year:>1900 tag:fiction");
    const last = await screen.findByRole("button", { name: /^tag: fiction/ });
    await user.keyboard("{Backspace}");
    expect(document.activeElement).toBe(last);
    expect(texts().at(-1)).toContain("tag:fiction");
    await user.keyboard("{Backspace}");
    await waitFor(() => expect(texts().at(-1)).toBe("year:>1900"));
    expect(document.activeElement).toBe(screen.getByRole("button", { name: /^year: >1900/ }));
    await user.keyboard("{ArrowRight}");
    await waitFor(() => expect(document.activeElement).toBe(box()));
  });

  test("become text again with Enter or a click", async () => {
    const user = await settled("tag:fiction tea");
    await screen.findByRole("button", { name: /^tag: fiction/ });
    await user.keyboard("{Home}{Backspace}{Enter}");
    await waitFor(() => expect(box().value).toBe("tag:fiction tea"));
    await waitFor(() => expect(box().selectionStart).toBe("tag:fiction".length));
    expect(document.activeElement).toBe(box());
  });

  test("go all at once when the search is cleared", async () => {
    const user = await settled("tag:fiction tea");
    await user.click(screen.getAllByRole("button", { name: "Clear the search" })[0] as HTMLElement);
    await waitFor(() => expect(rows()).toBe(42));
    expect(box().value).toBe("");
    expect(screen.queryByRole("button", { name: /^tag: fiction/ })).toBeNull();
  });
});

describe("a query that cannot be read", () => {
  test("says where and what would be right, and the books stay", async () => {
    const user = await inBox();
    await user.paste("autor:okakura");
    await waitFor(() => expect(box().getAttribute("aria-invalid")).toBe("true"));
    expect(rows()).toBe(42);
    expect(document.querySelector("mark.wrong")?.textContent).toBe("autor");
    const described = document.getElementById(box().getAttribute("aria-describedby") ?? "");
    expect(described?.textContent).toContain("Did you mean “author”?");
    await user.click(screen.getByRole("button", { name: "Use “author”" }));
    await waitFor(() => expect(rows()).toBe(1));
    expect(texts().at(-1)).toBe("author:okakura");
    expect(box().getAttribute("aria-invalid")).toBeNull();
    expect(document.activeElement).toBe(box());
  });
});

describe("another spelling", () => {
  test("is said, and refused with one key", async () => {
    const user = await inBox();
    await user.type(box(), "tolkein");
    expect(await screen.findByText("tolkien")).toBeTruthy();
    expect(rows()).toBe(1);
    await user.keyboard("{Alt>}{Enter}{/Alt}");
    expect(asked()).toContainEqual(expect.objectContaining({ text: "tolkein", asTyped: true }));
    expect(await screen.findByRole("heading", { name: "No book matches" })).toBeTruthy();
    await user.click(await screen.findByRole("button", { name: /Did you mean\s+tolkien/ }));
    await waitFor(() => expect(rows()).toBe(1));
  });

  test("is allowed again for the next words", async () => {
    const user = await inBox();
    await user.type(box(), "tolkein");
    await user.click(await screen.findByRole("button", { name: /^Search for/ }));
    await user.type(box(), "s");
    expect(asked().at(-1)).toMatchObject({ text: "tolkeins", asTyped: false });
  });
});

test("nothing found: the query as chips, and ways out", async () => {
  const user = await settled("tag:fiction author:ishigura");
  const state = (await screen.findByRole("heading", { name: "No book matches" })).parentElement;
  if (!state) throw new Error("no state");
  await waitFor(() => expect(state.querySelectorAll(".chip").length).toBe(2));
  await user.click(within(state).getByRole("button", { name: "Search all fields for “ishigura”" }));
  expect(texts().at(-1)).toBe("ishigura");
});

describe("long texts", () => {
  test("are looked into once nobody types, and the list does not jump", async () => {
    const user = await inBox();
    await user.type(box(), "harbour");
    expect(asked().some(({ longTexts }) => longTexts)).toBe(false);
    await waitFor(() => expect(asked().at(-1)).toMatchObject({ text: "harbour", longTexts: true }));
    await waitFor(() => expect(rows()).toBeGreaterThan(5));
    expect(asked().filter(({ longTexts }) => longTexts).length).toBe(1);
  });

  test("show the passage in the details", async () => {
    const user = await inBox();
    await user.type(box(), "harbour");
    await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("11"));
    await user.keyboard("{Escape}{Escape}{ArrowDown}{Enter}");
    expect(await screen.findByRole("heading", { name: "Found in" })).toBeTruthy();
    expect(document.querySelector(".passage mark")?.textContent).toBe("harbour");
  });
});

test("words typed before the index is ready wait for it and are never “0 books”", async () => {
  const user = userEvent.setup();
  const usual = vi.mocked(commands.viewOpen).getMockImplementation();
  let ready = false;
  vi.mocked(commands.viewOpen).mockImplementation(async (query, rows) => {
    const answer = (await usual?.(query, rows)) as ViewAnswer;
    if (ready || answer.kind !== "view") return answer;
    return { ...answer, ready: false, ...(query.text && { total: 0, of: 0, first: [] }) };
  });
  try {
    render(Library);
    await screen.findByText("The Left Hand of Darkness");
    await user.type(box(), "tea");
    expect((await screen.findAllByText("Preparing the search…")).length).toBeGreaterThan(0);
    expect(screen.queryByText("No books")).toBeNull();
    expect(screen.getByText("The Left Hand of Darkness")).toBeTruthy();
    ready = true;
    await commands.bookChange(1, { rating: 8 });
    await waitFor(() => expect(rows()).toBe(1));
    expect(screen.queryByText("Preparing the search…")).toBeNull();
  } finally {
    if (usual) vi.mocked(commands.viewOpen).mockImplementation(usual);
  }
});
