//! Places in a text: bytes here, UTF-16 units in the window.

use std::ops::Range;

/// A place as the window counts it: in units of UTF-16.
pub fn in_units(text: &str, span: Range<usize>) -> Range<u32> {
    let units = |bytes: usize| {
        let before = text.char_indices().take_while(|(at, _)| *at < bytes);
        let count: usize = before.map(|(_, c)| c.len_utf16()).sum();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    units(span.start)..units(span.end)
}

/// The byte where a unit of UTF-16 begins. Within a character it is the character's beginning; behind the end, the end.
pub fn in_bytes(text: &str, unit: u32) -> usize {
    let mut left = usize::try_from(unit).unwrap_or(usize::MAX);
    for (at, c) in text.char_indices() {
        if left < c.len_utf16() {
            return at;
        }
        left -= c.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_in_both_ways() {
        let text = "é𝄞 ab";
        for (byte, unit) in [(0, 0), (2, 1), (6, 3), (7, 4), (9, 6)] {
            assert_eq!(in_units(text, byte..byte), unit..unit);
            assert_eq!(in_bytes(text, unit), byte);
        }
        assert_eq!(in_bytes(text, 2), 2);
        assert_eq!(in_bytes(text, 99), text.len());
        assert_eq!(in_units(text, 0..99), 0..6);
    }
}
