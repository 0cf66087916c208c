// Backups, answered from memory.
import type {
  Account,
  Backup,
  commands as Commands,
  CopyProgress,
  CopyStep,
  RestorePreview,
} from "../src/bindings";
import { fail, library } from "./fake-library";

type Doors = Pick<
  typeof Commands,
  | "backupList"
  | "backupCheck"
  | "backupMake"
  | "backupSave"
  | "backupChoose"
  | "backupOpen"
  | "backupClose"
  | "backupRestore"
  | "backupRestoreAsAccount"
  | "backupCancel"
  | "libraryExport"
>;
type Channel = { onmessage: (it: CopyProgress) => void };

const day = 24 * 3_600_000;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const counts = () => ({ books: library.all().length, trashed: 2, shelves: 1 });

function backup(age: number, kind: Backup["kind"], sound = true): Backup {
  const at = Date.parse("2026-11-18T09:12:00Z") - age * day;
  const name = `${new Date(at).toISOString().replace(/[-:]|\.\d+/g, "")}-${kind}-s1.bookly`;
  return { name, at, kind, schema: 1, bytes: 61_000_000, sound, counts: sound ? counts() : null };
}

let list = [backup(0, "auto"), backup(1, "manual"), backup(3, "pre-import", false)];
let stopped = false;

async function run(progress: unknown, ...steps: CopyStep[]) {
  stopped = false;
  for (const step of steps) {
    for (let done = 0; done <= 100; done += 20) {
      await wait(20);
      if (stopped) fail("copy_cancelled");
      (progress as Channel).onmessage({ step, done, total: step === "checking" ? 0 : 100 });
    }
  }
}

export function backupDoors(password: string, account: () => Account): Doors {
  return {
    backupList: async () => list,
    backupCheck: async () => true,
    backupMake: async (progress) => {
      await run(progress, "copying", "checking", "writing");
      const made = backup(-1, "manual");
      list = [made, ...list];
      return made;
    },
    backupSave: async () => true,
    backupChoose: async () => ({ handle: 1, name: "ilse.bookly", bytes: 61_000_000 }),
    backupOpen: async (which, { secret }, progress) => {
      await run(progress, "reading", "checking", "comparing");
      if (secret !== password) fail("backup_refused", "", "secret");
      const preview: RestorePreview = {
        at: list[0]?.at ?? 0,
        kind: "auto",
        username: "ilse",
        counts: counts(),
        now: counts(),
        losses: { added: 5, changed: 1, removed: 0, shelves: 1 },
        needsPassword: false,
      };
      return which.from === "list" ? preview : { ...preview, now: null, losses: null };
    },
    backupClose: async () => null,
    backupRestore: async (progress) => {
      await run(progress, "encrypting", "copying", "writing");
      return account();
    },
    backupRestoreAsAccount: async (_, progress) => {
      await run(progress, "encrypting");
      return { account: account(), recoveryCode: null };
    },
    backupCancel: async () => {
      stopped = true;
      return null;
    },
    libraryExport: async (progress) => {
      await run(progress, "exporting");
      return library.all().length;
    },
  };
}
