//! The index itself: base and delta, and how it follows the library.

use std::sync::Arc;

use super::bits::Bits;
use super::build::Builder;
use super::columns::{Column, MISSING, number_key};
use super::delta::{Delta, Entry};
use super::merge::Part;
use super::query::Searched;
use super::segment::Segment;
use super::words::{Field, SPELLING, tag_key};
use super::{Change, Place, narrow};
use crate::book::{BookId, ReadingStatus};

/// All books of a library, ready to be found and sorted.
///
/// At most four billion books. Nothing in here fails: a query that makes no sense finds nothing.
#[derive(Debug, Default)]
pub struct Index {
    pub(super) base: Arc<Segment>,
    /// Books of the base that did not change since.
    base_live: Bits,
    pub(super) delta: Delta,
}

/// A set of books in base and delta.
pub(super) struct Found {
    pub(super) base: Bits,
    pub(super) delta: Bits,
}

/// Changes that the delta always takes, plus one for so many books of the base. With more, every
/// query pays for sorting them in, and merging costs less than adding them one by one.
/// Tests merge early, to see it happen.
const DELTA: usize = if cfg!(test) { 8 } else { 1024 };
const DELTA_SHARE: usize = 256;
/// How far past that the delta may grow while nobody compacts.
const OVERGROWN: usize = 8;

impl Index {
    pub(super) fn from_base(base: Arc<Segment>) -> Self {
        Self {
            base_live: Bits::full(base.len()),
            base,
            delta: Delta::default(),
        }
    }

