// What people do in Bookly, each as one call. The texts are those of ui/src/messages/en.*.ts.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { root } from "../../scripts/lib/run.mjs";
import { pickFile } from "./files.mjs";
import { Key } from "./window.mjs";

export const ana = {
  username: "Ana",
  email: "ana@example.org",
  password: "lantern orbit velvet cactus",
};
export const ben = {
  username: "Ben",
  email: "ben@example.org",
  password: "gravel tulip monsoon ledger",
};

const sample = resolve(
  root,
  "../shared/samples/goodreads/keras-goodreads__goodreads_library_export.csv",
);
/** A real Goodreads export when the samples are there, else one of our own making. */
export const goodreads = existsSync(sample)
  ? {
      path: sample,
      title: "The Blind Watchmaker",
      by: "Richard Dawkins",
      letters: "dawk",
      misspelt: "dawkinz",
      another: "Black Holes",
    }
  : {
      path: `${root}/e2e/fixtures/goodreads.csv`,
      title: "Middlemarch",
      by: "George Eliot",
      letters: "elio",
      misspelt: "eliott",
      another: "Persuasion",
    };

export async function fillSignUp(window, person) {
  await window.fill("Username", person.username);
  await window.fill("Email", person.email);
  await window.fill("Password", person.password);
}

/** From the welcome screen to the empty library, past the recovery code. */
export async function signUp(window, person, { stay } = {}) {
  await fillSignUp(window, person);
  if (stay !== undefined) await window.tick("Stay signed in on this computer", stay);
  await window.press("button", "Create library");
  await window.byRole("heading", "Write this down", 30_000);
  await storeRecoveryCode(window);
  await inLibrary(window);
}

/** Types the last group of the recovery code back, as somebody who wrote it down. */
export async function storeRecoveryCode(window) {
  const code = await window.byLabel(/^Recovery code/);
  const written = await code.getProperty("textContent");
  await window.fill(/type group 8$/, written.trim().slice(-4));
  await window.press("button", "Open my library");
}

export async function logIn(window, person) {
  await window.fill("Username or email", person.username);
  await tryPassword(window, person.password);
}

export async function tryPassword(window, password) {
  await window.fill("Password", password);
  await window.press("button", "Log in");
}

export async function logOut(window) {
  await window.press("button", "Settings");
  await window.press("button", "Account");
  await window.press("button", "Log out");
}

/** The library screen is there. */
export function inLibrary(window) {
  return window.byRole("button", "Settings", 30_000);
}

/** Chooses a file in the system's dialog and waits for what would happen with it. */
export async function chooseImport(window, desktop, path) {
  await window.chord(Key.CONTROL, "o");
  await pickFile(desktop, path, () => window.press("button", "Choose a file…"));
  await window.byRole("heading", "Here is what would happen", 30_000);
}

export async function runImport(window) {
  await window.press("button", /^Import [\d,]+ books?$/);
  await window.byRole("heading", /^[\d,]+ books? imported$/, 30_000);
  await window.press("button", "Show the new books");
}

export async function search(window, text) {
  await window.chord(Key.CONTROL, "f");
  await window.fill("Search books", text);
}

/** The row of a book, by its title. */
export const bookRow = (window, title) => window.byRole("rowheader", new RegExp(title));
