import type { ReadingStatus } from "../api";

/** A shape first and a colour second: a circle, and what stands on it. */
export type StatusMark = { circle: string; path: string; d: string };

const marks: Record<ReadingStatus, StatusMark> = {
  none: { circle: "st-ring dash", path: "st-ring", d: "" },
  to_read: { circle: "st-ring", path: "st-ring", d: "" },
  reading: { circle: "st-ring", path: "st-pie", d: "M10.2 8a2.2 2.2 0 0 1-4.4 0" },
  paused: { circle: "st-ring", path: "st-ring", d: "M6.4 5.6v4.8M9.6 5.6v4.8" },
  finished: { circle: "st-full", path: "st-tick", d: "M4.8 8.3l2.3 2.3 4.2-4.8" },
  abandoned: { circle: "st-ring", path: "st-ring", d: "M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" },
};

/** How a reading status is drawn, in a box of 16 by 16. */
export const statusMark = (status: ReadingStatus): StatusMark => marks[status];
