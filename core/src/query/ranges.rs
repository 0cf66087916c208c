//! How ranges are written: `a..b`, `a..`, `..b`, `>a`, `>=a`, `<a`, `<=a`, `a`.

use super::values::{Instead, Wrong};

/// A range before its ends are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range<'a> {
    One(&'a str),
    Above { end: &'a str, strictly: bool },
    Below { end: &'a str, strictly: bool },
    Between(Option<&'a str>, Option<&'a str>),
}

/// A text with the digits and signs that other keyboards write, as the rest of the reading knows them.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '…' | '–' | '—' | '～' | '〜' => plain.push_str(".."),
            '≥' => plain.push_str(">="),
            '≤' => plain.push_str("<="),
            '−' => plain.push('-'),
            '．' => plain.push('.'),
            '\u{ff01}'..='\u{ff5e}' => plain.push(moved(c, 0xff01, '!')),
            '\u{660}'..='\u{669}' => plain.push(moved(c, 0x660, '0')),
            '\u{6f0}'..='\u{6f9}' => plain.push(moved(c, 0x6f0, '0')),
            '\u{966}'..='\u{96f}' => plain.push(moved(c, 0x966, '0')),
            _ if c.is_whitespace() => {}
            _ => plain.extend(c.to_lowercase()),
        }
    }
    plain.replace("...", "..")
}

fn moved(c: char, from: u32, to: char) -> char {
    let moved = u32::from(c).wrapping_sub(from) + u32::from(to);
    char::from_u32(moved).unwrap_or(c)
}

/// Takes a plain text apart; none when nothing is asked, as while it is being typed. A hyphen parts two numbers that
/// have at least this many digits.
pub(super) fn range(text: &str, hyphen_from: usize) -> Option<Range<'_>> {
    for (sign, above, strictly) in [
        (">=", true, false),
        ("=>", true, false),
        ("=<", false, false),
        ("<=", false, false),
        (">", true, true),
        ("<", false, true),
    ] {
        if let Some(end) = text.strip_prefix(sign) {
            let end = piece(end)?;
            return Some(if above {
                Range::Above { end, strictly }
            } else {
                Range::Below { end, strictly }
            });
        }
    }
    let text = text.strip_prefix('=').unwrap_or(text);
    if let Some((from, to)) = text.split_once("..") {
        let (from, to) = (piece(from), piece(to));
        from.or(to)?;
        return Some(Range::Between(from, to));
    }
    if let Some((from, to)) = text.split_once('-') {
        let long = |end: &str| {
            // Dots part the days of a date, not its years.
            let dots = hyphen_from == 1;
            let number = |b: u8| b.is_ascii_digit() || (dots && b == b'.');
            end.len() >= hyphen_from && end.bytes().all(number)
        };
        if long(from) && long(to) {
            return Some(Range::Between(Some(from), Some(to)));
        }
    }
    Some(Range::One(piece(text)?))
}

/// An end of a range. What a person has not finished typing is left out: `1990.`, `1999-`, a sign alone.
fn piece(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(['.', ',']);
    let text = if text == "-" { "" } else { text };
    (!text.is_empty()).then_some(text)
}

/// The first end lies behind the second.
pub(super) fn reversed(from: &str, to: &str) -> Wrong {
    let swapped = format!("{to}..{from}");
    let message = format!("This range ends before it begins. Write {swapped}.");
    Wrong::new(message, Instead::Value(swapped))
}
