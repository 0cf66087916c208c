//! The index as bytes: read back, and damaged.

use proptest::prelude::*;

use super::random::{some_book, some_key, some_query};
use super::{book, ids, index, person, text, wanted};
use crate::book::Role;
use crate::query::Query;
use crate::search::stored::cut;
use crate::search::{Index, IndexedBook, Wanted};

const REVISION: i64 = 42;

fn written(index: &Index) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    index.base().write(REVISION, |part| {
        parts.push(part);
        true
    });
    parts
}

fn size(parts: &[Vec<u8>]) -> usize {
    parts.iter().map(Vec::len).sum()
}

fn read(parts: &[Vec<u8>]) -> Option<Index> {
    Index::read(REVISION, size(parts), parts.iter().cloned())
}

fn shelf() -> Index {
    let books = (1..=30).map(|id| {
        let mut one = book(id * 300, &format!("Book {id} of 紅樓夢"));
        one.contributors = vec![person("Émile Zola", "Zola, Émile", Role::Author)];
        one.tags = vec![format!("tag {}", id % 4)];
        one.identifiers = vec![("isbn13".into(), format!("97804414781{id:02}"))];
        one.published = Some((1900 + i32::try_from(id).unwrap(), 0, 0));
        one.trashed = id % 5 == 0;
        one
    });
    index(&books.collect::<Vec<IndexedBook>>())
}

/// Asks everything there is to ask.
fn ask(index: &Index) {
    for typed in [
        "",
        "bo",
        "zola tag",
        "9780",
        "zula",
        "published:1900..1910",
        "樓",
    ] {
        let query = Query::parse(typed).unwrap();
        let view = index.open_view(&wanted(&query, &[]));
        view.ids(0..u32::MAX);
        index.facets(&view, 9);
        index.count(&query, super::Asking::default());
    }
    index.counts();
}

proptest! {
    #[test]
    fn what_is_read_answers_as_what_was_written(
        books in prop::collection::vec(some_book(), 0..40),
        queries in prop::collection::vec((some_query(), prop::collection::vec(some_key(), 0..3)), 8),
    ) {
        let first = index(&books);
        let again = read(&written(&first)).unwrap();
        for (query, sort) in &queries {
            let all = |index: &Index| {
                let view = index.open_view(&Wanted { sort, ..wanted(query, &[]) });
                let facets = format!("{:?}", index.facets(&view, 99));
                (view.ids(0..u32::MAX), view.of(), view.corrections().to_vec(), facets)
            };
            prop_assert_eq!(all(&first), all(&again));
        }
        prop_assert_eq!(written(&first), written(&again));
    }

    #[test]
    fn bytes_that_only_look_right_do_no_harm(
        at in any::<prop::sample::Index>(), to in any::<u8>(), bit in 0..8_u32, whole in any::<bool>(),
    ) {
        let mut bytes: Vec<u8> = written(&shelf()).iter().flat_map(|part| {
            part[..part.len() - 8].to_vec()
        }).collect();
        let at = at.index(bytes.len());
        bytes[at] = if whole { to } else { bytes[at] ^ 1 << bit };
        // The checksums are those of the damaged bytes.
        if let Some(index) = read(&cut(REVISION, &bytes)) {
            ask(&index);
        }
    }
}

#[test]
fn a_book_can_be_changed_after_reading() {
    let mut again = read(&written(&shelf())).unwrap();
    again.apply([
        crate::search::Change::Put(book(600, "Another")),
        crate::search::Change::Remove(crate::BookId(300)),
    ]);
    assert_eq!(ids(&again, &text("another")), [600]);
    assert_eq!(ids(&again, &text("book")).len(), 24 - 2);
}

#[test]
fn what_was_cut_off_is_not_read() {
    let parts = written(&shelf());
    assert!(parts.len() > 4, "{}", parts.len());
    let bytes = parts.concat();
    for len in 0..bytes.len() {
        let cut: Vec<Vec<u8>> = bytes[..len]
            .chunks(parts[0].len())
            .map(<[u8]>::to_vec)
            .collect();
        assert!(read(&cut).is_none(), "{len} of {}", bytes.len());
    }
    let mut long = parts.clone();
    long.push(parts[0].clone());
    assert!(read(&long).is_none());
}

#[test]
fn what_was_damaged_is_not_read() {
    let parts = written(&shelf());
    let bits = size(&parts) * 8;
    assert!(bits > 40_000);
    let mut damaged = parts.clone();
    for (part, byte, bit) in (0..parts.len())
        .flat_map(|part| (0..parts[part].len()).map(move |byte| (part, byte)))
        .flat_map(|(part, byte)| [byte % 8, (byte + 3) % 8].map(|bit| (part, byte, bit)))
    {
        damaged[part][byte] ^= 1 << bit;
        assert!(
            read(&damaged).is_none(),
            "part {part}, byte {byte}, bit {bit}"
        );
        damaged[part][byte] ^= 1 << bit;
    }
    assert!(read(&damaged).is_some());
}

#[test]
fn parts_fit_in_their_own_place_and_revision_only() {
    let parts = written(&shelf());
    let read_of = |revision| Index::read(revision, size(&parts), parts.iter().cloned());
    assert!(read_of(REVISION).is_some());
    assert!(read_of(REVISION + 1).is_none());
    let mut swapped = parts.clone();
    swapped.swap(1, 2);
    assert!(read(&swapped).is_none());
}

#[test]
fn nobody_is_given_more_than_is_wanted() {
    let mut given = 0;
    shelf().base().write(REVISION, |_| {
        given += 1;
        given < 2
    });
    assert_eq!(given, 2);
}
