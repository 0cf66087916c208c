//! The search box: what was searched for lately.

use tauri::State;

use crate::{error::CommandResult, state::App};

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
