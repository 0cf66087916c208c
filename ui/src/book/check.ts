// What can be said about a field without asking the library. Each gives what is wrong, "" when nothing is.
import { t } from "../messages";
import { year } from "../messages/format";
import { isLanguageCode, languageCode } from "./languages";

export function checkTitle(title: string): string {
  return title.trim() ? "" : t("error.title_missing");
}

/** A year of fewer than four digits is filled up: "843" is "0843". */
export function publishedOf(text: string): string {
  return text
    .trim()
    .replace(
      /^(-?)(\d{1,3})(?=-|$)/,
      (_all, sign: string, digits: string) => sign + digits.padStart(4, "0"),
    );
}

export function checkPublished(text: string, thisYear = new Date().getFullYear()): string {
  const written = publishedOf(text);
  if (!written) return "";
  const parts = /^(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(written);
  if (!parts) return t("error.date_invalid");
  const [, y, m, d] = parts;
  const date = new Date(0);
  date.setUTCFullYear(Number(y), Number(m ?? 1) - 1, Number(d ?? 1));
  if (date.getUTCMonth() !== Number(m ?? 1) - 1 || date.getUTCDate() !== Number(d ?? 1))
    return t("form.no_such_day");
  return Number(y) > thisYear + 1 ? t("form.future", { latest: year(thisYear + 1) }) : "";
}

export function checkPages(text: string): string {
  if (!text.trim()) return "";
  const pages = pagesOf(text);
  return pages !== null && pages >= 1 && pages <= 1_000_000 ? "" : t("error.page_count_invalid");
}

export function pagesOf(text: string): number | null {
  return /^\d+$/.test(text.trim()) ? Number(text) : null;
}

export function checkLanguage(text: string): string {
  const code = languageCode(text);
  return code === "" || isLanguageCode(code) ? "" : t("error.language_invalid");
}
