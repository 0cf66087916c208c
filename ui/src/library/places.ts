import type { Place } from "../api";
import { type MessageKey, t } from "../messages";

export function samePlace(a: Place, b: Place): boolean {
  if (a.kind === "status") return b.kind === "status" && a.status === b.status;
  if (a.kind === "tag") return b.kind === "tag" && a.tag === b.tag;
  if (a.kind === "import") return b.kind === "import" && a.changeId === b.changeId;
  return a.kind === b.kind;
}

export function placeName(place: Place): string {
  if (place.kind === "tag") return place.tag;
  return t(
    (place.kind === "status" ? `place.${place.status}` : `place.${place.kind}`) as MessageKey,
  );
}
