//! What the long texts (description, review, notes) answer to a query. They are not in memory, so
//! whoever owns the library asks the store, term by term, and hands the answers in.

use super::words::is_unspaced;
use crate::book::BookId;
use crate::fold::fold;
use crate::query::{Field, Node, Query, Term, Test};

/// The books that terms of a query find by their long texts.
#[derive(Debug, Default)]
pub struct LongHits(Vec<(Option<Field>, Test, Vec<BookId>)>);

impl LongHits {
    /// Notes which books have a long text that a term finds, in the field of the term or, when it
    /// names none, in any.
    pub fn add(&mut self, term: &Term, mut books: Vec<BookId>) {
        books.sort_unstable();
        books.dedup();
        self.0.push((term.field, term.test.clone(), books));
    }

    /// The books of a term, by rising ids.
    pub(super) fn of(&self, term: &Term) -> Option<&[BookId]> {
        let same = |(field, test, _): &&(Option<Field>, Test, _)| {
            (field, test) == (&term.field, &term.test)
        };
        self.0.iter().find(same).map(|(.., books)| &**books)
    }
}

/// The terms of a query to ask of the long texts: words and phrases that name a long text, or no
/// field at all. A single letter without a field is left to the index: it begins a word of nearly
/// every long text, and says nothing.
pub fn long_terms(query: &Query) -> Vec<&Term> {
    fn collect<'a>(node: &'a Node, terms: &mut Vec<&'a Term>) {
        match node {
            Node::And(nodes) | Node::Or(nodes) => {
                for node in nodes {
                    collect(node, terms);
                }
            }
            Node::Not(node) => collect(node, terms),
            Node::Term(term) => {
                let text = matches!(term.test, Test::Words(_) | Test::Phrase(_));
                if text && term.field.map_or_else(|| is_telling(term), is_long) {
                    terms.push(term);
                }
            }
        }
    }
    let mut terms = Vec::new();
    if let Some(root) = &query.root {
        collect(root, &mut terms);
    }
    terms
}

fn is_telling(term: &Term) -> bool {
    let (Test::Words(text) | Test::Phrase(text)) = &term.test else {
        return false;
    };
    let folded = fold(text);
    let mut letters = folded.chars();
    letters.next().is_some_and(is_unspaced) || letters.next().is_some()
}

/// Whether the values of a field are long texts.
pub(super) fn is_long(field: Field) -> bool {
    matches!(field, Field::Description | Field::Review | Field::Notes)
}
