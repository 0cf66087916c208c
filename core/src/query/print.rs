//! Writes a tree as text, in one form for each tree: reading it again gives the same tree.

use std::fmt::{self, Display, Formatter, Write};

use super::{
    dates,
    fields::{Field, Kind},
    numbers, parse,
    tree::{Bounds, Node, Query, Term, Test},
    words,
};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.root.as_ref().map_or(Ok(()), |root| root.fmt(f))
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(list) => joined(f, list, " ", true),
            Self::Or(list) => joined(f, list, " OR ", false),
            Self::Not(inner) => match &**inner {
                Self::Term(Term {
                    field: Some(field),
                    test: Test::Present,
                    ..
                }) => {
                    write!(f, "no:{}", field.name())
                }
                Self::Term(term) => write!(f, "-{term}"),
                other => write!(f, "-({other})"),
            },
            Self::Term(term) => term.fmt(f),
        }
    }
}

fn joined(f: &mut Formatter<'_>, list: &[Node], by: &str, is_and: bool) -> fmt::Result {
    let mut before = None;
    for node in list {
        if before.is_some() {
            f.write_str(by)?;
        }
        let inner = match node {
            Node::Or(_) => true,
            Node::And(_) => is_and,
            _ => is_and && before.is_some_and(|before| is_lengthened(before, node)),
        };
        if inner {
            write!(f, "({node})")?;
        } else {
            node.fmt(f)?;
        }
        before = Some(node);
    }
    Ok(())
}

/// Whether a word would be taken for the rest of the value before it: `isbn:0 441` or `year:1990 ..1999`.
fn is_lengthened(before: &Node, word: &Node) -> bool {
    let before = match before {
        Node::Not(inner) => inner,
        other => other,
    };
    let (
        Node::Term(Term {
            field: Some(field), ..
        }),
        Node::Term(word),
    ) = (before, word)
    else {
        return false;
    };
    let (None, Test::Words(text)) = (word.field, &word.test) else {
        return false;
    };
    match field.info().kind {
        Kind::Identifier => parse::is_group(text),
        Kind::Number | Kind::Stars | Kind::Date | Kind::Time => text.starts_with(".."),
        _ => false,
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (&self.test, self.field) {
            (Test::Trashed, _) => f.write_str("is:trashed"),
            (Test::Status(list), _) if list.as_slice() == words::UNREAD.as_slice() => {
                f.write_str("is:unread")
            }
            (Test::Present, Some(field)) => write!(f, "has:{}", field.name()),
            (test, Some(field)) => write!(f, "{}:{}", field.name(), shown(test, field)),
            (test, None) => f.write_str(&written(test)),
        }
    }
}

/// The value behind the colon.
pub(super) fn shown(test: &Test, field: Field) -> String {
    match test {
        Test::Number(bounds) if field.info().kind == Kind::Stars => range(bounds, numbers::printed),
        _ => written(test),
    }
}

fn written(asked: &Test) -> String {
    match asked {
        Test::Words(text) => text.clone(),
        Test::Phrase(text) => quoted(text),
        Test::Exact(text) => format!("={}", quoted(text)),
        Test::Starts(text) if text.chars().all(char::is_alphanumeric) => format!("^{text}"),
        Test::Starts(text) => format!("^{}", quoted(text)),
        Test::Regex(pattern) => slashed(pattern.source()),
        Test::Number(bounds) => range(bounds, |number| number.to_string()),
        Test::Date(bounds) => dates::printed(bounds),
        Test::Status(list) => {
            let words: Vec<&str> = list.iter().map(|status| words::word(*status)).collect();
            words.join(",")
        }
        Test::Present => "*".to_owned(),
        Test::Trashed => "trashed".to_owned(),
    }
}

fn range(bounds: &Bounds<i64>, shown: impl Fn(i64) -> String) -> String {
    match (bounds.from, bounds.to) {
        (Some(from), Some(to)) if from == to => shown(from),
        (Some(from), Some(to)) => format!("{}..{}", shown(from), shown(to)),
        (Some(from), None) => format!(">={}", shown(from)),
        (None, Some(to)) => format!("<={}", shown(to)),
        (None, None) => String::new(),
    }
}

/// In straight quotes; those inside it and backslashes get a backslash.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// Between slashes; those inside it get a backslash, if they have none.
fn slashed(source: &str) -> String {
    let mut slashed = String::with_capacity(source.len() + 2);
    slashed.push('/');
    let mut letters = source.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => {
                slashed.push(c);
                slashed.extend(letters.next());
            }
            '/' | '／' => {
                let _ = write!(slashed, "\\{c}");
            }
            _ => slashed.push(c),
        }
    }
    slashed.push('/');
    slashed
}
