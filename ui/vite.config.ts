import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Stands an in-memory library in for the Rust side, so that screens can be looked at in a browser.
 * Only `vite --mode fake` has it: nothing of ui/dev/ reaches a production bundle.
 */
function fakeBackend(): Plugin {
  const standIns: Record<string, string> = {
    "./bindings": here("./dev/fake.ts"),
    "@tauri-apps/api/core": here("./dev/fake-wire.ts"),
    "@tauri-apps/api/event": here("./dev/fake-wire.ts"),
  };
  return {
    name: "bookly-fake-backend",
    enforce: "pre",
    resolveId: (id, importer) =>
      importer?.includes("/dev/") ? undefined : (standIns[id] ?? undefined),
  };
}

export default defineConfig(({ mode }) => ({
  root: here("."),
  // Relative, because the window is served from tauri://localhost or http://tauri.localhost.
  base: "./",
  plugins: [svelte(), svelteTesting(), ...(mode === "fake" ? [fakeBackend()] : [])],
  clearScreen: false,
  server: { port: 1420, strictPort: true, host: "127.0.0.1" },
  build: {
    outDir: here("./dist"),
    emptyOutDir: true,
    target: ["es2022", "safari16.4"],
    // The content security policy knows no data: scripts, styles or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    reportCompressedSize: false,
  },
  test: {
    environment: "jsdom",
    // Without this, style sheets read by tests are empty.
    css: true,
    include: ["src/**/*.test.ts", "dev/**/*.test.ts"],
    setupFiles: [here("./dev/test-setup.ts")],
    maxWorkers: 1,
    // Whole screens in jsdom beside a compiler that has the other core.
    testTimeout: 30_000,
  },
}));
