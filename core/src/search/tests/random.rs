//! The index against a slow reading of the same books, through random changes.

use proptest::prelude::*;
use proptest::sample::select;

use super::{asks, index, term};
use crate::book::{BookId, Contributor, ReadingStatus, Role};
use crate::query::{Bounds, Edge, FIELDS, Field, Kind, Node, Pattern, Query, Test};
use crate::search::reference::Reference;
use crate::search::whole::whole;
use crate::search::{
    Asking, Change, FacetField, Index, IndexedBook, Place, SortBy, SortKey, Wanted,
};

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

fn some_role() -> impl Strategy<Value = Role> {
    select([Role::Author, Role::Author, Role::Translator, Role::Other].as_slice())
}

fn some_number() -> impl Strategy<Value = (String, String)> {
    let numbers: &[(&'static str, &'static str)] = &[
        ("isbn13", "978-0-441-47812-5"),
        ("isbn10", "0441478123"),
        ("isbn10", "080442957X"),
        ("goodreads", "OL73 9"),
        ("goodreads", "441"),
        ("isbn-invalid", "0441478120"),
        ("doi", "10.1000/Ab"),
    ];
    select(numbers).prop_map(|(scheme, value)| (scheme.to_owned(), value.to_owned()))
}

/// Noon of a day in 1970; what a person asks is asked two weeks later.
fn day(day: i64) -> i64 {
    day * 86_400_000 + 43_200_000
}

const NOW: i64 = 14 * 86_400_000 + 1;

prop_compose! {
    pub(super) fn some_book()(
        id in 0..40_i64,
        (title, subtitle, publisher, series) in (some_text(), some_text(), some_text(), some_text()),
        people in prop::collection::vec((some_text(), some_text(), some_role()), 0..3),
        from in prop::option::of(select([-1.0, 0.0, 1.0, 1.5, 12.0].as_slice())),
        published in prop::option::of((1..4_i32, 0..3_u8, 0..3_u8)),
        page_count in prop::option::of(1..5_u32),
        (language, format) in (select(["", "en", "pt-BR"].as_slice()), select(["", "ebook"].as_slice())),
        identifiers in prop::collection::vec(some_number(), 0..3),
        tags in prop::collection::vec(some_tag(), 0..3),
        rating in prop::option::of(1..4_u8),
        status in some_status(),
        (added, updated) in (9..15_i64, 9..15_i64),
        has in any::<[bool; 3]>(),
        trashed in prop::bool::weighted(0.2),
    ) -> IndexedBook {
        let series = if series.is_empty() { Vec::new() } else { vec![(series, from)] };
        let contributors = people.into_iter().map(|(name, sort_name, role)| Contributor { name, sort_name, role });
        let published = published.map(|(year, month, day)| (year - 2 - i32::from(year < 3), month, if month == 0 { 0 } else { day }));
        let (language, format) = (language.to_owned(), format.to_owned());
        let [has_description, has_review, has_notes] = has;
        IndexedBook {
            id: BookId(id), title, subtitle, contributors: contributors.collect(), series, publisher, published,
            page_count, language, format, identifiers, tags, rating, status, added_at: day(added),
            updated_at: day(updated), has_description, has_review, has_notes, trashed,
        }
    }
}

fn some_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => some_book().prop_map(Change::Put),
        1 => (0..40_i64).prop_map(|id| Change::Remove(BookId(id))),
    ]
}

pub(super) fn some_key() -> impl Strategy<Value = SortKey> {
    use SortBy::*;
    let all: &[SortBy] = &[
        Match, Title, Author, Series, Published, Rating, Status, Tags, Added, Updated, Publisher,
        Pages, Language, Format,
    ];
    (select(all), any::<bool>()).prop_map(|(by, descending)| SortKey { by, descending })
}

fn some_typed() -> impl Strategy<Value = String> {
    let typed: &[&'static str] = &[
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
        "réd",
        "the thé",
        "Two Words",
        "C++",
        "c",
        "ab c",
        "théâtre",
        "080442957x",
        "10.1000/ab",
        "441",
        "1000",
        "pt-br",
        "ebook",
        "l'or",
        "!",
        "樓夢",
        "樓x",
    ];
    select(typed).prop_map(str::to_owned)
}

