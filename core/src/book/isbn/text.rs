//! The many ways in which people, spreadsheets and scanners write an ISBN.

use super::IsbnProblem;

/// The value of an `X` at the end of an ISBN-10.
pub(super) const X: u8 = 10;
/// More symbols than any ISBN with an add-on has.
const MOST_SYMBOLS: usize = 24;

/// The digits of a number in any form, 0 to 9, and [`X`] where one is written.
pub(super) fn symbols(text: &str) -> Result<Vec<u8>, IsbnProblem> {
    let text = unwrapped(text);
    let mut found = Vec::with_capacity(13);
    // As nearly all are written; the rest is only looked for in the others.
    if text.len() <= MOST_SYMBOLS && text.bytes().all(|b| b.is_ascii_digit()) {
        found.extend(text.bytes().map(|digit| digit - b'0'));
        return Ok(found);
    }
    for c in without_qualifiers(without_label(text)).chars() {
        if found.len() == MOST_SYMBOLS {
            return Err(IsbnProblem::Length);
        }
        match value(c) {
            Some(value) => found.push(value),
            None if is_separator(c) => {}
            None => return Err(IsbnProblem::Character),
        }
    }
    Ok(found)
}

/// What a spreadsheet wrote as `="…"` (so that it stays text), quoted, or with a leading apostrophe.
pub(crate) fn unwrapped(text: &str) -> &str {
    let text = text.trim().trim_start_matches('\u{feff}');
    let quoted = text.strip_prefix('=').map_or(text, str::trim_start);
    quoted.trim_matches(['"', '\'']).trim()
}

/// A number that a spreadsheet has rounded: `9.78E+12`. Its last digits are lost.
pub(crate) fn is_scientific(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let Some((number, exponent)) = unwrapped(text).split_once(['e', 'E']) else {
        return false;
    };
    let mantissa = match number.split_once(['.', ',']) {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(number),
    };
    mantissa && digits(exponent.strip_prefix('+').unwrap_or(exponent))
}

/// `ISBN-13: 978…`, `urn:isbn:978…`, `e-ISBN 978…`: what follows the label.
fn without_label(text: &str) -> &str {
    let label = text.to_ascii_lowercase().find("isbn").filter(|&at| at < 12);
    let Some(rest) = label.and_then(|at| text.get(at + 4..)) else {
        return text;
    };
    let rest = rest.trim_start_matches(|c| is_separator(c) || ":#=(".contains(c));
    let kind = rest.strip_prefix("13").or_else(|| rest.strip_prefix("10"));
    // "ISBN 10 0306406152" names its kind; in "ISBN 1034567890" the number has begun.
    let number = kind.filter(|after| after.starts_with([':', ' ', ')', '=']));
    let number = number.filter(|after| after.chars().filter_map(value).count() >= 9);
    number.map_or(rest, |after| after.trim_start_matches([':', ' ', ')', '=']))
}

/// Drops `(pbk.)` and `[hardcover]`; brackets around digits only lose their brackets.
fn without_qualifiers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(['(', '[']) {
        let (inside, behind) = after.split_once([')', ']']).unwrap_or((after, ""));
        kept.push_str(before);
        if !inside
            .chars()
            .any(|c| c.is_alphabetic() && value(c).is_none())
        {
            kept.push_str(inside);
        }
        rest = behind;
    }
    kept.push_str(rest);
    kept
}

/// Latin, full-width, Arabic and Persian digits, and the `X`.
fn value(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        'X' | 'x' | 'Ｘ' | 'ｘ' | 'Χ' | 'Х' => return Some(X),
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

/// Spaces, dots, every hyphen, and marks that nobody sees.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | '_' | '·' | '－' | '−' | '\u{ad}' | '\u{feff}' | '﹣'
        )
        || matches!(c, '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheet_wrappers_are_taken_off() {
        for (text, inner) in [
            ("=\"0142402494\"", "0142402494"),
            ("=\"\"", ""),
            ("\"9780142402498\"", "9780142402498"),
            ("'0142402494", "0142402494"),
            ("= \" 12 \" ", "12"),
            ("=", ""),
        ] {
            assert_eq!(unwrapped(text), inner, "{text}");
        }
    }

    #[test]
    fn rounded_numbers_are_told_from_others() {
        for text in [
            "9.78E+12",
            "9,78E+12",
            "9.78014e12",
            "=\"9.78E+12\"",
            "1E11",
        ] {
            assert!(is_scientific(text), "{text}");
        }
        for text in [
            "",
            "9780142402498",
            "E12",
            "9.78E",
            "9.78E-2x",
            "1.2.3E4",
            "012345678X",
        ] {
            assert!(!is_scientific(text), "{text}");
        }
    }
}
