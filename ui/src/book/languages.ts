// Languages by name, for choosing; any other BCP 47 code can be typed.
import { languageName } from "../messages/format";

const codes = (
  "af am ar az be bg bn bo br bs ca cs cy da de el en en-GB en-US eo es et eu fa fi fil fr fy ga gd gl grc gu gv ha " +
  "haw he hi hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn " +
  "no oc or pa pl ps pt pt-BR qu ro ru sa sd si sk sl sn so sq sr st su sv sw ta te tg th ti tk tl tr tt ug uk ur uz " +
  "vi wo xh yi yo zh zh-Hans zh-Hant zu"
).split(" ");

export type Language = { code: string; name: string };

export const languages: readonly Language[] = codes
  .map((code) => ({ code, name: languageName(code) }))
  .sort((a, b) => a.name.localeCompare(b.name));

const byName = new Map(languages.map(({ code, name }) => [name.toLocaleLowerCase(), code]));

/** The code for what was typed: a name from the list, or the code itself. */
export function languageCode(text: string): string {
  const typed = text.trim();
  return byName.get(typed.toLocaleLowerCase()) ?? typed;
}

export const isLanguageCode = (code: string): boolean =>
  /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(code);
