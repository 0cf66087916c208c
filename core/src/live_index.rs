//! The search index of an open library: built in the background, following every commit.
//!
//! The build waits until somebody has asked for something: reading every book at once would only
//! keep the first rows of the library from being shown. Of a large library not even then are all
//! books read, because the index lies in the file ([`snapshot`]).

mod snapshot;
mod store;
#[cfg(test)]
mod tests;

use std::{
    pin::pin,
    sync::{
        Mutex, PoisonError, RwLock, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::{
    TryStreamExt,
    future::{Either, select},
};
use tokio::{sync::watch, task::spawn_blocking};

use crate::{
    BookId, Error, Library, Result,
    book::{self, row},
    journal::revision,
    search::{Base, Builder, Change, Index, IndexedBook},
};
use snapshot::Keeping;

/// Whether queries can be answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unasked,
    Building,
    Ready,
    Closed,
}

/// The index and what it takes to keep it true while it is built anew.
pub(crate) struct LiveIndex {
    index: RwLock<Option<Built>>,
    /// Changed only by who may write the index.
    edition: AtomicU64,
    /// Books changed since the build under way began; `None` when there is none.
    behind: Mutex<Option<Vec<BookId>>>,
    state: watch::Sender<State>,
    /// Held while an index is built: two builds would share one list of what is behind.
    building: tokio::sync::Mutex<()>,
    compacting: tokio::sync::Mutex<()>,
    keeping: Keeping,
}

/// An index, and a revision of the library that all of it is as new as.
struct Built {
    index: Index,
    revision: i64,
    /// Whether its base came out of the file.
    stored: bool,
}

/// What to make an index of.
#[derive(Clone, Copy)]
enum Source {
    /// What is stored of one, if it fits.
    Snapshot,
    /// All books.
    Books,
}

impl Default for LiveIndex {
    fn default() -> Self {
        Self {
            index: RwLock::default(),
            edition: AtomicU64::default(),
            behind: Mutex::default(),
            state: watch::Sender::new(State::Unasked),
            building: tokio::sync::Mutex::default(),
            compacting: tokio::sync::Mutex::default(),
            keeping: Keeping::default(),
        }
    }
}

impl LiveIndex {
    /// Lets the first build begin.
    pub(crate) fn want(&self) {
        self.state.send_if_modified(|state| {
            let unasked = *state == State::Unasked;
            if unasked {
                *state = State::Building;
            }
            unasked
        });
    }

    /// Waits until there is an index, or none will come.
    pub(crate) async fn ready(&self) {
        self.want();
        self.settled().await;
    }

    /// Waits until there is an index that somebody else wanted, or none will come.
    pub(crate) async fn settled(&self) {
        self.reaches(|state| matches!(state, State::Ready | State::Closed))
            .await;
    }

    /// Builds the first index as soon as somebody wants it.
    pub(crate) async fn build_when_wanted(&self, library: &Library) -> Result<()> {
        self.reaches(|state| state != State::Unasked).await;
        let _one_at_a_time = self.building.lock().await;
        if *self.state.borrow() != State::Building {
            return Ok(()); // a large change has built it already, or the library was closed
        }
        self.get_ready(library, Source::Snapshot).await
    }

    async fn reaches(&self, wanted: impl Fn(State) -> bool) {
        let mut state = self.state.subscribe();
        // The sender lives as long as `self`, so the wait cannot fail.
        let _ = state.wait_for(|state| wanted(*state)).await;
    }

    /// Asks the index, when there is one.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Index) -> T) -> Option<T> {
        self.index
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(|built| question(&built.index))
    }

    /// Rises with every change that the index has followed. Within a question to the index it belongs to the answer.
    pub(crate) fn edition(&self) -> u64 {
        self.edition.load(Ordering::Relaxed)
    }

    /// Follows a commit: `books` are those it touched, `there` those that are still there, and
    /// `revision` is that of the library after it.
    pub(crate) fn follow(
        &self,
        library: &Library,
        books: Vec<BookId>,
        there: Vec<IndexedBook>,
        revision: i64,
    ) {
        // Held to the end: a rebuild must not put its index in place between the two steps.
        let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Built {
            index,
            revision: own,
            ..
        }) = self.write_index().as_mut()
        {
            let new_base = apply(index, &books, there);
            self.edition.fetch_add(1, Ordering::Relaxed);
            *own = revision;
            if new_base {
                self.keep(library, index.base(), revision);
            } else if index.needs_compaction() {
                self.compact_soon(library);
            }
        }
        if let Some(behind) = behind.as_mut() {
            behind.extend(books);
        }
    }

    fn compact_soon(&self, library: &Library) {
        let (library, under_way) = (library.clone(), self.keeping.begin());
        tokio::spawn(async move {
            // What could not be merged stays beside the base, and is found there.
            let _ = library.index().compact(&library).await;
            drop(under_way);
        });
    }

    /// Merges what has changed into the base of the index, while the index goes on answering and
    /// following. Takes about a second for a million books.
    async fn compact(&self, library: &Library) -> Result<()> {
        let Ok(_one_at_a_time) = self.compacting.try_lock() else {
            return Ok(());
        };
        let work = {
            let own = self.index.read().unwrap_or_else(PoisonError::into_inner);
            let own = own.as_ref().filter(|own| own.index.needs_compaction());
            own.map(|own| (own.index.compaction(), own.revision))
        };
        let Some((work, revision)) = work else {
            return Ok(());
        };
        let compacted = in_background(move || work.run()).await?;
        if let Some(own) = self.write_index().as_mut()
            && own.index.adopt(compacted)
        {
            self.keep(library, own.index.base(), revision);
        }
        Ok(())
    }

    /// Reads every book into a new index, which then takes the place of the old one. Changes
    /// committed meanwhile are read again.
    pub(crate) async fn rebuild(&self, library: &Library) -> Result<()> {
        let _one_at_a_time = self.building.lock().await;
        self.get_ready(library, Source::Books).await
    }

    async fn get_ready(&self, library: &Library, source: Source) -> Result<()> {
        *self.behind.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
        let closed = pin!(self.reaches(|state| state == State::Closed));
        // Whoever closes the library does not wait for an index that nobody will ask.
        match select(closed, pin!(self.make(library, source))).await {
            Either::Left(_) => Ok(()),
            Either::Right((made, _)) => made,
        }
    }

    async fn make(&self, library: &Library, source: Source) -> Result<()> {
        let stored = match source {
            Source::Snapshot => snapshot::read(library).await,
            Source::Books => None,
        };
        let built = match stored {
            Some(built) => built,
            None => build(library).await?,
        };
        let mut db = library.read().await?;
        // Before it is ready: who waits for that may then wait for what is written of it.
        let _under_way = self.keeping.begin();
        let (revision, mut stored) = (built.revision, built.stored);
        let mut built = Some(built);
        let base = loop {
            let behind = match self.put_in_place(&mut built) {
                Ok(base) => break base,
                Err(behind) => behind,
            };
            let there = book::store::indexed(&mut db, &row::json(&behind)?).await?;
            db.prove().await?;
            if let Some(built) = built.as_mut() {
                stored &= !apply(&mut built.index, &behind, there);
            }
        };
        match base {
            Some(base) if stored => look_ahead(library, base),
            Some(base) => self.keep(library, base, revision),
            None => {}
        }
        Ok(())
    }

    /// Writes a base that is as new as the revision into the file, in the background.
    fn keep(&self, library: &Library, base: Base, revision: i64) {
        look_ahead(library, base.clone());
        let (library, under_way) = (library.clone(), self.keeping.begin());
        tokio::spawn(async move {
            // Without it, the next opening reads the books.
            let _ = snapshot::write(&library, base, revision).await;
            // Making the base took much more than is left of it.
            let _ = in_background(bookly_engine::give_back_memory).await;
            drop(under_way);
        });
    }

    /// Waits until nothing of the index is on its way into the file.
    pub(crate) async fn kept(&self) {
        self.keeping.ended().await;
    }

    fn write_index(&self) -> RwLockWriteGuard<'_, Option<Built>> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a new index in place when nothing has changed behind it, and gives its base, unless the
    /// library was closed; otherwise gives what has changed.
    fn put_in_place(&self, built: &mut Option<Built>) -> Result<Option<Base>, Vec<BookId>> {
        let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = behind.as_mut().map(std::mem::take).unwrap_or_default();
        if !changed.is_empty() {
            return Err(changed);
        }
        *behind = None;
        if *self.state.borrow() == State::Closed {
            return Ok(None);
        }
        let base = built.as_ref().map(|built| built.index.base());
        let mut own = self.write_index();
        *own = built.take();
        self.edition.fetch_add(1, Ordering::Relaxed);
        drop(own);
        self.state.send_replace(State::Ready);
        Ok(base)
    }

    /// Forgets everything; no index will come.
    pub(crate) fn close(&self) {
        let _behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        self.state.send_replace(State::Closed);
        *self.write_index() = None;
    }
}

