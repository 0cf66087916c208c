// `npm run check`: form, lints and house rules; no warning is tolerated. `-- --fast` leaves out what compiles.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { answer, main, root, run, Stop } from "./lib/run.mjs";
import { buildUi, setUp } from "./lib/setup.mjs";

const longestFile = 500;
const tool = (name, ...args) => run(join("node_modules", ".bin", name), args);

const fast = {
  "biome: form and lints of ui, scripts and e2e": () =>
    tool("biome", "ci", "--error-on-warnings", "."),
  "svelte-check: types": () =>
    tool(
      "svelte-check",
      "--workspace",
      "ui",
      "--tsconfig",
      "./tsconfig.json",
      "--fail-on-warnings",
    ),
  "rustfmt: form of the Rust code": () => run("cargo", ["fmt", "--all", "--check"]),
  [`files of at most ${longestFile} lines`]: filesAreShort,
  "text reaches the page only as text": noMarkupFromText,
  "package-lock.json belongs to package.json": npmLockIsFresh,
  "Cargo.lock belongs to Cargo.toml": cargoLockIsFresh,
};

const slow = {
  "clippy: lints of the Rust code": clippy,
  "cargo tree: no banned crate in what ships": noBannedCrate,
  "cargo tree: what ships holds no part made for tests": nothingForTests,
  "cargo deny: licences, advisories and sources": denied,
};

export function check({ fastOnly = false } = {}) {
  for (const [name, step] of Object.entries(fastOnly ? fast : { ...fast, ...slow })) {
    console.log(`-- ${name}`);
    step();
  }
}

function clippy() {
  if (!existsSync(join(root, "ui/dist"))) buildUi(); // the window's pages are compiled in
  run("cargo", [
    "clippy",
    "--workspace",
    "--all-targets",
    "--locked",
    "--quiet",
    "--",
    "-D",
    "warnings",
  ]);
}

/** Paths of the project's files that match, those not yet committed included. */
function files(pattern) {
  const listed = answer("git", ["ls-files", "--cached", "--others", "--exclude-standard"]) ?? "";
  return listed.split("\n").filter((path) => pattern.test(path) && existsSync(join(root, path)));
}

const read = (path) => readFileSync(join(root, path), "utf8");

/** What is in a book must never become markup; inline styles are refused by the content security policy anyway. */
function noMarkupFromText() {
  const markup =
    /\{@html|\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment)\b|\bdocument\.write|\sstyle="/;
  const pages = files(/^ui\/src\/.*(?<!\.test)\.(svelte|ts|html)$/);
  const found = pages.filter((path) => markup.test(read(path)));
  if (found.length > 0)
    throw new Stop(
      `Markup made from text, or an inline style, in: ${found.join(", ")}. Use text and classes.`,
    );
}

function filesAreShort() {
  const sources = files(/(?<!\/bindings)\.(rs|ts|svelte|mjs|js|css|sql)$/); // the bindings are generated
  const long = sources.filter((path) => read(path).split("\n").length > longestFile + 1);
  if (long.length > 0)
    throw new Stop(`Too long, so probably two ideas in one file: ${long.join(", ")}`);
}

function npmLockIsFresh() {
  const wanted = JSON.parse(read("package.json"));
  const locked = JSON.parse(read("package-lock.json")).packages[""];
  for (const kind of ["dependencies", "devDependencies"]) {
    if (JSON.stringify(wanted[kind]) !== JSON.stringify(locked[kind]))
      throw new Stop(
        "package-lock.json is older than package.json: run `npm install --package-lock-only`.",
      );
  }
}

/** Of the workspace, and of the fuzz targets, which are a workspace of their own. */
function cargoLockIsFresh() {
  for (const toml of ["Cargo.toml", "fuzz/Cargo.toml"]) {
    const tree = ["tree", "--workspace", "--locked", "--depth", "0", "--manifest-path", toml];
    if (answer("cargo", tree) === null)
      throw new Stop(
        `The Cargo.lock beside ${toml} is old: run \`cargo update --workspace --manifest-path ${toml}\`.`,
      );
  }
}

/** The bans of deny.toml, held without cargo-deny too, for this platform. */
function noBannedCrate() {
  const [, list] = /^deny = \[(.*?)^\]/ms.exec(read("deny.toml"));
  const banned = new Set([...list.matchAll(/crate = "([\w-]+)"/g)].map(([, name]) => name));
  const tree = answer("cargo", [
    "tree",
    "--workspace",
    "--locked",
    "--edges",
    "normal",
    "--prefix",
    "none",
  ]);
  if (tree === null) throw new Stop("`cargo tree` failed: run it by hand to see why.");
  const used = new Set(tree.split("\n").map((line) => line.split(" ")[0]));
  const both = [...banned].filter((name) => used.has(name));
  if (both.length > 0)
    throw new Stop(
      `Banned by deny.toml, but in the tree: ${both.join(", ")}. Who brings it: cargo tree -i ${both[0]}`,
    );
}

/** Built as scripts/package.mjs builds it. */
function nothingForTests() {
  const tree = answer("cargo", [
    "tree",
    "--package",
    "bookly",
    "--locked",
    "--edges",
    "normal,features",
    "--features",
    "vendored-openssl",
  ]);
  if (tree === null) throw new Stop("`cargo tree` failed: run it by hand to see why.");
  if (/bookly-core feature "(test-kit|bindings)"/.test(tree))
    throw new Stop("What ships asks the core for its test kit, or for its bindings.");
}

// cargo-deny takes minutes to compile and needs the advisory list from the internet, so it runs where it is installed:
// in the `deny` job of .github/workflows/ci.yml always, and here after `cargo install --locked cargo-deny`.
function denied() {
  if (answer("cargo", ["deny", "--version"]) === null) {
    console.log("   not installed here; .github/workflows/ci.yml runs it");
    return;
  }
  const deny = ["deny", "--workspace", "--all-features", "check"];
  run("cargo", [...deny, "bans", "licenses", "sources"]);
  const advisories = spawnSync("cargo", [...deny, "advisories"], { encoding: "utf8" });
  if (advisories.status === 0) return;
  if (!/failed to fetch advisory database/.test(advisories.stderr))
    throw new Stop(`cargo deny found an advisory.\n${advisories.stderr}`);
  console.log(
    "   the advisory list cannot be fetched from here; .github/workflows/ci.yml checks it",
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => {
    const fastOnly = process.argv.includes("--fast");
    if (!fastOnly) setUp();
    check({ fastOnly });
    console.log("Passed.");
  });
}
