//! Writes a choice of a filter panel into the text of a query, and reads from it what is chosen.
//!
//! The rest of the text stays as the person wrote it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{
    fields::{Field, Kind},
    parse::{self, Part, Reading},
    print,
    tree::{Node, Query, Term, Test},
};
use crate::fold;

/// What a person does with a value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Only books that have it; several of one field are alternatives.
    Include,
    /// Only books that do not have it.
    Exclude,
    /// Neither.
    Drop,
}

/// The text with the choice made. Choosing what is chosen already takes it back. An empty value is "not filled in". A
/// value that the field cannot have changes nothing; to a text that cannot be read the choice is only added.
pub fn with_value(text: &str, field: Field, value: &str, choice: Choice) -> String {
    let Some(wanted) = alternative(field, value) else {
        return text.to_owned();
    };
    match parse::read(text) {
        Ok(reading) => Edit::new(text, reading).made(field, &wanted, choice),
        Err(_) => match choice {
            Choice::Include => format!("{} {wanted}", text.trim_end()),
            Choice::Exclude => format!("{} {}", text.trim_end(), wanted.negated()),
            Choice::Drop => text.to_owned(),
        },
    }
}

/// The values of a field that are included or excluded, written as [`with_value`] takes them.
pub fn choices(text: &str, field: Field) -> Vec<(String, Choice)> {
    let reading = parse::read(text);
    let parts = reading.map(|reading| reading.parts).unwrap_or_default();
    let senses = parts.iter().filter_map(|part| sense(&part.node, field));
    let values = |(choice, list): (Choice, Vec<Node>)| {
        list.into_iter().map(move |node| (value_of(&node), choice))
    };
    senses.flat_map(values).collect()
}

/// What asks for one value of a field.
fn alternative(field: Field, value: &str) -> Option<Node> {
    let test = match field.info().kind {
        _ if value.is_empty() => return Some(term(field, Test::Present).negated()),
        Kind::Text | Kind::Identifier => Test::Exact(value.to_owned()),
        Kind::LongText => Test::Phrase(value.to_owned()),
        _ => {
            let query = Query::parse(&format!("{}:{value}", field.name())).ok()?;
            return query
                .without_places()
                .root
                .filter(|node| singles(node, field).is_some());
        }
    };
    Some(term(field, test))
}

fn term(field: Field, test: Test) -> Node {
    let (field, span) = (Some(field), 0..0);
    Node::Term(Term { field, test, span })
}

