// Backups in a real window and without a mouse: made, kept elsewhere, restored by each kind, on the same and on an empty
// data folder, with the password and with the recovery code of that day; and the plain export.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pickFile } from "./lib/files.mjs";
import * as person from "./lib/person.mjs";
import { tell } from "./lib/story.mjs";
import { Key } from "./lib/window.mjs";

const { ana } = person;
const another = "walnut ferry copper lilac";
const third = "meadow anvil sparrow plum";

async function addBook(window, title) {
  await window.chord(Key.CONTROL, Key.SHIFT, "n");
  await window.byLabel(/^Title/);
  await window.type(title);
  await window.chord(Key.CONTROL, Key.ENTER);
  await window.byRole("rowheader", new RegExp(title), 60_000);
}

async function inData(window) {
  await window.chord(Key.CONTROL, ",");
  await window.reach("button", "Where is my data", Key.ENTER);
  await window.byRole("heading", "Backups");
}

const inList = (window) => window.reach("button", "All books", Key.ENTER);

async function backUp(window, books) {
  await window.reach("button", "Back up now", Key.ENTER);
  await window.byText(new RegExp(`^Backed up: ${books} book`), 60_000);
}

/** Reads the recovery code off the page and types its last group back. */
async function keepCode(window) {
  const card = await window.byLabel(/^Recovery code/, 60_000);
  const code = (await card.getProperty("textContent")).replace(/[^0-9A-Z]/g, "");
  await window.type(code.slice(-4), Key.ENTER);
  return code;
}

/** Goes by the Tab key to the button of the first backup of a kind. */
async function restoreOf(window, kind) {
  const place = await window.run((words) => {
    const rows = [...document.querySelectorAll("table.backups tbody tr")];
    return rows.findIndex((row) => row.textContent.includes(words));
  }, kind);
  if (place < 0) throw new Error(`There is no backup made ${kind}.`);
  const buttons = await window.all("button", /^Restore the backup of/);
  const there = () => window.run((wanted) => document.activeElement === wanted, buttons[place]);
  for (let steps = 0; steps < 100 && !(await there()); steps++) await window.type(Key.TAB);
  await window.type(Key.ENTER);
  await window.byRole("dialog", "Restore a backup");
}

/** Goes by the Tab key to a field, unless it has the focus already, and types. */
async function typeSecret(window, label, ...texts) {
  const field = await window.byLabel(label);
  const there = () => window.run((wanted) => document.activeElement === wanted, field);
  for (let steps = 0; steps < 100 && !(await there()); steps++) await window.type(Key.TAB);
  await window.type(...texts);
}

/** A file whose import is large enough for a backup before it. */
function largeImport(desktop) {
  const rows = Array.from({ length: 120 }, (_, i) => `${i + 1},Volume ${i + 1},Somebody,3,read`);
  const path = join(desktop.folder, "large.csv");
  const head = "Book Id,Title,Author,My Rating,Exclusive Shelf";
  writeFileSync(path, `${[head, ...rows].join("\n")}\n`);
  return path;
}

const submit = (window, name) => window.reach("button", name, Key.ENTER);

async function finishRestore(window, books) {
  await submit(window, "Restore this backup");
  await window.byText(new RegExp(`^Restored: ${books} book`), 60_000);
}

