//! Imports: choose a file, see what would happen, run, stop, take back.

use std::{future::Future, io, time::Duration};

use bookly_core::{
    ChangeDone, ChangeId, ImportFile, ImportPreview, ImportProgress, ImportSummary, ImportWatch,
    PastImport, write_rejected,
};
use tauri::{AppHandle, State, ipc::Channel};
use tauri_plugin_dialog::DialogExt;
use tokio::{sync::oneshot, time::MissedTickBehavior};

use crate::{
    error::{CommandResult, DoorError},
    imports::ChosenFile,
    state::App,
};

/// How often the window hears of an import.
const TICK: Duration = Duration::from_millis(100);

/// Lets the person choose a file; null when they do not.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn import_choose(
    desktop: AppHandle,
    app: State<'_, App>,
) -> CommandResult<Option<ChosenFile>> {
    app.library().await?;
    let (answer, chosen) = oneshot::channel();
    desktop
        .dialog()
        .file()
        .add_filter("CSV", &["csv", "tsv", "txt"])
        .add_filter("*", &["*"])
        .pick_file(move |path| {
            let _ = answer.send(path); // nobody waits only when the window is gone
        });
    let Some(path) = chosen.await.ok().flatten() else {
        return Ok(None);
    };
    let path = path
        .into_path()
        .map_err(|error| DoorError::Desktop(error.into()))?;
    Ok(Some(app.imports.choose(&path)?))
}

/// What importing a file would do.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn import_preview(
    app: State<'_, App>,
    handle: u32,
    progress: Channel<ImportProgress>,
) -> CommandResult<ImportPreview> {
    let library = app.library().await?;
    let (file, watch) = app.imports.begin(handle)?;
    let preview = told(
        library.preview_import(&file, &watch),
        &file,
        &watch,
        &progress,
    )
    .await;
    app.imports.end();
    Ok(preview?)
}

/// Imports a file, whole or not at all.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn import_run(
    app: State<'_, App>,
    handle: u32,
    progress: Channel<ImportProgress>,
) -> CommandResult<ImportSummary> {
    let (file, watch) = app.imports.begin(handle)?;
    let summary = told(
        Box::pin(app.bookly.run_import(&file, &watch)),
        &file,
        &watch,
        &progress,
    )
    .await;
    app.imports.end();
    Ok(summary?)
}

/// Stops the import or preview under way. It leaves nothing behind.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn import_cancel(app: State<'_, App>) -> CommandResult<()> {
    app.imports.cancel();
    Ok(())
}

/// Saves the rejected rows of a file where the person says; false when they do not.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn import_save_rejected(
    desktop: AppHandle,
    app: State<'_, App>,
    handle: u32,
) -> CommandResult<bool> {
    app.library().await?;
    let file = app.imports.find(handle)?;
    let (answer, chosen) = oneshot::channel();
    let name = format!("rejected-{}", file.name());
    desktop
        .dialog()
        .file()
        .set_file_name(name)
        .add_filter("CSV", &["csv"])
        .save_file(move |path| {
            let _ = answer.send(path); // nobody waits only when the window is gone
        });
    let Some(path) = chosen.await.ok().flatten() else {
        return Ok(false);
    };
    let path = path
        .into_path()
        .map_err(|error| DoorError::Desktop(error.into()))?;
    let saved = tauri::async_runtime::spawn_blocking(move || write_rejected(&file, &path)).await;
    saved.map_err(|error| DoorError::Desktop(error.into()))??;
    Ok(true)
}

/// Takes a whole import back.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn import_undo(
    app: State<'_, App>,
    change_id: ChangeId,
) -> CommandResult<ChangeDone> {
    Ok(app.library().await?.undo_import(change_id).await?)
}

/// The imports that were kept, the newest first.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn import_list(app: State<'_, App>) -> CommandResult<Vec<PastImport>> {
    Ok(app.library().await?.past_imports().await?)
}

/// Waits for an import, telling the window how far it is.
async fn told<T>(
    import: impl Future<Output = T>,
    file: &ImportFile,
    watch: &ImportWatch,
    progress: &Channel<ImportProgress>,
) -> T {
    let mut import = std::pin::pin!(import);
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            done = &mut import => return done,
            _ = tick.tick() => {
                let _ = progress.send(watch.progress(file)); // the window may have gone
            }
        }
    }
}

impl From<io::Error> for DoorError {
    fn from(error: io::Error) -> Self {
        Self::Desktop(error.into())
    }
}
