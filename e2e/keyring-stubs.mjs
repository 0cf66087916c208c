// Keyrings that do wrong: one that never answers, one that dies when it is asked, one that gives back something else, one
// whose prompt never ends, one that talks nonsense. The window is usable all the same, and quits.
import * as person from "./lib/person.mjs";
import { tell } from "./lib/story.mjs";

const { ana } = person;
const usable = 6_000;
const gone = 3_000;

// D3 is the prompt, D4 the death, D7 the lie.
for (const how of ["hang", "die", "lie", "prompt", "nonsense"]) {
  await tell(
    `a keyring that does wrong: ${how}`,
    { keyring: "open" },
    async ({ desktop, start, step, must }) => {
      step("somebody stays signed in, by a keyring that works");
      let window = await start();
      await person.signUp(window, ana, { stay: true });
      await window.quit();

      step(`the next start finds one that does not (${how}), and asks for the password`);
      await desktop.replaceKeyring(how);
      let begun = Date.now();
      window = await start();
      await window.byLabel("Password", 30_000);
      const took = Date.now() - begun;
      step(`usable after ${took} ms`);
      must(took <= usable, `usable within ${usable} ms`);
      await person.logIn(window, ana);
      await person.inLibrary(window);

      step("and it quits");
      begun = Date.now();
      await window.quit();
      step(`gone after ${Date.now() - begun} ms`);
      must(Date.now() - begun <= gone, `gone within ${gone} ms`);

      step("quitting while the keyring is being asked does not wait for it");
      window = await start();
      begun = Date.now();
      await window.quit();
      step(`gone after ${Date.now() - begun} ms`);
      must(Date.now() - begun <= gone, `gone within ${gone} ms`);
    },
  );
}
