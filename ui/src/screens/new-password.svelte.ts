import { answerOf, commands, type PasswordStrength } from "../api";
import { t } from "../messages";
import { Validity } from "../parts/validity.svelte";

/** A password being chosen. The core judges it; an answer about an older text is dropped. */
export class NewPassword {
  value = $state("");
  strength = $state.raw<PasswordStrength>();
  input = $state<HTMLInputElement>();
  readonly validity = new Validity(
    () => this.value,
    (text) => {
      if (!text) return t("welcome.password_missing");
      if ([...text].length < 10) return t("error.password_too_short");
      return this.strength && !this.strength.accepted ? t("error.password_weak") : "";
    },
  );

  /** `own` are the names that must not be in it. To be made while a component is. */
  constructor(own: () => { username: string; email: string }) {
    $effect(() => {
      const asked = { password: this.value, ...own() };
      if (!asked.password) {
        this.strength = undefined;
        return;
      }
      let current = true;
      const timer = setTimeout(async () => {
        const answer = await answerOf(
          commands.passwordStrength(asked.password, asked.username, asked.email),
        );
        if (current && answer.ok) this.strength = answer.value;
      }, 120);
      return () => {
        current = false;
        clearTimeout(timer);
      };
    });
  }
}
