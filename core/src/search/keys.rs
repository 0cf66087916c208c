//! The keys of a column: numbers of eight bytes, or texts that share their beginnings.

use std::borrow::Cow;

use super::narrow;
use super::postings::{next, put};
use super::roomy::{settled, with_room_for};
use super::sorted::Sorted;
use super::stored::{Reader, Writer};

/// Keys, rising and each once.
#[derive(Debug)]
pub(super) enum Keys {
    Numbers(Sorted),
    Texts(Texts),
}

impl Default for Keys {
    fn default() -> Self {
        Self::Texts(Texts::default())
    }
}

impl Keys {
    /// The keys in the form that is kept.
    pub(super) fn of(sorted: Sorted, are_numbers: bool) -> Self {
        if are_numbers {
            Self::Numbers(sorted)
        } else {
            Self::Texts(Texts::of(&sorted))
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts(texts) => texts.len,
        }
    }

    /// The number of this key, or of the first greater one.
    pub(super) fn find(&self, key: &[u8]) -> Result<usize, usize> {
        match self {
            Self::Numbers(numbers) => numbers.find(key),
            Self::Texts(texts) => texts.find(key),
        }
    }

    /// A key of eight bytes.
    pub(super) fn number(&self, rank: usize) -> Option<[u8; 8]> {
        match self {
            Self::Numbers(numbers) => numbers.get(rank)?.try_into().ok(),
            Self::Texts(_) => None,
        }
    }

    /// All of them one after the other, each whole.
    pub(super) fn spread(&self) -> Cow<'_, Sorted> {
        match self {
            Self::Numbers(numbers) => Cow::Borrowed(numbers),
            Self::Texts(texts) => Cow::Owned(texts.spread()),
        }
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::Numbers(numbers) => numbers.write(out),
            Self::Texts(texts) => {
                out.bytes(&texts.bytes);
                out.numbers(texts.blocks.len(), texts.blocks.iter().copied());
                out.numbers(1, std::iter::once(texts.len as u64));
            }
        }
    }

    pub(super) fn read(bytes: &mut Reader<'_>, are_numbers: bool) -> Option<Self> {
        if are_numbers {
            let empty = Sorted::of_width(size_of::<i64>());
            return Sorted::read(bytes, &empty).map(Self::Numbers);
        }
        let (own, blocks) = (bytes.bytes()?, bytes.numbers(|block: u32| block)?);
        let [len] = *bytes.numbers(|len: u64| len)? else {
            return None;
        };
        let texts = Texts {
            bytes: own,
            blocks,
            len: usize::try_from(len).ok()?,
        };
        texts.is_sound().then_some(Self::Texts(texts))
    }
}

/// Texts of which only the end is kept that differs from the one before, except for the first of each
/// block. Sorted keys share half of what they are made of.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// Of each text how many bytes it shares, how many it has besides, and these.
    bytes: Vec<u8>,
    /// Where each block begins.
    blocks: Vec<u32>,
    len: usize,
}

/// Texts in a block: so many are read to find one.
const BLOCK: usize = if cfg!(test) { 3 } else { 16 };

impl Texts {
    fn of(sorted: &Sorted) -> Self {
        let mut bytes = with_room_for(sorted.size() + sorted.len() * 4);
        let mut blocks = with_room_for(sorted.len() / BLOCK + 1);
        let mut before: &[u8] = &[];
        for (number, text) in sorted.iter().enumerate() {
            let mut shared = 0;
            if number.is_multiple_of(BLOCK) {
                blocks.push(narrow(bytes.len()));
            } else {
                let pairs = text.iter().zip(before);
                shared = pairs.take_while(|(own, other)| own == other).count();
            }
            let own = text.get(shared..).unwrap_or_default();
            put(&mut bytes, narrow(shared));
            put(&mut bytes, narrow(own.len()));
            bytes.extend_from_slice(own);
            before = text;
        }
        Self {
            bytes: settled(bytes),
            blocks: settled(blocks),
            len: sorted.len(),
        }
    }

    fn spread(&self) -> Sorted {
        let size = self.bytes.len() * 2;
        let mut sorted = Sorted::default().roomy(self.len, size);
        let mut walk = self.walk(0);
        while let Some(text) = walk.step() {
            sorted.push(text);
        }
        sorted
    }

    fn walk(&self, block: usize) -> Walk<'_> {
        let start = self.blocks.get(block);
        let rest = start.and_then(|start| self.bytes.get(*start as usize..));
        Walk {
            rest: rest.unwrap_or_default(),
            text: Vec::new(),
            left: self.len.saturating_sub(block * BLOCK),
        }
    }

    fn find(&self, text: &[u8]) -> Result<usize, usize> {
        // The last block that does not begin behind it.
        let (mut low, mut high) = (0, self.blocks.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.walk(middle).step().is_some_and(|first| first <= text) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let block = low.saturating_sub(1);
        let mut walk = self.walk(block);
        let mut number = block * BLOCK;
        while let Some(own) = walk.step() {
            if own >= text {
                return if own == text { Ok(number) } else { Err(number) };
            }
            number += 1;
        }
        Err(number)
    }

    /// Whether what was read is what could have been written.
    fn is_sound(&self) -> bool {
        let mut walk = Walk {
            rest: &self.bytes,
            text: Vec::new(),
            left: self.len,
        };
        let mut before: Vec<u8> = Vec::new();
        for number in 0..self.len {
            if number.is_multiple_of(BLOCK) {
                let start = self.bytes.len() - walk.rest.len();
                let block = self.blocks.get(number / BLOCK);
                // The first of a block shares nothing.
                if block.is_none_or(|block| *block as usize != start)
                    || walk.rest.first() != Some(&0)
                {
                    return false;
                }
            }
            match walk.step() {
                Some(text) if number == 0 || *before < *text => {
                    before.clear();
                    before.extend_from_slice(text);
                }
                _ => return false,
            }
        }
        walk.rest.is_empty() && self.blocks.len() == self.len.div_ceil(BLOCK)
    }
}

/// Goes from text to text.
struct Walk<'a> {
    rest: &'a [u8],
    text: Vec<u8>,
    left: usize,
}

impl Walk<'_> {
    fn step(&mut self) -> Option<&[u8]> {
        self.left = self.left.checked_sub(1)?;
        let mut bytes = self.rest.iter();
        let (shared, own) = (next(&mut bytes) as usize, next(&mut bytes) as usize);
        let (own, rest) = bytes.as_slice().split_at_checked(own)?;
        if shared > self.text.len() {
            return None;
        }
        self.text.truncate(shared);
        self.text.extend_from_slice(own);
        self.rest = rest;
        Some(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_where_it_was() {
        for len in [0, 1, 3, 4, 7, 200] {
            let texts: Vec<String> = (0..len).map(|number| format!("{number:03}a")).collect();
            let mut sorted = Sorted::default();
            for text in &texts {
                sorted.push(text.as_bytes());
            }
            let keys = Keys::of(sorted, false);
            assert_eq!(keys.len(), len);
            for (number, text) in texts.iter().enumerate() {
                assert_eq!(keys.find(text.as_bytes()), Ok(number));
                let before = text.trim_end_matches('a');
                assert_eq!(keys.find(before.as_bytes()), Err(number));
            }
            assert_eq!(keys.find(b"~"), Err(len));
            let spread = keys.spread();
            let all: Vec<&[u8]> = spread.iter().collect();
            assert_eq!(all, texts.iter().map(String::as_bytes).collect::<Vec<_>>());
        }
    }
}
