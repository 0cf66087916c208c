import type { ErrorCode } from "../api";

/** What happened, what is safe, what to do; one text for each code a failure can have. */
export const enErrors = {
  "error.account_exists": "User Account Already Exists",
  "error.username_invalid": "A username has 1 to 64 characters, and no @ or invisible ones.",
  "error.email_invalid": "Enter an email address such as name@example.org.",
  "error.password_too_short": "A password needs at least 10 characters.",
  "error.password_too_long": "A password can have at most 256 characters.",
  "error.password_weak": "This password is too easy to guess. Add one or two unrelated words.",
  "error.login_refused": "That name and password do not open a library here.",
  "error.password_wrong": "That password does not open this library.",
  "error.recovery_refused": "That name and recovery code do not open a library here.",
  "error.recovery_code_invalid":
    "That is not a whole recovery code. It has 8 groups of 4 characters; look for a typing error.",
  "error.too_many_tries": "There were too many wrong tries. Wait a moment.",
  "error.locked": "Your library is locked. Unlock it to go on.",
  "error.name_not_confirmed": "That is not the username of this library.",
  "error.reencrypt_cancelled":
    "Nothing was changed: the library is still encrypted with its old key.",
  "error.not_logged_in": "You are not logged in any more. Log in again to go on.",
  "error.recovery_group_wrong": "That is not the group shown above. Compare it once more.",
  "error.title_missing": "A book needs a title.",
  "error.text_too_long": "This text is too long to be stored.",
  "error.isbn_invalid": "This is not a valid ISBN. Check the digits.",
  "error.identifier_invalid": "This identifier is not written the way its kind asks for.",
  "error.date_invalid": "Write a date as 1999, 1999-06 or 1999-06-18.",
  "error.date_in_future": "This date is in the future.",
  "error.page_count_invalid": "The number of pages is a whole number above zero.",
  "error.rating_invalid": "A rating is between a quarter of a star and five stars.",
  "error.language_invalid": "Bookly does not know this language code.",
  "error.name_missing": "A name is missing here.",
  "error.too_many": "There are too many of these to be stored.",
  "error.book_not_found": "This book is no longer in your library.",
  "error.shelf_name_taken": "There is a shelf with this name already.",
  "error.shelf_not_found": "This smart shelf is no longer there.",
  "error.query_unreadable": "This search cannot be read.",
  "error.view_gone": "The list has changed. It is being read again.",
  "error.nothing_to_undo": "There is nothing to undo.",
  "error.nothing_to_redo": "There is nothing to redo.",
  "error.change_not_undoable": "This change cannot be undone, because the book was changed since.",
  "error.import_file_unreadable":
    "The file could not be read. Nothing was imported. Check that it is still there.",
  "error.import_not_recognised": "Bookly does not know this kind of file. Nothing was imported.",
  "error.import_encoding":
    "The text in this file is not stored in a way Bookly can read. Nothing was imported.",
  "error.import_cancelled": "The import was stopped. Nothing was imported.",
  "error.import_busy": "Another import is running. Wait until it has finished.",
  "error.import_handle_gone": "Choose the file once more.",
  "error.backup_damaged":
    "This is not a backup of Bookly, or it is damaged. Nothing has been changed. Try another one.",
  "error.backup_foreign":
    "This backup holds something that Bookly did not write, so it is not opened. Nothing has been changed.",
  "error.backup_of_other":
    "This backup is of another library. Nothing has been changed. Log out to restore it beside this one.",
  "error.backup_is_here":
    "The library of this backup is on this computer already. Log in to it, and restore the backup in its settings.",
  "error.backup_gone": "This backup is not there any more. Choose another one.",
  "error.backup_refused":
    "That does not open this backup. It needs the password or the recovery code of the day it was made.",
  "error.backup_busy": "Another backup is still being made or read. Try again in a moment.",
  "error.copy_cancelled": "Stopped. Nothing has been changed.",
  "error.place_not_writable": "Bookly may not write there. Choose another place.",
  "error.library_damaged":
    "Part of your library file cannot be read. Nothing has been changed or deleted.",
  "error.slot_damaged":
    "Your password is right, but the key stored with it is damaged. Open your library with the recovery code; nothing has been changed or deleted.",
  "error.library_missing":
    "The library file is not where it was. Nothing has been changed or deleted.",
  "error.library_moved":
    "The library file was moved or deleted while Bookly was using it. The last change was not saved. Put the file back, then save again.",
  "error.library_not_opened":
    "The library file could not be opened. Nothing was changed. Check the permissions of its folder and the space on its disk, then try again.",
  "error.not_upgraded":
    "The library could not be brought up to this version. It is as it was, and the Bookly you had before still opens it.",
  "error.salvage_cancelled": "It was stopped. Nothing was changed.",
  "error.library_newer":
    "This library was last opened by a newer Bookly. Install that version to open it. Nothing has been changed.",
  "error.library_in_use": "Bookly is already open. Close the other window and try again.",
  "error.home_not_usable":
    "Bookly cannot use its data folder. Check that the folder exists and that you may write to it.",
  "error.disk_full": "The disk is full. Nothing was saved. Free some space and try again.",
  "error.read_only":
    "The library file cannot be written to. Nothing was saved. Check the permissions of its folder.",
  "error.disk_error": "The disk reported an error. The last change may not be saved.",
  "error.keyring_unavailable": "The system’s key storage cannot be used right now.",
  "error.internal": "Something went wrong inside Bookly. What was saved before is safe. Try again.",
} as const satisfies Record<`error.${ErrorCode}`, string>;
