import type { Failure } from "../api";
import { failureText, t } from "../messages";

/** What to say after a wrong password: also how many tries are left, while some are. */
export function refusalText(failure: Failure): string {
  const sentence = failureText(failure);
  const left = failure.tries?.left ?? 0;
  return left > 0 ? t("tries.left", { sentence, left }) : sentence;
}
