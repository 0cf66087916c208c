import { IntlMessageFormat } from "intl-messageformat";
import type { Failure } from "../api";
import { en } from "./en";
import { language } from "./format";

export type MessageKey = keyof typeof en;
export type MessageValues = Record<string, string | number>;

const formats = new Map<string, IntlMessageFormat>();

/** The sentence for a key, with its values set in. Formats are kept, because parsing is the slow part. */
export function t(key: MessageKey, values?: MessageValues): string {
  let format = formats.get(key);
  if (!format) {
    format = new IntlMessageFormat(en[key], language);
    formats.set(key, format);
  }
  return String(format.format(values));
}

/** The sentence for a key in parts, so that its values can be set apart from the words around them. */
export function parts(
  key: MessageKey,
  values: Record<string, string>,
  counts: Record<string, number> = {},
): { text: string; value: boolean }[] {
  // Characters that no sentence has stand for the values while the sentence is made.
  const marks = Object.keys(values).map((name, at) => [name, String.fromCodePoint(0xe000 + at)]);
  const sentence = t(key, { ...counts, ...Object.fromEntries(marks) });
  const texts = Object.values(values);
  return sentence
    .split(/([\ue000-\ue0ff])/)
    .filter(Boolean)
    .map((text) => {
      const value = texts[(text.codePointAt(0) ?? 0) - 0xe000];
      return value === undefined ? { text, value: false } : { text: value, value: true };
    });
}

/** What to tell about a failure: the catalogue's words for its code, else the message it came with. */
export function failureText(failure: Failure): string {
  // A newer core may know codes this catalogue does not.
  const key: string = `error.${failure.code}`;
  return key in en ? t(key as MessageKey) : failure.message;
}
