// Finds a selection again after the library changed under it: by the books at the ends of its ranges.
import type { BookId } from "../api";
import { nothing, ofRanges, type Range, type Selection } from "./selection";
import type { Find } from "./view.svelte";

/** Ranges up to this long are followed book by book when they do not stay together. */
const FOLLOWED = 200;

type KeptRange = { length: number; first: BookId; last: BookId; all: BookId[] | null };
export type Kept = { inverted: boolean; ranges: KeptRange[] };

/** Reads the books that tell where the selection is. `ids` gives the books of a stretch of the old view. */
export async function keep(
  selection: Selection,
  ids: (from: number, to: number) => Promise<BookId[]>,
): Promise<Kept> {
  const ranges: KeptRange[] = [];
  for (const [from, to] of selection.ranges) {
    const length = to - from + 1;
    const all = length <= FOLLOWED ? await ids(from, to) : null;
    const [first] = all ?? (await ids(from, from));
    const last = all ? all.at(-1) : (await ids(to, to))[0];
    if (first !== undefined && last !== undefined) ranges.push({ length, first, last, all });
  }
  return { inverted: selection.inverted, ranges };
}

export async function findAgain({ inverted, ranges }: Kept, find: Find): Promise<Selection> {
  const found: Range[] = [];
  for (const { length, first, last, all } of ranges) {
    const from = await find(first);
    const to = length === 1 ? from : await find(last);
    if (from !== null && to !== null && to - from === length - 1) {
      found.push([from, to]);
      continue;
    }
    for (const id of all ?? []) {
      const at = await find(id);
      if (at !== null) found.push([at, at]);
    }
  }
  return found.length === 0 && !inverted ? nothing : ofRanges(found, inverted);
}
