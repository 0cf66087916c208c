import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { commands, type SalvageReport, type Survey } from "../api";
import { app } from "../app.svelte";
import Damaged from "./Damaged.svelte";

vi.mock("../api", async (original) => ({
  ...(await original<typeof import("../api")>()),
  salvageProgress: (callback: unknown) => callback,
  commands: {
    appStart: vi.fn(),
    accountLogOut: vi.fn(),
    damageSurvey: vi.fn(),
    damageSalvage: vi.fn(),
    damageExport: vi.fn(),
    damageCancel: vi.fn(),
    damageRetry: vi.fn(),
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

beforeEach(() => {
  app.showDamaged({ username: "ilse", what: "unreadable" });
  vi.mocked(commands.damageSurvey).mockResolvedValue(survey);
  vi.mocked(commands.damageSalvage).mockResolvedValue(report);
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
