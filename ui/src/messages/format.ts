// Everything that depends on the reader's language and is not a sentence: numbers, dates, lists, names.

/** The language Bookly speaks; one catalogue today. */
export const language = "en";
/** Dates and numbers the way English readers outside the US write them: 18 Nov 2024, 12,407. */
const locale = "en-GB";

const numbers = new Intl.NumberFormat(locale);
const plainYears = new Intl.NumberFormat(locale, { useGrouping: false });
const percents = new Intl.NumberFormat(locale, { style: "percent" });
const dayOfThisYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const dayOfAnotherYear = new Intl.DateTimeFormat(locale, {
  day: "numeric",
  month: "short",
  year: "numeric",
});
const longDay = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
const fullTime = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });
const lists = new Intl.ListFormat(locale, { type: "conjunction" });
const languageNames = new Intl.DisplayNames(locale, { type: "language", fallback: "code" });

export const number = (value: number): string => numbers.format(value);

/** A year is a plain number and may be negative. */
export const year = (value: number): string => plainYears.format(value);

/** `percent(110)` is "110 %" where the language writes it so. */
export const percent = (value: number): string => percents.format(value / 100);

/** "18 Nov" this year, "18 Nov 2024" otherwise. Times are ms since 1970 UTC, shown in local time. */
export function day(time: number, now: number = Date.now()): string {
  const thisYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return (thisYear ? dayOfThisYear : dayOfAnotherYear).format(time);
}

/** "3 February 2024", inside a sentence. */
export const dayInFull = (time: number): string => longDay.format(time);

/** Day and time with nothing left out, for a tooltip. */
export const moment = (time: number): string => fullTime.format(time);

export const list = (parts: readonly string[]): string => lists.format(parts);

/** The name of a language code ("fr" → "French"); a code nobody knows is shown as it is. */
export function languageName(code: string): string {
  if (code === "") return "";
  try {
    return languageNames.of(code) ?? code;
  } catch {
    return code;
  }
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** "61 MB", "1.4 GB". Decimal units, as file managers show them. */
export function fileSize(bytes: number): string {
  let step = 0;
  let value = bytes;
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = step > 0 && value < 10 ? 1 : 0;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[step],
    unitDisplay: "short",
    maximumFractionDigits: digits,
  }).format(value);
}

export type DayPart = "morning" | "afternoon" | "evening";

/** Which greeting fits the local hour. */
export function dayPart(time: number = Date.now()): DayPart {
  const hour = new Date(time).getHours();
  if (hour >= 4 && hour < 12) return "morning";
  return hour >= 12 && hour < 18 ? "afternoon" : "evening";
}

/** A username the way a greeting writes it: "ilse" becomes "Ilse". */
export function capitalised(name: string): string {
  const [first = "", ...rest] = name;
  return first.toLocaleUpperCase() + rest.join("");
}
