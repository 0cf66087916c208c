/** English texts of locking, wrong passwords, the recovery code and the account's safety. */
export const enAccount = {
  "locked.asked": "Your library is locked.",
  "locked.idle":
    "Your library locked itself after {minutes, plural, one {# minute} other {# minutes}}.",
  "locked.away":
    "Your library was locked because the computer went to sleep or its screen was locked.",
  "locked.expired": "Your session has come to its end. The password begins a new one.",
  "locked.library": "Library",
  "locked.submit": "Unlock",
  "locked.another": "Another library",

  "tries.left":
    "{sentence} {left, plural, one {One try is} other {# tries are}} left before a pause.",

  "pause.title": "A short pause",
  "pause.body":
    "{failures, plural, one {One wrong try} other {# wrong tries in a row}}. The next one has to wait {time}, so that nobody can guess quickly. Your library is safe and unchanged.",
  "pause.seconds": "{seconds, plural, one {# second} other {# seconds}}",
  "pause.minutes": "{minutes, plural, one {# minute} other {# minutes}}",
  "pause.clock": "{minutes}:{seconds}",
  "pause.why": "Why does it keep getting longer?",
  "pause.why_body":
    "Each further wrong try doubles the pause, up to five minutes. It always ends by itself: anybody could sit down here and shut you out otherwise. Closing Bookly does not shorten it.",
  "pause.in_form": "There were too many wrong tries. You can go on in {time}.",

  "recover.link": "Use the recovery code",
  "recover.title": "Open with the recovery code",
  "recover.sub":
    "With the code you kept on paper you set a new password. The code is used up by it; you get a new one.",
  "recover.code": "Recovery code",
  "recover.code_hint":
    "8 groups of 4. Capitals, spaces and hyphens do not matter, nor O for 0 and I or L for 1.",
  "recover.code_missing": "Enter the recovery code.",
  "recover.new_password": "New password",
  "recover.submit": "Set the password and open",
  "recover.back": "Back",

  "safety.password": "Password",
  "safety.password_hint":
    "Changing it wraps the key of the library anew, not the library, so it is quick.",
  "safety.change": "Change password…",
  "safety.code": "Recovery code",
  "safety.code_hint": "A new code makes the old one useless.",
  "safety.new_code": "Make a new code…",
  "safety.reencrypt": "Key of the library",
  "safety.reencrypt_hint":
    "Encrypts every book anew with a new key. For when somebody else may know your password and have a copy of the library.",
  "safety.reencrypt_open": "Encrypt anew…",

  "locking.title": "Locking",
  "locking.after": "Lock when I am away for",
  "locking.after_hint":
    "Counted from the last key or movement here. A computer that slept counts, too.",
  "locking.minutes": "{minutes, plural, one {# minute} other {# minutes}}",
  "locking.hour": "1 hour",
  "locking.never": "Never",
  "locking.now": "Lock now",
  "locking.now_hint": "Closes the library and forgets its key. Also {keys}.",
  "locking.lock": "Lock",

  "confirm.current": "Your present password",
  "confirm.current_missing": "Enter your present password.",

  "change.title": "Change the password",
  "change.new": "New password",
  "change.old_copies":
    "Copies of the library from before still open with the password they had then.",
  "change.submit": "Change password",
  "change.done": "Your password is changed. Every other session has ended.",

  "new_code.title": "Make a new recovery code",
  "new_code.body":
    "The code you have now opens nothing from the moment the new one is made. The new one is shown on the next page, once.",
  "new_code.submit": "Make a new code",

  "reencrypt.title": "Encrypt the library anew",
  "reencrypt.body":
    "Every book is written into a new file under a new key. Nobody who has an old copy of the key can open it. The recovery code is replaced, too; the new one is shown on the next page.",
  "reencrypt.safe":
    "If this is stopped, or the computer goes off, the library stays as it was. Copies from before stay readable with the old key: delete them yourself.",
  "reencrypt.submit": "Encrypt anew",
  "reencrypt.running": "Encrypting",
  "reencrypt.progress": "{done} of {total}",
  "reencrypt.stop": "Stop",

  "delete.row": "Delete this library",
  "delete.row_hint": "Erases it from this computer. Asks for your password first.",
  "delete.open": "Delete…",
  "delete.title": "Delete this library for ever",
  "delete.lost":
    "You lose {books, plural, =0 {an empty library} one {# book} other {# books}} ({size}), with all ratings, reviews, notes and tags since {date}, and the history of every change.",
  "delete.lost_plain": "You lose every book of this library, with all that belongs to it.",
  "delete.no_way_back":
    "There is no way back: neither the password nor the recovery code opens anything afterwards. Copies you have made yourself stay where they are.",
  "delete.type_name": "To go on, type the username {username}",
  "delete.name_missing": "Enter the username as it is shown.",
  "delete.submit": "Delete for ever",
  "delete.done": "The library is deleted.",

  "shortcut.lock": "Lock",
} as const;
