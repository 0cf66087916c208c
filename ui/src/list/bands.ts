// The cover view as bands of covers: how many fit side by side, and how tall a band is.
export type Bands = { across: number; height: number };

const SIDES = 48;
const GAP = 16;
/** Above a cover and below its caption. */
const AROUND = 24;
const TO_CAPTION = 8;
/** Two lines of caption in rem: 13 px at 1.5 and 12 px at 1.4. */
const CAPTION_REM = 2.27;

/** `width` of the list, `least` a cover may be wide, `rem` pixels of one rem. */
export function bandsOf(width: number, least: number, rem: number): Bands {
  const inner = Math.max(least, width - SIDES);
  const across = Math.max(1, Math.floor((inner + GAP) / (least + GAP)));
  const cover = (inner - GAP * (across - 1)) / across;
  return { across, height: Math.round(cover * 1.5 + TO_CAPTION + CAPTION_REM * rem + AROUND) };
}

/** Where a key leads among covers; arrows move in two dimensions. Null when the key is for others. */
export function coverKey(
  event: KeyboardEvent,
  at: number,
  count: number,
  across: number,
  page: number,
): number | null {
  if (event.altKey || count === 0) return null;
  const rtl = document.documentElement.dir === "rtl";
  const to: Partial<Record<string, number>> = {
    ArrowRight: at + (rtl ? -1 : 1),
    ArrowLeft: at + (rtl ? 1 : -1),
    ArrowDown: Math.max(at, Math.min(count - 1, at + across)),
    ArrowUp: at < across ? at : at - across,
    PageDown: at + across * page,
    PageUp: at - across * page,
    Home: 0,
    End: count - 1,
  };
  const position = to[event.key];
  return position === undefined ? null : Math.max(0, Math.min(count - 1, position));
}
