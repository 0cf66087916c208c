// `npm run package`: the installers of this platform, with the crypto inside. `-- --bundles deb` builds only some.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { main, root, run, Stop } from "./lib/run.mjs";
import { setUp, targetFolder } from "./lib/setup.mjs";
import { packagingPackages } from "./lib/system-packages.mjs";

await main(() => {
  setUp(packagingPackages);
  if (process.platform === "linux") checkMetadata();
  const tauri = join("node_modules", ".bin", "tauri");
  run(tauri, [
    "build",
    "--features",
    "vendored-openssl",
    ...process.argv.slice(2),
    "--",
    "--locked",
    // Alone: what the bench and the tests ask of the core must not be in what ships.
    "--package",
    "bookly",
  ]);
  console.log(`Installers: ${join(targetFolder(), "release", "bundle")}`);
});

/** What software centres read must be right before it is packed. */
function checkMetadata() {
  run("desktop-file-validate", ["packaging/bookly.desktop"]);
  run("appstreamcli", ["validate", "--no-net", "packaging/app.bookly.desktop.metainfo.xml"]);
  const read = (path) => readFileSync(join(root, path), "utf8");
  const { version } = JSON.parse(read("package.json"));
  if (!read("packaging/app.bookly.desktop.metainfo.xml").includes(`<release version="${version}"`))
    throw new Stop(`packaging/app.bookly.desktop.metainfo.xml has no release ${version}.`);
}
