//! Lists: queries, windows of their answers, and the counts beside them.

use bookly_core::{BookId, BookRow, Facet, FacetField, SidebarCounts, ViewAnswer, ViewQuery};
use tauri::State;

use crate::{error::CommandResult, state::App};

/// Answers a query with a count and its first `rows`, or says why it cannot be read.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn view_open(
    app: State<'_, App>,
    query: ViewQuery,
    rows: u32,
) -> CommandResult<ViewAnswer> {
    let library = app.library().await?;
    Ok(library.open_view_with(query, rows).await?)
}

/// The rows at a position of a view.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn view_window(
    app: State<'_, App>,
    view: u32,
    start: u32,
    len: u32,
) -> CommandResult<Vec<BookRow>> {
    Ok(app.library().await?.view_window(view, start, len).await?)
}

/// Where a book stands in a view; null when it is not in it.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn view_position(
    app: State<'_, App>,
    view: u32,
    id: BookId,
) -> CommandResult<Option<u32>> {
    Ok(app.library().await?.view_position(view, id).await?)
}

/// What the books of a view have in common.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn facets(app: State<'_, App>, view: u32) -> CommandResult<Vec<Facet>> {
    Ok(app.library().await?.facets(view).await?)
}

/// The values of one facet that begin as `filter` does.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn facet_values(
    app: State<'_, App>,
    view: u32,
    field: FacetField,
    filter: String,
    limit: u32,
) -> CommandResult<Facet> {
    let library = app.library().await?;
    Ok(library.facet_values(view, field, &filter, limit).await?)
}

/// Counts for the sidebar.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn sidebar_counts(app: State<'_, App>) -> CommandResult<SidebarCounts> {
    Ok(app.library().await?.sidebar_counts().await?)
}
