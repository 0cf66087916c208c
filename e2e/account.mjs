// What protects an account, in a real window and without a mouse: locking, wrong passwords, new passwords and keys, the
// recovery code, deleting.
import * as person from "./lib/person.mjs";
import { tell } from "./lib/story.mjs";
import { Key } from "./lib/window.mjs";

const { ana } = person;
const another = "walnut ferry copper lilac";
const third = "meadow anvil sparrow plum";

/** Types into the fields of a form in their order, and sends it. */
async function typeForm(window, ...texts) {
  for (const [at, text] of texts.entries()) {
    if (at > 0) await window.type(Key.TAB, Key.TAB); // a password has a button that shows it
    await window.type(text);
  }
  await window.type(Key.ENTER);
}

const lock = (window) => window.chord(Key.CONTROL, Key.SHIFT, "l");

/** Types over what a refused password left. */
async function unlock(window, password) {
  await window.byRole("button", "Unlock");
  await window.chord(Key.CONTROL, "a");
  await window.type(password, Key.ENTER);
}

/** The library is open; hashing a password takes its time on a busy machine. */
const bookIsThere = (window) => window.byRole("rowheader", /Middlemarch/, 60_000);

async function inAccountSettings(window, button) {
  await window.chord(Key.CONTROL, ",");
  await window.reach("button", "Account", Key.ENTER);
  await window.reach("button", button, Key.ENTER);
}

/** Reads the recovery code off the page and types its last group back. */
async function keepCode(window) {
  const card = await window.byLabel(/^Recovery code/, 60_000);
  const code = (await card.getProperty("textContent")).replace(/[^0-9A-Z]/g, "");
  await window.type(code.slice(-4), Key.ENTER);
  return code;
}

