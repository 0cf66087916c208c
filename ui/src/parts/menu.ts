import type { IconName } from "./icons";

export type MenuEntry =
  | "line"
  | {
      label: string;
      run: () => void;
      icon?: IconName;
      /** The shortcut that does the same. */
      keys?: readonly string[];
      danger?: boolean;
      disabled?: boolean;
      /** One of a group of choices, and whether it is the chosen one. */
      checked?: boolean;
    };

export type MenuPlace = HTMLElement | { x: number; y: number };

const margin = 12;

/** Puts a menu below its button or at a point, moved so that all of it is inside the window. */
export function placeMenu(menu: HTMLElement, place: MenuPlace): void {
  const rtl = document.documentElement.dir === "rtl";
  const size = menu.getBoundingClientRect();
  let x: number;
  let y: number;
  if (place instanceof HTMLElement) {
    const opener = place.getBoundingClientRect();
    x = rtl ? opener.right - size.width : opener.left;
    y = opener.bottom + 4;
    if (y + size.height > innerHeight - margin) y = opener.top - size.height - 4;
  } else {
    x = rtl ? place.x - size.width : place.x;
    y = place.y;
  }
  // Physical sides: the numbers are measured in the window, whatever the direction of the text.
  menu.style.left = `${Math.max(margin, Math.min(x, innerWidth - size.width - margin))}px`;
  menu.style.top = `${Math.max(margin, Math.min(y, innerHeight - size.height - margin))}px`;
}
