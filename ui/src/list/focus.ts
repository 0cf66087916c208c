// Keeps the keyboard focus on the focused row while the list has it. A row that leaves the document takes the focus
// with it without saying where to, so the list counts as left only when something else took the focus.
export class Focus {
  #here = false;

  take(): void {
    this.#here = true;
  }

  leave(event: FocusEvent, list: HTMLElement): void {
    if (event.relatedTarget instanceof Node && !list.contains(event.relatedTarget))
      this.#here = false;
  }

  follow(list: HTMLElement | undefined, selector: string): void {
    if (!this.#here || !list || document.querySelector("dialog[open]")) return;
    const target = list.querySelector<HTMLElement>(selector);
    if (target && target !== document.activeElement) target.focus({ preventScroll: true });
  }
}
