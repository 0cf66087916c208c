//! Making a backup: a copy of the library, proven, put into a file, read back, and only then named.

use std::{
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use sqlx::{Connection, SqliteConnection};
use uuid::Uuid;

use super::{
    Backup, BackupKind, CopyStep, CopyWatch, container, container::About, name::Name, of_file,
    open, opened, thin,
};
use crate::{Error, Library, LibraryKey, Result, account, blocking::blocking, db};

/// What is left on the disk beside a backup that is made, in bytes.
const SPARE: u64 = 64 << 20;

/// Of names under which a backup is being made.
const UNFINISHED: &str = ".making-";

/// Whose library is backed up, and all that opens it.
pub(crate) struct LibraryOf {
    pub(crate) key: LibraryKey,
    pub(crate) account_uid: Uuid,
    pub(crate) username: String,
    pub(crate) email: String,
    /// Milliseconds since 1970, UTC.
    pub(crate) account_created_at: i64,
    /// As keyslots.json has them now.
    pub(crate) key_slots: Vec<u8>,
}

/// Backs an open library up, which stays usable meanwhile, and thins the backups in the folder.
/// There must be one at a time in a folder.
pub(crate) async fn make(
    library: &Library,
    of: &LibraryOf,
    dir: &Path,
    kind: BackupKind,
    watch: &CopyWatch,
) -> Result<Backup> {
    let aside = library.begin_aside(watch).await?;
    let unfinished = Unfinished::new(dir)?;
    let mut db = aside.connection().await?;
    // It writes nothing but the copy; as a reader it may not even do that.
    sqlx::query("PRAGMA query_only = OFF")
        .execute(&mut *db)
        .await?;
    let copied = copy(&mut db, &unfinished, watch).await;
    let closed = db.close().await;
    watch.go_on()?;
    copied?;
    closed?;
    let made = finish(&unfinished, of, dir, kind, library.now(), watch).await?;
    drop(aside);
    Ok(made)
}

/// Backs up a library that nobody has open, in whatever form it is.
pub(crate) async fn make_of_closed(
    file: &Path,
    of: &LibraryOf,
    dir: &Path,
    kind: BackupKind,
    now: Timestamp,
    watch: &CopyWatch,
) -> Result<Backup> {
    let unfinished = Unfinished::new(dir)?;
    let mut db = db::open_as_it_is(file, &of.key).await?;
    let copied = copy(&mut db, &unfinished, watch).await;
    let proven = db::prove(&mut db).await; // what was not whole would be whole in the copy
    let closed = db.close().await;
    watch.go_on()?;
    copied?;
    proven?;
    closed?;
    finish(&unfinished, of, dir, kind, now, watch).await
}

/// The files of a backup on its way; gone when it is dropped.
struct Unfinished {
    copy: PathBuf,
    archive: PathBuf,
}

impl Unfinished {
    fn new(dir: &Path) -> Result<Self> {
        account::make_folder(dir)?;
        let unfinished = Self {
            copy: dir.join([UNFINISHED, "copy.db"].concat()),
            archive: dir.join([UNFINISHED, "archive"].concat()),
        };
        unfinished.remove(); // left by a kill
        Ok(unfinished)
    }

    fn remove(&self) {
        for file in [&self.copy, &self.archive] {
            let _ = fs::remove_file(file); // most often it is not there
        }
        let journal = self.copy.with_extension("db-journal");
        let _ = fs::remove_file(journal);
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        self.remove();
    }
}

async fn copy(db: &mut SqliteConnection, to: &Unfinished, watch: &CopyWatch) -> Result<()> {
    let bytes = db::bytes_of(db).await?;
    require_space(&to.copy, bytes * 2)?;
    account::make_file(&to.copy)?;
    watch.begin_file(CopyStep::Copying, &to.copy, bytes);
    opened::stop_by(db, watch).await?;
    let path = to.copy.to_str().ok_or(Error::PlaceNotWritable)?;
    sqlx::query("VACUUM INTO ?1").bind(path).execute(db).await?;
    Ok(())
}

/// Fails with `DiskFull` when a file of this size would not leave enough on its disk.
pub(crate) fn require_space(file: &Path, bytes: u64) -> Result<()> {
    let folder = file.parent().unwrap_or(file);
    let free = fs4::available_space(folder).map_err(|error| of_file(&error))?;
    if free < bytes.saturating_add(SPARE) {
        return Err(Error::DiskFull);
    }
    Ok(())
}

/// Proves the copy, writes the archive, reads it back and gives it its name.
async fn finish(
    unfinished: &Unfinished,
    of: &LibraryOf,
    dir: &Path,
    kind: BackupKind,
    now: Timestamp,
    watch: &CopyWatch,
) -> Result<Backup> {
    let proven = opened::prove(&unfinished.copy, &of.key, watch).await;
    let proven = proven.map_err(|error| match error {
        // What was copied cannot be believed, so the library cannot either.
        Error::BackupDamaged | Error::BackupForeign => Error::LibraryDamaged,
        error => error,
    })?;
    if proven.account_uid != of.account_uid {
        return Err(Error::LibraryDamaged);
    }
    let about = About {
        schema: proven.schema,
        kind,
        at: now.as_millisecond(),
        account_uid: of.account_uid,
        username: of.username.clone(),
        email: of.email.clone(),
        account_created_at: of.account_created_at,
        library_uid: proven.library_uid,
        revision: proven.revision,
        counts: proven.counts,
    };
    let name = free_name(dir, now, kind, proven.schema);
    let (copy, archive) = (unfinished.copy.clone(), unfinished.archive.clone());
    let (slots, to, watch) = (of.key_slots.clone(), dir.join(&name), watch.clone());
    let bytes = blocking(move || {
        account::make_file(&archive)?;
        let file = OpenOptions::new().write(true).open(&archive);
        let file = file.map_err(|error| of_file(&error))?;
        container::write(file, about, &slots, &copy, &watch)?;
        open(&archive)?.check(&watch)?;
        let named = fs::rename(&archive, &to).and_then(|()| {
            to.parent().map_or(Ok(()), account::sync_folder)?;
            File::open(&to)?.metadata()
        });
        let bytes = named.map_err(|error| of_file(&error))?.len();
        if let Some(dir) = to.parent() {
            thin(dir)?;
        }
        Ok(bytes)
    })
    .await?;
    Ok(Backup {
        name,
        at: now.as_millisecond(),
        kind,
        schema: proven.schema,
        bytes,
        sound: true,
        counts: Some(proven.counts),
        revision: Some(proven.revision),
    })
}

/// A name that no backup has: a clock that was set back must not overwrite one.
fn free_name(dir: &Path, at: Timestamp, kind: BackupKind, schema: i64) -> String {
    let mut nth = 1;
    loop {
        let name = Name {
            at,
            kind,
            schema,
            nth,
        };
        let name = name.text();
        if fs::symlink_metadata(dir.join(&name)).is_err() {
            return name;
        }
        nth += 1;
    }
}
