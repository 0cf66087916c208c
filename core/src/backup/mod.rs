//! Backups: whole copies of a library, each in one file with the key slots of its day, so that it
//! opens with the password or the recovery code of that day, here or on another computer.
//!
//! A file in the folder of backups counts only once it was read back whole; before that it has a
//! name that nobody looks for. This room makes, lists, checks and thins backups, and reads one that
//! somebody brings. Putting one in the place of a library is `bookly`'s work.

pub(crate) mod compare;
pub(crate) mod container;
#[cfg(any(test, feature = "test-kit"))]
pub(crate) mod fuzzing;
mod make;
mod name;
pub(crate) mod opened;
mod rotation;
mod watch;

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use serde::{Deserialize, Serialize};

pub(crate) use self::make::{LibraryOf, make, make_of_closed, require_space};
pub use self::{
    compare::Losses,
    name::{BackupKind, ENDING},
    watch::{CopyProgress, CopyStep, CopyWatch},
};
use self::{container::Container, name::Name};
use crate::{Error, Result};

/// A backup in the folder of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Backup {
    /// The name of its file, and its own.
    pub name: String,
    /// When it was made: milliseconds since 1970, UTC.
    pub at: i64,
    /// Why it was made.
    pub kind: BackupKind,
    /// The form of its library: the number of the last migration.
    pub schema: i64,
    /// Of its file.
    pub bytes: u64,
    /// False when its file is plainly not whole. Only [`check`] reads all of it.
    pub sound: bool,
    /// What is in it; none when it is not sound.
    pub counts: Option<Counts>,
    /// The revision of the library; none when it is not sound.
    #[serde(skip)]
    pub revision: Option<i64>,
}

impl Backup {
    /// Larger for what was made later. Of one moment, the later one has the longer name.
    fn made(&self) -> (i64, usize, &str) {
        (self.at, self.name.len(), &self.name)
    }
}

/// How much is in a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Books that are not in the trash.
    pub books: u32,
    /// Books in the trash.
    pub trashed: u32,
    /// Smart shelves.
    pub shelves: u32,
}

/// The backups in a folder, the newest first. What has another name is not looked at; a folder that
/// is not there has none.
pub fn list(dir: &Path) -> Result<Vec<Backup>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| of_file(&error))?,
    };
    let mut backups = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| of_file(&error))?;
        let name = entry.file_name();
        if let Some(name) = name.to_str()
            && let Some(says) = Name::read(name)
        {
            backups.push(about(&entry.path(), name, says));
        }
    }
    backups.sort_by(|a, b| b.made().cmp(&a.made()));
    Ok(backups)
}

fn about(file: &Path, name: &str, says: Name) -> Backup {
    let bytes = fs::symlink_metadata(file).map_or(0, |file| file.len());
    let opened = open(file).ok().map(|container| container.manifest);
    let opened = opened.filter(|manifest| {
        let second = manifest.at.div_euclid(1000);
        (manifest.kind, manifest.schema, second) == (says.kind, says.schema, says.at.as_second())
    });
    Backup {
        name: name.to_owned(),
        at: opened
            .as_ref()
            .map_or(says.at.as_millisecond(), |manifest| manifest.at),
        kind: says.kind,
        schema: says.schema,
        bytes,
        sound: opened.is_some(),
        counts: opened.as_ref().map(|manifest| manifest.counts),
        revision: opened.as_ref().map(|manifest| manifest.revision),
    }
}

/// Reads a whole backup: true when it is what was once written and checked.
/// Fails with `BackupGone` when there is no such backup, and `CopyCancelled`.
pub fn check(dir: &Path, name: &str, watch: &CopyWatch) -> Result<bool> {
    let mut container = match open(&file_of(dir, name)?) {
        Err(Error::BackupDamaged) => return Ok(false),
        opened => opened?,
    };
    watch.begin(CopyStep::Reading, container.library_bytes());
    match container.check(watch) {
        Ok(()) => Ok(true),
        Err(Error::BackupDamaged | Error::DiskError) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The newest backup that is whole, read from end to end.
pub fn newest_verified(dir: &Path, watch: &CopyWatch) -> Result<Option<Backup>> {
    for backup in list(dir)? {
        if backup.sound && check(dir, &backup.name, watch)? {
            return Ok(Some(backup));
        }
    }
    Ok(None)
}

/// The newest backup that is plainly not broken. Only its manifest is read.
pub(crate) fn newest_sound(dir: &Path) -> Result<Option<Backup>> {
    Ok(list(dir)?.into_iter().find(|backup| backup.sound))
}

/// Removes what nothing needs any more. Only to be called when a backup was just made and checked:
/// while the library cannot be backed up, nothing of the past is given away.
fn thin(dir: &Path) -> Result<()> {
    let backups = list(dir)?;
    for backup in rotation::not_needed(&backups) {
        fs::remove_file(dir.join(&backup.name)).map_err(|error| of_file(&error))?;
    }
    Ok(())
}

/// The file of a backup of this name.
pub(crate) fn file_of(dir: &Path, name: &str) -> Result<std::path::PathBuf> {
    // A name that reads as one of ours has no separators in it.
    Name::read(name)
        .map(|_| dir.join(name))
        .ok_or(Error::BackupGone)
}

/// Opens a backup, which must be a file and no link to one.
pub(crate) fn open(file: &Path) -> Result<Container> {
    match fs::symlink_metadata(file) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(Error::BackupDamaged),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Error::BackupGone),
        Err(error) => return Err(of_file(&error)),
    }
    Container::open(File::open(file).map_err(|error| of_file(&error))?)
}

/// What went wrong with a file.
pub(crate) fn of_file(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::DiskFull,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Error::PlaceNotWritable
        }
        _ => Error::DiskError,
    }
}
