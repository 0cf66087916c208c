import { NARROWEST } from "./columns";

/** The width at which nothing on screen in a column is cut off. */
export function fitColumn(grid: HTMLElement, key: string): number {
  const range = document.createRange();
  let widest = NARROWEST;
  for (const cell of grid.querySelectorAll<HTMLElement>(`.c-${key}`)) {
    if (cell.closest("[aria-hidden]")) continue;
    range.selectNodeContents(cell.querySelector("bdi") ?? cell);
    const divider = cell.querySelector(".divider");
    if (divider) range.setEndBefore(divider); // it stands where the column ends now
    const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(cell);
    const padding = Number.parseFloat(paddingInlineStart) + Number.parseFloat(paddingInlineEnd);
    const whole = range.getBoundingClientRect().width; // also of what is cut off
    widest = Math.max(widest, Math.ceil(whole + padding + 1)); // one pixel for rounding
  }
  return widest;
}
