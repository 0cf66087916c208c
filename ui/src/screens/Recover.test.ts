import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { description } from "../../dev/seen";
import { type Account, commands, type Failure } from "../api";
import { app } from "../app.svelte";
import Recover from "./Recover.svelte";

vi.mock("../api", async (original) => ({
  ...(await original<typeof import("../api")>()),
  commands: { accountRecover: vi.fn(), passwordStrength: vi.fn() },
}));

const account: Account = {
  username: "ilse",
  email: "ilse@vandermeer.example",
  createdAt: 0,
  staySignedIn: false,
  recoveryConfirmed: false,
  lockAfterMinutes: 15,
};
const code = "7QKM-2XWD-9FTH-R4BN-C6PE-V8GJ-3ZSA-M5TY";
const next = "0000-1111-2222-3333-4444-5555-6666-7777";
const refused = (failure: Partial<Failure>) =>
  vi
    .mocked(commands.accountRecover)
    .mockRejectedValue({ code: "internal", message: "", field: null, ...failure });

beforeEach(() => {
  app.pause.end();
  app.screen = "recover";
  app.lastName = "ilse";
  app.keyring = { available: true, reason: "none" };
  const strength = { score: 4, accepted: true, length: 25, warning: "" };
  vi.mocked(commands.passwordStrength).mockResolvedValue(strength);
  const message = "";
  vi.mocked(commands.accountRecover).mockResolvedValue({ message, account, recoveryCode: next });
});

async function fill(text = code) {
  const user = userEvent.setup();
  render(Recover);
  expect(document.activeElement).toBe(screen.getByLabelText("Recovery code"));
  await user.type(screen.getByLabelText("Recovery code"), text);
  await user.type(screen.getByLabelText("New password"), "walnut ferry copper lilac{Enter}");
}

it("sets a new password and shows the new code", async () => {
  await fill();
  await vi.waitFor(() => expect(app.screen).toBe("recovery"));
  expect(commands.accountRecover).toHaveBeenCalledWith({
    name: "ilse",
    code,
    newPassword: "walnut ferry copper lilac",
    staySignedIn: false,
  });
  expect([app.recoveryCode, app.signingUp, app.account]).toEqual([next, false, account]);
});

it.each<[Partial<Failure>, string, string]>([
  [{ code: "recovery_code_invalid", field: "code" }, "Recovery code", "not a whole recovery code"],
  [
    {
      code: "recovery_refused",
      field: "code",
      tries: { failures: 3, left: 2, wait: 0, wholeWait: 0 },
    },
    "Recovery code",
    "2 tries are left",
  ],
  [{ code: "password_weak", field: "password" }, "New password", "too easy to guess"],
])("says what is wrong: %o", async (failure, label, text) => {
  refused(failure);
  await fill();
  const field = screen.getByLabelText(label);
  await vi.waitFor(() => expect(description(field)).toContain(text));
  expect(document.activeElement).toBe(field);
});

it("asks for what is missing", async () => {
  render(Recover);
  await userEvent.click(screen.getByRole("button", { name: "Set the password and open" }));
  expect(description(screen.getByLabelText("Recovery code"))).toContain("Enter the recovery code");
  expect(commands.accountRecover).not.toHaveBeenCalled();
});

it("waits out a pause, with what was typed kept", async () => {
  const pause = { failures: 6, left: 0, wait: 40, wholeWait: 40 };
  refused({ code: "too_many_tries", tries: pause });
  await fill();
  expect((await screen.findByRole("timer")).textContent).toContain("40 seconds");
  const submit = screen.getByRole("button", { name: "Set the password and open" });
  expect((submit as HTMLButtonElement).disabled).toBe(true);
  expect(screen.getByLabelText<HTMLInputElement>("Recovery code").value).toBe(code);
});

it("goes back to where it came from", async () => {
  render(Recover);
  await userEvent.click(screen.getByRole("button", { name: "Back" }));
  expect(app.screen).toBe("login");
});
