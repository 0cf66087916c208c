import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { freshLibrary } from "../../dev/in-memory-api";
import { type Account, commands, type RestorePreview } from "../api";
import { app } from "../app.svelte";
import RestoreBackup from "./RestoreBackup.svelte";

vi.mock("../api", async (original) =>
  (await import("../../dev/in-memory-api")).inMemory(original as () => Promise<never>),
);

const preview: RestorePreview = {
  at: Date.parse("2026-11-18T09:12:00"),
  kind: "auto",
  username: "ilse",
  counts: { books: 42, trashed: 0, shelves: 0 },
  now: null,
  losses: null,
  needsPassword: true,
};

beforeEach(() => {
  freshLibrary();
  app.screen = "restore";
  app.accountCount = 0;
});

async function opened(user: ReturnType<typeof userEvent.setup>, secret: string) {
  render(RestoreBackup);
  expect(document.activeElement?.textContent).toContain("Choose a backup…");
  await user.keyboard("{Enter}");
  await screen.findByText("ilse.bookly");
  await vi.waitFor(() =>
    expect(document.activeElement).toBe(screen.getByLabelText("Password of that day")),
  );
  await user.keyboard(`${secret}{Enter}`);
}

it("asks for the backup first", async () => {
  const user = userEvent.setup();
  render(RestoreBackup);
  await user.click(screen.getByRole("button", { name: "Open the backup" }));
  expect(screen.getByText("Choose the backup first.")).toBeTruthy();
  expect(commands.backupOpen).not.toHaveBeenCalled();
});

it("brings a library by keyboard alone", async () => {
  const user = userEvent.setup();
  await opened(user, "correct otter lantern");
  await screen.findByText(/^The library of ilse, from/);
  await vi.waitFor(() => expect(document.activeElement?.textContent).toContain("Restore and open"));
  await user.keyboard("{Enter}");
  await vi.waitFor(() => expect(app.screen).toBe("library"));
  expect(app.accountCount).toBe(1);
});

it("says when the secret is not that of the day", async () => {
  const user = userEvent.setup();
  await opened(user, "something else");
  await screen.findByText(/needs the password or the recovery code of the day/);
});

it("asks for a new password after a recovery code, and shows the new code", async () => {
  vi.mocked(commands.backupOpen).mockResolvedValue(preview);
  const account = { username: "ilse", recoveryConfirmed: false } as Account;
  vi.mocked(commands.backupRestoreAsAccount).mockResolvedValue({
    account,
    recoveryCode: "AAAA-BBBB",
  });
  const user = userEvent.setup();
  await opened(user, "anything");
  await screen.findByText(/The recovery code is used up by this/);
  await vi.waitFor(() =>
    expect(document.activeElement).toBe(screen.getByLabelText("New password")),
  );
  await user.keyboard("{Enter}");
  expect(commands.backupRestoreAsAccount).not.toHaveBeenCalled();
  await user.keyboard("walnut ferry copper lilac{Enter}");
  await vi.waitFor(() => expect(app.screen).toBe("recovery"));
  expect(app.recoveryCode).toBe("AAAA-BBBB");
});
