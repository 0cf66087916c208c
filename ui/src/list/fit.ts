import { NARROWEST } from "./columns";

/** Padding of a cell, both sides, and one pixel for rounding. */
const PADDING = 13;

/** The width at which nothing on screen in a column is cut off. */
export function fitColumn(grid: HTMLElement, key: string): number {
  const range = document.createRange();
  let widest = NARROWEST;
  for (const cell of grid.querySelectorAll<HTMLElement>(`.c-${key}`)) {
    range.selectNodeContents(cell);
    const inner = cell.querySelector<HTMLElement>(".ti");
    const cut = inner ? inner.scrollWidth - inner.clientWidth : cell.scrollWidth - cell.clientWidth;
    widest = Math.max(
      widest,
      Math.ceil(range.getBoundingClientRect().width) + Math.max(0, cut) + PADDING,
    );
  }
  return widest;
}
