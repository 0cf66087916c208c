import { enAccount } from "./en.account";
import { enBackup } from "./en.backup";
import { enDamage } from "./en.damage";
import { enErrors } from "./en.errors";
import { enHelp } from "./en.help";
import { enImport } from "./en.import";
import { enLibrary } from "./en.library";
import { enSearch } from "./en.search";
import { enShell } from "./en.shell";

/** Every English text a person can read. ICU messages; one flat key each. */
export const en = {
  ...enShell,
  ...enAccount,
  ...enErrors,
  ...enDamage,
  ...enHelp,
  ...enLibrary,
  ...enSearch,
  ...enImport,
  ...enBackup,
} as const;
