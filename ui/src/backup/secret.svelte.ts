import { tick } from "svelte";
import type { BackupSecret, Failure, SecretKind } from "../api";
import { t } from "../messages";
import { Validity } from "../parts/validity.svelte";
import { refusalText } from "../screens/tries";

/** What opens a backup: the password or the recovery code of its day. */
export class OldSecret {
  by = $state<SecretKind>("password");
  text = $state("");
  input = $state<HTMLInputElement>();
  readonly validity = new Validity(
    () => this.text,
    (text) => {
      if (text.trim()) return "";
      return this.by === "password" ? t("restore.password_missing") : t("recover.code_missing");
    },
  );

  get value(): BackupSecret {
    return { by: this.by, secret: this.text };
  }

  choose(by: SecretKind): void {
    this.by = by;
    this.text = "";
  }

  /** Shows a failure at the field when it is about it. */
  async refuse(failure: Failure): Promise<boolean> {
    if (failure.field !== "secret" && failure.field !== "code") return false;
    this.validity.refuse(refusalText(failure));
    await tick();
    this.input?.select();
    return true;
  }
}
