// Narrowing, keeping and leaving a search, by keyboard alone.
import * as person from "./lib/person.mjs";
import { tell } from "./lib/story.mjs";
import { Key } from "./lib/window.mjs";

const { ana, goodreads } = person;
const shelf = (name) => new RegExp(`^${name}`);

await tell("searching and shelving", {}, async ({ desktop, start, step, picture }) => {
  let window = await start();
  await person.signUp(window, ana, { stay: true });
  await person.chooseImport(window, desktop, goodreads.path);
  await person.runImport(window);
  await window.press("button", "All books");

  step("a typing error is put right, and can be insisted on");
  await person.search(window, goodreads.misspelt);
  await person.bookRow(window, goodreads.title);
  await picture("corrected");
  await window.chord(Key.ALT, Key.ENTER);
  const rows = () => window.count("rowheader", /\w/);
  await window.until(async () => (await rows()) === 0, "nothing is spelled like that");
  await picture("as-typed");

  step("what cannot be read is marked");
  await person.search(window, "");
  await window.until(async () => (await rows()) > 5, "all books are there again");
  await person.search(window, "pages:abc");
  await window.byText(/number/);
  await picture("unreadable");
  await person.search(window, "");

  step("the filter narrows by keyboard, and the box says so");
  await window.chord(Key.CONTROL, Key.SHIFT, "f");
  await window.byRole("button", /^Filter/);
  const focused = () => window.run(() => document.activeElement?.getAttribute("aria-label") ?? "");
  await window.until(async () => {
    await window.type(Key.ARROW_DOWN);
    return /^1 of 5 stars/.test(await focused());
  }, "the arrows reach one star");
  await window.type(" ");
  await window.until(async () => (await rows()) < 10, "few books have one star");
  await picture("filtered");
  await window.type(Key.ESCAPE);
  const oneStar = await rows();

  step("the search becomes a smart shelf");
  await window.chord(Key.CONTROL, "s");
  await window.byRole("dialog", "New smart shelf");
  await window.fill(/^Name/, "Regretted");
  await picture("new-shelf");
  await window.type(Key.ENTER);
  await window.press("button", shelf("Regretted"));
  await window.until(async () => (await rows()) === oneStar, "the shelf has them all");
  await picture("shelf");

  step("a book that gets two more stars leaves the shelf, and undo brings it back");
  await (await window.all("rowheader", /\w/))[0].click();
  await window.type("3");
  await window.until(async () => (await rows()) === oneStar - 1, "the book leaves");
  await picture("left");
  await window.chord(Key.CONTROL, "z");
  await window.until(async () => (await rows()) === oneStar, "the book is back");

  step("the shelf gets another name and is there after a restart");
  await (await window.byRole("button", shelf("Regretted"))).sendKeys(Key.F2);
  await window.byRole("dialog", "Edit smart shelf");
  await window.fill(/^Name/, "One star");
  await window.type(Key.ENTER);
  await window.byRole("button", shelf("One star"));
  await picture("renamed");
  await window.quit();
  window = await start();
  await person.inLibrary(window);
  await window.press("button", shelf("One star"));
  await window.until(async () => (await rows()) === oneStar, "the shelf has them all");
  await picture("after-restart");
  await window.quit();
});
