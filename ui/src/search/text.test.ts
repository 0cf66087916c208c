// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { Chip as QueryChip } from "../api";
import { chipsFirst, hasWords, isNarrowing, joined } from "./text";

/** Chips at the given pieces of a text. */
function chipsAt(text: string, ...pieces: string[]): QueryChip[] {
  return pieces.map((piece) => {
    const start = text.indexOf(piece);
    const [field = "", value = ""] = piece.replace(/^-/, "").split(":");
    return { start, end: start + piece.length, field, value, negative: piece.startsWith("-") };
  });
}

describe("words to find", () => {
  it.each(["dune", '"left hand"', "year:>1990 dune", "三体", "dune OR tag:x"])(
    "are in %s",
    (text) => expect(hasWords(text)).toBe(true),
  );
  it.each([
    "",
    "  ",
    "year:>1990",
    "-tag:cooking",
    'author:="Ursula K. Le Guin"',
    '(author:="A B" OR author:="C") -tag:x',
    "title:/^the .*/",
    "(",
    "-",
  ])("are not in “%s”", (text) => expect(hasWords(text)).toBe(false));
});

describe("a field is narrowed by", () => {
  it.each([
    "author:",
    "author: to",
    "dune -tag:s",
    "tag:(sf fan",
    'author:="le g',
    "(author:x OR year:>19",
    "is:un",
    "作者:村",
  ])("at the end of %s", (text) => expect(isNarrowing(text)).toBe(true));
  it.each([
    "",
    "dune",
    "author:le guin",
    'author:="le guin"',
    'author:="x" d',
    "tag:(sf) d",
    "title:/^the",
  ])("no more at the end of “%s”", (text) => expect(isNarrowing(text)).toBe(false));
});

describe("the chips of a text", () => {
  it("stand in front, in their order, and the words behind", () => {
    const text = "tea  year:>1900 book -tag:x";
    const parts = chipsFirst(text, chipsAt(text, "-tag:x", "year:>1900"));
    expect(parts.chips.map(({ raw }) => raw)).toEqual(["year:>1900", "-tag:x"]);
    expect(parts.free).toBe("tea book");
    expect(joined(parts)).toBe("year:>1900 -tag:x tea book");
  });

  it("stay where they are when OR stands between them", () => {
    const text = "year:>1900 tea OR tag:x";
    const parts = chipsFirst(text, chipsAt(text, "year:>1900", "tag:x"));
    expect(joined(parts)).toBe(text);
    expect(parts.chips.map(({ raw }) => raw)).toEqual(["year:>1900"]);
  });

  it("are none where OR follows at once", () => {
    const text = "year:>1900 OR tag:x";
    const found = chipsAt(text, "year:>1900", "tag:x");
    expect(chipsFirst(text, found)).toEqual({ chips: [], free: text });
  });

  it("are the same when they are drawn again", () => {
    const text = "tag:x tea";
    const once = joined(chipsFirst(text, chipsAt(text, "tag:x")));
    expect(once).toBe(text);
  });
});
