// What is selected in a view, by position: some ranges, or everything but some ranges. Never a list of ids.

/** First and last position, both inside. */
export type Range = readonly [number, number];
/** `ranges` are sorted, apart from each other, and say what is in (or, with `inverted`, what is not). */
export type Selection = { readonly inverted: boolean; readonly ranges: readonly Range[] };

export const nothing: Selection = { inverted: false, ranges: [] };
export const everything: Selection = { inverted: true, ranges: [] };

export function only(position: number): Selection {
  return { inverted: false, ranges: [[position, position]] };
}

export function between(a: number, b: number): Selection {
  return { inverted: false, ranges: [[Math.min(a, b), Math.max(a, b)]] };
}

export function isSelected(selection: Selection, position: number): boolean {
  return (
    selection.ranges.some(([from, to]) => from <= position && position <= to) !== selection.inverted
  );
}

/** How many of `total` rows are selected. */
export function countSelected(selection: Selection, total: number): number {
  const inside = selection.ranges.reduce(
    (sum, [from, to]) => sum + Math.max(0, Math.min(to, total - 1) - from + 1),
    0,
  );
  return selection.inverted ? total - inside : inside;
}

export function toggle(selection: Selection, position: number): Selection {
  const on = isSelected(selection, position);
  return on === selection.inverted
    ? put(selection, [position, position])
    : take(selection, position);
}

/** The selection with all of a..b in it as well. */
export function extend(selection: Selection, a: number, b: number): Selection {
  const range: Range = [Math.min(a, b), Math.max(a, b)];
  if (!selection.inverted) return put(selection, range);
  const ranges = selection.ranges.flatMap((old) => without(old, range));
  return { inverted: true, ranges };
}

/** The selected ranges of a view with `total` rows, in order. */
export function selectedRanges(selection: Selection, total: number): Range[] {
  if (!selection.inverted) {
    return selection.ranges
      .filter(([from]) => from < total)
      .map(([from, to]) => [from, Math.min(to, total - 1)]);
  }
  const left: Range[] = [];
  let next = 0;
  for (const [from, to] of selection.ranges) {
    if (from > next) left.push([next, Math.min(from, total) - 1]);
    next = Math.max(next, to + 1);
  }
  if (next < total) left.push([next, total - 1]);
  return left;
}

/** Ranges in any order, overlapping or touching, made into a proper selection. */
export function ofRanges(ranges: readonly Range[], inverted = false): Selection {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const merged: Range[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last && range[0] <= last[1] + 1)
      merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])];
    else merged.push(range);
  }
  return { inverted, ranges: merged };
}

function put(selection: Selection, range: Range): Selection {
  return ofRanges([...selection.ranges, range], selection.inverted);
}

function take(selection: Selection, position: number): Selection {
  const ranges = selection.ranges.flatMap((range) => without(range, [position, position]));
  return { inverted: selection.inverted, ranges };
}

function without([from, to]: Range, [a, b]: Range): Range[] {
  const rest: Range[] = [];
  if (from < a) rest.push([from, Math.min(to, a - 1)]);
  if (to > b) rest.push([Math.max(from, b + 1), to]);
  return from > b || to < a ? [[from, to]] : rest;
}
