//! Where the words of a text stand in it.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::{
    fold::{fold, parts_words},
    search::words::{Piece, clusters, pieces, words_in_order},
};

/// A folded word, and the part of the written text that it was made of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) word: String,
    pub(super) at: Range<usize>,
}

/// The same words in the same order as the index has of a text. Words that cannot be told apart in
/// what is written (`l'or` is `lor` and `or`) stand at the same place.
pub(super) fn spans(text: &str) -> Vec<Span> {
    let mut spans = Spans {
        text,
        ..Spans::default()
    };
    for (at, letter) in text.char_indices() {
        spans.add(letter, at..at + letter.len_utf8());
    }
    spans.end_word();
    spans.end_run();
    spans.found
}

/// The word or the run of letters that is being read; never both.
#[derive(Default)]
struct Spans<'a> {
    text: &'a str,
    word: Option<Range<usize>>,
    /// Letters of a script without spaces, each with the marks on it.
    run: Vec<Range<usize>>,
    found: Vec<Span>,
}

impl Spans<'_> {
    fn add(&mut self, letter: char, at: Range<usize>) {
        if parts_words(letter) {
            self.end_word();
            self.end_run();
            return;
        }
        let folded = fold(letter.encode_utf8(&mut [0; 4]));
        if folded.is_empty() {
            self.add_sign(letter, at.end);
        } else if matches!(pieces(&folded).next(), Some(Piece::Run(_))) {
            self.end_word();
            self.run.push(at);
        } else {
            self.end_run();
            let start = self.word.as_ref().map_or(at.start, |word| word.start);
            self.word = Some(start..at.end);
        }
    }

    /// An apostrophe is part of a word when a letter follows; a mark belongs to the letter before.
    fn add_sign(&mut self, sign: char, end: usize) {
        if fold(&format!("a{sign}a")) == "a'a" {
            self.end_run();
        } else if let Some(last) = self.word.as_mut().or(self.run.last_mut()) {
            last.end = end;
        }
    }

    fn end_word(&mut self) {
        if let Some(at) = self.word.take() {
            let written = self.text.get(at.clone()).unwrap_or_default();
            words_in_order(&fold(written), |word| {
                self.found.push(Span {
                    word: word.to_owned(),
                    at: at.clone(),
                });
            });
        }
    }

    fn end_run(&mut self) {
        let letters = std::mem::take(&mut self.run);
        let (Some(first), Some(last)) = (letters.first(), letters.last()) else {
            return;
        };
        let whole = first.start..last.end;
        let folded = fold(self.text.get(whole.clone()).unwrap_or_default());
        let mut words = Vec::new();
        words_in_order(&folded, |word| words.push(word.to_owned()));
        let mut places = Vec::new();
        for at in with_marks(self.text, letters) {
            let alone = fold(self.text.get(at.clone()).unwrap_or_default());
            places.extend(clusters(&alone).map(|_| at.clone()));
        }
        // Neighbours can fold to something else together; then the run is all that can be shown.
        let by_letter = places.len() == words.len();
        for (nth, word) in words.into_iter().enumerate() {
            let at = match (places.get(nth), places.get(nth + 1)) {
                (Some(first), Some(second)) if by_letter => first.start..second.end,
                (Some(last), None) if by_letter => last.clone(),
                _ => whole.clone(),
            };
            self.found.push(Span { word, at });
        }
    }
}

/// Letters of a run, each with the marks behind it.
fn with_marks(text: &str, letters: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut marked: Vec<Range<usize>> = Vec::new();
    for at in letters {
        let written = text.get(at.clone()).unwrap_or_default();
        match marked.last_mut() {
            Some(before) if written.chars().next().is_some_and(is_combining_mark) => {
                before.end = at.end;
            }
            _ => marked.push(at),
        }
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<(String, &str)> {
        let spans = spans(text).into_iter();
        spans
            .map(|span| (span.word, text.get(span.at).unwrap()))
            .collect()
    }

    #[test]
    fn words_stand_where_they_are_written() {
        let expect = |text, expected: &[(&str, &str)]| {
            let found = places(text);
            let found: Vec<_> = found.iter().map(|(word, at)| (&**word, *at)).collect();
            assert_eq!(found, expected, "{text}");
        };
        expect("Das Größte!", &[("das", "Das"), ("grosste", "Größte")]);
        expect(
            "“L'Étoile”",
            &[("letoile", "L'Étoile"), ("etoile", "L'Étoile")],
        );
        expect("cafe\u{301}s", &[("cafes", "cafe\u{301}s")]);
        expect("ｶﾞ夢x", &[("ガ夢", "ｶﾞ夢"), ("夢", "夢"), ("x", "x")]);
        expect(
            "¡½ 20℃!",
            &[("1", "½"), ("2", "½"), ("20", "20℃"), ("c", "20℃")],
        );
        expect("…", &[]);
    }

    proptest::proptest! {
        #[test]
        fn they_are_the_words_of_the_index(
            text in "[ a-cA-CéÉ'’`´.,-½ﬁßıİ\u{301}\u{ad}ёÄЙς\u{5d0}\u{5b0}ابَ한국हिंक\u{93c}ไทยที่か\u{3042}ー夢紅・1٣]{0,20}",
        ) {
            let mut expected = Vec::new();
            words_in_order(&fold(&text), |word| expected.push(word.to_owned()));
            let found: Vec<String> = spans(&text).into_iter().map(|span| span.word).collect();
            assert_eq!(found, expected);
        }
    }
}
