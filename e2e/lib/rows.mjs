// What runs inside the page to look at its rows: where they end, whether they are filled, when they are painted.

/** The last book that is seen whole in the list, and where it says it stands. */
export function lastSeen(role, list) {
  const box = document.querySelector(`[role=${list}]`).getBoundingClientRect();
  const whole = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return element.checkVisibility() && top >= box.top && bottom <= box.bottom + 1;
  };
  const spoken = (element) => {
    const copy = element.cloneNode(true);
    for (const silent of copy.querySelectorAll("[aria-hidden=true]")) silent.remove();
    return copy.textContent.trim();
  };
  const books = [...document.querySelectorAll(`[role=${role}]:not([aria-rowindex="1"])`)]
    .filter(whole)
    .map((element) => ({
      position: Number(
        element.getAttribute("aria-posinset") ?? element.getAttribute("aria-rowindex") - 1,
      ),
      text: spoken(element.querySelector("[role=rowheader], strong") ?? element),
    }));
  return books.sort((a, b) => a.position - b.position).at(-1) ?? {};
}

/**
 * Begins to look at the table: at each frame for a place without a filled row (`frames`), and after each key for the
 * frame with other rows (`keys`). `watchResult` gives what was seen and begins anew.
 */
export function watchTable() {
  const fresh = () => ({
    frames: { seen: 0, longest: 0, empty: 0, longestEmpty: 0 },
    keys: [],
  });
  const now = () => performance.now();
  let seen = fresh();
  let last = now();
  let emptySince = null;

  /** Some visible place of the table has no row, or a row without its book. */
  const isEmpty = () => {
    const grid = document.querySelector("[role=grid]");
    if (!grid) return false; // nothing was found, and the page says so
    const box = grid.getBoundingClientRect();
    const head = grid.querySelector("[aria-rowindex='1']").getBoundingClientRect();
    const count = Number(grid.getAttribute("aria-rowcount")) - 1;
    let filled = 0;
    let height = 0;
    for (const row of grid.querySelectorAll("[data-row]:not([hidden])")) {
      const place = row.getBoundingClientRect();
      height = place.height;
      const shown = Math.min(place.bottom, box.bottom) - Math.max(place.top, head.bottom);
      if (shown < 1) continue;
      if (!row.querySelector("[role=rowheader]").textContent.trim()) return true;
      filled += shown;
    }
    return filled < Math.min(box.bottom - head.bottom, count * height) - height;
  };
  const frame = () => {
    const at = now();
    const { frames } = seen;
    frames.seen++;
    frames.longest = Math.max(frames.longest, at - last);
    last = at;
    const empty = isEmpty();
    if (empty) {
      frames.empty++;
      emptySince ??= at;
    }
    if (emptySince !== null) frames.longestEmpty = Math.max(frames.longestEmpty, at - emptySince);
    if (!empty) emptySince = null;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  let pressed = null;
  const onkey = (event) => {
    // Between two keys that type, others such as Backspace belong to nobody.
    const types = event.key.length === 1 && !event.ctrlKey && !event.altKey;
    pressed = types ? { at: now(), painted: null } : null;
    if (types) seen.keys.push(pressed);
  };
  addEventListener("keydown", onkey, true);

  const inTable = ({ target, addedNodes, removedNodes }) => {
    const element = target instanceof Element ? target : target.parentElement;
    const isGrid = (node) =>
      node instanceof Element &&
      (node.matches("[role=grid]") || node.querySelector("[role=grid]") !== null);
    return element?.closest("[role=grid]") || [...addedNodes, ...removedNodes].some(isGrid);
  };
  const onchange = (mutations) => {
    const key = pressed;
    if (key === null || !mutations.some(inTable)) return;
    const paint = () => {
      if (isEmpty()) requestAnimationFrame(paint);
      else key.painted = now() - key.at;
    };
    requestAnimationFrame(() => requestAnimationFrame(paint));
  };
  new MutationObserver(onchange).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["aria-rowcount"],
  });

  window.watchResult = () => {
    const { frames, keys } = seen;
    seen = fresh();
    last = now();
    const times = keys.map(({ painted }) => painted).filter((painted) => painted !== null);
    return { frames, keys: { times, unchanged: keys.length - times.length } };
  };
}

/** What was seen since the last time this was asked. */
export function watched() {
  return window.watchResult();
}