await tell("what protects an account", {}, async ({ desktop, start, step, picture, must }) => {
  step("signs up, stays signed in, adds a book");
  let window = await start();
  await window.byRole("heading", "Create your library");
  await window.type(ana.username, Key.TAB, ana.email, Key.TAB, ana.password);
  const stay = await window.byRole("checkbox", "Stay signed in on this computer");
  if (!(await stay.isSelected()))
    await window.reach("checkbox", "Stay signed in on this computer", " ");
  await window.reach("button", "Create library", Key.ENTER);
  await keepCode(window);
  await person.inLibrary(window);
  await window.chord(Key.CONTROL, Key.SHIFT, "n");
  await window.byLabel(/^Title/);
  await window.type("Middlemarch");
  await window.chord(Key.CONTROL, Key.ENTER);
  await bookIsThere(window);

  step("locks by key: nothing of the library is left, and the keyring is empty");
  await lock(window);
  await window.byText("Your library is locked.");
  await picture("locked");
  const page = await window.run(() => document.documentElement.outerHTML);
  must(!page.includes("Middlemarch"), "no book is on the page");
  await window.until(() => desktop.secrets() === 0, "the keyring is empty");
  await unlock(window, ana.password);
  await bookIsThere(window);
  await window.until(() => desktop.secrets() === 1, "whoever stays signed in does so again");

  step("a book half written when the library is locked is offered again");
  await window.chord(Key.CONTROL, Key.SHIFT, "n");
  await window.byLabel(/^Title/);
  await window.type("Half a ti");
  await lock(window);
  await unlock(window, ana.password);
  await window.byText("You had not saved this yet. It is as you left it.", 60_000);
  const title = await window.byLabel(/^Title/);
  must((await title.getAttribute("value")) === "Half a ti", "the title is as it was left");
  await picture("half-written");
  await window.type("tle");
  await window.quit();
  window = await start();
  await window.byText("You had not saved this yet. It is as you left it.", 60_000);
  await window.chord(Key.CONTROL, Key.ENTER);
  await window.byRole("rowheader", /Half a ti/, 60_000);
  await window.chord(Key.CONTROL, "z");

  step("a restart after a lock asks for the password");
  await lock(window);
  await window.byRole("button", "Unlock");
  await window.quit();
  window = await start();
  await window.byRole("button", "Log in");
  await window.type(ana.password, Key.ENTER);
  await bookIsThere(window);

  step("five wrong passwords bring a pause");
  await lock(window);
  for (const left of ["4 tries are", "3 tries are", "2 tries are", "One try is"]) {
    await unlock(window, `not the password ${left}`);
    await window.byText(new RegExp(`${left} left`), 60_000);
  }
  await picture("last-try");
  const over = async () => (await window.count("timer")) === 0;
  for (let wrong = 5; wrong <= 10; wrong++) {
    await window.until(over, "the pause ends", 45_000);
    await unlock(window, `not the password either, ${wrong}`);
    await window.byText(new RegExp(`^${wrong} wrong tries in a row`), 60_000);
  }
  await picture("paused");

  step("a restart does not end the pause, nor does the recovery code go round it");
  await window.quit();
  window = await start();
  await window.byRole("timer");
  await window.byText(/^10 wrong tries in a row/);
  await picture("paused-after-restart");
  await window.reach("button", "Use the recovery code", Key.ENTER);
  await window.byText(/You can go on in/);
  await window.reach("button", "Back", Key.ENTER);
  await window.until(over, "the pause ends", 45_000);
  await window.type(ana.password, Key.ENTER);
  await bookIsThere(window);

  step("changes the password");
  await window.chord(Key.CONTROL, ",");
  await window.reach("button", "Account", Key.ENTER);
  await window.byRole("button", "Change password…");
  await picture("settings");
  await window.reach("button", "Change password…", Key.ENTER);
  await window.byRole("dialog", "Change the password");
  await typeForm(window, "not the present password", another);
  await window.byText(/4 tries are left/, 60_000);
  await picture("change-password-refused");
  await window.chord(Key.CONTROL, "a");
  await window.type(ana.password, Key.ENTER);
  await window.byText(/Your password is changed/, 60_000);
  await picture("password-changed");
  await lock(window);
  await unlock(window, ana.password);
  await window.byText(/does not open this library/, 60_000);
  await unlock(window, another);
  await bookIsThere(window);

  step("encrypts the library anew");
  await inAccountSettings(window, "Encrypt anew…");
  await window.byRole("dialog", "Encrypt the library anew");
  await picture("encrypt-anew");
  await typeForm(window, another);
  await window.byRole("heading", "Write this down", 60_000);
  await picture("code-of-the-new-key");
  const ofNewKey = await keepCode(window);
  await bookIsThere(window);

  step("makes a new recovery code");
  await inAccountSettings(window, "Make a new code…");
  await window.byRole("dialog", "Make a new recovery code");
  await typeForm(window, another);
  const code = await keepCode(window);
  await bookIsThere(window);

  step("forgets the password and opens with the recovery code");
  await lock(window);
  await window.reach("button", "Use the recovery code", Key.ENTER);
  await window.byRole("heading", "Open with the recovery code");
  await window.type(ofNewKey, Key.TAB, third, Key.ENTER);
  await window.byText(/do not open a library here/, 60_000);
  await picture("old-code-refused");
  await window.chord(Key.CONTROL, "a");
  await window.type(code.toLowerCase(), Key.TAB, third);
  await window.byText(/^Strong/);
  await picture("recover");
  await window.type(Key.ENTER);
  await window.byRole("heading", "Write this down", 60_000);
  await picture("code-after-recovery");
  const next = await keepCode(window);
  must(new Set([ofNewKey, code, next]).size === 3, "each code is another one");
  await bookIsThere(window);
  await lock(window);
  await unlock(window, another);
  await window.byText(/does not open this library/, 60_000);
  await unlock(window, third);
  await bookIsThere(window);

  step("deletes the library");
  await inAccountSettings(window, "Delete…");
  await window.byText(/You lose 1 book/);
  await picture("delete");
  await typeForm(window, third, "somebody else");
  await window.byText(/not the username of this library/, 60_000);
  await picture("delete-refused");
  await window.chord(Key.CONTROL, "a");
  await window.type(ana.username, Key.ENTER);
  await window.byRole("heading", "Create your library", 30_000);
  await picture("deleted");
  must(desktop.secrets() === 0, "the keyring is empty");
  await window.quit();
  window = await start();
  await window.byRole("heading", "Create your library");
  await window.quit();
});
