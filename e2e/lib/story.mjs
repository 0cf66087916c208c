// The stage of a story: a private desktop, a data folder, windows, pictures, and an end that cleans up.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDesktop } from "../../scripts/lib/private-desktop.mjs";
import { Stop } from "../../scripts/lib/run.mjs";
import { builtProgram } from "../../scripts/lib/setup.mjs";
import { album } from "./screens.mjs";
import { openWindow } from "./window.mjs";

/**
 * Tells one story. `act` gets: `desktop`; `home`, the data folder; `start(files)`, which opens Bookly; `picture(name)`
 * of the window that was opened last; `step(text)`, which says how far the story is; `must(fact, text)`.
 */
export function tell(name, options, act) {
  return test(name, { timeout: 300_000 }, async () => {
    const program = builtProgram();
    if (!existsSync(program)) throw new Stop("Bookly is not built yet: npm test -- e2e builds it.");
    const desktop = await openDesktop(options);
    const home = join(desktop.folder, "bookly");
    const take = album(name.replace(/[^a-z]+/gi, "-"));
    let window;
    const stage = {
      desktop,
      home,
      step: (text) => console.log(`   ${text}`),
      picture: (of) => take(window, of),
      async start(files = []) {
        window = await openWindow(desktop, { program, home, files });
        return window;
      },
      must(fact, text) {
        if (!fact) throw new Stop(`Not so: ${text}.`);
      },
    };
    try {
      await act(stage);
    } catch (error) {
      if (window) await take(window, "where-it-failed").catch(() => {}); // the window may be what failed
      throw error;
    } finally {
      await window?.kill();
      await desktop.close();
    }
  });
}
