// From signing up to a second account: what Bookly is for, in a real window with a real keyring.
import * as person from "./lib/person.mjs";
import { tell } from "./lib/story.mjs";
import { Key } from "./lib/window.mjs";

const { ana, ben, goodreads } = person;

await tell("the story of Bookly", {}, async ({ desktop, start, step, picture, must }) => {
  step("a new person signs up and stays signed in");
  let window = await start();
  await window.byRole("heading", "Create your library");
  await picture("welcome");
  await person.fillSignUp(window, ana);
  await window.tick("Stay signed in on this computer");
  await picture("sign-up");
  await window.press("button", "Create library");
  await window.byRole("heading", "Write this down", 30_000);
  await picture("recovery-code");
  await person.storeRecoveryCode(window);
  await person.inLibrary(window);
  await picture("empty-library");
  must(desktop.secrets() === 1, "the keyring has one secret of Bookly's");

  step("brings books along from Goodreads, through the system's file dialog");
  await person.chooseImport(window, desktop, goodreads.path);
  await picture("import-check");
  await window.press("button", /^Import [\d,]+ books?$/);
  await window.byRole("heading", /^[\d,]+ books imported$/, 30_000);
  await picture("import-done");
  await window.press("button", "Show the new books");
  await window.byRole("heading", "Imported books");
  await window.until(async () => (await window.count("rowheader", /\w/)) > 5, "books are listed");
  await picture("library");

  step("finds a book by a few letters of its author");
  await person.search(window, goodreads.letters);
  await person.bookRow(window, goodreads.title);
  await picture("search");
  await window.type(Key.ESCAPE); // the suggestions cover the first rows

  step("opens, edits, tags and rates it");
  await window.press("rowheader", new RegExp(goodreads.title));
  await window.byRole("heading", new RegExp(goodreads.title));
  await picture("details");
  await window.type("e");
  await window.byRole("dialog", "Edit book");
  await window.fill(/^Title/, "A title of my own");
  await picture("edit");
  await window.press("button", "Save book");
  await window.press("rowheader", /A title of my own/);
  await window.type("t");
  await (await window.byRole("combobox", "Tags")).sendKeys("bedside,");
  await window.press("button", "Save book");
  await window.press("rowheader", /A title of my own/);
  await window.type("4");
  await window.byText("bedside");
  await window.until(async () => {
    const rating = await window.byRole("slider", "Rating");
    return (await rating.getAttribute("aria-valuenow")) === "4";
  }, "the book has four stars");
  await picture("edited");

  step("moves it to the trash and takes that back");
  await window.type(Key.DELETE);
  const gone = async () => (await window.count("rowheader", /A title of my own/)) === 0;
  await window.until(gone, "the book leaves the list");
  await window.byRole("button", "Undo");
  await picture("trashed");
  await window.chord(Key.CONTROL, "z");
  await person.bookRow(window, "A title of my own");
  await picture("undone");

  step("likes it dark");
  await window.press("button", "Settings");
  await window.press("button", "Appearance");
  await window.press("radio", "Dark");
  const theme = () => window.run(() => document.documentElement.dataset.theme);
  await window.until(async () => (await theme()) === "dark", "the window is dark");
  await picture("appearance");

  step("closes Bookly, opens it, and is still signed in");
  await window.quit();
  window = await start();
  await person.inLibrary(window);
  must((await theme()) === "dark", "the window is dark as before");
  await person.search(window, goodreads.another);
  await person.bookRow(window, goodreads.another);
  await picture("still-signed-in");

  step("logs out; from then on the password is asked");
  await person.logOut(window);
  await window.byRole("button", "Log in");
  must(desktop.secrets() === 0, "logging out empties the keyring");
  await window.quit();
  window = await start();
  await window.byRole("button", "Log in");
  await picture("password-asked");
  await window.fill("Username or email", ana.username);
  await person.tryPassword(window, "not the password at all");
  await window.byRole("alert");
  await picture("wrong-password");

  step("a second person sees none of the first one's books");
  await window.press("button", "Create another account");
  await person.signUp(window, ben);
  must((await window.count("rowheader")) === 0, "the second library is empty");
  await picture("second-account");
  await person.logOut(window);
  await person.logIn(window, ana);
  await person.inLibrary(window);
  await person.search(window, "title of my own");
  await person.bookRow(window, "A title of my own");
  await picture("first-account-again");
  await window.quit();
});
