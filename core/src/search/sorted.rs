//! A sorted table of byte strings in one piece of memory: vocabularies, and the keys of columns.

use std::ops::Range;

use super::narrow;
use super::roomy::{settled, with_room_for};
use super::stored::{Reader, Writer};

/// Byte strings, rising and each once, packed end to end.
#[derive(Debug, Clone, Default)]
pub(super) struct Sorted {
    bytes: Vec<u8>,
    /// None where all strings have one length.
    ends: Vec<u32>,
    /// That length; 0 for strings of any length.
    width: usize,
}

impl Sorted {
    /// A table of strings that all have this length.
    pub(super) fn of_width(width: usize) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }

    /// The same empty table, with room for so many strings of so many bytes in all.
    pub(super) fn roomy(self, strings: usize, bytes: usize) -> Self {
        Self {
            bytes: with_room_for(bytes),
            ends: with_room_for(if self.width == 0 { strings } else { 0 }),
            ..self
        }
    }

    pub(super) fn len(&self) -> usize {
        match self.width {
            0 => self.ends.len(),
            width => self.bytes.len() / width,
        }
    }

    /// Adds a string, which must be greater than all before it.
    pub(super) fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        if self.width == 0 {
            self.ends.push(narrow(self.bytes.len()));
        }
    }

    /// An empty table with room for all strings of these, so that it never grows by copying.
    pub(super) fn with_room_for(tables: &[&Self]) -> Self {
        Self {
            bytes: with_room_for(tables.iter().map(|table| table.bytes.len()).sum()),
            ends: with_room_for(tables.iter().map(|table| table.ends.len()).sum()),
            width: tables.iter().map(|table| table.width).max().unwrap_or(0),
        }
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        out.bytes(&self.bytes);
        out.numbers(self.ends.len(), self.ends.iter().copied());
    }

    /// Reads strings of the same length as those of an empty table.
    pub(super) fn read(bytes: &mut Reader<'_>, empty: &Self) -> Option<Self> {
        let width = empty.width;
        let (bytes, ends) = (bytes.bytes()?, bytes.numbers(|end: u32| end)?);
        let fits = if width == 0 {
            ends.is_sorted() && ends.last().map_or(0, |end| *end as usize) == bytes.len()
        } else {
            ends.is_empty() && bytes.len().is_multiple_of(width)
        };
        let read = Self { bytes, ends, width };
        (fits && read.rises()).then_some(read)
    }

    fn rises(&self) -> bool {
        if self.width > 0 {
            let strings = self.bytes.chunks_exact(self.width);
            return strings.is_sorted_by(|one, next| one < next);
        }
        let mut start = 0;
        let strings = self.ends.iter().map(|end| {
            let string = self.bytes.get(start..*end as usize);
            start = *end as usize;
            string
        });
        strings.is_sorted_by(|one, next| one < next)
    }

    pub(super) fn shrink(&mut self) {
        self.bytes = settled(std::mem::take(&mut self.bytes));
        self.ends = settled(std::mem::take(&mut self.ends));
    }

    pub(super) fn get(&self, number: usize) -> Option<&[u8]> {
        if self.width > 0 {
            return self.bytes.chunks_exact(self.width).nth(number);
        }
        let end = *self.ends.get(number)?;
        let start = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.bytes.get(start as usize..end as usize)
    }

    /// How many bytes all strings have.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|number| self.get(number))
    }

    /// The number of this string, or of the first greater one.
    pub(super) fn find(&self, text: &[u8]) -> Result<usize, usize> {
        let number = self.partition(|own| own < text);
        if self.get(number) == Some(text) {
            Ok(number)
        } else {
            Err(number)
        }
    }

    /// The numbers of all strings that begin so.
    pub(super) fn with_prefix(&self, prefix: &[u8]) -> Range<usize> {
        let start = self.partition(|own| own < prefix);
        let end = self.partition(|own| own < prefix || own.starts_with(prefix));
        start..end
    }

    /// The number of the first string behind this one that does not begin so, where this one does.
    /// It costs the same wherever that is, and next to nothing when it is the next one.
    pub(super) fn past(&self, number: usize, prefix: &[u8]) -> usize {
        let begins = |number| {
            let own = self.get(number);
            own.is_some_and(|own: &[u8]| own.starts_with(prefix))
        };
        let (mut low, mut step) = (number + 1, 1);
        while begins(low + step - 1) {
            low += step;
            step *= 2;
        }
        let mut high = low + step - 1;
        while low < high {
            let middle = low.midpoint(high);
            if begins(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// How many strings, from the first, meet a condition that no later one meets.
    pub(super) fn partition(&self, meets: impl Fn(&[u8]) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.get(middle).is_some_and(&meets) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// Walks several tables as one: each string once, rising, with the tables and numbers it stands at.
pub(super) fn merged(tables: &[&Sorted], mut give: impl FnMut(&[u8], &[(usize, usize)])) {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    let mut heads: BinaryHeap<_> = tables
        .iter()
        .enumerate()
        .filter_map(|(table, strings)| Some(Reverse((strings.get(0)?, table, 0))))
        .collect();
    let mut places = Vec::with_capacity(tables.len());
    while let Some(Reverse((text, table, number))) = heads.pop() {
        places.push((table, number));
        let next = number + 1;
        if let Some(text) = tables.get(table).and_then(|strings| strings.get(next)) {
            heads.push(Reverse((text, table, next)));
        }
        if heads.peek().is_none_or(|Reverse((next, ..))| *next != text) {
            give(text, &places);
            places.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(words: &[&str]) -> Sorted {
        let mut sorted = Sorted::default();
        for word in words {
            sorted.push(word.as_bytes());
        }
        sorted
    }

    #[test]
    fn strings_are_found_whole_and_by_prefix() {
        let sorted = table(&["", "a", "ab", "abc", "b"]);
        assert_eq!(sorted.find(b"ab"), Ok(2));
        assert_eq!(sorted.find(b"aa"), Err(2));
        assert_eq!(sorted.with_prefix(b"ab"), 2..4);
        assert_eq!(sorted.with_prefix(b""), 0..5);
        assert_eq!(sorted.with_prefix(b"c"), 5..5);
        assert_eq!(sorted.get(9), None);
    }

    #[test]
    fn strings_that_begin_alike_are_passed_over() {
        let words: Vec<String> = (0..100).map(|n| format!("{n:02}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let sorted = table(&words);
        for (number, word) in words.iter().enumerate() {
            let (tens, _) = word.split_at(1);
            assert_eq!(sorted.past(number, tens.as_bytes()), number / 10 * 10 + 10);
            assert_eq!(sorted.past(number, word.as_bytes()), number + 1);
            assert_eq!(sorted.past(number, b""), 100);
        }
    }

    #[test]
    fn strings_of_one_length_need_no_ends() {
        let mut sorted = Sorted::of_width(2);
        sorted.push(b"ab");
        sorted.push(b"cd");
        assert_eq!((sorted.len(), sorted.get(1)), (2, Some(b"cd".as_slice())));
        assert_eq!((sorted.get(2), sorted.find(b"cc")), (None, Err(1)));
        let room = Sorted::with_room_for(&[&Sorted::default(), &sorted]);
        assert_eq!(room.width, 2);
    }

    #[test]
    fn tables_are_walked_as_one() {
        let mut seen = Vec::new();
        merged(
            &[&table(&["a", "c"]), &table(&[]), &table(&["a", "b"])],
            |text, places| {
                seen.push((text.to_vec(), places.to_vec()));
            },
        );
        assert_eq!(
            seen,
            [
                (b"a".to_vec(), vec![(0, 0), (2, 0)]),
                (b"b".to_vec(), vec![(2, 1)]),
                (b"c".to_vec(), vec![(0, 1)]),
            ]
        );
    }
}
