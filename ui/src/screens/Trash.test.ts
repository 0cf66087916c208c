import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { freshLibrary } from "../../dev/in-memory-api";
import { commands } from "../api";
import { app } from "../app.svelte";
import ToastHost from "../parts/ToastHost.svelte";
import Library from "./Library.svelte";

vi.mock("../api", async (original) => (await import("../../dev/in-memory-api")).inMemory(original));

const count = () => screen.getByRole("grid").getAttribute("aria-rowcount");

async function selectTwo() {
  const user = userEvent.setup();
  render(ToastHost);
  render(Library);
  await user.click(await screen.findByText("The Left Hand of Darkness"));
  await user.keyboard("{Shift>}{ArrowDown}{/Shift}");
  return user;
}

beforeEach(() => {
  freshLibrary();
  app.openFile = null;
});

test("Delete moves the selected books to the trash and the toast takes it back", async () => {
  const user = await selectTwo();
  await user.keyboard("{Delete}");
  await screen.findByText("Moved 2 books to the trash");
  await waitFor(() => expect(count()).toBe("41"));
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(count()).toBe("43"));
  expect(await screen.findByText("2 books are back")).toBeTruthy();
});

test("Ctrl Z and Ctrl Shift Z go back and forth, but not while writing", async () => {
  const user = await selectTwo();
  await user.keyboard("{Delete}");
  await waitFor(() => expect(count()).toBe("41"));
  await user.click(screen.getByRole("combobox", { name: "Search books" }));
  await user.keyboard("{Control>}z{/Control}");
  expect(commands.changeUndo).not.toHaveBeenCalled();
  await user.click(screen.getByRole("grid"));
  (document.activeElement as HTMLElement).blur();
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(count()).toBe("43"));
  await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
  await waitFor(() => expect(count()).toBe("41"));
});

test("a status for several books is undone as one", async () => {
  const user = await selectTwo();
  await user.click(screen.getByRole("button", { name: "Status" }));
  await user.click(await screen.findByRole("menuitemradio", { name: "Abandoned" }));
  await screen.findByText("Changed 2 books");
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(commands.changeUndo).toHaveBeenCalledTimes(2));
});

test("in the trash a book is restored, or deleted for ever after asking", async () => {
  const user = await selectTwo();
  await user.keyboard("{Delete}");
  await waitFor(() => expect(count()).toBe("41"));
  await user.click(screen.getByRole("button", { name: "Trash" }));
  await waitFor(() => expect(count()).toBe("3"));
  await user.click(screen.getByText("雪国"));
  await user.keyboard("{Delete}");
  const dialog = await screen.findByRole("dialog", { name: "Delete this book for ever?" });
  expect(commands.bookPurge).not.toHaveBeenCalled();
  await user.click(within(dialog).getByRole("button", { name: "Delete for ever" }));
  await waitFor(() => expect(commands.bookPurge).toHaveBeenCalledWith([2]));
  await waitFor(() => expect(count()).toBe("2"));
  await user.pointer({
    keys: "[MouseRight]",
    target: screen.getByText("The Left Hand of Darkness"),
  });
  await user.click(await screen.findByRole("menuitem", { name: "Restore" }));
  expect(await screen.findByText("The trash is empty")).toBeTruthy();
});

test("a full disk stays on screen until something is saved", async () => {
  const user = await selectTwo();
  vi.mocked(commands.bookTrash).mockRejectedValueOnce({
    code: "disk_full",
    message: "",
    field: null,
  });
  await user.keyboard("{Delete}");
  expect((await screen.findByRole("alert")).textContent).toContain("The disk is full");
  expect(screen.getByText("Not saved")).toBeTruthy();
});
