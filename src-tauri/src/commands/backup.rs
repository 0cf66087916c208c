//! Backups: making, listing, checking, keeping elsewhere, restoring; and the plain export.

use std::{path::PathBuf, time::Duration};

use bookly_core::{
    Account, BACKUP_ENDING, Backup, BackupSecret, BackupSource, CopyProgress, CopyWatch,
    RestorePreview, RestoredAccount, Secret,
};
use serde::Deserialize;
use tauri::{AppHandle, State, ipc::Channel};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::{sync::oneshot, time::MissedTickBehavior};

use crate::{
    error::{CommandResult, DoorError},
    imports::ChosenFile,
    state::App,
};

/// How often the window hears of a copy.
const TICK: Duration = Duration::from_millis(100);

/// Which backup is meant.
#[derive(Deserialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "from", deny_unknown_fields)]
pub(crate) enum BackupChoice {
    /// One of the list.
    List { name: String },
    /// A file that was chosen.
    File { handle: u32 },
}

/// The backups of the library, the newest first.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn backup_list(app: State<'_, App>) -> CommandResult<Vec<Backup>> {
    Ok(app.bookly.backups().await?)
}

/// Reads a whole backup; false when it is damaged.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn backup_check(app: State<'_, App>, name: String) -> CommandResult<bool> {
    let watch = CopyWatch::default();
    Ok(app.bookly.check_backup(&name, &watch).await?)
}

/// Backs the library up now.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn backup_make(
    app: State<'_, App>,
    progress: Channel<CopyProgress>,
) -> CommandResult<Backup> {
    let watch = CopyWatch::default();
    told(&app, &watch, &progress, app.bookly.back_up(&watch)).await
}

/// Keeps a copy of a backup where the person says; false when they do not.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn backup_save(
    desktop: AppHandle,
    app: State<'_, App>,
    name: String,
    progress: Channel<CopyProgress>,
) -> CommandResult<bool> {
    app.library().await?;
    let dialog = of_backups(&desktop).set_file_name(&name);
    let Some(to) = place(dialog).await? else {
        return Ok(false);
    };
    let watch = CopyWatch::default();
    let saving = app.bookly.save_backup(&name, &to, &watch);
    told(&app, &watch, &progress, saving).await?;
    Ok(true)
}

/// Lets the person choose a backup from their files; null when they do not. Also where nobody has a
/// library yet.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn backup_choose(
    desktop: AppHandle,
    app: State<'_, App>,
) -> CommandResult<Option<ChosenFile>> {
    let (answer, chosen) = oneshot::channel();
    of_backups(&desktop)
        .add_filter("*", &["*"])
        .pick_file(move |path| {
            let _ = answer.send(path); // nobody waits only when the window is gone
        });
    match path_of(chosen.await.ok().flatten())? {
        Some(path) => Ok(Some(app.copies.choose(&path)?)),
        None => Ok(None),
    }
}

/// Opens a backup and tells what restoring it would do.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn backup_open(
    app: State<'_, App>,
    which: BackupChoice,
    secret: BackupSecret,
    progress: Channel<CopyProgress>,
) -> CommandResult<RestorePreview> {
    let source = match which {
        BackupChoice::List { name } => BackupSource::Own(name),
        BackupChoice::File { handle } => BackupSource::File(app.copies.chosen(handle)?),
    };
    let watch = CopyWatch::default();
    let opening = app.bookly.open_backup(source, secret, &watch);
    told(&app, &watch, &progress, opening).await
}

/// Lets go of the backup that was opened or chosen.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn backup_close(app: State<'_, App>) -> CommandResult<()> {
    app.copies.forget();
    app.bookly.let_go_of_backup();
    Ok(())
}

/// Puts the backup that was opened in the place of the library.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn backup_restore(
    app: State<'_, App>,
    progress: Channel<CopyProgress>,
) -> CommandResult<Account> {
    app.imports.forget();
    let watch = CopyWatch::default();
    let restored = told(&app, &watch, &progress, app.bookly.restore(&watch)).await;
    app.follow_library().await; // it was closed and opened again
    restored
}

/// Makes an account of the backup that was opened. After a recovery code, a new one is in the
/// answer, once.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn backup_restore_as_account(
    app: State<'_, App>,
    new_password: Option<Secret>,
    progress: Channel<CopyProgress>,
) -> CommandResult<RestoredAccount> {
    let watch = CopyWatch::default();
    let restoring = app.bookly.restore_as_account(new_password, &watch);
    let restored = told(&app, &watch, &progress, restoring).await?;
    app.follow_library().await;
    Ok(restored)
}

/// Stops the backup, restore or export under way. Nothing has changed then.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn backup_cancel(app: State<'_, App>) -> CommandResult<()> {
    app.copies.cancel();
    Ok(())
}

/// Writes all books to a plain file where the person says, and gives their number; null when they do
/// not say.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn library_export(
    desktop: AppHandle,
    app: State<'_, App>,
    progress: Channel<CopyProgress>,
) -> CommandResult<Option<u32>> {
    let library = app.library().await?;
    let dialog = desktop
        .dialog()
        .file()
        .add_filter("JSON", &["json"])
        .set_file_name("bookly-export.json");
    let Some(to) = place(dialog).await? else {
        return Ok(None);
    };
    let watch = CopyWatch::default();
    let exporting = library.export(&to, &watch);
    Ok(Some(told(&app, &watch, &progress, exporting).await?))
}

fn of_backups(desktop: &AppHandle) -> FileDialogBuilder<tauri::Wry> {
    let ending = BACKUP_ENDING.trim_start_matches('.');
    desktop.dialog().file().add_filter("Bookly", &[ending])
}

/// Where the person wants a file to be.
async fn place(dialog: FileDialogBuilder<tauri::Wry>) -> CommandResult<Option<PathBuf>> {
    let (answer, chosen) = oneshot::channel();
    dialog.save_file(move |path| {
        let _ = answer.send(path); // nobody waits only when the window is gone
    });
    path_of(chosen.await.ok().flatten())
}

fn path_of(chosen: Option<FilePath>) -> CommandResult<Option<PathBuf>> {
    let path = chosen.map(FilePath::into_path).transpose();
    Ok(path.map_err(|error| DoorError::Desktop(error.into()))?)
}

/// Waits for a copy, telling the window how far it is.
async fn told<T>(
    app: &App,
    watch: &CopyWatch,
    progress: &Channel<CopyProgress>,
    copy: impl Future<Output = bookly_core::Result<T>>,
) -> CommandResult<T> {
    let _under_way = app.copies.begin(watch)?;
    let mut copy = Box::pin(copy);
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            done = &mut copy => return Ok(done?),
            _ = tick.tick() => {
                if let Some(far) = watch.progress() {
                    let _ = progress.send(far); // a window that is gone needs no figures
                }
            }
        }
    }
}
