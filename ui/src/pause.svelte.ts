// The pause after wrong passwords, counted down. The core decides when it is over; this only shows it.
import type { Tries } from "./api";
import { t } from "./messages";

export class Pause {
  /** Of the last refusal. */
  tries = $state.raw<Tries | null>(null);
  /** Seconds that are left; 0 when there is no pause. */
  left = $state(0);
  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Begins when there is something to wait for; a refusal without a pause ends none. */
  begin(tries: Tries | null | undefined): void {
    if (!tries) return;
    this.tries = tries;
    if (tries.wait === 0) return;
    // Not the time of day: somebody may set that while this counts.
    this.#until = performance.now() + tries.wait * 1000;
    this.left = tries.wait;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), 200);
  }

  end(): void {
    clearInterval(this.#timer);
    this.left = 0;
    this.tries = null;
  }

  #tick(): void {
    this.left = Math.max(0, Math.ceil((this.#until - performance.now()) / 1000));
    if (this.left === 0) clearInterval(this.#timer);
  }
}

/** "47 seconds", "5 minutes". */
export function inWords(seconds: number): string {
  return seconds < 100
    ? t("pause.seconds", { seconds })
    : t("pause.minutes", { minutes: Math.ceil(seconds / 60) });
}
