//! When two whole values are one: `Sci-Fi` and `sci fi` are, `C` and `C++` are not.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::fold::fold;

/// Parts the words of a value from its signs.
const SIGNS: char = '\u{1}';

/// What all spellings of a value have in common: its folded words, and the signs that mean something.
///
/// Of the signs on a keyboard only `+` and `#` do (`C++`, `C#`); beyond them every symbol that is no
/// punctuation, because some people's tags are made of hearts and stars. Empty only for blanks.
pub(super) fn whole(text: &str) -> String {
    let mut key = plain(text);
    let signs: String = if text.is_ascii() {
        text.chars().filter(|letter| is_sign(*letter)).collect()
    } else {
        text.nfkc().filter(|letter| is_sign(*letter)).collect()
    };
    if !signs.is_empty() {
        key.push(SIGNS);
        key.push_str(&signs);
    } else if key.is_empty() {
        // `!!!` is a value too.
        key = raw(text);
    }
    key
}

/// The folded words without apostrophes.
pub(super) fn plain(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(|letter| letter != '\'');
    folded
}

/// The same of a text in ASCII, letter by letter and without an allocation: this is for looking
/// through a million titles.
pub(super) fn plain_ascii(text: &str) -> impl Iterator<Item = u8> {
    let mut bytes = text.bytes();
    let mut waiting: Option<u8> = None;
    let mut begun = false;
    std::iter::from_fn(move || {
        if let Some(letter) = waiting.take() {
            return Some(letter);
        }
        let (mut others, mut apostrophes) = (0, 0);
        loop {
            match bytes.next()? {
                letter if letter.is_ascii_alphanumeric() => {
                    let letter = letter.to_ascii_lowercase();
                    // One apostrophe alone is left out; anything else parts two words.
                    let parted = begun && (others > 0 || apostrophes > 1);
                    begun = true;
                    if parted {
                        waiting = Some(letter);
                        return Some(b' ');
                    }
                    return Some(letter);
                }
                b'\'' | b'`' => apostrophes += 1,
                _ => others += 1,
            }
        }
    })
}

/// A text without words, only in lower case.
pub(super) fn raw(text: &str) -> String {
    text.trim().to_lowercase().replace('\0', "")
}

fn is_sign(letter: char) -> bool {
    match letter {
        '+' | '#' => true,
        '\0'..='\u{bf}'
        | '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{303f}'
        | '\u{fe10}'..='\u{fe6f}'
        | '\u{30fb}'
        | '\u{feff}' => false,
        _ => !letter.is_alphanumeric() && !letter.is_whitespace() && !is_combining_mark(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_value_have_one_key() {
        for (one, other) in [
            ("Sci-Fi", "sci fi"),
            ("Réd", "RED"),
            ("L’Or", "lor"),
            ("Ace Books, Inc.", "ace books inc"),
            ("«Да»", "да"),
            ("C＋＋", "c++"),
            ("!!!", " !!! "),
            ("❤️", "❤"),
        ] {
            assert_eq!(whole(one), whole(other), "{one}");
        }
    }

    proptest::proptest! {
        #[test]
        fn ascii_is_folded_the_same_letter_by_letter(text in "[aB1'` .\"+-]{0,9}|[ -~]{0,9}") {
            let quick: Vec<u8> = plain_ascii(&text).collect();
            proptest::prop_assert_eq!(String::from_utf8(quick).unwrap(), plain(&text));
        }
    }

    #[test]
    fn other_values_have_other_keys() {
        for (one, other) in [
            ("C", "C++"),
            ("C#", "C++"),
            ("★", "★★"),
            ("🔥", "⭐"),
            ("!", "?"),
            ("ab", "a b"),
        ] {
            assert_ne!(whole(one), whole(other), "{one}");
        }
        assert_eq!(whole("  "), "");
    }
}
