// The window with a million books, on a release build: `npm run bench:window`, which builds what is needed.
//   --out NAME    where the figures are written, as NAME.txt and NAME.json
//   --books N     how many books, 1,000,000 unless told
//   --minutes N   how long it is scrolled, 5 unless told
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openDesktop } from "../scripts/lib/private-desktop.mjs";
import { answer, main, root, run, Stop } from "../scripts/lib/run.mjs";
import { builtProgram, targetFolder } from "../scripts/lib/setup.mjs";
import { Figures } from "./lib/figures.mjs";
import * as person from "./lib/person.mjs";
import { framesSeen, keysSeen, lastSeen, learnToSee, watchFrames, watchKeys } from "./lib/rows.mjs";
import { Key, openWindow, pause } from "./lib/window.mjs";

const { books, minutes, out, check } = options();
const written = (number) => number.toLocaleString("en-GB");
const count = written(books);
const of = (name) => `${name}, ${count} books`;

// The account and the oldest book of every library that the bench makes (bench/src/start.rs, bench/data/books.txt).
const owner = { username: "bench", password: "correct otter shelf lantern" };
const oldest = "Middlemarch";

/** What typing in a large library is held against: how quick this computer draws rows that are found at once. */
const FEW = 1_000;
const KEYSTROKES = 200;
/** Between two keys, in ms: enough for every answer to be painted before the next question. */
const TYPING = 400;
/** The first letters of each query; those behind them rarely change what is seen. */
const LETTERS = 6;
/** Seconds of scrolling in one go; wheel and thumb take turns. */
const TURN = 5;
const COVER_TURNS = 4;
/** After a jump, before something else is measured, in ms. */
const REST = 500;

await main(async () => {
  if (check) return;
  const program = builtProgram(true);
  const bench = join(targetFolder(), "release", "bookly-bench");
  for (const file of [program, bench]) {
    if (!existsSync(file)) throw new Stop(`${file} is not built: npm run bench:window builds it.`);
  }
  console.log(
    `A home with ${count} books is made when it is not there yet; that can take minutes:`,
  );
  const [few, made] = [FEW, books].map((number) => {
    const home = ["--home", String(number)];
    run(bench, home);
    return answer(bench, home);
  });
  const figures = new Figures(JSON.parse(answer(bench, ["--about"])));

  const empty = await inWindow(program, null, async (window) => {
    await person.signUp(window, person.ana);
    return quietMemory(window);
  });
  const keysOfFew = await inWindow(program, few, async (window) => {
    await open(window, FEW);
    return type(window);
  });
  await inWindow(program, made, async (window) => {
    noteOpening(figures, await open(window, books));
    const opened = (await quietMemory(window)) - empty;
    const about = `PSS of all processes of the window, which is ${empty.toFixed(1)} with an empty library`;
    figures.note(of("memory, opened"), opened, "MiB", about, { wanted: 300 });
    noteKeys(figures, await type(window), keysOfFew);
    await jump(window, figures);
    await window.run(watchFrames);
    await scroll(window, figures);
    await covers(window, figures);
  });
  figures.finish(out);
});

/** What was asked for; `--check` only says whether it can be. */
function options() {
  const text = { type: "string" };
  const asked = { out: text, books: text, minutes: text, check: { type: "boolean" } };
  try {
    const { values } = parseArgs({ options: asked });
    const number = (name, otherwise) => {
      const value = Number(values[name] ?? otherwise);
      if (value > 0) return value;
      throw new Error(`--${name} takes a number above 0`);
    };
    const out = values.out && resolve(values.out);
    const books = Math.round(number("books", 1_000_000));
    return { books, minutes: number("minutes", 5), out, check: values.check };
  } catch (error) {
    console.error(`${error.message}. Options: --out NAME, --books N, --minutes N.`);
    process.exit(1);
  }
}

/** Opens Bookly on a desktop of its own, with a copy of this home or a fresh one, and ends both. */
async function inWindow(program, home, work) {
  const desktop = await openDesktop();
  let window;
  try {
    const copy = join(desktop.folder, "bookly");
    if (home) cpSync(home, copy, { recursive: true });
    window = await openWindow(desktop, { program, home: copy, log: "info" }); // as people run it
    return await work(window);
  } catch (error) {
    await window?.picture(`${root}/e2e/out/million/where-it-failed.png`).catch(() => {});
    throw error;
  } finally {
    await window?.kill();
    await desktop.close();
  }
}

/** Logs in and waits for the search of so many books; gives how long the first rows took and how long an answer, in ms. */
async function open(window, number) {
  await person.logIn(window, owner);
  const began = Date.now();
  await person.inLibrary(window);
  await window.until(() => window.count("row", /\d/), "the first rows are there", 60_000);
  const rows = Date.now() - began;
  await person.search(window, oldest);
  await window.until(() => window.count("rowheader", new RegExp(oldest)), "it is found", 600_000);
  const found = Date.now() - began;
  await window.fill("Search books", "");
  await window.byText(written(number), 60_000);
  return { rows, found };
}

