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
 * Lets the page say what is seen of the list (`seeList`): its first place, and whether a place has no row, or one without
 * its book.
 */
export function learnToSee() {
  const LIST = "[role=grid], [role=listbox]:has([aria-posinset])";
  window.seeList = () => {
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
    for (const row of list.querySelectorAll("[data-row]:not([hidden], [aria-hidden])")) {
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
}

/**
 * Begins to look at the list at each frame, for a place without a filled row and for how long it stands still while its
 * scrollbar moves. `framesSeen` gives what was seen and begins anew. The page has learnt to see.
 */
export function watchFrames() {
  const fresh = () => ({ took: [], empty: 0, longestEmpty: 0, longestStill: 0 });
  const now = () => performance.now();
  let frames = fresh();
  let last = now();
  let emptySince = null;
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
    frames.took.push(at - last);
    last = at;
    const { first, empty } = window.seeList();
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

  window.framesSeen = () => {
    const seen = frames;
    frames = fresh();
    last = now();
    stillSince = null;
    return seen;
  };
}

/** What was seen since the last time this was asked. */
export function framesSeen() {
  return window.framesSeen();
}

/**
 * Begins to look, after each key that types, for the end of the frame in which the list shows other rows as its answer;
 * what is found later in the long texts is another one. `keysSeen` gives how long that took, and begins anew. The page
 * has learnt to see.
 */
export function watchKeys() {
  const now = () => performance.now();
  let keys = [];
  let pressed = null;
  const onkey = (event) => {
    // Between two keys that type, others such as Backspace belong to nobody.
    const types = event.key.length === 1 && !event.ctrlKey && !event.altKey;
    pressed = types ? { at: now(), answered: false, painted: null } : null;
    if (types) keys.push(pressed);
  };
  addEventListener("keydown", onkey, true);

  const changesRows = ({ attributeName, target, addedNodes, removedNodes }) => {
    if (attributeName === "data-answer") return false;
    const element = target instanceof Element ? target : target.parentElement;
    const isGrid = (node) =>
      node instanceof Element &&
      (node.matches("[role=grid]") || node.querySelector("[role=grid]") !== null);
    return element?.closest("[role=grid]") || [...addedNodes, ...removedNodes].some(isGrid);
  };
  // A frame is made ready, laid out and painted in one go, and a timer that is set meanwhile comes after it. A message
  // would say the same, but WebKit sends it through another process: it came 2 to 5 ms later.
  const atEndOfFrame = (work) => requestAnimationFrame(() => setTimeout(work));
  const onchange = (mutations) => {
    const key = pressed;
    if (key === null) return;
    if (mutations.some(({ attributeName }) => attributeName === "data-answer")) {
      if (key.answered) pressed = null;
      key.answered = true;
    }
    if (pressed === null || !mutations.some(changesRows)) return;
    const painted = () => {
      const at = now();
      if (window.seeList().empty) atEndOfFrame(painted);
      else key.painted = at - key.at;
    };
    atEndOfFrame(painted);
  };
  new MutationObserver(onchange).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["aria-rowcount", "data-answer"],
  });

  window.keysSeen = () => {
    const times = keys.map(({ painted }) => painted).filter((painted) => painted !== null);
    const unchanged = keys.length - times.length;
    keys = [];
    pressed = null;
    return { times, unchanged };
  };
}

/** What was seen since the last time this was asked. */
export function keysSeen() {
  return window.keysSeen();
}
