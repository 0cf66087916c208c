// Everything between a fresh clone and a program that can be started.
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { answer, root, run, Stop } from "./run.mjs";
import { buildPackages, needSystemPackages } from "./system-packages.mjs";

/** System packages, Rust and the packages of package-lock.json; quick when all is there. */
export function setUp(...systemPackages) {
  needSystemPackages(buildPackages, ...systemPackages);
  needRust();
  if (!nodeModulesMatchLock()) run("npm", ["ci", "--no-audit", "--no-fund"]);
}

function needRust() {
  // Where rustup puts it, for a shell that was open before the installation.
  process.env.PATH += delimiter + join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin");
  if (answer("cargo", ["--version"]) === null)
    throw new Stop(
      "Bookly is built with Rust, which is not installed. Get it from https://rustup.rs and start again.",
    );
  if (process.platform === "win32" && answer("perl", ["-v"]) === null)
    throw new Stop(
      "Building OpenSSL needs Perl. Install Strawberry Perl (https://strawberryperl.com) and start again.",
    );
}

const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));

function nodeModulesMatchLock() {
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) return false;
  const wanted = read("package-lock.json").packages;
  const there = read("node_modules/.package-lock.json").packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === "" || there[path]?.version === version || (optional && !there[path]),
  );
}

/** Builds the window's pages: every Rust build carries them inside. */
export function buildUi() {
  run("npm", ["run", "--silent", "ui:build"]);
}

/** Builds the program with its pages and says where it is. */
export function buildApp({ release = false } = {}) {
  buildUi();
  run("cargo", ["build", "--workspace", "--locked", ...(release ? ["--release"] : [])]);
  return builtProgram(release);
}

/** The program a build leaves; `BOOKLY_PROGRAM` names another one, such as an installed one. */
export function builtProgram(release = false) {
  if (process.env.BOOKLY_PROGRAM) return process.env.BOOKLY_PROGRAM;
  const name = process.platform === "win32" ? "bookly.exe" : "bookly";
  return join(targetFolder(), release ? "release" : "debug", name);
}

export function targetFolder() {
  const metadata = answer("cargo", ["metadata", "--no-deps", "--format-version", "1", "--offline"]);
  if (metadata === null) throw new Stop("`cargo metadata` failed: run it by hand to see why.");
  return JSON.parse(metadata).target_directory;
}
