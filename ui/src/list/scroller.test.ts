import { expect, test, vi } from "vitest";
import { Scroller } from "./scroller.svelte";

/** A list 720 px high whose scrollbar tells when it is asked or moved: both lay out the page. */
function onScreen() {
  const touched = vi.fn();
  const element = document.createElement("div");
  let at = 0;
  Object.defineProperties(element, {
    clientHeight: { value: 720 },
    scrollTop: {
      get: () => {
        touched();
        return at;
      },
      set: (to: number) => {
        touched();
        at = to;
      },
    },
  });
  const scroller = new Scroller(() => true);
  scroller.attach(element, 0);
  scroller.measure(1000, 36, 0);
  return { scroller, touched };
}

test("a list that stays at its top leaves the page alone", () => {
  const { scroller, touched } = onScreen();
  scroller.moveTo(0);
  expect(touched).not.toHaveBeenCalled();
});

test("a list that goes back to its top moves its scrollbar", () => {
  const { scroller, touched } = onScreen();
  scroller.reveal(500);
  expect(scroller.offset).toBeGreaterThan(0);
  touched.mockClear();
  scroller.moveTo(0);
  expect(touched).toHaveBeenCalled();
  expect(scroller.offset).toBe(0);
});
