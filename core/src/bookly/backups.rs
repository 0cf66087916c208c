//! Backups of the library that is open: when they are made, and what becomes of them.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Bookly, Open};
use crate::{
    Backup, BackupKind, CopyStep, CopyWatch, Error, ImportFile, ImportSummary, ImportWatch,
    Library, Result,
    account::{self, OpenSession},
    backup::{self, LibraryOf},
    blocking::blocking,
    db,
};

/// Changes after which a backup is due.
const CHANGES: i64 = 200;
/// Milliseconds after which a backup is due when anything was changed.
const DAY: i64 = 24 * 3_600_000;
/// The largest library that is backed up while the program ends, in bytes: some ten thousand books,
/// which takes less than two seconds. Larger ones are backed up while nobody is at the window.
const LARGEST_AT_CLOSE: u64 = 32 << 20;
/// How long nobody must have been at the window before a larger library is backed up.
const QUIET: Duration = Duration::from_mins(2);
/// Rows of an import before which there must be a backup.
const ROWS: usize = 100;
/// The largest library that is backed up before every large import, in bytes: it takes up to half a
/// minute. For a larger one, a backup of the last day is enough: an import can be undone besides.
const LARGEST_AT_IMPORT: u64 = 256 << 20;

/// When an automatic backup may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The program is in use. Large libraries wait until nobody is at the window.
    InUse,
    /// The library is about to be closed. Large libraries are left for another time.
    Closing,
}

/// What tells whether a backup is due.
struct Standing {
    /// The newest sound backup.
    newest: Option<Backup>,
    revision: i64,
    /// In milliseconds since 1970, UTC.
    created_at: i64,
    bytes: u64,
}

impl Bookly {
    /// The backups of the library that is open, the newest first.
    pub async fn backups(&self) -> Result<Vec<Backup>> {
        let dir = self.own_backups_dir().await?;
        blocking(move || backup::list(&dir)).await
    }

    /// Reads a whole backup of the library that is open: false when it is not whole any more.
    pub async fn check_backup(&self, name: &str, watch: &CopyWatch) -> Result<bool> {
        let (dir, name) = (self.own_backups_dir().await?, name.to_owned());
        let watch = watch.clone();
        blocking(move || backup::check(&dir, &name, &watch)).await
    }

    /// Backs up the library that is open, which stays usable meanwhile. Locking and closing stop it.
    /// Fails with `BackupBusy` when another backup is under way.
    pub async fn back_up(&self, watch: &CopyWatch) -> Result<Backup> {
        let _turn = self.copying.try_lock().map_err(|_| Error::BackupBusy)?;
        let (library, of, dir) = self.to_back_up().await?;
        backup::make(&library, &of, &dir, BackupKind::Manual, watch).await
    }

    /// Backs up the library that is open when that is due: it was changed 200 times, or changed at
    /// all a day ago, or changed and is about to be closed. None when it is not due, or nobody is
    /// here, or another backup is under way.
    pub async fn back_up_if_due(
        &self,
        moment: Moment,
        watch: &CopyWatch,
    ) -> Result<Option<Backup>> {
        let Ok(_turn) = self.copying.try_lock() else {
            return Ok(None);
        };
        let Ok((library, of, dir)) = self.to_back_up().await else {
            return Ok(None);
        };
        let standing = Standing::of(&library, &dir).await?;
        if !standing.is_due(moment, self.now_ms(), self.is_quiet()) {
            return Ok(None);
        }
        let made = backup::make(&library, &of, &dir, BackupKind::Auto, watch).await?;
        Ok(Some(made))
    }

    /// Imports a file as [`Library::run_import`] does. Before one of more than 100 rows, the library
    /// is backed up; without that backup nothing is imported.
    pub async fn run_import(
        &self,
        file: &ImportFile,
        watch: &ImportWatch,
    ) -> Result<ImportSummary> {
        let library = self.library().await?;
        if file.has_more_rows_than(ROWS).await? {
            let backed_up = self.back_up_before_import(watch.copying()).await;
            backed_up.map_err(|error| match error {
                Error::CopyCancelled => Error::ImportCancelled,
                error => error,
            })?;
        }
        library.run_import(file, watch).await
    }

    /// Backs up a library of an older form before it is opened, which gives it today's. Without that
    /// backup it stays as it is. A file that cannot be read is none of this: opening it says so.
    pub(super) async fn back_up_before_migration(
        &self,
        session: &OpenSession,
        file: &Path,
    ) -> Result<()> {
        if !matches!(
            db::needs_migration(file, session.library_key()).await,
            Ok(true)
        ) {
            return Ok(());
        }
        let of = self.library_to_copy(session).await?;
        let dir = self.accounts.backups_dir(of.account_uid);
        let (kind, now) = (BackupKind::PreMigrate, self.clock.now());
        backup::make_of_closed(file, &of, &dir, kind, now, &CopyWatch::default()).await?;
        Ok(())
    }

    async fn back_up_before_import(&self, watch: &CopyWatch) -> Result<()> {
        let _turn = self.copying.lock().await;
        watch.go_on()?;
        let (library, of, dir) = self.to_back_up().await?;
        let standing = Standing::of(&library, &dir).await?;
        if !standing.lacks_backup_for_import(self.now_ms()) {
            return Ok(());
        }
        backup::make(&library, &of, &dir, BackupKind::PreImport, watch).await?;
        Ok(())
    }

