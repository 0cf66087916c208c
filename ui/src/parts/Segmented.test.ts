import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import Segmented from "./Segmented.svelte";

const options = [
  { value: "table", label: "Table" },
  { value: "covers", label: "Covers" },
] as const;

afterEach(() => document.documentElement.removeAttribute("dir"));

it("is one tab stop with arrows inside", async () => {
  const onchange = vi.fn();
  const user = userEvent.setup();
  render(Segmented, { label: "View", options, value: "table", onchange });
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole("radio", { name: "Table" }));
  await user.keyboard("{ArrowRight}");
  expect(onchange).toHaveBeenCalledWith("covers");
  expect(document.activeElement).toBe(screen.getByRole("radio", { name: "Covers" }));
  await user.tab();
  expect(document.activeElement).toBe(document.body);
});

it("turns its arrows with the direction of the text", async () => {
  document.documentElement.dir = "rtl";
  const onchange = vi.fn();
  render(Segmented, { label: "View", options, value: "table", onchange });
  await userEvent.tab();
  await userEvent.keyboard("{ArrowLeft}");
  expect(onchange).toHaveBeenCalledWith("covers");
});
