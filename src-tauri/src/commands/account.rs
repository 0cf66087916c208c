//! Accounts: sign up, log in, lock, log out, the recovery code, staying signed in.

use bookly_core::{
    Account, KeyringState, LockReason, Locked, Login, NewAccount, PasswordStrength, Secret,
    SignedUp, password_strength as strength_of,
};
use tauri::State;

use crate::{
    error::{CommandResult, DoorError},
    state::App,
};

/// Makes an account and its library; the recovery code is in the answer, once.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_sign_up(
    app: State<'_, App>,
    new_account: NewAccount,
) -> CommandResult<SignedUp> {
    let signed_up = app.bookly.sign_up(new_account).await?;
    app.follow_library().await;
    Ok(signed_up)
}

/// Confirms that the recovery code was kept, by its last group.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_confirm_recovery(
    app: State<'_, App>,
    group: String,
) -> CommandResult<()> {
    Ok(app.bookly.confirm_recovery(&group).await?)
}

/// A fresh recovery code in place of one that was never confirmed.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_issue_recovery(app: State<'_, App>) -> CommandResult<String> {
    Ok(app.bookly.issue_recovery().await?)
}

/// Opens the library of an account by username or email, and password.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_log_in(app: State<'_, App>, login: Login) -> CommandResult<Account> {
    let account = app.bookly.log_in(login).await?;
    app.follow_library().await;
    Ok(account)
}

/// Closes the library; the password opens it again.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_lock(app: State<'_, App>) -> CommandResult<Locked> {
    app.lock(LockReason::Asked).await
}

/// Opens the locked library again.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_unlock(
    app: State<'_, App>,
    password: Secret,
) -> CommandResult<Account> {
    let account = app.bookly.unlock(password).await?;
    app.follow_library().await;
    Ok(account)
}

/// After how many minutes without a person the library locks; 0 is never.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_lock_after(
    app: State<'_, App>,
    minutes: u32,
) -> CommandResult<Account> {
    Ok(app.bookly.lock_after(minutes).await?)
}

/// Somebody moves the mouse or types: the library need not be locked yet.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_active(app: State<'_, App>) -> CommandResult<()> {
    app.bookly.note_person();
    Ok(())
}

/// Closes the library and ends the session.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_log_out(app: State<'_, App>) -> CommandResult<()> {
    app.imports.forget();
    app.back_up_before_closing().await;
    Ok(app.bookly.log_out().await?)
}

/// Whether the next start opens the library without asking.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn account_stay_signed_in(
    app: State<'_, App>,
    stay: bool,
) -> CommandResult<Account> {
    let account = app.bookly.stay_signed_in(stay).await?;
    if account.stay_signed_in == stay {
        Ok(account)
    } else {
        Err(DoorError::KeyringUnavailable.into())
    }
}

/// How hard a password is to guess, and whether sign-up takes it.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn password_strength(
    password: String,
    username: String,
    email: String,
) -> CommandResult<PasswordStrength> {
    Ok(strength_of(&password, &username, &email))
}

/// Asks again whether the system's password store can be used.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn keyring_retry(app: State<'_, App>) -> CommandResult<KeyringState> {
    Ok(app.bookly.retry_keyring().await)
}
