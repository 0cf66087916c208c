// Covers set from the title alone. The same book always gets the same cloth and layout. Colour and layout are
// classes and the artwork is plain shapes, so the strict style policy holds.
import { isRightToLeft } from "./direction";

const LAYOUTS = ["frame", "band", "initial", "rules", "arcs", "stripes"] as const;
const CLOTHS = 14;
const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
/** Korean breaks at spaces, unlike Chinese and Japanese. */
const HANGUL = /[\uac00-\ud7af]/;

export type Layout = (typeof LAYOUTS)[number] | "slip";
export type Fit = "l" | "m" | "s" | "xs" | "xxs";
export type CoverDesign = {
  cloth: number;
  layout: Layout;
  seed: number;
  fit: Fit;
  rtl: boolean;
  longSlip: boolean;
};

/** FNV-1a, 32 bit, with the low bits spread. */
export function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const seedOf = (title: string, author: string) => hash(`${title}\u0001${author}`);

/** Which of the cloths a book is bound in. */
export const clothOf = (title: string, author: string): number => seedOf(title, author) % CLOTHS;

export function coverDesign(title: string, author: string): CoverDesign {
  const seed = seedOf(title, author);
  const slip = CJK.test(title) && !HANGUL.test(title);
  const layout = slip ? "slip" : (LAYOUTS[(seed >>> 8) % LAYOUTS.length] ?? "frame");
  return {
    cloth: seed % CLOTHS,
    layout,
    seed,
    fit: fitOf(title, layout),
    rtl: isRightToLeft(title),
    longSlip: slip && Array.from(title).length > 6,
  };
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** Begins with two letters of which the second cannot belong to the first: told at once, and so are most titles. */
const PLAIN = /^[ -~\u00a0-\u02ff](?:[ -~\u00a0-\u02ff]|$)/;

export function firstLetter(title: string): string {
  if (PLAIN.test(title)) return title.charAt(0);
  for (const { segment } of graphemes.segment(title)) return segment;
  return "";
}

/** A cover for places under 40 px: the classes of its cloth, and the first letter of the title. */
export function tinyCover(title: string, author: string): { classes: string; letter: string } {
  const classes = `tiny dye-${clothOf(title, author)}${isRightToLeft(title) ? " is-rtl" : ""}`;
  return { classes, letter: firstLetter(title) };
}

/** Sizes in percent of the cover's width, largest first. */
const SIZES: readonly [Fit, number][] = [
  ["l", 17],
  ["m", 14],
  ["s", 11.6],
  ["xs", 9.6],
  ["xxs", 7.8],
];
/** Line width in percent of the cover's width, and the lines there is room for. */
const BOX: Record<Layout, readonly [number, number]> = {
  frame: [64, 5],
  band: [74, 3],
  initial: [74, 5],
  rules: [74, 3],
  arcs: [74, 3],
  stripes: [60, 6],
  slip: [74, 5],
};

/** The largest size at which the longest word fits the line and the whole title fits its lines. */
function fitOf(title: string, layout: Layout): Fit {
  const [width, lines] = BOX[layout];
  const widths = title
    .split(/\s+/)
    .map((word) => (CJK.test(word) && !HANGUL.test(word) ? ems(word) / 2 : ems(word)));
  const longest = Math.max(0, ...widths);
  const all = ems(title);
  return (
    SIZES.find(([, size]) => longest * size <= width && all * size <= width * lines * 0.82)?.[0] ??
    "xxs"
  );
}

/** A fair guess at the width of a text in em, without measuring. */
function ems(text: string): number {
  let width = 0;
  for (const char of text) {
    if (CJK.test(char)) width += 1.02;
    else if (char >= "\u0900" && char < "\u2000") width += 0.8;
    else if (char === char.toUpperCase() && char !== char.toLowerCase()) width += 0.74;
    else width += 0.6;
  }
  return width;
}
