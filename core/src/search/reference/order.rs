//! Which of two books stands first.

use std::cmp::Ordering;

use super::super::columns::{series_key, text_key, title_key};
use super::super::{IndexedBook, SortBy, SortKey};
use super::Prepared;

/// The texts of a book that it can be sorted by.
#[derive(Debug)]
pub(super) struct Keys {
    title: Option<Vec<u8>>,
    author: Option<Vec<u8>>,
    series: Option<Vec<u8>>,
    tags: Option<Vec<u8>>,
    publisher: Option<Vec<u8>>,
    language: Option<Vec<u8>>,
    format: Option<Vec<u8>>,
}

impl Keys {
    pub(super) fn of(book: &IndexedBook) -> Self {
        let author = book.contributors.first();
        let author = author.map(|first| match first.sort_name.as_str() {
            "" => &first.name,
            _ => &first.sort_name,
        });
        let series = book.series.first();
        Self {
            title: title_key(&book.title, &book.language),
            author: author.and_then(|name| text_key(name)),
            series: series.and_then(|(name, _)| series_key(name)),
            tags: text_key(&book.tags.join(", ")),
            publisher: text_key(&book.publisher),
            language: text_key(&book.language),
            format: text_key(&book.format),
        }
    }
}

pub(super) fn order(a: &Prepared, b: &Prepared, key: SortKey) -> Ordering {
    fn compare<T: PartialOrd>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) => {
                let order = a.partial_cmp(&b).unwrap_or(Ordering::Equal);
                if descending { order.reverse() } else { order }
            }
            (a, b) => a.is_none().cmp(&b.is_none()),
        }
    }
    macro_rules! by {
        (|$own:ident| $value:expr) => {{
            let of = |$own: &Prepared| $value;
            compare(of(a), of(b), key.descending)
        }};
    }
    macro_rules! by_key {
        ($name:ident) => {
            compare(a.keys.$name.as_ref(), b.keys.$name.as_ref(), key.descending)
        };
    }
    match key.by {
        SortBy::Match => Ordering::Equal,
        SortBy::Title => by_key!(title),
        SortBy::Author => by_key!(author),
        SortBy::Series => by_key!(series).then(by!(|own| own.book.series.first()?.1)),
        SortBy::Tags => by_key!(tags),
        SortBy::Publisher => by_key!(publisher),
        SortBy::Language => by_key!(language),
        SortBy::Format => by_key!(format),
        SortBy::Published => by!(|own| own.book.published),
        SortBy::Rating => by!(|own| own.book.rating),
        SortBy::Pages => by!(|own| own.book.page_count),
        SortBy::Status => by!(|own| Some(own.book.status as u8)),
        SortBy::Added => by!(|own| Some(own.book.added_at)),
        SortBy::Updated => by!(|own| Some(own.book.updated_at)),
    }
}
