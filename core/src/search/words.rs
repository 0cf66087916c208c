//! Takes texts apart into the words that can be found.

use unicode_normalization::UnicodeNormalization;

use super::IndexedBook;
use crate::fold::fold;

/// A list of words of its own, so that each can be searched separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Subtitle,
    People,
    Series,
    Publisher,
    Tags,
    Identifiers,
    /// Whole tags, for shelves and counts; not searched by words.
    WholeTags,
}

impl Field {
    /// The fields that a word is looked for in.
    pub(super) const SEARCHED: [Self; 7] = [
        Self::Title,
        Self::Subtitle,
        Self::People,
        Self::Series,
        Self::Publisher,
        Self::Tags,
        Self::Identifiers,
    ];
}

/// One of something for each field.
#[derive(Debug, Default)]
pub(super) struct PerField<T>(pub(super) [T; 8]);

impl<T> PerField<T> {
    #[expect(clippy::indexing_slicing, reason = "there is one for each field")]
    pub(super) fn of(&self, field: Field) -> &T {
        &self.0[field as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "there is one for each field")]
    pub(super) fn of_mut(&mut self, field: Field) -> &mut T {
        &mut self.0[field as usize]
    }
}

/// Gives every word under which a book is found, some more than once.
pub(super) fn book_words(book: &IndexedBook, mut give: impl FnMut(Field, &str)) {
    let mut text = |field, text: &str| words(&fold(text), |word| give(field, word));
    text(Field::Title, &book.title);
    text(Field::Subtitle, &book.subtitle);
    for (name, sort_name) in &book.contributors {
        text(Field::People, name);
        text(Field::People, sort_name);
    }
    for (name, _) in &book.series {
        text(Field::Series, name);
    }
    text(Field::Publisher, &book.publisher);
    for tag in &book.tags {
        text(Field::Tags, tag);
    }
    for identifier in &book.identifiers {
        identifier_words(&fold(identifier), |word| give(Field::Identifiers, word));
    }
    let mut seen: Vec<String> = Vec::with_capacity(book.tags.len());
    for tag in &book.tags {
        let key = tag_key(tag);
        if !seen.contains(&key) {
            give(Field::WholeTags, &format!("{key}{SPELLING}{}", tag.trim()));
            seen.push(key);
        }
    }
}

/// Parts the key of a whole tag from its spelling, so that the most used spelling can be shown.
pub(super) const SPELLING: char = '\u{0}';

/// Two tags with the same key are one tag. Unlike words, tags keep their signs: `C` is not `C++`.
pub(super) fn tag_key(tag: &str) -> String {
    tag.trim().nfkc().flat_map(char::to_lowercase).collect()
}

