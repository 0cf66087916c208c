//! The index: every book of the library in memory, in the form that finding and sorting need.
//!
//! It answers a keystroke by itself and knows no SQL. It is a mirror and never the truth: whoever
//! owns the library builds it from the store and hands it every change.
//!
//! **How it is built.** A book has a *slot*, a small dense number. The *base* holds most books and is
//! never changed: for each field a sorted vocabulary with the slots of each word ([`postings`]), for
//! each thing to sort by a column of ranks ([`columns`]). Slots rise with the ids of the books. A
//! query becomes a set of slots ([`bits`]), and the set becomes a view: the ids of all hits in
//! order. Few hits are sorted by their ranks; many are picked from a permutation of the whole base,
//! which is made when an order is first asked for ([`order`]).
//!
//! **How it follows changes.** A changed book goes to the *delta* ([`delta`]) and its slot in the
//! base dies. A delta book knows between which two ranks of the base its keys fall, so a sorted
//! view is the sorted base hits with the sorted delta hits put in between, and no edit moves a
//! permutation. When the delta grows, base and delta become a new base ([`merge`]); this is the
//! same merge that ends a build and takes in a large batch. It needs no text from the store, and a
//! [`Compaction`] can run it on another thread while the old index goes on answering.

mod bits;
mod build;
mod columns;
mod counts;
mod delta;
mod index;
mod merge;
#[cfg_attr(not(test), expect(dead_code, reason = "waits for the index to ask it"))]
mod near;
mod order;
mod postings;
mod query;
mod segment;
mod sorted;
#[cfg(test)]
mod tests;
mod view;
mod words;

use serde::{Deserialize, Serialize};

use crate::book::{BookId, ReadingStatus};

pub use build::Builder;
pub use index::Index;
pub use view::View;

/// A book as the index sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexedBook {
    /// Its number in the library.
    pub id: BookId,
    /// Its title.
    pub title: String,
    /// What follows the title.
    pub subtitle: String,
    /// Name and sort name of everyone with a part in it, the first author first.
    pub contributors: Vec<(String, String)>,
    /// Name and first number of its series, the one to sort by first.
    pub series: Vec<(String, Option<f64>)>,
    /// Who published it.
    pub publisher: String,
    /// Year, month and day; zero for a month or day that is not known.
    pub published: Option<(i32, u8, u8)>,
    /// Its pages.
    pub page_count: Option<u32>,
    /// The tag of its language.
    pub language: String,
    /// Its form.
    pub format: String,
    /// The values of its identifiers, ISBNs with or without hyphens.
    pub identifiers: Vec<String>,
    /// The owner's words for it.
    pub tags: Vec<String>,
    /// Quarter stars.
    pub rating: Option<u8>,
    /// How far the owner got.
    pub status: ReadingStatus,
    /// When it came in. Any unit that rises with time.
    pub added_at: i64,
    /// When it was last changed, in the same unit.
    pub updated_at: i64,
    /// Whether it lies in the trash.
    pub trashed: bool,
}

/// One step the index takes to stay in step with the library.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "hardly any change is a removal")]
pub enum Change {
    /// The book is new, or now reads like this.
    Put(IndexedBook),
    /// The book is gone for good. To put one into the trash, use [`Change::Put`].
    Remove(BookId),
}

/// What to show and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ViewQuery {
    /// Words to find, as typed. Every word must begin a word of the book; no word finds all books.
    pub text: String,
    /// Where to look.
    pub place: Place,
    /// The keys to sort by, the most important first. Books equal in all of them stand with the
    /// last added first, then by id; so does everything when there is no key.
    pub sort: Vec<SortKey>,
}

/// A part of the library. Books in the trash are in [`Place::Trash`] and nowhere else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Place {
    /// Every book.
    #[default]
    All,
    /// The books with one reading status.
    Status {
        /// The status.
        status: ReadingStatus,
    },
    /// The books with one tag, however its letters are cased.
    Tag {
        /// The tag.
        tag: String,
    },
    /// The books of one import.
    Import {
        /// The number of the import in the change journal.
        change_id: i64,
    },
    /// The trash.
    Trash,
}

/// One key of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SortKey {
    /// What to compare.
    pub by: SortBy,
    /// Greatest first. Books without a value stand last all the same.
    pub descending: bool,
}

/// What books can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum SortBy {
    /// The title.
    Title,
    /// The sort name of the first contributor.
    Author,
    /// The first series, then the number in it.
    Series,
    /// The date of publication; a bare year stands before the days of that year.
    Published,
    /// The rating.
    Rating,
    /// The status, from none to abandoned.
    Status,
    /// All tags, as one line.
    Tags,
    /// When the book came in.
    Added,
    /// When it was last changed.
    Updated,
    /// The publisher.
    Publisher,
    /// The number of pages.
    Pages,
    /// The tag of the language.
    Language,
    /// The form.
    Format,
}

/// A count as the 32 bits that slots and positions have. No library comes near the end of them.
fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
