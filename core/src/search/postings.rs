//! Which books hold which word of one field: the vocabulary of the field and a list of slots for each word.

use std::ops::Range;

use super::bits::Bits;
use super::narrow;
use super::sorted::Sorted;

/// A sorted vocabulary with the slots of each word, rising.
///
/// A slot is written as its distance from the one before, seven bits to a byte. Most distances take
/// one byte, so a million books need a third of the memory of plain numbers, and the lists of all
/// words with one prefix lie side by side.
#[derive(Debug, Default)]
pub(super) struct Postings {
    words: Sorted,
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Postings {
    pub(super) fn words(&self) -> &Sorted {
        &self.words
    }

    /// Adds a word, greater than all before it, with its slots, rising and each once.
    pub(super) fn push(&mut self, word: &[u8], slots: impl IntoIterator<Item = u32>) {
        let mut last = 0;
        for slot in slots {
            let mut distance = slot.wrapping_sub(last);
            last = slot;
            while distance >= 0x80 {
                self.bytes.push(low_byte(distance) | 0x80);
                distance >>= 7;
            }
            self.bytes.push(low_byte(distance));
        }
        self.words.push(word);
        self.ends.push(narrow(self.bytes.len()));
    }

    /// Empty, with room for all words and slots of these.
    pub(super) fn with_room_for(fields: &[&Self]) -> Self {
        let words: Vec<&Sorted> = fields.iter().map(|field| &field.words).collect();
        Self {
            words: Sorted::with_room_for(&words),
            bytes: Vec::with_capacity(fields.iter().map(|field| field.bytes.len()).sum()),
            ends: Vec::with_capacity(fields.iter().map(|field| field.ends.len()).sum()),
        }
    }

    pub(super) fn shrink(&mut self) {
        self.words.shrink();
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Gives every slot of the words with these numbers, word by word.
    pub(super) fn each(&self, words: Range<usize>, mut give: impl FnMut(u32)) {
        let mut start = match words.start.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(0),
            None => 0,
        };
        for &end in self.ends.get(words).unwrap_or_default() {
            let list = self.bytes.get(start as usize..end as usize);
            let (mut slot, mut distance, mut shift) = (0_u32, 0_u32, 0);
            for &byte in list.unwrap_or_default() {
                distance |= u32::from(byte & 0x7f).wrapping_shl(shift);
                if byte < 0x80 {
                    slot = slot.wrapping_add(distance);
                    give(slot);
                    (distance, shift) = (0, 0);
                } else {
                    shift += 7;
                }
            }
            start = end;
        }
    }

    /// Adds the slots of every word that begins so.
    pub(super) fn mark(&self, prefix: &str, out: &mut Bits) {
        let words = self.words.with_prefix(prefix.as_bytes());
        self.each(words, |slot| out.insert(slot));
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
            postings.each(number..number + 1, |slot| seen.push(slot));
            assert_eq!(seen, *slots);
        }
        let mut bits = Bits::new(200);
        postings.mark("", &mut bits);
        assert_eq!(bits.iter().collect::<Vec<_>>(), [0, 1, 2, 127, 128]);
    }
}
