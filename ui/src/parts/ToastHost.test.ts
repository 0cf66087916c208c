import { fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import ToastHost from "./ToastHost.svelte";
import { toasts, toastTime } from "./toast.svelte";

beforeEach(() => {
  vi.useFakeTimers();
  render(ToastHost);
});
afterEach(() => vi.useRealTimers());

async function pass(ms: number) {
  vi.advanceTimersByTime(ms);
  await tick();
}
const status = () => screen.getByRole("status").textContent.trim();

it("shows one message at a time, for 8 seconds", async () => {
  toasts.show({ text: "First" });
  await pass(1000);
  toasts.show({ text: "Second" });
  await tick();
  expect(status()).toBe("Second");
  await pass(toastTime - 1);
  expect(status()).toBe("Second");
  await pass(1);
  expect(status()).toBe("");
});

it("waits while it is pointed at", async () => {
  toasts.show({ text: "Moved 5 books to the trash" });
  await pass(7000);
  const toast = screen.getByText(/^Moved/).parentElement as HTMLElement;
  await fireEvent.pointerEnter(toast);
  await pass(60_000);
  expect(status()).toContain("Moved");
  await fireEvent.pointerLeave(toast);
  await pass(999);
  expect(status()).toContain("Moved");
  await pass(1);
  expect(status()).toBe("");
});

it("offers its action once", async () => {
  const run = vi.fn();
  toasts.show({ text: "Done", action: { label: "Undo", keys: ["Mod", "Z"], run } });
  await tick();
  await fireEvent.click(screen.getByRole("button", { name: "Undo" }));
  expect(run).toHaveBeenCalledOnce();
  expect(status()).toBe("");
});
