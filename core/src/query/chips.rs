//! The parts of a query that the window shows as chips.

use serde::Serialize;

use super::{
    offsets, parse, print,
    tree::{Node, Term, Test},
    words,
};

/// A part of a query about one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Chip {
    /// Where it begins, in UTF-16 units.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What stands before the colon: a field's name, `is`, `has` or `no`.
    pub field: &'static str,
    /// What is asked, for reading.
    pub value: String,
    /// The opposite is asked.
    pub negative: bool,
}

/// The parts of a text that stand in no bracket and are about one field each. A text that cannot be read has none.
pub fn chips(text: &str) -> Vec<Chip> {
    let reading = parse::read(text);
    let parts = reading.map(|reading| reading.parts).unwrap_or_default();
    let chip = |part: parse::Part| {
        let (negative, node) = match &part.node {
            Node::Not(inner) if !is_presence(inner) => (true, &**inner),
            node => (false, node),
        };
        let field = name(node)?;
        let span = offsets::in_units(text, part.span);
        Some(Chip {
            start: span.start,
            end: span.end,
            field,
            value: value(node),
            negative,
        })
    };
    parts.into_iter().filter_map(chip).collect()
}

fn is_presence(node: &Node) -> bool {
    matches!(
        node,
        Node::Term(Term {
            test: Test::Present,
            ..
        })
    )
}

/// What all of a part is about.
fn name(node: &Node) -> Option<&'static str> {
    match node {
        Node::Term(term) => match (&term.test, term.field) {
            (Test::Trashed, _) => Some("is"),
            (Test::Status(list), _) if list.as_slice() == words::UNREAD.as_slice() => Some("is"),
            (Test::Present, Some(_)) => Some("has"),
            (_, field) => field.map(super::Field::name),
        },
        Node::Not(inner) if is_presence(inner) => Some("no"),
        Node::Not(inner) => name(inner),
        Node::And(list) | Node::Or(list) => {
            let first = list.first().and_then(name)?;
            list.iter()
                .all(|node| name(node) == Some(first))
                .then_some(first)
        }
    }
}

fn value(node: &Node) -> String {
    let all = |list: &[Node]| list.iter().map(value).collect::<Vec<_>>();
    match node {
        Node::And(list) => all(list).join(" "),
        Node::Or(list) => all(list).join(" OR "),
        Node::Not(inner) if is_presence(inner) => value(inner),
        Node::Not(inner) => format!("-{}", value(inner)),
        Node::Term(Term { field, test, .. }) => match (test, field) {
            (Test::Words(text) | Test::Phrase(text) | Test::Exact(text), _) => text.clone(),
            (Test::Trashed, _) => "trashed".to_owned(),
            (Test::Status(list), _) if list.as_slice() == words::UNREAD.as_slice() => {
                "unread".to_owned()
            }
            (Test::Present, Some(field)) => field.name().to_owned(),
            (test, Some(field)) => print::shown(test, *field),
            (_, None) => String::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_about_one_field_are_chips() {
        for (text, chips_of_it) in [
            ("", ""),
            ("dune", ""),
            ("dune author:herbert", "5..19 author herbert"),
            ("-tag:=\"Space opera\" x", "0..19 tag -Space opera"),
            ("𝄞 has:cover no:isbn", "3..12 has cover, 13..20 no isbn"),
            (
                "is:unread is:trashed is:read",
                "0..9 is unread, 10..20 is trashed, 21..28 status finished",
            ),
            ("(author:=\"A\" OR author:=\"B\") x", "0..28 author A OR B"),
            ("author:=A OR author:=B", "0..22 author A OR B"),
            ("author:A OR title:B", ""),
            (
                "author:(ursula guin) (x OR tag:y)",
                "0..20 author ursula guin",
            ),
            ("tag:(sf -old)", "0..13 tag sf -old"),
            (
                "rating:>=4 year:1990..1999",
                "0..10 rating >=4, 11..26 year 1990..1999",
            ),
            (
                "title:^the title:/x+/",
                "0..10 title ^the, 11..21 title /x+/",
            ),
            ("author: le", "0..10 author le"),
            ("tag:x pages:y", ""),
        ] {
            let shown: Vec<String> = chips(text)
                .into_iter()
                .map(|chip| {
                    let sign = if chip.negative { "-" } else { "" };
                    format!(
                        "{}..{} {} {sign}{}",
                        chip.start, chip.end, chip.field, chip.value
                    )
                })
                .collect();
            assert_eq!(shown.join(", "), chips_of_it, "{text}");
        }
    }
}
