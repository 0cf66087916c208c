import { expect, it } from "vitest";
import { answerOf, asFailure, failureOf } from "./api";

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
