//! A library that cannot be opened: what can be read of it, taken over or written out.

use std::{future::Future, sync::PoisonError, time::Duration};

use bookly_core::{Damaged, SalvageProgress, SalvageReport, SalvageWatch, Survey};
use tauri::{AppHandle, State, ipc::Channel};
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

use crate::{
    error::{CommandResult, DoorError},
    state::App,
};

/// Tries once more to open the library that could not be opened; null when it is open.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn damage_retry(app: State<'_, App>) -> CommandResult<Option<Damaged>> {
    let damaged = app.bookly.reopen().await?;
    app.follow_library().await;
    Ok(damaged)
}

/// Looks what can be read of the damaged library.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn damage_survey(
    app: State<'_, App>,
    progress: Channel<SalvageProgress>,
) -> CommandResult<Survey> {
    let watch = watched(&app);
    let survey = told(app.bookly.survey(&watch), &watch, &progress).await;
    Ok(survey?)
}

/// Puts all that can be read into a new library, which is open then; the damaged file is kept.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn damage_salvage(
    app: State<'_, App>,
    progress: Channel<SalvageProgress>,
) -> CommandResult<SalvageReport> {
    let watch = watched(&app);
    let report = told(app.bookly.salvage(&watch), &watch, &progress).await?;
    app.follow_library().await;
    Ok(report)
}

/// Stops what is being read of the damaged library, when something is.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn damage_cancel(app: State<'_, App>) -> CommandResult<()> {
    let salvaging = app.salvaging.lock();
    if let Some(watch) = &*salvaging.unwrap_or_else(PoisonError::into_inner) {
        watch.cancel();
    }
    Ok(())
}

/// Writes all that can be read into a file that the person chooses, unencrypted; null when they do not.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn damage_export(
    desktop: AppHandle,
    app: State<'_, App>,
    progress: Channel<SalvageProgress>,
) -> CommandResult<Option<Survey>> {
    let (answer, chosen) = oneshot::channel();
    desktop
        .dialog()
        .file()
        .set_file_name("bookly-readable.json")
        .add_filter("JSON", &["json"])
        .save_file(move |path| {
            let _ = answer.send(path); // nobody waits only when the window is gone
        });
    let Some(path) = chosen.await.ok().flatten() else {
        return Ok(None);
    };
    let path = path
        .into_path()
        .map_err(|error| DoorError::Desktop(error.into()))?;
    let watch = watched(&app);
    let survey = told(app.bookly.export_readable(&path, &watch), &watch, &progress).await;
    Ok(Some(survey?))
}

fn watched(app: &App) -> SalvageWatch {
    let watch = SalvageWatch::default();
    let mut salvaging = app.salvaging.lock().unwrap_or_else(PoisonError::into_inner);
    *salvaging = Some(watch.clone());
    watch
}

async fn told<T>(
    work: impl Future<Output = T>,
    watch: &SalvageWatch,
    progress: &Channel<SalvageProgress>,
) -> T {
    let mut moment = tokio::time::interval(Duration::from_millis(200));
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = moment.tick() => {
                if let Some(far) = watch.progress() {
                    let _ = progress.send(far); // a window that is gone needs no figures
                }
            }
        }
    }
}
