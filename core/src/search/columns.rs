//! What books are sorted by: for each thing a table of all keys in order and a rank for each book.

use std::borrow::Cow;

use super::IndexedBook;
use super::bits::Bits;
use super::keys::Keys;
use super::packed::Packed;
use super::sorted::Sorted;
use super::stored::{Reader, Writer};
use crate::collation;

/// A thing to compare books by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Title,
    Author,
    SeriesName,
    SeriesNumber,
    Published,
    Rating,
    Status,
    Tags,
    Added,
    Updated,
    Publisher,
    Pages,
    Language,
    Format,
}

impl Column {
    /// Whether its keys are numbers, of eight bytes each.
    pub(super) fn is_of_numbers(self) -> bool {
        match self {
            Self::SeriesNumber
            | Self::Published
            | Self::Rating
            | Self::Status
            | Self::Added
            | Self::Updated
            | Self::Pages => true,
            Self::Title
            | Self::Author
            | Self::SeriesName
            | Self::Tags
            | Self::Publisher
            | Self::Language
            | Self::Format => false,
        }
    }

    /// An empty table for the keys of the column.
    pub(super) fn no_keys(self) -> Sorted {
        if self.is_of_numbers() {
            Sorted::of_width(size_of::<i64>())
        } else {
            Sorted::default()
        }
    }

    pub(super) const ALL: [Self; COLUMNS] = [
        Self::Title,
        Self::Author,
        Self::SeriesName,
        Self::SeriesNumber,
        Self::Published,
        Self::Rating,
        Self::Status,
        Self::Tags,
        Self::Added,
        Self::Updated,
        Self::Publisher,
        Self::Pages,
        Self::Language,
        Self::Format,
    ];
}

/// How many columns there are.
pub(super) const COLUMNS: usize = 14;

/// One of something for each column.
#[derive(Debug, Default)]
pub(super) struct PerColumn<T>(pub(super) [T; COLUMNS]);

impl<T: Default> FromIterator<T> for PerColumn<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        let mut all = all.into_iter();
        Self(std::array::from_fn(|_| all.next().unwrap_or_default()))
    }
}

impl<T> PerColumn<T> {
    #[expect(clippy::indexing_slicing, reason = "there is one for each column")]
    pub(super) fn of(&self, column: Column) -> &T {
        &self.0[column as usize]
    }
}

/// The rank of a book without a value.
pub(super) const MISSING: u32 = u32::MAX;

/// The keys of one column, and the rank of every slot among them.
///
/// Equal keys have one rank, so a column compares as its texts do. The keys stay, because books
/// that come later must find their place between them.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    pub(super) keys: Keys,
    pub(super) ranks: Packed,
}

impl Ranks {
    pub(super) fn write(&self, out: &mut Writer<'_>) {
        self.keys.write(out);
        self.ranks.write(out);
    }

    /// Reads a column of so many books.
    pub(super) fn read(bytes: &mut Reader<'_>, column: Column, len: usize) -> Option<Self> {
        let keys = Keys::read(bytes, column.is_of_numbers())?;
        let ranks = Packed::read(bytes, len, keys.len())?;
        Some(Self { keys, ranks })
    }

    pub(super) fn get(&self, slot: u32) -> u32 {
        self.ranks.get(slot)
    }

    /// The slots of `within` whose number lies between these, both included.
    pub(super) fn between(&self, from: i64, to: i64, within: &Bits) -> Bits {
        let before = |number: i64| {
            let place = self.keys.find(&number_key(number));
            super::narrow(place.unwrap_or_else(|place| place))
        };
        let first = before(from);
        let end = match to.checked_add(1) {
            Some(next) => before(next),
            None => super::narrow(self.keys.len()),
        };
        self.ranks.keep(within, |rank| first <= rank && rank < end)
    }

    /// The slots of `within` whose number is wanted.
    pub(super) fn which(&self, wanted: impl Fn(i64) -> bool, within: &Bits) -> Bits {
        let mut ranks = Bits::new(self.keys.len());
        for rank in 0..self.keys.len() {
            if self.number(rank).is_some_and(&wanted) {
                ranks.insert(super::narrow(rank));
            }
        }
        self.ranks.keep(within, |rank| ranks.contains(rank))
    }

    /// The number that has this rank.
    pub(super) fn number(&self, rank: usize) -> Option<i64> {
        let key = self.keys.number(rank)?;
        Some(i64::from_be_bytes(key) ^ i64::MIN)
    }
}

