// Tells a barcode scanner from a person typing, and makes an ISBN of what it sent.

/** A scanner's gaps are at most this long, in milliseconds. */
const SLOWEST = 100;
/** A scanner that sends no Enter is done after this quiet. */
export const QUIET_MS = 120;
/** The same code again within this time is one scan. */
const REPEAT_MS = 1500;

/** What was scanned without hyphens, spaces and the 2 or 5 digit price code that stands beside some ISBNs. */
export function cleanCode(text: string): string {
  const code = text
    .normalize("NFKC")
    .replace(/[^0-9Xx]/g, "")
    .toUpperCase();
  const isbn = /^(97[89]\d{10})(\d{2}|\d{5})$/.exec(code);
  return isbn?.[1] ?? code;
}

/** Nothing more has to come: a whole ISBN-13, with or without a price code. */
export function isWhole(text: string): boolean {
  return /^97[89]\d{10}(\d{2}|\d{5})?$/.test(text.replace(/[\s-]/g, ""));
}

export class Scanner {
  #times: number[] = [];
  #last = { code: "", at: -REPEAT_MS };

  /** A character came in at `now`. */
  typed(now: number): void {
    this.#times.push(now);
  }

  /** What is in the field came from a scanner: every gap is a machine's. */
  get machine(): boolean {
    if (this.#times.length < 8) return false;
    return this.#times.every((time, i) => time - (this.#times[i - 1] ?? time) <= SLOWEST);
  }

  reset(): void {
    this.#times = [];
  }

  /** Takes a code; false when it is the one taken a moment ago. */
  take(code: string, now: number): boolean {
    this.reset();
    const again = code === this.#last.code && now - this.#last.at < REPEAT_MS;
    this.#last = { code, at: now };
    return !again;
  }
}