    /// Writes a copy of a backup of the library that is open to a place of the person's choice, and
    /// reads it back. What was there is only replaced by the whole copy.
    pub async fn save_backup(&self, name: &str, to: &Path, watch: &CopyWatch) -> Result<()> {
        let _turn = self.copying.try_lock().map_err(|_| Error::BackupBusy)?;
        let from = backup::file_of(&self.own_backups_dir().await?, name)?;
        let (to, watch) = (to.to_owned(), watch.clone());
        blocking(move || save(&from, &to, &watch)).await
    }

    /// The library that is open and all that its backup needs.
    pub(super) async fn to_back_up(&self) -> Result<(Library, LibraryOf, PathBuf)> {
        let here = self.here.lock().await;
        let Open {
            session, library, ..
        } = here.open()?;
        let (session, library) = (session.clone(), library.clone());
        drop(here);
        let session = session.lock().await;
        let of = self.library_to_copy(&session).await?;
        Ok((
            library,
            of,
            self.accounts.backups_dir(session.account().uid),
        ))
    }

    /// Whose library a session opens, and what a backup of it must hold to be opened.
    pub(super) async fn library_to_copy(&self, session: &OpenSession) -> Result<LibraryOf> {
        let account = session.account();
        let key = session.library_key().twin();
        Ok(LibraryOf {
            key: key.ok_or(Error::Internal("copying a key failed"))?,
            account_uid: account.uid,
            username: account.username.clone(),
            email: account.email.clone(),
            account_created_at: account.created_at,
            key_slots: self.accounts.key_slots(account.uid).await?,
        })
    }

    pub(super) async fn own_backups_dir(&self) -> Result<PathBuf> {
        let session = self.session().await?;
        let uid = session.lock().await.account().uid;
        Ok(self.accounts.backups_dir(uid))
    }

    fn is_quiet(&self) -> bool {
        self.last_seen().ago(&*self.clock) >= QUIET
    }

    fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}

impl Standing {
    async fn of(library: &Library, dir: &Path) -> Result<Self> {
        let dir = dir.to_owned();
        let newest = blocking(move || backup::newest_sound(&dir)).await?;
        let about = library.about().await?;
        Ok(Self {
            newest,
            revision: about.revision,
            created_at: about.created_at,
            bytes: about.bytes,
        })
    }

    fn is_due(&self, moment: Moment, now: i64, quiet: bool) -> bool {
        let (revision, at) = self.last();
        if revision == self.revision {
            return false; // nothing has changed
        }
        let many = (self.revision - revision).abs() >= CHANGES;
        // A time to come is of a clock that was wrong.
        let old = now - at >= DAY || now < at;
        let large = self.bytes > LARGEST_AT_CLOSE;
        match moment {
            Moment::Closing => !large,
            Moment::InUse => (many || old) && (!large || quiet),
        }
    }

    fn lacks_backup_for_import(&self, now: i64) -> bool {
        let (revision, at) = self.last();
        let recent = self.newest.is_some() && (0..DAY).contains(&(now - at));
        revision != self.revision && !(self.bytes > LARGEST_AT_IMPORT && recent)
    }

    /// Revision and time of the newest backup; without one, of the empty library.
    fn last(&self) -> (i64, i64) {
        let newest = self.newest.as_ref();
        newest.map_or((0, self.created_at), |newest| {
            (newest.revision.unwrap_or(0), newest.at)
        })
    }
}

/// Copies a backup, whole or not at all.
fn save(from: &Path, to: &Path, watch: &CopyWatch) -> Result<()> {
    let unplaced = |error: &io::Error| backup::of_file(error);
    let bytes = fs::metadata(from).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::BackupGone,
        _ => backup::of_file(&error),
    })?;
    watch.begin(CopyStep::Writing, bytes.len() * 2);
    let name = to.file_name().ok_or(Error::PlaceNotWritable)?;
    let mut part = name.to_owned();
    part.push(".part");
    let part = to.with_file_name(part);
    let written = write_part(from, &part, watch).and_then(|()| {
        backup::open(&part)?.check(watch)?;
        fs::rename(&part, to).map_err(|error| unplaced(&error))?;
        let folder = to.parent().map_or(Ok(()), account::sync_folder);
        folder.map_err(|error| unplaced(&error))
    });
    if written.is_err() {
        let _ = fs::remove_file(&part); // half a file is of no use to anybody
    }
    written
}

fn write_part(from: &Path, part: &Path, watch: &CopyWatch) -> Result<()> {
    let of_file = |error: &io::Error| backup::of_file(error);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut to = options.open(part).map_err(|error| of_file(&error))?;
    let mut from = File::open(from).map_err(|error| of_file(&error))?;
    let mut piece = vec![0; 1 << 20];
    loop {
        watch.go_on()?;
        let read = io::Read::read(&mut from, &mut piece).map_err(|error| of_file(&error))?;
        let Some(read) = piece.get(..read).filter(|read| !read.is_empty()) else {
            return to.sync_all().map_err(|error| of_file(&error));
        };
        to.write_all(read).map_err(|error| of_file(&error))?;
        watch.add(read.len() as u64);
    }
}
