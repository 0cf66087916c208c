//! Texts as they were written, one for each slot.

use super::narrow;
use super::roomy::{settled, with_room_for};
use super::stored::{Reader, Writer};

/// Texts in one piece of memory, in the order of the slots.
#[derive(Debug, Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Texts {
    pub(super) fn with_room_for(texts: usize, bytes: usize) -> Self {
        Self {
            bytes: with_room_for(bytes),
            ends: with_room_for(texts),
        }
    }

    /// How many bytes all texts have.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Adds the text of the next slot.
    pub(super) fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(narrow(self.bytes.len()));
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        out.bytes(&self.bytes);
        out.numbers(self.ends.len(), self.ends.iter().copied());
    }

    /// Reads so many texts.
    pub(super) fn read(bytes: &mut Reader<'_>, len: usize) -> Option<Self> {
        let (bytes, ends) = (bytes.bytes()?, bytes.numbers(|end: u32| end)?);
        let all = str::from_utf8(&bytes).ok()?;
        let fits = ends.len() == len
            && ends.is_sorted()
            && ends.last().map_or(0, |end| *end as usize) == bytes.len()
            && ends.iter().all(|end| all.is_char_boundary(*end as usize));
        fits.then_some(Self { bytes, ends })
    }

    pub(super) fn shrink(&mut self) {
        self.bytes = settled(std::mem::take(&mut self.bytes));
        self.ends = settled(std::mem::take(&mut self.ends));
    }

    pub(super) fn get(&self, slot: u32) -> &str {
        let end = |slot: usize| self.ends.get(slot).map(|end| *end as usize);
        let slot = slot as usize;
        let start = match slot.checked_sub(1) {
            Some(before) => end(before),
            None => Some(0),
        };
        let range = start.zip(end(slot)).map(|(start, end)| start..end);
        let bytes = range.and_then(|range| self.bytes.get(range));
        bytes
            .and_then(|bytes| str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were_given() {
        let mut texts = Texts::with_room_for(3, 0);
        for text in ["Äpfel", "", "三体"] {
            texts.push(text);
        }
        assert_eq!(
            [0, 1, 2, 3].map(|slot| texts.get(slot)),
            ["Äpfel", "", "三体", ""]
        );
    }
}
