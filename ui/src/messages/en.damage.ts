/** English texts of a library that cannot be opened. */
export const enDamage = {
  "damaged.title": "This library file is damaged",
  "damaged.body":
    "Your password is right, but part of the file cannot be read. This usually comes from a failing disk or a copy that was cut short. Nothing has been changed or deleted.",
  "damaged.missing_title": "The library file is not there",
  "damaged.missing_body":
    "Your password is right, but {username}’s library file is not where it was. Bookly has not deleted it. If it lies on a disk that is not connected, connect it and try again.",
  "damaged.looking": "Looking what can be read",
  "damaged.far": "Page {done, number} of {total, number}",
  "damaged.readable": "What can be read",
  "damaged.books": "{count, plural, one {# book.} other {# books.}}",
  "damaged.books_of": "{count, number} of {before, plural, one {# book.} other {# books.}}",
  "damaged.trashed":
    "{count, plural, one {One more is in the trash.} other {# more are in the trash.}}",
  "damaged.lost":
    "{count, plural, =0 {No book is lost.} one {One book is lost.} other {# books are lost.}}",
  "damaged.lost_unknown": "How many there were before cannot be read any more.",
  "damaged.incomplete":
    "{count, plural, one {One of them lacks a part, such as its description or review.} other {# of them lack a part, such as the description or review.}}",
  "damaged.unproven":
    "The beginning of the file is lost, and with it the proof that what is read is what was written. Look through the books afterwards.",
  "damaged.kept":
    "The damaged file is kept as it is, in the folder “quarantine” of Bookly’s data folder, so an expert can still look at it.",
  "damaged.salvage": "Make a new library of what can be read",
  "damaged.salvaging": "Making the new library",
  "damaged.stop": "Stop",
  "damaged.backups": "Or restore a backup",
  "damaged.backups_hint":
    "A backup takes the place of the library as it was on that day. It opens with the password or the recovery code you had then.",
  "damaged.export": "Write it to a plain file…",
  "damaged.export_hint":
    "The plain file is not encrypted: whoever has it can read your books and notes.",
  "damaged.exported": "Written. {count, plural, one {# book is} other {# books are}} in the file.",
  "damaged.details": "Technical details",
  "damaged.details_text":
    "{unreadable, number} of {pages, plural, one {# page} other {# pages}} cannot be read.",

  "salvaged.title": "Your library is open again",
  "salvaged.body": "This is what came over from the damaged file.",
  "salvaged.table": "What came over",
  "salvaged.of": "Part of the library",
  "salvaged.rows": "Came over",
  "salvaged.table_book": "Books, the trash included",
  "salvaged.table_change": "Changes in the history",
  "salvaged.table_change_row": "Entries of these changes",
  "salvaged.table_import_run": "Imports",
  "salvaged.table_shelf": "Smart shelves",
  "salvaged.table_recent_search": "Recent searches",
  "salvaged.left_out":
    "{count, plural, one {One change cannot be undone any more, because a part of what it touched is lost.} other {# changes cannot be undone any more, because a part of what they touched is lost.}}",
  "salvaged.kept_in": "The damaged file is kept in “{folder}”.",
  "salvaged.open": "Open my library",
} as const;
