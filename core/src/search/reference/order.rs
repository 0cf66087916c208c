//! Which of two books stands first.

use std::cmp::Ordering;

use super::super::columns::{series_key, text_key, title_key};
use super::super::{IndexedBook, SortBy, SortKey};

pub(super) fn order(a: &IndexedBook, b: &IndexedBook, key: SortKey) -> Ordering {
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
        ($read:expr) => {{
            fn read<T>(book: &IndexedBook, read: impl Fn(&IndexedBook) -> Option<T>) -> Option<T> {
                read(book)
            }
            compare(read(a, $read), read(b, $read), key.descending)
        }};
    }
    match key.by {
        SortBy::Match => Ordering::Equal,
        SortBy::Title => by!(|book| title_key(&book.title, &book.language)),
        SortBy::Author => by!(|book| {
            let first = book.contributors.first()?;
            let unsorted = first.sort_name.is_empty();
            text_key(if unsorted {
                &first.name
            } else {
                &first.sort_name
            })
        }),
        SortBy::Series => {
            by!(|book| series_key(&book.series.first()?.0)).then(by!(|book| book.series.first()?.1))
        }
        SortBy::Tags => by!(|book| text_key(&book.tags.join(", "))),
        SortBy::Publisher => by!(|book| text_key(&book.publisher)),
        SortBy::Language => by!(|book| text_key(&book.language)),
        SortBy::Format => by!(|book| text_key(&book.format)),
        SortBy::Published => by!(|book| book.published),
        SortBy::Rating => by!(|book| book.rating),
        SortBy::Pages => by!(|book| book.page_count),
        SortBy::Status => by!(|book| Some(book.status as u8)),
        SortBy::Added => by!(|book| Some(book.added_at)),
        SortBy::Updated => by!(|book| Some(book.updated_at)),
    }
}
