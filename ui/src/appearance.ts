// Puts the chosen looks on <html>, where tokens.css reads them.
import type { Density, Theme } from "./api";

const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

/** Height of a row of the book list, in px. The virtual list calculates with it; tokens.css has the same. */
export const rowHeights = { compact: 28, regular: 36, roomy: 44 } as const;
const densities = ["compact", "regular", "roomy"] as const;

/** Rows of the book list are 0.8125 rem text at line height 1.4: with big text the next density is shown. */
export function shownDensity(chosen: Density, textPercent: number): Density {
  const line = 16 * 0.8125 * 1.4 * (textPercent / 100);
  const from = densities.indexOf(chosen);
  return densities.find((it, at) => at >= from && rowHeights[it] >= line) ?? "roomy";
}

export function resolveTheme(theme: Theme): "light" | "dark" {
  if (theme !== "system") return theme;
  return dark?.matches ? "dark" : "light";
}

/** Calls back when the system changes between light and dark. Returns how to stop. */
export function onSystemTheme(callback: () => void): () => void {
  dark?.addEventListener("change", callback);
  return () => dark?.removeEventListener("change", callback);
}

export function showAppearance(theme: Theme, density: Density, textPercent: number): void {
  const root = document.documentElement;
  root.dataset.theme = resolveTheme(theme);
  root.dataset.density = density;
  // Through the CSSOM: the content security policy allows no style attributes in markup.
  root.style.fontSize = `${textPercent}%`;
}
