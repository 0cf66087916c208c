//! The index against a slow reading of the same books, through random changes.

use proptest::prelude::*;
use proptest::sample::select;

use super::index;
use super::slow::{NUMBERS, Slow};
use crate::book::{BookId, ReadingStatus};
use crate::search::{Change, Index, IndexedBook, Place, SortBy, SortKey, ViewQuery};

fn some_text() -> impl Strategy<Value = String> {
    let words: &[&'static str] = &[
        "The",
        "the'n",
        "Thé",
        "Théâtre",
        "L'Or",
        "O'Brien",
        "紅樓夢",
        "紅夢",
        "樓x紅",
        "1984",
        "9",
        "978",
        "ab",
        "Ab-c",
        "ÆON",
        "!",
        "Straße",
        "a'b'cd",
    ];
    prop::collection::vec(select(words), 0..4).prop_map(|words| words.join(" "))
}

fn some_tag() -> impl Strategy<Value = String> {
    select(["Red", "red", "Réd", "C++", "c", "Two Words"].as_slice()).prop_map(str::to_owned)
}

fn some_status() -> impl Strategy<Value = ReadingStatus> {
    select(
        [
            ReadingStatus::None,
            ReadingStatus::Reading,
            ReadingStatus::Finished,
        ]
        .as_slice(),
    )
}

prop_compose! {
    fn some_book()(
        id in 0..40_i64,
        (title, subtitle, publisher, series) in (some_text(), some_text(), some_text(), some_text()),
        people in prop::collection::vec((some_text(), some_text()), 0..3),
        from in prop::option::of(select([-1.0, 0.0, 1.0, 1.5, 12.0].as_slice())),
        published in prop::option::of((-50..50_i32, 0..3_u8, 0..3_u8)),
        page_count in prop::option::of(1..5_u32),
        (language, format) in (select(["", "en", "pt-BR"].as_slice()), select(["", "ebook"].as_slice())),
        identifiers in prop::collection::vec(select(NUMBERS.as_slice()), 0..2),
        tags in prop::collection::vec(some_tag(), 0..3),
        rating in prop::option::of(1..4_u8),
        status in some_status(),
        (added_at, updated_at) in (-3..3_i64, -3..3_i64),
        trashed in prop::bool::weighted(0.2),
    ) -> IndexedBook {
        let series = if series.is_empty() { Vec::new() } else { vec![(series, from)] };
        let identifiers = identifiers.into_iter().map(|(value, _)| value.to_owned()).collect();
        let (language, format) = (language.to_owned(), format.to_owned());
        IndexedBook {
            id: BookId(id), title, subtitle, contributors: people, series, publisher, published, page_count,
            language, format, identifiers, tags, rating, status, added_at, updated_at, trashed,
        }
    }
}

fn some_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => some_book().prop_map(Change::Put),
        1 => (0..40_i64).prop_map(|id| Change::Remove(BookId(id))),
    ]
}

fn some_key() -> impl Strategy<Value = SortKey> {
    use SortBy::*;
    let all: &[SortBy] = &[
        Title, Author, Series, Published, Rating, Status, Tags, Added, Updated, Publisher, Pages,
        Language, Format,
    ];
    (select(all), any::<bool>()).prop_map(|(by, descending)| SortKey { by, descending })
}

fn some_query() -> impl Strategy<Value = ViewQuery> {
    let typed: &[&'static str] = &[
        "",
        "t",
        "th",
        "the",
        "ab",
        "a",
        "紅",
        "紅樓",
        "紅樓夢",
        "樓 紅",
        "9",
        "978-0",
        "0441478123",
        "1984 9",
        "x",
        "o'b",
        "brien",
        "lor",
        "cd",
        "b",
        "...",
        "aeon stras",
        "9 red",
        "ol73",
        "0-8044",
        "red th",
        "978 1984",
    ];
    let place = prop_oneof![
        4 => Just(Place::All),
        1 => Just(Place::Trash),
        1 => some_status().prop_map(|status| Place::Status { status }),
        1 => some_tag().prop_map(|tag| Place::Tag { tag }),
        1 => Just(Place::Import { change_id: 1 }),
    ];
    (
        select(typed),
        place,
        prop::collection::vec(some_key(), 0..4),
    )
        .prop_map(|(text, place, sort)| ViewQuery {
            text: text.to_owned(),
            place,
            sort,
        })
}

fn check(index: &Index, slow: &Slow, query: &ViewQuery, among: Option<&[BookId]>) {
    let view = index.open_view(query, among);
    let (ids, of) = slow.view(query, among);
    assert_eq!(view.ids(0..u32::MAX), ids, "{query:?}");
    assert_eq!(view.of() as usize, of, "{query:?}");
    for (position, id) in (0..).zip(&ids) {
        assert_eq!(view.position(*id), Some(position), "{query:?}");
    }
}

fn check_counts(index: &Index, slow: &Slow) {
    let counts = index.counts();
    let shown = || slow.0.values().filter(|book| !book.trashed);
    assert_eq!(counts.all as usize, shown().count());
    assert_eq!(counts.trash as usize, slow.0.len() - shown().count());
    for row in &counts.by_status {
        assert_eq!(
            row.count as usize,
            shown().filter(|book| book.status == row.status).count()
        );
    }
    for row in &counts.tags {
        let query = ViewQuery {
            place: Place::Tag {
                tag: row.tag.clone(),
            },
            ..ViewQuery::default()
        };
        assert_eq!(row.count as usize, slow.view(&query, None).1, "{}", row.tag);
    }
    let mut tags: Vec<String> = shown()
        .flat_map(|book| &book.tags)
        .map(|tag| tag.to_lowercase())
        .collect();
    tags.sort();
    tags.dedup();
    assert_eq!(counts.tags.len(), tags.len());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn an_index_that_followed_changes_answers_like_a_scan_of_the_books(
        books in prop::collection::vec(some_book(), 0..60),
        batches in prop::collection::vec(prop::collection::vec(some_change(), 0..12), 0..6),
        compact_at in 0..6_usize,
        queries in prop::collection::vec(some_query(), 1..12),
        among in prop::option::weighted(0.3, prop::collection::vec((0..40_i64).prop_map(BookId), 0..30)),
    ) {
        let mut slow = Slow(books.iter().map(|book| (book.id.0, book.clone())).collect());
        let mut index = index(&books);
        for (number, batch) in batches.into_iter().enumerate() {
            let work = (number == compact_at).then(|| index.compaction());
            for change in &batch {
                slow.apply(change);
            }
            index.apply(batch);
            if let Some(work) = work {
                index.adopt(work.run());
            }
        }
        for query in &queries {
            check(&index, &slow, query, among.as_deref());
        }
        check_counts(&index, &slow);
    }
}
