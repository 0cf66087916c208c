// The desktop's own file dialog, worked the way a hand on the keyboard would.
import { answer, Stop } from "../../scripts/lib/run.mjs";
import { pause } from "./window.mjs";

/** Does what opens a file dialog, types a path into it and confirms it. */
export async function pickFile(desktop, path, openDialog) {
  const xdotool = (...args) => answer("xdotool", args, { env: desktop.env }) ?? "";
  const windows = () =>
    xdotool("search", "--onlyvisible", "--name", ".").split("\n").filter(Boolean);
  const others = new Set(windows());
  await openDialog();

  const dialog = await soon(
    () => windows().find((window) => !others.has(window)),
    "The file dialog did not open.",
  );
  for (let tries = 0; tries < 3; tries++) {
    xdotool("windowactivate", "--sync", dialog);
    await pause(500); // it is seen before it listens
    xdotool("key", "ctrl+a"); // what an earlier try left
    xdotool("type", "--delay", "15", path); // the first slash opens the dialog's path field
    await pause(500); // it completes names while they are typed
    xdotool("key", "Return");
    for (let i = 0; i < 30; i++) {
      if (!windows().includes(dialog)) return;
      await pause(100);
    }
  }
  throw new Stop(`The file dialog did not take ${path}.`);
}

async function soon(question, says) {
  for (let i = 0; i < 100; i++) {
    const answered = question();
    if (answered) return answered;
    await pause(100);
  }
  throw new Stop(says);
}
