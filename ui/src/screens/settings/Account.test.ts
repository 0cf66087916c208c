import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { description } from "../../../dev/seen";
import { type Account, commands, type Failure, type ReencryptProgress } from "../../api";
import { app } from "../../app.svelte";
import AccountSection from "./Account.svelte";

vi.mock("../../api", async (original) => ({
  ...(await original<typeof import("../../api")>()),
  commands: {
    accountLock: vi.fn(),
    accountLockAfter: vi.fn(),
    accountChangePassword: vi.fn(),
    accountRenewRecovery: vi.fn(),
    accountReencrypt: vi.fn(),
    accountReencryptCancel: vi.fn(),
    accountDelete: vi.fn(),
    appStart: vi.fn(),
    dataPlace: vi.fn(),
    sidebarCounts: vi.fn(),
    passwordStrength: vi.fn(),
  },
  reencryptProgress: (callback: (far: ReencryptProgress) => void) => ({ onmessage: callback }),
}));

const account: Account = {
  username: "ilse",
  email: "ilse@vandermeer.example",
  createdAt: Date.parse("2024-02-03T12:00:00"),
  staySignedIn: true,
  recoveryConfirmed: true,
  lockAfterMinutes: 15,
};
const code = "7QKM-2XWD-9FTH-R4BN-C6PE-V8GJ-3ZSA-M5TY";
const wrong: Failure = {
  code: "password_wrong",
  message: "",
  field: "current",
  tries: { failures: 1, left: 4, wait: 0, wholeWait: 0 },
};

beforeEach(() => {
  app.pause.end();
  app.account = account;
  app.screen = "library";
  app.recoveryCode = "";
  app.keyring = { available: true, reason: "none" };
  const strength = { score: 4, accepted: true, length: 25, warning: "" };
  vi.mocked(commands.passwordStrength).mockResolvedValue(strength);
  vi.mocked(commands.accountReencryptCancel).mockResolvedValue(null);
});

/** Opens a dialog of the page and types the present password. */
async function open(button: string, title: string) {
  const user = userEvent.setup();
  render(AccountSection);
  await user.click(screen.getByRole("button", { name: button }));
  const dialog = screen.getByRole("dialog", { name: title });
  await user.type(within(dialog).getByLabelText("Your present password"), "correct otter");
  return { user, dialog, see: within(dialog) };
}

it("changes the password", async () => {
  const changed = { ...account, staySignedIn: false };
  vi.mocked(commands.accountChangePassword).mockRejectedValueOnce(wrong).mockResolvedValue(changed);
  const { user, see } = await open("Change password…", "Change the password");
  await user.type(see.getByLabelText("New password"), "walnut ferry copper lilac");
  const submit = see.getByRole("button", { name: "Change password" });
  await user.click(submit);
  const present = see.getByLabelText("Your present password");
  await vi.waitFor(() => expect(description(present)).toContain("4 tries are left"));
  await user.type(present, "!");
  await user.click(submit);
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(commands.accountChangePassword).toHaveBeenLastCalledWith(
    expect.stringContaining("!"),
    "walnut ferry copper lilac",
  );
  expect(app.account).toEqual(changed);
});

it("makes a new recovery code and shows it", async () => {
  vi.mocked(commands.accountRenewRecovery).mockResolvedValue(code);
  const { user } = await open("Make a new code…", "Make a new recovery code");
  await user.keyboard("{Enter}");
  await vi.waitFor(() => expect(app.screen).toBe("recovery"));
  expect([app.recoveryCode, app.signingUp]).toEqual([code, false]);
});

