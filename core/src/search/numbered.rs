//! Texts that are numbered while an index is built.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::narrow;
use super::roomy::{make_room, with_room_for};

/// Byte strings, each once, numbered in the order they are first seen.
///
/// They lie end to end in one piece of memory: a million pieces would cost more than they hold, and
/// leave holes behind.
#[derive(Debug, Default)]
pub(super) struct Numbered {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    numbers: HashTable<u32>,
    hasher: RandomState,
}

impl Numbered {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many bytes all texts have.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn get(&self, number: u32) -> &[u8] {
        get(&self.bytes, &self.ends, number)
    }

    pub(super) fn find(&self, text: &[u8]) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        let is_text = |number: &u32| self.get(*number) == text;
        self.numbers.find(hash, is_text).copied()
    }

    /// The number of a text, a new one for one that was not seen before.
    pub(super) fn number(&mut self, text: &[u8]) -> u32 {
        let Self {
            bytes,
            ends,
            numbers,
            hasher,
        } = self;
        let hash = hasher.hash_one(text);
        if let Some(number) = numbers.find(hash, |number| get(bytes, ends, *number) == text) {
            return *number;
        }
        let number = narrow(ends.len());
        make_room(bytes, text.len());
        bytes.extend_from_slice(text);
        make_room(ends, 1);
        ends.push(narrow(bytes.len()));
        let hash_of = |number: &u32| hasher.hash_one(get(bytes, ends, *number));
        numbers.insert_unique(hash, number, hash_of);
        number
    }

    /// The numbers in the order of their texts, and the place of each number in that order.
    pub(super) fn ranked(&self) -> (Vec<u32>, Vec<u32>) {
        // Most texts differ in their first letters, which are compared without looking anything up.
        let mut order: Vec<(u64, u32)> = with_room_for(self.len());
        order.extend((0..narrow(self.len())).map(|number| (first_bytes(self.get(number)), number)));
        order.sort_unstable_by(|(one, number), (other, other_number)| {
            let rest = || self.get(*number).cmp(self.get(*other_number));
            one.cmp(other).then_with(rest)
        });
        let mut ranks = vec![0; order.len()];
        for (rank, (_, number)) in (0..).zip(&order) {
            if let Some(entry) = ranks.get_mut(*number as usize) {
                *entry = rank;
            }
        }
        (order.into_iter().map(|(_, number)| number).collect(), ranks)
    }
}

fn get<'a>(bytes: &'a [u8], ends: &[u32], number: u32) -> &'a [u8] {
    let end = |number: u32| ends.get(number as usize).map(|end| *end as usize);
    let start = number.checked_sub(1).map_or(Some(0), end);
    let range = start.zip(end(number)).map(|(start, end)| start..end);
    range.and_then(|range| bytes.get(range)).unwrap_or_default()
}

/// The first eight bytes as a number that compares as they do.
fn first_bytes(text: &[u8]) -> u64 {
    let mut first = [0; 8];
    for (byte, own) in first.iter_mut().zip(text) {
        *byte = *own;
    }
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number_and_finds_its_rank() {
        let mut texts = Numbered::default();
        let seen = ["b", "", "a\0", "a", "b", "abcdefghj", "abcdefghi", ""];
        let numbers = seen.map(|text| texts.number(text.as_bytes()));
        assert_eq!(numbers, [0, 1, 2, 3, 0, 4, 5, 1]);
        assert_eq!(texts.find(b"abcdefghi"), Some(5));
        assert_eq!(texts.find(b"abc"), None);
        let (order, ranks) = texts.ranked();
        let rising: Vec<&[u8]> = order.iter().map(|number| texts.get(*number)).collect();
        assert!(rising.is_sorted_by(|one, next| one < next));
        assert_eq!(rising.len(), 6);
        assert_eq!(ranks.get(5), Some(&3));
    }

    #[test]
    fn thousands_of_texts_are_told_apart() {
        let mut texts = Numbered::default();
        for round in 0..2 {
            for number in 0..5_000_u32 {
                let text = format!("{}", number.wrapping_mul(0x9e37_79b9));
                assert_eq!(texts.number(text.as_bytes()), number, "round {round}");
            }
        }
    }
}
