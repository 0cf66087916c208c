import { enAccount } from "./en.account";
import { enErrors } from "./en.errors";
import { enImport } from "./en.import";
import { enLibrary } from "./en.library";
import { enSearch } from "./en.search";
import { enShell } from "./en.shell";

/** Every English text a person can read. ICU messages; one flat key each. */
export const en = {
  ...enShell,
  ...enAccount,
  ...enErrors,
  ...enLibrary,
  ...enSearch,
  ...enImport,
} as const;