    /// Follows the library: the next view shows all of it.
    ///
    /// A few changes cost some ten microseconds each. Thousands at once are merged into a new base,
    /// which takes about as long as building those books and copying the rest: seconds in a large
    /// library, so call it off the main thread. Of several changes to one book the last one counts.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = Change>) {
        let mut changes = changes.into_iter();
        let few = self.delta_limit();
        let first: Vec<Change> = changes.by_ref().take(few).collect();
        if first.len() < few {
            for change in first {
                self.note(match change {
                    Change::Put(book) => Entry {
                        id: book.id,
                        book: Some(Arc::new(book)),
                    },
                    Change::Remove(id) => Entry { id, book: None },
                });
            }
            if self.delta.log().len() > few * OVERGROWN {
                let compacted = self.compaction().run();
                self.adopt(compacted);
            }
        } else {
            let delta = std::mem::take(&mut self.delta);
            let base = std::mem::take(&mut self.base);
            let mut builder = compacting(base, &self.base_live, delta.log());
            for change in first.into_iter().chain(changes) {
                match change {
                    Change::Put(book) => builder.push(book),
                    Change::Remove(id) => builder.remove(id),
                }
            }
            *self = builder.finish();
        }
    }

    fn note(&mut self, entry: Entry) {
        if let Some(slot) = self.base.slot(entry.id) {
            self.base_live.remove(slot);
        }
        self.delta.add(entry, &self.base);
    }

    fn delta_limit(&self) -> usize {
        DELTA + self.base.len() / DELTA_SHARE
    }

    /// Whether so much has changed that a [`compaction`](Self::compaction) is worth its time.
    pub fn needs_compaction(&self) -> bool {
        self.delta.log().len() > self.delta_limit()
    }

    /// The work of merging what has changed, to be run on another thread while this index goes on
    /// answering and following. Then hand the outcome to [`adopt`](Self::adopt).
    pub fn compaction(&self) -> Compaction {
        Compaction {
            base: Arc::clone(&self.base),
            base_live: self.base_live.clone(),
            log: self.delta.log().to_vec(),
        }
    }

    /// Takes over a finished compaction. Changes made in the meantime are kept. Returns false, and
    /// stays as it was, when a large batch has merged everything already.
    pub fn adopt(&mut self, compacted: Compacted) -> bool {
        if !Arc::ptr_eq(&self.base, &compacted.from) {
            return false;
        }
        let next = Self::from_base(Arc::new(compacted.base));
        let before = std::mem::replace(self, next);
        for entry in before.delta.log().iter().skip(compacted.changes) {
            self.note(entry.clone());
        }
        true
    }

    /// The books of a place; of those, the ones in `among` when it is given.
    pub(super) fn place(&self, place: &Place, among: Option<&[BookId]>) -> Found {
        let mut found = self.shown(*place == Place::Trash);
        match place {
            Place::All | Place::Trash => {}
            Place::Import { .. } => {
                if among.is_none() {
                    found.base.clear();
                    found.delta.clear();
                }
            }
            Place::Status { status } => self.keep_status(*status, &mut found),
            Place::Tag { tag } => {
                let prefix = format!("{}{SPELLING}", tag_key(tag));
                let mut base = Bits::new(found.base.len());
                self.base.mark(Field::WholeTags, &prefix, &mut base);
                found.base.and(&base);
                let mut delta = Bits::new(found.delta.len());
                self.delta.mark(Field::WholeTags, &prefix, &mut delta);
                found.delta.and(&delta);
            }
        }
        if let Some(among) = among {
            self.keep_among(among, &mut found);
        }
        found
    }

    /// All books in the trash, or all others.
    pub(super) fn shown(&self, trashed: bool) -> Found {
        let mut base = self.base_live.clone();
        if trashed {
            base.and(&self.base.trashed);
        } else {
            base.and_not(&self.base.trashed);
        }
        let mut delta = Bits::new(self.delta.live().len());
        for slot in self.delta.live().iter() {
            if self
                .delta
                .book(slot)
                .is_some_and(|book| book.trashed == trashed)
            {
                delta.insert(slot);
            }
        }
        Found { base, delta }
    }

    pub(super) fn status_rank(&self, status: ReadingStatus) -> u32 {
        let keys = &self.base.column(Column::Status).keys;
        keys.find(&number_key(status as i64))
            .map_or(MISSING, narrow)
    }

    fn keep_status(&self, status: ReadingStatus, found: &mut Found) {
        let wanted = self.status_rank(status);
        let ranks = &self.base.column(Column::Status).ranks;
        for (slot, rank) in (0..).zip(ranks) {
            if *rank != wanted {
                found.base.remove(slot);
            }
        }
        for slot in self.delta.live().iter() {
            if self
                .delta
                .book(slot)
                .is_none_or(|book| book.status != status)
            {
                found.delta.remove(slot);
            }
        }
    }

    fn keep_among(&self, among: &[BookId], found: &mut Found) {
        let mut wanted = among.to_vec();
        wanted.sort_unstable();
        let mut base = Bits::new(found.base.len());
        let mut rest = wanted.iter().peekable();
        for (slot, id) in (0..).zip(self.base.ids.iter()) {
            while rest.next_if(|wanted| *wanted < id).is_some() {}
            if rest.peek() == Some(&id) {
                base.insert(slot);
            }
        }
        found.base.and(&base);
        for (slot, entry) in (0..).zip(self.delta.log()) {
            if wanted.binary_search(&entry.id).is_err() {
                found.delta.remove(slot);
            }
        }
    }
}

/// Merging what has changed, apart from the index it is for.
#[derive(Debug)]
pub struct Compaction {
    base: Arc<Segment>,
    base_live: Bits,
    log: Vec<Entry>,
}

impl Compaction {
    /// Does the work: about a second for a million books.
    pub fn run(self) -> Compacted {
        let from = Arc::clone(&self.base);
        let builder = compacting(self.base, &self.base_live, &self.log);
        Compacted {
            from,
            changes: self.log.len(),
            base: builder.into_segment(),
        }
    }
}

/// The outcome of a [`Compaction`].
#[derive(Debug)]
pub struct Compacted {
    from: Arc<Segment>,
    changes: usize,
    base: Segment,
}

fn compacting(base: Arc<Segment>, base_live: &Bits, log: &[Entry]) -> Builder {
    let mut dead = Bits::full(base.len());
    dead.and_not(base_live);
    let mut builder = Builder::upon(vec![Part::base(base, dead)]);
    for entry in log {
        match &entry.book {
            Some(book) => builder.push(&**book),
            None => builder.remove(entry.id),
        }
    }
    builder
}
