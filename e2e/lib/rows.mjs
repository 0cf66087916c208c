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
 * Begins to look at the list: at each frame for a place without a filled row and for how long it stands still while its
 * scrollbar moves (`frames`), and after each key for the frame with other rows (`keys`). `watchResult` gives what was
 * seen and begins anew.
 */
export function watchList() {
  const fresh = () => ({
    frames: { took: [], empty: 0, longestEmpty: 0, longestStill: 0 },
    keys: [],
  });
  const now = () => performance.now();
  const LIST = "[role=grid], [role=listbox]:has([aria-posinset])";
  let seen = fresh();
  let last = now();
  let emptySince = null;

  /** What is seen of the list: its first place, and whether a place has no row, or one without its book. */
  const look = () => {
    const list = document.querySelector(LIST);
    if (!list) return { first: "none", empty: false }; // nothing was found, and the page says so
    const box = list.getBoundingClientRect();
    const head =
      list.querySelector("[aria-rowindex='1']")?.getBoundingClientRect().bottom ?? box.top;
    const filled = new Map();
    let first = { top: Number.POSITIVE_INFINITY };
    let height = 0;
    let empty = false;
    let end = false;
    for (const row of list.querySelectorAll("[data-row]:not([hidden])")) {
      const place = row.getBoundingClientRect();
      height = place.height;
      const shown = Math.min(place.bottom, box.bottom) - Math.max(place.top, head);
      if (shown < 1 || height === 0) continue;
      filled.set(Math.round(place.top), shown);
      if (!(row.querySelector("[role=rowheader]") ?? row).textContent.trim()) empty = true;
      const count = Number(
        row.getAttribute("aria-setsize") ?? list.getAttribute("aria-rowcount") - 1,
      );
      end ||= Number(row.dataset.row) === count - 1;
      if (place.top < first.top) first = { top: place.top, row: row.dataset.row };
    }
    const all = [...filled.values()].reduce((sum, shown) => sum + shown, 0);
    const parts = list.matches("[role=grid]") ? 1 : 2; // there is air between covers
    empty ||= !end && all < (box.bottom - head) / parts - height;
    return { first: `${first.row} ${first.top}`, empty };
  };

  let stillSince = null;
  let scrolled = 0;
  let before = "";
  const onscroll = () => {
    scrolled = now();
    stillSince ??= scrolled;
  };
  addEventListener("scroll", onscroll, true);
  const frame = () => {
    const at = now();
    const { frames } = seen;
    frames.took.push(at - last);
    last = at;
    const { first, empty } = look();
    if (empty) {
      frames.empty++;
      emptySince ??= at;
    }
    if (emptySince !== null) frames.longestEmpty = Math.max(frames.longestEmpty, at - emptySince);
    if (!empty) emptySince = null;

    // A scrollbar that is put right after a rest moves without the list.
    if (stillSince !== null && first === before && at - scrolled > 300) stillSince = null;
    if (stillSince !== null) frames.longestStill = Math.max(frames.longestStill, at - stillSince);
    if (first !== before) stillSince = null;
    before = first;
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
      if (look().empty) requestAnimationFrame(paint);
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
    stillSince = null;
    const times = keys.map(({ painted }) => painted).filter((painted) => painted !== null);
    return { frames, keys: { times, unchanged: keys.length - times.length } };
  };
}

/** What was seen since the last time this was asked. */
export function watched() {
  return window.watchResult();
}
