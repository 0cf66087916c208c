import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { description, isInvalid } from "../../dev/seen";
import { type Account, commands, type Failure } from "../api";
import { app } from "../app.svelte";
import Login from "./Login.svelte";

vi.mock("../api", async (original) => ({
  ...(await original<typeof import("../api")>()),
  commands: { accountLogIn: vi.fn(), keyringRetry: vi.fn() },
}));

const account: Account = {
  username: "ilse",
  email: "ilse@vandermeer.example",
  createdAt: 0,
  staySignedIn: true,
  recoveryConfirmed: true,
  lockAfterMinutes: 15,
};
const refused = (failure: Partial<Failure>) =>
  vi
    .mocked(commands.accountLogIn)
    .mockRejectedValue({ code: "internal", message: "", field: null, ...failure });

beforeEach(() => {
  app.pause.end();
  app.screen = "login";
  app.lastName = "ilse";
  app.version = "0.1.0";
  app.keyring = { available: true, reason: "none" };
  vi.mocked(commands.accountLogIn).mockResolvedValue(account);
});

it("greets the last one who was here and waits for the password", async () => {
  const user = userEvent.setup();
  render(Login);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toMatch(/^Good \w+, Ilse$/);
  expect(screen.getByLabelText<HTMLInputElement>("Username or email").value).toBe("ilse");
  expect(document.activeElement).toBe(screen.getByLabelText("Password"));
  await user.keyboard("correct otter lantern{Enter}");
  await vi.waitFor(() => expect(app.screen).toBe("library"));
  expect(commands.accountLogIn).toHaveBeenCalledWith({
    name: "ilse",
    password: "correct otter lantern",
    staySignedIn: true,
  });
});

it("takes an email address, and no for staying signed in", async () => {
  app.lastName = "";
  const user = userEvent.setup();
  render(Login);
  expect(document.activeElement).toBe(screen.getByLabelText("Username or email"));
  await user.keyboard("ilse@vandermeer.example{Tab}secret words here{Tab}{Tab} {Enter}");
  await vi.waitFor(() => expect(commands.accountLogIn).toHaveBeenCalled());
  expect(vi.mocked(commands.accountLogIn).mock.calls[0]?.[0]).toEqual({
    name: "ilse@vandermeer.example",
    password: "secret words here",
    staySignedIn: false,
  });
});

it("asks for what is missing", async () => {
  app.lastName = "";
  render(Login);
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));
  expect(isInvalid(screen.getByLabelText("Username or email"))).toBe(true);
  expect(isInvalid(screen.getByLabelText("Password"))).toBe(true);
  expect(commands.accountLogIn).not.toHaveBeenCalled();
});

it("says that name and password do not fit, without telling which", async () => {
  refused({ code: "login_refused", field: "password" });
  const user = userEvent.setup();
  render(Login);
  const password = screen.getByLabelText<HTMLInputElement>("Password");
  await user.type(password, "wrong words here{Enter}");
  await vi.waitFor(() =>
    expect(description(password)).toBe("That name and password do not open a library here."),
  );
  expect(document.activeElement).toBe(password);
  expect(password.selectionEnd).toBe("wrong words here".length);
  await user.type(password, "x");
  expect(isInvalid(password)).toBe(false);
});

it("takes the same password with another name", async () => {
  refused({ code: "login_refused" });
  app.lastName = "ilze";
  const user = userEvent.setup();
  render(Login);
  await user.keyboard("correct otter lantern{Enter}");
  await vi.waitFor(() => expect(isInvalid(screen.getByLabelText("Password"))).toBe(true));
  vi.mocked(commands.accountLogIn).mockResolvedValue(account);
  const name = screen.getByLabelText("Username or email");
  await user.clear(name);
  await user.type(name, "ilse{Enter}");
  await vi.waitFor(() => expect(app.screen).toBe("library"));
});

it("counts a pause down in the place of the form, and lets another library in", async () => {
  const tries = { failures: 6, left: 0, wait: 40, wholeWait: 40 };
  refused({ code: "too_many_tries", tries });
  render(Login);
  await userEvent.keyboard("correct otter lantern{Enter}");
  expect((await screen.findByRole("timer")).textContent).toBe("0:40");
  await userEvent.click(screen.getByRole("button", { name: "Another library" }));
  expect(screen.getByLabelText<HTMLInputElement>("Username or email").value).toBe("");
  expect(screen.queryByRole("timer")).toBeNull();
});

it.each<[Partial<Failure>, string]>([
  [{ code: "library_damaged" }, "Part of your library file cannot be read"],
  [{ code: "library_newer" }, "opened by a newer Bookly"],
  [{ code: "disk_error" }, "The disk reported an error"],
])("shows %o above the form", async (failure, text) => {
  refused(failure);
  const user = userEvent.setup();
  render(Login);
  await user.keyboard("correct otter lantern{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain(text);
});

it("asks for a recovery code to be stored when none ever was", async () => {
  vi.mocked(commands.accountLogIn).mockResolvedValue({ ...account, recoveryConfirmed: false });
  render(Login);
  await userEvent.keyboard("correct otter lantern{Enter}");
  await vi.waitFor(() => expect(app.screen).toBe("recovery"));
});

it("does not stay signed in where there is no key storage", async () => {
  app.keyring = { available: false, reason: "timeout" };
  render(Login);
  const box = screen.getByRole<HTMLInputElement>("checkbox");
  expect(box.disabled).toBe(true);
  expect(description(box)).toContain("did not answer");
  await userEvent.keyboard("correct otter lantern{Enter}");
  await vi.waitFor(() => expect(commands.accountLogIn).toHaveBeenCalled());
  expect(vi.mocked(commands.accountLogIn).mock.calls[0]?.[0].staySignedIn).toBe(false);
});

it("leads to another account", async () => {
  render(Login);
  await userEvent.click(screen.getByRole("button", { name: "Create another account" }));
  expect(app.screen).toBe("welcome");
});

it("tells about Caps Lock", async () => {
  render(Login);
  const password = screen.getByLabelText("Password");
  const press = new KeyboardEvent("keydown", { key: "A", bubbles: true });
  vi.spyOn(press, "getModifierState").mockImplementation((key) => key === "CapsLock");
  password.dispatchEvent(press);
  expect(await screen.findByText("Caps Lock is on")).toBeTruthy();
  expect(description(password)).toContain("Caps Lock is on");
});
