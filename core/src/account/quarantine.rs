//! What is set aside: files that are damaged, replaced or of nobody. Nothing here is ever deleted.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use uuid::Uuid;

use super::{Accounts, LIBRARY, files};
use crate::{Error, Result, blocking::blocking};

/// Where what can be read of a damaged library is written, beside it.
pub const SALVAGING: &str = "library.salvaging.db";

/// The same file once it is whole and proven. From then on it is the library, and has yet to take the
/// place of the damaged one.
const SALVAGED: &str = "library.salvaged.db";

/// What the engine keeps beside a library file.
const BESIDE: [&str; 3] = ["library.db-wal", "library.db-shm", "library.db-journal"];

impl Accounts {
    /// Puts a whole and proven library, which lies beside the damaged one under the name `whole`, in the
    /// place of it. The damaged one is set aside with all that is beside it. The answer is the name of
    /// the folder in `quarantine/`.
    pub async fn adopt(&self, uid: Uuid, whole: &'static str) -> Result<String> {
        let dir = self.library_dir(uid);
        let folder = self.new_quarantine(uid, "damaged").await?;
        let to = folder.clone();
        blocking(move || {
            let salvaged = dir.join(SALVAGED);
            files::take_place(&dir.join(whole), &salvaged)?;
            swap(&dir, &to)
        })
        .await?;
        Ok(name_of(&folder))
    }

    /// Finishes what a kill has left half done of [`Self::adopt`].
    pub(super) async fn settle_salvaged(&self, uid: Uuid) -> Result<()> {
        let dir = self.library_dir(uid);
        if fs::symlink_metadata(dir.join(SALVAGED)).is_err() {
            return Ok(());
        }
        let folder = self.new_quarantine(uid, "damaged").await?;
        blocking(move || swap(&dir, &folder)).await
    }

    /// Sets aside what stands beside a library and is not of it.
    pub async fn set_aside_beside(&self, uid: Uuid, name: &'static str) -> Result<()> {
        let dir = self.library_dir(uid);
        let folder = self.new_quarantine(uid, "stray").await?;
        blocking(move || {
            move_away(&dir.join(name), &folder)?;
            files::sync(&folder).and_then(|()| files::sync(&dir))
        })
        .await
    }

    /// A new folder for what is set aside now.
    async fn new_quarantine(&self, uid: Uuid, why: &'static str) -> Result<PathBuf> {
        let at = self.clock.now().as_second();
        let at =
            jiff::Timestamp::from_second(at).map_or_else(|_| at.to_string(), |at| at.to_string());
        let name = format!("{}-{why}-{uid}", at.replace(['-', ':'], ""));
        let quarantine = self.home.join("quarantine");
        blocking(move || {
            files::make_folder(&quarantine)?;
            let free = (0..1_000)
                .map(|n| {
                    if n == 0 {
                        name.clone()
                    } else {
                        format!("{name}-{n}")
                    }
                })
                .map(|name| quarantine.join(name))
                .find(|folder| fs::symlink_metadata(folder).is_err());
            let free = free.ok_or(Error::Internal("the quarantine is full"))?;
            files::make_folder(&free)?;
            Ok(free)
        })
        .await
    }
}

/// The engine's files first: they must never stand beside another library than their own.
fn swap(dir: &Path, folder: &Path) -> Result<()> {
    for name in BESIDE.into_iter().chain([LIBRARY]) {
        move_away(&dir.join(name), folder)?;
    }
    files::sync(folder)?;
    files::take_place(&dir.join(SALVAGED), &dir.join(LIBRARY))
}

fn move_away(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().unwrap_or_default();
    match fs::rename(file, folder.join(name)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        moved => moved.map_err(|error| Error::of_file(&error)),
    }
}

fn name_of(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