fn some_bounds<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Bounds<T>> {
    let from = prop::option::of(value.clone());
    (from, prop::option::of(value)).prop_map(|(from, to)| Bounds { from, to })
}

fn some_edge() -> impl Strategy<Value = Edge> + Clone {
    prop_oneof![
        (9..15_u8).prop_map(|day| Edge::Day(1970, 1, day)),
        (0..6_u32).prop_map(|days| Edge::Ago { days }),
        (0..6_u32).prop_map(|days| Edge::DaysBack { days }),
    ]
}

fn some_day() -> impl Strategy<Value = Edge> + Clone {
    (-2..3_i32, 1..4_u8, 1..4_u8).prop_map(|(year, month, day)| Edge::Day(year, month, day))
}

fn some_text_test() -> impl Strategy<Value = Test> {
    let patterns = &["^the", "o.b", r"\+", "紅|théâtre", "^$", "9$"];
    let pattern = select(patterns.as_slice()).prop_map(|source| Pattern::new(source).unwrap());
    prop_oneof![
        4 => some_typed().prop_map(Test::Words),
        1 => some_typed().prop_map(Test::Phrase),
        1 => prop_oneof![some_typed(), some_tag(), some_text()].prop_map(Test::Exact),
        1 => some_typed().prop_map(Test::Starts),
        1 => pattern.prop_map(Test::Regex),
        1 => Just(Test::Present),
    ]
}

fn some_term() -> impl Strategy<Value = Node> {
    let of_kind = |kind: Kind| {
        let fields = FIELDS.iter().filter(|line| line.kind == kind);
        select(fields.map(|line| line.field).collect::<Vec<Field>>())
    };
    let texts = prop_oneof![of_kind(Kind::Text), of_kind(Kind::Identifier)];
    let fields = select(FIELDS.iter().map(|line| line.field).collect::<Vec<Field>>());
    let of = |(field, test)| term(Some(field), test);
    let statuses = prop::collection::vec(some_status(), 0..3).prop_map(Test::Status);
    prop_oneof![
        6 => some_typed().prop_map(|typed| term(None, Test::Words(typed))),
        2 => some_typed().prop_map(|typed| term(None, Test::Phrase(typed))),
        8 => (texts, some_text_test()).prop_map(of),
        1 => (of_kind(Kind::Number), some_bounds(-2..4_i64).prop_map(Test::Number)).prop_map(of),
        1 => (of_kind(Kind::Stars), some_bounds(0..4_i64).prop_map(Test::Number)).prop_map(of),
        1 => (of_kind(Kind::Date), some_bounds(some_day()).prop_map(Test::Date)).prop_map(of),
        1 => (of_kind(Kind::Time), some_bounds(some_edge()).prop_map(Test::Date)).prop_map(of),
        1 => (fields, Just(Test::Present)).prop_map(of),
        1 => statuses.prop_map(|statuses| term(None, statuses)),
        1 => Just(term(None, Test::Trashed)),
    ]
}

pub(super) fn some_query() -> impl Strategy<Value = Query> {
    let node = some_term().prop_recursive(3, 8, 3, |node| {
        prop_oneof![
            2 => prop::collection::vec(node.clone(), 1..4).prop_map(Node::And),
            2 => prop::collection::vec(node.clone(), 1..4).prop_map(Node::Or),
            1 => node.prop_map(|node| Node::Not(Box::new(node))),
        ]
    });
    prop_oneof![
        1 => Just(Query::default()),
        9 => node.prop_map(asks),
    ]
}

fn some_place() -> impl Strategy<Value = Place> {
    prop_oneof![
        4 => Just(Place::All),
        1 => Just(Place::Trash),
        1 => some_status().prop_map(|status| Place::Status { status }),
        1 => some_tag().prop_map(|tag| Place::Tag { tag }),
        1 => Just(Place::Import { change_id: 1 }),
    ]
}

type Asked = (Query, Place, Vec<SortKey>);

fn some_asked() -> impl Strategy<Value = Asked> {
    let sort = prop::collection::vec(some_key(), 0..4);
    (some_query(), some_place(), sort)
}

