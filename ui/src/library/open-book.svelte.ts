// The book the details panel shows. The old one stays until the new one is there; a late answer is dropped.
import {
  answerOf,
  type Book,
  type BookId,
  commands,
  type Failure,
  type HistoryEntry,
} from "../api";

export class OpenBook {
  book = $state.raw<Book | null>(null);
  failure = $state.raw<Failure | null>(null);
  history = $state.raw<readonly HistoryEntry[] | null>(null);
  #wanted: BookId | null = null;
  #asked = 0;

  async show(id: BookId | null): Promise<void> {
    const asked = ++this.#asked;
    if (id !== this.#wanted) this.history = null;
    this.#wanted = id;
    if (id === null) {
      this.book = null;
      this.failure = null;
      return;
    }
    const answer = await answerOf(commands.bookRead(id));
    if (asked !== this.#asked) return;
    this.failure = answer.ok ? null : answer.failure;
    this.book = answer.ok ? answer.value : null;
    if (this.history) await this.readHistory();
  }

  async readHistory(): Promise<void> {
    const id = this.#wanted;
    if (id === null) return;
    const answer = await answerOf(commands.bookHistory(id));
    if (answer.ok && id === this.#wanted) this.history = answer.value;
  }
}
