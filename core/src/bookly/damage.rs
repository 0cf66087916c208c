//! A library that cannot be read: told apart from a wrong password, closed, and everything that can be
//! done for it. Nothing is changed or deleted before somebody asks for it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Serialize;
use tokio::sync::{Mutex, MutexGuard};

use super::{Bookly, Here, Open};
use crate::{
    Error, Library, Result,
    account::{LIBRARY, OpenSession, SALVAGING},
    blocking::blocking,
    pages::{Pages, Verdict},
    salvage::{self, SalvageReport, SalvageWatch, Survey},
};

/// Smaller than one page is no library.
const SMALLEST: u64 = 4096;

/// What the window shows of a library that cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Damaged {
    /// Whose library it is. The password was right.
    pub username: String,
    /// What is wrong with it.
    pub what: Damage,
}

/// What is wrong with a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Damage {
    /// A part of the file cannot be read.
    Unreadable,
    /// The file is not there.
    Missing,
}

/// Somebody whose library cannot be opened. The session and its key go on: what can be done needs them.
pub(super) struct DamagedLibrary {
    pub(super) session: Arc<Mutex<OpenSession>>,
    pub(super) shown: Damaged,
}

impl Bookly {
    /// Opens the library of a session. One that is damaged or missing leaves somebody here who can
    /// do something about it, and fails all the same.
    pub(super) async fn open_here(
        &self,
        here: &mut MutexGuard<'_, Here>,
        session: OpenSession,
    ) -> Result<()> {
        self.note_person();
        self.let_go_of_backup();
        let opened = self.library_of(&session).await;
        let file = session.library_dir().join(LIBRARY);
        let session = Arc::new(Mutex::new(session));
        match opened {
            Ok(library) => {
                **here = Here::Open(Open {
                    session,
                    library,
                    file,
                });
                Ok(())
            }
            Err(error) => {
                self.leave_damaged(here, session, &error).await;
                Err(error)
            }
        }
    }

    /// Goes on as somebody whose library cannot be opened, when that is what the failure says.
    pub(super) async fn leave_damaged(
        &self,
        here: &mut MutexGuard<'_, Here>,
        session: Arc<Mutex<OpenSession>>,
        error: &Error,
    ) {
        let what = match error {
            Error::LibraryDamaged => Damage::Unreadable,
            Error::LibraryMissing => Damage::Missing,
            _ => {
                **here = Here::Nobody;
                return;
            }
        };
        let username = session.lock().await.account().username.clone();
        let shown = Damaged { username, what };
        **here = Here::Damaged(DamagedLibrary { session, shown });
    }

    pub(super) async fn library_of(&self, session: &OpenSession) -> Result<Library> {
        let uid = session.account().uid;
        self.accounts.settle_library(uid).await?;
        let file = session.library_dir().join(LIBRARY);
        self.look_beside(session, &file).await?;
        self.back_up_before_migration(session, &file).await?;
        let clock = Arc::clone(&self.clock);
        Library::open(&file, session.library_key(), &uid.to_string(), clock).await
    }

