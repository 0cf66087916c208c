// Pictures of what a person saw, each in both themes, in e2e/out/.
import { rmSync } from "node:fs";
import { root } from "../../scripts/lib/run.mjs";
import { pause } from "./window.mjs";

const out = `${root}/e2e/out`;

const begun = new Set();

/** An album of numbered pictures; those of an earlier run are removed. */
export function album(story) {
  if (!begun.has(story)) rmSync(`${out}/${story}`, { recursive: true, force: true });
  begun.add(story);
  let step = 0;
  return async (window, name) => {
    const number = String(++step).padStart(2, "0");
    const shown = await window.run(() => document.documentElement.dataset.theme);
    for (const theme of ["light", "dark"]) {
      await window.run(setTheme, theme);
      await pause(200); // colours fade into each other
      await window.picture(`${out}/${story}/${number}-${name}-${theme}.png`);
    }
    await window.run(setTheme, shown);
  };
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}
