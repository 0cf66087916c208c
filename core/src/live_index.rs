//! The search index of an open library: built in the background, following every commit.
//!
//! The build waits until somebody has asked for something: reading every book at once would only
//! keep the first rows of the library from being shown.

use std::sync::{Mutex, PoisonError, RwLock};

use futures_util::TryStreamExt;
use tokio::sync::watch;

use crate::{
    BookId, Error, Library, Result,
    book::{row, store},
    search::{Builder, Change, Index, IndexedBook},
};

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
    index: RwLock<Option<Index>>,
    /// Books changed since the build under way began; `None` when there is none.
    behind: Mutex<Option<Vec<BookId>>>,
    state: watch::Sender<State>,
    /// Held while an index is built: two builds would share one list of what is behind.
    building: tokio::sync::Mutex<()>,
    compacting: Mutex<()>,
}

impl Default for LiveIndex {
    fn default() -> Self {
        Self {
            index: RwLock::default(),
            behind: Mutex::default(),
            state: watch::Sender::new(State::Unasked),
            building: tokio::sync::Mutex::default(),
            compacting: Mutex::default(),
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
        self.build(library).await
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
            .map(question)
    }

    /// Follows a commit: `books` are those it touched, `there` those that are still there.
    /// True when so much has changed that [`Self::compact`] should be called.
    pub(crate) fn follow(&self, books: Vec<BookId>, there: Vec<IndexedBook>) -> bool {
        // Held to the end: a rebuild must not put its index in place between the two steps.
        let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = self
            .index
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
        {
            apply(index, &books, there);
        }
        if let Some(behind) = behind.as_mut() {
            behind.extend(books);
        }
        self.ask(Index::needs_compaction).unwrap_or(false)
    }

    /// Merges what has changed into the base of the index, when there is much of it, while the index
    /// goes on answering and following. Takes about a second for a million books.
    pub(crate) fn compact(&self) {
        let Ok(_one_at_a_time) = self.compacting.try_lock() else {
            return;
        };
        let work = self.ask(|index| index.needs_compaction().then(|| index.compaction()));
        if let Some(work) = work.flatten() {
            let compacted = work.run();
            if let Some(index) = self
                .index
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .as_mut()
            {
                index.adopt(compacted);
            }
        }
    }

    /// Reads every book into a new index, which then takes the place of the old one. Changes
    /// committed meanwhile are read again.
    pub(crate) async fn rebuild(&self, library: &Library) -> Result<()> {
        let _one_at_a_time = self.building.lock().await;
        self.build(library).await
    }

    async fn build(&self, library: &Library) -> Result<()> {
        *self.behind.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
        let mut db = library.read().await?;
        let mut builder = Builder::new();
        {
            let mut rows = store::all_for_index(&mut db);
            while let Some(row) = rows.try_next().await? {
                builder.push(&store::indexed_book(&row)?);
            }
        }
        let built = tokio::task::spawn_blocking(move || builder.finish()).await;
        let mut built =
            Some(built.map_err(|_| Error::Internal("the search index could not be built"))?);
        while let Some(behind) = self.put_in_place(&mut built) {
            let there = store::indexed(&mut db, &row::json(&behind)?).await?;
            if let Some(built) = built.as_mut() {
                apply(built, &behind, there);
            }
        }
        Ok(())
    }

    /// Puts a new index in place when nothing has changed behind it; gives what has changed.
    fn put_in_place(&self, built: &mut Option<Index>) -> Option<Vec<BookId>> {
        let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = behind.as_mut().map(std::mem::take).unwrap_or_default();
        if !changed.is_empty() {
            return Some(changed);
        }
        *behind = None;
        if *self.state.borrow() != State::Closed {
            *self.index.write().unwrap_or_else(PoisonError::into_inner) = built.take();
            self.state.send_replace(State::Ready);
        }
        None
    }

    /// Forgets everything; no index will come.
    pub(crate) fn close(&self) {
        let _behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        self.state.send_replace(State::Closed);
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn apply(index: &mut Index, books: &[BookId], there: Vec<IndexedBook>) {
    let is_there = |id: &BookId| there.binary_search_by_key(id, |book| book.id).is_ok();
    let gone: Vec<Change> = books
        .iter()
        .filter(|id| !is_there(id))
        .copied()
        .map(Change::Remove)
        .collect();
    index.apply(there.into_iter().map(Change::Put).chain(gone));
}