/// What the key of a book in a column is made of.
#[derive(Debug)]
pub(super) enum Content<'a> {
    /// A title in its language.
    Title {
        title: &'a str,
        language: &'a str,
    },
    /// The name of a series.
    Series(Cow<'a, str>),
    /// Another text, which many books may have.
    Shared(Cow<'a, str>),
    Number(i64),
}

impl Content<'_> {
    /// Its key, or none for a blank text. Keys compare byte by byte.
    pub(super) fn key(&self) -> Option<Vec<u8>> {
        match self {
            Self::Title { title, language } => title_key(title, language),
            Self::Series(name) => series_key(name),
            Self::Shared(text) => text_key(text),
            Self::Number(number) => Some(number_key(*number).to_vec()),
        }
    }
}

/// What a book has in a column, if anything.
pub(super) fn content(book: &IndexedBook, column: Column) -> Option<Content<'_>> {
    let shared = |text| Some(Content::Shared(Cow::Borrowed(text)));
    match column {
        Column::Title => Some(Content::Title {
            title: &book.title,
            language: &book.language,
        }),
        Column::Author => {
            let first = book.contributors.first()?;
            shared(if first.sort_name.is_empty() {
                &first.name
            } else {
                &first.sort_name
            })
        }
        Column::SeriesName => {
            let (name, _) = book.series.first()?;
            Some(Content::Series(Cow::Borrowed(name)))
        }
        Column::SeriesNumber => {
            let (name, number) = book.series.first()?;
            let number = (*number).filter(|_| !name.trim().is_empty())?;
            Some(Content::Number(float_number(number)))
        }
        Column::Tags => match book.tags.as_slice() {
            [tag] => shared(tag),
            tags => Some(Content::Shared(Cow::Owned(tags.join(", ")))),
        },
        Column::Publisher => shared(&book.publisher),
        Column::Language => shared(&book.language),
        Column::Format => shared(&book.format),
        Column::Published
        | Column::Rating
        | Column::Status
        | Column::Added
        | Column::Updated
        | Column::Pages => number(book, column).map(Content::Number),
    }
}

/// The key of a book in a column, or none when it has no value there.
pub(super) fn key(book: &IndexedBook, column: Column) -> Option<Vec<u8>> {
    content(book, column)?.key()
}

/// The key of a name, a tag and the like; none for a blank text. No byte of it is zero.
pub(super) fn text_key(text: &str) -> Option<Vec<u8>> {
    (!text.trim().is_empty()).then(|| collation::key(text))
}

/// The same for a title in its language.
pub(super) fn title_key(title: &str, language: &str) -> Option<Vec<u8>> {
    (!title.trim().is_empty()).then(|| collation::title_key(title, language))
}

/// The same for the name of a series.
pub(super) fn series_key(name: &str) -> Option<Vec<u8>> {
    (!name.trim().is_empty()).then(|| collation::series_key(name))
}

/// The number of a book in a column of whole numbers.
pub(super) fn number(book: &IndexedBook, column: Column) -> Option<i64> {
    match column {
        Column::Published => book.published.map(published_number),
        Column::Rating => book.rating.map(i64::from),
        Column::Status => Some(book.status as i64),
        Column::Added => Some(book.added_at),
        Column::Updated => Some(book.updated_at),
        Column::Pages => book.page_count.map(i64::from),
        _ => None,
    }
}

/// A date as a number that rises with it; parts that are not known are zero and stand first.
pub(super) fn published_number((year, month, day): (i32, u8, u8)) -> i64 {
    (i64::from(year) * 100 + i64::from(month)) * 100 + i64::from(day)
}

/// A number as bytes that compare as the numbers do.
pub(super) fn number_key(number: i64) -> [u8; 8] {
    (number ^ i64::MIN).to_be_bytes()
}

/// A fraction as a whole number that rises with it: flipping the digits of negative ones puts the bits
/// in order.
fn float_number(number: f64) -> i64 {
    // Minus zero is zero.
    let bits = (number + 0.0).to_bits().cast_signed();
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_compare_as_their_values_do() {
        let numbers = [i64::MIN, -43, -1, 0, 1, 99, i64::MAX];
        assert!(numbers.map(number_key).is_sorted());
        let fractions = [-2.5, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 10.0];
        assert!(fractions.map(float_number).is_sorted());
        assert_eq!(float_number(-0.0), float_number(0.0));
        let texts = ["!", "A'a", "Äb", "ab c", "Zoë", "紅"];
        assert!(texts.map(text_key).is_sorted());
        assert!(title_key("The Zoo", "en") > title_key("Yak", "en"));
        assert_eq!(text_key("  "), None);
    }
}
