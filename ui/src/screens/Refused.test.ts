import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { commands } from "../api";
import { app } from "../app.svelte";
import bindings from "../bindings.ts?raw";
import { en } from "../messages/en";
import Refused from "./Refused.svelte";

vi.mock("../api", async (original) => ({
  ...(await original<typeof import("../api")>()),
  commands: { appRetry: vi.fn(), appStart: vi.fn() },
}));

it("has words for everything that can be wrong with the folder", () => {
  const union = /export type HomeFault =([^;]+);/.exec(bindings)?.[1] ?? "";
  const faults = [...union.matchAll(/"(\w+)"/g)].map(([, name]) => name);
  expect(faults.length).toBeGreaterThan(5);
  expect(faults.filter((name) => !(`refused.${name}` in en))).toEqual([]);
});

it("says what is wrong, what is safe and where, and tries again", async () => {
  const refusal = { code: "home_not_usable", fault: "full", folder: "/home/ilse/Bookly" } as const;
  app.refusal = refusal;
  vi.mocked(commands.appRetry).mockResolvedValue({ ...refusal, fault: "network_share" });
  render(Refused);
  expect(screen.getByRole("alert").textContent).toContain("The disk is full");
  expect(document.body.textContent).toContain("Nothing was changed");
  expect(screen.getByText("/home/ilse/Bookly")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect((await screen.findByRole("alert")).textContent).toContain("network share");
});

it("says that another window is open already", () => {
  app.refusal = { code: "library_in_use", fault: null, folder: "/home/ilse/Bookly" };
  render(Refused);
  expect(screen.getByRole("heading", { name: "Bookly is already open" })).toBeTruthy();
});
