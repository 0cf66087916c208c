//! Takes texts apart into the words that can be found.

use unicode_normalization::char::is_combining_mark;

use super::IndexedBook;
use super::values::Value;
use crate::fold::{fold, fold_with_hyphens, hangul_endings};

/// A list of words of its own, so that each can be searched separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum TextField {
    Title,
    Subtitle,
    People,
    Series,
    Publisher,
    Tags,
    Identifiers,
    Language,
    Format,
}

const FIELDS: usize = 9;

/// One of something for each field.
#[derive(Debug, Default)]
pub(super) struct PerField<T>(pub(super) [T; FIELDS]);

impl<T> PerField<T> {
    #[expect(clippy::indexing_slicing, reason = "there is one for each field")]
    pub(super) fn of(&self, field: TextField) -> &T {
        &self.0[field as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "there is one for each field")]
    pub(super) fn of_mut(&mut self, field: TextField) -> &mut T {
        &mut self.0[field as usize]
    }
}

/// Gives every value of a book; those of one field in their order.
pub(super) fn book_values<'a>(book: &'a IndexedBook, mut give: impl FnMut(TextField, Value<'a>)) {
    let mut give = |field, value: Value<'a>| {
        if !value.text.is_empty() {
            give(field, value);
        }
    };
    give(TextField::Title, Value::plain(&book.title));
    give(TextField::Subtitle, Value::plain(&book.subtitle));
    for contributor in &book.contributors {
        give(TextField::People, Value::person(contributor));
    }
    for (name, _) in &book.series {
        give(TextField::Series, Value::plain(name));
    }
    give(TextField::Publisher, Value::plain(&book.publisher));
    for tag in &book.tags {
        give(TextField::Tags, Value::plain(tag));
    }
    for (scheme, value) in &book.identifiers {
        give(TextField::Identifiers, Value::identifier(scheme, value));
    }
    give(TextField::Language, Value::plain(&book.language));
    give(TextField::Format, Value::plain(&book.format));
}

/// Gives the words under which a value is found, some more than once. An identifier is found by its
/// key as well.
pub(super) fn value_words(field: TextField, value: &Value<'_>, mut give: impl FnMut(&str)) {
    if field == TextField::Identifiers {
        identifier_parts(&fold(value.text), give);
        return;
    }
    words(&fold_with_hyphens(value.text), &mut give);
    if !value.other.is_empty() {
        words(&fold_with_hyphens(value.other), give);
    }
}

/// A part of a folded text: a word as its spaces show it, or a run of a script without spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// May hold apostrophes, and hyphens where folding left them.
    Word(&'a str),
    Run(&'a str),
}

/// The pieces of a folded text.
pub(crate) fn pieces(folded: &str) -> impl Iterator<Item = Piece<'_>> {
    folded.split(' ').flat_map(|mut rest| {
        std::iter::from_fn(move || {
            loop {
                let is_run = is_unspaced(rest.chars().next()?);
                let end = rest.find(|letter| is_unspaced(letter) != is_run);
                let (piece, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
                rest = after;
                if is_run {
                    // What a sign at the very beginning stood on was not typed.
                    let whole = piece.trim_start_matches(is_combining_mark);
                    return Some(Piece::Run(if whole.is_empty() { piece } else { whole }));
                }
                let word = piece.trim_matches(['\'', '-']);
                if !word.is_empty() {
                    return Some(Piece::Word(word));
                }
            }
        })
    })
}

/// Gives the words of a folded text.
///
/// `l'etranger` gives `letranger` and `etranger`, `spider-man` its parts and `spiderman`, and
/// `j r r tolkien` `jrr` besides its words. A run of a script without spaces gives all pairs of
/// neighbours and its last letter, so that any one letter and any two neighbours are the beginning
/// of some word.
pub(super) fn words(folded: &str, mut give: impl FnMut(&str)) {
    let mut initials = String::new();
    for piece in pieces(folded) {
        if let Piece::Word(word) = piece
            && is_initial(word)
        {
            initials.push_str(word);
        } else {
            give_initials(&mut initials, &mut give);
        }
        piece_words(piece, &mut give);
    }
    give_initials(&mut initials, &mut give);
}

/// The same without rows of initials as one word, so that words stand in their order.
pub(crate) fn words_in_order(folded: &str, mut give: impl FnMut(&str)) {
    for piece in pieces(folded) {
        piece_words(piece, &mut give);
    }
}

fn piece_words(piece: Piece<'_>, give: &mut impl FnMut(&str)) {
    match piece {
        Piece::Word(word) => {
            if let Some(whole) = compound(word) {
                apostrophe_words(&whole, give);
            }
            for part in word.split('-') {
                apostrophe_words(part, give);
            }
        }
        Piece::Run(run) => {
            for pair in pairs(run) {
                give(&pair);
            }
            if let Some(last) = clusters(run).last() {
                give(last);
            }
        }
    }
}

fn give_initials(initials: &mut String, give: &mut impl FnMut(&str)) {
    if initials.chars().nth(1).is_some() {
        give(initials);
    }
    initials.clear();
}

/// A letter alone: several in a row are an abbreviation, however it is dotted and spaced.
pub(super) fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

/// Of more parts than this a compound is a whole sentence, or an address.
const COMPOUND: usize = 4;

/// A word with hyphens as one word, unless it is made of numbers.
pub(super) fn compound(word: &str) -> Option<String> {
    let parts = word.split('-').count();
    // An ISBN-10 can end in x.
    let is_numeric = word.split('-').all(|part| is_number(part) || part == "x");
    ((2..=COMPOUND).contains(&parts) && !is_numeric).then(|| word.replace('-', ""))
}

/// Gives a word with apostrophes as one, and what follows each of them.
fn apostrophe_words(word: &str, give: &mut impl FnMut(&str)) {
    if !word.contains('\'') {
        one_word(word, give);
        return;
    }
    one_word(&joined(word), give);
    let mut rest = word;
    while let Some((_, after)) = rest.split_once('\'') {
        let tail = joined(after);
        // The `s` of `children's` is no word that anyone looks for.
        if tail.chars().nth(1).is_some() {
            give(&tail);
        }
        rest = after;
    }
}

/// Gives a word, and the words that begin inside it in scripts that write them together.
fn one_word(word: &str, give: &mut impl FnMut(&str)) {
    if word.is_empty() {
        return;
    }
    give(word);
    if word.is_ascii() {
        return;
    }
    // The Arabic article.
    if let Some(noun) = word
        .strip_prefix("ال")
        .filter(|noun| noun.chars().nth(1).is_some())
    {
        give(noun);
    }
    for ending in hangul_endings(word) {
        give(ending);
    }
}

/// A word without its apostrophes.
pub(crate) fn joined(word: &str) -> String {
    word.replace('\'', "")
}

/// The neighbouring letters of a run, two by two, each with the signs that stand on it.
///
/// Thai and its neighbours have few letters: with their signs, two of them say much more.
pub(crate) fn pairs(run: &str) -> impl Iterator<Item = String> {
    clusters(run)
        .zip(clusters(run).skip(1))
        .map(|(first, second)| [first, second].concat())
}

/// What a run that was typed is looked for by: its pairs, or its only letter.
pub(crate) fn pairs_or_letter(run: &str) -> impl Iterator<Item = String> {
    let only = clusters(run).nth(1).is_none().then(|| run.to_owned());
    pairs(run).chain(only)
}

/// The letters of a run, each with the signs that stand on it.
pub(crate) fn clusters(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        let mut letters = rest.char_indices().skip(1);
        let end = letters.find(|(_, letter)| !is_combining_mark(*letter));
        let (cluster, after) = rest.split_at_checked(end.map_or(rest.len(), |(at, _)| at))?;
        rest = after;
        (!cluster.is_empty()).then_some(cluster)
    })
}

