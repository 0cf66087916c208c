//! Opening the data folder, and what is said when that is not possible.

use std::{
    env, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use bookly_core::{Bookly, Error, ErrorCode, HomeFault};
use serde::Serialize;
use tauri::{AppHandle, Manager};

use crate::{clock::SystemClock, instance, keychain::Keychain, logs, state::App};

/// The folder that holds everything, in place of the system's own.
pub(crate) const HOME: &str = "BOOKLY_HOME";

/// Why Bookly cannot start here.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct Refusal {
    code: ErrorCode,
    /// What is wrong with the folder, when it is that.
    fault: Option<HomeFault>,
    /// For the person who is to put it right.
    folder: String,
}

impl Refusal {
    /// Whether another Bookly has the folder.
    pub(crate) fn is_in_use(&self) -> bool {
        self.code == ErrorCode::LibraryInUse
    }

    fn new(folder: &Path, error: &Error) -> Self {
        let fault = match error {
            Error::HomeNotUsable(fault) => Some(*fault),
            _ => None,
        };
        log::error!("Bookly cannot start: {:?} {fault:?}", error.code());
        Self {
            code: error.code(),
            fault,
            folder: folder.to_string_lossy().into_owned(),
        }
    }
}

/// Where everything is kept; `identifier` is the program's own, of its configuration.
pub(crate) fn place(identifier: &str) -> io::Result<PathBuf> {
    match env::var_os(HOME) {
        Some(home) => std::path::absolute(home),
        None => dirs::data_local_dir()
            .map(|folder| folder.join(identifier))
            .ok_or_else(|| io::Error::other("this computer names no folder for data")),
    }
}

/// Opens the data folder. It needs no window.
pub(crate) async fn open(home: &Path) -> Result<Bookly, Refusal> {
    let refused = |error: &Error| Refusal::new(home, error);
    if is_on_a_network(home) {
        return Err(refused(&Error::HomeNotUsable(HomeFault::NetworkShare)));
    }
    let keychain = Arc::new(Keychain::new());
    let clock = Arc::new(SystemClock::new());
    Bookly::open(home, clock, keychain)
        .await
        .map_err(|error| refused(&error))
}

/// Begins everything that goes on beside the window.
pub(crate) fn begin(app: &AppHandle, home: &Path, bookly: Bookly) {
    if app.plugin(logs::plugin(home)).is_ok() {
        logs::note_panics();
        log::info!("Bookly {} begins", env!("CARGO_PKG_VERSION"));
    }
    instance::answer(app, home);
    let opened_with = env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .filter(|path| path.is_file());
    app.manage(App::new(bookly, home.to_owned(), app.clone(), opened_with));
    let desktop = app.clone();
    tauri::async_runtime::spawn(async move { desktop.state::<App>().keep_time().await });
    let desktop = app.clone();
    tauri::async_runtime::spawn(async move { desktop.state::<App>().lock_when_idle().await });
    let desktop = app.clone();
    tauri::async_runtime::spawn(async move { desktop.state::<App>().back_up_when_due().await });
    let desktop = app.clone();
    tauri::async_runtime::spawn(async move { desktop.state::<App>().watch_for_damage().await });
    #[cfg(target_os = "linux")]
    {
        let desktop = app.clone();
        crate::away::listen(move || {
            let desktop = desktop.clone();
            tauri::async_runtime::spawn(
                async move { desktop.state::<App>().lock_when_away().await },
            );
        });
    }
}

/// Whether a folder, or the nearest one there is above it, lies on another computer.
/// Source of the numbers: <https://man7.org/linux/man-pages/man2/statfs.2.html>
#[cfg(target_os = "linux")]
fn is_on_a_network(folder: &Path) -> bool {
    const SHARES: [u32; 8] = [
        0x6969,      // NFS
        0x517B,      // SMB
        0xFF53_4D42, // CIFS
        0xFE53_4D42, // SMB 2
        0x0102_1997, // 9P
        0x5346_414F, // AFS
        0x7375_7245, // Coda
        0x564C,      // NCP
    ];
    let there = folder.ancestors().find(|folder| folder.exists());
    let kind = there.and_then(|folder| rustix::fs::statfs(folder).ok());
    let kind = kind.and_then(|kind| u32::try_from(kind.f_type).ok());
    kind.is_some_and(|kind| SHARES.contains(&kind))
}

/// Windows names a share by its path; macOS keeps the local data folder off shares by itself.
#[cfg(not(target_os = "linux"))]
fn is_on_a_network(folder: &Path) -> bool {
    folder.to_string_lossy().starts_with(r"\\")
}
