//! What is looked for in long texts, for the engine and for marking what it found.

use super::LongField;
use crate::{
    fold::fold,
    query::{Field, Term, Test},
    search::words::{Piece, clusters, joined, pairs_or_letter, pieces, words_in_order as words},
};

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sought {
    /// Each must be found, in any of the fields.
    parts: Vec<Part>,
}

/// What must be found in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    All(Vec<Row>),
    Any(Vec<Row>),
}

/// Words in a row. The last one may be only begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) words: Vec<String>,
    pub(super) begun: bool,
}

impl Row {
    fn begun(word: String) -> Self {
        Self {
            words: vec![word],
            begun: true,
        }
    }

    /// Whether it is these words.
    pub(super) fn is<'a>(&self, mut words: impl Iterator<Item = &'a str>) -> bool {
        let mut wanted = self.words.iter();
        let last = wanted.next_back();
        let whole = wanted.all(|wanted| words.next() == Some(wanted));
        let begins = |word: &str, last: &str| {
            if self.begun {
                word.starts_with(last)
            } else {
                word == last
            }
        };
        whole
            && words
                .next()
                .zip(last)
                .is_some_and(|(word, last)| begins(word, last))
    }

    /// Folded words hold no sign of the query syntax, so quotes are all they need.
    fn expression(&self) -> String {
        let star = if self.begun { " *" } else { "" };
        format!("\"{}\"{star}", self.words.join(" "))
    }
}

impl Sought {
    /// What a term looks for in long texts, and in which; none when it is about something else.
    pub(crate) fn of(term: &Term) -> Option<(Self, &'static [LongField])> {
        let fields: &[LongField] = match term.field {
            None => &LongField::ALL,
            Some(Field::Description) => &[LongField::Description],
            Some(Field::Review) => &[LongField::Review],
            Some(Field::Notes) => &[LongField::Notes],
            Some(_) => return None,
        };
        match &term.test {
            Test::Words(text) => Some((Self::words(text), fields)),
            Test::Phrase(text) => Some((Self::phrase(text), fields)),
            _ => None,
        }
    }

    /// Texts in which every one of these words begins a word; of a run of letters without spaces,
    /// all pairs of neighbours in one field.
    pub(crate) fn words(text: &str) -> Self {
        let folded = fold(text);
        let parts = pieces(&folded).map(|piece| match piece {
            Piece::Word(word) => Part::All(vec![Row::begun(joined(word))]),
            Piece::Run(run) => Part::All(pairs_or_letter(run).map(Row::begun).collect()),
        });
        Self {
            parts: parts.collect(),
        }
    }

    /// Texts with these words side by side, each whole. A run of letters without spaces may stand
    /// inside a longer one. A word such as `l'or` stands for two in a row in the text, so it may
    /// be asked for as it is, as `or`, and where the text has it so, as `lor`.
    pub(crate) fn phrase(text: &str) -> Self {
        let folded = fold(text);
        let mut pieces: Vec<Piece<'_>> = pieces(&folded).collect();
        let Some(last) = pieces.pop() else {
            return Self { parts: Vec::new() };
        };
        let (mut elided, mut plain) = (Vec::new(), Vec::new());
        for piece in pieces {
            match piece {
                Piece::Word(word) => {
                    words(word, |word| elided.push(word.to_owned()));
                    plain.push(joined(word));
                }
                Piece::Run(run) => words(run, |word| {
                    elided.push(word.to_owned());
                    plain.push(word.to_owned());
                }),
            }
        }
        let (last, begun) = match last {
            Piece::Word(word) => (vec![joined(word)], false),
            // The letter begins a pair, or stands for itself at the end of a run.
            Piece::Run(run) => (
                pairs_or_letter(run).collect(),
                clusters(run).nth(1).is_none(),
            ),
        };
        let row = |mut words: Vec<String>| {
            words.extend_from_slice(&last);
            Row { words, begun }
        };
        let mut rows = vec![row(elided), row(plain)];
        rows.dedup();
        Self {
            parts: vec![Part::Any(rows)],
        }
    }

    /// The rows of words that a text may have been found by.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.parts.iter().flat_map(|part| match part {
            Part::All(rows) | Part::Any(rows) => rows,
        })
    }

    /// For the engine; none when nothing is looked for.
    pub(super) fn expression(&self, fields: &[LongField]) -> Option<String> {
        let parts: Vec<String> = self.parts.iter().map(|part| part.within(fields)).collect();
        (!parts.is_empty() && !fields.is_empty()).then(|| parts.join(" AND "))
    }
}

impl Part {
    fn within(&self, fields: &[LongField]) -> String {
        let (rows, and_or) = match self {
            Self::All(rows) => (rows, " AND "),
            Self::Any(rows) => (rows, " OR "),
        };
        let rows: Vec<String> = rows.iter().map(Row::expression).collect();
        let rows = rows.join(and_or);
        let fields = fields
            .iter()
            .map(|field| format!("{} : ({rows})", field.column()));
        format!("({})", fields.collect::<Vec<_>>().join(" OR "))
    }
}

/// A text as the engine gets it: its folded words, parted by spaces.
pub(super) fn indexed(text: &str) -> String {
    let folded = fold(text);
    if folded.is_ascii() && !folded.contains('\'') {
        return folded; // plain words, as in most texts
    }
    let mut indexed = String::with_capacity(folded.len() + 8);
    words(&folded, |word| {
        if !indexed.is_empty() {
            indexed.push(' ');
        }
        indexed.push_str(word);
    });
    indexed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_given_as_its_words() {
        for (text, expected) in [
            ("", ""),
            ("The left-hand side, twice!", "the left hand side twice"),
            ("l'or d'été", "lor or dete ete"),
            ("J. R. R. 3rd", "j r r 3rd"),
            ("das 紅樓夢", "das 紅樓 樓夢 夢"),
        ] {
            assert_eq!(indexed(text), expected);
        }
    }

    #[test]
    fn what_is_looked_for_becomes_an_expression_of_the_engine() {
        let fields = [LongField::Review, LongField::Notes];
        for (sought, expression) in [
            (
                Sought::words("L'Étr 夢"),
                r#"(review : ("letr" *) OR notes : ("letr" *)) AND (review : ("夢" *) OR notes : ("夢" *))"#,
            ),
            (
                Sought::words("สี่"),
                r#"(review : ("สี่" *) OR notes : ("สี่" *))"#,
            ),
            (
                Sought::phrase("สี่"),
                r#"(review : ("สี่" *) OR notes : ("สี่" *))"#,
            ),
            (
                Sought::words("紅樓夢"),
                r#"(review : ("紅樓" * AND "樓夢" *) OR notes : ("紅樓" * AND "樓夢" *))"#,
            ),
            (
                Sought::phrase("Left, hand"),
                r#"(review : ("left hand") OR notes : ("left hand"))"#,
            ),
            (
                Sought::phrase("l'or bleu d'or"),
                r#"(review : ("lor or bleu dor" OR "lor bleu dor") OR notes : ("lor or bleu dor" OR "lor bleu dor"))"#,
            ),
            (
                Sought::phrase("das 紅樓夢 夢"),
                r#"(review : ("das 紅樓 樓夢 夢 夢" *) OR notes : ("das 紅樓 樓夢 夢 夢" *))"#,
            ),
        ] {
            assert_eq!(sought.expression(&fields).as_deref(), Some(expression));
        }
        assert_eq!(Sought::words(" …\" ").expression(&fields), None);
        assert_eq!(Sought::phrase("\"").expression(&fields), None);
        assert_eq!(Sought::words("a").expression(&[]), None);
    }
}
