//! The backup, restore or export under way, and a backup that a person chose from their files.

use std::{
    fs::File,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bookly_core::{CopyWatch, Error};

use crate::{
    error::{DoorError, Failure},
    imports::ChosenFile,
};

/// See the module.
#[derive(Default)]
pub(crate) struct Copies {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    under_way: Option<CopyWatch>,
    next: u32,
    /// The last one that was chosen; the window knows it by its number.
    chosen: Option<(u32, File)>,
}

/// The copy under way; over when it is dropped.
pub(crate) struct UnderWay<'a>(&'a Copies);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.inner().under_way = None;
    }
}

impl Copies {
    /// Begins one. There is one at a time.
    pub(crate) fn begin(&self, watch: &CopyWatch) -> Result<UnderWay<'_>, Failure> {
        let mut inner = self.inner();
        if inner.under_way.is_some() {
            return Err(Error::BackupBusy.into());
        }
        inner.under_way = Some(watch.clone());
        Ok(UnderWay(self))
    }

    /// Whether somebody waits for one.
    pub(crate) fn is_busy(&self) -> bool {
        self.inner().under_way.is_some()
    }

    /// Stops the one under way, when there is one.
    pub(crate) fn cancel(&self) {
        if let Some(watch) = &self.inner().under_way {
            watch.cancel();
        }
    }

    /// Opens a file once; it is read through this handle.
    pub(crate) fn choose(&self, path: &Path) -> Result<ChosenFile, Failure> {
        let gone = |_| Error::BackupGone;
        let file = File::open(path).map_err(gone)?;
        let bytes = file.metadata().map_err(gone)?.len();
        let name = path.file_name().unwrap_or_default();
        let mut inner = self.inner();
        inner.next += 1;
        let handle = inner.next;
        inner.chosen = Some((handle, file));
        Ok(ChosenFile {
            handle,
            name: name.to_string_lossy().into_owned(),
            bytes,
        })
    }

    /// The file that was chosen, to be read from anew.
    pub(crate) fn chosen(&self, handle: u32) -> Result<File, Failure> {
        match &self.inner().chosen {
            Some((chosen, file)) if *chosen == handle => {
                Ok(file.try_clone().map_err(|_| Error::BackupGone)?)
            }
            _ => Err(DoorError::BackupHandleGone.into()),
        }
    }

    /// Lets go of the file that was chosen.
    pub(crate) fn forget(&self) {
        self.inner().chosen = None;
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
