// Without a keyring Bookly works all the same: only staying signed in is not on offer, and it says why.
import * as person from "./lib/person.mjs";
import { tell } from "./lib/story.mjs";

const { ana } = person;
const stay = "Stay signed in on this computer";

const absent = {
  "no-bus": /no key storage was found/,
  none: /no key storage was found/,
  locked: /is locked/,
};

for (const [keyring, why] of Object.entries(absent)) {
  await tell(
    `without a keyring: ${keyring}`,
    { keyring },
    async ({ start, step, picture, must }) => {
      step("signing up says why it cannot be remembered");
      let window = await start();
      const box = await window.byRole("checkbox", stay);
      must(!(await box.isEnabled()), "the checkbox is off");
      await window.byText(why);
      await picture("sign-up");
      await person.signUp(window, ana);
      await window.quit();

      step("logging in works");
      window = await start();
      await person.logIn(window, ana);
      await person.inLibrary(window);
      await window.quit();
    },
  );
}

await tell("the keyring dies", { keyring: "open" }, async ({ desktop, start, step }) => {
  step("while Bookly runs: work goes on and logging out works");
  let window = await start();
  await person.signUp(window, ana, { stay: true });
  await desktop.killKeyring();
  await person.chooseImport(window, desktop, person.goodreads.path);
  await person.runImport(window);
  await person.search(window, person.goodreads.letters);
  await person.bookRow(window, person.goodreads.title);
  await person.logOut(window);
  await window.byRole("button", "Log in");
  await window.quit();

  step("and the password opens it again");
  window = await start();
  await person.logIn(window, ana);
  await person.search(window, person.goodreads.letters);
  await person.bookRow(window, person.goodreads.title);
  await window.quit();
});
