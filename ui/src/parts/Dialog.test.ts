import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import DialogSample from "../../dev/DialogSample.svelte";

/** What the web view does on Esc. */
const pressEscape = (dialog: HTMLElement) =>
  dialog.dispatchEvent(new Event("cancel", { cancelable: true }));

async function opened() {
  const onclose = vi.fn();
  const user = userEvent.setup();
  render(DialogSample, { onclose });
  await user.click(screen.getByRole("button", { name: "Open" }));
  return { user, onclose, dialog: screen.getByRole("dialog", { name: "Sample" }) };
}

it("begins in its first field and gives the focus back", async () => {
  const { onclose, dialog } = await opened();
  expect(document.activeElement).toBe(screen.getByLabelText("Text"));
  pressEscape(dialog);
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(onclose).toHaveBeenCalledOnce();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Open" }));
});

it("asks before it throws text away", async () => {
  const { user, onclose, dialog } = await opened();
  await user.type(screen.getByLabelText("Text"), "draft");
  pressEscape(dialog);
  await screen.findByRole("alertdialog", { name: "Discard what you have written?" });
  await user.click(screen.getByRole("button", { name: "Keep writing" }));
  expect(onclose).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(screen.getByLabelText("Text"));

  await user.click(screen.getByRole("button", { name: "Close" }));
  await user.click(screen.getByRole("button", { name: "Discard" }));
  expect(onclose).toHaveBeenCalledOnce();
});
