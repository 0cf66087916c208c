// What is being written is kept in the library while it is written, so that a lock or an end does not lose it.
import { answerOf, type BookId, commands } from "../api";

/** How long nothing was typed before it is kept, in ms. */
const QUIET_MS = 400;

let waiting: { timer: number; keep: () => Promise<unknown> } | undefined;

/** Keeps it when nothing more was typed for a moment. */
export function keepSoon(book: BookId | null, texts: string): void {
  clearTimeout(waiting?.timer);
  // A failure is not told: whoever types has lost nothing yet, and saving tells what is wrong.
  const keep = () => answerOf(commands.bookDraftKeep({ book, texts }));
  waiting = { keep, timer: window.setTimeout(() => void keepNow(), QUIET_MS) };
}

/** Keeps at once what waits for its moment; before a lock. */
export async function keepNow(): Promise<void> {
  const { timer, keep } = waiting ?? {};
  clearTimeout(timer);
  waiting = undefined;
  await keep?.();
}

/** It was saved, or nobody wants it. */
export function forget(): void {
  clearTimeout(waiting?.timer);
  waiting = undefined;
  void answerOf(commands.bookDraftDrop());
}
