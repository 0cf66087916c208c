// `npm run faults -- --minutes 30`: the fault rig for as long as one likes, with a fresh seed or `--seed N`.
// The report goes to docs/faults/ with `--out docs/faults/NAME`. The quick part is one of the Rust tests: `npm test -- core`.
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { main, root, run, Stop } from "./lib/run.mjs";
import { buildUi, setUp } from "./lib/setup.mjs";

const known = ["--minutes", "--seed", "--only", "--round", "--out"];

await main(() => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((word, at) => at % 2 === 0 && !known.includes(word));
  if (unknown || asked.length % 2 === 1)
    throw new Stop(`Usage: npm run faults -- [${known.map((word) => `${word} …`).join("] [")}]`);
  const out = asked[asked.indexOf("--out") + 1];
  if (asked.includes("--out")) {
    const path = resolve(root, out);
    mkdirSync(dirname(path), { recursive: true });
    asked[asked.indexOf("--out") + 1] = path; // the rig runs in a folder of its own
  }
  setUp();
  buildUi();
  // Of the whole workspace, so that nothing is built twice in two ways.
  run("cargo", ["test", "--workspace", "--locked", "--test", "faults", "--", ...asked]);
});
