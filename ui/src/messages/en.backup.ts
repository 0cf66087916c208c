/** English texts of backups, restoring and the plain export. */
export const enBackup = {
  "backup.title": "Backups",
  "backup.about":
    "Bookly backs up by itself: when you close it, after 200 changes, each day on which something changed, and before every large import. Each backup is read back before it counts. It is encrypted, and opens with the password or the recovery code you had on its day.",
  "backup.now": "Back up now",
  "backup.from_file": "Restore from a file…",
  "backup.stop": "Stop",
  "backup.made": "Backed up: {books, plural, one {# book} other {# books}}, {size}.",
  "backup.none": "There is no backup yet.",
  "backup.looking": "Looking for backups",
  "backup.when": "Made",
  "backup.holds": "Holds",
  "backup.size": "Size",
  "backup.state": "State",
  "backup.actions": "Actions",
  "backup.books": "{books, plural, =0 {No book} one {# book} other {# books}}",
  "backup.and_more":
    "{trashed, plural, =0 {} one {# in the trash} other {# in the trash}}{both, select, yes {, } other {}}{shelves, plural, =0 {} one {# shelf} other {# shelves}}",
  "backup.restore": "Restore…",
  "backup.restore_of": "Restore the backup of {date}",
  "backup.save": "Keep a copy…",
  "backup.save_of": "Keep a copy of the backup of {date}",
  "backup.saved": "The copy is kept and was read back.",

  "backup.kind.auto": "by itself",
  "backup.kind.manual": "by you",
  "backup.kind.pre-import": "before an import",
  "backup.kind.pre-migrate": "before an update",
  "backup.kind.pre-restore": "before a restore",

  "backup.state.verified": "Whole",
  "backup.state.checking": "Reading it…",
  "backup.state.made": "Whole when made",
  "backup.state.damaged": "Damaged",

  "backup.step.copying": "Copying the library",
  "backup.step.checking": "Checking the copy",
  "backup.step.writing": "Writing the backup",
  "backup.step.reading": "Reading the backup",
  "backup.step.comparing": "Comparing it with your library",
  "backup.step.encrypting": "Encrypting it with your key",
  "backup.step.exporting": "Writing your books",
  "backup.of": "{done} of {total}",
  "backup.before_import": "Backing up your library first",

  "restore.title": "Restore a backup",
  "restore.of": "The backup of {date}",
  "restore.of_file": "The backup {name}",
  "restore.by": "Open it with",
  "restore.by_password": "Password",
  "restore.by_code": "Recovery code",
  "restore.password": "Password of that day",
  "restore.password_hint": "The one you had when the backup was made.",
  "restore.password_missing": "Enter the password of that day.",
  "restore.code": "Recovery code of that day",
  "restore.open": "See what would change",
  "restore.then": "The backup holds",
  "restore.now": "Your library holds",
  "restore.nothing": "Nothing would be lost: your library is as it was in this backup.",
  "restore.losses": "What would change:",
  "restore.added":
    "{count, plural, one {# book added since then would be gone.} other {# books added since then would be gone.}}",
  "restore.changed":
    "{count, plural, one {# book changed since then would be as it was.} other {# books changed since then would be as they were.}}",
  "restore.removed":
    "{count, plural, one {# book deleted since then would be back.} other {# books deleted since then would be back.}}",
  "restore.shelves":
    "{count, plural, one {# smart shelf would be as it was.} other {# smart shelves would be as they were.}}",
  "restore.safe":
    "Your library of now is backed up first, so that you can go back. Your password and your recovery code stay those of today.",
  "restore.safe_damaged":
    "The damaged file is kept, whatever comes of it. Your password and your recovery code stay those of today.",
  "restore.done_damaged":
    "Restored: {books, plural, one {# book} other {# books}}. The damaged file is kept in the folder “quarantine”.",
  "restore.submit": "Restore this backup",
  "restore.done":
    "Restored: {books, plural, one {# book} other {# books}}. The library of before is among the backups.",

  "restore.link": "Restore from a backup",
  "restore.page_title": "Restore from a backup",
  "restore.page_sub":
    "Brings a library to this computer from one of its backups, with the password or the recovery code of its day.",
  "restore.file": "Backup",
  "restore.choose": "Choose a backup…",
  "restore.choose_other": "Choose another…",
  "restore.file_missing": "Choose the backup first.",
  "restore.read": "Open the backup",
  "restore.whose": "The library of {username}, from {date}.",
  "restore.same_password": "It will open with the same password as before.",
  "restore.new_password": "New password",
  "restore.used_up":
    "The recovery code is used up by this. Choose a new password; you get a new code on the next page.",
  "restore.take": "Restore and open",
  "restore.back": "Back",

  "export.title": "Export everything in plain form",
  "export.hint":
    "Every book with all its fields, and your smart shelves, in one JSON file that any program can read. It is not encrypted: keep it where nobody else looks.",
  "export.submit": "Export…",
  "export.done": "Exported: {books, plural, one {# book} other {# books}}.",

  "delete.backups": "Delete its backups, too",
  "delete.backups_stay": "Its backups stay, and open with the password they were made under.",
} as const;