it("encrypts the library anew, tells how far it is, and shows the new code", async () => {
  let done = (_: unknown) => {};
  vi.mocked(commands.accountReencrypt).mockImplementation((_, channel) => {
    channel.onmessage({ done: 30_000_000, total: 61_000_000 });
    return new Promise((resolve) => {
      done = resolve as typeof done;
    });
  });
  const { user, see } = await open("Encrypt anew…", "Encrypt the library anew");
  await user.keyboard("{Enter}");
  expect(await see.findByText("30 MB of 61 MB")).toBeTruthy();
  await user.click(see.getByRole("button", { name: "Stop" }));
  expect(commands.accountReencryptCancel).toHaveBeenCalledOnce();
  done({ message: "", account, recoveryCode: code });
  await vi.waitFor(() => expect(app.screen).toBe("recovery"));
});

it("names what is lost before it deletes, and asks for password and username", async () => {
  const byStatus = { none: 0, to_read: 0, reading: 0, paused: 0, finished: 0, abandoned: 0 };
  vi.mocked(commands.sidebarCounts).mockResolvedValue({
    ready: true,
    all: 1200,
    byStatus,
    trash: 7,
    tags: [],
    shelves: [],
  });
  const place = { folder: "/data", libraryFile: "/data/library.db", bytes: 61_000_000 };
  vi.mocked(commands.dataPlace).mockResolvedValue(place);
  vi.mocked(commands.accountDelete)
    .mockRejectedValueOnce({ code: "name_not_confirmed", message: "", field: "username" })
    .mockResolvedValue(null);
  vi.mocked(commands.appStart).mockResolvedValue({
    accountCount: 0,
    lastName: null,
    account: null,
    locked: null,
    damaged: null,
    pause: null,
    keyring: app.keyring,
    preferences: app.preferences,
    version: "0.1.0",
    platform: "linux",
    openFile: null,
  });
  const { user, see } = await open("Delete…", "Delete this library for ever");
  expect(
    await see.findByText(/You lose 1,207 books \(61 MB\).*since 3 February 2024/),
  ).toBeTruthy();
  const name = see.getByLabelText("To go on, type the username ilse");
  const submit = see.getByRole("button", { name: "Delete for ever" });
  await user.click(submit);
  expect(commands.accountDelete).not.toHaveBeenCalled();
  await user.type(name, "ben");
  await user.click(submit);
  await vi.waitFor(() => expect(description(name)).toContain("not the username"));
  await user.clear(name);
  await user.type(name, "ilse");
  await user.click(submit);
  await vi.waitFor(() => expect(app.screen).toBe("welcome"));
  expect(commands.accountDelete).toHaveBeenLastCalledWith("correct otter", "ilse", false);
  expect([app.account, app.lastName]).toEqual([null, ""]);
});

it("waits out a pause in a dialog", async () => {
  const pause = { failures: 6, left: 0, wait: 40, wholeWait: 40 };
  vi.mocked(commands.accountRenewRecovery).mockRejectedValue({
    code: "too_many_tries",
    message: "",
    field: null,
    tries: pause,
  });
  const { user, see } = await open("Make a new code…", "Make a new recovery code");
  await user.keyboard("{Enter}");
  expect((await see.findByRole("alert")).textContent).toContain("40 seconds");
  const submit = see.getByRole<HTMLButtonElement>("button", { name: "Make a new code" });
  expect(submit.disabled).toBe(true);
});

it("chooses when to lock, and locks now", async () => {
  vi.mocked(commands.accountLockAfter).mockResolvedValue({ ...account, lockAfterMinutes: 5 });
  const locked = { username: "ilse", why: "asked", afterMinutes: 5 } as const;
  vi.mocked(commands.accountLock).mockResolvedValue(locked);
  const user = userEvent.setup();
  render(AccountSection);
  const choice = screen.getByRole<HTMLSelectElement>("combobox", { name: /Lock when I am away/ });
  expect(choice.value).toBe("15");
  await user.selectOptions(choice, "5 minutes");
  await vi.waitFor(() => expect(choice.value).toBe("5"));
  expect(commands.accountLockAfter).toHaveBeenCalledWith(5);
  await user.click(screen.getByRole("button", { name: "Lock" }));
  await vi.waitFor(() => expect(app.screen).toBe("locked"));
});
