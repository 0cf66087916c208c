/**
 * When a field may say that it is wrong: on leaving it, and from then on while typing.
 * A failure from the core stands until the text changes or the form is sent again: what else is in
 * the form may have been wrong.
 */
export class Validity {
  #left = $state(false);
  #refused = $state.raw({ text: "", error: "" });
  #text: () => string;
  #check: (text: string) => string;

  /** `check` gives what is wrong with a text, "" when nothing is. */
  constructor(text: () => string, check: (text: string) => string) {
    this.#text = text;
    this.#check = check;
  }

  get error(): string {
    if (this.#refused.error && this.#refused.text === this.#text()) return this.#refused.error;
    return this.#left ? this.#check(this.#text()) : "";
  }

  /** The field was left, or its form sent. Returns whether it is right. */
  leave = (): boolean => {
    this.#left = true;
    this.#refused = { text: "", error: "" };
    return this.error === "";
  };

  /** Leaving an untouched field is no mistake yet. */
  blur = (): void => {
    if (this.#text() !== "") this.#left = true;
  };

  refuse(error: string): void {
    this.#refused = { text: this.#text(), error };
  }
}
