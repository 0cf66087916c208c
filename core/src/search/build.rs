//! Builds an index from books that come one after the other.

use std::borrow::Borrow;
use std::sync::Arc;

use super::bits::Bits;
use super::columns::{Column, Content, MISSING, PerColumn, Ranks, content, number_key};
use super::index::Index;
use super::merge::{Part, merge};
use super::numbered::Numbered;
use super::packed::Packed;
use super::postings::Postings;
use super::roomy::{make_room, with_room_for};
use super::segment::{Mark, PerMark, Segment};
use super::texts::Texts;
use super::values::{Value, Values};
use super::words::{PerField, TextField, book_values, value_words};
use super::{IndexedBook, keys, narrow};
use crate::book::BookId;

/// Takes books in any order and makes an index of them.
///
/// Books are packed 65,536 at a time, so that building needs about twice the memory of the
/// finished index and not that of all texts at once.
#[derive(Debug, Default)]
pub struct Builder {
    /// Apart from the builder, which is moved about.
    chunk: Box<Chunk>,
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
            chunk: Box::default(),
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
    marks: PerMark<Vec<u32>>,
    titles: Texts,
    title_words: Found,
    values: PerField<Shared>,
    columns: PerColumn<Keys>,
}

impl Chunk {
    fn put(&mut self, book: &IndexedBook) {
        let place = narrow(self.ids.len());
        self.ids.push(book.id);
        self.titles.push(book.title.trim());
        for (places, mark) in self.marks.0.iter_mut().zip(Mark::ALL) {
            if mark.is_on(book) {
                places.push(place);
            }
        }
        book_values(book, |field, value| {
            if field == TextField::Title {
                value_words(field, &value, |word| {
                    self.title_words.add(word, place);
                });
            } else {
                self.values.of_mut(field).add(field, &value, place);
            }
        });
        for (keys, column) in self.columns.0.iter_mut().zip(Column::ALL) {
            keys.add(content(book, column).as_ref());
        }
    }

    fn remove(&mut self, id: BookId) {
        self.gone.push(narrow(self.ids.len()));
        self.ids.push(id);
        self.titles.push("");
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
        let mut titles = Texts::with_room_for(order.len(), self.titles.size());
        for (_, place) in &order {
            titles.push(self.titles.get(*place));
        }
        titles.shrink();
        Segment {
            gone: bits(self.gone),
            marks: PerMark(self.marks.0.map(bits)),
            titles,
            title_words: self.title_words.pack(&slots).0,
            values: PerField(self.values.0.map(|values| values.pack(&slots))),
            columns: Column::ALL
                .into_iter()
                .zip(self.columns.0)
                .map(|(column, keys)| keys.pack(column, &order))
                .collect(),
            ..Segment::of(order.iter().map(|(id, _)| *id).collect())
        }
    }
}

/// Texts, and where each was found.
#[derive(Debug, Default)]
struct Found {
    texts: Numbered,
    /// Number of the text, place where it was found.
    places: Vec<(u32, u32)>,
}

impl Found {
    fn add(&mut self, text: &str, place: u32) -> u32 {
        let number = self.texts.number(text.as_bytes());
        self.note(number, place);
        number
    }

    /// Notes another place of a text.
    fn note(&mut self, number: u32, place: u32) {
        make_room(&mut self.places, 1);
        self.places.push((number, place));
    }

    /// The texts with the new numbers of the places they were found at, and the ranks of the texts.
    /// A text of which no place is left has no rank.
    fn pack(self, new_places: &[u32]) -> (Postings, Vec<u32>) {
        let (order, mut ranks) = self.texts.ranked();
        let places = self.places.iter().filter_map(|(number, place)| {
            let place = *new_places.get(*place as usize)?;
            Some((*ranks.get(*number as usize)?, place))
        });
        let mut found: Vec<(u32, u32)> = with_room_for(self.places.len());
        found.extend(places.filter(|(_, place)| *place != MISSING));
        found.sort_unstable();
        found.dedup();
        let mut postings = Postings::roomy(self.texts.len(), self.texts.size(), found.len());
        let mut numbers: Vec<u32> = Vec::new();
        let mut kept = vec![MISSING; order.len()];
        for (new, list) in (0..).zip(found.chunk_by(|one, next| one.0 == next.0)) {
            let rank = list.first().map_or(0, |(rank, _)| *rank as usize);
            if let (Some(text), Some(kept)) = (order.get(rank), kept.get_mut(rank)) {
                numbers.clear();
                numbers.extend(list.iter().map(|(_, place)| *place));
                postings.push(self.texts.get(*text), &numbers);
                *kept = new;
            }
        }
        postings.shrink();
        for rank in &mut ranks {
            *rank = kept.get(*rank as usize).copied().unwrap_or(MISSING);
        }
        (postings, ranks)
    }
}

