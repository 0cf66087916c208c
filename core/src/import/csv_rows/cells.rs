//! The cells of one row: one text, and where each cell ends in it.

use crate::import::encoding::{Repairs, is_clean, push_text};

/// The text of one row.
#[derive(Debug, Default)]
pub(in crate::import) struct Cells {
    text: String,
    ends: Vec<usize>,
    pub(in crate::import) repairs: Repairs,
}

impl Cells {
    /// Makes text of the bytes of a row, whose cells end where `ends` says.
    pub(in crate::import) fn new(bytes: &[u8], ends: &[usize]) -> Self {
        let mut cells = Self {
            ends: ends.to_vec(),
            ..Self::default()
        };
        match str::from_utf8(bytes) {
            Ok(text) if is_clean(text) && ends.iter().all(|&end| text.is_char_boundary(end)) => {
                text.clone_into(&mut cells.text);
            }
            _ => {
                let mut start = 0;
                for end in &mut cells.ends {
                    let cell = bytes.get(start..*end).unwrap_or_default();
                    push_text(&mut cells.text, cell, &mut cells.repairs);
                    start = *end;
                    *end = cells.text.len();
                }
            }
        }
        cells
    }

    /// Whether a character was damaged before.
    pub(in crate::import) fn are_damaged(&self) -> bool {
        self.text.contains('\u{fffd}')
    }

    /// How many there are.
    pub(in crate::import) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The texts in their order.
    pub(in crate::import) fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, &end)| self.text.get(start..end).unwrap_or_default())
    }

    /// The text of one cell; empty where the row is too short.
    pub(in crate::import) fn get(&self, index: usize) -> &str {
        let start = index
            .checked_sub(1)
            .map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.and_then(|start| Some(start..*self.ends.get(index)?));
        range
            .and_then(|range| self.text.get(range))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_kept_apart_even_where_a_character_seems_to_span_two() {
        // The two bytes of an é, one at the end of a cell and one at the beginning of the next.
        let cells = Cells::new(b"a\xC3\xA9b", &[2, 4, 4]);
        assert_eq!(cells.iter().collect::<Vec<_>>(), ["aÃ", "©b", ""]);
        assert!(cells.repairs.old_encoding);
        assert_eq!(
            (cells.len(), cells.get(0), cells.get(1), cells.get(9)),
            (3, "aÃ", "©b", "")
        );
    }
}
