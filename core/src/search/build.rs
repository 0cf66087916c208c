//! Builds an index from books that come one after the other.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::sync::Arc;

use super::bits::Bits;
use super::columns::{Column, MISSING, PerColumn, Ranks, key};
use super::index::Index;
use super::merge::{Part, merge};
use super::postings::Postings;
use super::segment::Segment;
use super::sorted::Sorted;
use super::words::{PerField, book_words};
use super::{IndexedBook, narrow};
use crate::book::BookId;

/// Takes books in any order and makes an index of them.
///
/// Books are packed 65,536 at a time, so that building needs about twice the memory of the
/// finished index and not that of all texts at once.
#[derive(Debug, Default)]
pub struct Builder {
    chunk: Chunk,
    parts: Vec<Part>,
}

/// Books that are packed together; few in tests, so that they see several parts.
const CHUNK: usize = if cfg!(test) { 16 } else { 65_536 };

impl Builder {
    /// A builder without books.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts from parts that are there already.
    pub(super) fn upon(parts: Vec<Part>) -> Self {
        Self {
            chunk: Chunk::default(),
            parts,
        }
    }

    /// Adds a book. A book pushed again takes the place of the earlier one.
    pub fn push(&mut self, book: impl Borrow<IndexedBook>) {
        self.chunk.put(book.borrow());
        self.pack_if_full();
    }

    /// Takes a book away again.
    pub(super) fn remove(&mut self, id: BookId) {
        self.chunk.remove(id);
        self.pack_if_full();
    }

    fn pack_if_full(&mut self) {
        if self.chunk.ids.len() >= CHUNK {
            let full = std::mem::take(&mut self.chunk);
            self.parts.push(Part::own(full.pack()));
        }
    }

    pub(super) fn into_segment(mut self) -> Segment {
        if !self.chunk.ids.is_empty() {
            self.parts.push(Part::own(self.chunk.pack()));
        }
        merge(self.parts)
    }

    /// The index of all books pushed.
    pub fn finish(self) -> Index {
        Index::from_base(Arc::new(self.into_segment()))
    }
}

/// Books before they are packed, in the order they came.
#[derive(Debug, Default)]
struct Chunk {
    ids: Vec<BookId>,
    gone: Vec<u32>,
    trashed: Vec<u32>,
    fields: PerField<Words>,
    columns: PerColumn<Keys>,
}

impl Chunk {
    fn put(&mut self, book: &IndexedBook) {
        let place = narrow(self.ids.len());
        self.ids.push(book.id);
        if book.trashed {
            self.trashed.push(place);
        }
        book_words(book, |field, word| {
            self.fields.of_mut(field).add(word, place);
        });
        for (keys, column) in self.columns.0.iter_mut().zip(Column::ALL) {
            keys.add(key(book, column));
        }
    }

    fn remove(&mut self, id: BookId) {
        self.gone.push(narrow(self.ids.len()));
        self.ids.push(id);
        for keys in &mut self.columns.0 {
            keys.add(None);
        }
    }

    fn pack(self) -> Segment {
        let mut order: Vec<(BookId, u32)> = self.ids.into_iter().zip(0..).collect();
        let came = order.len();
        order.sort_unstable();
        // Of two books with one id, the later one counts.
        order.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                *kept = *later;
            }
            same
        });
        let mut slots = vec![MISSING; came];
        for (slot, (_, place)) in (0..).zip(&order) {
            if let Some(entry) = slots.get_mut(*place as usize) {
                *entry = slot;
            }
        }
        let bits = |places: Vec<u32>| {
            let mut bits = Bits::new(order.len());
            for place in places {
                bits.insert(slots.get(place as usize).copied().unwrap_or(MISSING));
            }
            bits
        };
        Segment::new(
            order.iter().map(|(id, _)| *id).collect(),
            bits(self.gone),
            bits(self.trashed),
            PerField(self.fields.0.map(|words| words.pack(&slots))),
            PerColumn(self.columns.0.map(|keys| keys.pack(&order))),
        )
    }
}

/// Numbers texts in the order they are first seen.
#[derive(Debug, Default)]
struct Numbered<K>(HashMap<K, u32>);

impl<K: Ord + std::hash::Hash> Numbered<K> {
    /// The texts in order, and the rank of each number.
    fn ranked(self) -> (Vec<K>, Vec<u32>) {
        let mut ranks = vec![0; self.0.len()];
        let mut texts: Vec<(K, u32)> = self.0.into_iter().collect();
        texts.sort_unstable();
        for (rank, (_, number)) in (0..).zip(&texts) {
            if let Some(entry) = ranks.get_mut(*number as usize) {
                *entry = rank;
            }
        }
        (texts.into_iter().map(|(text, _)| text).collect(), ranks)
    }
}

/// The words of one field.
#[derive(Debug, Default)]
struct Words {
    numbers: Numbered<Box<str>>,
    /// Number of the word, place of the book.
    found: Vec<(u32, u32)>,
}

impl Words {
    fn add(&mut self, word: &str, place: u32) {
        let number = if let Some(number) = self.numbers.0.get(word) {
            *number
        } else {
            let number = narrow(self.numbers.0.len());
            self.numbers.0.insert(word.into(), number);
            number
        };
        self.found.push((number, place));
    }

    fn pack(self, slots: &[u32]) -> Postings {
        let (words, ranks) = self.numbers.ranked();
        let mut found: Vec<(u32, u32)> = self
            .found
            .into_iter()
            .filter_map(|(number, place)| {
                let slot = *slots.get(place as usize)?;
                Some((*ranks.get(number as usize)?, slot))
            })
            .filter(|(_, slot)| *slot != MISSING)
            .collect();
        found.sort_unstable();
        found.dedup();
        let mut postings = Postings::default();
        for list in found.chunk_by(|one, next| one.0 == next.0) {
            let word = list.first().and_then(|(rank, _)| words.get(*rank as usize));
            if let Some(word) = word {
                postings.push(word.as_bytes(), list.iter().map(|(_, slot)| *slot));
            }
        }
        postings.shrink();
        postings
    }
}

/// The keys of one column.
#[derive(Debug, Default)]
struct Keys {
    numbers: Numbered<Vec<u8>>,
    /// Number of the key of each book.
    of_book: Vec<u32>,
}

impl Keys {
    fn add(&mut self, key: Option<Vec<u8>>) {
        let next = narrow(self.numbers.0.len());
        self.of_book.push(match key {
            Some(key) => *self.numbers.0.entry(key).or_insert(next),
            None => MISSING,
        });
    }

    fn pack(self, order: &[(BookId, u32)]) -> Ranks {
        let (texts, ranks) = self.numbers.ranked();
        let mut keys = Sorted::default();
        for text in texts {
            keys.push(&text);
        }
        keys.shrink();
        let rank = |(_, place): &(BookId, u32)| {
            let number = self.of_book.get(*place as usize)?;
            ranks.get(*number as usize).copied()
        };
        Ranks {
            keys,
            ranks: order
                .iter()
                .map(|book| rank(book).unwrap_or(MISSING))
                .collect(),
        }
    }
}
