//! What can be asked of every field, as a table.

use super::*;
use crate::query::{Bounds, Edge, Pattern};
use crate::search::long_texts::LongHits;

const NOON: i64 = 1_750_000_000_000; // 2025-06-15 15:06:40 UTC
const DAY: i64 = 86_400_000;

/// Books with something in every field.
fn library() -> Vec<IndexedBook> {
    let mut dune = book(1, "Dune");
    dune.contributors = vec![
        person("Frank Herbert", "Herbert, Frank", Role::Author),
        person("Scott Brick", "Brick, Scott", Role::Narrator),
    ];
    dune.series = vec![("Dune Chronicles".into(), Some(1.0))];
    dune.publisher = "Chilton Books".into();
    dune.published = Some((1965, 8, 1));
    dune.page_count = Some(412);
    dune.language = "en-US".into();
    dune.format = "hardcover".into();
    dune.identifiers = vec![
        ("isbn13".into(), "9780441172719".into()),
        ("goodreads".into(), "OL-44 12".into()),
    ];
    dune.tags = vec!["Sci-Fi".into(), "C++".into()];
    dune.rating = Some(18);
    dune.status = ReadingStatus::Finished;
    dune.added_at = NOON - 40 * DAY;
    dune.updated_at = NOON;
    dune.has_review = true;

    let mut etranger = book(2, "L'Étranger, roman");
    etranger.subtitle = "A New Translation".into();
    etranger.contributors = vec![
        person("Albert Camus", "Camus, Albert", Role::Author),
        person("Frank Wynne", "", Role::Translator),
    ];
    etranger.publisher = "Gallimard".into();
    etranger.published = Some((1942, 0, 0));
    etranger.language = "fr".into();
    etranger.tags = vec!["sci fi".into(), "c".into()];
    etranger.status = ReadingStatus::ToRead;
    etranger.added_at = NOON - 2 * DAY;
    etranger.updated_at = NOON - DAY;
    etranger.has_description = true;
    etranger.has_notes = true;

    let mut iliad = book(3, "The Iliad of Homer");
    iliad.contributors = vec![person("Homer", "", Role::Author)];
    iliad.published = Some((-750, 0, 0));
    iliad.page_count = Some(700);
    iliad.rating = Some(4);
    iliad.added_at = NOON - 400 * DAY;
    iliad.updated_at = NOON - 400 * DAY;
    iliad.identifiers = vec![("isbn10".into(), "0441478123".into())];

    let mut thrown = book(4, "紅樓夢 Dune");
    thrown.trashed = true;
    thrown.added_at = NOON;
    thrown.updated_at = NOON;
    vec![dune, etranger, iliad, thrown]
}

/// The library as it was built, and as it is when every book has changed since.
fn both() -> [Index; 2] {
    let mut changed = index(&[book(1, "old"), book(2, "old"), book(9, "gone")]);
    changed.apply(library().into_iter().map(Change::Put));
    changed.apply([Change::Remove(BookId(9))]);
    [index(&library()), changed]
}

fn check(rows: &[(&str, Node, &[i64])]) {
    let sort = [by(SortBy::Title, false)];
    for index in both() {
        for (name, node, found) in rows {
            let query = asks(node.clone());
            let mut wanted = wanted(&query, &sort);
            wanted.asking.now_ms = NOON;
            let view = index.open_view(&wanted);
            let mut ids: Vec<i64> = view.ids(0..9).iter().map(|id| id.0).collect();
            ids.sort_unstable();
            assert_eq!(ids, *found, "{name}");
            assert_eq!(index.count(&query, wanted.asking) as usize, found.len());
        }
    }
}

fn words(field: Field, text: &str) -> Node {
    term(Some(field), Test::Words(text.into()))
}
fn phrase(field: Field, text: &str) -> Node {
    term(Some(field), Test::Phrase(text.into()))
}
fn exact(field: Field, text: &str) -> Node {
    term(Some(field), Test::Exact(text.into()))
}
fn starts(field: Field, text: &str) -> Node {
    term(Some(field), Test::Starts(text.into()))
}
fn regex(field: Field, source: &str) -> Node {
    term(Some(field), Test::Regex(Pattern::new(source).unwrap()))
}
fn has(field: Field) -> Node {
    term(Some(field), Test::Present)
}
fn not(node: Node) -> Node {
    Node::Not(Box::new(node))
}
fn number(field: Field, from: Option<i64>, to: Option<i64>) -> Node {
    term(Some(field), Test::Number(Bounds { from, to }))
}
fn date(field: Field, from: Option<Edge>, to: Option<Edge>) -> Node {
    term(Some(field), Test::Date(Bounds { from, to }))
}

