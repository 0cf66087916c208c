//! What a reader makes of one row of a file: an entry, or a refusal.

use std::fmt;

use crate::book::{BookFields, row::SourceText};

/// A row of a file: an entry, or why there is none. Either way reading goes on.
pub type Row = Result<Entry, Rejected>;

/// A book as a row of a file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The row, counted as a spreadsheet does: the header is row 1.
    pub row: u64,
    /// What it says of the book. Not yet checked against the limits of the fields.
    pub fields: BookFields,
    /// When the owner added it there, in milliseconds since 1970.
    pub added_at: Option<i64>,
    /// The whole row as it was.
    pub source: SourceText,
    /// What a person should know before importing it, each once.
    pub notes: Vec<Note>,
}

/// A row that makes no book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The row, counted as a spreadsheet does.
    pub row: u64,
    /// How the row begins, at most 80 characters, so that it can be found.
    pub says: String,
    /// What is wrong with it.
    pub reason: Rejection,
    /// Column name and text of its cells, for saving it. Of a row that falls into no cells this is its text, of a row or
    /// cell that is too long its beginning.
    pub cells: Vec<(String, String)>,
}

/// Why a row makes no book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Rejection {
    /// A book needs a title.
    #[error("This row has no title.")]
    NoTitle,
    /// A quote swallows what is behind it.
    #[error("A quote in this row is opened and never closed.")]
    OpenQuote,
    /// Longer than 4 MiB.
    #[error("This row is longer than 4 MiB.")]
    TooLong,
    /// More than 256 cells.
    #[error("This row has more than 256 cells.")]
    TooManyCells,
    /// A cell is longer than 64 KiB, or a review longer than 1 MiB.
    #[error("A cell of this row is too long: 64 KiB are the most, 1 MiB for reviews and notes.")]
    CellTooLong,
    /// The row does not end.
    #[error("This row does not end within 64 MiB. Nothing after it was read.")]
    Endless,
}

/// What was done to a row, or could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// Kept as `isbn-invalid`.
    IsbnInvalid,
    /// Rounded by a spreadsheet; kept as `isbn-invalid`.
    IsbnRounded,
    /// A leading zero was put back.
    IsbnZeroAdded,
    /// ISBN and ISBN-13 are of different books; both were kept.
    IsbnsDiffer,
    /// The row's own number was rounded by a spreadsheet, or is none.
    KeyUnreadable,
    /// Not a rating.
    RatingUnreadable,
    /// Not a date.
    DateUnreadable,
    /// Not a number of pages.
    PagesUnreadable,
    /// A shelf that is no reading status became a tag.
    ShelfAsTag,
    /// The header came again before this row, and was passed over.
    HeaderAgain,
    /// Fewer cells than the header; the rest was taken as empty.
    TooFewCells,
    /// More cells than the header; they are kept with the row.
    TooManyCells,
    /// Not UTF-8; read as Windows-1252.
    OldEncoding,
    /// Characters that were damaged before.
    UnreadableCharacters,
    /// Control characters were dropped.
    ControlsDropped,
}

/// A sentence that is true of one row and of many.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IsbnInvalid => "The ISBN is not a correct one. It is kept as it is.",
            Self::IsbnRounded => "A spreadsheet has rounded the ISBN. It is kept as it is.",
            Self::IsbnZeroAdded => "The ISBN had lost its leading zero. It was put back.",
            Self::IsbnsDiffer => "The two ISBNs are of different books. Both are kept.",
            Self::KeyUnreadable => {
                "The book's number at the source is damaged. It is kept with the row."
            }
            Self::RatingUnreadable => "The rating is not between 0 and 5. It is kept with the row.",
            Self::DateUnreadable => "A date is not a real one. It is kept with the row.",
            Self::PagesUnreadable => {
                "The number of pages is not a number. It is kept with the row."
            }
            Self::ShelfAsTag => "The shelf is not a reading status. It became a tag.",
            Self::HeaderAgain => "The header came again before this row. It was passed over.",
            Self::TooFewCells => {
                "The row is shorter than the header. What is missing was taken as empty."
            }
            Self::TooManyCells => {
                "The row is longer than the header. The rest is kept with the row."
            }
            Self::OldEncoding => "The row is not UTF-8. It was read as Windows-1252.",
            Self::UnreadableCharacters => "Some characters were damaged before.",
            Self::ControlsDropped => "Invisible control characters were left out.",
        })
    }
}
