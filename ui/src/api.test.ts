import { invoke } from "@tauri-apps/api/core";
import { expect, it, vi } from "vitest";
import { answerOf, asFailure, commands, failureOf, onLoggedOut } from "./api";

vi.mock("@tauri-apps/api/core", async (original) => ({
  ...(await original<typeof import("@tauri-apps/api/core")>()),
  invoke: vi.fn(),
}));

const failure = { code: "disk_full", message: "full", field: null } as const;

it("gives the value of a command", async () => {
  expect(await answerOf(Promise.resolve(7))).toEqual({ ok: true, value: 7 });
  expect(await failureOf(Promise.resolve(null))).toBeUndefined();
});

it("gives the failure of a command", async () => {
  expect(await answerOf(Promise.reject(failure))).toEqual({ ok: false, failure });
  expect(await failureOf(Promise.reject(failure))).toBe(failure);
});

it.each([
  [new Error("the wire broke"), "the wire broke"],
  ["command not found", "command not found"],
  [undefined, "undefined"],
  [{ code: "disk_full" }, "[object Object]"],
])("calls anything else internal: %o", (reason, message) => {
  expect(asFailure(reason)).toEqual({ code: "internal", message, field: null });
});

it("tells of a command that finds nobody logged in, and still fails", async () => {
  const left = { code: "not_logged_in", message: "", field: null } as const;
  const told = vi.fn();
  onLoggedOut(told);
  vi.mocked(invoke).mockRejectedValueOnce(failure);
  expect(await failureOf(commands.undoState())).toBe(failure);
  expect(told).not.toHaveBeenCalled();
  vi.mocked(invoke).mockRejectedValueOnce(left);
  expect(await failureOf(commands.undoState())).toBe(left);
  expect(told).toHaveBeenCalledOnce();
});
