import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { freshLibrary } from "../../dev/in-memory-api";
import { description, isInvalid } from "../../dev/seen";
import { commands } from "../api";
import BookSheet from "./BookSheet.svelte";
import { keepNow } from "./keeping";

vi.mock("../api", async (original) => (await import("../../dev/in-memory-api")).inMemory(original));

const onclose = vi.fn();
const onsaved = vi.fn();
const onshow = vi.fn();
const field = (name: string | RegExp) => screen.getByLabelText<HTMLInputElement>(name);

function openForm(more: object = {}) {
  render(BookSheet, { known: ["fiction"], onclose, onsaved, onshow, ...more });
  return userEvent.setup();
}

beforeEach(freshLibrary);

describe("adding by hand", () => {
  test("saves what was written with Ctrl Enter", async () => {
    const user = openForm();
    await user.type(field(/^Title/), "Emma");
    await user.type(field("Authors and other people"), "Jane Austen{Enter}Somebody Else{Enter}");
    await user.type(field("Published"), "1815-12");
    await user.type(field("Language"), "english");
    await user.type(field("Pages"), "474");
    await user.type(field("Tags"), "classic, novel");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(onsaved).toHaveBeenCalled());
    expect(commands.bookAdd).toHaveBeenCalledWith(
      expect.objectContaining({
        title: "Emma",
        published: "1815-12",
        language: "en",
        pageCount: 474,
        tags: ["classic", "novel"],
        contributors: [
          { name: "Jane Austen", sortName: "", role: "author" },
          { name: "Somebody Else", sortName: "", role: "author" },
        ],
      }),
    );
    expect(onclose).toHaveBeenCalled();
  });

  test("Enter alone saves nothing", async () => {
    const user = openForm();
    await user.type(field(/^Title/), "Emma{Enter}");
    expect(commands.bookAdd).not.toHaveBeenCalled();
  });

  test("says what is wrong on leaving a field, and lists it when saving", async () => {
    const user = openForm();
    await user.type(field("Published"), "2999");
    await user.tab();
    expect(isInvalid(field("Published"))).toBe(true);
    expect(description(field("Published"))).toContain("That is in the future");
    await user.type(field("ISBN"), "9780441478124");
    await user.click(screen.getByRole("button", { name: /Save book/ }));
    const summary = await screen.findByText("3 things to put right before saving");
    expect(document.activeElement).toBe(summary.closest(".errsum"));
    await user.click(screen.getByRole("link", { name: /in the future/ }));
    expect(document.activeElement).toBe(field("Published"));
    expect(commands.bookAdd).not.toHaveBeenCalled();
  });

  test("puts the last digit of an ISBN right", async () => {
    const user = openForm();
    await user.type(field("ISBN"), "9780441478124");
    await user.tab();
    expect(await screen.findByText("The last digit should be 5.", { exact: false })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Use 9780441478125" }));
    await waitFor(() => expect(isInvalid(field("ISBN"))).toBe(false));
    expect(field("ISBN").value.replaceAll("-", "")).toBe("9780441478125");
  });

  test("points at a book that looks the same", async () => {
    const user = openForm();
    await user.type(field(/^Title/), "Solaris");
    await user.tab();
    await user.click(await screen.findByRole("button", { name: "Solaris" }));
    expect(onshow).toHaveBeenCalledWith(20);
  });

  test("puts a failure of the library on the right input", async () => {
    const user = openForm();
    await user.type(field(/^Title/), "Emma");
    await user.type(field("Authors and other people"), "A{Enter}B{Enter}");
    vi.mocked(commands.bookAdd).mockRejectedValueOnce({
      code: "name_missing",
      message: "A name is missing here.",
      field: "contributors.1.name",
    });
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(isInvalid(field("Name"))).toBe(true));
    expect(field("Name").value).toBe("B");
  });

  test("stays open for another when asked to", async () => {
    const user = openForm();
    await user.click(screen.getByRole("checkbox", { name: "Add another after this" }));
    await user.type(field(/^Title/), "Emma");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(onsaved).toHaveBeenCalled());
    expect(onclose).not.toHaveBeenCalled();
    await waitFor(() => expect(field(/^Title/).value).toBe(""));
  });

  test("asks before unsaved text is lost", async () => {
    const user = openForm();
    await user.type(field(/^Title/), "Emma");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(onclose).not.toHaveBeenCalled();
    await user.click(await screen.findByRole("button", { name: "Discard" }));
    expect(onclose).toHaveBeenCalled();
  });
});

