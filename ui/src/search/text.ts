// What the box can say about the text of a query by itself. Reading queries is the core's business: this only tells
// words from fields, and puts what names a field in front, where it can be drawn as chips.
import type { Chip as QueryChip } from "../api";

/** A chip and the text it stands for. */
export type Chip = Pick<QueryChip, "field" | "value" | "negative"> & { raw: string };
/** A query as the box shows it: chips, then text. */
export type Parts = { chips: readonly Chip[]; free: string };

const fielded =
  /[-\p{L}_]*\p{L}:(?:[=^]?"[^"]*"?|\/(?:[^/\\]|\\.)*\/?|[^\s()]*)|\b(?:AND|OR|NOT)\b|[()"-]/gu;

/** Whether there are words to find, beside fields to narrow by: only then is there a best match. */
export function hasWords(text: string): boolean {
  return text.replace(fielded, " ").trim() !== "";
}

/** A field at the end of a text, and of its value as much as is there. */
const narrowing = /(?:^|[\s(|-])[\p{L}_]+:\s*(?:\([^)]*|[=^]?"[^"]*|[^\s()"/]*)$/u;

/** Whether what is written at the end of this narrows by a field, in place of being a word to find. */
export function isNarrowing(text: string): boolean {
  return narrowing.test(text);
}

/** Joined again, the text that is asked. */
export function joined({ chips, free }: Parts): string {
  return [...chips.map(({ raw }) => raw), free].filter(Boolean).join(" ");
}

/**
 * The chips of a text in front and the rest behind. Their order means nothing as long as all of them must hold; where
 * OR or brackets stand between them, only the chips at the start are drawn and the rest stays as it was typed.
 */
export function chipsFirst(text: string, found: readonly QueryChip[]): Parts {
  const chips = [...found].sort((a, b) => a.start - b.start);
  const rest = gaps(text, chips);
  const free = rest
    .map((gap) => gap.trim())
    .filter(Boolean)
    .join(" ");
  if (/\b(?:AND|OR|NOT)\b|[()|]|(?:^|\s)-(?:\s|$)/.test(free)) {
    const leading = rest.findIndex((gap) => gap.trim() !== "");
    const kept = chips.slice(0, leading < 0 ? chips.length : leading);
    const behind = text.slice(kept.at(-1)?.end ?? 0).trim();
    if (/^(?:AND|OR)\b/.test(behind)) return { chips: [], free: text };
    return { chips: kept.map((chip) => withText(text, chip)), free: behind };
  }
  return { chips: chips.map((chip) => withText(text, chip)), free };
}

/** What stands before, between and after the chips. */
function gaps(text: string, chips: readonly QueryChip[]): string[] {
  const ends = [0, ...chips.map(({ end }) => end)];
  return ends.map((end, at) => text.slice(end, chips[at]?.start ?? text.length));
}

function withText(text: string, { start, end, field, value, negative }: QueryChip): Chip {
  return { raw: text.slice(start, end), field, value, negative };
}
