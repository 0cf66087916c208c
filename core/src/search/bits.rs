//! A set of slots, one bit each.

use super::stored::{Reader, Writer};

/// A set of slots below a fixed length. Slots outside it are never members.
#[derive(Debug, Clone, Default)]
pub(super) struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    pub(super) fn new(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
            len,
        }
    }

    pub(super) fn full(len: usize) -> Self {
        let mut words = vec![u64::MAX; len.div_ceil(64)];
        if let (Some(last), rest @ 1..) = (words.last_mut(), len % 64) {
            *last = (1 << rest) - 1;
        }
        Self { words, len }
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        out.numbers(self.words.len(), self.words.iter().copied());
    }

    /// Reads a set of slots below this length.
    pub(super) fn read(bytes: &mut Reader<'_>, len: usize) -> Option<Self> {
        let words = bytes.numbers(|word: u64| word)?;
        let fits = words.len() == len.div_ceil(64)
            && words
                .last()
                .zip(Self::full(len).words.last())
                .is_none_or(|(last, full)| last & !full == 0);
        fits.then_some(Self { words, len })
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Makes room for slots below `len`.
    pub(super) fn grow(&mut self, len: usize) {
        self.len = self.len.max(len);
        self.words.resize(self.len.div_ceil(64), 0);
    }

    pub(super) fn insert(&mut self, slot: u32) {
        if let Some(word) = self.words.get_mut(slot as usize / 64) {
            *word |= 1 << (slot % 64);
        }
    }

    pub(super) fn remove(&mut self, slot: u32) {
        if let Some(word) = self.words.get_mut(slot as usize / 64) {
            *word &= !(1 << (slot % 64));
        }
    }

    pub(super) fn contains(&self, slot: u32) -> bool {
        self.words
            .get(slot as usize / 64)
            .is_some_and(|word| word >> (slot % 64) & 1 == 1)
    }

    /// Whether the slot was not there before.
    pub(super) fn insert_new(&mut self, slot: u32) -> bool {
        let Some(word) = self.words.get_mut(slot as usize / 64) else {
            return false;
        };
        let bit = 1 << (slot % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// A set of the same length, made 64 slots at a time beside something else.
    pub(super) fn map_words<T>(
        &self,
        beside: impl Iterator<Item = T>,
        word: impl Fn(u64, T) -> u64,
    ) -> Self {
        let words = self.words.iter().zip(beside);
        let mut made: Vec<u64> = words.map(|(own, beside)| word(*own, beside)).collect();
        made.resize(self.words.len(), 0);
        Self {
            words: made,
            len: self.len,
        }
    }

    pub(super) fn and(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    pub(super) fn or(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    pub(super) fn and_not(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    pub(super) fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The members, rising.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        members(self.words.iter().copied())
    }

    /// The members that another set does not have, rising.
    pub(super) fn iter_without(&self, other: Option<&Self>) -> impl Iterator<Item = u32> {
        let none = other.map_or([].as_slice(), |other| &other.words);
        let none = none.iter().copied().chain(std::iter::repeat(0));
        members(self.words.iter().zip(none).map(|(own, not)| own & !not))
    }
}

fn members(words: impl Iterator<Item = u64>) -> impl Iterator<Item = u32> {
    words.zip((0..).step_by(64)).flat_map(|(word, first)| {
        std::iter::successors((word != 0).then_some(word), |word| {
            let rest = word & (word - 1);
            (rest != 0).then_some(rest)
        })
        .map(move |word| first + word.trailing_zeros())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_knows_its_members() {
        let mut bits = Bits::new(130);
        for slot in [0, 63, 64, 129, 500] {
            bits.insert(slot);
        }
        bits.remove(63);
        assert_eq!(bits.iter().collect::<Vec<_>>(), [0, 64, 129]);
        assert_eq!(bits.count(), 3);
        assert!(bits.contains(64) && !bits.contains(63) && !bits.contains(500));
        assert_eq!(Bits::full(130).count(), 130);
        assert_eq!(Bits::full(128).count(), 128);
        assert_eq!(Bits::full(0).count(), 0);
    }
}
