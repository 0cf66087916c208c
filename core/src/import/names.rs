//! What two rows have in common when they are about one book: a number of a catalogue, or the match
//! key. Kept as fingerprints, so that it stays small; equal fingerprints only mean "look it up".

use std::hash::BuildHasher;

use foldhash::quality::RandomState;

use crate::Identifier;

/// The fingerprint of an identifier or a match key.
pub(super) type Name = u64;

/// Makes fingerprints, other ones in each import.
#[derive(Clone, Default)]
pub(super) struct Naming(RandomState);

impl Naming {
    pub(super) fn names(&self, identifiers: &[Identifier], key: &str) -> Vec<Name> {
        let numbers = identifiers
            .iter()
            .map(|i| self.0.hash_one((i.scheme.as_str(), i.value.as_str())));
        numbers.chain([self.0.hash_one(key)]).collect()
    }
}

/// Every name that may be in the library: a Bloom filter of one size, however many names come.
/// It never says no to a name that was added. With millions of names it says yes too often, and the
/// import only gets slower.
pub(super) struct Seen {
    bits: Vec<u64>,
}

/// 4 MiB: of a million books, one in thirty is looked up in vain.
const WORDS: usize = 1 << 19;
/// Bits for each name.
const BITS: u32 = 3;

impl Seen {
    pub(super) fn new() -> Self {
        Self {
            bits: vec![0; WORDS],
        }
    }

    pub(super) fn add(&mut self, names: &[Name]) {
        for (word, bit) in names.iter().copied().flat_map(places) {
            if let Some(word) = self.bits.get_mut(word) {
                *word |= bit;
            }
        }
    }

    /// False only when none of these names was added.
    pub(super) fn may_have_any(&self, names: &[Name]) -> bool {
        let is_set = |(word, bit): (usize, u64)| self.bits.get(word).is_none_or(|w| w & bit != 0);
        names.iter().any(|name| places(*name).all(is_set))
    }
}

/// Where the bits of a name are: the word, and the bit in it.
fn places(name: Name) -> impl Iterator<Item = (usize, u64)> {
    (0..BITS).map(move |turn| {
        let part = name
            .rotate_right(turn * 21)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let word = usize::try_from(part >> 45).unwrap_or(0) % WORDS;
        (word, 1 << (part >> 39 & 63))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_was_added_is_never_denied_and_few_others_are_affirmed() {
        let naming = Naming::default();
        let names = |range: std::ops::Range<u32>| -> Vec<Name> {
            range
                .flat_map(|i| naming.names(&[], &i.to_string()))
                .collect()
        };
        let mut seen = Seen::new();
        assert!(!seen.may_have_any(&names(0..1_000)));
        seen.add(&names(0..100_000));
        assert!(
            names(0..100_000)
                .iter()
                .all(|name| seen.may_have_any(&[*name]))
        );
        let wrong = names(100_000..200_000);
        let wrong = wrong.iter().filter(|name| seen.may_have_any(&[**name]));
        assert!(wrong.count() < 100);
    }
}
