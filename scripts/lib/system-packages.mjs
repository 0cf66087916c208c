// What Bookly needs from the operating system, and how to get it where we know the package manager.
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { answer, run, Stop } from "./run.mjs";

const program = (name) => () =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));
const library = (name) => () => answer("pkg-config", ["--exists", name]) !== null;
const fonts = () => existsSync("/usr/share/fonts") && readdirSync("/usr/share/fonts").length > 0;

/** To build and run. Each line: is it there, and its package for apt, dnf and pacman. */
export const buildPackages = {
  why: "to build Bookly and show its window",
  needs: [
    [program("cc"), "build-essential", "gcc-c++", "base-devel"],
    [program("make"), "build-essential", "make", "base-devel"],
    [program("pkg-config"), "pkg-config", "pkgconf-pkg-config", "pkgconf"],
    [library("webkit2gtk-4.1"), "libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel", "webkit2gtk-4.1"],
    [library("openssl"), "libssl-dev", "openssl-devel", "openssl"],
  ],
};

/** For a desktop of one's own, and to drive a window on it. */
export const desktopPackages = {
  why: "for a virtual display with its own keyring, and to drive the window on it",
  needs: [
    [program("Xvfb"), "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"],
    [program("xauth"), "xauth", "xorg-x11-xauth", "xorg-xauth"],
    [program("openbox"), "openbox", "openbox", "openbox"],
    [program("xdotool"), "xdotool", "xdotool", "xdotool"],
    [program("dbus-daemon"), "dbus", "dbus-daemon", "dbus"],
    [program("dbus-send"), "dbus", "dbus-tools", "dbus"],
    [program("gnome-keyring-daemon"), "gnome-keyring", "gnome-keyring", "gnome-keyring"],
    [program("WebKitWebDriver"), "webkit2gtk-driver", "/usr/bin/WebKitWebDriver", "webkit2gtk-4.1"],
    [program("sqlite3"), "sqlite3", "sqlite", "sqlite"],
    [fonts, "fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu"],
  ],
};

/** For installers that carry their own OpenSSL. */
export const packagingPackages = {
  why: "to build the installers",
  needs: [
    [program("perl"), "perl", "perl", "perl"],
    [program("rpm"), "rpm", "rpm", "rpm-tools"],
    [
      program("desktop-file-validate"),
      "desktop-file-utils",
      "desktop-file-utils",
      "desktop-file-utils",
    ],
    [program("appstreamcli"), "appstream", "appstream", "appstream"],
  ],
};

const apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300"];
const managers = [
  {
    name: "apt-get",
    install: [...apt, "install", "-y", "--no-install-recommends"],
    // With old lists it would look for packages that no longer fit what is installed.
    refresh: [...apt, "update"],
  },
  { name: "dnf", install: ["dnf", "install", "-y", "--setopt=install_weak_deps=False"] },
  { name: "pacman", install: ["pacman", "-Sy", "--needed", "--noconfirm"] },
];

/** Makes sure that these packages are there; installs nothing when they are. */
export function needSystemPackages(...groups) {
  if (process.platform !== "linux") return;
  const found = managers.findIndex(({ name }) => program(name)());
  const column = Math.max(found, 0) + 1; // Debian's names where we know no better
  for (const { why, needs } of groups) {
    const missing = needs.filter(([isThere]) => !isThere()).map((need) => need[column]);
    const packages = [...new Set(missing)];
    if (packages.length > 0) install(managers[found], packages, why);
  }
}

function install(manager, packages, why) {
  const byHand = `${manager ? manager.install.join(" ") : "Debian calls them:"} ${packages.join(" ")}`;
  const cannot = (reason) =>
    new Stop(
      `Bookly needs system packages ${why}, and ${reason}. Install them and start again:\n  ${byHand}`,
    );
  if (!manager) throw cannot("this system has no package manager that Bookly knows");

  const root = process.getuid() === 0;
  if (!root && !program("sudo")())
    throw cannot("only root can install them (there is no sudo here)");
  console.log(
    `Installing system packages ${why}${root ? "" : " (sudo may ask for your password)"}:`,
  );
  console.log(`  ${packages.join(" ")}`);
  const asRoot = root ? [] : process.stdin.isTTY ? ["sudo"] : ["sudo", "-n"];
  const call = (command) => {
    const [first, ...rest] = [...asRoot, ...command];
    run(first, rest, { env: { DEBIAN_FRONTEND: "noninteractive" } });
  };
  if (manager.refresh) {
    try {
      call(manager.refresh);
    } catch (error) {
      console.warn(`${error.message} Going on with the package lists that are here.`);
    }
  }
  try {
    call([...manager.install, ...packages]);
  } catch (error) {
    throw cannot(`installing them did not work (${error.message})`);
  }
}