function noteOpening(figures, { rows, found }) {
  const about = "from pressing Log in, password work included, seen by the driver";
  figures.note(of("log in to first rows"), rows, "ms", about);
  figures.note(of("log in to an answered search"), found, "ms", about);
}

/** Types the beginnings of queries, letter by letter; gives how long each took to new rows, in ms. */
async function type(window) {
  await window.run(learnToSee);
  await window.run(watchKeys);
  const queries = readFileSync(`${root}/bench/queries.txt`, "utf8").split("\n");
  const letters = queries.map((query) => query.slice(0, LETTERS));
  const plain = letters.filter((query) => /^[a-z ]+$/.test(query));
  await person.search(window, "");
  const times = [];
  let unchanged = 0;
  while (times.length < KEYSTROKES) {
    const query = plain.shift();
    if (query === undefined) throw new Stop("There are not enough queries to type.");
    window.keys("type", "--delay", TYPING, query);
    await pause(TYPING);
    window.keys("key", "ctrl+a", "BackSpace");
    await pause(TYPING);
    const keys = await window.run(keysSeen);
    times.push(...keys.times);
    unchanged += keys.unchanged;
  }
  times.length = KEYSTROKES;
  return { times, unchanged };
}

function noteKeys(figures, { times, unchanged }, few) {
  const keys = `${KEYSTROKES} keys that changed rows, ${unchanged} others did not; from keydown to the end of the frame`;
  const [share, shareOfFew] = [shares(times), shares(few.times)];
  const note = (name, part, wanted) => {
    const against = `${keys}; ${written(FEW)} books: ${shareOfFew(part).toFixed(0)}`;
    const ratio = share(part) / shareOfFew(part);
    figures.note(of(`key to painted rows, ${name}`), share(part), "ms", against, { ratio, wanted });
  };
  note("p50", 0.5);
  note("p95", 0.95, 50);
  note("max", 1);
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

/** The value that this part of some values does not exceed. */
function shares(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (part) => sorted[Math.round((sorted.length - 1) * part)];
}

/** Scrolls by wheel and by thumb for a long time. */
async function scroll(window, figures) {
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
  const until = Date.now() + minutes * 60_000;
  for (let turn = 0; Date.now() < until; turn++) {
    for (const [name, way] of Object.entries(ways)) {
      await window.run(framesSeen);
      await way(turn);
      results[name].push(await window.run(framesSeen));
      if (name === "thumb") await toTop(window);
      await pause(REST);
    }
  }
  await toTop(window);
  const after = await quietMemory(window);

  for (const [name, turns] of Object.entries(results)) noteFrames(figures, name, turns);
  const all = "PSS of all processes of the window";
  const about = `${all}, ${before.toFixed(1)} before, ${after.toFixed(1)} after ${minutes} minutes`;
  figures.note(of("memory gained by scrolling"), after - before, "MiB", about, { wanted: 10 });
}

/** Drags through the covers. */
async function covers(window, figures) {
  await window.chord(Key.CONTROL, "2");
  await window.byRole("listbox", "Books");
  const turns = [];
  for (let turn = 0; turn < COVER_TURNS; turn++) {
    await toTop(window);
    await pause(REST);
    await window.run(framesSeen);
    await window.shakeThumb("listbox", TURN);
    turns.push(await window.run(framesSeen));
  }
  noteFrames(figures, "thumb among covers", turns);
}

function noteFrames(figures, name, turns) {
  const longest = (what) => Math.max(...turns.map((frames) => frames[what]));
  const took = turns.flatMap((frames) => frames.took);
  const empty = turns.reduce((sum, frames) => sum + frames.empty, 0);
  const share = shares(took);
  const about = `${turns.length} times ${TURN} s, ${took.length} frames, ${empty} of them with an empty place`;
  figures.note(of(`longest emptiness by ${name}`), longest("longestEmpty"), "ms", about, {
    wanted: 100,
  });
  const still = "while the scrollbar moved and the rows were on their way";
  figures.note(of(`longest standstill by ${name}`), longest("longestStill"), "ms", still);
  figures.note(of(`frame by ${name}, p50`), share(0.5), "ms", about);
  figures.note(of(`frame by ${name}, p95`), share(0.95), "ms", about);
  figures.note(of(`frame by ${name}, max`), share(1), "ms", about);
}

/** Into the list and to its first row, whether or not the search box offers something on the way. */
async function toTop(window) {
  await window.chord(Key.CONTROL, "f");
  await window.type(Key.ARROW_DOWN);
  await window.type(Key.ESCAPE);
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
