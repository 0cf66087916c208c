import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import BooklyApp from "./App.svelte";
import { commands, type Start } from "./api";
import { app } from "./app.svelte";

vi.mock("./api", async (original) => ({
  ...(await original<typeof import("./api")>()),
  commands: { appStart: vi.fn(), preferencesChange: vi.fn() },
}));
// The library has tests of its own: here it renders nothing.
vi.mock("./screens/Library.svelte", () => ({ default: () => {} }));

const start: Start = {
  accountCount: 0,
  lastName: null,
  account: null,
  keyring: { available: true, reason: "none" },
  preferences: { theme: "dark", density: "compact", textPercent: 120, singleKeys: true },
  version: "0.1.0",
  platform: "linux",
  openFile: null,
};
const account = {
  username: "ilse",
  email: "ilse@vandermeer.example",
  createdAt: 0,
  staySignedIn: true,
  recoveryConfirmed: true,
};

beforeEach(() => {
  app.sheetOpen = false;
  vi.mocked(commands.appStart).mockResolvedValue(start);
  vi.mocked(commands.preferencesChange).mockResolvedValue(null);
});

it.each<[string, Partial<Start>, typeof app.screen]>([
  ["the first person", {}, "welcome"],
  ["somebody known", { accountCount: 1, lastName: "ilse" }, "login"],
  ["somebody still signed in", { accountCount: 1, account }, "library"],
  [
    "somebody without a stored recovery code",
    { accountCount: 1, account: { ...account, recoveryConfirmed: false } },
    "recovery",
  ],
])("opens for %s", async (_, difference, opened) => {
  vi.mocked(commands.appStart).mockResolvedValue({ ...start, ...difference });
  await app.start();
  expect(app.screen).toBe(opened);
});

it("says why it cannot start, and tries again", async () => {
  vi.mocked(commands.appStart).mockRejectedValueOnce({
    code: "library_in_use",
    message: "",
    field: null,
  });
  await app.start();
  render(BooklyApp);
  expect(screen.getByRole("alert").textContent).toContain("Bookly is already open");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("heading", { name: "Create your library" })).toBeTruthy();
});

it("puts the chosen looks on the document", async () => {
  await app.start();
  render(BooklyApp);
  const root = document.documentElement;
  expect(root.dataset).toMatchObject({ theme: "dark", density: "compact" });
  expect(root.style.fontSize).toBe("120%");
  await userEvent.keyboard("{Control>}-{/Control}");
  expect(root.style.fontSize).toBe("110%");
  await userEvent.keyboard("{Control>}0{/Control}");
  expect(root.style.fontSize).toBe("100%");
});

it("opens and closes the sheet of shortcuts", async () => {
  await app.start();
  render(BooklyApp);
  await userEvent.keyboard("{Control>}/{/Control}");
  const sheet = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  sheet.dispatchEvent(new Event("cancel", { cancelable: true }));
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("keeps the web view's menu for fields and refuses what is dropped", async () => {
  await app.start();
  render(BooklyApp);
  const send = (target: Element, name: string) =>
    target.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
  expect(send(screen.getByRole("heading", { level: 1 }), "contextmenu")).toBe(false);
  expect(send(screen.getByLabelText("Username"), "contextmenu")).toBe(true);
  expect(send(document.body, "drop")).toBe(false);
  expect(send(document.body, "dragover")).toBe(false);
});

it("asks for the password once a command finds nobody logged in", async () => {
  vi.mocked(commands.appStart).mockResolvedValue({ ...start, accountCount: 1, account });
  await app.start();
  app.leave();
  expect(app.screen).toBe("login");
  expect(app.lastName).toBe("ilse");
});