await tell("backups", {}, async ({ desktop, home, start, step, picture, must }) => {
  const titles = async (window) => {
    await inList(window);
    await window.byRole("rowheader", /./, 60_000);
    return window.run(() => {
      const shown = document.querySelectorAll("[role=row]:not([aria-hidden]) [role=rowheader]");
      return [...shown].map((title) => title.textContent).sort();
    });
  };
  const kept = join(desktop.folder, "kept.bookly");

  step("signs up, adds a book, backs up by hand");
  let window = await start();
  await window.byRole("heading", "Create your library");
  await window.type(ana.username, Key.TAB, ana.email, Key.TAB, ana.password);
  await window.tick("Stay signed in on this computer", false);
  await window.reach("button", "Create library", Key.ENTER);
  const oldCode = await keepCode(window);
  await person.inLibrary(window);
  await addBook(window, "Middlemarch");
  await inData(window);
  await window.byText("There is no backup yet.");
  await picture("no-backup");
  await backUp(window, 1);
  await window.byText("Whole", 30_000);
  await picture("backed-up");

  step("keeps a copy of it elsewhere");
  await pickFile(desktop, kept, async () => {
    await window.reach("button", /^Keep a copy of the backup/, Key.ENTER);
  });
  await window.byText("The copy is kept and was read back.", 30_000);
  must(existsSync(kept), "the copy is there");

  step("a backup comes by itself when the window is closed, and before a large import");
  await inList(window);
  await addBook(window, "Persuasion");
  await window.quit();
  window = await start();
  await window.byRole("button", "Log in");
  await window.type(ana.password, Key.ENTER);
  await window.byRole("rowheader", /Middlemarch/, 60_000);
  await addBook(window, "Villette");
  await person.chooseImport(window, desktop, largeImport(desktop));
  await window.press("button", /^Import [\d,]+ books?$/);
  await window.byRole("heading", /^120 books imported$/, 60_000);
  await inData(window);
  for (const kind of ["by itself", "before an import", "by you"]) await window.byText(kind);
  await picture("three-kinds");

  step("changes password and key: the old ones open nothing but the backups");
  await window.reach("button", "Account", Key.ENTER);
  await window.reach("button", "Change password…", Key.ENTER);
  await window.byRole("dialog", "Change the password");
  await window.type(ana.password, Key.TAB, Key.TAB, another, Key.ENTER);
  await window.byText(/Your password is changed/, 60_000);
  await window.reach("button", "Encrypt anew…", Key.ENTER);
  await window.byRole("dialog", "Encrypt the library anew");
  await window.type(another, Key.ENTER);
  await window.byRole("heading", "Write this down", 60_000);
  await keepCode(window);
  await window.byRole("rowheader", /Volume/, 60_000);

  step("restores the first by the password of its day, after the wrong one");
  await inData(window);
  await restoreOf(window, "by you");
  await window.type(another);
  await picture("restore");
  await window.type(Key.ENTER);
  await window.byText(/It needs the password or the recovery code of the day/, 60_000);
  await picture("restore-refused");
  await window.chord(Key.CONTROL, "a");
  await window.type(ana.password, Key.ENTER);
  await window.byText("122 books added since then would be gone.", 60_000);
  await picture("what-would-be-lost");
  await finishRestore(window, 1);
  const restored = await titles(window);
  must(restored.join() === "Middlemarch", `the backup is the library now (${restored})`);
  await picture("restored");

  step("goes back to what was, by the backup from before the restore");
  await inData(window);
  await restoreOf(window, "before a restore");
  await window.type(another, Key.ENTER);
  await window.byText("122 books deleted since then would be back.", 60_000);
  await picture("nothing-but-gains");
  await finishRestore(window, 123);

  step("restores the others, one by the recovery code of its day");
  await inData(window);
  await restoreOf(window, "by itself");
  await window.chord(Key.SHIFT, Key.TAB);
  await window.type(Key.ARROW_RIGHT);
  await window.byLabel("Recovery code of that day");
  await window.type(Key.TAB, oldCode.toLowerCase(), Key.ENTER);
  await window.byText("121 books added since then would be gone.", 60_000);
  await finishRestore(window, 2);
  await inData(window);
  await restoreOf(window, "before an import");
  await window.type(ana.password, Key.ENTER);
  await window.byText("1 book deleted since then would be back.", 60_000);
  await finishRestore(window, 3);
  must((await titles(window)).join() === "Middlemarch,Persuasion,Villette", "its three books");

  step("exports everything in plain form");
  const plain = join(desktop.folder, "all.json");
  await inData(window);
  await pickFile(desktop, plain, () => window.reach("button", "Export…", Key.ENTER));
  await window.byText("Exported: 3 books.", 30_000);
  const exported = JSON.parse(readFileSync(plain, "utf8"));
  must(
    exported.books.length === 3 && exported.books[0].fields.title === "Middlemarch",
    "it has all",
  );

  step("in the place of a library that is damaged");
  await window.quit();
  const [library] = readdirSync(join(home, "libraries"));
  const file = join(home, "libraries", library, "library.db");
  const bytes = readFileSync(file).fill(7, 700);
  writeFileSync(file, bytes);
  window = await start();
  await window.byRole("heading", "This library file is damaged", 60_000);
  await window.byRole("heading", "Or restore a backup");
  await window.byText("before an import", 30_000);
  await picture("damaged");
  await restoreOf(window, "before an import");
  await window.type(ana.password, Key.ENTER);
  await window.byText(/The damaged file is kept, whatever comes of it/, 60_000);
  await picture("damaged-opened");
  await finishRestore(window, 3);
  must((await titles(window)).join() === "Middlemarch,Persuasion,Villette", "the backup is open");
  await picture("damaged-restored");
  const aside = readdirSync(join(home, "quarantine"), { recursive: true });
  must(
    aside.some(
      (name) =>
        /library\.db$/.test(name) && readFileSync(join(home, "quarantine", name)).equals(bytes),
    ),
    "the damaged file is kept",
  );

  step("what is left on the disk: backups and nothing unfinished");
  await window.quit();
  const [account] = readdirSync(join(home, "backups"));
  const folder = join(home, "backups", account);
  const left = readdirSync(folder);
  must(left.length >= 7, "a backup from before each restore");
  must(
    left.every((name) => name.endsWith(".bookly")),
    "nothing unfinished is left",
  );
  rmSync(home, { recursive: true, force: true });

  step("on a fresh computer: by the password of that day");
  window = await start();
  await window.byRole("heading", "Create your library");
  await window.reach("button", "Restore from a backup", Key.ENTER);
  await window.byRole("heading", "Restore from a backup");
  await picture("fresh");
  await pickFile(desktop, kept, () => window.reach("button", "Choose a backup…", Key.ENTER));
  await window.byText("kept.bookly");
  await typeSecret(window, "Password of that day", another, Key.ENTER);
  await window.byText(/It needs the password or the recovery code of the day/, 60_000);
  await picture("fresh-refused");
  await window.chord(Key.CONTROL, "a");
  await window.type(ana.password, Key.ENTER);
  await window.byText(/^The library of Ana, from/, 60_000);
  await picture("fresh-opened");
  await submit(window, "Restore and open");
  await window.byRole("rowheader", /Middlemarch/, 60_000);
  await picture("fresh-restored");
  await window.quit();
  window = await start();
  await window.byRole("button", "Log in");
  await window.type(ana.password, Key.ENTER);
  await window.byRole("rowheader", /Middlemarch/, 60_000);
  await window.quit();
  rmSync(home, { recursive: true, force: true });

  step("on a fresh computer: by the recovery code of that day");
  window = await start();
  await window.byRole("heading", "Create your library");
  await window.reach("button", "Restore from a backup", Key.ENTER);
  await pickFile(desktop, kept, () => window.reach("button", "Choose a backup…", Key.ENTER));
  await window.byText("kept.bookly");
  await window.reach("radio", "Password", Key.ARROW_RIGHT);
  await typeSecret(window, "Recovery code of that day", oldCode, Key.ENTER);
  await window.byText(/The recovery code is used up by this/, 60_000);
  await window.type(third);
  await window.byText(/^Strong/);
  await picture("fresh-by-code");
  await window.type(Key.ENTER);
  await window.byRole("heading", "Write this down", 60_000);
  const newCode = await keepCode(window);
  must(newCode !== oldCode, "the code is a new one");
  await window.byRole("rowheader", /Middlemarch/, 60_000);
  await window.quit();
  window = await start();
  await window.byRole("button", "Log in");
  await window.type(third, Key.ENTER);
  await window.byRole("rowheader", /Middlemarch/, 60_000);
  await window.quit();
});
