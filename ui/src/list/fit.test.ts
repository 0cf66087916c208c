import { expect, test } from "vitest";
import { fitColumn } from "./fit";

test("fits the widest text, whatever the column's width is now", () => {
  const grid = document.createElement("div");
  const add = (text: string, ...inside: Element[]) => {
    const cell = grid.appendChild(document.createElement("div"));
    cell.className = "c-author";
    cell.append(text, ...inside);
    return cell;
  };
  const divider = document.createElement("span");
  divider.className = "divider";
  const turned = document.createElement("bdi");
  turned.textContent = "ليلة";
  add("Author", divider);
  add("Susanna Clarke");
  add("", turned);
  add("Gabriel García Márquez").ariaHidden = "true"; // a row that is not needed
  document.body.append(grid);

  // Ten pixels a letter; an element is as wide as the column.
  Range.prototype.getBoundingClientRect = function () {
    const inside = this.cloneContents();
    const letters = inside.textContent?.length ?? 0;
    return { width: inside.firstElementChild ? 300 : 10 * letters } as DOMRect;
  };
  expect(fitColumn(grid, "author")).toBe(141);
});
