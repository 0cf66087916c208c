//! The search box: its language, what could stand in it, where a book has what was searched for, and
//! what was searched for lately.

use bookly_core::{
    BookId, Completions, Passage,
    query::{self, Chip, Choice, Field, HelpLine},
};
use tauri::State;

use crate::{error::CommandResult, state::App};

/// Where the long texts of a book have what a query looks for.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn book_passages(
    app: State<'_, App>,
    id: BookId,
    text: String,
) -> CommandResult<Vec<Passage>> {
    Ok(app.library().await?.book_passages(id, &text).await?)
}

/// The latest searches, the newest first.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn recent_searches(app: State<'_, App>) -> CommandResult<Vec<String>> {
    Ok(app.library().await?.recent_searches().await?)
}

/// Remembers a search as the newest.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn recent_search_note(app: State<'_, App>, text: String) -> CommandResult<()> {
    Ok(app.library().await?.note_recent_search(&text).await?)
}

/// Forgets one search.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn recent_search_forget(app: State<'_, App>, text: String) -> CommandResult<()> {
    Ok(app.library().await?.forget_recent_search(&text).await?)
}

/// Forgets every search.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn recent_searches_clear(app: State<'_, App>) -> CommandResult<()> {
    Ok(app.library().await?.clear_recent_searches().await?)
}

/// What could stand at the caret, which is counted in UTF-16 units.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn query_complete(
    app: State<'_, App>,
    text: String,
    caret: u32,
) -> CommandResult<Completions> {
    Ok(app.library().await?.complete(&text, caret).await?)
}

/// The parts of a query that are about one field each.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "what comes through the door is owned"
)]
pub(crate) fn query_chips(text: String) -> Vec<Chip> {
    query::chips(&text)
}

/// The query with a value of a field included, excluded or left out.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "what comes through the door is owned"
)]
pub(crate) fn query_with(text: String, field: Field, value: String, mode: Choice) -> String {
    query::with_value(&text, field, &value, mode)
}

/// Everything that can stand before a colon.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) fn query_help() -> Vec<HelpLine> {
    query::help()
}
