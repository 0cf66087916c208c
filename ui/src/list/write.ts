// Writing into the document by hand: only what is another value than before.
import { isRightToLeft } from "./direction";

/** Calls `write` with each value that differs from the last. */
export function written<T>(write: (value: T) => void): (value: T) => void {
  let before: T | undefined;
  return (value) => {
    if (value === before) return;
    before = value;
    write(value);
  };
}

/** Sets an attribute; null takes it away. */
export function attribute(element: Element, name: string): (value: string | null) => void {
  return written((value) => {
    if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, value);
  });
}

/** Stands for no text, so that its shapes are kept: they take longer to make than to change. */
const BLANK = "\u00a0";

/** Adds a text to an element. */
export function text(element: Element): (text: string) => void {
  const node = element.appendChild(new Text(BLANK));
  return written((value) => {
    node.data = value || BLANK;
  });
}

/** Adds a text that somebody typed. Only one that may run the other way than the page gets an element around it. */
export function typedText(element: Element): (text: string) => void {
  const around = document.createElement("bdi");
  const node = element.appendChild(new Text(BLANK));
  return written((value) => {
    const turned = document.documentElement.dir === "rtl" || isRightToLeft(value);
    if (turned && !around.parentNode) {
      node.replaceWith(around);
      around.append(node);
    } else if (!turned && around.parentNode) around.replaceWith(node);
    node.data = value || BLANK;
  });
}

/** A part of a drawing. */
export function drawn(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
