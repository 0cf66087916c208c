// `npm test`: everything that must hold, from a fresh clone. `npm test -- ui|core|e2e|check` runs one part.
import { countCatalogue } from "./catalogue.mjs";
import { check } from "./check.mjs";
import { canHaveDesktop } from "./lib/private-desktop.mjs";
import { main, run, runHeard, Stop } from "./lib/run.mjs";
import { buildApp, buildUi, setUp } from "./lib/setup.mjs";
import { desktopPackages } from "./lib/system-packages.mjs";

/** What the Rust tests printed. */
let said = "";

const parts = {
  check: { says: "Form, lints and house rules", work: check },
  ui: { says: "Screens", work: () => run("npm", ["run", "--silent", "ui:test"]) },
  core: {
    says: "Core, doors and bindings",
    async work() {
      buildUi();
      said = await runHeard("cargo", ["test", "--workspace", "--locked"]);
    },
  },
  e2e: { says: "The whole program, in a real window", work: endToEnd },
};

const stories = [
  "story",
  "search",
  "account",
  "damaged",
  "backups",
  "startup",
  "plain-text",
  "keyring",
  "keyring-stubs",
  "large",
].map((story) => `e2e/${story}.mjs`);

function endToEnd() {
  if (!canHaveDesktop) {
    console.log("Skipped: the window is driven on Linux only.");
    return;
  }
  buildApp();
  run("node", ["--test", "--test-concurrency=1", "--test-reporter=spec", ...stories]);
}

await main(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !(name in parts));
  if (unknown)
    throw new Stop(`There is no part "${unknown}". Parts: ${Object.keys(parts).join(", ")}.`);
  const names = asked.length > 0 ? asked : Object.keys(parts);

  heading("Set-up");
  setUp(...(names.includes("e2e") ? [desktopPackages] : []));
  for (const name of names) {
    heading(parts[name].says);
    try {
      await parts[name].work();
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      throw new Stop(
        `FAILED: ${parts[name].says}. ${error.message}\nThis part alone: npm test -- ${name}`,
      );
    }
  }
  const whole = names.length === Object.keys(parts).length && canHaveDesktop;
  countCatalogue({ said, parts: names, stories, whole });
});

function heading(text) {
  console.log(`\n== ${text} ==`);
}
