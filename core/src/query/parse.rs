//! Puts the pieces of a text together to a tree: words are AND, `OR` binds less, `-` and `NOT` most.
//!
//! What is not finished is read as far as there is one way to read it: an open quote or bracket closes at the end, and
//! a sign, a word or a field with nothing behind it asks for nothing.

use std::ops::Range;

use super::{
    fields::{Key, Kind},
    problem::Problem,
    tokens::{self, Form, Lexeme, Token, Value, Whole},
    tree::{Node, Query},
    values::{self, Asked, Named},
};
use crate::book::isbn::Isbn;

/// The most characters that are read, so that nobody waits for a book pasted into the box.
pub(super) const LONGEST: usize = 4_096;
/// The most brackets inside each other: reading them calls itself.
pub(super) const DEEPEST: usize = 50;

/// A text that was read, and where its parts stand.
#[derive(Debug)]
pub(super) struct Reading {
    pub query: Query,
    /// The parts that are joined by AND, or all of it when they are joined by OR.
    pub parts: Vec<Part>,
    /// They are joined by OR.
    pub either: bool,
    /// The quotes and brackets missing at the end.
    pub closers: String,
}

/// A part of the text that stands in no bracket.
#[derive(Debug)]
pub(super) struct Part {
    pub span: Range<usize>,
    pub node: Node,
}

impl Query {
    /// Reads what was typed.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        read(text).map(|reading| reading.query)
    }
}

pub(super) fn read(text: &str) -> Result<Reading, Problem> {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        let message = "This is too long to look for: 4,096 characters are the most.";
        return Err(Problem::new(end..text.len(), message));
    }
    let mut parser = Parser {
        tokens: tokens::cut(text),
        at: 0,
        key: None,
        parts: Vec::new(),
        options: 0,
        closers: String::new(),
    };
    let root = parser.any(0)?;
    let either = parser.options > 1;
    let mut parts = parser.parts;
    // What is open behind the last part asks for nothing and needs no closing.
    if parts.last().map(|part| part.span.end) != parser.tokens.last().map(|token| token.span.end) {
        parser.closers.clear();
    }
    if let (true, Some(first), Some(last)) = (either, parts.first(), parts.last()) {
        let span = first.span.start..last.span.end;
        parts = root
            .iter()
            .map(|node| Part {
                span: span.clone(),
                node: node.clone(),
            })
            .collect();
    }
    Ok(Reading {
        query: Query { root },
        parts,
        either,
        closers: parser.closers,
    })
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    /// The key before the bracket that is being read.
    key: Option<Key>,
    parts: Vec<Part>,
    /// How many of the top have an OR between them.
    options: usize,
    closers: String,
}

/// A key before a value.
struct Before {
    start: usize,
    /// A space is between them.
    spaced: bool,
    colon: bool,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is_next(&self, what: &Lexeme) -> bool {
        self.peek().is_some_and(|token| token.what == *what)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get_mut(self.at)?;
        self.at += 1;
        // Every piece is looked at once: it can be moved out of the list.
        let what = std::mem::replace(&mut token.what, Lexeme::And);
        let span = token.span.clone();
        Some(Token { what, span })
    }

    /// Where the last piece ends.
    fn end(&self) -> usize {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(0, |token| token.span.end)
    }

    fn any(&mut self, depth: usize) -> Result<Option<Node>, Problem> {
        let mut options = Vec::new();
        loop {
            options.extend(self.all(depth)?);
            if !self.is_next(&Lexeme::Or) {
                break;
            }
            self.at += 1;
        }
        if depth == 0 {
            self.options = options.len();
        }
        Ok(Node::any(options))
    }

    fn all(&mut self, depth: usize) -> Result<Option<Node>, Problem> {
        let mut nodes = Vec::new();
        while let Some(token) = self.peek() {
            let start = token.span.start;
            match token.what {
                Lexeme::Or => break,
                Lexeme::Close if depth > 0 => break,
                Lexeme::And | Lexeme::Close => self.at += 1,
                _ => {
                    let Some(node) = self.one(depth)? else {
                        continue;
                    };
                    if depth == 0 {
                        let span = start..self.end();
                        self.parts.push(Part {
                            span,
                            node: node.clone(),
                        });
                    }
                    nodes.push(node);
                }
            }
        }
        Ok(Node::all(nodes))
    }

    /// One value, field or bracket, with the signs before it. Always steps over at least one piece.
    fn one(&mut self, depth: usize) -> Result<Option<Node>, Problem> {
        let mut negative = false;
        let mut key: Option<Before> = None;
        while let Some(Token { what, span }) = self.take() {
            let node = match what {
                Lexeme::Minus | Lexeme::Not => {
                    let joined = |next: &Token| next.span.start == span.end;
                    if what == Lexeme::Minus && !self.peek().is_some_and(joined) {
                        break;
                    }
                    while self.is_next(&Lexeme::And) {
                        self.at += 1;
                    }
                    let ends = |next: &Token| matches!(next.what, Lexeme::Or | Lexeme::Close);
                    if self.peek().is_none_or(ends) {
                        break;
                    }
                    negative = !negative;
                    continue;
                }
                Lexeme::Key { key: named, colon } => {
                    if let Some(around) = self.key {
                        return Err(inside(around, named, span));
                    }
                    if !self.has_value(&span) {
                        break;
                    }
                    let spaced = self.peek().is_some_and(|next| next.span.start > span.end);
                    key = Some(Before {
                        start: span.start,
                        spaced,
                        colon,
                    });
                    continue;
                }
                Lexeme::Nearly(meant) => {
                    let message = format!("There is no such field. Did you mean {meant}:?");
                    return Err(Problem::new(span, message).suggest(format!("{meant}:")));
                }
                Lexeme::Open(named) => self.bracket(named, span, depth)?,
                Lexeme::Value(value) => self.value(value, key.as_ref(), span)?,
                Lexeme::And | Lexeme::Or | Lexeme::Close => break,
            };
            return Ok(node.map(|node| if negative { node.negated() } else { node }));
        }
        Ok(None)
    }

