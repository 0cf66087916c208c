import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { type Account, type Backup, commands, type SalvageReport, type Survey } from "../api";
import { app } from "../app.svelte";
import Damaged from "./Damaged.svelte";

vi.mock("../api", async (original) => ({
  ...(await original<typeof import("../api")>()),
  salvageProgress: (callback: unknown) => callback,
  copyProgress: (callback: unknown) => callback,
  commands: {
    appStart: vi.fn(),
    accountLogOut: vi.fn(),
    damageSurvey: vi.fn(),
    damageSalvage: vi.fn(),
    damageExport: vi.fn(),
    damageCancel: vi.fn(),
    damageRetry: vi.fn(),
    backupList: vi.fn(),
    backupOpen: vi.fn(),
    backupRestore: vi.fn(),
    backupClose: vi.fn(),
  },
}));

const survey: Survey = {
  pages: 1200,
  unreadable: 3,
  proven: true,
  books: 96,
  incomplete: 2,
  trashed: 1,
  booksBefore: 100,
  shelves: 2,
};
const report: SalvageReport = {
  survey,
  lost: 5,
  tables: [{ name: "book", rows: 96 }],
  changesLeftOut: 1,
  keptIn: "20261123T010203Z-damaged",
};

const counts = { books: 90, trashed: 0, shelves: 2 };
const backup: Backup = {
  name: "a",
  at: Date.parse("2026-11-18T09:12:00Z"),
  kind: "auto",
  schema: 2,
  bytes: 61_000_000,
  sound: true,
  counts,
};

beforeEach(() => {
  app.showDamaged({ username: "ilse", what: "unreadable" });
  vi.mocked(commands.damageSurvey).mockResolvedValue(survey);
  vi.mocked(commands.damageSalvage).mockResolvedValue(report);
  vi.mocked(commands.backupList).mockResolvedValue([
    backup,
    { ...backup, name: "b", sound: false },
  ]);
});

it("says what can be read, that the password is right, and what is lost", async () => {
  render(Damaged);
  expect(await screen.findByText("95 of 100 books.")).toBeTruthy();
  const page = document.body.textContent ?? "";
  expect(page).toContain("Your password is right");
  expect(page).toContain("5 books are lost.");
  expect(page).toContain("One more is in the trash.");
  expect(page).toContain("2 of them lack a part");
  expect(page).not.toMatch(/wrong|does not open/i);
});

it("says that nothing proves what is read without the beginning of the file", async () => {
  vi.mocked(commands.damageSurvey).mockResolvedValue({
    ...survey,
    proven: false,
    booksBefore: null,
  });
  render(Damaged);
  expect(await screen.findByText(/lost, and with it the proof/)).toBeTruthy();
  expect(document.body.textContent).toContain("How many there were before cannot be read");
});

it("makes a new library and says what came over", async () => {
  render(Damaged);
  await userEvent.click(await screen.findByRole("button", { name: /Make a new library/ }));
  await screen.findByRole("heading", { name: "Your library is open again" });
  expect(screen.getByRole("row", { name: "Books, the trash included 96" })).toBeTruthy();
  expect(document.body.textContent).toContain("20261123T010203Z-damaged");
  expect(document.body.textContent).toContain("One change cannot be undone any more");
});

it("keeps what is said when something fails, and offers it again", async () => {
  vi.mocked(commands.damageSalvage).mockRejectedValue({
    code: "disk_full",
    message: "",
    field: null,
  });
  render(Damaged);
  await userEvent.click(await screen.findByRole("button", { name: /Make a new library/ }));
  expect((await screen.findByRole("alert")).textContent).toContain("The disk is full");
  expect(screen.getByRole("button", { name: /Make a new library/ })).toBeTruthy();
});

it("offers to try again when the file is not there", async () => {
  app.showDamaged({ username: "ilse", what: "missing" });
  vi.mocked(commands.damageRetry).mockResolvedValue({ username: "ilse", what: "missing" });
  render(Damaged);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(commands.damageRetry).toHaveBeenCalled();
  expect(commands.damageSurvey).not.toHaveBeenCalled();
  expect(screen.getByRole("heading", { name: "The library file is not there" })).toBeTruthy();
});

it("restores a backup in the place of a library that cannot be opened", async () => {
  const account = { username: "ilse", recoveryConfirmed: true } as Account;
  const preview = { at: backup.at, kind: backup.kind, username: "ilse", counts } as const;
  vi.mocked(commands.backupOpen).mockResolvedValue({
    ...preview,
    now: null,
    losses: null,
    needsPassword: false,
  });
  vi.mocked(commands.backupRestore).mockResolvedValue(account);
  render(Damaged);
  const restore = await screen.findAllByRole("button", { name: /^Restore the backup of/ });
  expect(restore).toHaveLength(1); // the other is not whole
  await userEvent.click(restore[0] as HTMLElement);
  await userEvent.type(screen.getByLabelText("Password of that day"), "gravel oboe tundra{Enter}");
  expect(await screen.findByText(/The damaged file is kept, whatever/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Restore this backup" }));
  await vi.waitFor(() => expect(app.screen).toBe("library"));
  expect(app.damaged).toBeNull();
});
