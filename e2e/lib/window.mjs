// Bookly's window, driven from outside: found by what a person (or a screen reader) finds, never by class or id.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Builder, Capabilities, Key } from "selenium-webdriver";
import { answer, background, end, root, Stop } from "../../scripts/lib/run.mjs";

export { Key, pause };

// The same finders as in the tests of the screens.
const finders = readFileSync(
  `${root}/node_modules/@testing-library/dom/dist/@testing-library/dom.umd.min.js`,
  "utf8",
);

/**
 * Starts the program with `home` as its data folder and gives its window once it shows something. Its log is at its finest
 * unless told: even there it must say nothing of the books.
 */
export async function openWindow(desktop, { program, home, files = [], log = "trace" }) {
  const port = await freePort();
  const env = {
    ...desktop.env,
    BOOKLY_HOME: home,
    BOOKLY_LOG: log,
    TAURI_WEBVIEW_AUTOMATION: "true",
  };
  const server = background("WebKitWebDriver", [`--port=${port}`], { env, stdio: "ignore" });
  const wanted = new Capabilities({
    browserName: "wry",
    "webkitgtk:browserOptions": { binary: program, args: files },
  });
  const url = `http://127.0.0.1:${port}`;
  await patiently(() => fetch(`${url}/status`), "WebKitWebDriver did not start.");
  try {
    const driver = await new Builder().usingServer(url).withCapabilities(wanted).build();
    await driver.takeScreenshot(); // the first one of a session is a stale frame
    return new Window(driver, server, desktop, program);
  } catch (error) {
    await end(server);
    throw new Stop(`Bookly did not open a window: ${error.message}`);
  }
}

export class Window {
  constructor(driver, server, desktop, program) {
    Object.assign(this, { driver, server, desktop, program });
  }

  /** The visible element with this role and accessible name (a text, or a pattern); waits for it. */
  byRole(role, name, wait) {
    return this.#find("Role", role, { name }, wait);
  }

  /** The field with this label. */
  byLabel(name, wait) {
    return this.#find("LabelText", name, {}, wait);
  }

  /** The element that says this. */
  byText(text, wait) {
    return this.#find("Text", text, {}, wait);
  }

  /** The visible elements with this role and name now. */
  all(role, name) {
    return this.#ask("Role", role, { name });
  }

  /** How many visible elements have this role and name now. */
  async count(role, name) {
    return (await this.all(role, name)).length;
  }

  async press(role, name) {
    // A dialog that is just closing still covers what is below it.
    const click = async () => (await this.byRole(role, name)).click();
    await patiently(click, `"${name}" could not be pressed.`);
  }

  /** Ticks a checkbox, or takes the tick away. */
  async tick(name, wanted = true) {
    const box = await this.byRole("checkbox", name);
    if ((await box.isSelected()) !== wanted) await box.click();
  }

  /** Replaces what a field holds. */
  async fill(label, text) {
    const type = async () => {
      const field = await this.byLabel(label);
      await field.clear(); // without a word to the page: only typing tells it
      await field.sendKeys(text || `-${Key.BACK_SPACE}`);
    };
    await patiently(type, `"${label}" could not be filled.`);
  }

  /** Types where the focus is. */
  async type(...keys) {
    await (await this.driver.switchTo().activeElement()).sendKeys(...keys);
  }

  /** Holds keys such as Control together, where the focus is. */
  chord(...keys) {
    return this.type(Key.chord(...keys));
  }

  /** Goes with the Tab key to what has this role and name, as somebody without a mouse, and presses keys there. */
  async reach(role, name, ...keys) {
    const wanted = await this.byRole(role, name);
    const reached = () => this.run((element) => document.activeElement === element, wanted);
    for (let steps = 0; !(await reached()); steps++) {
      if (steps > 100) throw new Stop(`The Tab key does not lead to the ${role} "${name}".`);
      await this.type(Key.TAB);
    }
    if (keys.length > 0) await this.type(...keys);
  }

  /** Drags the scrollbar of a list from the top to the end with the mouse. */
  async dragScrollbar(role) {
    const { page, x, y, width, height } = await this.#place(role);
    const hand = async (down) => {
      this.#xdotool("mousemove", "--window", page, Math.round(x + width - 6), Math.round(y + down));
      await pause(100);
    };
    await hand(20);
    this.#xdotool("mousedown", "1");
    for (const part of [0.2, 0.5, 0.8, 1, 1.1]) await hand(height * part);
    this.#xdotool("mouseup", "1");
  }

  /** Turns the wheel over a list for some seconds, down (1) or up (-1). */
  async wheel(role, way, seconds) {
    const { page, x, y, width, height } = await this.#place(role);
    const [across, down] = [x + width / 2, y + height / 2].map(Math.round);
    this.#xdotool("mousemove", "--window", page, across, down);
    const turns = ["--repeat", Math.round(seconds * 50), "--delay", 20];
    this.#xdotool("click", ...turns, way > 0 ? 5 : 4);
  }

