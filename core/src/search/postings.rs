//! Texts with lists of numbers: which books have which word, and which value.

use std::ops::Range;

use super::bits::Bits;
use super::narrow;
use super::sorted::Sorted;
use super::stored::{Reader, Writer};

/// Lists of rising numbers, packed end to end.
///
/// A number is written as its distance from the one before, seven bits to a byte. Most distances
/// take one byte, so a million books need a third of the memory of plain numbers, and the lists of
/// all words with one prefix lie side by side.
#[derive(Debug, Default)]
pub(super) struct Lists {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Lists {
    /// Adds a list of numbers, rising and each once.
    pub(super) fn push(&mut self, numbers: impl IntoIterator<Item = u32>) {
        let mut last = 0;
        for number in numbers {
            let mut distance = number.wrapping_sub(last);
            last = number;
            while distance >= 0x80 {
                self.bytes.push(low_byte(distance) | 0x80);
                distance >>= 7;
            }
            self.bytes.push(low_byte(distance));
        }
        self.ends.push(narrow(self.bytes.len()));
    }

    /// Gives every number of these lists, list by list.
    pub(super) fn each(&self, lists: Range<usize>, mut give: impl FnMut(u32)) {
        self.any(lists, |number| {
            give(number);
            false
        });
    }

    /// Whether some number of these lists passes a test; those behind it are not looked at.
    pub(super) fn any(&self, lists: Range<usize>, mut test: impl FnMut(u32) -> bool) -> bool {
        let mut start = self.start(lists.start);
        for &end in self.ends.get(lists).unwrap_or_default() {
            let list = self.bytes.get(start as usize..end as usize);
            let (mut number, mut distance, mut shift) = (0_u32, 0_u32, 0);
            for &byte in list.unwrap_or_default() {
                distance |= u32::from(byte & 0x7f).wrapping_shl(shift);
                if byte < 0x80 {
                    number = number.wrapping_add(distance);
                    if test(number) {
                        return true;
                    }
                    (distance, shift) = (0, 0);
                } else {
                    shift += 7;
                }
            }
            start = end;
        }
        false
    }

    /// How many numbers a list has.
    pub(super) fn count(&self, list: usize) -> u32 {
        let start = self.start(list) as usize;
        let end = self.start(list + 1) as usize;
        let bytes = self.bytes.get(start..end).unwrap_or_default();
        narrow(bytes.iter().filter(|byte| **byte < 0x80).count())
    }

    fn write(&self, out: &mut Writer<'_>) {
        out.bytes(&self.bytes);
        out.numbers(self.ends.len(), self.ends.iter().copied());
    }

    /// Reads so many lists of numbers below a limit.
    fn read(bytes: &mut Reader<'_>, lists: usize, limit: u32) -> Option<Self> {
        let (bytes, ends) = (bytes.bytes()?, bytes.numbers(|end: u32| end)?);
        let fits = ends.len() == lists
            && ends.is_sorted()
            && ends.last().map_or(0, |end| *end as usize) == bytes.len();
        let read = Self { bytes, ends };
        (fits && (0..lists).all(|list| read.rises(list, limit))).then_some(read)
    }

    /// Whether a list is one of numbers below a limit, rising and each once.
    fn rises(&self, list: usize, limit: u32) -> bool {
        let mut least = 0;
        let mut rises = true;
        self.each(list..list + 1, |number| {
            rises &= least <= number && number < limit;
            least = number.saturating_add(1);
        });
        rises
    }

    fn start(&self, list: usize) -> u32 {
        let before = list.checked_sub(1).and_then(|before| self.ends.get(before));
        before.copied().unwrap_or(0)
    }
}

/// A sorted table of texts with a list of numbers for each: the words of a field with the slots of
/// their books, or the values of a field with theirs.
#[derive(Debug, Default)]
pub(super) struct Postings {
    texts: Sorted,
    lists: Lists,
}

impl Postings {
    pub(super) fn texts(&self) -> &Sorted {
        &self.texts
    }

    pub(super) fn lists(&self) -> &Lists {
        &self.lists
    }

    /// Adds a text, greater than all before it, with its numbers, rising and each once.
    pub(super) fn push(&mut self, text: &[u8], numbers: impl IntoIterator<Item = u32>) {
        self.texts.push(text);
        self.lists.push(numbers);
    }

    /// Empty, with room for all texts and numbers of these.
    pub(super) fn with_room_for(all: &[&Self]) -> Self {
        let texts: Vec<&Sorted> = all.iter().map(|one| &one.texts).collect();
        let lists = all.iter().map(|one| &one.lists);
        Self {
            texts: Sorted::with_room_for(&texts),
            lists: Lists {
                bytes: Vec::with_capacity(lists.clone().map(|lists| lists.bytes.len()).sum()),
                ends: Vec::with_capacity(lists.map(|lists| lists.ends.len()).sum()),
            },
        }
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        self.texts.write(out);
        self.lists.write(out);
    }

    /// Reads texts with numbers below a limit.
    pub(super) fn read(bytes: &mut Reader<'_>, limit: u32) -> Option<Self> {
        let texts = Sorted::read(bytes, &Sorted::default())?;
        let lists = Lists::read(bytes, texts.len(), limit)?;
        Some(Self { texts, lists })
    }

    pub(super) fn shrink(&mut self) {
        self.texts.shrink();
        self.lists.bytes.shrink_to_fit();
        self.lists.ends.shrink_to_fit();
    }

    /// The places of the texts that are so, or begin so.
    pub(super) fn sought(&self, sought: &Sought) -> Range<usize> {
        let text = sought.text.as_bytes();
        if sought.whole {
            self.texts.find(text).map_or(0..0, |place| place..place + 1)
        } else {
            self.texts.with_prefix(text)
        }
    }

    /// Adds the numbers of every text that is so, or begins so.
    pub(super) fn mark(&self, sought: &Sought, out: &mut Bits) {
        self.lists
            .each(self.sought(sought), |number| out.insert(number));
    }
}

/// A word to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sought {
    pub(super) text: String,
    /// The whole word, and not only its beginning.
    pub(super) whole: bool,
}

impl Sought {
    pub(super) fn whole(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { text, whole: true }
    }

    pub(super) fn begun(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { text, whole: false }
    }
}

fn low_byte(number: u32) -> u8 {
    let [low, ..] = number.to_le_bytes();
    low & 0x7f
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_come_back_as_they_were_given() {
        let lists: [&[u32]; 4] = [&[0], &[1, 2, 300, 70_000, 4_000_000_000], &[], &[127, 128]];
        let mut postings = Postings::default();
        for (word, slots) in ["a", "b", "c", "d"].iter().zip(lists) {
            postings.push(word.as_bytes(), slots.iter().copied());
        }
        for (number, slots) in lists.iter().enumerate() {
            let mut seen = Vec::new();
            let own = number..number + 1;
            postings.lists().each(own, |slot| seen.push(slot));
            assert_eq!(seen, *slots);
            assert_eq!(postings.lists().count(number) as usize, slots.len());
        }
        let mut bits = Bits::new(200);
        postings.mark(&Sought::begun(""), &mut bits);
        assert_eq!(bits.iter().collect::<Vec<_>>(), [0, 1, 2, 127, 128]);
        let mut bits = Bits::new(200);
        postings.mark(&Sought::whole("d"), &mut bits);
        assert_eq!(bits.iter().collect::<Vec<_>>(), [127, 128]);
    }
}
