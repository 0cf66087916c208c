//! Tests of one value: the whole of it, how it begins, words side by side, a pattern.

use super::postings::{After, Sought};
use super::values::Value;
use super::whole::{plain, plain_ascii, raw, whole};
use super::words::{Piece, TextField, is_unspaced, joined, number, pairs_or_letter, pieces};
use crate::fold::fold;
use crate::query::Pattern;

/// What a value must be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fit {
    /// There is one.
    Any,
    /// The whole of it, but for case, accents and punctuation.
    Exact(String),
    /// So it begins, but for the same.
    Starts(String),
    /// So it begins, where the beginning has no words.
    StartsRaw(String),
    /// These words side by side.
    Phrase(String),
    /// As it is written.
    Regex(Pattern),
}

impl Fit {
    pub(super) fn exact(field: TextField, text: &str) -> Self {
        Self::Exact(match field {
            TextField::Identifiers => number(&fold(text)),
            _ => whole(text),
        })
    }

    pub(super) fn starts(field: TextField, text: &str) -> Self {
        let begun = match field {
            TextField::Identifiers => fold(text).replace([' ', '\''], ""),
            _ => plain(text),
        };
        if begun.is_empty() {
            Self::StartsRaw(raw(text))
        } else {
            Self::Starts(begun)
        }
    }

    /// None when the text has no words: then nothing is asked for.
    pub(super) fn phrase(field: TextField, text: &str) -> Option<Self> {
        let folded = fold(text);
        (!folded.is_empty()).then(|| match field {
            // The groups of a number mean nothing by themselves.
            TextField::Identifiers => Self::Exact(number(&folded)),
            _ => Self::Phrase(folded),
        })
    }

    /// Whether a text fits that is no longer folded than it was written.
    pub(super) fn fits(&self, text: &str) -> bool {
        match self {
            Self::Any => !text.is_empty(),
            Self::Exact(wanted) => {
                // Signs make a difference, and a value of signs alone is another matter.
                if text.is_ascii() && wanted.is_ascii() && !text.contains(['+', '#']) {
                    let mut letters = plain_ascii(text).peekable();
                    if letters.peek().is_some() {
                        return letters.eq(wanted.bytes());
                    }
                }
                whole(text) == *wanted
            }
            Self::Starts(begun) if text.is_ascii() => {
                let mut letters = plain_ascii(text);
                begun.bytes().all(|wanted| letters.next() == Some(wanted))
            }
            Self::Starts(begun) => plain(text).starts_with(begun),
            Self::StartsRaw(begun) => raw(text).starts_with(begun),
            Self::Phrase(phrase) => has_phrase(&fold(text), phrase),
            Self::Regex(pattern) => pattern.is_match(text),
        }
    }

    /// Whether a value fits, by its text or by its other name.
    pub(super) fn fits_value(&self, field: TextField, value: &Value<'_>) -> bool {
        match self {
            Self::Exact(wanted) if field == TextField::Identifiers => value.whole(field) == *wanted,
            Self::Starts(begun) if field == TextField::Identifiers => {
                value.whole(field).starts_with(begun)
            }
            _ => self.fits(value.text) || (!value.other.is_empty() && self.fits(value.other)),
        }
    }

    /// How the key of an entry begins that fits, where that is all there is to it.
    pub(super) fn key_prefix(&self, field: TextField) -> Option<String> {
        match self {
            Self::Exact(wanted) if field != TextField::People => Some(format!("{wanted}\0")),
            Self::Starts(begun) if field != TextField::People => Some(begun.clone()),
            _ => None,
        }
    }

    /// Words that every text has that fits. Looking them up leaves few texts to test.
    pub(super) fn words(&self) -> Vec<Sought> {
        let (text, open) = match self {
            Self::Exact(whole) => (whole, false),
            Self::Starts(begun) => (begun, true),
            Self::Phrase(phrase) => (phrase, false),
            Self::Any | Self::StartsRaw(_) | Self::Regex(_) => return Vec::new(),
        };
        let mut words = Vec::new();
        let mut last_is_word = false;
        // The key of a whole value may end in signs, and be one sign and nothing else.
        for piece in pieces(&fold(text)) {
            last_is_word = matches!(piece, Piece::Word(_));
            match piece {
                Piece::Word(word) => words.push(Sought::whole(joined(word))),
                Piece::Run(run) => words.extend(pairs_or_letter(run).map(Sought::begun)),
            }
        }
        if let (true, true, Some(last)) = (open, last_is_word, words.last_mut()) {
            last.after = After::Anything;
        }
        words
    }
}

/// Whether a folded text has these folded words side by side, each whole. With `l'or`, both `lor`
/// and `or` are words; where words are not parted by spaces, any letters side by side will do.
fn has_phrase(text: &str, phrase: &str) -> bool {
    has_part(text, phrase)
        || (text.contains('\'') || phrase.contains('\''))
            && has_part(&joined(text), &joined(phrase))
}

fn has_part(text: &str, part: &str) -> bool {
    let run = |letter: Option<char>| letter.is_some_and(is_unspaced);
    let (first, last) = (part.chars().next(), part.chars().next_back());
    // The `s` of `children's` is no word.
    let is_word = part
        .split(' ')
        .next()
        .and_then(|word| word.chars().nth(1))
        .is_some();
    text.match_indices(part).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text
            .get(at + part.len()..)
            .and_then(|text| text.chars().next());
        let behind = before == Some('\'') && is_word;
        let begins = behind || matches!(before, None | Some(' ')) || run(first) || run(before);
        let ends = matches!(after, None | Some(' ')) || run(last) || run(after);
        begins && ends
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_whole_words_side_by_side() {
        for (text, phrase, has) in [
            ("the left hand of darkness", "left hand", true),
            ("the left hand of darkness", "left han", false),
            ("the left hand of darkness", "eft hand", false),
            ("the left hand of darkness", "hand left", false),
            ("l'etranger", "etranger", true),
            ("l'etranger", "letranger", true),
            ("letranger", "l'etranger", true),
            ("children's hour", "children", false),
            ("children's hour", "childrens hour", true),
            ("children's hour", "s hour", false),
            ("紅樓夢", "樓夢", true),
            ("紅樓夢", "紅夢", false),
            ("abab ab", "ab", true),
            ("abba", "ab", false),
        ] {
            assert_eq!(has_phrase(text, phrase), has, "{text}: {phrase}");
        }
    }

    #[test]
    fn the_words_of_a_test_are_words_of_what_fits() {
        let words = |fit: Fit| {
            let words = fit.words().into_iter();
            words
                .map(|w| (w.text, w.after == After::Nothing))
                .collect::<Vec<_>>()
        };
        let of = |text: &str, whole| (text.to_owned(), whole);
        let title = TextField::Title;
        let whole = [of("the", true), of("sea", true)];
        assert_eq!(words(Fit::exact(title, "The Sea!")), whole);
        let begun = [of("the", true), of("se", false)];
        assert_eq!(words(Fit::starts(title, "the se")), begun);
        let run = [of("紅樓", false), of("樓夢", false)];
        assert_eq!(words(Fit::exact(title, "紅樓夢")), run);
        assert_eq!(words(Fit::exact(title, "C++")), [of("c", true)]);
        assert_eq!(words(Fit::exact(title, "!!!")), []);
        assert_eq!(Fit::phrase(title, "..."), None);
    }
}
