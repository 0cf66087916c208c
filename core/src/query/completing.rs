//! What is being typed where the caret stands, so that it can be completed.

use std::ops::Range;

use super::{
    fields::{Field, Key, Question},
    tokens::{Form, Lexeme, Token, cut},
};

/// A piece of the text that a completion would replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completing {
    /// The whole piece, also what of it stands behind the caret; bytes.
    pub span: Range<usize>,
    /// What it is, with its letters up to the caret.
    pub what: Typed,
}

/// What is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// A word, which may become a field's name.
    Word(String),
    /// A value of a field.
    Value {
        /// The field.
        field: Field,
        /// What is typed of it, without `=`, `^` and quotes.
        typed: String,
    },
    /// A word behind `is:`; see [`super::state_words`].
    State(String),
    /// A field's name behind `has:` or `no:`.
    Name(String),
}

/// What is being typed at a caret, given in bytes. None in a bare phrase and in a pattern.
pub fn completing(text: &str, caret: usize) -> Option<Completing> {
    let caret = (0..=caret.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))?;
    let before = cut(text.get(..caret)?);
    let nothing = |what| Completing {
        span: caret..caret,
        what,
    };
    let Some(last) = before.last() else {
        return Some(nothing(Typed::Word(String::new())));
    };
    let touched = last.span.end == caret;
    match &last.what {
        Lexeme::Key { key, .. } => Some(nothing(typed(Some(*key), String::new()))),
        Lexeme::Value(value) if touched => {
            if value.form == Form::Pattern || (value.key.is_none() && value.form == Form::Quoted) {
                return None;
            }
            // A closed quote is finished.
            if value.form == Form::Quoted && value.closer.is_empty() {
                return Some(nothing(Typed::Word(String::new())));
            }
            let span = last.span.start..end_of(text, last);
            Some(Completing {
                span,
                what: typed(value.key, value.text.clone()),
            })
        }
        Lexeme::Nearly(_) | Lexeme::And | Lexeme::Or | Lexeme::Not if touched => {
            let span = last.span.start..end_of(text, last);
            let word = text.get(last.span.clone())?.to_owned();
            Some(Completing {
                span,
                what: Typed::Word(word),
            })
        }
        Lexeme::Open(key) => Some(nothing(typed(*key, String::new()))),
        _ => Some(nothing(Typed::Word(String::new()))),
    }
}

fn typed(key: Option<Key>, text: String) -> Typed {
    match key {
        None => Typed::Word(text),
        Some(Key::Field(field)) => Typed::Value { field, typed: text },
        Some(Key::Question(Question::Is)) => Typed::State(text),
        Some(Key::Question(Question::Has | Question::No)) => Typed::Name(text),
    }
}

/// Where the piece that begins here ends in the whole text.
fn end_of(text: &str, piece: &Token) -> usize {
    let whole = cut(text);
    let same = whole
        .iter()
        .find(|token| token.span.start == piece.span.start);
    same.map_or(piece.span.end, |token| token.span.end.max(piece.span.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_at_the_caret_is_told() {
        // The caret is where the bar stands.
        for (text, told) in [
            ("|", "0..0 word "),
            ("du|", "0..2 word du"),
            ("du|ne x", "0..4 word du"),
            ("dune |", "5..5 word "),
            ("author:|", "7..7 author "),
            ("author: |", "8..8 author "),
            ("author:to|", "7..9 author to"),
            ("author:to|lk tag:x", "7..11 author to"),
            ("author: to|", "8..10 author to"),
            ("author:=\"le g|", "7..13 author le g"),
            ("author:=\"le g|uin\" x", "7..17 author le g"),
            ("author:=\"le guin\"|", "17..17 word "),
            ("author:^to|", "7..10 author to"),
            ("-tag:s|", "5..6 tag s"),
            ("tag:-s|", "5..6 tag s"),
            ("tag:(sf fan|", "8..11 tag fan"),
            ("tag:(|", "5..5 tag "),
            ("is:un|", "3..5 is un"),
            ("has:co|", "4..6 has co"),
            ("no:|", "3..3 has "),
            ("autor:to|", "6..8 word to"),
            ("OR|", "0..2 word OR"),
            ("-|", "1..1 word "),
            ("-du|", "1..3 word du"),
            ("a (b|", "3..4 word b"),
            ("a)|", "2..2 word "),
            ("pages:abc x|", "10..11 word x"),
            ("\"le gu|", "none"),
            ("title:/a|", "none"),
            ("year:19|", "5..7 year 19"),
        ] {
            let caret = text.find('|').unwrap();
            let shown = match completing(&text.replace('|', ""), caret) {
                None => "none".to_owned(),
                Some(Completing { span, what }) => {
                    let (kind, typed) = match what {
                        Typed::Word(typed) => ("word", typed),
                        Typed::Value { field, typed } => (field.name(), typed),
                        Typed::State(typed) => ("is", typed),
                        Typed::Name(typed) => ("has", typed),
                    };
                    format!("{}..{} {kind} {typed}", span.start, span.end)
                }
            };
            assert_eq!(shown, told, "{text}");
        }
    }
}
