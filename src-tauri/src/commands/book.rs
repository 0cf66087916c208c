//! Books: add, read, change, throw away and take back.

use bookly_core::{
    Book, BookChange, BookFields, BookId, BookRow, BookSaved, ChangeDone, Draft, HistoryEntry,
    IsbnCheck, IsbnLookup,
};
use tauri::State;

use crate::{error::CommandResult, state::App};

/// Adds a book.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_add(
    app: State<'_, App>,
    new_book: BookFields,
) -> CommandResult<BookSaved> {
    Ok(app.library().await?.add_book(new_book).await?)
}

/// Reads a book, whole.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_read(app: State<'_, App>, id: BookId) -> CommandResult<Book> {
    Ok(app.library().await?.book(id).await?)
}

/// Changes the fields that are there.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_change(
    app: State<'_, App>,
    id: BookId,
    change: BookChange,
) -> CommandResult<BookSaved> {
    Ok(app.library().await?.change_book(id, change).await?)
}

/// What was being written when the library was last left, if anything.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_draft(app: State<'_, App>) -> CommandResult<Option<Draft>> {
    Ok(app.library().await?.draft().await?)
}

/// Keeps what is being written.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_draft_keep(app: State<'_, App>, draft: Draft) -> CommandResult<()> {
    Ok(app.library().await?.keep_draft(&draft).await?)
}

/// Forgets what was being written.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_draft_drop(app: State<'_, App>) -> CommandResult<()> {
    Ok(app.library().await?.drop_draft().await?)
}

/// Moves books to the trash.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_trash(app: State<'_, App>, ids: Vec<BookId>) -> CommandResult<ChangeDone> {
    Ok(app.library().await?.trash_books(&ids).await?)
}

/// Takes books out of the trash.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_restore(
    app: State<'_, App>,
    ids: Vec<BookId>,
) -> CommandResult<ChangeDone> {
    Ok(app.library().await?.restore_books(&ids).await?)
}

/// Deletes books of the trash for ever; gives their number.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_purge(app: State<'_, App>, ids: Vec<BookId>) -> CommandResult<u32> {
    Ok(app.library().await?.purge_books(&ids).await?)
}

/// Deletes everything in the trash for ever; gives the number of books.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn trash_empty(app: State<'_, App>) -> CommandResult<u32> {
    Ok(app.library().await?.empty_trash().await?)
}

/// What was done to a book, the newest first.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_history(
    app: State<'_, App>,
    id: BookId,
) -> CommandResult<Vec<HistoryEntry>> {
    Ok(app.library().await?.book_history(id).await?)
}

/// Books that may be the same as one being written; `except` leaves the edited book out.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_lookalikes(
    app: State<'_, App>,
    fields: BookFields,
    except: Option<BookId>,
) -> CommandResult<Vec<BookRow>> {
    Ok(app.library().await?.lookalikes(fields, except).await?)
}

/// Checks a code by itself.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn isbn_check(app: State<'_, App>, text: String) -> CommandResult<IsbnCheck> {
    app.library().await?; // answers nothing to somebody who is not logged in
    Ok(IsbnCheck::of(&text))
}

/// Checks a code and finds the books that have it.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn isbn_lookup(app: State<'_, App>, text: String) -> CommandResult<IsbnLookup> {
    Ok(app.library().await?.look_up_isbn(&text).await?)
}