/// Looks up in the background what the first letters find, until there is another base.
fn look_ahead(library: &Library, base: Base) {
    let library = library.clone();
    spawn_blocking(move || {
        let is_own = |index: &Index| index.is_upon(&base);
        base.look_ahead(|| library.index().ask(is_own) == Some(true));
    });
}

async fn build(library: &Library) -> Result<Built> {
    let mut db = library.read().await?;
    let revision = revision::current(&mut db).await?;
    let mut builder = Builder::new();
    {
        let mut rows = book::store::all_for_index(&mut db);
        while let Some(row) = rows.try_next().await? {
            builder.push(&book::store::indexed_book(&row)?);
        }
    }
    db.proven(()).await?;
    Ok(Built {
        index: in_background(move || builder.finish()).await?,
        revision,
        stored: false,
    })
}

/// Does what takes long on a thread where nobody waits.
async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let done = spawn_blocking(work).await;
    done.map_err(|_| Error::Internal("the search index could not be made"))
}

/// True when the index has a new base then.
fn apply(index: &mut Index, books: &[BookId], there: Vec<IndexedBook>) -> bool {
    let is_there = |id: &BookId| there.binary_search_by_key(id, |book| book.id).is_ok();
    let gone: Vec<Change> = books
        .iter()
        .filter(|id| !is_there(id))
        .copied()
        .map(Change::Remove)
        .collect();
    index.apply(there.into_iter().map(Change::Put).chain(gone))
}
