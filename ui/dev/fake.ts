// The commands of the Rust side, answered from memory. Only `vite --mode fake` uses it.
import type {
  Account,
  commands as Commands,
  ImportPreview,
  ImportProgress,
  IsbnCheck,
  KeyringState,
  Locked,
  PastImport,
  Preferences,
  ShelfCount,
  Tries,
} from "../src/bindings";
import { backupDoors } from "./fake-backups";
import { emptyFields, fail, library, rowOf, type Shelf } from "./fake-library";
import { chipsOf, help, problemOf, withValue } from "./fake-query";
import { scene } from "./fake-scene";
import { asked, complete, facet, facets, passages, searches } from "./fake-search";
import { found, openView, ready, viewPosition, viewWindow } from "./fake-views";

export type * from "../src/bindings";

const code = "7QKM-2XWD-9FTH-R4BN-C6PE-V8GJ-3ZSA-M5TY";
const password = "correct otter lantern";
let keyring: KeyringState = { available: scene.keyring === "none", reason: scene.keyring };
let preferences: Preferences = {
  theme: scene.theme,
  density: scene.density,
  textPercent: scene.text,
  singleKeys: true,
};
let account: Account = {
  username: "ilse",
  email: "ilse@vandermeer.example",
  createdAt: Date.parse("2024-02-03"),
  staySignedIn: keyring.available,
  recoveryConfirmed: scene.start !== "recovery",
  lockAfterMinutes: 15,
};
const locked: Locked = { username: "ilse", why: "idle", afterMinutes: 15 };
let here: "nobody" | "locked" | "inside" =
  scene.start === "locked"
    ? "locked"
    : scene.start === "library" || scene.start === "recovery"
      ? "inside"
      : "nobody";
let failures = 0;
/** As the core counts: nothing but a number of free tries here. */
function wrong(): Tries {
  failures += 1;
  const wait = failures < 5 ? 0 : Math.min(2 ** (failures - 5), 300);
  return { failures, left: Math.max(0, 5 - failures), wait, wholeWait: wait };
}
let stopped = false;
const imports: PastImport[] = [];

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function checkIsbn(text: string): IsbnCheck {
  const digits = text.replace(/[\s-]/g, "").toUpperCase();
  const none = { valid: false, isbn13: "", shown: text, agency: "", fixed: "" };
  if (!digits) return { ...none, problem: "empty" };
  if (!/^\d+X?$/.test(digits)) return { ...none, problem: "character" };
  if (digits.length !== 13) return { ...none, problem: "length" };
  const sum = [...digits.slice(0, 12)].reduce(
    (all, digit, at) => all + Number(digit) * (at % 2 ? 3 : 1),
    0,
  );
  const last = (10 - (sum % 10)) % 10;
  if (last !== Number(digits[12])) {
    return { ...none, problem: "check_digit", fixed: digits.slice(0, 12) + last };
  }
  const shown = digits.replace(/^(\d{3})(\d)(\d{4})(\d{4})(\d)$/, "$1-$2-$3-$4-$5");
  return {
    valid: true,
    isbn13: digits,
    shown,
    agency: "English language",
    problem: "none",
    fixed: "",
  };
}

const preview: ImportPreview = {
  source: "Goodreads",
  layout: "CSV, 24 columns",
  rows: 1240,
  new: 1180,
  same: 41,
  filled: 12,
  rejected: 7,
  rejectedRows: [
    { row: 17, says: "Untitled,,", reason: "The title is missing." },
    { row: 233, says: "Dune,Frank Herbert,19655", reason: "The year 19655 is in the future." },
  ],
  sample: [
    { row: 1, title: "Dune", authors: "Frank Herbert", verdict: "new" },
    { row: 2, title: "Piranesi", authors: "Susanna Clarke", verdict: "same" },
    { row: 3, title: "Beloved", authors: "Toni Morrison", verdict: "filled" },
  ],
  notes: [{ text: "Dates read as day.month.year", count: 212 }],
};

async function runImport(
  handle: number,
  progress: { onmessage: (it: never) => void },
  rows: number,
) {
  if (handle < 1) fail("import_handle_gone");
  stopped = false;
  const report = progress.onmessage as (it: ImportProgress) => void;
  for (let step = 1; step <= 20; step += 1) {
    await wait(60);
    if (stopped) fail("import_cancelled");
    const done = Math.round((rows * step) / 20);
    report({ rows: done, bytesRead: step * 20_000, bytes: 400_000, backup: null });
  }
}

function checked(id: number, name: string, query: string): Shelf {
  if (!name.trim()) fail("name_missing", "A shelf needs a name.", "name");
  if (problemOf(query)) fail("query_unreadable", problemOf(query)?.message, "query");
  return { id, name: name.trim(), query: query.trim() };
}

