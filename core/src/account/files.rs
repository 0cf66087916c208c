//! Folders and small files of the data folder: made for one reader, written whole or not at all.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{Error, HomeFault, Result};

/// Makes a folder that only its owner can look into, or makes an old one so. A symbolic link is
/// refused: it would lead the library to a place that nobody chose.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    let made = match fs::symlink_metadata(folder) {
        Ok(found) if found.is_dir() => match keep_private(folder, 0o700) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                return Err(Error::HomeNotUsable(HomeFault::ForeignOwner));
            }
            kept => kept,
        },
        Ok(found) => return Err(in_the_way(&found)),
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
        Ok(found) => return Err(in_the_way(&found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => new_file(file).map(drop),
        Err(error) => Err(error),
    };
    made.map_err(|error| unusable(&error))
}

/// Refuses a file or folder that is a symbolic link; one that is not there is no concern of ours.
pub(super) fn refuse_link(path: &Path) -> Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(Error::HomeNotUsable(HomeFault::Link)),
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
    written.map_err(|error| Error::of_file(&error))
}

/// Renames a folder for good.
pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    let renamed = sync_folder(from)
        .and_then(|()| fs::rename(from, to))
        .and_then(|()| to.parent().map_or(Ok(()), sync_folder));
    renamed.map_err(|error| Error::of_file(&error))
}

/// Makes sure that what was renamed in a folder stays so after a power cut.
pub(super) fn sync(folder: &Path) -> Result<()> {
    sync_folder(folder).map_err(|error| Error::of_file(&error))
}

/// Gives a database its place. One that is there already was given it before a kill.
pub(crate) fn take_place(from: &Path, to: &Path) -> Result<()> {
    match fs::symlink_metadata(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::of_file(&error)),
        Ok(_) => {}
    }
    // A log beside the old file belongs to that file: the new one must not be opened with it.
    for log in [from, to].map(|file| file.with_extension("db-wal")) {
        if fs::metadata(log).is_ok_and(|log| log.len() > 0) {
            return Err(Error::LibraryDamaged);
        }
    }
    let renamed = fs::rename(from, to).and_then(|()| to.parent().map_or(Ok(()), sync_folder));
    renamed.map_err(|error| Error::of_file(&error))
}

/// Puts a complete file in the place of another.
pub(super) fn put_in_place(from: &Path, to: &Path) -> Result<()> {
    let renamed = fs::rename(from, to).and_then(|()| to.parent().map_or(Ok(()), sync_folder));
    renamed.map_err(|error| Error::of_file(&error))
}

/// Removes a file that may be there.
pub(super) fn remove_file(file: &Path) -> Result<()> {
    gone(fs::remove_file(file))
}

/// Keeps what a damaged file holds, under a name that is free.
pub(super) fn keep_copy(file: &Path, quarantine: &Path, name: &str) -> Result<()> {
    let content = match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => read.map_err(|error| Error::of_file(&error))?,
    };
    let free = (1..1_000)
        .map(|n| quarantine.join(format!("{name}-{n}.db")))
        .find(|place| fs::symlink_metadata(place).is_err());
    let place = free.ok_or(Error::DiskError)?;
    write_whole(&place, &content)
}

/// Removes a database that nobody can open, and what `SQLite` left beside it.
pub(crate) fn remove_database(file: &Path) -> Result<()> {
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
        .map_err(|error| Error::of_file(&error))
}

/// What is not there need not be removed.
fn gone(removed: io::Result<()>) -> Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::of_file(&error)),
        _ => Ok(()),
    }
}

/// Sets half-made libraries aside: a kill left them, and nobody was ever told of them.
pub(super) fn set_aside_half_made(libraries: &Path, quarantine: &Path) -> Result<()> {
    for entry in fs::read_dir(libraries).map_err(|error| unusable(&error))? {
        let entry = entry.map_err(|error| unusable(&error))?;
        let name = entry.file_name();
        if let Some(uid) = name.to_str().and_then(|name| name.strip_prefix(HALF_MADE)) {
            set_aside(&entry.path(), quarantine, &format!("new-{uid}"))?;
        }
    }
    Ok(())
}

/// Moves a folder into the quarantine. What is not there need not be moved.
pub(super) fn set_aside(folder: &Path, quarantine: &Path, name: &str) -> Result<()> {
    if fs::symlink_metadata(folder).is_err() {
        return Ok(());
    }
    match free_name(quarantine, name, "") {
        Some(free) => rename(folder, &free),
        None => Ok(()),
    }
}

/// A name in the quarantine that nothing has: nothing there is overwritten.
pub(crate) fn free_name(quarantine: &Path, name: &str, ending: &str) -> Option<PathBuf> {
    let mut names = (0..100).map(|n| {
        quarantine.join(if n == 0 {
            format!("{name}{ending}")
        } else {
            format!("{name}-{n}{ending}")
        })
    });
    names.find(|name| fs::symlink_metadata(name).is_err())
}

/// Keeps a file under another name as well, and makes sure of it on the disk: by a second name where
/// the disk knows that, else by a copy.
pub(crate) fn keep_also_as(file: &Path, other: &Path) -> Result<()> {
    let kept = fs::hard_link(file, other)
        .or_else(|_| {
            fs::copy(file, other)?;
            File::open(other)?.sync_all()
        })
        .and_then(|()| other.parent().map_or(Ok(()), sync_folder));
    kept.map_err(|error| Error::of_file(&error))
}

/// Empties a folder of what is only needed for a while.
pub(super) fn empty(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| unusable(&error))? {
        let path = entry.map_err(|error| unusable(&error))?.path();
        // What does not go now goes another time: it has a name that nobody looks for.
        let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
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

fn in_the_way(found: &fs::Metadata) -> Error {
    Error::HomeNotUsable(if found.is_symlink() {
        HomeFault::Link
    } else {
        HomeFault::InTheWay
    })
}

/// What is wrong with the data folder, at start.
pub(super) fn unusable(error: &io::Error) -> Error {
    Error::HomeNotUsable(HomeFault::from(error))
}
