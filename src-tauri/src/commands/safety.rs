//! What protects an account: its password, its recovery code, its key, and the way out.

use std::{sync::PoisonError, time::Duration};

use bookly_core::{Account, Recovery, ReencryptProgress, ReencryptWatch, Secret, SignedUp};
use tauri::{State, ipc::Channel};

use crate::{error::CommandResult, state::App};

/// Another password, for whoever knows the present one.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_change_password(
    app: State<'_, App>,
    current: Secret,
    new_password: Secret,
) -> CommandResult<Account> {
    Ok(app.bookly.change_password(current, new_password).await?)
}

/// Opens a library by its recovery code and gives it a new password; the new code is in the
/// answer, once.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_recover(
    app: State<'_, App>,
    recovery: Recovery,
) -> CommandResult<SignedUp> {
    let recovered = app.bookly.recover(recovery).await?;
    app.follow_library().await;
    Ok(recovered)
}

/// A new recovery code, for whoever knows the password.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_renew_recovery(
    app: State<'_, App>,
    current: Secret,
) -> CommandResult<String> {
    Ok(app.bookly.renew_recovery(current).await?)
}

/// Encrypts the library anew with a new key; the new recovery code is in the answer, once.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_reencrypt(
    app: State<'_, App>,
    current: Secret,
    progress: Channel<ReencryptProgress>,
) -> CommandResult<SignedUp> {
    app.imports.forget();
    let watch = ReencryptWatch::default();
    under_way(&app, Some(watch.clone()));
    let mut moment = tokio::time::interval(Duration::from_millis(200));
    let mut work = std::pin::pin!(app.bookly.reencrypt(current, &watch));
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            _ = moment.tick() => {
                if let Some(far) = watch.progress() {
                    let _ = progress.send(far); // a window that is gone needs no figures
                }
            }
        }
    };
    under_way(&app, None);
    if watch.progress().is_some() {
        app.follow_library().await; // it was closed and opened again
    }
    Ok(done?)
}

/// Stops the encryption under way, when there is one; the old key holds on.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_reencrypt_cancel(app: State<'_, App>) -> CommandResult<()> {
    let under_way = app.reencrypting.lock();
    if let Some(watch) = &*under_way.unwrap_or_else(PoisonError::into_inner) {
        watch.cancel();
    }
    Ok(())
}

/// Deletes the account that is logged in, for whoever knows its password and types its username.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_delete(
    app: State<'_, App>,
    current: Secret,
    username: String,
    with_backups: bool,
) -> CommandResult<()> {
    app.imports.forget();
    app.copies.cancel();
    let deleted = if with_backups {
        app.bookly
            .delete_account_and_backups(current, &username)
            .await
    } else {
        app.bookly.delete_account(current, &username).await
    };
    Ok(deleted?)
}

fn under_way(app: &App, watch: Option<ReencryptWatch>) {
    *app.reencrypting
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = watch;
}
