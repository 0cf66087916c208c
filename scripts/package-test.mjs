// `npm run package:test`: installs the .deb, uses the installed program, removes it, and looks for what must stay.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as person from "../e2e/lib/person.mjs";
import { openWindow } from "../e2e/lib/window.mjs";
import { openDesktop } from "./lib/private-desktop.mjs";
import { answer, main, run, Stop } from "./lib/run.mjs";
import { setUp, targetFolder } from "./lib/setup.mjs";
import { desktopPackages } from "./lib/system-packages.mjs";

const program = "/usr/bin/bookly";

await main(async () => {
  setUp(desktopPackages);
  if (answer("dpkg-query", ["--version"]) === null) throw new Stop("This needs a Debian system.");
  if (answer("dpkg-query", ["-W", "bookly"]) !== null)
    throw new Stop("Bookly is installed here already; this would remove it.");

  const desktop = await openDesktop();
  const home = join(desktop.folder, "bookly");
  try {
    asRoot("apt-get", "install", "-y", "--no-install-recommends", builtDeb());
    try {
      checkInstalled();
      await signUpAndImport(desktop, home);
    } finally {
      asRoot("apt-get", "remove", "-y", "bookly");
    }
    if (existsSync(program)) throw new Stop("Removing the package left the program behind.");
    const [account] = readdirSync(join(home, "libraries"));
    if (!existsSync(join(home, "libraries", account, "library.db")))
      throw new Stop("Removing the package took the library with it.");
  } finally {
    await desktop.close();
  }
  console.log("The package installs, runs, goes away, and leaves the library.");
});

function builtDeb() {
  const folder = join(targetFolder(), "release", "bundle", "deb");
  const found = existsSync(folder)
    ? readdirSync(folder).find((name) => name.endsWith(".deb"))
    : null;
  if (!found) throw new Stop("There is no package yet: run `npm run package` first.");
  return join(folder, found);
}

function asRoot(...command) {
  const [first, ...rest] = process.getuid() === 0 ? command : ["sudo", ...command];
  run(first, rest, { env: { DEBIAN_FRONTEND: "noninteractive" } });
}

function checkInstalled() {
  run("desktop-file-validate", ["/usr/share/applications/Bookly.desktop"]);
  for (const file of [
    "/usr/share/metainfo/app.bookly.desktop.metainfo.xml",
    "/usr/share/icons/hicolor/128x128/apps/bookly.png",
    "/usr/share/icons/hicolor/scalable/apps/bookly.svg",
  ]) {
    if (!existsSync(file)) throw new Stop(`The package does not bring ${file}.`);
  }
  if (/libcrypto|libssl/.test(answer("ldd", [program])))
    throw new Stop("The program needs the system's OpenSSL; build it with `npm run package`.");
}

async function signUpAndImport(desktop, home) {
  let window = await openWindow(desktop, { program, home });
  await person.signUp(window, person.ana, { stay: true });
  await person.chooseImport(window, desktop, person.goodreads.path);
  await person.runImport(window);
  await window.quit();
  window = await openWindow(desktop, { program, home });
  await person.search(window, person.goodreads.letters);
  await person.bookRow(window, person.goodreads.title);
  await window.quit();
}
