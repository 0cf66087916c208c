// Words for what a book holds.
import type { BookFields, Contributor, ReadingStatus, Role } from "../api";
import { type MessageKey, t } from "../messages";
import { list, year } from "../messages/format";

export const statuses: readonly ReadingStatus[] = [
  "none",
  "to_read",
  "reading",
  "paused",
  "finished",
  "abandoned",
];
export const roles: readonly Role[] = [
  "author",
  "editor",
  "translator",
  "illustrator",
  "narrator",
  "photographer",
  "foreword",
  "introduction",
  "afterword",
  "compiler",
  "other",
];

export const statusName = (status: ReadingStatus): string => t(`status.${status}` as MessageKey);
export const roleName = (role: Role): string => t(`role.${role}` as MessageKey);

const months = new Intl.DateTimeFormat("en-GB", {
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const days = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** "1999-06" as "June 1999", "-0043" as "−43"; what cannot be read is shown as it is. */
export function publishedText(published: string): string {
  const parts = /^(-?\d{4,})(?:-(\d\d))?(?:-(\d\d))?$/.exec(published);
  if (!parts) return published;
  const [, y, m, d] = parts;
  if (!m) return year(Number(y));
  const date = new Date(0);
  date.setUTCFullYear(Number(y), Number(m) - 1, Number(d ?? 1));
  return (d ? days : months).format(date);
}

/** The people of one role in a sentence. */
export function namesOf(contributors: readonly Contributor[], role: Role): string {
  return list(contributors.filter((person) => person.role === role).map(({ name }) => name));
}

/** Authors, or whoever is there: written as in a row of the list, because covers are made from it. */
export function peopleOf({ contributors }: Pick<BookFields, "contributors">): string {
  const authors = contributors.filter(({ role }) => role === "author");
  return (authors.length > 0 ? authors : contributors).map(({ name }) => name).join(", ");
}

/** The fields of the form in their order. */
const formFields: readonly (readonly [string, MessageKey])[] = [
  ["title", "field.title"],
  ["subtitle", "field.subtitle"],
  ["contributors", "field.people"],
  ["language", "field.language"],
  ["series", "field.series"],
  ["isbn", "field.isbn"],
  ["published", "field.published"],
  ["publisher", "field.publisher"],
  ["pageCount", "field.pages"],
  ["tags", "field.tags"],
  ["status", "field.status"],
  ["format", "field.format"],
  ["rating", "rating.label"],
  ["codes", "field.codes"],
  ["identifiers", "field.codes"],
  ["description", "details.description"],
  ["review", "details.review"],
  ["privateNotes", "details.private_notes"],
];

/** What a field ("contributors.1.name") is called, and which one of the form it is. */
export function fieldName(field: string): { label: string; at: number } {
  const at = formFields.findIndex(([name]) => name === field.split(".")[0]);
  const key = formFields[at]?.[1];
  return { label: key ? t(key) : field, at: at < 0 ? formFields.length : at };
}

const formats: Partial<Record<string, MessageKey>> = {
  hardcover: "format.hardcover",
  paperback: "format.paperback",
  "mass-market": "format.mass_market",
  ebook: "format.ebook",
  audiobook: "format.audiobook",
};
export const knownFormats: readonly string[] = Object.keys(formats);

/** "paperback" as "Paperback"; the words of the source as they are. */
export function formatName(format: string): string {
  const key = formats[format];
  return key ? t(key) : format;
}

/** What a person wrote for a format, as Bookly keeps it. */
export function formatOf(written: string): string {
  const text = written.trim();
  const known = knownFormats.find((format) => sameWord(formatName(format), text));
  return known ?? written;
}

const sameWord = (a: string, b: string): boolean => a.toLocaleLowerCase() === b.toLocaleLowerCase();

const schemes: Partial<Record<string, MessageKey>> = {
  isbn13: "scheme.isbn13",
  isbn10: "scheme.isbn10",
  "isbn-invalid": "scheme.isbn_invalid",
  goodreads: "scheme.goodreads",
  asin: "scheme.asin",
  doi: "scheme.doi",
  oclc: "scheme.oclc",
  lccn: "scheme.lccn",
  issn: "scheme.issn",
};
export const knownSchemes: readonly string[] = Object.keys(schemes);

export function schemeName(scheme: string): string {
  const key = schemes[scheme];
  return key ? t(key) : scheme;
}

/** What a person wrote for a kind of identifier, as Bookly keeps it. */
export function schemeOf(written: string): string {
  const text = written.trim();
  return knownSchemes.find((scheme) => sameWord(schemeName(scheme), text)) ?? written;
}
