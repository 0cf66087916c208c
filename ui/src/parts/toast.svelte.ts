/** One short message at a time, for 8 seconds of attention. */
export type ToastMessage = {
  text: string;
  /** Keys are shown beside the action: nothing may depend on being fast. */
  action?: { label: string; keys?: readonly string[]; run: () => void };
};

export const toastTime = 8000;

class Toasts {
  current = $state.raw<ToastMessage>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #left = 0;
  #since = 0;

  show(message: ToastMessage): void {
    this.current = message;
    this.#left = toastTime;
    this.resume();
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.current = undefined;
  }

  /** While hovered or focused, time stands still. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#left -= Date.now() - this.#since;
  }

  resume(): void {
    clearTimeout(this.#timer);
    this.#since = Date.now();
    this.#timer = setTimeout(() => this.dismiss(), this.#left);
  }
}

export const toasts = new Toasts();