#[test]
fn words_and_phrases_keep_to_their_field_and_role() {
    let any = |test| term(None, test);
    check(&[
        ("any", any(Test::Words("frank".into())), &[1, 2]),
        ("author", words(Field::Author, "fra"), &[1]),
        ("translator", words(Field::Translator, "frank"), &[2]),
        ("narrator", words(Field::Narrator, "brick sc"), &[1]),
        (
            "narrator, not author",
            words(Field::Narrator, "herbert"),
            &[],
        ),
        ("person", words(Field::Person, "frank"), &[1, 2]),
        ("title", words(Field::Title, "dune"), &[1]),
        ("series", words(Field::Series, "chron"), &[1]),
        ("publisher", words(Field::Publisher, "gall"), &[2]),
        ("subtitle", words(Field::Subtitle, "new"), &[2]),
        ("tag", words(Field::Tag, "fi"), &[1, 2]),
        ("language", words(Field::Language, "us"), &[1]),
        ("format", words(Field::Format, "hard"), &[1]),
        (
            "language is not anywhere",
            any(Test::Words("fr".into())),
            &[1, 2],
        ),
        ("isbn", words(Field::Isbn, "0-441-17271"), &[1]),
        ("isbn, other number", words(Field::Isbn, "OL"), &[]),
        ("identifier", words(Field::Identifier, "ol 44"), &[1]),
        (
            "identifier, joined",
            words(Field::Identifier, "ol4412"),
            &[1],
        ),
        ("phrase", any(Test::Phrase("iliad of homer".into())), &[3]),
        (
            "phrase, out of order",
            any(Test::Phrase("of iliad".into())),
            &[],
        ),
        (
            "phrase, not whole",
            any(Test::Phrase("of home".into())),
            &[],
        ),
        (
            "phrase over two fields",
            any(Test::Phrase("dune frank".into())),
            &[],
        ),
        (
            "phrase, any field",
            any(Test::Phrase("Herbert, Frank".into())),
            &[1],
        ),
        (
            "phrase in a role",
            phrase(Field::Author, "frank wynne"),
            &[],
        ),
        (
            "phrase, elided",
            phrase(Field::Title, "étranger roman"),
            &[2],
        ),
        (
            "phrase, isbn",
            any(Test::Phrase("0-441-47812-3".into())),
            &[3],
        ),
        ("nothing", any(Test::Words("...".into())), &[1, 2, 3]),
        (
            "nothing, phrase",
            any(Test::Phrase("...".into())),
            &[1, 2, 3],
        ),
    ]);
}

#[test]
fn whole_values_beginnings_and_patterns() {
    check(&[
        ("exact title", exact(Field::Title, "dune"), &[1]),
        ("exact, a part", exact(Field::Title, "the iliad"), &[]),
        (
            "exact, signs aside",
            exact(Field::Title, "letranger roman"),
            &[2],
        ),
        ("exact author", exact(Field::Author, "FRANK HERBERT"), &[1]),
        (
            "exact sort name",
            exact(Field::Author, "Herbert, Frank"),
            &[1],
        ),
        (
            "exact, other role",
            exact(Field::Author, "Scott Brick"),
            &[],
        ),
        ("exact tag", exact(Field::Tag, "sci-fi"), &[1, 2]),
        ("exact tag with signs", exact(Field::Tag, "c++"), &[1]),
        ("exact tag without", exact(Field::Tag, "C"), &[2]),
        ("exact isbn", exact(Field::Isbn, "0-441-17271-7"), &[1]),
        (
            "exact isbn 13",
            exact(Field::Isbn, "978-0-441-47812-5"),
            &[3],
        ),
        ("exact identifier", exact(Field::Identifier, "ol4412"), &[1]),
        (
            "a part of an identifier",
            exact(Field::Identifier, "44"),
            &[],
        ),
        ("exact language", exact(Field::Language, "en-us"), &[1]),
        ("exact language, a part", exact(Field::Language, "en"), &[]),
        ("starts", starts(Field::Title, "the il"), &[3]),
        ("starts, elided", starts(Field::Title, "l'e"), &[2]),
        ("starts inside", starts(Field::Title, "iliad"), &[]),
        ("starts, author", starts(Field::Author, "frank h"), &[1]),
        ("starts, sort name", starts(Field::Author, "herb"), &[1]),
        ("starts, isbn", starts(Field::Isbn, "978-0-441-4"), &[3]),
        ("starts, isbn 10", starts(Field::Isbn, "0-441"), &[1, 3]),
        ("regex", regex(Field::Title, "^l.é"), &[2]),
        ("regex, tag", regex(Field::Tag, r"^c\+\+$"), &[1]),
        ("regex, role", regex(Field::Author, "wynne"), &[]),
        ("regex, identifier", regex(Field::Identifier, "^OL-"), &[1]),
    ]);
}

