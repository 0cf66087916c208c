//! The two sets of books that a question is asked of: the base and the delta.

use std::ops::Range;

use super::begun::Begun;
use super::bits::Bits;
use super::columns::{Column, number};
use super::delta::Delta;
use super::fit::Fit;
use super::postings::{After, Sought};
use super::segment::{Mark, Segment};
use super::values::{Kinds, Value, Values};
use super::words::{TextField, book_values, value_words};
use super::{IndexedBook, narrow};
use crate::book::BookId;

/// Where a text is looked for: a field, and in it the values of some kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) field: TextField,
    pub(super) kinds: Kinds,
}

impl Source {
    pub(super) fn all(field: TextField) -> Self {
        Self {
            field,
            kinds: Kinds::All,
        }
    }

    fn takes(self, value: &Value<'_>) -> bool {
        self.kinds.has(value.kind)
    }
}

/// Books in slots. Everything that is found is among `within`, where that is given.
pub(super) trait Searched {
    /// Adds the books with such a word there.
    fn mark(&self, source: Source, sought: &Sought, out: &mut Bits);

    /// Whether one of these books has such a word there.
    fn has_word(&self, source: Source, sought: &Sought, among: &Bits) -> bool;

    /// The books with a value there that fits.
    fn fitting(&self, source: Source, fit: &Fit, within: &Bits) -> Bits;

    /// The books whose number lies between these, both included.
    fn between(&self, column: Column, from: i64, to: i64, within: &Bits) -> Bits;

    /// The books whose number is wanted.
    fn which(&self, column: Column, wanted: &dyn Fn(i64) -> bool, within: &Bits) -> Bits;

    /// The books with a mark.
    fn marked(&self, mark: Mark, within: &Bits) -> Bits;

    /// Adds these books, which rise by their ids.
    fn mark_ids(&self, ids: &[BookId], out: &mut Bits);
}

impl Segment {
    /// Adds the books with such a word there, list by list.
    fn mark_lists(&self, source: Source, sought: &Sought, out: &mut Bits) {
        if source.field == TextField::Title {
            self.title_words.mark(sought, out);
            return;
        }
        let values = self.values.of(source.field);
        for entry in values.with_word(sought).iter() {
            if values.is_of(entry as usize, source.kinds) {
                values.mark(entry as usize, out);
            }
        }
        for entry in whole_numbers(values, source, sought) {
            if values.is_of(entry, source.kinds) {
                values.mark(entry, out);
            }
        }
    }
}

impl Searched for Segment {
    fn mark(&self, source: Source, sought: &Sought, out: &mut Bits) {
        if !Begun::is_for(sought) {
            return self.mark_lists(source, sought, out);
        }
        self.begun.mark(source, sought, out, || {
            let mut made = Bits::new(self.len());
            self.mark_lists(source, sought, &mut made);
            made
        });
    }

    fn has_word(&self, source: Source, sought: &Sought, among: &Bits) -> bool {
        let words = &self.title_words;
        if source.field == TextField::Title {
            let slots = words.sought(sought);
            return words.lists().any(slots, |slot| among.contains(slot));
        }
        let values = self.values.of(source.field);
        let has = |entry: usize| {
            let slots = values.entries.lists();
            values.is_of(entry, source.kinds)
                && slots.any(entry..entry + 1, |slot| among.contains(slot))
        };
        let entries = values.words().sought(sought);
        values
            .words()
            .lists()
            .any(entries, |entry| has(entry as usize))
            || whole_numbers(values, source, sought).any(has)
    }

    fn fitting(&self, source: Source, fit: &Fit, within: &Bits) -> Bits {
        let words = fit.words();
        let mut out = Bits::new(self.len());
        if source.field == TextField::Title {
            let mut slots = within.clone();
            for word in &words {
                let mut with_word = Bits::new(self.len());
                self.title_words.mark(word, &mut with_word);
                slots.and(&with_word);
            }
            for slot in slots.iter() {
                let title = self.titles.get(slot);
                if !title.is_empty() && fit.fits(title) {
                    out.insert(slot);
                }
            }
            return out;
        }
        let values = self.values.of(source.field);
        let mut mark = |entry: usize| values.mark(entry, &mut out);
        let of_kind = |entry: &usize| values.is_of(*entry, source.kinds);
        let fits = |entry: &usize| {
            let value = values.get(*entry);
            value.is_some_and(|(_, value)| fit.fits_value(source.field, &value))
        };
        if *fit == Fit::Any {
            (0..values.len()).filter(of_kind).for_each(&mut mark);
        } else if let Some(key) = fit.key_prefix(source.field) {
            let entries = values.entries.texts().with_prefix(key.as_bytes());
            entries.filter(of_kind).for_each(&mut mark);
        } else {
            let mut entries = Bits::full(values.len());
            for word in &words {
                entries.and(&values.with_word(word));
            }
            let entries = entries.iter().map(|entry| entry as usize);
            entries.filter(of_kind).filter(fits).for_each(&mut mark);
        }
        out.and(within);
        out
    }

