//! The index itself: base and delta, and how it follows the library.

use std::sync::Arc;

use super::bits::Bits;
use super::build::Builder;
use super::columns::Column;
use super::delta::{Delta, Entry};
use super::evaluate::evaluate;
use super::fit::Fit;
use super::graded::Where;
use super::merge::Part;
use super::near::Nearest;
use super::postings::{Postings, Sought};
use super::question::Ask;
use super::searched::{Searched, Source};
use super::segment::{Mark, Segment};
use super::words::TextField;
use super::{Change, Place, narrow};
use crate::book::BookId;

/// All books of a library, ready to be found and sorted.
///
/// At most two billion books. Nothing in here fails: a query that makes no sense finds nothing.
#[derive(Debug, Default)]
pub struct Index {
    pub(super) base: Arc<Segment>,
    /// Books of the base that did not change since.
    base_live: Bits,
    pub(super) delta: Delta,
}

/// A set of books in base and delta.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) base: Bits,
    pub(super) delta: Bits,
}

impl Found {
    pub(super) fn count(&self) -> u32 {
        narrow(self.base.count() + self.delta.count())
    }

    pub(super) fn or(&mut self, other: &Self) {
        self.base.or(&other.base);
        self.delta.or(&other.delta);
    }
}

/// Changes that the delta always takes, plus one for so many books of the base. With more, every
/// query pays for sorting them in, and merging costs less than adding them one by one.
/// Tests merge early, to see it happen.
const DELTA: usize = if cfg!(test) { 8 } else { 1024 };
const DELTA_SHARE: usize = 1024;
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
    /// True when there is a new base then.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = Change>) -> bool {
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
            if self.delta.log().len() <= few * OVERGROWN {
                return false;
            }
            let compacted = self.compaction().run();
            self.adopt(compacted)
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
            true
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

    /// The books of a place; of those, the ones in `among` when it is given. With `and_trash`, the
    /// trash is a part of [`Place::All`].
    pub(super) fn place(&self, place: &Place, and_trash: bool, among: Option<&[BookId]>) -> Found {
        let mut found = self.shown(*place == Place::Trash);
        match place {
            Place::All if and_trash => found.or(&self.shown(true)),
            Place::All | Place::Trash | Place::Shelf { .. } => {}
            Place::Import { .. } => {
                if among.is_none() {
                    found = self.nothing();
                }
            }
            Place::Status { status } => {
                let status = *status as i64;
                found = self.within(&Ask::Between(Column::Status, status, status), &found);
            }
            Place::Tag { tag } => {
                let tags = Source::all(TextField::Tags);
                let whole = Fit::exact(tags.field, tag);
                found = self.within(&Ask::Fits(tags, whole, Where::Title), &found);
            }
        }
        if let Some(among) = among {
            let mut ids = among.to_vec();
            ids.sort_unstable();
            found = self.within(&Ask::Books(&ids), &found);
        }
        found
    }

    /// All books in the trash, or all others.
    pub(super) fn shown(&self, trashed: bool) -> Found {
        let trash = Ask::Marked(Mark::Trashed);
        let all = Found {
            base: self.base_live.clone(),
            delta: self.delta.live().clone(),
        };
        if trashed {
            self.within(&trash, &all)
        } else {
            self.within(&Ask::Not(Box::new(trash)), &all)
        }
    }

    pub(super) fn nothing(&self) -> Found {
        Found {
            base: Bits::new(self.base.len()),
            delta: Bits::new(self.delta.live().len()),
        }
    }

    /// Books of the base that did not change since.
    pub(super) fn base_live(&self) -> &Bits {
        &self.base_live
    }

    /// The books of a set that a question asks for.
    pub(super) fn within(&self, ask: &Ask<'_>, found: &Found) -> Found {
        Found {
            base: evaluate(&*self.base, ask, &found.base, false).hits,
            delta: evaluate(&self.delta, ask, &found.delta, false).hits,
        }
    }

    /// The word to look for in the place of one that begins no word there.
    pub(super) fn correction(&self, typed: &str, sources: &[(Source, Where)]) -> Option<String> {
        let begins = |word: &str| {
            let sought = Sought::begun(word);
            sources.iter().any(|(source, _)| {
                self.base.has_word(*source, &sought, &self.base_live)
                    || self.delta.has_word(*source, &sought, self.delta.live())
            })
        };
        if begins(typed) {
            return None;
        }
        let mut fields: Vec<TextField> = sources.iter().map(|(source, _)| source.field).collect();
        fields.retain(|field| *field != TextField::Identifiers);
        fields.dedup();
        let vocabularies: Vec<&Postings> =
            fields.iter().map(|field| self.base.words(*field)).collect();
        let mut nearest = Nearest::among(typed, &vocabularies)?;
        for field in fields {
            for (word, _) in self.delta.words(field, "") {
                nearest.look_at(word.as_bytes(), || 1);
            }
        }
        let used = nearest.found();
        used.filter(|used| used != typed && begins(used))
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