function counted(shelf: Shelf): ShelfCount {
  const problem = problemOf(shelf.query)?.message ?? null;
  const books = () =>
    library
      .all()
      .slice(0, 5000) // enough to see a number in a library of a million
      .filter((book) => book.trashedAt === null && found(book, shelf.query)).length;
  return { ...shelf, problem, count: problem || !ready() ? null : books() };
}

if (scene.preparing > 0) setTimeout(() => library.touch(), scene.preparing);

const answers: typeof Commands = {
  ...backupDoors(password, () => account),
  appStart: async () => {
    if (scene.start === "broken") fail("library_in_use");
    return {
      accountCount: scene.start === "welcome" ? 0 : 1,
      lastName: scene.start === "welcome" ? null : account.username,
      account: here === "inside" ? account : null,
      locked: here === "locked" ? locked : null,
      damaged: null,
      pause: scene.pause > 0 ? { failures: 6, left: 0, wait: scene.pause, wholeWait: 60 } : null,
      keyring,
      preferences,
      version: "0.1.0",
      platform: "linux",
      openFile: null,
    };
  },
  accountSignUp: async ({ username, email, password: chosen, staySignedIn }) => {
    await wait(300);
    if (username === "taken") fail("account_exists", "User Account Already Exists", "username");
    if ([...chosen].length < 10) fail("password_too_short", "", "password");
    account = {
      username,
      email,
      createdAt: Date.now(),
      staySignedIn,
      recoveryConfirmed: false,
      lockAfterMinutes: 15,
    };
    return { message: "User Created successfully", account, recoveryCode: code };
  },
  accountConfirmRecovery: async (group) => {
    if (group.toUpperCase() !== code.slice(-4)) fail("recovery_group_wrong", "", "group");
    account = { ...account, recoveryConfirmed: true };
    return null;
  },
  accountIssueRecovery: async () => code,
  accountLogIn: async ({ name, password: given, staySignedIn }) => {
    await wait(300);
    const known = name === account.username || name === account.email;
    if (!known || given !== password) fail("login_refused", "", null, wrong());
    account = { ...account, staySignedIn };
    here = "inside";
    return account;
  },
  accountLock: async () => {
    here = "locked";
    return { ...locked, why: "asked" };
  },
  accountUnlock: async (given) => {
    await wait(300);
    if (given !== password) fail("password_wrong", "", "current", wrong());
    here = "inside";
    return account;
  },
  accountLockAfter: async (lockAfterMinutes) => {
    account = { ...account, lockAfterMinutes };
    return account;
  },
  accountActive: async () => null,
  accountChangePassword: async (current) => {
    await wait(300);
    if (current !== password) fail("password_wrong", "", "current", wrong());
    return account;
  },
  accountRecover: async ({ code: given }) => {
    await wait(300);
    if (given.length < 32) fail("recovery_code_invalid", "", "code");
    if (given !== code) fail("recovery_refused", "", "code", wrong());
    here = "inside";
    return { message: "", account: { ...account, recoveryConfirmed: false }, recoveryCode: code };
  },
  accountRenewRecovery: async (current) => {
    if (current !== password) fail("password_wrong", "", "current", wrong());
    return code;
  },
  accountReencrypt: async (current, progress) => {
    if (current !== password) fail("password_wrong", "", "current", wrong());
    stopped = false;
    const total = 61_000_000;
    for (let done = 0; done <= total; done += 3_000_000) {
      await wait(100);
      if (stopped) fail("reencrypt_cancelled");
      progress.onmessage({ done, total });
    }
    return { message: "", account, recoveryCode: code };
  },
  accountReencryptCancel: async () => {
    stopped = true;
    return null;
  },
  accountDelete: async (current, username) => {
    if (username !== account.username) fail("name_not_confirmed", "", "username");
    if (current !== password) fail("password_wrong", "", "current", wrong());
    here = "nobody";
    return null;
  },
  accountLogOut: async () => {
    here = "nobody";
    return null;
  },
  accountStaySignedIn: async (staySignedIn) => {
    if (!keyring.available) fail("keyring_unavailable");
    account = { ...account, staySignedIn };
    return account;
  },
  passwordStrength: async (text) => {
    const length = [...text].length;
    const score = Math.min(4, Math.floor(length / 5));
    const warning = /(.)\1\1/.test(text) ? "repeated_character" : "";
    return { score, accepted: score === 4, length, warning };
  },
  keyringRetry: async () => {
    await wait(300);
    keyring = { available: true, reason: "none" };
    return keyring;
  },
  preferencesChange: async (wanted) => {
    preferences = wanted;
    return null;
  },
  dataPlace: async () => ({
    folder: "/home/ilse/.local/share/bookly",
    libraryFile: "/home/ilse/.local/share/bookly/accounts/1/library.db",
    bytes: 61_000_000,
  }),
  dataPlaceOpen: async () => null,

  bookAdd: async (fields) => library.add(fields),
  bookRead: async (id) => library.require(id),
  bookChange: async (id, change) => library.change(id, change),
  bookDraft: async () => library.draft,
  bookDraftKeep: async (draft) => {
    library.draft = draft;
    return null;
  },
  bookDraftDrop: async () => {
    library.draft = null;
    return null;
  },
  bookTrash: async (ids) => library.trash(ids, Date.now()),
  bookRestore: async (ids) => library.trash(ids, null),
  bookPurge: async (ids) => library.purge(ids),
  trashEmpty: async () => {
    const trashed = library.all().filter((book) => book.trashedAt !== null);
    return library.purge(trashed.map((book) => book.id));
  },
  bookHistory: async (id) => library.history(id),
  bookLookalikes: async (fields, except) => {
    const alike = library.all().filter((book) => book.fields.title === fields.title);
    return alike.filter((book) => book.id !== except).map(rowOf);
  },
  isbnCheck: async (text) => checkIsbn(text),
  isbnLookup: async (text) => {
    const check = checkIsbn(text);
    const known = library.all().filter((book) => {
      return book.fields.identifiers.some((it) => check.valid && it.value === check.isbn13);
    });
    return { check, known: known.map(rowOf) };
  },
  changeUndo: async () => library.undo(),
  changeRedo: async () => library.redo(),
  undoState: async () => library.undoState(),
  viewOpen: async (query) => {
    await wait(scene.slow);
    asked(query.text);
    return openView(query);
  },
  viewWindow: async (view, start, len) => {
    await wait(scene.slow);
    return viewWindow(view, start, len);
  },
  viewPosition: async (view, id) => viewPosition(view, id),
  sidebarCounts: async () => library.counts(ready(), library.shelves.map(counted)),
  facets: async (view) => {
    await wait(scene.slow);
    return facets(view);
  },
  facetValues: async (view, field, filter, limit) => facet(view, field, filter, limit),
  queryWith: async (text, field, value, mode) => withValue(text, field, value, mode),
  queryComplete: async (text, caret) => complete(text, caret),
  queryChips: async (text) => chipsOf(text),
  queryHelp: async () => help,
  shelfCreate: async (name, query) => {
    const id = Math.max(0, ...library.shelves.map((shelf) => shelf.id)) + 1;
    const shelf = checked(id, name, query);
    return library.shelve("shelf_create", shelf.name, [...library.shelves, shelf]);
  },
  shelfChange: async (id, name, query) => {
    const changed = checked(id, name, query);
    const shelves = library.shelves.map((shelf) => (shelf.id === id ? changed : shelf));
    return library.shelve("shelf_change", changed.name, shelves);
  },
  shelfMove: async (id, before) => {
    const moved = library.shelves.find((shelf) => shelf.id === id) ?? fail("shelf_not_found");
    const shelves = library.shelves.filter((shelf) => shelf.id !== id);
    const at = shelves.findIndex((shelf) => shelf.id === before);
    shelves.splice(at < 0 ? shelves.length : at, 0, moved);
    return library.shelve("shelf_move", moved.name, shelves);
  },
  shelfDelete: async (id) => {
    const gone = library.shelves.find((shelf) => shelf.id === id) ?? fail("shelf_not_found");
    const shelves = library.shelves.filter((shelf) => shelf.id !== id);
    return library.shelve("shelf_delete", gone.name, shelves);
  },
  recentSearches: async () => searches.all(),
  recentSearchNote: async (text) => searches.note(text),
  recentSearchForget: async (text) => searches.forget(text),
  recentSearchesClear: async () => searches.clear(),
  bookPassages: async (id, text) => passages(library.require(id), text),

  importChoose: async () => ({ handle: 1, name: "goodreads_library_export.csv", bytes: 400_000 }),
  importPreview: async (handle, progress) => {
    await runImport(handle, progress, preview.rows);
    return preview;
  },
  importRun: async (handle, progress) => {
    await runImport(handle, progress, preview.rows);
    const change = library.import(
      preview.sample.map((row) => ({
        ...emptyFields,
        title: row.title,
        contributors: [{ name: row.authors, sortName: "", role: "author" as const }],
      })),
    );
    const { rows, same, filled, rejected } = preview;
    imports.unshift({
      changeId: change.id,
      at: Date.now(),
      source: preview.source,
      fileName: "goodreads_library_export.csv",
      added: change.count,
      filled,
      rejected,
      undone: false,
    });
    return { changeId: change.id, rows, added: change.count, same, filled, rejected, seconds: 1.2 };
  },
  importCancel: async () => {
    stopped = true;
    return null;
  },
  importSaveRejected: async () => true,
  importUndo: async (changeId) => {
    const past = imports.find((it) => it.changeId === changeId);
    if (past) past.undone = true;
    return library.undo();
  },
  importList: async () => imports,
  appRetry: async () => null,
  diagnostics: async () => "Bookly 0.1.0\nSystem: linux x86_64",
  damageRetry: async () => null,
  damageSurvey: async () => fail("not_logged_in", ""),
  damageSalvage: async () => fail("not_logged_in", ""),
  damageCancel: async () => null,
  damageExport: async () => null,
};

export const commands = answers;
