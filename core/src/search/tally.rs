//! Counts the values of a text field among some books.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use super::bits::Bits;
use super::facets::FacetValue;
use super::index::{Found, Index};
use super::values::{Kinds, Values};
use super::words::{TextField, book_values, is_unspaced};
use super::{narrow, whole};

/// The values of one field that some books have.
pub(super) struct Tally<'a> {
    values: &'a Values,
    hits: &'a Bits,
    /// Whether these are all books of the base.
    all: bool,
    kinds: Kinds,
    /// Values of the base, in the order of their entries.
    base: Vec<Group>,
    /// Values of books of the delta, with the spellings these have and how many books each.
    delta: HashMap<String, Changed>,
}

/// A value of the base: its entries, and how many books have one of them.
#[derive(Debug, Clone, Copy)]
struct Group {
    first: u32,
    end: u32,
    count: u32,
}

/// A value among the books of the delta.
#[derive(Debug, Default)]
struct Changed {
    books: u32,
    spellings: HashMap<String, u32>,
}

/// A value that may be among those with most books.
struct Top {
    count: u32,
    whole: String,
    entries: Range<usize>,
    /// How the books of the delta write it.
    spellings: HashMap<String, u32>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(index: &'a Index, found: &'a Found, field: TextField, kinds: Kinds) -> Self {
        let values = index.base.values.of(field);
        let mut tally = Self {
            values,
            hits: &found.base,
            all: found.base.count() == found.base.len(),
            kinds,
            base: Vec::new(),
            delta: HashMap::new(),
        };
        tally.count_base();
        for book in found.delta.iter().filter_map(|slot| index.delta.book(slot)) {
            let mut seen: Vec<String> = Vec::new();
            book_values(book, |own, value| {
                if own != field || !kinds.has(value.kind) {
                    return;
                }
                let whole = value.whole(field);
                let changed = tally.delta.entry(whole.clone()).or_default();
                *changed.spellings.entry(value.text.to_owned()).or_default() += 1;
                if !seen.contains(&whole) {
                    changed.books += 1;
                    seen.push(whole);
                }
            });
        }
        tally
    }

    fn count_base(&mut self) {
        let mut seen = Bits::new(self.hits.len());
        let len = self.values.len();
        let mut first = 0;
        while first < len {
            let mut end = first + 1;
            while end < len && !self.values.is_first(end) {
                end += 1;
            }
            let count = if end == first + 1 {
                self.books_of(first)
            } else {
                self.books_of_any(first..end, &mut seen)
            };
            if count > 0 {
                self.base.push(Group {
                    first: narrow(first),
                    end: narrow(end),
                    count,
                });
            }
            first = end;
        }
    }

    /// How many of the books have an entry.
    fn books_of(&self, entry: usize) -> u32 {
        let slots = self.values.entries.lists();
        let mut count = 0;
        if self.all {
            count = slots.count(entry);
        } else {
            slots.each(entry..entry + 1, |slot| {
                count += u32::from(self.hits.contains(slot));
            });
        }
        // Most entries have none of few books, and need no other look.
        if count > 0 && self.values.is_of(entry, self.kinds) {
            count
        } else {
            0
        }
    }

    /// How many have one of several entries: a book with two spellings of a tag has it once.
    fn books_of_any(&self, entries: Range<usize>, seen: &mut Bits) -> u32 {
        let slots = self.values.entries.lists();
        let mut count = 0;
        let of_kind = |entry: &usize| self.values.is_of(*entry, self.kinds);
        for entry in entries.clone().filter(of_kind) {
            slots.each(entry..entry + 1, |slot| {
                if self.hits.contains(slot) && seen.insert_new(slot) {
                    count += 1;
                }
            });
        }
        slots.each(entries, |slot| seen.remove(slot));
        count
    }

    /// The values with most books, and how many there are in all. Only those with a word that
    /// begins as each word of the filter does.
    pub(super) fn top(mut self, filter: &str, limit: usize) -> (Vec<FacetValue>, usize) {
        let filter = whole::plain(filter);
        let values = self.values;
        if !filter.is_empty() {
            self.base.retain(|group| {
                let value = values.get(group.first as usize);
                value.is_some_and(|(whole, _)| has_words(whole, &filter))
            });
            self.delta.retain(|whole, _| has_words(whole, &filter));
        }
        let mut top: Vec<Top> = Vec::new();
        let mut all = self.base.len();
        for (whole, changed) in std::mem::take(&mut self.delta) {
            let key = format!("{whole}\0");
            let entries = values.entries.texts().with_prefix(key.as_bytes());
            let first = narrow(entries.start);
            let known = self.base.binary_search_by_key(&first, |group| group.first);
            // No entries lie where the next value begins.
            let known = known.ok().filter(|_| !entries.is_empty());
            let known = known.and_then(|at| self.base.get_mut(at));
            // Counted here together with the changed books, and not again below.
            let count = known.map(|group| std::mem::take(&mut group.count));
            all += usize::from(count.is_none());
            top.push(Top {
                count: count.unwrap_or(0) + changed.books,
                whole,
                entries,
                spellings: changed.spellings,
            });
        }
        self.base.retain(|group| group.count > 0);
        let order = |group: &Group| (Reverse(group.count), group.first);
        if self.base.len() > limit {
            self.base.select_nth_unstable_by_key(limit, order);
            self.base.truncate(limit);
        }
        top.extend(self.base.iter().map(|group| {
            let whole = values.get(group.first as usize);
            Top {
                count: group.count,
                whole: whole.map_or("", |(whole, _)| whole).to_owned(),
                entries: group.first as usize..group.end as usize,
                spellings: HashMap::new(),
            }
        }));
        top.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.whole.cmp(&b.whole)));
        top.truncate(limit);
        let value = |top: Top| {
            let label = self.label(top.entries, top.spellings);
            FacetValue {
                value: label.clone(),
                label,
                count: top.count,
            }
        };
        (top.into_iter().map(value).collect(), all)
    }

    /// The spelling that most of the books have.
    fn label(&self, entries: Range<usize>, mut spellings: HashMap<String, u32>) -> String {
        let only = entries.len() == 1 && spellings.is_empty();
        for entry in entries {
            // One spelling needs no counting.
            let count = if only { 1 } else { self.books_of(entry) };
            if count > 0
                && let Some((_, value)) = self.values.get(entry)
            {
                *spellings.entry(value.text.to_owned()).or_default() += count;
            }
        }
        let most = |(a, x): &(String, u32), (b, y): &(String, u32)| x.cmp(y).then_with(|| b.cmp(a));
        let label = spellings.into_iter().max_by(most);
        label.map(|(text, _)| text).unwrap_or_default()
    }
}

/// Whether every word of the filter begins a word of the value.
fn has_words(whole: &str, filter: &str) -> bool {
    filter.split(' ').all(|wanted| {
        let begins = |word: &str| word.starts_with(wanted);
        whole.split([' ', '\u{1}']).any(begins)
            || wanted.starts_with(is_unspaced) && whole.contains(wanted)
    })
}