  /** Drags the scrollbar of a list that is at its top to the end and back, slowly and fast, for some seconds. */
  async shakeThumb(role, seconds) {
    const { page, x, y, width, height } = await this.#place(role);
    const hand = (share) => {
      const down = Math.round(y + 20 + share * (height - 40));
      return ["mousemove", "--window", page, Math.round(x + width - 6), down, "sleep", "0.016"];
    };
    const steps = Array.from({ length: Math.round(seconds * 50) }, (_, step) => {
      const sweep = step % 200; // two seconds to the end, one back, then jumps
      if (sweep < 100) return hand(sweep / 100);
      if (sweep < 150) return hand((150 - sweep) / 50);
      return hand((Math.floor(sweep / 5) * 0.37) % 1);
    });
    this.#xdotool(...hand(0), "mousedown", 1, ...steps.flat(), "mouseup", 1);
  }

  /** Keys or typing of the system's own, as `xdotool` has them: the driver is not asked meanwhile. */
  keys(...how) {
    this.#xdotool(...how);
  }

  /** Memory of all processes of this window in MiB: each page of memory is counted once (PSS). */
  memory() {
    const all = this.#programs();
    for (const pid of all) all.push(...childrenOf(pid));
    const kib = (pid) => {
      const told = read(`/proc/${pid}/smaps_rollup`).match(/^Pss:\s+(\d+) kB/m);
      return Number(told?.[1] ?? 0);
    };
    return all.reduce((sum, pid) => sum + kib(pid), 0) / 1024;
  }

  /** Runs a function in the page. */
  run(work, ...args) {
    return this.driver.executeScript(work, ...args);
  }

  /** Waits until `question` is answered with something true. */
  until(question, says, wait) {
    const answered = async () => (await question()) || Promise.reject(new Error("not yet"));
    return patiently(answered, says, wait);
  }

  /** Saves what the window shows. */
  async picture(path) {
    await this.driver.takeScreenshot(); // the frame before the last change may still be there
    const shown = await this.driver.takeScreenshot();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, shown, "base64");
  }

  /** Closes the window as its close button does and waits until the program has ended. */
  async quit() {
    const running = () => this.#programs().length > 0;
    for (let i = 0; i < 100 && running(); i++) {
      // A window manager that is busy may miss a key: whoever sees no answer presses it again.
      if (i % 30 === 0) {
        this.#xdotool("search", "--onlyvisible", "--class", "bookly", "windowactivate", "--sync");
        this.#xdotool("key", "alt+F4");
      }
      await pause(100);
    }
    const closed = !running();
    await this.kill();
    if (!closed) throw new Stop("Bookly did not end when its window was closed.");
  }

  /** Ends the program as a crash or a power cut would. */
  async kill() {
    for (const pid of this.#programs()) process.kill(pid, "SIGKILL");
    await this.driver.quit().catch(() => {}); // the session went with the program
    await end(this.server);
  }

  #xdotool(...args) {
    return answer("xdotool", args.map(String), { env: this.desktop.env }) ?? "";
  }

  /** The processes of this window: those its own driver started. */
  #programs() {
    const { pid, exitCode, signalCode } = this.server;
    if (exitCode !== null || signalCode !== null) return [];
    return childrenOf(pid).filter(isRunning);
  }

  /** Where a list is, and the window it is in. */
  async #place(role) {
    const list = await this.driver.findElement({ css: `[role=${role}]` });
    const [page] = this.#xdotool("search", "--onlyvisible", "--class", "bookly").split("\n");
    return { page, ...(await list.getRect()) };
  }

  async #find(kind, what, options, wait = 10_000) {
    const found = async () => {
      const [first] = await this.#ask(kind, what, options);
      return first ?? Promise.reject(new Error("not there"));
    };
    const named = options.name ? ` "${options.name}"` : "";
    return patiently(found, `The window has no ${kind} ${what}${named}.`, wait);
  }

  async #ask(kind, what, { name }) {
    const asked = () => this.run(askPage, kind, spell(what), spell(name));
    const answered = await asked();
    if (answered !== "no finders") return answered;
    await this.run(finders);
    return asked();
  }
}

/** What a file of the system says; nothing when what it is about has ended. */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

const isRunning = (pid) => /^State:\s+[^Z]/m.test(read(`/proc/${pid}/status`));

/** The processes that any thread of this one started. */
function childrenOf(pid) {
  const threads = isRunning(pid) ? readdirSync(`/proc/${pid}/task`) : [];
  const all = threads.flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(" "));
  return all.filter((child) => child.trim()).map(Number);
}

/** Runs inside the page. Texts match whole, patterns anywhere. */
function askPage(kind, what, name) {
  const finders = window.TestingLibraryDom;
  if (!finders) return "no finders";
  const read = (spelled) =>
    spelled?.pattern ? new RegExp(spelled.pattern, spelled.flags) : spelled?.text;
  const options = name ? { name: read(name) } : {};
  const all = finders[`queryAllBy${kind}`](document.body, read(what), options);
  return all.filter((element) => element.checkVisibility());
}

/** A pattern cannot cross into the page as it is. */
function spell(what) {
  if (what === undefined) return null;
  return what instanceof RegExp ? { pattern: what.source, flags: what.flags } : { text: what };
}

async function patiently(work, says, wait = 10_000) {
  const until = Date.now() + wait;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw new Stop(`${says} (${String(error.message).split("\n")[0]})`);
      await pause(100);
    }
  }
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
