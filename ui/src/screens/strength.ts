import { type MessageKey, t } from "../messages";

const words: readonly MessageKey[] = [
  "password.strength_0",
  "password.strength_1",
  "password.strength_2",
  "password.strength_3",
  "password.strength_4",
];

/** A score of 0 to 4 in words. */
export function strengthWords(score: number): string {
  const key = words[Math.max(0, Math.min(4, Math.round(score)))];
  return key ? t(key) : "";
}
