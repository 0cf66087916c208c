//! Folders and small files of the data folder: made for one reader, written whole or not at all.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{Error, Result};

/// Makes a folder that only its owner can look into, or makes an old one so. A symbolic link is
/// refused: it would lead the library to a place that nobody chose.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    let made = match fs::symlink_metadata(folder) {
        Ok(found) if found.is_dir() => keep_private(folder, 0o700),
        Ok(_) => {
            return Err(Error::HomeNotUsable(
                "a link or a file stands where a folder should be.".to_owned(),
            ));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut builder = DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(folder)
        }
        Err(error) => Err(error),
    };
    made.map_err(|error| unusable(&error))
}

/// Makes sure of a file that only its owner can read, before anything is written to it.
pub(crate) fn make_file(file: &Path) -> Result<()> {
    let made = match fs::symlink_metadata(file) {
        Ok(found) if found.is_file() => keep_private(file, 0o600),
        Ok(_) => {
            return Err(Error::HomeNotUsable(
                "a link or a folder stands where a file should be.".to_owned(),
            ));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => new_file(file).map(drop),
        Err(error) => Err(error),
    };
    made.map_err(|error| unusable(&error))
}

/// Refuses a file or folder that is a symbolic link; one that is not there is no concern of ours.
pub(super) fn refuse_link(path: &Path) -> Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(Error::HomeNotUsable(
            "the library is a link to another place.".to_owned(),
        )),
        _ => Ok(()),
    }
}

/// Proves that files can be made in a folder.
pub(super) fn prove_writable(folder: &Path) -> Result<()> {
    let probe = folder.join(".probe");
    let _ = fs::remove_file(&probe); // left by a kill at this very place
    let proved = new_file(&probe)
        .map(drop)
        .and_then(|()| fs::remove_file(&probe));
    proved.map_err(|error| unusable(&error))
}

/// Writes a small file so that after a kill or a power cut there is the old one or the new one.
pub(super) fn write_whole(file: &Path, content: &[u8]) -> Result<()> {
    let temporary = file.with_extension("tmp");
    let _ = fs::remove_file(&temporary);
    let written = new_file(&temporary)
        .and_then(|mut open| open.write_all(content).and_then(|()| open.sync_all()))
        .and_then(|()| fs::rename(&temporary, file))
        .and_then(|()| file.parent().map_or(Ok(()), sync_folder));
    written.map_err(|error| failed(&error))
}

/// Renames a folder for good.
pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    let renamed = sync_folder(from)
        .and_then(|()| fs::rename(from, to))
        .and_then(|()| to.parent().map_or(Ok(()), sync_folder));
    renamed.map_err(|error| failed(&error))
}

/// Gives a database its place. One that is there already was given it before a kill.
pub(super) fn take_place(from: &Path, to: &Path) -> Result<()> {
    match fs::symlink_metadata(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(&error)),
        Ok(_) => {}
    }
    // A log beside the old file belongs to that file: the new one must not be opened with it.
    for log in [from, to].map(|file| file.with_extension("db-wal")) {
        if fs::metadata(log).is_ok_and(|log| log.len() > 0) {
            return Err(Error::LibraryDamaged);
        }
    }
    let renamed = fs::rename(from, to).and_then(|()| to.parent().map_or(Ok(()), sync_folder));
    renamed.map_err(|error| failed(&error))
}

/// Removes a database that nobody can open, and what `SQLite` left beside it.
pub(super) fn remove_database(file: &Path) -> Result<()> {
    for extension in ["db", "db-wal", "db-shm", "db-journal"] {
        gone(fs::remove_file(file.with_extension(extension)))?;
    }
    Ok(())
}

/// Removes the folder of a library: first what could still open it.
pub(super) fn remove_library(dir: &Path) -> Result<()> {
    gone(fs::remove_file(dir.join("keyslots.json")))?;
    gone(fs::remove_dir_all(dir))?;
    dir.parent()
        .map_or(Ok(()), sync_folder)
        .map_err(|error| failed(&error))
}

/// What is not there need not be removed.
fn gone(removed: io::Result<()>) -> Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&error)),
        _ => Ok(()),
    }
}

/// Sets half-made libraries aside: a kill left them, and nobody was ever told of them.
pub(super) fn set_aside_half_made(libraries: &Path, quarantine: &Path) -> Result<()> {
    for entry in fs::read_dir(libraries).map_err(|error| unusable(&error))? {
        let entry = entry.map_err(|error| unusable(&error))?;
        let name = entry.file_name();
        if let Some(uid) = name.to_str().and_then(|name| name.strip_prefix(HALF_MADE)) {
            // A uid is never made twice; should the name be taken all the same, nothing is overwritten.
            let names = (0..100).map(|n| {
                quarantine.join(if n == 0 {
                    format!("new-{uid}")
                } else {
                    format!("new-{uid}-{n}")
                })
            });
            if let Some(free) = names
                .into_iter()
                .find(|name| fs::symlink_metadata(name).is_err())
            {
                rename(&entry.path(), &free)?;
            }
        }
    }
    Ok(())
}

const HALF_MADE: &str = ".new-";

/// Where a library is built before it has its name.
pub(super) fn half_made(libraries: &Path, uid: uuid::Uuid) -> PathBuf {
    libraries.join(format!("{HALF_MADE}{uid}"))
}

fn new_file(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

#[cfg(unix)]
fn keep_private(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path)?.permissions().mode() & 0o777 == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Windows: the profile folder's own access list keeps others out.
#[cfg(not(unix))]
fn keep_private(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// What is wrong with the data folder, at start.
fn unusable(error: &io::Error) -> Error {
    let sentence = match error.kind() {
        io::ErrorKind::PermissionDenied => "Bookly may not write there.",
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only.",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full.",
        io::ErrorKind::NotADirectory => "a file stands where a folder should be.",
        _ => "the folder cannot be made or read.",
    };
    Error::HomeNotUsable(sentence.to_owned())
}

/// What went wrong with a file while Bookly was in use.
fn failed(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::DiskFull,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Error::ReadOnly,
        _ => Error::DiskError,
    }
}
