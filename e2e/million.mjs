// The window with a million books, on a release build: `npm run bench:window`, which builds what is needed.
// `BOOKLY_BENCH_BOOKS` says how many books, `BOOKLY_BENCH_SECONDS` how long it is scrolled. A name as argument: where
// the figures are written.
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openDesktop } from "../scripts/lib/private-desktop.mjs";
import { answer, main, root, run, Stop } from "../scripts/lib/run.mjs";
import { builtProgram, targetFolder } from "../scripts/lib/setup.mjs";
import { Figures } from "./lib/figures.mjs";
import * as person from "./lib/person.mjs";
import { lastSeen, watched, watchTable } from "./lib/rows.mjs";
import { Key, openWindow, pause } from "./lib/window.mjs";

const books = Number(process.env.BOOKLY_BENCH_BOOKS ?? 1_000_000);
const seconds = Number(process.env.BOOKLY_BENCH_SECONDS ?? 300);
const out = process.argv[2] && resolve(process.argv[2]);
const count = books.toLocaleString("en-GB");
const of = (name) => `${name}, ${count} books`;

// The account and the oldest book of every library that the bench makes (bench/src/start.rs, bench/data/books.txt).
const owner = { username: "bench", password: "correct otter shelf lantern" };
const oldest = "Middlemarch";

const KEYSTROKES = 200;
/** Between two keys, in ms: enough for every answer to be painted before the next question. */
const TYPING = 400;
/** The first letters of each query; those behind them rarely change what is seen. */
const LETTERS = 6;
/** Seconds of scrolling in one go; wheel and thumb take turns. */
const TURN = 5;

await main(async () => {
  const program = builtProgram(true);
  const bench = join(targetFolder(), "release", "bookly-bench");
  for (const file of [program, bench]) {
    if (!existsSync(file)) throw new Stop(`${file} is not built: npm run bench:window builds it.`);
  }
  console.log(
    `A home with ${count} books is made when it is not there yet; that can take minutes:`,
  );
  const home = ["--home", String(books)];
  run(bench, home);
  const made = answer(bench, home);
  const figures = new Figures(JSON.parse(answer(bench, ["--about"])));

  const empty = await inWindow(program, null, async (window) => {
    await person.signUp(window, person.ana);
    return quietMemory(window);
  });
  await inWindow(program, made, async (window) => {
    await open(window, figures);
    await window.run(watchTable);
    await type(window, figures);
    await jump(window, figures);
    await scroll(window, figures, empty);
  });
  figures.finish(out);
});

/** Opens Bookly on a desktop of its own, with a copy of this home or a fresh one, and ends both. */
async function inWindow(program, home, work) {
  const desktop = await openDesktop();
  let window;
  try {
    const copy = join(desktop.folder, "bookly");
    if (home) cpSync(home, copy, { recursive: true });
    window = await openWindow(desktop, { program, home: copy });
    return await work(window);
  } catch (error) {
    await window?.picture(`${root}/e2e/out/million/where-it-failed.png`).catch(() => {});
    throw error;
  } finally {
    await window?.kill();
    await desktop.close();
  }
}

/** Logs in and waits for the search. */
async function open(window, figures) {
  await person.logIn(window, owner);
  const began = Date.now();
  await person.inLibrary(window);
  await window.until(() => window.count("row", /\d/), "the first rows are there", 60_000);
  const rows = Date.now() - began;
  await person.search(window, oldest);
  await window.until(() => window.count("rowheader", new RegExp(oldest)), "it is found", 600_000);
  const found = Date.now() - began;
  const about = "from pressing Log in, password work included, seen by the driver";
  figures.note(of("log in to first rows"), rows, "ms", about);
  figures.note(of("log in to an answered search"), found, "ms", about);
  await window.fill("Search books", "");
  await window.byText(count, 60_000);
}

