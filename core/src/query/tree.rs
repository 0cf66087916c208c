//! What a person asks for, as a tree.

use std::ops::Range;

use super::{dates::Edge, fields::Field, pattern::Pattern};
use crate::book::ReadingStatus;

/// A query that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// None when nothing is asked for: every book.
    pub root: Option<Node>,
}

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// All of these.
    And(Vec<Node>),
    /// At least one of these.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// One test.
    Term(Term),
}

impl Node {
    /// All of these, in the one form a tree has: none within another, no list of one.
    pub fn all(nodes: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut list = Vec::new();
        for node in nodes {
            match node {
                Self::And(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        if list.len() > 1 {
            return Some(Self::And(list));
        }
        list.pop()
    }

    /// At least one of these, in the same form.
    pub fn any(nodes: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut list = Vec::new();
        for node in nodes {
            match node {
                Self::Or(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        if list.len() > 1 {
            return Some(Self::Or(list));
        }
        list.pop()
    }

    /// The opposite; that of an opposite is the thing itself.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }
}

impl Query {
    /// The same query with every place 0, to compare it with one that was written otherwise.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        fn clear(node: &mut Node) {
            match node {
                Node::And(list) | Node::Or(list) => list.iter_mut().for_each(clear),
                Node::Not(inner) => clear(inner),
                Node::Term(term) => term.span = 0..0,
            }
        }
        self.root.iter_mut().for_each(clear);
        self
    }
}

/// One test of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Where to look; none is everywhere.
    pub field: Option<Field>,
    /// What to look for.
    pub test: Test,
    /// Where it stands in the text; bytes.
    pub span: Range<usize>,
}

/// What a field, or any field, must be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Every word of this begins a word there.
    Words(String),
    /// These words side by side, each whole.
    Phrase(String),
    /// The whole value, but for case, accents and punctuation.
    Exact(String),
    /// The value begins so, but for case, accents and punctuation.
    Starts(String),
    /// The value as it is written fits, whatever its case.
    Regex(Pattern),
    /// Pages, years or quarter stars.
    Number(Bounds<i64>),
    /// A date within these; a date that is not wholly known fits when it may be.
    Date(Bounds<Edge>),
    /// One of these statuses.
    Status(Vec<ReadingStatus>),
    /// There is something.
    Present,
    /// In the trash.
    Trashed,
}

/// From one value to another, both included; an open end has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds<T> {
    /// The least.
    pub from: Option<T>,
    /// The greatest.
    pub to: Option<T>,
}