    /// Judges a file and what stands beside it before the engine believes either.
    async fn look_beside(&self, session: &OpenSession, file: &Path) -> Result<()> {
        match fs::metadata(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Error::LibraryMissing);
            }
            Err(error) => return Err(Error::of_file(&error)),
            Ok(found) if found.len() < SMALLEST => return Err(Error::LibraryDamaged),
            Ok(_) => {}
        }
        let uid = session.account().uid;
        // A library never had a journal of this kind: the engine would play back what is not of it.
        if fs::symlink_metadata(file.with_extension("db-journal")).is_ok() {
            self.accounts
                .set_aside_beside(uid, "library.db-journal")
                .await?;
        }
        let key = session.library_key().twin();
        let key = key.ok_or(Error::Internal("copying a key failed"))?;
        let judged = file.to_owned();
        let verdict = blocking(move || {
            let pages = Pages::open(&judged, &key).map_err(|error| Error::of_file(&error))?;
            Ok((pages.verdict(), pages.can_prove()))
        });
        match verdict.await? {
            // Of a file without its salt nothing can be said to be foreign to it.
            (_, false) | (Verdict::Damaged, _) => Err(Error::LibraryDamaged),
            (Verdict::Foreign, _) => self.accounts.set_aside_beside(uid, "library.db-wal").await,
            (Verdict::Nothing | Verdict::Whole, _) => Ok(()),
        }
    }

    /// Somebody was told that the library is damaged: closes it, reads it from end to end, and opens it
    /// again when it is whole after all. The answer is there when it is not.
    pub async fn look_for_damage(&self) -> Result<Option<Damaged>> {
        let mut here = self.here.lock().await;
        let session = match &*here {
            Here::Open(open) => Arc::clone(&open.session),
            Here::Damaged(damaged) => return Ok(Some(damaged.shown.clone())),
            Here::Locked(_) | Here::Nobody => return Ok(None),
        };
        // A connection that met a broken page answers nothing any more.
        let closed = match std::mem::replace(&mut *here, Here::Nobody) {
            Here::Open(open) => open.library.close().await,
            _ => Ok(()),
        };
        let held = session.lock().await;
        let opened = match self.library_of(&held).await {
            Ok(library) => match library.is_sound().await {
                Ok(true) => Ok(library),
                Ok(false) => close_damaged(&library).await,
                Err(error) => {
                    let _ = library.close().await;
                    Err(error)
                }
            },
            Err(error) => Err(error),
        };
        let file = held.library_dir().join(LIBRARY);
        drop(held);
        let _ = closed; // what it said is what was just looked into
        match opened {
            Ok(library) => {
                *here = Here::Open(Open {
                    session,
                    library,
                    file,
                });
                Ok(None)
            }
            Err(error) => {
                self.leave_damaged(&mut here, session, &error).await;
                match &*here {
                    Here::Damaged(damaged) => Ok(Some(damaged.shown.clone())),
                    _ => Err(error),
                }
            }
        }
    }

    /// Tries once more to open the library that could not be opened: a disk may be back.
    /// The answer is there when it still cannot.
    pub async fn reopen(&self) -> Result<Option<Damaged>> {
        let mut here = self.here.lock().await;
        let Here::Damaged(damaged) = &*here else {
            return Ok(None);
        };
        let session = Arc::clone(&damaged.session);
        let held = session.lock().await;
        match self.library_of(&held).await {
            Ok(library) => {
                let file = held.library_dir().join(LIBRARY);
                drop(held);
                *here = Here::Open(Open {
                    session,
                    library,
                    file,
                });
                Ok(None)
            }
            Err(Error::LibraryDamaged | Error::LibraryMissing) => Ok(Some(damaged.shown.clone())),
            Err(error) => Err(error),
        }
    }

    /// Reads the open library from end to end when that is due: a week after the last time, or when
    /// the program did not end properly. The answer is there when it is damaged.
    pub async fn check_if_due(&self) -> Result<Option<Damaged>> {
        let library = {
            let here = self.here.lock().await;
            match &*here {
                Here::Open(open) => open.library.clone(),
                _ => return Ok(None),
            }
        };
        if library.check_if_due().await? {
            return Ok(None);
        }
        drop(library);
        self.look_for_damage().await
    }

    /// Looks what can be read of the damaged library. Fails with `NotLoggedIn` where none is.
    pub async fn survey(&self, watch: &SalvageWatch) -> Result<Survey> {
        let (session, file) = self.damaged_file().await?;
        let session = session.lock().await;
        salvage::survey(&file, session.library_key(), watch).await
    }

    /// Writes all that can be read of the damaged library into a new one, which takes its place and
    /// is open then. The damaged file is set aside. A failure changes nothing.
    pub async fn salvage(&self, watch: &SalvageWatch) -> Result<SalvageReport> {
        let mut here = self.here.lock().await;
        let Here::Damaged(damaged) = &*here else {
            return Err(Error::NotLoggedIn);
        };
        let session = Arc::clone(&damaged.session);
        let held = session.lock().await;
        let uid = held.account().uid;
        let dir = held.library_dir();
        let (file, fresh) = (dir.join(LIBRARY), dir.join(SALVAGING));
        let key = held.library_key();
        let uid_text = uid.to_string();
        let salvaged = salvage::salvage(&file, &fresh, key, &uid_text, &*self.clock, watch).await;
        let mut report = match salvaged {
            Ok(report) => report,
            Err(error) => {
                let _ = crate::account::remove_database(&fresh); // else the next one does it
                return Err(error);
            }
        };
        report.kept_in = self.accounts.adopt(uid, SALVAGING).await?;
        let library = self.library_of(&held).await?;
        drop(held);
        self.note_person(); // who waited for it is still here
        *here = Here::Open(Open {
            session,
            library,
            file,
        });
        Ok(report)
    }

    /// Writes all that can be read of the damaged library into a plain file.
    pub async fn export_readable(&self, to: &Path, watch: &SalvageWatch) -> Result<Survey> {
        let (session, file) = self.damaged_file().await?;
        let session = session.lock().await;
        salvage::export(&file, session.library_key(), to, watch).await
    }

    async fn damaged_file(&self) -> Result<(Arc<Mutex<OpenSession>>, PathBuf)> {
        let here = self.here.lock().await;
        let Here::Damaged(damaged) = &*here else {
            return Err(Error::NotLoggedIn);
        };
        let session = Arc::clone(&damaged.session);
        let file = session.lock().await.library_dir().join(LIBRARY);
        Ok((session, file))
    }
}

async fn close_damaged(library: &Library) -> Result<Library> {
    let _ = library.close().await;
    Err(Error::LibraryDamaged)
}
