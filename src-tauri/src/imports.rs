//! The files that a person chose to import, behind handles, and the import under way.

use std::{
    collections::HashMap,
    fs::File,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bookly_core::{Error, ImportFile, ImportWatch};

use serde::Serialize;

use crate::error::{DoorError, Failure};

/// Chosen files kept open: the person goes back and forth between a few at most.
const KEPT: u32 = 8;

/// A file that was chosen; the window knows it by a handle only.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct ChosenFile {
    pub(crate) handle: u32,
    pub(crate) name: String,
    pub(crate) bytes: u64,
}

/// See the module.
#[derive(Default)]
pub(crate) struct Imports {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    next: u32,
    chosen: HashMap<u32, Arc<ImportFile>>,
    under_way: Option<ImportWatch>,
}

impl Imports {
    /// Opens a file once; every later step reads through this handle.
    pub(crate) fn choose(&self, path: &Path) -> Result<ChosenFile, Failure> {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let file = File::open(path).map_err(Error::ImportFileUnreadable)?;
        let file = ImportFile::new(file, name)?;
        let mut inner = self.inner();
        inner.next += 1;
        let handle = inner.next;
        let chosen = ChosenFile {
            handle,
            name: file.name().to_owned(),
            bytes: file.bytes(),
        };
        inner.chosen.insert(handle, Arc::new(file));
        inner.chosen.retain(|kept, _| *kept + KEPT > handle);
        Ok(chosen)
    }

    /// A chosen file.
    pub(crate) fn find(&self, handle: u32) -> Result<Arc<ImportFile>, Failure> {
        Ok(self
            .inner()
            .chosen
            .get(&handle)
            .cloned()
            .ok_or(DoorError::ImportHandleGone)?)
    }

    /// Begins an import (or its preview) of a chosen file. One at a time.
    pub(crate) fn begin(&self, handle: u32) -> Result<(Arc<ImportFile>, ImportWatch), Failure> {
        let file = self.find(handle)?;
        let mut inner = self.inner();
        if inner.under_way.is_some() {
            return Err(Error::ImportBusy.into());
        }
        let watch = ImportWatch::default();
        inner.under_way = Some(watch.clone());
        Ok((file, watch))
    }

    /// The import under way has ended.
    pub(crate) fn end(&self) {
        self.inner().under_way = None;
    }

    /// Whether an import is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.inner().under_way.is_some()
    }

    /// Stops the import under way, when there is one.
    pub(crate) fn cancel(&self) {
        if let Some(watch) = &self.inner().under_way {
            watch.cancel();
        }
    }

    /// Lets go of every file: the library they were for is closed.
    pub(crate) fn forget(&self) {
        self.cancel();
        self.inner().chosen.clear();
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
