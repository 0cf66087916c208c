// Where Bookly cannot start, it says what is wrong, what is safe and what to do; and what it promises can be read.
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { background } from "../scripts/lib/run.mjs";
import { builtProgram } from "../scripts/lib/setup.mjs";
import * as person from "./lib/person.mjs";
import { tell } from "./lib/story.mjs";
import { Key, openWindow } from "./lib/window.mjs";

const { ana } = person;

await tell(
  "where Bookly cannot start",
  {},
  async ({ desktop, home, start, step, picture, must }) => {
    step("a file stands where the folder should be; taken away, Bookly goes on without a restart");
    writeFileSync(home, "somebody's file");
    let window = await start();
    await window.byRole("heading", "Bookly cannot open its data folder");
    await window.byText(/A file stands where a folder should be/);
    await window.byText(/Nothing was changed/);
    await picture("a-file-in-the-way");
    rmSync(home);
    await window.reach("button", "Try again", Key.ENTER);
    await window.byRole("heading", "Create your library", 30_000);
    await window.quit();
    rmSync(home, { recursive: true });

    step("a link stands where the folder should be");
    const elsewhere = join(desktop.folder, "elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, home);
    window = await start();
    await window.byText(/A link stands where Bookly keeps its files/);
    await picture("a-link");
    must(readdirSync(elsewhere).length === 0, "nothing was written behind the link");
    await window.quit();
    rmSync(home);

    step("a folder with spaces, quotes, a line break and a picture in its name");
    const odd = join(desktop.folder, 'it\'s "my" 100 % folder\n📚 ?mode=ro#x');
    window = await openWindow(desktop, { program: builtProgram(), home: odd });
    try {
      await person.signUp(window, ana, { stay: false });
      must(existsSync(join(odd, "accounts.db")), "the library is in that folder");
      await window.quit();
    } finally {
      await window.kill();
    }

    step("a second start shows the window of the first and ends, however often it is tried");
    window = await start();
    await window.byRole("heading", "Create your library");
    const env = { ...desktop.env, BOOKLY_HOME: home };
    for (let time = 0; time < 20; time += 1) {
      const second = background(builtProgram(), [], { env, stdio: "ignore" });
      const [code, signal] = await once(second, "exit");
      must(code === 0, `the second one ends as it should: ${signal ?? code}`);
    }
    await window.byRole("heading", "Create your library");

    step("what is promised, and the diagnostics before they are copied");
    await person.signUp(window, ana, { stay: false });
    await window.chord(Key.CONTROL, ",");
    await window.reach("button", "Help", Key.ENTER);
    await window.byRole("heading", "How Bookly keeps your library");
    await picture("help");
    await window.reach("button", "Show diagnostics…", Key.ENTER);
    const text = await window.byRole("textbox", "What would be copied");
    await window.until(async () => /Bookly \d/.test(await text.getProperty("value")), "it is read");
    await picture("diagnostics");
    const said = await text.getProperty("value");
    for (const secret of [ana.username, ana.email, ana.password, home])
      must(!said.includes(secret), `"${secret}" is not in the diagnostics`);
    await window.quit();
  },
);
