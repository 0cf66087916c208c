import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { description } from "../../dev/seen";
import { type Account, commands } from "../api";
import { app } from "../app.svelte";
import Settings, { type SettingsSection } from "./Settings.svelte";

vi.mock("../api", async (original) => ({
  ...(await original<typeof import("../api")>()),
  commands: {
    accountStaySignedIn: vi.fn(),
    accountLogOut: vi.fn(),
    keyringRetry: vi.fn(),
    preferencesChange: vi.fn(),
    dataPlace: vi.fn(),
    dataPlaceOpen: vi.fn(),
    backupList: vi.fn(),
  },
}));

const account: Account = {
  username: "ilse",
  email: "ilse@vandermeer.example",
  createdAt: new Date("2024-02-03T12:00:00").getTime(),
  staySignedIn: true,
  recoveryConfirmed: true,
  lockAfterMinutes: 15,
};
const show = (section: SettingsSection) => render(Settings, { section });
const stay = () => screen.getByRole("switch", { name: "Stay signed in on this computer" });

beforeEach(() => {
  app.screen = "library";
  app.account = account;
  app.version = "0.1.0";
  app.keyring = { available: true, reason: "none" };
  app.preferences = { theme: "system", density: "regular", textPercent: 100, singleKeys: true };
  vi.mocked(commands.preferencesChange).mockResolvedValue(null);
  vi.mocked(commands.accountLogOut).mockResolvedValue(null);
  vi.mocked(commands.accountStaySignedIn).mockImplementation(async (staySignedIn) => ({
    ...account,
    staySignedIn,
  }));
  vi.mocked(commands.dataPlace).mockResolvedValue({
    folder: "/data/bookly",
    libraryFile: "/data/bookly/library.db",
    bytes: 61_000_000,
  });
  vi.mocked(commands.dataPlaceOpen).mockResolvedValue(null);
  vi.mocked(commands.backupList).mockResolvedValue([]);
});

it("goes from section to section by keyboard", async () => {
  const user = userEvent.setup();
  show("account");
  expect(screen.getByRole("heading", { level: 2, name: "Account" })).toBeTruthy();
  await user.tab();
  await user.tab();
  await user.keyboard("{Enter}");
  expect(screen.getByRole("heading", { level: 2, name: "Appearance" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Appearance" }).ariaCurrent).toBe("page");
});

it("says who is here and since when", () => {
  show("account");
  expect(screen.getByText("Signed in as ilse")).toBeTruthy();
  expect(
    screen.getByText("ilse@vandermeer.example · library created 3 February 2024"),
  ).toBeTruthy();
});

it("stops staying signed in", async () => {
  const user = userEvent.setup();
  show("account");
  expect(stay().ariaChecked).toBe("true");
  stay().focus();
  await user.keyboard(" ");
  expect(commands.accountStaySignedIn).toHaveBeenCalledWith(false);
  await vi.waitFor(() => expect(stay().ariaChecked).toBe("false"));
});

it("keeps the switch as it was when the key storage refuses", async () => {
  vi.mocked(commands.accountStaySignedIn).mockRejectedValue({
    code: "keyring_unavailable",
    message: "",
    field: null,
  });
  show("account");
  await userEvent.click(stay());
  expect((await screen.findByRole("alert")).textContent).toContain("key storage cannot be used");
  expect(stay().ariaChecked).toBe("true");
});

it("explains a missing key storage and looks for it again", async () => {
  app.keyring = { available: false, reason: "no_service" };
  vi.mocked(commands.keyringRetry).mockResolvedValue({ available: true, reason: "none" });
  show("account");
  expect((stay() as HTMLButtonElement).disabled).toBe(true);
  expect(description(stay())).toContain("no key storage was found");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await vi.waitFor(() => expect((stay() as HTMLButtonElement).disabled).toBe(false));
});

it("logs out", async () => {
  show("account");
  await userEvent.click(screen.getByRole("button", { name: "Log out" }));
  await vi.waitFor(() => expect(app.screen).toBe("login"));
  expect(app.account).toBeNull();
  expect(app.lastName).toBe("ilse");
});

it("stays when logging out fails", async () => {
  vi.mocked(commands.accountLogOut).mockRejectedValue({
    code: "disk_error",
    message: "",
    field: null,
  });
  show("account");
  await userEvent.click(screen.getByRole("button", { name: "Log out" }));
  expect((await screen.findByRole("alert")).textContent).toContain("The disk reported an error");
  expect(app.screen).toBe("library");
});

it("changes theme and density at once and keeps them", async () => {
  const user = userEvent.setup();
  show("appearance");
  await user.click(screen.getByRole("radio", { name: "Dark" }));
  await user.click(screen.getByRole("radio", { name: /^Compact/ }));
  expect(app.preferences).toMatchObject({ theme: "dark", density: "compact" });
  expect(commands.preferencesChange).toHaveBeenLastCalledWith(app.preferences);
});

it("sizes the text between 80 and 200 percent", async () => {
  const user = userEvent.setup();
  show("appearance");
  const larger = screen.getByRole<HTMLButtonElement>("button", { name: "Larger" });
  await user.click(larger);
  expect(screen.getByText("110%")).toBeTruthy();
  for (let step = 0; step < 9; step += 1) await user.click(larger);
  expect(screen.getByText("200%")).toBeTruthy();
  expect(larger.disabled).toBe(true);
  expect(app.density).toBe("roomy");
});

it("switches single keys off", async () => {
  show("appearance");
  await userEvent.click(
    screen.getByRole("switch", { name: "Single-key shortcuts in the book list" }),
  );
  expect(app.preferences.singleKeys).toBe(false);
});

it("says when a choice could not be kept", async () => {
  vi.mocked(commands.preferencesChange).mockRejectedValue({
    code: "read_only",
    message: "",
    field: null,
  });
  show("appearance");
  await userEvent.click(screen.getByRole("radio", { name: "Dark" }));
  expect((await screen.findByRole("alert")).textContent).toContain("cannot be written to");
  expect(app.preferences.theme).toBe("dark");
});

it("tells where the data is and opens the folder", async () => {
  show("data");
  expect(await screen.findByText("/data/bookly/library.db")).toBeTruthy();
  expect(screen.getByText("61 MB")).toBeTruthy();
  expect(screen.getByText(/encrypted with SQLCipher/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Open the folder" }));
  expect(commands.dataPlaceOpen).toHaveBeenCalledOnce();
});

it("says when the folder cannot be opened", async () => {
  vi.mocked(commands.dataPlaceOpen).mockRejectedValue({
    code: "home_not_usable",
    message: "",
    field: null,
  });
  show("data");
  await userEvent.click(await screen.findByRole("button", { name: "Open the folder" }));
  expect((await screen.findByRole("alert")).textContent).toContain("cannot use its data folder");
});

it("names version, licence and the notice SQLCipher asks for", () => {
  show("about");
  expect(screen.getByText(/^Version 0\.1\.0/)).toBeTruthy();
  expect(screen.getByText(/MIT licence/)).toBeTruthy();
  expect(screen.getByText(/Redistributions in binary form must reproduce/)).toBeTruthy();
  expect(screen.getByText("Bookly never connects to anything")).toBeTruthy();
});
