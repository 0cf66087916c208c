// How a rating is drawn: five stars, and as many of them once more in another colour. `rating` is in quarter stars, null
// for none.
import { t } from "../messages";
import { number } from "../messages/format";

const star = (x: number) =>
  `M${x} .9l1.56 3.26 3.54.46-2.6 2.48.66 3.54L${x} 8.9l-3.16 1.74.66-3.54L${x - 5.1} 4.62l3.54-.46z`;

/** The outlines of all five, in a box of 64 by 12: a star goes from 0.9 to 11.1, and the next begins 13 later. */
export const outlines = [0, 1, 2, 3, 4].map((i) => star(6 + 13 * i)).join("");

/** How much of that box is filled, from its start. */
export function filledWidth(rating: number | null): number {
  const whole = Math.floor((rating ?? 0) / 4);
  const part = ((rating ?? 0) % 4) / 4;
  return whole * 13 + (part && 0.9 + part * 10.2);
}

export const starsLabel = (rating: number | null): string =>
  rating ? t("rating.stars", { stars: number(rating / 4) }) : t("rating.none");
