/** English texts of what a person reads when Bookly cannot start, and to understand what it does. */
export const enHelp = {
  "refused.title": "Bookly cannot open its data folder",
  "refused.in_use_title": "Bookly is already open",
  "refused.in_use":
    "Another Bookly uses this data folder. Go on in its window, or close it and try again. Two at a time could damage a library.",
  "refused.newer_title": "This data folder is from a newer Bookly",
  "refused.newer": "A newer Bookly has used this data folder. Install that version to go on.",
  "refused.other": "Something in the folder could not be read or written.",
  "refused.not_text":
    "The path of the folder has characters that are no readable text. Rename the folder, or choose another one.",
  "refused.link":
    "A link stands where Bookly keeps its files. It could lead your library to a place that nobody chose. Put a real folder there.",
  "refused.in_the_way":
    "A file stands where a folder should be, or the other way round. Move it away, then try again.",
  "refused.not_writable":
    "Bookly may not write there. Give yourself permission to write to the folder, then try again.",
  "refused.foreign_owner":
    "The folder belongs to another user of this computer. Use a folder of your own.",
  "refused.read_only_disk": "The disk can only be read. Make it writable, then try again.",
  "refused.full":
    "The disk is full, or has no room for another file. Free some space, then try again.",
  "refused.network_share":
    "The folder is on a network share. There, two computers could write to one library at a time and damage it. Use a folder on a disk of this computer.",
  "refused.unreadable":
    "The folder cannot be made or read. Check that its disk is connected, then try again.",
  "refused.safe": "Nothing was changed. What you have saved before is as it was.",
  "refused.folder": "Data folder",

  "keeps.title": "How Bookly keeps your library",
  "keeps.where_title": "Where it is",
  "keeps.where":
    "Everything is in one folder on this computer: a small file with the names of the accounts, and one encrypted file for each library. Nothing is sent anywhere; Bookly has no network code.",
  "keeps.promised_title": "What is promised",
  "keeps.promised_secret":
    "Without the password or the recovery code, a copy of the folder shows no title, no author, no note and no search. It does show account names and emails, how large the files are and when they were written.",
  "keeps.promised_saved":
    "What Bookly says is saved is on the disk: it is there after a crash or a power cut. What stands unsaved in the form of a book is kept too, up to the last half second, and offered again.",
  "keeps.promised_kept":
    "Bookly never deletes a damaged library and never begins a new one in its place by itself. What it sets aside lies in the folder “quarantine”, and stays there until you remove it.",
  "keeps.promised_proven":
    "Every page of a library carries a seal. A page that is not as it was written is noticed when it is read. All of them are read when a library is opened and the last time is a week ago, or when Bookly did not end properly.",
  "keeps.promised_keyring":
    "Losing the key storage of this computer costs you one time of typing your password.",
  "keeps.not_title": "What is not promised",
  "keeps.not_forgotten":
    "Without the password and without the recovery code nobody can open a library, Bookly’s makers included. Keep the code on paper.",
  "keeps.not_here":
    "Nothing protects an unlocked library from somebody at the keyboard, from programs that run under your name, or from an administrator of this computer.",
  "keeps.not_weak": "A password that is easy to guess protects little.",
  "keeps.not_copies":
    "After a new password, older copies of the folder still open with the old one. If a password leaked, encrypt the library anew and remove the copies.",
  "keeps.not_plain": "What you write to a plain file can be read by whoever has that file.",
  "keeps.not_older":
    "Bookly does not notice when an older copy of the whole library file is put back in its place.",
  "keeps.damaged_title": "If a library is damaged",
  "keeps.damaged":
    "Bookly closes it, says how much can still be read, and offers to make a new library of that or to write it to a plain file. The damaged file is kept.",
  "keeps.log_title": "The log",
  "keeps.log":
    "Bookly notes what goes wrong in the folder “logs”: no titles, no names, no passwords and no paths. You can read what is there before you pass it on.",

  "diagnostics.show": "Show diagnostics…",
  "diagnostics.title": "Diagnostics",
  "diagnostics.body":
    "This helps to find out what went wrong. Nothing of your books, and no name, is in it. Read it before you pass it on; Bookly sends it nowhere.",
  "diagnostics.label": "What would be copied",
  "diagnostics.copy": "Copy",
  "diagnostics.copied": "It is on the clipboard.",
  "diagnostics.not_copied": "It could not be copied. Select the text and copy it yourself.",
} as const;
