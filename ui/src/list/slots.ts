// Which row each reused element shows. A row stays on its element while it is wanted, so that the element with the
// keyboard focus keeps its row even when that row is scrolled away.

/** `slots[k]` is the row element k shows, -1 for none; `wanted` holds distinct rows. */
export function assign(slots: readonly number[], wanted: readonly number[]): number[] {
  const want = new Set(wanted);
  const next = slots.map((row) => (want.delete(row) ? row : -1));
  let free = next.indexOf(-1);
  for (const row of want) {
    if (free === -1) next.push(row);
    else {
      next[free] = row;
      free = next.indexOf(-1, free + 1);
    }
  }
  return next;
}
