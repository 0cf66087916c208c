// Where a key leads in the table. Rows first; Right enters the cells of a row, Left at the first cell or Esc leaves them.
export type Where = {
  row: number;
  cell: number | null;
  inHead: boolean;
  rows: number;
  columns: number;
  page: number;
};
/** `row` null: the row stays. `byOne`: with Ctrl the focus moves without the selection. */
export type Next = { row: number | null; cell: number | null; inHead: boolean; byOne: boolean };

export function tableKey(event: KeyboardEvent, at: Where): Next | null {
  const mod = event.ctrlKey || event.metaKey;
  if (event.altKey) return null;
  return sideways(event.key, mod || event.shiftKey, at) ?? upAndDown(event.key, mod, at);
}

function sideways(key: string, modified: boolean, at: Where): Next | null {
  const rtl = document.documentElement.dir === "rtl";
  const forth = rtl ? "ArrowLeft" : "ArrowRight";
  const back = rtl ? "ArrowRight" : "ArrowLeft";
  const stay = { row: null, inHead: at.inHead, byOne: false };
  if (modified) return null;
  if (at.cell === null) return key === forth && at.rows > 0 ? { ...stay, cell: 0 } : null;
  if (key === forth) return { ...stay, cell: Math.min(at.columns - 1, at.cell + 1) };
  if (key === "Home") return { ...stay, cell: 0 };
  if (key === "End") return { ...stay, cell: at.columns - 1 };
  if (key === "Escape" || (key === back && at.cell === 0))
    return { ...stay, cell: null, inHead: false };
  if (key === back) return { ...stay, cell: at.cell - 1 };
  return null;
}

function upAndDown(key: string, mod: boolean, at: Where): Next | null {
  if (at.inHead)
    return key === "ArrowDown" ? { row: null, cell: at.cell, inHead: false, byOne: false } : null;
  if (key === "ArrowUp" && at.row === 0 && at.cell !== null) {
    return { row: null, cell: at.cell, inHead: true, byOne: false };
  }
  const one: Partial<Record<string, number>> = { ArrowDown: at.row + 1, ArrowUp: at.row - 1 };
  const far: Partial<Record<string, number>> = {
    PageDown: at.row + at.page,
    PageUp: at.row - at.page,
    ...(mod || at.cell === null ? { Home: 0, End: at.rows - 1 } : {}),
  };
  const row = one[key] ?? (mod && key.startsWith("Page") ? undefined : far[key]);
  return row === undefined ? null : { row, cell: at.cell, inHead: false, byOne: key in one };
}
