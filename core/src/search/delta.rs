//! The books that changed since the base was made.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use super::bits::Bits;
use super::columns::{Column, MISSING, PerColumn, key};
use super::order::Plan;
use super::segment::Segment;
use super::words::{PerField, TextField, book_values, value_words};
use super::{IndexedBook, narrow};
use crate::book::BookId;

/// A log of changes, and words and ranks of the books in it. The place in the log is the slot.
#[derive(Debug, Default)]
pub(super) struct Delta {
    log: Vec<Entry>,
    latest: HashMap<BookId, u32>,
    fields: PerField<BTreeSet<(Box<str>, u32)>>,
    /// Entries that hold a book as it is now.
    live: Bits,
    standings: Vec<Option<Standing>>,
}

/// What became of one book.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) id: BookId,
    /// None when it was removed.
    pub(super) book: Option<Arc<IndexedBook>>,
}

impl Delta {
    pub(super) fn log(&self) -> &[Entry] {
        &self.log
    }

    /// Entries that hold a book as it is now.
    pub(super) fn live(&self) -> &Bits {
        &self.live
    }

    pub(super) fn book(&self, slot: u32) -> Option<&IndexedBook> {
        self.log.get(slot as usize)?.book.as_deref()
    }

    /// Takes in what became of a book, in a library with this base.
    pub(super) fn add(&mut self, entry: Entry, base: &Segment) {
        let slot = narrow(self.log.len());
        self.live.grow(self.log.len() + 1);
        if let Some(earlier) = self.latest.insert(entry.id, slot) {
            self.live.remove(earlier);
            self.forget(earlier);
        }
        if let Some(book) = &entry.book {
            self.live.insert(slot);
            self.standings.push(Some(Standing::new(book, base)));
            let fields = &mut self.fields;
            book_words(book, |field, word| {
                fields.of_mut(field).insert((word.into(), slot));
            });
        } else {
            self.standings.push(None);
        }
        self.log.push(entry);
    }

    /// Takes the words of an overtaken entry out again, so that saving one book a thousand times
    /// does not slow the search down.
    fn forget(&mut self, slot: u32) {
        if let Some(standing) = self.standings.get_mut(slot as usize) {
            *standing = None;
        }
        let entry = self.log.get_mut(slot as usize);
        if let Some(book) = entry.and_then(|entry| entry.book.take()) {
            let fields = &mut self.fields;
            book_words(&book, |field, word| {
                fields.of_mut(field).remove(&(word.into(), slot));
            });
        }
    }

    /// The words of one field that begin so, each with a slot.
    pub(super) fn words<'a>(
        &'a self,
        field: TextField,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, u32)> {
        let first = (Box::from(prefix), 0);
        self.fields
            .of(field)
            .range((Bound::Included(first), Bound::Unbounded))
            .map(|(word, slot)| (&**word, *slot))
            .take_while(move |(word, _)| word.starts_with(prefix))
    }

    /// The slot of a book that changed.
    pub(super) fn slot(&self, id: BookId) -> Option<u32> {
        self.latest.get(&id).copied()
    }

    pub(super) fn standing(&self, slot: u32) -> Option<&Standing> {
        self.standings.get(slot as usize)?.as_ref()
    }

    /// The slots of the hits in order.
    pub(super) fn in_order(&self, hits: &Bits, plan: &Plan) -> Vec<u32> {
        let mut books: Vec<(&Standing, u32)> = hits
            .iter()
            .filter_map(|slot| Some((self.standing(slot)?, slot)))
            .collect();
        books.sort_unstable_by(|(left, _), (right, _)| left.compare(right, plan));
        books.into_iter().map(|(_, slot)| slot).collect()
    }
}

/// Where a book of the delta stands in every order.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) id: BookId,
    keys: PerColumn<Option<Vec<u8>>>,
    /// Twice the rank in the base and one more for a key that the base has; for a key that falls
    /// before a rank of the base, twice that rank.
    ranks: PerColumn<u32>,
}

impl Standing {
    fn new(book: &IndexedBook, base: &Segment) -> Self {
        let keys = PerColumn(Column::ALL.map(|column| key(book, column)));
        let ranks = Column::ALL.map(|column| match keys.of(column) {
            None => MISSING,
            Some(key) => match base.column(column).keys.find(key) {
                Ok(rank) => narrow(rank * 2 + 1),
                Err(rank) => narrow(rank * 2),
            },
        });
        Self {
            id: book.id,
            keys,
            ranks: PerColumn(ranks),
        }
    }

    fn compare(&self, other: &Self, plan: &Plan) -> Ordering {
        plan.compare(
            |column| (*self.ranks.of(column), *other.ranks.of(column)),
            |column| self.keys.of(column).cmp(other.keys.of(column)),
        )
        .then(self.id.cmp(&other.id))
    }

    /// Whether the book in this slot of the base stands before this one.
    pub(super) fn is_after(&self, base: &Segment, slot: u32, plan: &Plan) -> bool {
        let rank = |column| match base.column(column).get(slot) {
            MISSING => MISSING,
            rank => rank * 2 + 1,
        };
        plan.compare(
            |column| (rank(column), *self.ranks.of(column)),
            |_| Ordering::Equal,
        )
        .then_with(|| base.id(slot).cmp(&self.id))
        .is_lt()
    }
}

/// Gives every word under which a book is found, some more than once.
fn book_words(book: &IndexedBook, mut give: impl FnMut(TextField, &str)) {
    book_values(book, |field, value| {
        value_words(field, &value, |word| give(field, word));
        if field == TextField::Identifiers {
            give(field, &value.whole(field));
        }
    });
}