/// A part of a folded text: a word as its spaces show it, or a run of a script without spaces.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// May hold apostrophes.
    Word(&'a str),
    Run(&'a str),
}

/// The pieces of a folded text.
pub(super) fn pieces(folded: &str) -> impl Iterator<Item = Piece<'_>> {
    folded.split(' ').flat_map(|mut rest| {
        std::iter::from_fn(move || {
            loop {
                let is_run = is_unspaced(rest.chars().next()?);
                let end = rest.find(|letter| is_unspaced(letter) != is_run);
                let (piece, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
                rest = after;
                if is_run {
                    return Some(Piece::Run(piece));
                }
                let word = piece.trim_matches('\'');
                if !word.is_empty() {
                    return Some(Piece::Word(word));
                }
            }
        })
    })
}

/// Gives the words of a folded text.
///
/// `l'etranger` gives `letranger` and `etranger`. A run of a script without spaces gives all pairs
/// of neighbours and its last letter, so that any one letter and any two neighbours are the
/// beginning of some word.
fn words(folded: &str, mut give: impl FnMut(&str)) {
    for piece in pieces(folded) {
        match piece {
            Piece::Word(word) if word.contains('\'') => {
                let mut rest = word;
                give(&joined(rest));
                while let Some((_, after)) = rest.split_once('\'') {
                    let tail = joined(after);
                    // The `s` of `children's` is no word that anyone looks for.
                    if tail.chars().nth(1).is_some() {
                        give(&tail);
                    }
                    rest = after;
                }
            }
            Piece::Word(word) => give(word),
            Piece::Run(run) => {
                for pair in pairs(run) {
                    give(&pair);
                }
                if let Some(last) = run.chars().next_back() {
                    give(last.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }
}

/// A word without its apostrophes.
pub(super) fn joined(word: &str) -> String {
    word.replace('\'', "")
}

/// The neighbouring letters of a run, two by two.
pub(super) fn pairs(run: &str) -> impl Iterator<Item = String> {
    run.chars()
        .zip(run.chars().skip(1))
        .map(|(first, second)| String::from_iter([first, second]))
}

/// An ISBN is found as its 13 digits, everything else as its words, a plain number as one.
fn identifier_words(folded: &str, mut give: impl FnMut(&str)) {
    let number: String = folded.split(' ').collect();
    if let Some(isbn) = as_isbn13(&number) {
        give(&isbn);
        return;
    }
    words(folded, &mut give);
    if folded.contains(' ') && folded.split(' ').all(is_number) {
        give(&number);
    }
}

/// The 13 digits of an ISBN-10 with a right check digit, or of anything with 13 digits.
///
/// A check digit that does not fit an ISBN-13 is left alone: many printed ones do not.
fn as_isbn13(number: &str) -> Option<String> {
    match number.len() {
        13 if is_number(number) => Some(number.to_owned()),
        10 => {
            let digits = isbn10_digits(number)?;
            let stem = format!("978{digits}");
            let sum: u32 = stem
                .bytes()
                .zip([1, 3].iter().cycle())
                .map(|(digit, weight)| u32::from(digit & 0xf) * weight)
                .sum();
            let check = (10 - sum % 10) % 10;
            Some(format!("{stem}{check}"))
        }
        _ => None,
    }
}

/// The first nine digits of an ISBN-10 whose check digit is right.
pub(super) fn isbn10_digits(number: &str) -> Option<&str> {
    let (digits, check) = number.split_at_checked(9)?;
    let check = match check.as_bytes() {
        b"x" => 10,
        [digit @ b'0'..=b'9'] => u32::from(digit & 0xf),
        _ => return None,
    };
    let sum: u32 = digits
        .bytes()
        .zip((2..=10).rev())
        .map(|(digit, weight)| u32::from(digit & 0xf) * weight)
        .sum();
    (is_number(digits) && (sum + check).is_multiple_of(11)).then_some(digits)
}

/// Whether a word is made of digits alone.
pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_digit())
}

/// Scripts that are written without spaces between words.
fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        // Thai and Lao; Myanmar; Khmer
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        // Radicals, 々 and its like, kana, bopomofo
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{312f}'
        | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}'
        // Han
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(text: &str) -> Vec<String> {
        let mut seen = Vec::new();
        words(&fold(text), |word| seen.push(word.to_owned()));
        seen
    }

    #[test]
    fn texts_fall_into_words() {
        let rows: [(&str, &[&str]); 8] = [
            ("The Left Hand", &["the", "left", "hand"]),
            ("L'Étranger", &["letranger", "etranger"]),
            ("Rock'n'roll", &["rocknroll", "nroll", "roll"]),
            ("Children's", &["childrens"]),
            ("紅樓夢", &["紅樓", "樓夢", "夢"]),
            ("夢", &["夢"]),
            ("1Q84とIT'S村", &["1q84", "と", "its", "村"]),
            ("…", &[]),
        ];
        for (text, words) in rows {
            assert_eq!(words_of(text), words, "{text}");
        }
    }

    #[test]
    fn identifiers_become_numbers_where_they_are() {
        let rows: [(&str, &[&str]); 6] = [
            ("978-0-441-47812-5", &["9780441478125"]),
            ("0-441-47812-3", &["9780441478125"]),
            ("0-8044-2957-X", &["9780804429573"]),
            ("0441478120", &["0441478120"]),
            ("12-34", &["12", "34", "1234"]),
            ("10.1000/Ab", &["10", "1000", "ab"]),
        ];
        for (value, words) in rows {
            let mut seen = Vec::new();
            identifier_words(&fold(value), |word| seen.push(word.to_owned()));
            assert_eq!(seen, words, "{value}");
        }
    }
}
