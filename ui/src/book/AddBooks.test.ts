import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { freshLibrary } from "../../dev/in-memory-api";
import { commands } from "../api";
import AddBooks from "./AddBooks.svelte";
import { Scans } from "./scans.svelte";

vi.mock("../api", async (original) => (await import("../../dev/in-memory-api")).inMemory(original));

const onclose = vi.fn();
const onhand = vi.fn();
const onedit = vi.fn();
const onshow = vi.fn();
const field = () => screen.getByRole<HTMLInputElement>("textbox", { name: "ISBN" });
const isbnOf = async (id: number) =>
  (await commands.bookRead(id)).fields.identifiers[0]?.value ?? "";

/** Gives a book of the library an ISBN that is right. */
async function knownIsbn(isbn: string) {
  await commands.bookChange(1, { identifiers: [{ scheme: "isbn13", value: isbn, shown: isbn }] });
  expect(await isbnOf(1)).toBe(isbn);
}

/** A machine: no time between the characters, and perhaps a key at the end. */
function scan(code: string, end?: "Enter" | "Tab") {
  const input = field();
  for (let i = 1; i <= code.length; i++)
    fireEvent.input(input, { target: { value: code.slice(0, i) } });
  if (end) fireEvent.keyDown(input, { key: end });
}

beforeEach(() => {
  freshLibrary();
  render(AddBooks, { scans: new Scans(), onclose, onhand, onedit, onshow });
});
afterEach(() => vi.useRealTimers());

describe("a scan", () => {
  test("is saved at once with its ISBN for a title", async () => {
    scan("9780441478125", "Enter");
    await screen.findByText("No title yet");
    expect(commands.bookAdd).toHaveBeenCalledWith(
      expect.objectContaining({
        title: expect.stringContaining("978-"),
        identifiers: [expect.objectContaining({ scheme: "isbn13", value: "9780441478125" })],
      }),
    );
    expect(field().value).toBe("");
    expect(screen.getByText("1 book saved as you went")).toBeTruthy();
  });

  test.each(["Tab", "Enter"] as const)("may end with %s", async (end) => {
    scan("978-0-441-47812-5", end);
    expect(await screen.findByText("No title yet")).toBeTruthy();
  });

  test("needs no end after 13 digits, and leaves out the price code", async () => {
    scan("978044147812551299");
    expect(await screen.findByText("No title yet")).toBeTruthy();
    expect(commands.isbnLookup).toHaveBeenCalledWith("9780441478125");
  });

  test("fired twice counts once", async () => {
    scan("9780441478125", "Enter");
    scan("9780441478125", "Enter");
    await screen.findByText("No title yet");
    expect(commands.isbnLookup).toHaveBeenCalledTimes(1);
  });

  test("with a wrong last digit is shown and not saved", async () => {
    scan("9780441478124", "Enter");
    expect(await screen.findByText(/Last digit does not fit/)).toBeTruthy();
    expect(commands.bookAdd).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole("button", { name: "Remove" }));
    expect(screen.queryByText(/Last digit does not fit/)).toBeNull();
  });

  test("reaches the field wherever the focus is", async () => {
    const done = screen.getByRole("button", { name: "Done" });
    done.focus();
    await fireEvent.keyDown(done, { key: "9" });
    await fireEvent.keyDown(document.activeElement ?? done, { key: "Shift" });
    expect(document.activeElement).toBe(field());
    expect(field().value).toBe("9");
  });

  test("is undone into the trash and can be filled in", async () => {
    const user = userEvent.setup();
    scan("9780441478125", "Enter");
    const row = within((await screen.findByText("No title yet")).closest("li") as HTMLElement);
    await user.click(row.getByRole("button", { name: "Fill in" }));
    await waitFor(() => expect(onedit).toHaveBeenCalledWith(expect.objectContaining({ id: 43 })));
    await user.click(row.getByRole("button", { name: "Undo" }));
    expect(await screen.findByText("In the trash")).toBeTruthy();
    expect(commands.bookTrash).toHaveBeenCalledWith([43]);
  });
});

describe("a code that is here already", () => {
  test("asks, and does not stand in the way of the next scan", async () => {
    await knownIsbn("9784101010137");
    scan("9784101010137", "Enter");
    expect(await screen.findByText("You already have this one")).toBeTruthy();
    expect(commands.bookAdd).not.toHaveBeenCalled();
    scan("9780441478125", "Enter");
    expect(await screen.findByText("No title yet")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Skip" }));
    expect(screen.queryByText("You already have this one")).toBeNull();
  });

  test("opens the form for a different edition, without the ISBN", async () => {
    await knownIsbn("9784101010137");
    scan("9784101010137", "Enter");
    await userEvent.click(await screen.findByRole("button", { name: "Different edition" }));
    await waitFor(() =>
      expect(onhand).toHaveBeenCalledWith(
        expect.objectContaining({
          title: "The Left Hand of Darkness",
          identifiers: [],
          rating: null,
        }),
      ),
    );
  });

  test("is restored when it is in the trash", async () => {
    await knownIsbn("9784101010137");
    await commands.bookTrash([1]);
    scan("9784101010137", "Enter");
    expect(await screen.findByText("This one is in the trash")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Restore it" }));
    expect(await screen.findByText("In your library")).toBeTruthy();
    expect(commands.bookRestore).toHaveBeenCalledWith([1]);
  });
});
