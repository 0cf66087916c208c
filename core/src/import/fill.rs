//! What a row can add to a book that is here already.

use crate::{Book, BookFields, Identifier, ReadingStatus, SourceRow};

/// The book's fields with its empty ones filled from the row, and its sources with the row;
/// `None` when the row adds nothing.
pub(super) fn fill(
    book: &Book,
    from: &BookFields,
    source: &SourceRow,
) -> Option<(BookFields, Vec<SourceRow>)> {
    let to = &book.fields;
    let fields = BookFields {
        title: text(&to.title, &from.title),
        subtitle: text(&to.subtitle, &from.subtitle),
        contributors: list(&to.contributors, &from.contributors),
        series: list(&to.series, &from.series),
        publisher: text(&to.publisher, &from.publisher),
        published: text(&to.published, &from.published),
        page_count: to.page_count.or(from.page_count),
        language: text(&to.language, &from.language),
        identifiers: identifiers(&to.identifiers, &from.identifiers),
        format: text(&to.format, &from.format),
        description: text(&to.description, &from.description),
        tags: list(&to.tags, &from.tags),
        rating: to.rating.or(from.rating),
        review: text(&to.review, &from.review),
        private_notes: text(&to.private_notes, &from.private_notes),
        status: if to.status == ReadingStatus::None {
            from.status
        } else {
            to.status
        },
    };
    let sources = sources(&book.sources, source);
    (fields != *to || sources != book.sources).then_some((fields, sources))
}

fn text(here: &str, there: &str) -> String {
    if here.is_empty() {
        there.to_owned()
    } else {
        here.to_owned()
    }
}

fn list<T: Clone>(here: &[T], there: &[T]) -> Vec<T> {
    if here.is_empty() {
        there.to_vec()
    } else {
        here.to_vec()
    }
}

/// Numbers add up: the same book may have several in one catalogue.
fn identifiers(here: &[Identifier], there: &[Identifier]) -> Vec<Identifier> {
    let known = |i: &&Identifier| {
        !here
            .iter()
            .any(|h| h.scheme == i.scheme && h.value == i.value)
    };
    here.iter()
        .chain(there.iter().filter(known))
        .cloned()
        .collect()
}

/// The newest word of a source on one of its rows is the one that is kept.
fn sources(here: &[SourceRow], row: &SourceRow) -> Vec<SourceRow> {
    let same_row = |known: &SourceRow| known.source == row.source && known.key == row.key;
    let others = here.iter().filter(|known| !same_row(known));
    if here.contains(row) {
        here.to_vec()
    } else {
        others.chain([row]).cloned().collect()
    }
}
