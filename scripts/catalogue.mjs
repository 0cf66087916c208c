// How many lines of docs/catalogue.md were tested by what just ran. Called at the end of `npm test`; nothing to run alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, Stop } from "./lib/run.mjs";

/** The lines of the catalogue: number, and who holds it. */
function lines() {
  const page = readFileSync(join(root, "docs/catalogue.md"), "utf8");
  const rows = [...page.matchAll(/^\| ([A-I]\d+) \| .* \| (.*) \|$/gm)];
  return rows.map(([, id, held]) => ({ id, held }));
}

/** The numbers in the name of a Rust test: `a06_…`, `c01_c02_…`, `c01_to_c08_…`. */
function numbersIn(name) {
  const [start] = /^([a-i]\d\d_(to_)?)+/.exec(name) ?? [""];
  const found = [...start.matchAll(/([a-i])(\d\d)_(to_)?/g)].map(([, letter, number, to]) => ({
    letter: letter.toUpperCase(),
    number: Number(number),
    to,
  }));
  return found.flatMap(({ letter, number, to }, at) => {
    const end = to ? found[at + 1].number : number;
    return Array.from({ length: end - number + 1 }, (_, more) => `${letter}${number + more}`);
  });
}

/** What cargo's tests said: the numbers of those that passed, and of the faults that came and were survived. */
function heard(said) {
  const passed = [...said.matchAll(/^test (?:\S*::)?(\w+)(?: - [^\n]*)? \.\.\. ok$/gm)];
  const tests = new Set(passed.flatMap(([, name]) => numbersIn(name)));
  const faults = said.matchAll(/^.{38} ((?:[A-I]\d+ ?)+)\s+\d+ rounds, ([1-9]\d*) faults/gm);
  const rig = new Set([...faults].flatMap(([, ids]) => ids.trim().split(" ")));
  if (/^B3: 50 tries killed/m.test(said)) rig.add("B3");
  if (/^F8: \d+ times restore killed/m.test(said)) rig.add("F8");
  return { tests, rig };
}

/**
 * Says how many lines had a test that ran. `said` is what the Rust tests printed; `parts` are the parts of `npm test`
 * that passed, `stories` the files of the window's stories. Fails when all parts ran and a line was held by none.
 */
export function countCatalogue({ said, parts, stories, whole }) {
  const { tests, rig } = heard(said);
  const holds = {
    test: (id) => tests.has(id),
    rig: (id) => rig.has(id),
    check: () => parts.includes("check"),
  };
  const held = (id, by) => holds[by]?.(id) ?? (parts.includes("e2e") && stories.includes(by));
  const all = lines();
  const excused = all.filter((line) => line.held.startsWith("Not "));
  const asked = all.filter((line) => !line.held.startsWith("Not "));
  const ran = asked.filter(({ id, held: by }) => by.split(", ").some((one) => held(id, one)));
  console.log(
    `\nCatalogue: ${ran.length} of ${asked.length} lines had a test that ran; ${excused.length} more have a written reason.`,
  );
  const numbers = new Set(all.map(({ id }) => id));
  const beyond = [...tests, ...rig].filter((id) => !numbers.has(id));
  if (beyond.length > 0) console.log(`Beyond it: ${[...new Set(beyond)].sort().join(", ")}.`);
  const missing = asked.filter((line) => !ran.includes(line)).map(({ id }) => id);
  if (whole && missing.length > 0)
    throw new Stop(
      `Neither a test that ran nor a reason in docs/catalogue.md: ${missing.join(", ")}.`,
    );
}
