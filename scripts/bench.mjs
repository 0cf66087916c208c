// `npm run bench -- ARGUMENTS`: the speed that must hold, measured on the release build.
// `npm run bench:window -- --out NAME`: the same of the whole program in a real window; e2e/million.mjs has the options.
import { canHaveDesktop } from "./lib/private-desktop.mjs";
import { main, run, Stop } from "./lib/run.mjs";
import { buildApp, setUp } from "./lib/setup.mjs";
import { desktopPackages } from "./lib/system-packages.mjs";

await main(() => {
  const [first, ...rest] = process.argv.slice(2);
  if (first === "window") window(rest);
  else core(process.argv.slice(2));
});

function core(asked) {
  setUp();
  run("cargo", ["run", "--release", "--locked", "-p", "bookly-bench", "--", ...asked]);
}

function window(asked) {
  if (!canHaveDesktop) throw new Stop("The window is driven on Linux only.");
  setUp(desktopPackages); // which the check needs, too
  run("node", ["e2e/million.mjs", "--check", ...asked]); // before the minutes that building takes
  buildApp({ release: true });
  run("node", ["e2e/million.mjs", ...asked]);
}
