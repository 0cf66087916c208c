import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { description, isInvalid } from "../../dev/seen";
import { type Account, commands, type Failure } from "../api";
import { app } from "../app.svelte";
import { toasts } from "../parts/toast.svelte";
import Welcome from "./Welcome.svelte";

vi.mock("../api", async (original) => ({
  ...(await original<typeof import("../api")>()),
  commands: { accountSignUp: vi.fn(), passwordStrength: vi.fn(), keyringRetry: vi.fn() },
}));

const account: Account = {
  username: "ilse",
  email: "ilse@vandermeer.example",
  createdAt: 0,
  staySignedIn: true,
  recoveryConfirmed: false,
  lockAfterMinutes: 15,
};
const password = "correct otter lantern";
const refused = (failure: Partial<Failure>) =>
  vi
    .mocked(commands.accountSignUp)
    .mockRejectedValue({ code: "internal", message: "", field: null, ...failure });

beforeEach(() => {
  app.screen = "welcome";
  app.accountCount = 0;
  app.recoveryCode = "";
  app.keyring = { available: true, reason: "none" };
  vi.mocked(commands.passwordStrength).mockResolvedValue({
    score: 4,
    accepted: true,
    length: 21,
    warning: "",
  });
  vi.mocked(commands.accountSignUp).mockResolvedValue({
    message: "User Created successfully",
    account,
    recoveryCode: "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH",
  });
});

async function fill(user: ReturnType<typeof userEvent.setup>) {
  await user.type(screen.getByLabelText("Username"), "ilse");
  await user.type(screen.getByLabelText("Email"), "ilse@vandermeer.example");
  await user.type(screen.getByLabelText("Password"), password);
}

it("makes an account with the keyboard alone and goes on to the recovery code", async () => {
  const user = userEvent.setup();
  render(Welcome);
  expect(document.activeElement).toBe(screen.getByLabelText("Username"));
  await user.keyboard("ilse{Tab}ilse@vandermeer.example{Tab}");
  await user.keyboard(`${password}{Enter}`);

  await vi.waitFor(() => expect(app.screen).toBe("recovery"));
  expect(commands.accountSignUp).toHaveBeenCalledWith({
    username: "ilse",
    email: "ilse@vandermeer.example",
    password,
    staySignedIn: true,
  });
  expect(toasts.current?.text).toBe("User Created successfully");
  expect(app.recoveryCode).toContain("HHHH");
});

it("says in words how strong the password is", async () => {
  vi.mocked(commands.passwordStrength).mockResolvedValue({
    score: 1,
    accepted: false,
    length: 11,
    warning: "common",
  });
  const user = userEvent.setup();
  render(Welcome);
  const field = screen.getByLabelText("Password");
  await user.type(field, "password123");
  await screen.findByText(/^Easy to guess/);
  expect(description(field)).toContain(
    "Easy to guess. This is one of the passwords people use most.",
  );
  await user.tab();
  expect((await screen.findByRole("alert")).textContent).toContain("too easy to guess");
});

it("marks what is missing and goes to the first of it", async () => {
  const user = userEvent.setup();
  render(Welcome);
  await user.click(screen.getByRole("button", { name: "Create library" }));
  expect(screen.getAllByRole("alert")).toHaveLength(3);
  expect(document.activeElement).toBe(screen.getByLabelText("Username"));
  expect(isInvalid(screen.getByLabelText("Username"))).toBe(true);
  expect(commands.accountSignUp).not.toHaveBeenCalled();
});

it("checks a field on leaving it, and again on each key once it was wrong", async () => {
  const user = userEvent.setup();
  render(Welcome);
  const email = screen.getByLabelText("Email");
  await user.type(email, "ilse");
  expect(isInvalid(email)).toBe(false);
  await user.tab();
  expect(isInvalid(email)).toBe(true);
  await user.type(email, "@example.org");
  expect(isInvalid(email)).toBe(false);
});

it.each<[Partial<Failure>, string, string]>([
  [{ code: "account_exists", field: "email" }, "Email", "User Account Already Exists"],
  [{ code: "account_exists", field: "username" }, "Username", "User Account Already Exists"],
  [{ code: "username_invalid", field: "username" }, "Username", "1 to 64 characters"],
  [{ code: "email_invalid", field: "email" }, "Email", "Enter an email address"],
  [{ code: "password_weak", field: "password" }, "Password", "too easy to guess"],
  [{ code: "password_too_long", field: "password" }, "Password", "at most 256"],
])("shows %o at its field", async (failure, label, text) => {
  refused(failure);
  const user = userEvent.setup();
  render(Welcome);
  await fill(user);
  await user.click(screen.getByRole("button", { name: "Create library" }));
  const field = screen.getByLabelText(label);
  await vi.waitFor(() => expect(description(field)).toContain(text));
  expect(isInvalid(field)).toBe(true);
  expect(document.activeElement).toBe(field);
  await user.type(field, "x");
  expect(screen.queryByText(new RegExp(text))).toBeNull();
});

it.each<[Partial<Failure>, string]>([
  [{ code: "disk_full" }, "The disk is full"],
  [{ code: "internal" }, "Something went wrong inside Bookly"],
  [{ code: "account_exists" }, "User Account Already Exists"],
])("shows %o above the form and keeps what was typed", async (failure, text) => {
  refused(failure);
  const user = userEvent.setup();
  render(Welcome);
  await fill(user);
  await user.click(screen.getByRole("button", { name: "Create library" }));
  expect((await screen.findByRole("alert")).textContent).toContain(text);
  expect(screen.getByLabelText<HTMLInputElement>("Username").value).toBe("ilse");
  expect(app.screen).toBe("welcome");
});

it("shows a password on demand", async () => {
  const user = userEvent.setup();
  render(Welcome);
  const button = screen.getByRole("button", { name: "Show password" });
  expect(button.getAttribute("aria-pressed")).toBe("false");
  await user.click(button);
  expect(button.getAttribute("aria-pressed")).toBe("true");
  expect(screen.getByLabelText<HTMLInputElement>("Password").type).toBe("text");
});

it("does not offer to stay signed in without a key storage, until it is there", async () => {
  app.keyring = { available: false, reason: "locked" };
  vi.mocked(commands.keyringRetry).mockResolvedValue({ available: true, reason: "none" });
  const user = userEvent.setup();
  render(Welcome);
  const box = screen.getByRole<HTMLInputElement>("checkbox", {
    name: "Stay signed in on this computer",
  });
  expect(box.disabled).toBe(true);
  expect(box.checked).toBe(false);
  expect(description(box)).toContain("is locked");

  await user.click(screen.getByRole("button", { name: "Try again" }));
  await vi.waitFor(() => expect(box.disabled).toBe(false));
  expect(box.checked).toBe(true);
});

it("never asks to keep a key where none can be kept", async () => {
  app.keyring = { available: false, reason: "no_service" };
  const user = userEvent.setup();
  render(Welcome);
  await fill(user);
  await user.keyboard("{Enter}");
  await vi.waitFor(() => expect(commands.accountSignUp).toHaveBeenCalled());
  expect(vi.mocked(commands.accountSignUp).mock.calls[0]?.[0].staySignedIn).toBe(false);
});

it("offers logging in only where there is an account", async () => {
  const first = render(Welcome);
  expect(screen.queryByRole("button", { name: "Log in" })).toBeNull();
  first.unmount();
  app.accountCount = 1;
  render(Welcome);
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));
  expect(app.screen).toBe("login");
});
