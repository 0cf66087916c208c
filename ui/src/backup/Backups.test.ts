import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { freshLibrary } from "../../dev/in-memory-api";
import { commands } from "../api";
import { app } from "../app.svelte";
import { toasts } from "../parts/toast.svelte";
import Backups from "./Backups.svelte";

vi.mock("../api", async (original) =>
  (await import("../../dev/in-memory-api")).inMemory(original as () => Promise<never>),
);

const rows = () => screen.getAllByRole("row").slice(1);
const toast = () => toasts.current?.text;

beforeEach(() => {
  freshLibrary();
});

it("lists each backup with its date, kind, size, counts and state", async () => {
  render(Backups);
  await screen.findByRole("table", { name: "Backups" });
  expect(rows()).toHaveLength(3);
  const first = rows()[0]?.textContent;
  expect(first).toMatch(/18 November 2026 at/);
  expect(first).toContain("by itself");
  expect(first).toContain("42 books");
  expect(first).toContain("2 in the trash, 1 shelf");
  expect(first).toContain("61 MB");
  await vi.waitFor(() => expect(rows()[0]?.textContent).toContain("Whole"));
  // One that is not whole is shown, and not offered.
  expect(rows()[2]?.textContent).toContain("Damaged");
  expect(screen.getAllByRole("button", { name: /^Restore the backup of/ })).toHaveLength(2);
  expect(commands.backupCheck).toHaveBeenCalledTimes(2);
});

it("finds out that a backup is damaged", async () => {
  vi.mocked(commands.backupCheck).mockResolvedValue(false);
  render(Backups);
  await vi.waitFor(() => expect(screen.getAllByText("Damaged")).toHaveLength(3));
  expect(screen.queryByRole("button", { name: /^Restore the backup of/ })).toBeNull();
});

it("backs up, and can be stopped", async () => {
  render(Backups);
  await userEvent.click(screen.getByRole("button", { name: "Back up now" }));
  expect((await screen.findByRole("status")).textContent).toContain("Copying the library");
  await vi.waitFor(() => expect(toast()).toMatch(/^Backed up: 42 books, 61 MB/));
  await userEvent.click(screen.getByRole("button", { name: "Back up now" }));
  await userEvent.click(await screen.findByRole("button", { name: "Stop" }));
  await vi.waitFor(() => expect(screen.queryByRole("button", { name: "Stop" })).toBeNull());
  expect(screen.queryByRole("alert")).toBeNull();
});

it("says why a backup could not be made", async () => {
  const failure = { code: "disk_full", message: "", field: null };
  vi.mocked(commands.backupMake).mockRejectedValue(failure);
  render(Backups);
  await userEvent.click(screen.getByRole("button", { name: "Back up now" }));
  expect((await screen.findByRole("alert")).textContent).toContain("disk is full");
});

it("restores after the password of its day and a look at what would be lost", async () => {
  const user = userEvent.setup();
  render(Backups);
  const button = (await screen.findAllByRole("button", { name: /^Restore the backup of/ }))[0];
  button?.focus();
  await user.keyboard("{Enter}");
  await screen.findByRole("dialog", { name: "Restore a backup" });
  await user.keyboard("{Enter}");
  expect(screen.getByText("Enter the password of that day.")).toBeTruthy();
  await user.keyboard("not the one{Enter}");
  await screen.findByText(/needs the password or the recovery code of the day/);
  const field = screen.getByLabelText("Password of that day");
  expect(document.activeElement).toBe(field);
  await user.clear(field);
  await user.type(field, "correct otter lantern{Enter}");
  await screen.findByText("5 books added since then would be gone.");
  expect(screen.getByText("1 book changed since then would be as it was.")).toBeTruthy();
  expect(screen.queryByText(/deleted since then/)).toBeNull();
  expect(commands.backupRestore).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "Restore this backup" }));
  await vi.waitFor(() => expect(toast()).toMatch(/^Restored: 42 books/));
  expect(app.screen).toBe("library");
});

it("opens a backup by its recovery code", async () => {
  const user = userEvent.setup();
  render(Backups);
  await user.click(screen.getByRole("button", { name: "Restore from a file…" }));
  await screen.findByText("The backup ilse.bookly");
  await user.click(screen.getByRole("radio", { name: "Recovery code" }));
  await user.type(screen.getByLabelText("Recovery code of that day"), "7qkm-2xwd{Enter}");
  await vi.waitFor(() => expect(commands.backupOpen).toHaveBeenCalledOnce());
  const [which, secret] = vi.mocked(commands.backupOpen).mock.calls[0] ?? [];
  expect(which).toEqual({ from: "file", handle: 1 });
  expect(secret).toEqual({ by: "code", secret: "7qkm-2xwd" });
});

it("lets go of a backup that is not restored", async () => {
  const user = userEvent.setup();
  render(Backups);
  await user.click((await screen.findAllByRole("button", { name: /^Restore the/ }))[0] as Element);
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(commands.backupClose).toHaveBeenCalledOnce();
});

it("exports everything", async () => {
  render(Backups);
  await userEvent.click(screen.getByRole("button", { name: "Export…" }));
  await vi.waitFor(() => expect(toast()).toBe("Exported: 42 books."));
});
