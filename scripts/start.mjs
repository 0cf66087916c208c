// `npm start`: builds Bookly and opens it. `-- --release` builds the fast one, `-- FILE` opens a file to import.
//
// The everyday build is the development one: it is ready in two thirds of the time on a fresh machine, and `npm test`
// uses the same one. Its crypto and database are compiled with full optimisation all the same (Cargo.toml).
import { resolve } from "node:path";
import { main, root, run } from "./lib/run.mjs";
import { buildApp, setUp } from "./lib/setup.mjs";
import { desktopPackages } from "./lib/system-packages.mjs";

const hasDisplay = () =>
  process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;

await main(async () => {
  const release = process.argv.includes("--release");
  const files = process.argv.slice(2).filter((word) => word !== "--release");
  if (hasDisplay()) {
    setUp();
    run(buildApp({ release }), files);
    return;
  }
  setUp(desktopPackages);
  await showOnVirtualDisplay(buildApp({ release }), files);
});

async function showOnVirtualDisplay(program, files) {
  console.log(
    "\nThere is no display here, so Bookly opens on a virtual one, with a keyring of its own.",
  );
  const { openDesktop } = await import("./lib/private-desktop.mjs");
  const { openWindow } = await import("../e2e/lib/window.mjs");
  const desktop = await openDesktop();
  try {
    const home = process.env.BOOKLY_HOME ?? `${desktop.folder}/bookly`;
    const window = await openWindow(desktop, { program, home, files });
    await window.byRole("heading");
    const picture = resolve(root, "bookly-screenshot.png");
    await window.picture(picture);
    await window.quit();
    console.log(`Bookly opened its window. A picture of it: ${picture}`);
  } finally {
    await desktop.close();
  }
}
