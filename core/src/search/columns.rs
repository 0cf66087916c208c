//! What books are sorted by: for each thing a table of all keys in order and a rank for each book.

use super::IndexedBook;
use super::sorted::Sorted;
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
    pub(super) keys: Sorted,
    pub(super) ranks: Vec<u32>,
}

impl Ranks {
    pub(super) fn get(&self, slot: u32) -> u32 {
        self.ranks.get(slot as usize).copied().unwrap_or(MISSING)
    }
}

/// The key of a book in a column, or none when it has no value there. Keys compare byte by byte.
pub(super) fn key(book: &IndexedBook, column: Column) -> Option<Vec<u8>> {
    match column {
        Column::Title => title_key(&book.title, &book.language),
        Column::Author => {
            let (name, sort_name) = book.contributors.first()?;
            text_key(if sort_name.is_empty() {
                name
            } else {
                sort_name
            })
        }
        Column::SeriesName => {
            let (name, _) = book.series.first()?;
            (!name.trim().is_empty()).then(|| collation::series_key(name))
        }
        Column::SeriesNumber => {
            let (name, number) = book.series.first()?;
            text_key(name)?;
            Some(float_key((*number)?))
        }
        Column::Published => {
            let (year, month, day) = book.published?;
            Some(number_key(
                (i64::from(year) * 100 + i64::from(month)) * 100 + i64::from(day),
            ))
        }
        Column::Rating => Some(number_key(i64::from(book.rating?))),
        Column::Status => Some(number_key(book.status as i64)),
        Column::Tags => text_key(&book.tags.join(", ")),
        Column::Added => Some(number_key(book.added_at)),
        Column::Updated => Some(number_key(book.updated_at)),
        Column::Publisher => text_key(&book.publisher),
        Column::Pages => Some(number_key(i64::from(book.page_count?))),
        Column::Language => text_key(&book.language),
        Column::Format => text_key(&book.format),
    }
}

fn text_key(text: &str) -> Option<Vec<u8>> {
    (!text.trim().is_empty()).then(|| collation::key(text))
}

fn title_key(title: &str, language: &str) -> Option<Vec<u8>> {
    (!title.trim().is_empty()).then(|| collation::title_key(title, language))
}

/// A number as bytes that compare as the numbers do.
pub(super) fn number_key(number: i64) -> Vec<u8> {
    (number ^ i64::MIN).to_be_bytes().to_vec()
}

/// The same for a fraction: flipping the digits of negative numbers puts the bits in order.
fn float_key(number: f64) -> Vec<u8> {
    // Minus zero is zero.
    let bits = (number + 0.0).to_bits().cast_signed();
    number_key(if bits < 0 { bits ^ i64::MAX } else { bits })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_compare_as_their_values_do() {
        let numbers = [i64::MIN, -43, -1, 0, 1, 99, i64::MAX];
        assert!(numbers.map(number_key).is_sorted());
        let fractions = [-2.5, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 10.0];
        assert!(fractions.map(float_key).is_sorted());
        assert_eq!(float_key(-0.0), float_key(0.0));
        let texts = ["!", "A'a", "Äb", "ab c", "Zoë", "紅"];
        assert!(texts.map(text_key).is_sorted());
        assert!(title_key("The Zoo", "en") > title_key("Yak", "en"));
        assert_eq!(text_key("  "), None);
    }
}
