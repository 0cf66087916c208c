// Starting other programs: one that must succeed, one whose answer is wanted, one that stays.
import { spawn, spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** A failure a person can act on: shown as its sentence, without a stack. */
export class Stop extends Error {}

// On Windows npm and its tools are batch files, which only a shell starts.
const shell = process.platform === "win32";

/** Runs a program in the foreground; anything but success stops us. */
export function run(program, args = [], { env = {}, cwd = root } = {}) {
  const done = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    shell,
    stdio: "inherit",
  });
  if (done.status === 0) return;
  const why =
    done.error?.message ?? (done.signal ? `signal ${done.signal}` : `exit ${done.status}`);
  throw new Stop(`\`${[program, ...args].join(" ")}\` failed (${why}).`);
}

/** As `run`, and gives what the program prints to its standard output. */
export async function runHeard(program, args = []) {
  const child = background(program, args, { shell, stdio: ["inherit", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (part) => {
    process.stdout.write(part);
    said += part;
  });
  const [code, signal] = await new Promise((done, fail) => {
    child.once("close", (...how) => done(how));
    child.once("error", (error) => fail(new Stop(`\`${program}\` failed (${error.message}).`)));
  });
  if (code === 0) return said;
  const why = signal ? `signal ${signal}` : `exit ${code}`;
  throw new Stop(`\`${[program, ...args].join(" ")}\` failed (${why}).`);
}

/** What a program prints, or null when it is missing or fails. */
export function answer(program, args = [], { env = {}, cwd = root } = {}) {
  const done = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    shell,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return done.status === 0 ? done.stdout.trim() : null;
}

const alive = new Set();
process.on("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
]) {
  process.on(signal, () => process.exit(code));
}

/** A program that stays until it is stopped; it never outlives us. */
export function background(program, args, options) {
  const child = spawn(program, args, { cwd: root, ...options });
  alive.add(child);
  child.once("exit", () => alive.delete(child));
  child.once("error", () => alive.delete(child));
  return child;
}

/** Asks a background program to end, and makes it end after `patience` milliseconds. */
export async function end(child, patience = 3000) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const hurry = setTimeout(() => child.kill("SIGKILL"), patience);
  await gone;
  clearTimeout(hurry);
}

/** The first line a stream says; `who` names the program should it say nothing. */
export function firstLine(child, stream, who) {
  return new Promise((done, fail) => {
    let text = "";
    const silent = () => fail(new Stop(`${who} did not start.`));
    setTimeout(silent, 20_000).unref();
    child.once("error", silent);
    child.once("exit", silent);
    stream.on("data", (part) => {
      text += part;
      if (text.includes("\n")) done(text.slice(0, text.indexOf("\n")));
    });
  });
}

/** Runs a script's main function; a `Stop` ends it with its sentence. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(`\n${error instanceof Stop ? error.message : (error.stack ?? error)}`);
    process.exit(1);
  }
}
