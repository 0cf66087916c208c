// What lies on the disk says nothing about the books in it: not while Bookly runs, not after it was killed or closed.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { answer } from "../scripts/lib/run.mjs";
import * as person from "./lib/person.mjs";
import { tell } from "./lib/story.mjs";
import { Key } from "./lib/window.mjs";

const { ana, goodreads } = person;
const own = {
  title: "Quillfeather Atlas",
  tag: "zirconium",
  notes: "Marzipan under the stair",
  wrong: "not-her-password",
};
const words = [
  goodreads.title,
  goodreads.another,
  goodreads.by,
  ana.password,
  ...Object.values(own),
];

await tell("no plain text on the disk", {}, async ({ desktop, home, start, step, must }) => {
  step("a library with books in it, while Bookly runs");
  let window = await start();
  await person.signUp(window, ana, { stay: true });
  await person.chooseImport(window, desktop, goodreads.path);
  await person.runImport(window);
  await person.search(window, goodreads.letters);
  await person.bookRow(window, goodreads.title);
  nothingIn(desktop.folder);

  step(
    "after a book was written, tagged, searched, thrown away, brought back, backed up, and locked away",
  );
  await window.chord(Key.CONTROL, Key.SHIFT, "n");
  await window.fill(/^Title/, own.title);
  await window.fill("Private notes", own.notes);
  await window.chord(Key.CONTROL, Key.ENTER);
  await person.search(window, own.title.slice(0, 8));
  await window.type(Key.ESCAPE);
  await window.press("rowheader", new RegExp(own.title));
  await window.type("t");
  await (await window.byRole("combobox", "Tags")).sendKeys(`${own.tag},`);
  await window.press("button", "Save book");
  await window.press("rowheader", new RegExp(own.title));
  await window.type(Key.DELETE);
  await window.byRole("button", "Undo");
  await window.chord(Key.CONTROL, "z");
  await person.bookRow(window, own.title);
  await window.press("button", "Settings");
  await window.press("button", "Where is my data");
  await window.press("button", "Back up now");
  await window.byText(/^Backed up:/, 60_000);
  await window.chord(Key.CONTROL, Key.SHIFT, "l");
  await window.byText("Your library is locked.");
  nothingIn(desktop.folder);
  await window.fill("Password", own.wrong);
  await window.type(Key.ENTER);
  await window.byText(/4 tries are left/, 60_000);
  await window.fill("Password", ana.password);
  await window.type(Key.ENTER);
  await person.inLibrary(window);
  nothingIn(desktop.folder);

  step("after the power failed");
  await window.kill();
  nothingIn(desktop.folder);

  step("after Bookly was closed");
  window = await start();
  await person.inLibrary(window);
  await window.quit();
  nothingIn(desktop.folder);

  step("every file is for its owner alone");
  for (const path of filesBelow(home))
    must((statSync(path).mode & 0o077) === 0, `nobody else may read ${path}`);

  step("the logs name nobody, no place and no secret");
  const logs = filesBelow(join(home, "logs"));
  must(logs.length > 0, "there is a log");
  for (const path of logs) {
    const log = readFileSync(path, "utf8");
    const never = [...words, ana.username, ana.email, desktop.folder, "PRAGMA key", "eyJ", "x'"];
    for (const word of never) must(!log.includes(word), `"${word}" is not in the log`);
  }

  step("no SQLite program opens the library");
  const [library] = filesBelow(home).filter((path) => path.endsWith("library.db"));
  must(library, "there is a library.db");
  must(answer("sqlite3", [library, ".tables"]) === null, "sqlite3 refuses library.db");

  /** The whole private home is searched, the data folder and what the window and the system left behind. */
  function nothingIn(folder) {
    for (const path of filesBelow(folder)) {
      const bytes = bytesOf(path);
      for (const word of words) {
        for (const encoding of ["utf8", "utf16le"]) {
          must(!bytes.includes(Buffer.from(word, encoding)), `"${word}" is not in ${path}`);
        }
      }
    }
  }
});

/** What a file holds: nothing, when it went away since it was listed, as the half-written files of a cache do. */
function bytesOf(path) {
  try {
    return readFileSync(path);
  } catch (reason) {
    if (reason.code === "ENOENT") return Buffer.alloc(0);
    throw reason;
  }
}

function filesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
