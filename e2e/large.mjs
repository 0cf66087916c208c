// A large library: the window answers while it is imported, and the last book is where the list ends.
// `BOOKLY_E2E_ROWS` says how many books.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pickFile } from "./lib/files.mjs";
import * as person from "./lib/person.mjs";
import { lastSeen } from "./lib/rows.mjs";
import { tell } from "./lib/story.mjs";
import { Key } from "./lib/window.mjs";

const rows = Number(process.env.BOOKLY_E2E_ROWS ?? 100_000);
const count = (number) => number.toLocaleString("en-GB");
const volume = (nth) => `Volume ${String(nth).padStart(7, "0")}`;
const known = "A lighthouse before the flood";
const last = { position: rows + 1, text: volume(rows) };

await tell(
  `a library of ${count(rows)} books`,
  {},
  async ({ desktop, start, step, picture, must }) => {
    const write = (name, lines) => {
      const head = "Book Id,Title,Author,My Rating,Date Added,Bookshelves,Exclusive Shelf";
      writeFileSync(join(desktop.folder, name), `${[head, ...lines].join("\n")}\n`);
      return join(desktop.folder, name);
    };
    const line = (_, i) => `${i + 2},${volume(i + 1)},Author ${i % 997},${i % 6},2024/01/01,,read`;
    const small = write("small.csv", [`1,${known},Ada Keeper,5,2024/01/01,,read`]);
    const large = write("large.csv", Array.from({ length: rows }, line));

    const window = await start();
    await person.signUp(window, person.ana);
    await person.chooseImport(window, desktop, small);
    await person.runImport(window);

    step("the file is read, and a bar shows how far");
    await window.chord(Key.CONTROL, "o");
    await pickFile(desktop, large, () => window.press("button", "Choose a file…"));
    const checked = "Here is what would happen";
    await moving(window, checked);
    await window.byRole("heading", checked, 120_000);

    step("it is imported, and the window answers meanwhile");
    await window.press("button", `Import ${count(rows)} books`);
    await moving(window, /books imported$/);
    await picture("importing");
    await window.press("button", "Keep browsing");
    await window.press("button", "All books");
    for (const letters of ["light", "keeper", "flood"]) {
      await person.search(window, letters);
      const asked = Date.now();
      await person.bookRow(window, known);
      const waited = Date.now() - asked;
      must(waited < 1000, `"${letters}" is answered within a second, not after ${waited} ms`);
    }

    step("the list follows by itself when it is done");
    await window.fill("Search books", "");
    await window.byText(count(rows + 1), 120_000);

    step("the last book is the last row of the table");
    await window.press("columnheader", "Title");
    await toTheEnds("row", "grid", "last-row");

    step("and the last of the covers");
    await window.press("radio", "Covers");
    await toTheEnds("option", "listbox", "last-cover");

    step("a search narrows down with every letter");
    await window.press("radio", "Table");
    await person.search(window, "volume");
    for (const letter of ` ${String(rows).padStart(7, "0")}`) await window.type(letter);
    await window.until(
      async () => (await window.run(lastSeen, "row", "grid")).position === 1,
      "one is left",
    );
    await person.bookRow(window, last.text);
    await picture("found");
    await window.quit();

    /** To the end by keys and by dragging the scrollbar. */
    async function toTheEnds(role, list, name) {
      const seen = () => window.run(lastSeen, role, list);
      const atEnd = async () => {
        const { position, text } = await seen();
        return position === last.position && text === last.text;
      };
      const atTop = async () => (await seen()).position < 100;
      await window.until(atTop, "the list begins at its top");
      await window.press(role === "row" ? "rowheader" : role, new RegExp(volume(1)));
      await window.chord(Key.CONTROL, Key.END);
      await window.until(atEnd, `Ctrl End shows ${last.text}`);
      await window.chord(Key.CONTROL, Key.HOME);
      await window.until(atTop, "Ctrl Home leads back");
      await window.dragScrollbar(list);
      await window.until(atEnd, `the scrollbar ends at ${last.text}`);
      await picture(name);
      await window.chord(Key.CONTROL, Key.HOME);
      await window.until(atTop, "Ctrl Home leads back again");
    }
  },
);

/** Waits until the progress bar was seen at three places, or the heading of what comes next is there. */
async function moving(window, next) {
  const places = new Set();
  await window.until(
    async () => {
      const [bar] = await window.all("progressbar", "Import progress");
      if (bar) places.add(await bar.getProperty("value").catch(() => 0));
      return places.size > 2 || (await window.count("heading", next)) > 0;
    },
    "the progress bar moves",
    60_000,
  );
}