describe("editing", () => {
  test("sends only what was changed", async () => {
    const user = openForm({ book: await commands.bookRead(1) });
    expect(field(/^Title/).value).toBe("The Left Hand of Darkness");
    await user.clear(field("Pages"));
    await user.type(field("Pages"), "305");
    await user.click(screen.getByRole("button", { name: /Save book/ }));
    await waitFor(() => expect(commands.bookChange).toHaveBeenCalledWith(1, { pageCount: 305 }));
  });

  test("speaks of formats and identifiers by their names, and leaves untouched what it was", async () => {
    const [isbn, more] = [
      { scheme: "isbn13", value: "9780441478125", shown: "978-0-441-47812-5" },
      { scheme: "goodreads", value: "18423", shown: "18423" },
    ];
    await commands.bookChange(1, { format: "mass-market", identifiers: [isbn, more] });
    const user = openForm({ book: await commands.bookRead(1) });
    expect(field("Format").value).toBe("Mass-market paperback");
    expect(field("Kind of identifier 1").value).toBe("Goodreads");
    await user.clear(field("Pages"));
    await user.type(field("Pages"), "305");
    await user.click(screen.getByRole("button", { name: /Save book/ }));
    await waitFor(() =>
      expect(commands.bookChange).toHaveBeenLastCalledWith(1, { pageCount: 305 }),
    );
  });

  test("takes a format by its name", async () => {
    await commands.bookChange(1, { format: "from a box" });
    const user = openForm({ book: await commands.bookRead(1) });
    await user.clear(field("Format"));
    await user.type(field("Format"), "paperBACK");
    await user.click(screen.getByRole("button", { name: /Save book/ }));
    await waitFor(() =>
      expect(commands.bookChange).toHaveBeenLastCalledWith(1, { format: "paperback" }),
    );
  });

  test("gives people roles and an order", async () => {
    const user = openForm({ book: await commands.bookRead(1) });
    await user.type(field("Authors and other people"), "Wanda Weiß{Enter}");
    await user.click(screen.getByRole("button", { name: "Wanda Weiß" }));
    await user.selectOptions(screen.getByLabelText("Role"), "Translator");
    await user.click(screen.getByRole("button", { name: "Move earlier" }));
    await user.click(screen.getByRole("button", { name: /Save book/ }));
    await waitFor(() =>
      expect(commands.bookChange).toHaveBeenCalledWith(1, {
        contributors: [
          { name: "Wanda Weiß", sortName: "", role: "translator" },
          expect.objectContaining({ name: "Ursula K. Le Guin", role: "author" }),
        ],
      }),
    );
  });
});

describe("what was not saved", () => {
  const kept = () => vi.mocked(commands.bookDraftKeep).mock.lastCall?.[0];

  test("is kept while it is written, and forgotten when it is saved", async () => {
    const user = openForm();
    await user.type(field(/^Title/), "Emma");
    await waitFor(() => expect(JSON.parse(kept()?.texts ?? "{}")).toMatchObject({ title: "Emma" }));
    expect(kept()?.book).toBe(null);
    expect(commands.bookDraftDrop).not.toHaveBeenCalled();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(commands.bookDraftDrop).toHaveBeenCalled());
  });

  test("stands in the form again as it was, right or wrong", async () => {
    const first = openForm();
    await first.type(field(/^Title/), "Emma");
    await first.type(field("Pages"), "many");
    await first.type(field("Authors and other people"), "Jane Austen{Enter}");
    await waitFor(() => expect(kept()?.texts).toContain("Jane Austen"));
    const left = kept()?.texts;
    cleanup();
    openForm({ left });
    expect(screen.getByText("You had not saved this yet. It is as you left it.")).toBeTruthy();
    expect(field(/^Title/).value).toBe("Emma");
    expect(field("Pages").value).toBe("many");
    expect(screen.getAllByText("Jane Austen").length).toBeGreaterThan(0);
  });

  test("is kept at once when the library is locked", async () => {
    const user = openForm();
    await user.type(field(/^Title/), "Em");
    expect(commands.bookDraftKeep).not.toHaveBeenCalled();
    await keepNow();
    expect(kept()?.texts).toContain('"title":"Em"');
  });

  test("leaves nothing behind when nothing was written", async () => {
    const user = openForm();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(onclose).toHaveBeenCalled();
    expect(commands.bookDraftKeep).not.toHaveBeenCalled();
    expect(commands.bookDraftDrop).not.toHaveBeenCalled();
  });
});
