// `npm run bench -- ARGUMENTS`: the speed that must hold, measured on the release build.
import { main, run } from "./lib/run.mjs";
import { setUp } from "./lib/setup.mjs";

await main(() => {
  setUp();
  run("cargo", [
    "run",
    "--release",
    "--locked",
    "-p",
    "bookly-bench",
    "--",
    ...process.argv.slice(2),
  ]);
});
