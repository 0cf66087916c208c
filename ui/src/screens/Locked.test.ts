import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { description } from "../../dev/seen";
import { type Account, commands, type Failure, type Tries } from "../api";
import { app } from "../app.svelte";
import Locked from "./Locked.svelte";

vi.mock("../api", async (original) => ({
  ...(await original<typeof import("../api")>()),
  commands: { accountUnlock: vi.fn(), accountLogOut: vi.fn() },
}));

const account: Account = {
  username: "ilse",
  email: "ilse@vandermeer.example",
  createdAt: 0,
  staySignedIn: true,
  recoveryConfirmed: true,
  lockAfterMinutes: 15,
};
const tries = (left: number, wait: number): Tries => ({
  failures: 5 - left,
  left,
  wait,
  wholeWait: wait,
});
const refused = (failure: Partial<Failure>) =>
  vi
    .mocked(commands.accountUnlock)
    .mockRejectedValue({ code: "internal", message: "", field: null, ...failure });

beforeEach(() => {
  app.pause.end();
  app.showLocked({ username: "ilse", why: "idle", afterMinutes: 15 });
  vi.mocked(commands.accountUnlock).mockResolvedValue(account);
  vi.mocked(commands.accountLogOut).mockResolvedValue(null);
});

it("says who was here and why it is locked, and waits for the password", async () => {
  render(Locked);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toMatch(/^\s*Good \w+, Ilse\s*$/);
  expect(screen.getByText("Your library locked itself after 15 minutes.")).toBeTruthy();
  expect(screen.getByText("ilse")).toBeTruthy();
  await userEvent.keyboard("correct otter lantern{Enter}");
  await vi.waitFor(() => expect(app.screen).toBe("library"));
  expect(commands.accountUnlock).toHaveBeenCalledWith("correct otter lantern");
  expect(app.locked).toBeNull();
});

it("says how many tries are left", async () => {
  refused({ code: "password_wrong", field: "current", tries: tries(3, 0) });
  render(Locked);
  const password = screen.getByLabelText("Password");
  await userEvent.keyboard("wrong words{Enter}");
  await vi.waitFor(() => expect(description(password)).toContain("3 tries are left"));
  expect(document.activeElement).toBe(password);
});

it("counts a pause down, and then takes the password again", async () => {
  refused({ code: "password_wrong", field: "current", tries: tries(0, 1) });
  render(Locked);
  await userEvent.keyboard("wrong words{Enter}");
  expect((await screen.findByRole("timer")).textContent).toBe("0:01");
  const title = screen.getByRole("heading", { name: "A short pause" });
  expect(document.activeElement).toBe(title);
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Unlock" }).disabled).toBe(true);
  const password = await screen.findByLabelText("Password", undefined, { timeout: 3000 });
  expect(document.activeElement).toBe(password);
  await vi.waitFor(() => expect(screen.queryByRole("timer")).toBeNull());
});

it("shows other failures above the form", async () => {
  refused({ code: "library_damaged" });
  render(Locked);
  await userEvent.keyboard("correct otter lantern{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain("cannot be read");
});

it("leads to the recovery code and to another library", async () => {
  const { unmount } = render(Locked);
  await userEvent.click(screen.getByRole("button", { name: "Use the recovery code" }));
  expect(app.screen).toBe("recover");
  unmount();
  app.screen = "locked";
  render(Locked);
  await userEvent.click(screen.getByRole("button", { name: "Another library" }));
  await vi.waitFor(() => expect(app.screen).toBe("login"));
  expect([app.lastName, app.locked]).toEqual(["", null]);
});
