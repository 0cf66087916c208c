/**
 * Where a key leads inside a group with one tab stop: its new position, or undefined when the key is for others.
 * In right-to-left text the left arrow goes on and the right arrow back.
 */
export function rovingKey(event: KeyboardEvent, at: number, count: number): number | undefined {
  if (count === 0 || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const rtl = document.documentElement.dir === "rtl";
  const steps: Partial<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    ArrowRight: rtl ? -1 : 1,
    ArrowLeft: rtl ? 1 : -1,
  };
  if (event.key === "Home") return 0;
  if (event.key === "End") return count - 1;
  const step = steps[event.key];
  if (step === undefined) return undefined;
  // From nowhere (-1), down is the first and up the last.
  return at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count;
}
