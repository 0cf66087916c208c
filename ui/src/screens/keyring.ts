import type { KeyringState } from "../api";
import { t } from "../messages";

/** Why staying signed in is not possible; "" when it is. */
export function whyNot(keyring: KeyringState): string {
  if (keyring.available) return "";
  switch (keyring.reason) {
    case "no_service":
      return t("stay.off_no_service");
    case "locked":
      return t("stay.off_locked");
    case "timeout":
      return t("stay.off_timeout");
    default:
      return t("stay.off_failed");
  }
}
