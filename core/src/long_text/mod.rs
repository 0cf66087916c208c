//! Finding in long texts: description, review and private notes.
//!
//! They are too long to be mirrored in memory, so the library file holds an FTS5 index of them. A
//! word means the same there as in `search`: what is indexed is the folded words that `search` makes
//! of a text, parted by spaces, and the engine does no more than part them again. Only books with a
//! long text have a row; the store of books keeps it in step.

mod passage;
mod sought;
mod spans;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use serde::Serialize;
use sqlx::SqliteConnection;

use crate::{BookId, Result, query::Term};

pub use passage::{Passage, PassagePart};
use sought::Sought;

/// A field that holds a long text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as the fields of a book are called")]
pub enum LongField {
    Description,
    Review,
    Notes,
}

impl LongField {
    /// All of them, in the order they are shown and indexed.
    pub(crate) const ALL: [Self; 3] = [Self::Description, Self::Review, Self::Notes];

    /// Its column of the FTS5 table.
    fn column(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Review => "review",
            Self::Notes => "notes",
        }
    }
}

/// The books whose long texts a term finds, in the order of their ids, the trash included.
pub(crate) async fn hits(db: &mut SqliteConnection, term: &Term) -> Result<Vec<BookId>> {
    match Sought::of(term) {
        Some((sought, fields)) => store::hits(db, &sought, fields).await,
        None => Ok(Vec::new()),
    }
}
