//! Looking on while a library is copied, and stopping it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::Serialize;

use crate::{Error, Result, reencrypt::ReencryptWatch};

/// Looks on at a backup, a restore or an export, and can stop it. Cheap to clone; all clones are the
/// same.
#[derive(Clone, Default)]
pub struct CopyWatch(Arc<Watched>);

#[derive(Default)]
struct Watched {
    cancelled: AtomicBool,
    now: Mutex<Option<Now>>,
    /// Of the step that encrypts.
    reencrypting: ReencryptWatch,
}

struct Now {
    step: CopyStep,
    done: Done,
    total: u64,
}

enum Done {
    Counted(u64),
    /// As much as this file has grown to.
    SizeOf(PathBuf),
    /// What is encrypted anew knows it itself.
    Encrypted,
}

/// What is being done with a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CopyStep {
    /// The library is copied; `done` and `total` are bytes.
    Copying,
    /// The copy is read back and checked; there is no telling how far it is.
    Checking,
    /// The backup's file is written and read back; bytes.
    Writing,
    /// A backup's file is read; bytes.
    Reading,
    /// What a restore would change is looked for; books.
    Comparing,
    /// The library is written anew under its key; bytes.
    Encrypting,
    /// Books are written out; books.
    Exporting,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "a step and two plain counts")]
pub struct CopyProgress {
    pub step: CopyStep,
    pub done: u64,
    /// 0 where it cannot be told.
    pub total: u64,
}

impl CopyWatch {
    /// Stops as soon as possible. What is complete by then stays so.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
        self.0.reencrypting.cancel();
    }

    /// How far it is; none before it has begun.
    pub fn progress(&self) -> Option<CopyProgress> {
        let now = self.now();
        let now = now.as_ref()?;
        let (done, total) = match &now.done {
            Done::Counted(done) => (*done, now.total),
            Done::SizeOf(file) => (fs::metadata(file).map_or(0, |file| file.len()), now.total),
            Done::Encrypted => {
                let far = self.0.reencrypting.progress()?;
                (far.done, far.total)
            }
        };
        Some(CopyProgress {
            step: now.step,
            done: if total == 0 { done } else { done.min(total) },
            total,
        })
    }

    pub(crate) fn go_on(&self) -> Result<()> {
        if self.is_cancelled() {
            Err(Error::CopyCancelled)
        } else {
            Ok(())
        }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }

    /// Whether nobody else holds a clone any more.
    pub(crate) fn is_over(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }

    pub(crate) fn begin(&self, step: CopyStep, total: u64) {
        self.set(step, Done::Counted(0), total);
    }

    pub(crate) fn begin_file(&self, step: CopyStep, file: &Path, total: u64) {
        self.set(step, Done::SizeOf(file.to_owned()), total);
    }

    /// The watch of the step that encrypts.
    pub(crate) fn begin_encrypting(&self) -> &ReencryptWatch {
        self.set(CopyStep::Encrypting, Done::Encrypted, 0);
        &self.0.reencrypting
    }

    pub(crate) fn add(&self, more: u64) {
        if let Some(Now {
            done: Done::Counted(done),
            ..
        }) = &mut *self.now()
        {
            *done += more;
        }
    }

    fn set(&self, step: CopyStep, done: Done, total: u64) {
        *self.now() = Some(Now { step, done, total });
    }

    fn now(&self) -> MutexGuard<'_, Option<Now>> {
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
