// Figures of the window, printed and written as `npm run bench` does it.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export class Figures {
  #about;
  #figures = [];

  /** `about`: what `bookly-bench --about` says. */
  constructor(about) {
    this.#about = about;
    console.log(this.#head());
  }

  /** Notes a figure. `ratio` is how many times what stands in `against`; `wanted` is the most it may be. */
  note(name, value, unit, against, { ratio = null, wanted = null } = {}) {
    const holds = wanted === null ? null : value <= wanted;
    const figure = { name, value, unit, ratio, against, wanted, holds };
    this.#figures.push(figure);
    console.log(line(figure));
  }

  /** Prints all of it as JSON, and writes `<out>.txt` and `<out>.json` when a name is given. */
  finish(out) {
    const json = JSON.stringify({ ...this.#about, figures: this.#figures }, null, 2);
    console.log(`\n${json}`);
    if (!out) return;
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(`${out}.txt`, `${[this.#head(), ...this.#figures.map(line)].join("\n")}\n`);
    writeFileSync(`${out}.json`, `${json}\n`);
  }

  #head() {
    const { version, date, commit, machine, load, engine } = this.#about;
    return `Bookly ${version}, ${date}\ncommit  ${commit}\nmachine ${machine}, load ${load} before\nengine  ${engine}\n`;
  }
}

function line({ name, value, unit, ratio, against, wanted, holds }) {
  const times = ratio === null ? "" : `${ratio.toFixed(2)}x`;
  const verdict = wanted === null ? "" : `at most ${wanted}: ${holds ? "holds" : "MISSED"}`;
  return [
    `${name.padEnd(62)} ${value.toFixed(3).padStart(10)} ${unit.padEnd(5)}`,
    `${times.padStart(8)}  ${verdict.padEnd(20)} [${against}]`,
  ].join(" ");
}
