//! What lives as long as the program: the core, the preferences, the imports.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use bookly_core::{
    Bookly, CopyWatch, Damaged, Error, Library, LockReason, Locked, Moment, ReencryptWatch,
    SalvageWatch,
};
use serde::Serialize;
use tauri::{AppHandle, Emitter, Manager};

use crate::{
    copies::Copies,
    error::{CommandResult, DAMAGE},
    imports::{ChosenFile, Imports},
    preferences::PreferenceFile,
};

/// What the window is told after each commit, and when the search index gets ready.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct LibraryChanged {
    revision: u64,
}

/// How long to wait with the next backup after one that could not be made.
const AFTER_FAILURE: Duration = Duration::from_mins(30);

/// How long a backup may take while somebody waits for the end of the program.
const LAST_BACKUP: Duration = Duration::from_secs(5);

/// See the module.
pub(crate) struct App {
    pub(crate) bookly: Bookly,
    pub(crate) home: PathBuf,
    pub(crate) preferences: PreferenceFile,
    pub(crate) imports: Imports,
    pub(crate) copies: Copies,
    /// The encryption of the library under way.
    pub(crate) reencrypting: Mutex<Option<ReencryptWatch>>,
    /// The reading of a damaged library under way.
    pub(crate) salvaging: Mutex<Option<SalvageWatch>>,
    window: AppHandle,
    opened_with: Mutex<Option<PathBuf>>,
}

impl App {
    pub(crate) fn new(
        bookly: Bookly,
        home: PathBuf,
        window: AppHandle,
        opened_with: Option<PathBuf>,
    ) -> Self {
        let preferences = PreferenceFile::read(&home);
        Self {
            bookly,
            home,
            preferences,
            imports: Imports::default(),
            copies: Copies::default(),
            reencrypting: Mutex::default(),
            salvaging: Mutex::default(),
            window,
            opened_with: Mutex::new(opened_with),
        }
    }

    /// The open library; fails with `not_logged_in`.
    pub(crate) async fn library(&self) -> CommandResult<Library> {
        Ok(self.bookly.library().await?)
    }

    /// The file Bookly was started with, the first time it is asked for.
    pub(crate) fn open_file(&self) -> Option<ChosenFile> {
        let path = self
            .opened_with
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()?;
        let file = self.imports.choose(&path);
        if file.is_err() {
            log::warn!("the file Bookly was started with cannot be read");
        }
        file.ok()
    }

    /// Notes every minute that the program is in use, for as long as it is.
    pub(crate) async fn keep_time(&self) {
        let mut minute = tokio::time::interval(Duration::from_mins(1));
        loop {
            minute.tick().await;
            if self.bookly.note_seen().await.is_err() {
                log::warn!("the time could not be noted");
            }
        }
    }

    /// Looks every minute whether a backup is due, for as long as the program runs.
    pub(crate) async fn back_up_when_due(&self) {
        let mut minute = tokio::time::interval(Duration::from_mins(1));
        minute.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            minute.tick().await;
            // Closing the library stops it.
            let watch = CopyWatch::default();
            match self.bookly.back_up_if_due(Moment::InUse, &watch).await {
                Ok(_) | Err(Error::CopyCancelled | Error::NotLoggedIn) => {}
                Err(error) => {
                    log::error!("the library was not backed up: {:?}", error.code());
                    tokio::time::sleep(AFTER_FAILURE).await; // a full disk is not empty in a minute
                }
            }
        }
    }

    /// Backs up what was changed when that takes but a moment: somebody waits for the end.
    pub(crate) async fn back_up_before_closing(&self) {
        let watch = CopyWatch::default();
        let backup = self.bookly.back_up_if_due(Moment::Closing, &watch);
        match tokio::time::timeout(LAST_BACKUP, backup).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => log::error!("the library was not backed up: {:?}", error.code()),
            Err(_) => {
                watch.cancel();
                log::warn!("a backup took too long for closing");
            }
        }
    }

    /// Locks when nobody was at the window for as long as the account wants, and tells the window.
    pub(crate) async fn lock_when_idle(&self) {
        let mut moment = tokio::time::interval(Duration::from_secs(5));
        loop {
            moment.tick().await;
            if self.imports.is_busy() || self.copies.is_busy() {
                // Somebody waits for it: locking would take it back.
                self.bookly.note_person();
                continue;
            }
            match self.bookly.lock_if_idle().await {
                Ok(None) => {}
                Ok(Some(locked)) => self.tell_locked(&locked),
                Err(_) => log::error!("the library is locked, but a restart may open it"),
            }
        }
    }

    /// Locks because the desktop says that nobody is there, and tells the window.
    pub(crate) async fn lock_when_away(&self) {
        match self.bookly.lock_when_away().await {
            Ok(None) => {}
            Ok(Some(locked)) => self.tell_locked(&locked),
            Err(_) => log::error!("the library is locked, but a restart may open it"),
        }
    }

    /// Closes the library and asks for the password from now on.
    pub(crate) async fn lock(&self, why: LockReason) -> CommandResult<Locked> {
        self.imports.forget();
        let locked = self.bookly.lock(why).await?;
        self.tell_locked(&locked);
        Ok(locked)
    }

    fn tell_locked(&self, locked: &Locked) {
        self.imports.forget();
        if self.window.emit("library-locked", locked).is_err() {
            log::error!("the window does not hear that the library is locked");
        }
    }

    /// Looks into it whenever a command finds the library damaged, for as long as the program runs.
    pub(crate) async fn watch_for_damage(&self) {
        loop {
            DAMAGE.notified().await;
            match self.bookly.look_for_damage().await {
                Ok(Some(damaged)) => self.tell_damaged(&damaged),
                // It was closed and opened again.
                Ok(None) => self.follow_library().await,
                Err(_) => log::error!("the library could not be opened again"),
            }
        }
    }

    fn tell_damaged(&self, damaged: &Damaged) {
        log::error!("the library is damaged");
        self.imports.forget();
        if self.window.emit("library-damaged", damaged).is_err() {
            log::error!("the window does not hear that the library is damaged");
        }
    }

    /// Reads the library that was just opened from end to end, when that is due.
    fn check_library(&self) {
        let window = self.window.clone();
        tauri::async_runtime::spawn(async move {
            let app = window.state::<Self>();
            match app.bookly.check_if_due().await {
                Ok(Some(damaged)) => app.tell_damaged(&damaged),
                Ok(None) => {}
                Err(_) => log::warn!("the library could not be checked"),
            }
        });
    }

    /// Tells the window of every change of the library that was just opened, until it is closed.
    pub(crate) async fn follow_library(&self) {
        let Ok(library) = self.bookly.library().await else {
            return;
        };
        let mut revisions = library.revisions();
        drop(library);
        self.check_library();
        let window = self.window.clone();
        tauri::async_runtime::spawn(async move {
            while revisions.changed().await.is_ok() {
                let revision = *revisions.borrow_and_update();
                if window
                    .emit("library-changed", LibraryChanged { revision })
                    .is_err()
                {
                    return;
                }
            }
        });
    }
}