#[test]
fn numbers_dates_and_statuses() {
    let day = |y, m, d| Some(Edge::Day(y, m, d));
    let ago = |days| Some(Edge::Ago { days });
    let status = |list: &[ReadingStatus]| term(None, Test::Status(list.to_vec()));
    check(&[
        ("pages", number(Field::Pages, Some(412), Some(412)), &[1]),
        ("pages, open", number(Field::Pages, Some(413), None), &[3]),
        ("rating", number(Field::Rating, None, Some(17)), &[3]),
        ("year", number(Field::Year, Some(1942), Some(1965)), &[1, 2]),
        (
            "year before the first",
            number(Field::Year, None, Some(-1)),
            &[3],
        ),
        (
            "possibly before June",
            date(Field::Published, None, day(1942, 6, 1)),
            &[2, 3],
        ),
        (
            "possibly after June",
            date(Field::Published, day(1942, 6, 1), None),
            &[1, 2],
        ),
        (
            "that day",
            date(Field::Published, day(1965, 8, 1), day(1965, 8, 1)),
            &[1],
        ),
        ("added, younger", date(Field::Added, ago(30), None), &[2]),
        ("added, older", date(Field::Added, None, ago(365)), &[3]),
        (
            "added, a day",
            date(Field::Added, day(2025, 6, 13), day(2025, 6, 13)),
            &[2],
        ),
        (
            "updated today",
            date(Field::Updated, Some(Edge::DaysBack { days: 0 }), None),
            &[1],
        ),
        ("finished", status(&[ReadingStatus::Finished]), &[1]),
        (
            "unread",
            status(&[ReadingStatus::None, ReadingStatus::ToRead]),
            &[2, 3],
        ),
    ]);
}

#[test]
fn what_is_there_and_what_is_not() {
    let rows: [(Field, &[i64]); 22] = [
        (Field::Title, &[1, 2, 3]),
        (Field::Subtitle, &[2]),
        (Field::Person, &[1, 2, 3]),
        (Field::Author, &[1, 2, 3]),
        (Field::Translator, &[2]),
        (Field::Editor, &[]),
        (Field::Series, &[1]),
        (Field::Publisher, &[1, 2]),
        (Field::Published, &[1, 2, 3]),
        (Field::Pages, &[1, 3]),
        (Field::Language, &[1, 2]),
        (Field::Isbn, &[1, 3]),
        (Field::Identifier, &[1, 3]),
        (Field::Format, &[1]),
        (Field::Tag, &[1, 2]),
        (Field::Rating, &[1, 3]),
        (Field::Status, &[1, 2]),
        (Field::Added, &[1, 2, 3]),
        (Field::Description, &[2]),
        (Field::Review, &[1]),
        (Field::Notes, &[2]),
        (Field::Cover, &[]),
    ];
    let all: [i64; 3] = [1, 2, 3];
    for (field, there) in rows {
        let name = format!("{field:?}");
        let rest: Vec<i64> = all.into_iter().filter(|id| !there.contains(id)).collect();
        check(&[(&name, has(field), there), (&name, not(has(field)), &rest)]);
    }
}

#[test]
fn terms_are_joined_and_excluded() {
    let dune = || words(Field::Title, "dune");
    let homer = || words(Field::Person, "homer");
    let trashed = || term(None, Test::Trashed);
    check(&[
        ("and", Node::And(vec![dune(), homer()]), &[]),
        ("or", Node::Or(vec![dune(), homer()]), &[1, 3]),
        ("not", not(dune()), &[2, 3]),
        ("not both", not(Node::Or(vec![dune(), homer()])), &[2]),
        (
            "and not",
            Node::And(vec![has(Field::Tag), not(dune())]),
            &[2],
        ),
        ("the trash", trashed(), &[4]),
        ("all but the trash", not(trashed()), &[1, 2, 3]),
        ("trash or not", Node::Or(vec![trashed(), dune()]), &[1, 4]),
        (
            "in the trash, too",
            Node::And(vec![trashed(), dune()]),
            &[4],
        ),
        ("nothing of nothing", Node::And(vec![]), &[1, 2, 3]),
        ("none of nothing", Node::Or(vec![]), &[]),
    ]);
}

#[test]
fn long_texts_are_what_they_are_said_to_be() {
    let anywhere = term(None, Test::Words("desert".into()));
    let review = words(Field::Review, "desert");
    for index in both() {
        for (node, found) in [
            (&anywhere, vec![3, 1]),
            (&review, vec![1]),
            (&not(review.clone()), vec![2, 3]),
        ] {
            let query = asks(node.clone());
            let mut hits = LongHits::default();
            for term in long_terms(&query) {
                let books = if term.field.is_some() {
                    vec![1, 4]
                } else {
                    vec![3, 1, 4]
                };
                hits.add(term, books.into_iter().map(BookId).collect());
            }
            let mut wanted = wanted(&query, &[]);
            assert_eq!(
                index.open_view(&wanted).total() > 1,
                matches!(node, Node::Not(_))
            );
            wanted.asking.long_hits = Some(&hits);
            let view = index.open_view(&wanted);
            let mut ids: Vec<i64> = view.ids(0..9).iter().map(|id| id.0).collect();
            ids.sort_unstable();
            let mut found = found.clone();
            found.sort_unstable();
            assert_eq!(ids, found);
        }
    }
}

#[test]
fn a_shelf_is_the_place_of_its_query() {
    let shelf = asks(has(Field::Rating));
    let query = text("frank");
    for index in both() {
        let mut wanted = wanted(&query, &[]);
        wanted.place = &Place::Shelf { shelf_id: 1 };
        wanted.shelf = Some(&shelf);
        let view = index.open_view(&wanted);
        assert_eq!((view.total(), view.of()), (1, 2));
    }
}
