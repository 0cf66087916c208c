import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import BooklyApp from "./App.svelte";
import { commands, type Locked, type Start } from "./api";
import { app } from "./app.svelte";

/** What the Rust side finds and does by itself. */
const rust = vi.hoisted(() => ({ locks: (_: Locked) => {}, findsDamage: () => {} }));
vi.mock("./api", async (original) => ({
  ...(await original<typeof import("./api")>()),
  commands: {
    appStart: vi.fn(),
    preferencesChange: vi.fn(),
    accountLock: vi.fn(),
    accountActive: vi.fn(),
  },
  onLocked: (callback: (locked: Locked) => void) => {
    rust.locks = callback;
    return () => {};
  },
  onDamaged: (callback: () => void) => {
    rust.findsDamage = callback;
    return () => {};
  },
}));
// These have tests of their own: here they render nothing.
vi.mock("./screens/Library.svelte", () => ({ default: () => {} }));
vi.mock("./screens/Damaged.svelte", () => ({ default: () => {} }));

const start: Start = {
  accountCount: 0,
  lastName: null,
  account: null,
  locked: null,
  damaged: null,
  pause: null,
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
  lockAfterMinutes: 15,
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

it("locks by key, also from a field, and leaves nothing of the library on the page", async () => {
  const locked = { username: "ilse", why: "asked", afterMinutes: 15 } as const;
  vi.mocked(commands.accountLock).mockResolvedValue(locked);
  vi.mocked(commands.appStart).mockResolvedValue({ ...start, accountCount: 1, account });
  await app.start();
  render(BooklyApp);
  await userEvent.keyboard("{Control>}{Shift>}l{/Shift}{/Control}");
  expect(await screen.findByText("Your library is locked.")).toBeTruthy();
  expect(app.account).toBeNull();
  expect(document.activeElement).toBe(screen.getByLabelText("Password"));
});

it("shows the locked page when the Rust side has locked", async () => {
  vi.mocked(commands.appStart).mockResolvedValue({ ...start, accountCount: 1, account });
  await app.start();
  render(BooklyApp);
  rust.locks({ username: "ilse", why: "idle", afterMinutes: 5 });
  expect(await screen.findByText("Your library locked itself after 5 minutes.")).toBeTruthy();
});

it("shows the page of a damaged library when the Rust side has found one", async () => {
  vi.mocked(commands.appStart).mockResolvedValue({ ...start, accountCount: 1, account });
  await app.start();
  render(BooklyApp);
  const damaged = { username: "ilse", what: "unreadable" } as const;
  vi.mocked(commands.appStart).mockResolvedValue({ ...start, accountCount: 1, damaged });
  rust.findsDamage();
  await vi.waitFor(() => expect(app.screen).toBe("damaged"));
  expect(app.damaged).toEqual(damaged);
});

it("asks the Rust side why, when a command finds the library locked", async () => {
  const locked = { username: "ilse", why: "expired", afterMinutes: 15 } as const;
  vi.mocked(commands.appStart).mockResolvedValue({ ...start, accountCount: 1, account });
  await app.start();
  vi.mocked(commands.appStart).mockResolvedValue({ ...start, accountCount: 1, locked });
  await app.findLocked();
  expect([app.screen, app.account]).toEqual(["locked", null]);
});

it("tells that somebody is here, but not with every movement", async () => {
  vi.mocked(commands.accountActive).mockResolvedValue(null);
  vi.mocked(commands.appStart).mockResolvedValue({ ...start, accountCount: 1, account });
  await app.start();
  render(BooklyApp);
  await userEvent.keyboard("abc");
  expect(commands.accountActive).toHaveBeenCalledOnce();
});

it("goes on counting a pause that began before a restart", async () => {
  const pause = { failures: 7, left: 0, wait: 3, wholeWait: 4 };
  vi.mocked(commands.appStart).mockResolvedValue({
    ...start,
    accountCount: 1,
    lastName: "ilse",
    pause,
  });
  await app.start();
  render(BooklyApp);
  expect(await screen.findByRole("heading", { name: "A short pause" })).toBeTruthy();
  expect(screen.getByRole("timer").textContent).toBe("0:03");
  app.pause.end();
});
