//! Texts with lists of numbers: which books have which word, and which value.

use std::ops::Range;

use super::bits::Bits;
use super::narrow;
use super::roomy::{settled, with_room_for};
use super::sorted::Sorted;
use super::stored::{Reader, Writer};

/// Lists of rising numbers, packed end to end.
///
/// A number is written as its distance from the one before, seven bits to a byte. Most distances
/// take one byte, so a million books need a third of the memory of plain numbers, and the lists of
/// all words with one prefix lie side by side. A list of one number is that number: most words and
/// nearly all identifiers are in one book.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Of each list how many numbers it has, and the distances.
    bytes: Vec<u8>,
    /// Where each list begins; or its only number, marked as such.
    heads: Vec<u32>,
}

/// Marks a head that is a number.
const ONLY: u32 = 1 << 31;

impl Lists {
    /// Adds a list of numbers, rising and each once.
    pub(super) fn push(&mut self, numbers: &[u32]) {
        if let [only @ ..ONLY] = numbers {
            self.heads.push(only | ONLY);
            return;
        }
        self.heads.push(narrow(self.bytes.len()));
        put(&mut self.bytes, narrow(numbers.len()));
        let mut last = 0;
        for number in numbers {
            put(&mut self.bytes, number.wrapping_sub(last));
            last = *number;
        }
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
        for &head in self.heads.get(lists).unwrap_or_default() {
            if head & ONLY != 0 {
                if test(head & !ONLY) {
                    return true;
                }
                continue;
            }
            let mut bytes = self.bytes.get(head as usize..).unwrap_or_default().iter();
            let mut number = 0_u32;
            for _ in 0..next(&mut bytes) {
                number = number.wrapping_add(next(&mut bytes));
                if test(number) {
                    return true;
                }
            }
        }
        false
    }

    /// How many numbers a list has.
    pub(super) fn count(&self, list: usize) -> u32 {
        match self.heads.get(list) {
            None => 0,
            Some(head) if head & ONLY != 0 => 1,
            Some(head) => next(&mut self.bytes.get(*head as usize..).unwrap_or_default().iter()),
        }
    }

    fn write(&self, out: &mut Writer<'_>) {
        out.bytes(&self.bytes);
        out.numbers(self.heads.len(), self.heads.iter().copied());
    }

    /// Reads so many lists of numbers below a limit.
    fn read(bytes: &mut Reader<'_>, lists: usize, limit: u32) -> Option<Self> {
        let (bytes, heads) = (bytes.bytes()?, bytes.numbers(|head: u32| head)?);
        let read = Self { bytes, heads };
        (read.heads.len() == lists && read.is_sound(limit)).then_some(read)
    }

    /// Whether each list lies where the one before it ends, and its numbers are below a limit,
    /// rising and each once.
    fn is_sound(&self, limit: u32) -> bool {
        let mut bytes = self.bytes.iter();
        for head in &self.heads {
            if head & ONLY != 0 {
                if head & !ONLY >= limit {
                    return false;
                }
                continue;
            }
            if *head as usize != self.bytes.len() - bytes.len() {
                return false;
            }
            let (mut number, mut least) = (0_u32, 0);
            for _ in 0..next(&mut bytes) {
                number = number.wrapping_add(next(&mut bytes));
                if number < least || number >= limit {
                    return false;
                }
                least = number + 1;
            }
        }
        bytes.len() == 0
    }
}

/// Writes a number, seven bits to a byte.
pub(super) fn put(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(low_byte(number) | 0x80);
        number >>= 7;
    }
    bytes.push(low_byte(number));
}

/// Reads such a number; what is missing of it is zero.
pub(super) fn next(bytes: &mut std::slice::Iter<'_, u8>) -> u32 {
    let (mut number, mut shift) = (0_u32, 0);
    for &byte in bytes {
        number |= u32::from(byte & 0x7f).wrapping_shl(shift);
        if byte < 0x80 {
            break;
        }
        shift += 7;
    }
    number
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
    pub(super) fn push(&mut self, text: &[u8], numbers: &[u32]) {
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
                bytes: with_room_for(lists.clone().map(|lists| lists.bytes.len()).sum()),
                heads: with_room_for(lists.map(|lists| lists.heads.len()).sum()),
            },
        }
    }

    /// Empty, with room for so many texts of so many bytes in all, and so many numbers.
    pub(super) fn roomy(texts: usize, bytes: usize, numbers: usize) -> Self {
        Self {
            texts: Sorted::default().roomy(texts, bytes),
            lists: Lists {
                // Most numbers take one byte, hardly any more than two.
                bytes: with_room_for(numbers * 2),
                heads: with_room_for(texts),
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
        self.lists.bytes = settled(std::mem::take(&mut self.lists.bytes));
        self.lists.heads = settled(std::mem::take(&mut self.lists.heads));
    }

    /// The places of the texts that are so, or begin so.
    pub(super) fn sought(&self, sought: &Sought) -> Range<usize> {
        let text = sought.text.as_bytes();
        let whole = || self.texts.find(text);
        match sought.after {
            After::Nothing => whole().map_or(0..0, |place| place..place + 1),
            After::Anything => self.texts.with_prefix(text),
            After::Something => {
                let longer = whole().map_or_else(|place| place, |place| place + 1);
                longer..self.texts.with_prefix(text).end
            }
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
    pub(super) after: After,
}

/// What may follow a text in a word that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// It is the whole word.
    Nothing,
    /// The word begins so.
    Anything,
    /// The word begins so and goes on.
    Something,
}

impl Sought {
    pub(super) fn whole(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            after: After::Nothing,
        }
    }

    pub(super) fn begun(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            after: After::Anything,
        }
    }

    pub(super) fn longer(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            after: After::Something,
        }
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
            postings.push(word.as_bytes(), slots);
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
        for (sought, found) in [
            (Sought::whole("d"), [127, 128].as_slice()),
            (Sought::longer("d"), &[]),
            (Sought::longer(""), &[0, 1, 2, 127, 128]),
        ] {
            let mut bits = Bits::new(200);
            postings.mark(&sought, &mut bits);
            assert_eq!(bits.iter().collect::<Vec<_>>(), found, "{sought:?}");
        }
    }
}
