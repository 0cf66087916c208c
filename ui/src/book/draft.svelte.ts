// A book while it is being written: the texts of the form, what is wrong with them, and the fields they make.
import {
  type BookChange,
  type BookFields,
  type Contributor,
  commands,
  type Failure,
  type Identifier,
  type ReadingStatus,
  type Role,
} from "../api";
import { failureText, t } from "../messages";
import { languageName } from "../messages/format";
import {
  checkLanguage,
  checkPages,
  checkPublished,
  checkTitle,
  pagesOf,
  publishedOf,
} from "./check";
import { languageCode } from "./languages";
import { cleanCode } from "./scanner";
import { formatName, formatOf, schemeName, schemeOf } from "./words";

export type Person = { name: string; sortName: string; role: Role };
export type SeriesLine = { name: string; number: string };
export type Code = { scheme: string; value: string };

export const emptyFields: BookFields = {
  title: "",
  subtitle: "",
  contributors: [],
  series: [],
  publisher: "",
  published: "",
  pageCount: null,
  language: "",
  identifiers: [],
  format: "",
  description: "",
  tags: [],
  rating: null,
  review: "",
  privateNotes: "",
  status: "none",
};

const isIsbn = ({ scheme }: Code) =>
  scheme === "isbn13" || scheme === "isbn10" || scheme === "isbn-invalid";

/** Where the nth entry with some text stands among all. */
function nthFilled<T>(all: readonly T[], nth: number, text: (one: T) => string): number {
  return all.flatMap((one, at) => (text(one).trim() ? [at] : []))[nth] ?? 0;
}

/** What the fields of the form hold. */
type Texts = Pick<
  Draft,
  | "title"
  | "subtitle"
  | "people"
  | "series"
  | "publisher"
  | "published"
  | "pages"
  | "language"
  | "isbn"
  | "codes"
  | "format"
  | "description"
  | "tags"
  | "rating"
  | "review"
  | "privateNotes"
  | "status"
>;

export class Draft {
  title = $state("");
  subtitle = $state("");
  people = $state<Person[]>([]);
  series = $state<SeriesLine[]>([]);
  publisher = $state("");
  published = $state("");
  pages = $state("");
  language = $state("");
  isbn = $state("");
  codes = $state<Code[]>([]);
  format = $state("");
  description = $state("");
  tags = $state.raw<readonly string[]>([]);
  rating = $state<number | null>(null);
  review = $state("");
  privateNotes = $state("");
  status = $state<ReadingStatus>("none");
  /** What is wrong, by field: "title", "isbn", "contributors.1.name". */
  errors = $state.raw<Readonly<Record<string, string>>>({});
  /** The ISBN with the right last digit, while that is all that is wrong. */
  isbnFix = $state("");
  readonly #before: BookFields;
  readonly #blank: string;

  constructor(fields: BookFields = emptyFields) {
    this.#before = fields;
    const isbn = fields.identifiers.find(isIsbn);
    this.title = fields.title;
    this.subtitle = fields.subtitle;
    this.people = fields.contributors.map(({ name, sortName, role }) => ({ name, sortName, role }));
    this.series =
      fields.series.length > 0
        ? fields.series.map(({ name, number }) => ({ name, number }))
        : [{ name: "", number: "" }];
    this.publisher = fields.publisher;
    this.published = fields.published;
    this.pages = fields.pageCount === null ? "" : String(fields.pageCount);
    this.language = languageName(fields.language);
    this.isbn = isbn ? isbn.shown || isbn.value : "";
    this.codes = fields.identifiers
      .filter((one) => one !== isbn)
      .map(({ scheme, value }) => ({ scheme: schemeName(scheme), value }));
    this.format = formatName(fields.format);
    this.description = fields.description;
    this.tags = fields.tags;
    this.rating = fields.rating;
    this.review = fields.review;
    this.privateNotes = fields.privateNotes;
    this.status = fields.status;
    this.#blank = JSON.stringify(this.fields());
  }

  /** All that stands in the form, right or wrong, to be put back by `recall`. */
  texts(): string {
    const texts: Texts = {
      title: this.title,
      subtitle: this.subtitle,
      people: this.people,
      series: this.series,
      publisher: this.publisher,
      published: this.published,
      pages: this.pages,
      language: this.language,
      isbn: this.isbn,
      codes: this.codes,
      format: this.format,
      description: this.description,
      tags: this.tags,
      rating: this.rating,
      review: this.review,
      privateNotes: this.privateNotes,
      status: this.status,
    };
    return JSON.stringify(texts);
  }

  recall(texts: string): void {
    Object.assign(this, JSON.parse(texts) as Texts);
  }

  get dirty(): boolean {
    return JSON.stringify(this.fields()) !== this.#blank;
  }

