//! Smart shelves: queries saved under a name.

use bookly_core::{ChangeDone, ShelfId};
use tauri::State;

use crate::{error::CommandResult, state::App};

/// Saves a query as the last shelf.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn shelf_create(
    app: State<'_, App>,
    name: String,
    query: String,
) -> CommandResult<ChangeDone> {
    Ok(app.library().await?.create_shelf(&name, &query).await?)
}

/// Gives a shelf a name and a query.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn shelf_change(
    app: State<'_, App>,
    id: ShelfId,
    name: String,
    query: String,
) -> CommandResult<ChangeDone> {
    Ok(app.library().await?.change_shelf(id, &name, &query).await?)
}

/// Puts a shelf before another one; null is behind all.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn shelf_move(
    app: State<'_, App>,
    id: ShelfId,
    before: Option<ShelfId>,
) -> CommandResult<ChangeDone> {
    Ok(app.library().await?.move_shelf(id, before).await?)
}

/// Takes a shelf away; its books stay where they are.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn shelf_delete(app: State<'_, App>, id: ShelfId) -> CommandResult<ChangeDone> {
    Ok(app.library().await?.delete_shelf(id).await?)
}
