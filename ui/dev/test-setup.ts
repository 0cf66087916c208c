import { configure } from "@testing-library/dom";
import { afterEach, vi } from "vitest";

configure({ asyncUtilTimeout: 5000 });

// Tests of plain functions run without a document.
if (typeof document !== "undefined") {
  // jsdom knows <dialog> but not how to open it.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.setAttribute("open", "");
  };
  HTMLDialogElement.prototype.close = function close() {
    this.removeAttribute("open");
  };
  // Nor does it know media queries: none matches.
  window.matchMedia ??= (media: string) =>
    ({
      matches: false,
      media,
      addEventListener: () => {},
      removeEventListener: () => {},
    }) as unknown as MediaQueryList;
  // Nor layout: nothing ever changes its size.
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
}

afterEach(() => {
  vi.clearAllMocks();
});