  fields(): BookFields {
    return {
      title: this.title.trim(),
      subtitle: this.subtitle.trim(),
      contributors: this.#people(),
      series: this.#series().map(
        (line) =>
          this.#before.series.find(
            ({ name, number }) => name === line.name && number === line.number,
          ) ?? { ...line, from: null, to: null },
      ),
      publisher: this.publisher.trim(),
      published: publishedOf(this.published),
      pageCount: pagesOf(this.pages),
      language: languageCode(this.language),
      identifiers: this.#identifiers(),
      format: this.#format(),
      description: this.description,
      tags: [...this.tags],
      rating: this.rating,
      review: this.review,
      privateNotes: this.privateNotes,
      status: this.status,
    };
  }

  /** Only what is different from before. */
  change(): BookChange {
    const now = this.fields();
    const keys = Object.keys(now) as (keyof BookFields)[];
    const different = keys.filter(
      (key) => JSON.stringify(now[key]) !== JSON.stringify(this.#before[key]),
    );
    return Object.fromEntries(different.map((key) => [key, now[key]]));
  }

  /** Holds one field against its rule; `soft` says nothing yet about what was never filled in. */
  check(field: "title" | "published" | "pageCount" | "language", soft = false): void {
    const said = {
      title: () => (soft && this.title === "" ? "" : checkTitle(this.title)),
      published: () => checkPublished(this.published),
      pageCount: () => checkPages(this.pages),
      language: () => checkLanguage(this.language),
    }[field]();
    this.say(field, said);
  }

  async checkIsbn(): Promise<void> {
    const text = this.isbn.trim();
    if (!text) {
      this.isbnFix = "";
      this.say("isbn", "");
      return;
    }
    const { problem, fixed, valid, shown } = await commands.isbnCheck(text);
    if (text !== this.isbn.trim()) return;
    this.isbnFix = problem === "check_digit" ? fixed : "";
    if (valid) this.isbn = shown;
    const last = fixed.at(-1) ?? "";
    this.say(
      "isbn",
      valid
        ? ""
        : problem === "check_digit"
          ? t("form.isbn_digit", { digit: last })
          : t("error.isbn_invalid"),
    );
  }

  async checkAll(): Promise<boolean> {
    for (const field of ["title", "published", "pageCount", "language"] as const) this.check(field);
    const known = this.#before.identifiers.find(isIsbn);
    if (!known || (known.shown || known.value) !== this.isbn) await this.checkIsbn();
    return Object.keys(this.errors).length === 0;
  }

  /** Sets or takes away what is wrong with a field. */
  say(field: string, error: string): void {
    const { [field]: _old, ...rest } = this.errors;
    this.errors = error ? { ...rest, [field]: error } : rest;
  }

  /** Puts a failure of the library on the field it is about; false when it is about none. */
  refuse(failure: Failure): boolean {
    if (!failure.field) return false;
    this.say(this.#fieldOf(failure.field), failure.message || failureText(failure));
    return true;
  }

  /** Empty entries are left out when saving, so positions are counted among the others. */
  #fieldOf(field: string): string {
    const [list, at, part] = field.split(".");
    const nth = Number(at);
    if (list === "tags") return "tags";
    if (list === "contributors")
      return `contributors.${nthFilled(this.people, nth, ({ name, sortName }) => name + sortName)}.${part}`;
    if (list === "series")
      return `series.${nthFilled(this.series, nth, ({ name, number }) => name + number)}.${part}`;
    if (list !== "identifiers") return field;
    const isbns = this.isbn.trim() ? 1 : 0;
    return nth < isbns
      ? "isbn"
      : `codes.${nthFilled(this.codes, nth - isbns, ({ value }) => value)}.value`;
  }

  #people(): Contributor[] {
    return this.people.map(({ name, sortName, role }) => ({
      name: name.trim(),
      sortName: sortName.trim(),
      role,
    }));
  }

  #series(): SeriesLine[] {
    return this.series
      .map(({ name, number }) => ({ name: name.trim(), number: number.trim() }))
      .filter(({ name, number }) => name || number);
  }

  /** What nobody touched stays as the source wrote it. */
  #format(): string {
    const text = this.format.trim();
    const { format } = this.#before;
    return text === formatName(format) ? format : formatOf(text);
  }

  #identifiers(): Identifier[] {
    const known = this.#before.identifiers.find(isIsbn);
    const text = this.isbn.trim();
    const same = known && (text === known.shown || cleanCode(text) === known.value);
    const isbn = text
      ? [same ? known : { scheme: "isbn13", value: cleanCode(text) || text, shown: "" }]
      : [];
    const others = this.codes
      .map(({ scheme, value }) => ({
        scheme: schemeOf(scheme).trim().toLowerCase(),
        value: value.trim(),
      }))
      .filter(({ value }) => value);
    return [
      ...isbn,
      ...others.map(
        (one) =>
          this.#before.identifiers.find(
            ({ scheme, value }) => scheme === one.scheme && value === one.value,
          ) ?? { ...one, shown: "" },
      ),
    ];
  }
}