fn value_of(node: &Node) -> String {
    match node {
        Node::Term(term) => match (&term.test, term.field) {
            (Test::Exact(text) | Test::Phrase(text), _) => text.clone(),
            (test, Some(field)) => print::shown(test, field),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

/// Whether a part includes or excludes values of a field, and which.
fn sense(node: &Node, field: Field) -> Option<(Choice, Vec<Node>)> {
    if let Some(list) = alternatives(node, field) {
        return Some((Choice::Include, list));
    }
    let list = alternatives(&node.clone().negated(), field)?;
    Some((Choice::Exclude, list))
}

fn alternatives(node: &Node, field: Field) -> Option<Vec<Node>> {
    let Node::Or(list) = node else {
        return singles(node, field);
    };
    let each: Option<Vec<_>> = list.iter().map(|node| singles(node, field)).collect();
    each.map(|lists| lists.concat())
}

/// A choice; a list of statuses is several.
fn singles(node: &Node, wanted: Field) -> Option<Vec<Node>> {
    match node {
        Node::Not(inner) => match &**inner {
            Node::Term(Term {
                field,
                test: Test::Present,
                ..
            }) if *field == Some(wanted) => Some(vec![term(wanted, Test::Present).negated()]),
            _ => None,
        },
        Node::Term(Term { field, test, .. }) if *field == Some(wanted) => match test {
            Test::Status(list) => {
                let one = |status| term(wanted, Test::Status(vec![status]));
                Some(list.iter().copied().map(one).collect())
            }
            Test::Phrase(_) if wanted.info().kind != Kind::LongText => None,
            Test::Exact(_) | Test::Phrase(_) | Test::Number(_) | Test::Date(_) => {
                Some(vec![term(wanted, test.clone())])
            }
            _ => None,
        },
        _ => None,
    }
}

/// Equal, or equal to who looks for it.
fn same(one: &Node, other: &Node) -> bool {
    let text = |node: &Node| match node {
        Node::Term(Term {
            test: Test::Exact(text),
            ..
        }) => Some(fold(text)),
        _ => None,
    };
    one == other
        || text(one)
            .filter(|text| !text.is_empty())
            .is_some_and(|folded| text(other) == Some(folded))
}

/// A text in parts that can be taken away, written anew, or stay as they are.
struct Edit<'a> {
    text: &'a str,
    reading: Reading,
    parts: Vec<State>,
}

enum State {
    Kept,
    Gone,
    Written(String),
}

impl<'a> Edit<'a> {
    fn new(text: &'a str, reading: Reading) -> Self {
        let parts = reading.parts.iter().map(|_| State::Kept).collect();
        Self {
            text,
            reading,
            parts,
        }
    }

    fn made(mut self, field: Field, wanted: &Node, choice: Choice) -> String {
        let had = self.taken_out(field, wanted);
        let added = match choice {
            _ if had == Some(choice) => None,
            Choice::Drop => None,
            Choice::Include => self.joined(field, wanted),
            Choice::Exclude => Some(wanted.clone().negated().to_string()),
        };
        self.written(added)
    }

    /// Takes the value out of every part that has it; tells how it was there.
    fn taken_out(&mut self, field: Field, wanted: &Node) -> Option<Choice> {
        let mut had = None;
        for (part, state) in self.reading.parts.iter().zip(&mut self.parts) {
            let Some((choice, mut list)) = sense(&part.node, field) else {
                continue;
            };
            let before = list.len();
            list.retain(|node| !same(node, wanted));
            if list.len() < before {
                had = Some(choice);
                *state = match Node::any(list) {
                    Some(node) if choice == Choice::Exclude => {
                        State::Written(node.negated().to_string())
                    }
                    Some(node) => State::Written(group(&node)),
                    None => State::Gone,
                };
            }
        }
        had
    }

    /// Puts the value beside the others of its field, or gives it back as a part of its own.
    fn joined(&mut self, field: Field, wanted: &Node) -> Option<String> {
        let states = self.reading.parts.iter().zip(&mut self.parts);
        for (part, state) in states {
            if let (State::Kept, Some((Choice::Include, list))) = (&state, sense(&part.node, field))
            {
                let all = Node::any(list.into_iter().chain([wanted.clone()]))?;
                *state = State::Written(group(&all));
                return None;
            }
        }
        Some(wanted.to_string())
    }

    fn written(self, added: Option<String>) -> String {
        let gone = |state: &&State| matches!(state, State::Gone);
        let kept = self.parts.len() - self.parts.iter().filter(gone).count();
        let alone = kept == 1 && added.is_none();
        let mut text = String::with_capacity(self.text.len() + 32);
        let mut end = Some(0);
        for (at, state) in self.parts.iter().enumerate() {
            let (written, span) = match (self.reading.parts.get(at), state) {
                (Some(part), State::Written(new)) => (new.clone(), &part.span),
                (Some(part), State::Kept) => (self.kept(at, part, alone), &part.span),
                _ => {
                    end = None;
                    continue;
                }
            };
            let between = end.map_or(" ", |end| slice(self.text, end..span.start));
            // `author:` before a new bracket would take it for its own.
            let is_new =
                written.starts_with('(') && !slice(self.text, span.clone()).starts_with('(');
            match between {
                _ if end.is_none() && text.is_empty() => {}
                _ if is_new && !between.trim().is_empty() => {
                    text.push_str(if text.is_empty() { "" } else { " " });
                }
                _ => text.push_str(between),
            }
            text.push_str(&written);
            end = Some(span.end);
        }
        if let Some(added) = added {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&added);
        }
        text
    }

    /// A part as it stands, closed; alternatives in brackets if anything else is to stand beside them, and only then.
    fn kept(&self, at: usize, part: &Part, alone: bool) -> String {
        let mut own = slice(self.text, part.span.clone()).to_owned();
        if at + 1 == self.parts.len() {
            own.push_str(&self.reading.closers);
        }
        if self.reading.either && !alone {
            return in_brackets(&own, &part.node);
        }
        let now_alone = alone && self.parts.len() > 1;
        let first = at > 0 || slice(self.text, 0..part.span.start).trim().is_empty();
        match without_brackets(&own).filter(|_| now_alone && first) {
            Some(inner) => inner.to_owned(),
            None => own,
        }
    }
}

fn slice(text: &str, span: Range<usize>) -> &str {
    text.get(span).unwrap_or_default()
}

fn group(node: &Node) -> String {
    match node {
        Node::Or(_) => format!("({node})"),
        _ => node.to_string(),
    }
}

/// Alternatives as one part. A stray bracket among them would close it; then they are written anew.
fn in_brackets(text: &str, node: &Node) -> String {
    let whole = format!("({text})");
    match parse::read(&whole) {
        Ok(reading) if reading.parts.len() == 1 && !reading.either => whole,
        _ => format!("({node})"),
    }
}

/// The inside of a part that is one bracket of alternatives.
fn without_brackets(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?;
    matches!(parse::read(inner), Ok(reading) if reading.either).then_some(inner)
}

#[cfg(test)]
mod tests;
