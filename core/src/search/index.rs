//! The index itself: base and delta, and how it follows the library.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;

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

    /// How many books there are, the trash included.
    pub fn len(&self) -> u32 {
        narrow(self.base_live.count() + self.delta.live().count())
    }

    /// Whether there is no book at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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

    fn shown(&self, trashed: bool) -> Found {
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

    fn status_rank(&self, status: ReadingStatus) -> u32 {
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
        for (slot, id) in (0..).zip(&self.base.ids) {
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

    /// How many books there are in each place of the library.
    pub fn counts(&self) -> Counts {
        let shown = self.shown(false);
        let trash = self.shown(true);
        Counts {
            all: narrow(shown.base.count() + shown.delta.count()),
            trash: narrow(trash.base.count() + trash.delta.count()),
            by_status: self.status_counts(&shown),
            tags: self.tag_counts(&shown),
        }
    }

    fn status_counts(&self, shown: &Found) -> Vec<StatusCount> {
        let ranks = self.base.column(Column::Status);
        let mut by_rank = vec![0; ranks.keys.len()];
        for slot in shown.base.iter() {
            if let Some(count) = by_rank.get_mut(ranks.get(slot) as usize) {
                *count += 1;
            }
        }
        let mut by_status: HashMap<ReadingStatus, u32> = HashMap::new();
        for book in shown.delta.iter().filter_map(|slot| self.delta.book(slot)) {
            *by_status.entry(book.status).or_default() += 1;
        }
        STATUSES
            .into_iter()
            .map(|status| {
                let base = by_rank.get(self.status_rank(status) as usize);
                let delta = by_status.get(&status);
                StatusCount {
                    status,
                    count: base.unwrap_or(&0) + delta.unwrap_or(&0),
                }
            })
            .collect()
    }

    fn tag_counts(&self, shown: &Found) -> Vec<TagCount> {
        let mut by_word: BTreeMap<&str, u32> = BTreeMap::new();
        let base = self.base.fields.of(Field::WholeTags);
        for number in 0..base.words().len() {
            let mut count = 0;
            base.each(number..number + 1, |slot| {
                count += u32::from(shown.base.contains(slot));
            });
            let word = base.words().get(number).map(str::from_utf8);
            if let Some(Ok(word)) = word {
                by_word.insert(word, count);
            }
        }
        for (word, slot) in self.delta.words(Field::WholeTags, "") {
            *by_word.entry(word).or_default() += u32::from(shown.delta.contains(slot));
        }
        // The spellings of one tag stand side by side.
        let mut tags: Vec<(&str, TagCount, u32)> = Vec::new();
        for (word, count) in by_word.into_iter().filter(|(_, count)| *count > 0) {
            let Some((key, spelling)) = word.split_once(SPELLING) else {
                continue;
            };
            match tags.last_mut() {
                Some((last, tag, most)) if *last == key => {
                    tag.count += count;
                    if count > *most {
                        *most = count;
                        spelling.clone_into(&mut tag.tag);
                    }
                }
                _ => {
                    let tag = spelling.to_owned();
                    tags.push((key, TagCount { tag, count }, count));
                }
            }
        }
        tags.sort_by_key(|(_, tag, _)| std::cmp::Reverse(tag.count));
        tags.into_iter().map(|(_, tag, _)| tag).collect()
    }
}

const STATUSES: [ReadingStatus; 6] = [
    ReadingStatus::None,
    ReadingStatus::ToRead,
    ReadingStatus::Reading,
    ReadingStatus::Paused,
    ReadingStatus::Finished,
    ReadingStatus::Abandoned,
];

/// How many books there are in each place. Only `trash` counts books in the trash.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Every book.
    pub all: u32,
    /// Every status, in its own order, also those without books.
    pub by_status: Vec<StatusCount>,
    /// The trash.
    pub trash: u32,
    /// Every tag in use, the most used first, then by name.
    pub tags: Vec<TagCount>,
}

/// The books with one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StatusCount {
    /// The status.
    pub status: ReadingStatus,
    /// How many books have it.
    pub count: u32,
}

/// The books with one tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TagCount {
    /// The tag, in the spelling most books have.
    pub tag: String,
    /// How many books have it.
    pub count: u32,
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
