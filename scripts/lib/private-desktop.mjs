// A desktop of one's own: virtual display, session bus, keyring and home folder that share nothing with the person
// who runs it. Linux only; the programs come from `desktopPackages` in system-packages.mjs.
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answer, background, end, firstLine, Stop } from "./run.mjs";
import { targetFolder } from "./setup.mjs";

export const canHaveDesktop = process.platform === "linux";

/**
 * `keyring` says what answers for secrets on the session bus:
 * "open" (an unlocked keyring), "locked", "none" (a bus with nobody on it) or "no-bus".
 */
export async function openDesktop({ keyring = "open", size = "1440x900x24" } = {}) {
  if (!canHaveDesktop) throw new Stop("A private desktop needs Linux.");
  const folder = mkdtempSync(join(tmpdir(), "bookly-desktop-"));
  const children = [];
  const env = homeOf(folder);
  const desktop = {
    folder,
    env,
    async close() {
      for (const child of children.reverse()) await end(child);
      await removeFolder(folder);
    },
    /** Ends the keyring as a crash would. */
    async killKeyring() {
      const daemon = children.at(-1);
      if (daemon.spawnfile.endsWith("gnome-keyring-daemon")) await end(daemon, 0);
    },
    /** Puts a keyring that does wrong in the place of the one that is there; see testkit/src/bin/keyring-stub.rs. */
    async replaceKeyring(how) {
      await end(children.pop(), 0);
      children.push(await startStub(env, how));
    },
    lockKeyring: () =>
      callSecrets(env, "Lock", "array:objpath:/org/freedesktop/secrets/collection/login"),
    /** How many secrets Bookly keeps in this keyring. */
    secrets() {
      const found = callSecrets(
        env,
        "SearchItems",
        "dict:string:string:service,app.bookly.desktop",
      );
      return found === null ? 0 : [...found.matchAll(/object path/g)].length;
    },
  };
  try {
    children.push(await startDisplay(env, size));
    children.push(background("openbox", [], { env, stdio: "ignore" })); // gives windows focus, and closes them politely
    if (keyring !== "no-bus") children.push(await startBus(env));
    if (keyring === "open" || keyring === "locked") children.push(await startKeyring(env));
    if (keyring === "locked") desktop.lockKeyring();
    return desktop;
  } catch (error) {
    await desktop.close();
    throw error;
  }
}

/** Programs that lost their display may still write while they end. */
async function removeFolder(folder) {
  for (let tries = 0; ; tries++) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (tries === 20) throw error;
      await new Promise((done) => setTimeout(done, 250));
    }
  }
}

/** The person's own environment, with nothing left in it that leads to their files, display, bus or keyring. */
function homeOf(folder) {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^(XDG_|DBUS_|GNOME_KEYRING_|WAYLAND_|DISPLAY$|XAUTHORITY$|BOOKLY_)/.test(name))
      delete env[name];
  }
  const places = {
    HOME: "home",
    XDG_DATA_HOME: "data",
    XDG_CONFIG_HOME: "config",
    XDG_CACHE_HOME: "cache",
  };
  for (const [name, place] of Object.entries({ ...places, XDG_RUNTIME_DIR: "run" })) {
    env[name] = join(folder, place);
    mkdirSync(env[name], { mode: 0o700 });
  }
  return Object.assign(env, {
    GDK_BACKEND: "x11",
    LIBGL_ALWAYS_SOFTWARE: "1",
    LANG: "C.UTF-8",
    NO_AT_BRIDGE: "1",
  });
}

async function startDisplay(env, size) {
  const cookies = join(env.XDG_RUNTIME_DIR, "Xauthority");
  const cookie = randomBytes(16).toString("hex");
  const admit = (display) => answer("xauth", ["-f", cookies, "add", display, ".", cookie], { env });
  writeFileSync(cookies, "", { mode: 0o600 });
  admit(":0");
  const options = ["-screen", "0", size, "-nolisten", "tcp", "-auth", cookies, "-displayfd", "3"];
  const display = background("Xvfb", options, {
    env,
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  env.DISPLAY = `:${await firstLine(display, display.stdio[3], "The virtual display (Xvfb)")}`;
  env.XAUTHORITY = cookies;
  admit(env.DISPLAY); // the server knows the cookie; now its clients find it too
  return display;
}

/** A bus that starts nothing by itself: only what this file starts answers on it. */
async function startBus(env) {
  const rules = join(env.XDG_RUNTIME_DIR, "bus.conf");
  writeFileSync(
    rules,
    `<busconfig><type>session</type><listen>unix:path=${env.XDG_RUNTIME_DIR}/bus</listen><auth>EXTERNAL</auth>
      <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
    </busconfig>`,
  );
  const options = [`--config-file=${rules}`, "--nofork", "--nopidfile", "--print-address=1"];
  const bus = background("dbus-daemon", options, { env, stdio: ["ignore", "pipe", "ignore"] });
  env.DBUS_SESSION_BUS_ADDRESS = await firstLine(bus, bus.stdout, "The session bus (dbus-daemon)");
  return bus;
}

async function startStub(env, how) {
  const stub = background(join(targetFolder(), "debug", "keyring-stub"), [how], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await firstLine(stub, stub.stdout, "The keyring's stub");
  return stub;
}

async function startKeyring(env) {
  const options = ["--foreground", "--unlock", "--components=secrets"];
  const daemon = background("gnome-keyring-daemon", options, {
    env,
    stdio: ["pipe", "ignore", "ignore"],
  });
  daemon.stdin.end("bookly");
  for (let i = 0; i < 50; i++) {
    const collections = callSecrets(env, "ReadAlias", "string:default");
    if (collections?.includes("/collection/")) return daemon;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Stop("The keyring (gnome-keyring-daemon) did not open.");
}

function callSecrets(env, method, ...args) {
  const to = [
    "--session",
    "--print-reply",
    "--dest=org.freedesktop.secrets",
    "/org/freedesktop/secrets",
  ];
  return answer("dbus-send", [...to, `org.freedesktop.Secret.Service.${method}`, ...args], { env });
}