    fn between(&self, column: Column, from: i64, to: i64, within: &Bits) -> Bits {
        self.column(column).between(from, to, within)
    }

    fn which(&self, column: Column, wanted: &dyn Fn(i64) -> bool, within: &Bits) -> Bits {
        self.column(column).which(wanted, within)
    }

    fn marked(&self, mark: Mark, within: &Bits) -> Bits {
        let mut out = within.clone();
        out.and(self.marks.of(mark));
        out
    }

    fn mark_ids(&self, ids: &[BookId], out: &mut Bits) {
        self.mark_ids(ids, out);
    }
}

/// The entries of identifiers that are so, or begin so: the whole of one is not among its words.
fn whole_numbers(values: &Values, source: Source, sought: &Sought) -> Range<usize> {
    if source.field != TextField::Identifiers {
        return 0..0;
    }
    let texts = values.entries.texts();
    // It stands before the longer ones.
    let whole = || texts.with_prefix(format!("{}\0", sought.text).as_bytes());
    let begun = || texts.with_prefix(sought.text.as_bytes());
    match sought.after {
        After::Nothing => whole(),
        After::Anything => begun(),
        After::Something => whole().end..begun().end,
    }
}

impl Delta {
    /// The slots of `within` whose books pass a test.
    pub(super) fn books(&self, within: &Bits, test: impl Fn(&IndexedBook) -> bool) -> Bits {
        let mut out = Bits::new(within.len());
        for slot in within.iter() {
            if self.book(slot).is_some_and(&test) {
                out.insert(slot);
            }
        }
        out
    }

    fn has(&self, slot: u32, source: Source, test: impl Fn(&Value<'_>) -> bool) -> bool {
        let mut has = false;
        if let Some(book) = self.book(slot) {
            book_values(book, |field, value| {
                has = has || field == source.field && source.takes(&value) && test(&value);
            });
        }
        has
    }
}

/// Few books: each is asked by itself, its words found in the sets of the delta.
impl Searched for Delta {
    fn mark(&self, source: Source, sought: &Sought, out: &mut Bits) {
        let is_so = |word: &str| match sought.after {
            After::Nothing => word == sought.text,
            After::Anything => word.starts_with(&sought.text),
            After::Something => word != sought.text && word.starts_with(&sought.text),
        };
        for (word, slot) in self.words(source.field, &sought.text) {
            let with_word = |value: &Value<'_>| {
                let mut has =
                    is_so(&value.whole(source.field)) && source.field == TextField::Identifiers;
                value_words(source.field, value, |word| has = has || is_so(word));
                has
            };
            if is_so(word) && (source.kinds == Kinds::All || self.has(slot, source, with_word)) {
                out.insert(slot);
            }
        }
    }

    fn has_word(&self, source: Source, sought: &Sought, among: &Bits) -> bool {
        let mut out = Bits::new(among.len());
        self.mark(source, sought, &mut out);
        out.and(among);
        !out.is_empty()
    }

    fn fitting(&self, source: Source, fit: &Fit, within: &Bits) -> Bits {
        let mut slots = within.clone();
        for word in fit.words() {
            if source.field != TextField::Identifiers {
                let mut with_word = Bits::new(within.len());
                self.mark(Source::all(source.field), &word, &mut with_word);
                slots.and(&with_word);
            }
        }
        let mut out = Bits::new(within.len());
        for slot in slots.iter() {
            if self.has(slot, source, |value| fit.fits_value(source.field, value)) {
                out.insert(slot);
            }
        }
        out
    }

    fn between(&self, column: Column, from: i64, to: i64, within: &Bits) -> Bits {
        self.which(column, &|number| (from..=to).contains(&number), within)
    }

    fn which(&self, column: Column, wanted: &dyn Fn(i64) -> bool, within: &Bits) -> Bits {
        self.books(within, |book| number(book, column).is_some_and(wanted))
    }

    fn marked(&self, mark: Mark, within: &Bits) -> Bits {
        self.books(within, |book| mark.is_on(book))
    }

    fn mark_ids(&self, ids: &[BookId], out: &mut Bits) {
        for (slot, entry) in self.log().iter().enumerate() {
            if ids.binary_search(&entry.id).is_ok() {
                out.insert(narrow(slot));
            }
        }
    }
}
