import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { description } from "../../dev/seen";
import { commands } from "../api";
import { app } from "../app.svelte";
import RecoveryCode from "./RecoveryCode.svelte";

vi.mock("../api", async (original) => ({
  ...(await original<typeof import("../api")>()),
  commands: { accountConfirmRecovery: vi.fn(), accountIssueRecovery: vi.fn() },
}));

const code = "7QKM-2XWD-9FTH-R4BN-C6PE-V8GJ-3ZSA-M5TY";
const field = () => screen.getByLabelText("To show that you have it, type group 8");
const shownCode = () => screen.getByRole("list", { name: /^Recovery code/ });
const open = () => screen.getByRole<HTMLButtonElement>("button", { name: "Open my library" });

beforeEach(() => {
  app.screen = "recovery";
  app.recoveryCode = code;
  vi.mocked(commands.accountConfirmRecovery).mockResolvedValue(null);
  vi.mocked(commands.accountIssueRecovery).mockResolvedValue(code);
});

it("opens the library when the last group is typed, by keyboard alone", async () => {
  const user = userEvent.setup();
  render(RecoveryCode);
  expect(shownCode().textContent).toContain("M5TY");
  expect(open().disabled).toBe(true);
  field().focus();
  await user.keyboard("m5t");
  expect(open().disabled).toBe(true);
  await user.keyboard("y{Enter}");
  await vi.waitFor(() => expect(app.screen).toBe("library"));
  expect(commands.accountConfirmRecovery).toHaveBeenCalledWith("m5ty");
  expect(app.recoveryCode).toBe("");
});

it("begins in its field, with the whole code in sight", async () => {
  render(RecoveryCode);
  expect(document.activeElement).toBe(field());
  expect(shownCode().textContent).toContain("M5TY");
  await userEvent.keyboard("m");
  expect(shownCode().textContent).not.toContain("M5TY");
});

it("covers the group while it is typed", async () => {
  const user = userEvent.setup();
  render(RecoveryCode);
  await user.click(field());
  expect(shownCode().textContent).not.toContain("M5TY");
  expect(within(shownCode()).getByText("Group 8, covered while you type it")).toBeTruthy();
  await user.tab();
  expect(shownCode().textContent).toContain("M5TY");
});

it("says when another group was typed, until it is changed", async () => {
  vi.mocked(commands.accountConfirmRecovery).mockRejectedValue({
    code: "recovery_group_wrong",
    message: "",
    field: "group",
  });
  const user = userEvent.setup();
  render(RecoveryCode);
  await user.type(field(), "0000{Enter}");
  await vi.waitFor(() => expect(description(field())).toContain("not the group shown above"));
  expect(app.screen).toBe("recovery");
  await user.type(field(), "{Backspace}");
  expect(description(field())).not.toContain("not the group");
});

it("also believes a tick", async () => {
  render(RecoveryCode);
  await userEvent.click(screen.getByRole("checkbox", { name: "I have stored it" }));
  await userEvent.click(open());
  await vi.waitFor(() => expect(app.screen).toBe("library"));
  expect(commands.accountConfirmRecovery).toHaveBeenCalledWith("M5TY");
});

it("shows any other failure above the code", async () => {
  vi.mocked(commands.accountConfirmRecovery).mockRejectedValue({
    code: "disk_full",
    message: "",
    field: null,
  });
  render(RecoveryCode);
  await userEvent.type(field(), "M5TY{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain("The disk is full");
});

it("warns before it is left, and returns the focus", async () => {
  const user = userEvent.setup();
  render(RecoveryCode);
  const back = screen.getByRole("button", { name: "Back" });
  await user.click(back);
  const dialog = screen.getByRole("dialog", { name: "Leave without storing the code?" });
  await user.click(within(dialog).getByRole("button", { name: "Back to the code" }));
  expect(app.screen).toBe("recovery");
  expect(document.activeElement).toBe(back);

  await user.click(back);
  await user.click(screen.getByRole("button", { name: "Open without it" }));
  expect(app.screen).toBe("library");
  expect(commands.accountConfirmRecovery).not.toHaveBeenCalled();
});

it("makes a new code when an earlier one was never confirmed", async () => {
  app.recoveryCode = "";
  render(RecoveryCode);
  await vi.waitFor(() => expect(shownCode().textContent).toContain("7QKM"));
  expect(commands.accountIssueRecovery).toHaveBeenCalledOnce();
});

it("says so when no code could be made", async () => {
  app.recoveryCode = "";
  vi.mocked(commands.accountIssueRecovery).mockRejectedValue({
    code: "disk_full",
    message: "",
    field: null,
  });
  render(RecoveryCode);
  expect((await screen.findByRole("alert")).textContent).toContain("The disk is full");
});

it("copies the code, or says how to", async () => {
  const user = userEvent.setup();
  render(RecoveryCode);
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await navigator.clipboard.readText()).toBe(code);
  expect(screen.getByText(/on the clipboard/)).toBeTruthy();

  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("denied"));
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await screen.findByText(/copy it by hand/)).toBeTruthy();
});

it("prints", async () => {
  const print = vi.spyOn(window, "print").mockImplementation(() => {});
  render(RecoveryCode);
  await userEvent.click(screen.getByRole("button", { name: "Print" }));
  expect(print).toHaveBeenCalledOnce();
});
