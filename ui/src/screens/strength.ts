import type { PasswordStrength } from "../api";
import { type MessageKey, t } from "../messages";

const words: readonly MessageKey[] = [
  "password.strength_0",
  "password.strength_1",
  "password.strength_2",
  "password.strength_3",
  "password.strength_4",
];

/** How hard a password is to guess, in words, and what makes it weak. */
export function strengthWords({ score, warning }: PasswordStrength): string {
  const key = words[Math.max(0, Math.min(4, Math.round(score)))];
  const said = key ? t(key) : "";
  return warning
    ? t("password.because", { said, why: t(`password.warn_${warning}` as MessageKey) })
    : said;
}