/// The one form of an identifier: the 13 digits of an ISBN, anything else without its spaces.
pub(super) fn number(folded: &str) -> String {
    let joined: String = folded.split([' ', '\'']).collect();
    as_isbn13(&joined).unwrap_or(joined)
}

/// The words inside an identifier. An ISBN has none: its groups alone say nothing.
fn identifier_parts(folded: &str, give: impl FnMut(&str)) {
    let joined: String = folded.split(' ').collect();
    if folded.contains(' ') && as_isbn13(&joined).is_none() {
        words(folded, give);
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
pub(super) fn is_unspaced(letter: char) -> bool {
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
        words(&fold_with_hyphens(text), |word| seen.push(word.to_owned()));
        seen
    }

    #[test]
    fn texts_fall_into_words() {
        let rows: [(&str, &[&str]); 19] = [
            ("The Left Hand", &["the", "left", "hand"]),
            ("L'Étranger", &["letranger", "etranger"]),
            ("Rock'n'roll", &["rocknroll", "nroll", "roll"]),
            ("Children's", &["childrens"]),
            ("紅樓夢", &["紅樓", "樓夢", "夢"]),
            ("夢", &["夢"]),
            ("1Q84とIT'S村", &["1q84", "と", "its", "村"]),
            ("…", &[]),
            ("Spider-Man", &["spiderman", "spider", "man"]),
            (
                "l’après-midi",
                &["lapresmidi", "apresmidi", "lapres", "apres", "midi"],
            ),
            (
                "Catch-22, 1914-1918",
                &["catch22", "catch", "22", "1914", "1918"],
            ),
            ("a-b-c-d-e", &["a", "b", "c", "d", "e"]),
            ("- x -", &["x"]),
            ("J. R. R. Tolkien", &["j", "r", "r", "jrr", "tolkien"]),
            ("the U.S.A.", &["the", "u", "s", "a", "usa"]),
            ("الكتاب", &["الكتاب", "كتاب"]),
            ("แผ่นดิน", &["แผ่", "ผ่น", "นดิ", "ดิน", "น"]),
            ("ีก", &["ก"]),
            ("C++ 3 D", &["c", "3", "d"]),
        ];
        for (text, words) in rows {
            assert_eq!(words_of(text), words, "{text}");
        }
    }

    #[test]
    fn identifiers_become_numbers_where_they_are() {
        let rows: [(&str, &str, &[&str]); 6] = [
            ("978-0-441-47812-5", "9780441478125", &[]),
            ("0-441-47812-3", "9780441478125", &[]),
            ("0-8044-2957-X", "9780804429573", &[]),
            ("0441478120", "0441478120", &[]),
            ("12-34", "1234", &["12", "34"]),
            ("10.1000/Ab", "101000ab", &["10", "1000", "ab"]),
        ];
        for (value, whole, parts) in rows {
            let mut seen = Vec::new();
            identifier_parts(&fold(value), |word| seen.push(word.to_owned()));
            assert_eq!(number(&fold(value)), whole);
            assert_eq!(seen, parts, "{value}");
        }
    }
}