/// What becomes of texts that come again and again, so that it is found out only once.
#[derive(Debug, Default)]
struct Known {
    texts: Numbered,
    outcomes: Vec<u32>,
}

impl Known {
    fn find(&self, text: &[u8]) -> Option<u32> {
        let number = self.texts.find(text)?;
        self.outcomes.get(number as usize).copied()
    }

    /// Notes a text that was not known.
    fn note(&mut self, text: &[u8], outcome: u32) {
        self.texts.number(text);
        self.outcomes.push(outcome);
    }
}

/// The values of one field.
#[derive(Debug, Default)]
struct Shared {
    /// Entries by the value as it is written: most values come again and again, and folding them
    /// costs more than all else.
    known: Known,
    entries: Found,
    words: Found,
    written: String,
}

impl Shared {
    fn add(&mut self, field: TextField, value: &Value<'_>, place: u32) {
        if field == TextField::Identifiers {
            // Hardly any comes again.
            self.add_new(field, value, place);
            return;
        }
        self.written.clear();
        value.write(&mut self.written);
        if let Some(number) = self.known.find(self.written.as_bytes()) {
            self.entries.note(number, place);
            return;
        }
        let number = self.add_new(field, value, place);
        self.known.note(self.written.as_bytes(), number);
    }

    fn add_new(&mut self, field: TextField, value: &Value<'_>, place: u32) -> u32 {
        let number = self.entries.add(&value.key(field), place);
        value_words(field, value, |word| {
            self.words.add(word, number);
        });
        number
    }

    fn pack(self, slots: &[u32]) -> Values {
        let (entries, ranks) = self.entries.pack(slots);
        let (words, _) = self.words.pack(&ranks);
        Values::new(entries, words)
    }
}

/// The keys of one column.
#[derive(Debug, Default)]
struct Keys {
    numbered: Numbered,
    /// Keys by the text that they are made of, where many books have the same one.
    known: Known,
    /// Number of the key of each book.
    of_book: Vec<u32>,
}

impl Keys {
    fn add(&mut self, content: Option<&Content<'_>>) {
        let number = match content {
            None => MISSING,
            Some(Content::Number(number)) => self.numbered.number(&number_key(*number)),
            Some(content @ Content::Title { .. }) => self.number(content),
            Some(content @ (Content::Shared(text) | Content::Series(text))) => {
                self.known.find(text.as_bytes()).unwrap_or_else(|| {
                    let number = self.number(content);
                    self.known.note(text.as_bytes(), number);
                    number
                })
            }
        };
        self.of_book.push(number);
    }

    fn number(&mut self, content: &Content<'_>) -> u32 {
        let key = content.key();
        key.map_or(MISSING, |key| self.numbered.number(&key))
    }

    fn pack(self, column: Column, order: &[(BookId, u32)]) -> Ranks {
        let (numbers, ranks) = self.numbered.ranked();
        let (strings, bytes) = (self.numbered.len(), self.numbered.size());
        let mut keys = column.no_keys().roomy(strings, bytes);
        for number in numbers {
            keys.push(self.numbered.get(number));
        }
        let mut of_slot = Packed::missing(order.len(), keys.len());
        for (slot, (_, place)) in (0..).zip(order) {
            let number = self.of_book.get(*place as usize);
            if let Some(rank) = number.and_then(|number| ranks.get(*number as usize)) {
                of_slot.set(slot, *rank);
            }
        }
        Ranks {
            keys: keys::Keys::of(keys, column.is_of_numbers()),
            ranks: of_slot,
        }
    }
}