fn check(index: &Index, slow: &Reference, asked: &Asked, among: Option<&[BookId]>) {
    let (query, place, sort) = asked;
    let wanted = Wanted {
        query,
        place,
        sort,
        among,
        shelf: None,
        asking: Asking {
            now_ms: NOW,
            offset_s: 3600,
            ..Asking::default()
        },
    };
    let view = index.open_view(&wanted);
    let (ids, of) = slow.view(&wanted);
    // They are there before the others are put in order.
    let first = ids.get(..3).unwrap_or(&ids);
    assert_eq!(view.ids(0..3), first, "the first of {asked:?}");
    assert_eq!(view.ids(0..u32::MAX), ids, "{asked:?}");
    assert_eq!(view.of() as usize, of, "{asked:?}");
    for (position, id) in (0..).zip(&ids) {
        assert_eq!(view.position(*id), Some(position), "{asked:?}");
    }
    for (field, read) in COUNTED {
        let facet = index.facet(&view, field, "", usize::MAX);
        let mut counts: Vec<u32> = facet.values.iter().map(|value| value.count).collect();
        let books = slow.books().filter(|book| ids.contains(&book.id));
        let mut values: Vec<String> = books
            .flat_map(|book| {
                let mut values = read(book);
                values.sort();
                values.dedup();
                values
            })
            .collect();
        values.sort();
        let mut wanted: Vec<u32> = values
            .chunk_by(|one, next| one == next)
            .map(|same| u32::try_from(same.len()).unwrap())
            .collect();
        counts.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(counts, wanted, "{field:?} of {asked:?}");
        for value in &facet.values {
            assert!(values.contains(&whole(&value.label)) || value.label.is_empty());
        }
    }
}

/// The values of a book in a facet.
type Read = fn(&IndexedBook) -> Vec<String>;

const COUNTED: [(FacetField, Read); 3] = [
    (FacetField::Author, |book| {
        let authors = book.contributors.iter();
        let authors = authors.filter(|c| c.role == Role::Author);
        let name = |c: &Contributor| {
            if c.name.is_empty() {
                c.sort_name.clone()
            } else {
                c.name.clone()
            }
        };
        authors
            .map(name)
            .filter(|name| !name.is_empty())
            .map(|name| whole(&name))
            .collect()
    }),
    (FacetField::Tag, |book| {
        book.tags.iter().map(|tag| whole(tag)).collect()
    }),
    (FacetField::Language, |book| {
        let language = Some(whole(&book.language));
        language
            .filter(|language| !language.is_empty())
            .into_iter()
            .collect()
    }),
];

fn check_counts(index: &Index, slow: &Reference) {
    let counts = index.counts();
    let shown = || slow.books().filter(|book| !book.trashed);
    assert_eq!(counts.all as usize, shown().count());
    assert_eq!(
        counts.trash as usize,
        slow.books().count() - shown().count()
    );
    for row in &counts.by_status {
        let same = |book: &&IndexedBook| book.status == row.status;
        assert_eq!(row.count as usize, shown().filter(same).count());
    }
    for row in &counts.tags {
        let has = |book: &&IndexedBook| book.tags.iter().any(|tag| whole(tag) == whole(&row.tag));
        assert_eq!(
            row.count as usize,
            shown().filter(has).count(),
            "{}",
            row.tag
        );
    }
    let mut tags: Vec<String> = shown()
        .flat_map(|book| &book.tags)
        .map(|tag| whole(tag))
        .collect();
    tags.sort();
    tags.dedup();
    assert_eq!(counts.tags.len(), tags.len());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn an_index_that_followed_changes_answers_like_a_scan_of_the_books(
        books in prop::collection::vec(some_book(), 0..60),
        batches in prop::collection::vec(prop::collection::vec(some_change(), 0..12), 0..6),
        compact_at in 0..6_usize,
        queries in prop::collection::vec(some_asked(), 1..12),
        among in prop::option::weighted(0.3, prop::collection::vec((0..40_i64).prop_map(BookId), 0..30)),
    ) {
        let mut slow = Reference::default();
        for book in &books {
            slow.apply(&Change::Put(book.clone()));
        }
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
