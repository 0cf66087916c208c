//! Work that reads a whole library beside its use: backups and exports. Closing the library stops it
//! and waits until it has let go.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use super::{Library, Reading};
use crate::{CopyWatch, Error, Result};

/// All such work on one library.
#[derive(Default)]
pub(super) struct LongWork {
    ended: AtomicBool,
    under_way: Mutex<Vec<CopyWatch>>,
    /// Held by each work for as long as it has the library or its key.
    turn: Arc<RwLock<()>>,
}

impl LongWork {
    /// Stops all of it, and begins no more.
    pub(super) async fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
        for watch in &*self.under_way() {
            watch.cancel();
        }
        drop(self.turn.write().await);
    }

    fn under_way(&self) -> MutexGuard<'_, Vec<CopyWatch>> {
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A turn at reading the whole library. While it is held, the library does not get closed.
pub(crate) struct Aside {
    library: Library,
    _turn: OwnedRwLockReadGuard<()>,
}

impl Library {
    /// Begins work that closing the library stops by `watch`.
    pub(crate) async fn begin_aside(&self, watch: &CopyWatch) -> Result<Aside> {
        let work = &self.inner.long_work;
        let turn = Arc::clone(&work.turn).read_owned().await;
        work.under_way().push(watch.clone());
        if work.ended.load(Ordering::SeqCst) {
            return Err(Error::NotLoggedIn);
        }
        Ok(Aside {
            library: self.clone(),
            _turn: turn,
        })
    }
}

impl Aside {
    /// A connection that sees the library as it is now for as long as it reads, and is closed with
    /// its drop: whatever was set on it concerns nobody else.
    pub(crate) async fn connection(&self) -> Result<Reading> {
        let mut db = self.library.read().await?;
        db.0.close_on_drop();
        Ok(db)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        // Watches whose work has ended are of no use; which is whose does not matter, for whoever
        // goes on has a clone.
        let mut under_way = self.library.inner.long_work.under_way();
        under_way.retain(|watch| !watch.is_over());
    }
}
