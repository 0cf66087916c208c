//! The index: every book of the library in memory, in the form that finding and sorting need.
//!
//! It answers a keystroke by itself and knows no SQL. It is a mirror and never the truth: whoever
//! owns the library builds it from the store and hands it every change.
//!
//! **How it is built.** A book has a *slot*, a small dense number. The *base* ([`segment`]) holds most
//! books and is never changed. Slots rise with the ids of the books.
//!
//! - Titles are kept as they are written, by slot ([`texts`]), with a sorted vocabulary and the slots
//!   of each word ([`postings`]).
//! - The values of every other text field (people with their roles, tags, series, publishers,
//!   identifiers and so on) are kept once each, with the slots of their books; their words lead to the
//!   values ([`values`]). A test of a value is so made once for all books that have it.
//! - For each thing to sort by there is a column of ranks, in as many bytes as they need
//!   ([`columns`], [`packed`]); columns of numbers are also what ranges are looked up in.
//!
//! **How it is asked.** A query is made ready once ([`question`]): texts are folded, ages become
//! moments, and a word that begins nothing is taken for the nearest one that does ([`near`]). The
//! question is then answered by base and delta alike ([`evaluate`], [`searched`]): words by postings,
//! values by tests ([`fit`]), each answer a set of slots ([`bits`]), and for the best match one set for
//! each grade ([`graded`]). What one letter finds is kept ([`begun`]), and which letter is likely to follow is
//! told ([`going_on`]). What the long texts say is handed in ([`long_texts`]).
//!
//! The set becomes a view: the ids of all hits in order. Few hits are sorted by their ranks; many are
//! picked from a permutation of the whole base, which is made when an order is first asked for
//! ([`order`]). What the books of a view have in common is counted along the lists of the values
//! ([`facets`], [`tally`]), so that nothing needs to be kept for each book.
//!
//! **How it follows changes.** A changed book goes to the *delta* ([`delta`]) and its slot in the
//! base dies. A delta book knows between which two ranks of the base its keys fall, so a sorted
//! view is the sorted base hits with the sorted delta hits put in between, and no edit moves a
//! permutation. When the delta grows, base and delta become a new base ([`merge`]); this is the
//! same merge that ends a build and takes in a large batch. It needs no text from the store, and a
//! [`Compaction`](index::Compaction) can run it on another thread while the old index goes on
//! answering.
//!
//! **What holds it.** [`reference`] reads the same queries slowly and obviously; tests compare the two
//! on made-up books, changes and queries.

mod begun;
mod bits;
mod build;
mod columns;
mod counts;
mod days;
mod delta;
mod evaluate;
mod facets;
mod fit;
mod going_on;
mod graded;
mod index;
mod keys;
mod lined_up;
mod long_texts;
mod merge;
mod near;
mod needs;
mod numbered;
mod order;
mod packed;
mod postings;
mod question;
#[cfg(any(test, feature = "test-kit"))]
pub mod reference;
mod roomy;
mod searched;
mod segment;
mod sorted;
mod stored;
mod tally;
#[cfg(test)]
mod tests;
mod texts;
mod values;
mod view;
mod whole;
pub(crate) mod words;

use serde::{Deserialize, Serialize};

use crate::book::{BookId, Contributor, ReadingStatus};

pub use build::Builder;
pub use facets::{Facet, FacetField, FacetValue, same_value};
pub use index::Index;
pub use long_texts::{LongHits, long_terms};
pub use question::Asking;
pub use stored::{Base, made_by};
pub use view::{Correction, View, Wanted};

/// A book as the index sees it.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a mark for each long text, and the trash"
)]
pub struct IndexedBook {
    /// Its number in the library.
    pub id: BookId,
    /// Its title.
    pub title: String,
    /// What follows the title.
    pub subtitle: String,
    /// Everyone with a part in it, the first author first.
    pub contributors: Vec<Contributor>,
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
    /// Scheme and value of its identifiers, ISBNs with or without hyphens.
    pub identifiers: Vec<(String, String)>,
    /// The owner's words for it.
    pub tags: Vec<String>,
    /// Quarter stars.
    pub rating: Option<u8>,
    /// How far the owner got.
    pub status: ReadingStatus,
    /// When it came in; milliseconds since 1970, UTC.
    pub added_at: i64,
    /// When it was last changed; milliseconds since 1970, UTC.
    pub updated_at: i64,
    /// Whether it has a description. Long texts themselves stay in the store.
    pub has_description: bool,
    /// Whether it has a review.
    pub has_review: bool,
    /// Whether it has private notes.
    pub has_notes: bool,
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
    /// What to find, as typed, in the language of [`query`](crate::query). Nothing finds all books.
    pub text: String,
    /// Where to look.
    pub place: Place,
    /// The keys to sort by, the most important first. Books equal in all of them stand with the
    /// last added first, then by id; so does everything when there is no key.
    pub sort: Vec<SortKey>,
    /// Search for the very words that were typed, and correct none.
    #[serde(default)]
    pub as_typed: bool,
    /// Search the long texts, too.
    #[serde(default)]
    pub long_texts: bool,
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
    /// The books that the query of a smart shelf finds.
    Shelf {
        /// The number of the shelf.
        shelf_id: i64,
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
    /// How well the book matches what was typed: whole words before beginnings of words before
    /// corrected words, and of these the title before the authors before the rest. It always decides
    /// first, and it knows no direction.
    Match,
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
