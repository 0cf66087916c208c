// F6 goes round the parts of the window.
const focusable =
  "[tabindex='0'], button:not([tabindex='-1']), input:not([tabindex='-1']), select, a[href], summary";

/** Moves the focus to the next pane that can take it, or to the one before. */
export function goToPane(root: HTMLElement, step: 1 | -1): void {
  const panes = [...root.querySelectorAll<HTMLElement>("[data-pane]")].filter(
    (pane) => pane.querySelector(focusable) !== null,
  );
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const from = at < 0 && step < 0 ? 0 : at;
  const next = panes[(from + step + panes.length) % panes.length];
  const preferred = next?.querySelector<HTMLElement>(
    "[data-pane-start], [role='row'][tabindex='0'], [role='option'][tabindex='0']",
  );
  (preferred ?? next?.querySelector<HTMLElement>(focusable))?.focus();
}
