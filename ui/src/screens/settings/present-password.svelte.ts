import { tick } from "svelte";
import type { Failure } from "../../api";
import { app } from "../../app.svelte";
import { failureText, t } from "../../messages";
import { Validity } from "../../parts/validity.svelte";
import { inWords } from "../../pause.svelte";
import { refusalText } from "../tries";

/** The password of the account that is here, typed once more before something serious. */
export class PresentPassword {
  value = $state("");
  input = $state<HTMLInputElement>();
  /** What is wrong and has no field. */
  formError = $state("");
  readonly validity = new Validity(
    () => this.value,
    (text) => (text ? "" : t("confirm.current_missing")),
  );

  /** Above the form: a failure, or how long the next try has to wait. */
  get says(): string {
    if (app.pause.left > 0) return t("pause.in_form", { time: inWords(app.pause.left) });
    return this.formError;
  }

  get waiting(): boolean {
    return app.pause.left > 0;
  }

  /** Shows a failure where it belongs. Returns the one that is for another field. */
  async refuse(failure: Failure): Promise<Failure | undefined> {
    app.pause.begin(failure.tries);
    if (failure.code === "too_many_tries") return undefined;
    if (failure.field === "current") {
      this.validity.refuse(refusalText(failure));
      await tick();
      this.input?.select();
      return undefined;
    }
    if (failure.field) return failure;
    this.formError = failureText(failure);
    return undefined;
  }
}
