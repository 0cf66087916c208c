// Which place of the list is painted while the rows of the newest one are on their way. A list that is dragged faster
// than rows can be read keeps showing books: it follows from one place whose rows came to the next, a read behind the
// scrollbar. Only when nothing came for a while are rows painted empty.

/** Milliseconds for which the old rows stay. Rows come sooner, and empty ones that flash by help nobody. */
export const PATIENCE_MS = 150;
/** Places remembered; the list never goes back behind where it is. */
const REMEMBERED = 64;

export class Lag {
  /** Places passed since the one that is painted, the newest last. */
  #passed: number[] = [];
  #since: number | null = null;

  /** Rows are missing where the list is. */
  get waiting(): boolean {
    return this.#since !== null;
  }

  /**
   * Where to paint when the list is at `offset`, `painted` is on the screen, and it is `now`. `isHere` tells whether all
   * rows of a place were read.
   */
  follow(
    offset: number,
    painted: number,
    isHere: (offset: number) => boolean,
    now: number,
  ): number {
    if (isHere(offset)) {
      this.#passed = [];
      this.#since = null;
      return offset;
    }
    this.#since ??= now;
    const reached = this.#passed.findLastIndex((place) => isHere(place));
    const place = this.#passed[reached];
    if (place !== undefined) {
      this.#passed.splice(0, reached + 1);
      this.#since = now;
    }
    if (this.#passed.at(-1) !== offset) this.#passed.push(offset);
    if (this.#passed.length > REMEMBERED) this.#passed.shift();
    if (place !== undefined) return place;
    if (now - this.#since < PATIENCE_MS) return painted;
    this.#passed = [offset];
    return offset;
  }
}