/** Types the beginnings of queries, letter by letter. */
async function type(window, figures) {
  const queries = readFileSync(`${root}/bench/queries.txt`, "utf8").split("\n");
  const letters = queries.map((query) => query.slice(0, LETTERS));
  const plain = letters.filter((query) => /^[a-z ]+$/.test(query));
  await person.search(window, "");
  await window.run(watched);
  const times = [];
  let unchanged = 0;
  while (times.length < KEYSTROKES) {
    const query = plain.shift();
    if (query === undefined) throw new Stop("There are not enough queries to type.");
    window.keys("type", "--delay", TYPING, query);
    await pause(TYPING);
    window.keys("key", "ctrl+a", "BackSpace");
    await pause(TYPING);
    const { keys } = await window.run(watched);
    times.push(...keys.times);
    unchanged += keys.unchanged;
  }
  times.length = KEYSTROKES;
  times.sort((a, b) => a - b);
  const share = (part) => times[Math.round((times.length - 1) * part)];
  const about = `${KEYSTROKES} keys that changed rows, ${unchanged} others did not; from keydown to the frame after`;
  figures.note(of("key to painted rows, p50"), share(0.5), "ms", about);
  figures.note(of("key to painted rows, p95"), share(0.95), "ms", about, { wanted: 50 });
  figures.note(of("key to painted rows, max"), share(1), "ms", about);
}

/** To the last row, by key and by thumb. */
async function jump(window, figures) {
  const seen = () => window.run(lastSeen, "row", "grid");
  const atEnd = async () => {
    const { position, text } = await seen();
    return position === books && text === oldest;
  };
  const atTop = async () => (await seen()).position < 100;
  await window.fill("Search books", "");
  await window.until(atTop, "the list begins at its top");
  await toTop(window);
  const ways = {
    "Ctrl End": () => window.chord(Key.CONTROL, Key.END),
    thumb: () => window.dragScrollbar("grid"),
  };
  for (const [way, go] of Object.entries(ways)) {
    const began = Date.now();
    await go();
    await window.until(atEnd, `${way} ends at the last row, which is "${oldest}"`);
    const about = `row ${count} is the oldest book and seen whole; the way there included`;
    figures.note(of(`last row by ${way}`), Date.now() - began, "ms", about);
    await toTop(window);
    await window.until(atTop, "Ctrl Home leads back");
  }
}

/** Scrolls by wheel and by thumb for a long time. */
async function scroll(window, figures, empty) {
  const ways = {
    wheel: (turn) => window.wheel("grid", turn % 4 < 2 ? 1 : -1, TURN),
    thumb: () => window.shakeThumb("grid", TURN),
  };
  // Until the page has as much around it as it keeps.
  for (let turn = 0; turn < 3; turn++) {
    for (const way of Object.values(ways)) await way(turn);
    await toTop(window);
  }
  const before = await quietMemory(window);
  const results = { wheel: [], thumb: [] };
  await window.run(watched);
  const until = Date.now() + seconds * 1000;
  for (let turn = 0; Date.now() < until; turn++) {
    for (const [name, way] of Object.entries(ways)) {
      await way(turn);
      results[name].push((await window.run(watched)).frames);
      if (name === "thumb") await toTop(window);
    }
  }
  await toTop(window);
  const after = await quietMemory(window);

  for (const [name, turns] of Object.entries(results)) {
    const longest = (what) => Math.max(...turns.map((frames) => frames[what]));
    const sum = (what) => turns.reduce((total, frames) => total + frames[what], 0);
    const about = `${turns.length} times ${TURN} s, ${sum("seen")} frames, ${sum("empty")} of them with an empty place`;
    figures.note(of(`longest emptiness by ${name}`), longest("longestEmpty"), "ms", about, {
      wanted: 100,
    });
    figures.note(of(`longest frame by ${name}`), longest("longest"), "ms", about);
  }
  const all = "PSS of all processes of the window";
  figures.note(of("memory"), before, "MiB", `${all}, empty library: ${empty.toFixed(1)}`, {
    ratio: before / empty,
  });
  figures.note(of("memory over an empty library"), before - empty, "MiB", all, { wanted: 300 });
  const about = `${all}, ${before.toFixed(1)} before, ${after.toFixed(1)} after ${seconds} s`;
  const drift = Math.abs(after - before);
  figures.note(of("memory drift while scrolling"), drift, "MiB", about, { wanted: 10 });
}

/** Into the list and to its first row. */
async function toTop(window) {
  await window.chord(Key.CONTROL, "f");
  await window.type(Key.ARROW_DOWN);
  await window.chord(Key.CONTROL, Key.HOME);
}

/** The least memory within ten seconds of rest: what a collector has not yet taken away is not kept. */
async function quietMemory(window) {
  await pause(10_000);
  let least = Number.POSITIVE_INFINITY;
  for (let second = 0; second < 10; second++) {
    least = Math.min(least, window.memory());
    await pause(1000);
  }
  return least;
}
