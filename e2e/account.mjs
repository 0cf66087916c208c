// What protects an account, by keyboard, in a real window: locking, wrong passwords, the recovery code, deleting.
import * as person from "./lib/person.mjs";
import { tell } from "./lib/story.mjs";
import { Key } from "./lib/window.mjs";

const { ana } = person;
const another = "walnut ferry copper lilac";
const third = "meadow anvil sparrow plum";

/** Types into the fields of a form in their order, and sends it. */
async function typeForm(window, ...texts) {
  for (const [at, text] of texts.entries()) {
    if (at > 0) await window.type(Key.TAB, Key.TAB);
    await window.type(text);
  }
  await window.type(Key.ENTER);
}

async function unlock(window, password) {
  await window.byRole("button", "Unlock");
  await window.type(password, Key.ENTER);
}

/** The library is open; hashing a password takes its time on a busy machine. */
const bookIsThere = (window) => window.byRole("rowheader", /Middlemarch/, 60_000);

async function openAccount(window) {
  await window.chord(Key.CONTROL, ",");
  await window.press("button", "Account");
}

await tell("what protects an account", {}, async ({ desktop, start, step, picture, must }) => {
  step("signs up, stays signed in, adds a book");
  let window = await start();
  await person.fillSignUp(window, ana);
  await window.tick("Stay signed in on this computer");
  await window.press("button", "Create library");
  const card = await window.byLabel(/^Recovery code/, 30_000);
  let code = (await card.getProperty("textContent")).replace(/[^0-9A-Z]/g, "");
  await person.storeRecoveryCode(window);
  await person.inLibrary(window);
  await window.chord(Key.CONTROL, Key.SHIFT, "n");
  await window.fill(/^Title/, "Middlemarch");
  await window.press("button", "Save book");
  await bookIsThere(window);

  step("locks by key: nothing of the library is left, and the keyring is empty");
  await window.chord(Key.CONTROL, Key.SHIFT, "l");
  await window.byText("Your library is locked.");
  await picture("locked");
  const page = await window.run(() => document.documentElement.outerHTML);
  must(!page.includes("Middlemarch"), "no book is on the page");
  await window.until(() => desktop.secrets() === 0, "the keyring is empty");

  step("a restart after a lock asks for the password");
  await window.quit();
  window = await start();
  await window.byRole("button", "Log in");
  await window.type(ana.password, Key.ENTER);
  await bookIsThere(window);

  step("five wrong passwords bring a pause, and a restart does not end it");
  await window.chord(Key.CONTROL, Key.SHIFT, "l");
  for (let n = 0; n < 4; n++) {
    await unlock(window, `not the password ${n}`);
    const left = n < 3 ? `${4 - n} tries are left` : "One try is left";
    await window.byText(new RegExp(left), 60_000);
    await window.chord(Key.CONTROL, "a");
  }
  const over = async () => (await window.count("timer")) === 0;
  for (let n = 0; n < 6; n++) {
    await window.until(over, "the pause ends", 45_000);
    await window.chord(Key.CONTROL, "a");
    await unlock(window, `not the password either ${n}`);
    await window.byRole("timer", undefined, 60_000);
  }
  await picture("paused");
  await window.quit();
  window = await start();
  await window.byRole("timer");
  await picture("paused-after-restart");
  await window.until(over, "the pause ends", 45_000);
  await window.type(ana.password, Key.ENTER);
  await bookIsThere(window);

  step("changes the password");
  await openAccount(window);
  await picture("settings");
  await window.press("button", "Change password…");
  await typeForm(window, ana.password, another);
  await window.byText(/Your password is changed/, 60_000);
  await window.chord(Key.CONTROL, Key.SHIFT, "l");
  await unlock(window, ana.password);
  await window.byText(/does not open this library/, 60_000);
  await window.chord(Key.CONTROL, "a");
  await window.type(another, Key.ENTER);
  await bookIsThere(window);

  step("encrypts the library anew");
  await openAccount(window);
  await window.press("button", "Encrypt anew…");
  await typeForm(window, another);
  await window.byRole("heading", "Write this down", 60_000);
  await picture("new-code");
  const shown = await window.byLabel(/^Recovery code/);
  code = (await shown.getProperty("textContent")).replace(/[^0-9A-Z]/g, "");
  await person.storeRecoveryCode(window);
  await bookIsThere(window);

  step("forgets the password and opens with the recovery code");
  await window.chord(Key.CONTROL, Key.SHIFT, "l");
  await window.press("button", "Use the recovery code");
  await window.byRole("heading", "Open with the recovery code");
  await window.fill("Recovery code", code.toLowerCase());
  await window.fill("New password", third);
  await picture("recover");
  await window.type(Key.ENTER);
  await window.byRole("heading", "Write this down", 60_000);
  await person.storeRecoveryCode(window);
  await bookIsThere(window);

  step("deletes the library");
  await openAccount(window);
  await window.press("button", "Delete…");
  await window.byText(/You lose 1 book/);
  await picture("delete");
  await typeForm(window, third, ana.username);
  await window.byRole("heading", "Create your library", 30_000);
  await picture("deleted");
  must(desktop.secrets() === 0, "the keyring is empty");
  await window.quit();
  window = await start();
  await window.byRole("heading", "Create your library");
  await window.quit();
});
