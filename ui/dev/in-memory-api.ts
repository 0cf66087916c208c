// api.ts over the library in memory, for tests of whole screens. Every command is a mock that works, so that a test
// can look at its calls or answer one itself.
import { vi } from "vitest";
import type * as Api from "../src/api";
import { commands } from "./fake";
import { library } from "./fake-library";
import { listen } from "./fake-wire";

export async function inMemory(original: () => Promise<typeof Api>): Promise<typeof Api> {
  const mocks = Object.entries(commands).map(([name, command]) => [
    name,
    vi.fn(command as () => unknown),
  ]);
  return {
    ...(await original()),
    commands: Object.fromEntries(mocks) as typeof Api.commands,
    importProgress: (callback) =>
      ({ onmessage: callback }) as ReturnType<typeof Api.importProgress>,
    copyProgress: (callback) => ({ onmessage: callback }) as ReturnType<typeof Api.copyProgress>,
    reencryptProgress: (callback) =>
      ({ onmessage: callback }) as ReturnType<typeof Api.reencryptProgress>,
    onLibraryChanged: (callback) => {
      const stopping = listen("library-changed", (event) =>
        callback(event.payload as Api.LibraryChanged),
      );
      return () => void stopping.then((stop) => stop());
    },
  };
}

/** A fresh library of 42 books in a window in which a list shows about twenty. */
export function freshLibrary(): void {
  vi.resetAllMocks();
  library.reset();
  Object.defineProperty(HTMLElement.prototype, "clientHeight", {
    configurable: true,
    get: () => 750,
  });
  Object.defineProperty(HTMLElement.prototype, "clientWidth", {
    configurable: true,
    get: () => 900,
  });
}
