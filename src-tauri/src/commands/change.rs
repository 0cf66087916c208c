//! Undo and redo.

use bookly_core::{ChangeDone, UndoState};
use tauri::State;

use crate::{error::CommandResult, state::App};

/// Takes the latest change back.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn change_undo(app: State<'_, App>) -> CommandResult<ChangeDone> {
    Ok(app.library().await?.undo().await?)
}

/// Does the latest undone change again.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn change_redo(app: State<'_, App>) -> CommandResult<ChangeDone> {
    Ok(app.library().await?.redo().await?)
}

/// What undo and redo would do now.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn undo_state(app: State<'_, App>) -> CommandResult<UndoState> {
    Ok(app.library().await?.undo_state().await?)
}
