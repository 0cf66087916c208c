//! Texts that nobody would type, read and answered.

use super::*;
use crate::query::tests::random::texts;

/// Books that most of the random pieces find something in.
fn books() -> Vec<IndexedBook> {
    let dune = IndexedBook {
        contributors: vec![person("Frank Herbert", "", Role::Author)],
        tags: vec!["reading".into()],
        page_count: Some(13),
        rating: Some(17),
        published: Some((1999, 0, 0)),
        status: ReadingStatus::Reading,
        ..book(1, "Dune, today")
    };
    let darkness = IndexedBook {
        contributors: vec![person("Ursula K. Le Guin", "", Role::Author)],
        identifiers: vec![("isbn13".into(), "9780441478125".into())],
        published: Some((1969, 3, 0)),
        has_notes: true,
        ..book(2, "1999: none unread")
    };
    let mut others = vec![
        dune,
        darkness,
        book(3, "三体"),
        book(4, "한국"),
        book(5, "Ёлка"),
    ];
    let trashed = IndexedBook {
        trashed: true,
        published: Some((-300, 1, 1)),
        ..book(6, "Cover of a b")
    };
    others.push(trashed);
    others
}

#[test]
fn a_million_random_texts_are_answered() {
    let index = index(&books());
    let asking = Asking {
        now_ms: 1_795_000_000_000,
        ..Asking::default()
    };
    let (mut read, mut found) = (0, 0);
    for text in texts().take(1_000_000) {
        let Ok(query) = Query::parse(&text) else {
            continue;
        };
        read += 1;
        found += u32::from(index.count(&query, asking) > 0);
    }
    assert!(read > 500_000, "{read}");
    assert!(found > 200_000, "{found} of {read}");
}

#[test]
fn a_beginning_is_likely_to_go_on_as_titles_and_names_do() {
    let index = index(&books());
    assert_eq!(index.likely_letters("dun"), ['e']);
    assert_eq!(index.likely_letters("her"), ['b']);
    assert_eq!(index.likely_letters("dune"), [' ']);
    assert_eq!(index.likely_letters("x"), [' '; 0]);
    let first = index.likely_letters("");
    assert!(first.contains(&'三') && first.contains(&'u'), "{first:?}");
}
