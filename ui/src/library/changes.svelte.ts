// What is done to the selected books, said in a toast that can take it back.
import {
  type Answer,
  answerOf,
  type BookId,
  type ChangeDone,
  commands,
  type Failure,
  type ReadingStatus,
} from "../api";
import type { Library } from "../library.svelte";
import { selectedRanges } from "../list/selection";
import { failureText, type MessageKey, t } from "../messages";
import { toasts } from "../parts/toast.svelte";
import { capsOf } from "../shortcuts";

/** What is wrong with the disk stays on screen until it is put right. */
const lasting: readonly Failure["code"][] = [
  "disk_full",
  "read_only",
  "disk_error",
  "library_damaged",
  "library_moved",
  "library_not_opened",
];

export class Changes {
  /** A failure to write; shown until something is written again. */
  failure = $state.raw<Failure | null>(null);
  readonly #library: Library;
  /** A change that was made as several: undone as one while it is the newest. */
  #group: { last: number; size: number } | null = null;

  constructor(library: Library) {
    this.#library = library;
  }

  /** The selected books, or the focused one when nothing is selected. */
  async targets(): Promise<BookId[]> {
    const { selection, selected, focused, view } = this.#library;
    if (selected === 0) {
      const id = view.row(focused)?.id;
      return id === undefined ? [] : [id];
    }
    const ids: BookId[] = [];
    for (const [from, to] of selectedRanges(selection, view.total))
      ids.push(...(await view.ids(from, to)));
    return ids;
  }

  async trash(): Promise<void> {
    await this.#overTargets((ids) => commands.bookTrash(ids));
  }

  async restore(): Promise<void> {
    await this.#overTargets((ids) => commands.bookRestore(ids));
  }

  async setStatus(status: ReadingStatus): Promise<void> {
    await this.#eachTarget((id) => commands.bookChange(id, { status }));
  }

  async rate(rating: number | null): Promise<void> {
    await this.#eachTarget((id) => commands.bookChange(id, { rating }));
  }

  async addTags(tags: readonly string[]): Promise<void> {
    await this.#eachTarget(async (id) => {
      const { fields } = await commands.bookRead(id);
      return commands.bookChange(id, { tags: [...new Set([...fields.tags, ...tags])] });
    });
  }

  /** For ever. */
  async purge(): Promise<void> {
    const answer = await this.#answer(async () => commands.bookPurge(await this.targets()));
    if (answer.ok) toasts.show({ text: t("change.purged", { count: answer.value }) });
  }

  async emptyTrash(): Promise<void> {
    const answer = await this.#answer(() => commands.trashEmpty());
    if (answer.ok) toasts.show({ text: t("change.purged", { count: answer.value }) });
  }

  async undo(): Promise<void> {
    const state = await this.#answer(() => commands.undoState());
    const group =
      state.ok && this.#group && state.value.undo?.id === this.#group.last ? this.#group : null;
    this.#group = null;
    const answer = await this.#answer(async () => {
      for (let left = (group?.size ?? 1) - 1; left > 0; left--) await commands.changeUndo();
      return commands.changeUndo();
    });
    if (!answer.ok) return;
    const values = { ...answer.value, count: group?.size ?? answer.value.count };
    toasts.show({
      text: t(`undone.${values.kind}` as MessageKey, {
        count: values.count,
        subject: values.subject,
      }),
      action: { label: t("app.redo"), keys: capsOf("redo"), run: () => void this.redo() },
    });
  }

  async redo(): Promise<void> {
    const answer = await this.#answer(() => commands.changeRedo());
    if (answer.ok) this.tell(answer.value);
  }

  /** A change of the smart shelves; `quiet` where it is seen at once and its opposite is one key away. */
  async ofShelf(change: () => Promise<ChangeDone>, how?: "quiet"): Promise<void> {
    const answer = await this.#answer(change);
    if (answer.ok && how !== "quiet") this.tell(answer.value);
    await this.#library.refresh();
  }

  /** Says what was done and offers to take it back. */
  tell({ kind, count, subject }: ChangeDone): void {
    toasts.show({
      text: t(`change.${kind}` as MessageKey, { count, subject }),
      action: { label: t("app.undo"), keys: capsOf("undo"), run: () => void this.undo() },
    });
  }

  /** Says why something did not work: in a banner when it concerns the disk, else in a toast. */
  refuse(failure: Failure): void {
    if (lasting.includes(failure.code)) this.failure = failure;
    else toasts.show({ text: failureText(failure) });
  }

  async #overTargets(change: (ids: BookId[]) => Promise<ChangeDone>): Promise<void> {
    const ids = await this.#answer(() => this.targets());
    if (!ids.ok || ids.value.length === 0) return;
    const answer = await this.#answer(() => change(ids.value));
    if (answer.ok) this.tell(answer.value);
  }

  async #eachTarget(change: (id: BookId) => Promise<{ change: ChangeDone }>): Promise<void> {
    const ids = await this.#answer(() => this.targets());
    if (!ids.ok) return;
    let done: ChangeDone | null = null;
    let size = 0;
    const answer = await this.#answer(async () => {
      for (const id of ids.value) {
        done = (await change(id)).change;
        size++;
      }
      return done;
    });
    const last = answer.ok ? answer.value : done;
    if (!last) return;
    if (size > 1) this.#group = { last: last.id, size };
    this.tell(size > 1 ? { ...last, count: size } : last);
  }

  async #answer<T>(command: () => Promise<T>): Promise<Answer<T>> {
    const answer = await answerOf(command());
    if (answer.ok) this.failure = null;
    else this.refuse(answer.failure);
    return answer;
  }
}
