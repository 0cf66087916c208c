//! The program itself: how it starts, how it looks, where it keeps its data.

use bookly_core::{Account, Damaged, KeyringState, Locked, Tries};
use serde::Serialize;
use tauri::{AppHandle, Manager, State};
use tauri_plugin_opener::OpenerExt;

use crate::{
    error::{CommandResult, DoorError},
    home::{self, Refusal},
    imports::ChosenFile,
    logs,
    preferences::Preferences,
    state::App,
};

/// What the window opens with.
#[derive(Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Start {
    account_count: u32,
    last_name: Option<String>,
    /// There when the stored session still opens a library.
    account: Option<Account>,
    /// There when the library is locked.
    locked: Option<Locked>,
    /// There when the library of whoever is here cannot be opened.
    damaged: Option<Damaged>,
    /// There while whoever logged in last has to wait after wrong passwords.
    pause: Option<Tries>,
    keyring: KeyringState,
    preferences: Preferences,
    version: &'static str,
    platform: Platform,
    /// A file that Bookly was started with.
    open_file: Option<ChosenFile>,
}

/// Whose keys and words the window shows.
#[derive(Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
enum Platform {
    Linux,
    Macos,
    Windows,
}

/// Where a person's data is.
#[derive(Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct DataPlace {
    folder: String,
    library_file: String,
    bytes: u64,
}

/// Opens the library of the stored session, when there is one, and says how things stand.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn app_start(app: State<'_, App>) -> CommandResult<Start> {
    let start = app.bookly.start().await?;
    app.follow_library().await;
    Ok(Start {
        account_count: start.account_count,
        last_name: start.last_name,
        account: start.account,
        locked: start.locked,
        damaged: start.damaged,
        pause: start.pause,
        keyring: start.keyring,
        preferences: app.preferences.now(),
        version: env!("CARGO_PKG_VERSION"),
        platform: if cfg!(target_os = "macos") {
            Platform::Macos
        } else if cfg!(windows) {
            Platform::Windows
        } else {
            Platform::Linux
        },
        open_file: app.open_file(),
    })
}

/// Tries once more to open the data folder; null when it is open now.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn app_retry(desktop: AppHandle) -> CommandResult<Option<Refusal>> {
    if desktop.try_state::<App>().is_some() {
        return Ok(None);
    }
    let home = home::place(&desktop.config().identifier)
        .map_err(|error| DoorError::Desktop(error.to_string().into()))?;
    Ok(match home::open(&home).await {
        Ok(bookly) => {
            home::begin(&desktop, &home, bookly);
            None
        }
        Err(refusal) => Some(refusal),
    })
}

/// What helps to find out what went wrong, to be read by a person before they pass it on. Nothing of a
/// book, a name or a path is in it.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn diagnostics(app: State<'_, App>) -> CommandResult<String> {
    let keyring = app.bookly.start().await?.keyring;
    let folder = if std::env::var_os(home::HOME).is_some() {
        "chosen"
    } else {
        "usual"
    };
    Ok(format!(
        "Bookly {}\nSystem: {} {}\nData folder: {folder}\nKey storage: {keyring:?}\n\n{}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        logs::latest(&app.home),
    ))
}

/// Keeps how the window looks.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn preferences_change(
    app: State<'_, App>,
    preferences: Preferences,
) -> CommandResult<()> {
    Ok(app
        .preferences
        .change(preferences)
        .map_err(DoorError::from)?)
}

/// Where the data of this account is.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn data_place(app: State<'_, App>) -> CommandResult<DataPlace> {
    let file = app.bookly.library_file().await?;
    // The newest changes stand beside the file until SQLite moves them in.
    let log = std::fs::metadata(file.with_extension("db-wal")).map_or(0, |log| log.len());
    let bytes = std::fs::metadata(&file).map_err(DoorError::from)?.len() + log;
    Ok(DataPlace {
        folder: app.home.to_string_lossy().into_owned(),
        library_file: file.to_string_lossy().into_owned(),
        bytes,
    })
}

/// Shows the data folder in the desktop's file manager.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn data_place_open(desktop: AppHandle, app: State<'_, App>) -> CommandResult<()> {
    let folder = app.home.to_string_lossy();
    let opened = desktop.opener().open_path(folder, None::<&str>);
    Ok(opened.map_err(|error| DoorError::Desktop(error.into()))?)
}
