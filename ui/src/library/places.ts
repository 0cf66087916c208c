import type { Place, ShelfCount } from "../api";
import { type MessageKey, t } from "../messages";

export function samePlace(a: Place, b: Place): boolean {
  if (a.kind === "status") return b.kind === "status" && a.status === b.status;
  if (a.kind === "tag") return b.kind === "tag" && a.tag === b.tag;
  if (a.kind === "import") return b.kind === "import" && a.changeId === b.changeId;
  if (a.kind === "shelf") return b.kind === "shelf" && a.shelfId === b.shelfId;
  return a.kind === b.kind;
}

/** `shelf` is the smart shelf of the place, where it is one. */
export function placeName(place: Place, shelf?: ShelfCount): string {
  if (place.kind === "shelf") return shelf?.name ?? "";
  if (place.kind === "tag") return place.tag;
  return t(
    (place.kind === "status" ? `place.${place.status}` : `place.${place.kind}`) as MessageKey,
  );
}
