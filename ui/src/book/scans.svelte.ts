// What was scanned while the dialog is open. Each accepted scan is saved at once.
import { asFailure, type BookId, type BookRow, commands, type IsbnCheck } from "../api";
import { failureText, t } from "../messages";
import { emptyFields } from "./draft.svelte";

export type Scan =
  | {
      kind: "added";
      key: number;
      id: BookId;
      title: string;
      isbn: string;
      agency: string;
      undone: boolean;
    }
  | { kind: "bad"; key: number; code: string; why: string };
/** A code that is in the library already. */
export type Duplicate = { isbn: string; row: BookRow };

export class Scans {
  list = $state.raw<readonly Scan[]>([]);
  duplicate = $state.raw<Duplicate | null>(null);
  #key = 0;
  /** Codes are dealt with in the order they came, one after the other. */
  #queue: Promise<void> = Promise.resolve();

  get saved(): number {
    return this.list.filter((scan) => scan.kind === "added" && !scan.undone).length;
  }

  accept(code: string): Promise<void> {
    this.#queue = this.#queue.then(() => this.#take(code));
    return this.#queue;
  }

  clear(): void {
    this.list = [];
    this.duplicate = null;
  }

  /** The details of a scanned book were filled in. */
  filled(id: BookId, title: string): void {
    this.list = this.list.map((scan) =>
      scan.kind === "added" && scan.id === id ? { ...scan, title } : scan,
    );
  }

  remove(key: number): void {
    this.list = this.list.filter((scan) => scan.key !== key);
  }

  async undo(key: number): Promise<void> {
    const scan = this.list.find((one) => one.key === key);
    if (scan?.kind !== "added") return;
    try {
      await commands.bookTrash([scan.id]);
      this.list = this.list.map((one) =>
        one.key === key && one.kind === "added" ? { ...one, undone: true } : one,
      );
    } catch (reason) {
      this.#bad(scan.isbn, failureText(asFailure(reason)));
    }
  }

  async restore(row: BookRow): Promise<void> {
    this.duplicate = null;
    try {
      await commands.bookRestore([row.id]);
      this.#added(row.id, row.title, row.isbn, row.authors);
    } catch (reason) {
      this.#bad(row.isbn, failureText(asFailure(reason)));
    }
  }

  async #take(code: string): Promise<void> {
    try {
      const { check, known } = await commands.isbnLookup(code);
      const row = known.find(({ trashedAt }) => trashedAt === null) ?? known[0];
      if (!check.valid) this.#bad(code, problem(check));
      else if (row) this.duplicate = { isbn: check.shown, row };
      else await this.#add(check);
    } catch (reason) {
      this.#bad(code, failureText(asFailure(reason)));
    }
  }

  async #add(check: IsbnCheck): Promise<void> {
    const identifiers = [{ scheme: "isbn13", value: check.isbn13, shown: check.shown }];
    const { book } = await commands.bookAdd({ ...emptyFields, title: check.shown, identifiers });
    this.#added(book.id, "", check.isbn13, check.agency);
  }

  #added(id: BookId, title: string, isbn: string, agency: string): void {
    this.list = [
      { kind: "added", key: ++this.#key, id, title, isbn, agency, undone: false },
      ...this.list,
    ];
  }

  #bad(code: string, why: string): void {
    this.list = [{ kind: "bad", key: ++this.#key, code, why }, ...this.list];
  }
}

function problem(check: IsbnCheck): string {
  if (check.problem === "check_digit") return t("scan.check_digit");
  return check.problem === "character" ? t("scan.character") : t("scan.length");
}
