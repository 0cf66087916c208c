// A library file that is damaged, in a real window and without a mouse: no wrong password is spoken of, what can be
// read is said, taken over and written out, and the damaged file is kept.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pickFile } from "./lib/files.mjs";
import * as person from "./lib/person.mjs";
import { tell } from "./lib/story.mjs";
import { Key } from "./lib/window.mjs";

const { ana } = person;
const page = 4096;

function libraryFile(home) {
  const [account] = readdirSync(join(home, "libraries"));
  return join(home, "libraries", account, "library.db");
}

/** Lets one bit fall over in every so many pages, from a page on. */
function damage(file, from, every) {
  const bytes = readFileSync(file);
  for (let at = from * page; at < bytes.length; at += every * page) bytes[at + 900] ^= 4;
  writeFileSync(file, bytes);
  return bytes;
}

async function logIn(window, password = ana.password) {
  await window.byRole("button", "Log in");
  await window.chord(Key.CONTROL, "a");
  await window.type(password, Key.ENTER);
}

const isDamaged = (window) => window.byRole("heading", "This library file is damaged", 60_000);

await tell("a damaged library", {}, async ({ desktop, home, start, step, picture, must }) => {
  step("fills a library");
  let window = await start();
  await person.signUp(window, ana, { stay: false });
  await person.chooseImport(window, desktop, person.goodreads.path);
  await person.runImport(window);
  await window.byRole("rowheader", /./, 60_000);
  await window.quit();
  const file = libraryFile(home);
  const whole = readFileSync(file);

  step("a file that cannot be opened: the right password leads to what can be done");
  const bytes = damage(file, 0, 6);
  window = await start();
  await logIn(window, "not the password of anybody");
  await window.byText(/do not open a library here/, 60_000);
  await logIn(window);
  await isDamaged(window);
  await window.byRole("heading", "What can be read", 60_000);
  await picture("damaged");
  const said = await window.run(() => document.body.textContent);
  must(/Your password is right/.test(said), "the password is said to be right");
  must(!/does not open|wrong/i.test(said), "no wrong password is spoken of");
  must(readFileSync(file).equals(bytes), "not a byte of the file is changed");

  step("writes what can be read to a plain file");
  const readable = join(home, "..", "readable.json");
  await pickFile(desktop, readable, () =>
    window.reach("button", "Write it to a plain file…", Key.ENTER),
  );
  await window.byText(/^Written\./, 30_000);
  const { books } = JSON.parse(readFileSync(readable, "utf8"));
  must(books.length > 0, "books are in the plain file");

  step("makes a new library of it, and keeps the damaged file");
  await window.reach("button", "Make a new library of what can be read", Key.ENTER);
  await window.byRole("heading", "Your library is open again", 60_000);
  await picture("salvaged");
  const quarantine = join(home, "quarantine");
  const [kept] = readdirSync(quarantine);
  must(readFileSync(join(quarantine, kept, "library.db")).equals(bytes), "the file is kept");
  await window.reach("button", "Open my library", Key.ENTER);
  await person.inLibrary(window);
  await window.byRole("rowheader", /./, 60_000);
  await picture("open-again");
  const grid = await window.byRole("grid");
  const count = Number(await grid.getAttribute("aria-rowcount")) - 1;
  must(count === books.length, `all ${books.length} books that were read are there: ${count}`);
  await window.quit();

  step("damage that is met by a start that asks for no password");
  writeFileSync(file, whole);
  damage(file, 4, 3);
  window = await start(); // logging in has remembered the account
  await isDamaged(window);
  await window.byRole("heading", "What can be read", 60_000);
  await window.reach("button", "Log out", Key.ENTER);
  await window.byRole("button", "Log in");

  step("a file that is not there is never made anew, and taken up when it is back");
  const elsewhere = join(home, "..", "elsewhere");
  mkdirSync(elsewhere);
  renameSync(file, join(elsewhere, "library.db"));
  await logIn(window);
  await window.byRole("heading", "The library file is not there", 60_000);
  await picture("missing");
  must(!readdirSync(join(file, "..")).includes("library.db"), "no file is made");
  writeFileSync(file, whole);
  await window.reach("button", "Try again", Key.ENTER);
  await window.byRole("rowheader", /./, 60_000);
  await window.quit();
  rmSync(elsewhere, { recursive: true });
});