    /// Whether something behind a key belongs to it.
    fn has_value(&self, key: &Range<usize>) -> bool {
        self.peek().is_some_and(|next| match &next.what {
            Lexeme::Open(named) => named.is_some(),
            Lexeme::Value(value) => value.key.is_some(),
            Lexeme::Minus => next.span.start == key.end,
            _ => false,
        })
    }

    fn bracket(
        &mut self,
        key: Option<Key>,
        span: Range<usize>,
        depth: usize,
    ) -> Result<Option<Node>, Problem> {
        if depth == DEEPEST {
            let message = "There are too many brackets inside each other: 50 are the most.";
            return Err(Problem::new(span, message));
        }
        let around = std::mem::replace(&mut self.key, key);
        let node = self.any(depth + 1)?;
        self.key = around;
        if self.is_next(&Lexeme::Close) {
            self.at += 1;
        } else {
            self.closers.push(')');
        }
        Ok(node)
    }

    fn value(
        &mut self,
        mut value: Value,
        key: Option<&Before>,
        mut span: Range<usize>,
    ) -> Result<Option<Node>, Problem> {
        self.closers.push_str(&value.closer);
        self.lengthen(&mut value, &mut span);
        let before_bracket =
            matches!(self.peek(), Some(next) if matches!(next.what, Lexeme::Open(_)));
        if before_bracket && value.text.is_empty() && value.form == Form::Word {
            let sign = if value.whole == Whole::Yes { '=' } else { '^' };
            let message = format!("Write {sign} inside the bracket, before each value.");
            return Err(Problem::new(span, message));
        }
        let start = key.map_or(span.start, |key| key.start);
        let read = values::node(&Asked {
            value: &value,
            place: span.clone(),
            term: start..span.end,
            named: key.map(|key| Named { colon: key.colon }),
        });
        let plain = value.form != Form::Pattern && value.whole == Whole::No;
        let spaced = plain && key.is_some_and(|key| key.spaced);
        if spaced && read.is_err() && matches!(value.key, Some(Key::Question(_))) {
            // "What love is: a story" asks no question.
            value.key = None;
            return values::node(&Asked {
                value: &value,
                place: span.clone(),
                term: span,
                named: None,
            });
        }
        read
    }

    /// Puts words to a value that a person writes with spaces: `year: > 1990`, `year:1990 .. 1999`, and the groups of
    /// an ISBN when together they are one.
    fn lengthen(&mut self, value: &mut Value, span: &mut Range<usize>) {
        if value.form != Form::Word || value.whole != Whole::No {
            return;
        }
        let Some(Key::Field(field)) = value.key else {
            return;
        };
        match field.info().kind {
            Kind::Identifier => self.add_groups(value, span),
            Kind::Number | Kind::Stars | Kind::Date | Kind::Time => self.add_ends(value, span),
            _ => {}
        }
    }

    /// The bare word so many pieces ahead, which no key of its own stands before.
    fn word_ahead(&self, ahead: usize) -> Option<(&str, usize)> {
        let token = self.tokens.get(self.at + ahead)?;
        match &token.what {
            Lexeme::Value(value) if value.form == Form::Word && value.key == self.key => {
                Some((&value.text, token.span.end))
            }
            _ => None,
        }
    }

    fn add_ends(&mut self, value: &mut Value, span: &mut Range<usize>) {
        let is_range = |text: &str| matches!(text, ".." | "..." | "…" | "–" | "—");
        let mut open = values::is_comparison(&value.text);
        while let Some((word, end)) = self.word_ahead(0) {
            if !(open || is_range(word) || word.starts_with("..")) {
                break;
            }
            open = is_range(word);
            value.text.push_str(word);
            span.end = end;
            self.at += 1;
        }
    }

    fn add_groups(&mut self, value: &mut Value, span: &mut Range<usize>) {
        let mut longest = None;
        let mut text = value.text.clone();
        // An ISBN-13 has five groups; whoever leaves spaces may leave more of them.
        for ahead in 0..13 {
            let Some((word, end)) = self.word_ahead(ahead) else {
                break;
            };
            if !is_group(word) {
                break;
            }
            text.push('-');
            text.push_str(word);
            if Isbn::parse(&text).is_ok() {
                longest = Some((text.clone(), end, ahead + 1));
            }
        }
        if let Some((text, end, words)) = longest {
            value.text = text;
            span.end = end;
            self.at += words;
        }
    }
}

/// Digits as they stand between the spaces or hyphens of an ISBN.
pub(super) fn is_group(word: &str) -> bool {
    word.chars()
        .all(|c| c.is_numeric() || matches!(c, 'x' | 'X' | '-'))
}

fn inside(around: Key, named: Key, span: Range<usize>) -> Problem {
    let message = format!(
        "Inside {}:( ) there can only be its values. Close the bracket before {}:.",
        around.name(),
        named.name(),
    );
    Problem::new(span, message)
}
