//! What can be found and in which order, book by book.

mod facets;
mod fields;
mod matching;
mod misspelled;
mod random;
mod scripts;
mod stored;
mod typed;

use super::*;
use crate::book::Role;
use crate::query::{Field, Node, Query, Term, Test};

fn book(id: i64, title: &str) -> IndexedBook {
    IndexedBook {
        id: BookId(id),
        title: title.to_owned(),
        subtitle: String::new(),
        contributors: Vec::new(),
        series: Vec::new(),
        publisher: String::new(),
        published: None,
        page_count: None,
        language: String::new(),
        format: String::new(),
        identifiers: Vec::new(),
        tags: Vec::new(),
        rating: None,
        status: ReadingStatus::None,
        added_at: id,
        updated_at: id,
        has_description: false,
        has_review: false,
        has_notes: false,
        trashed: false,
    }
}

fn index(books: &[IndexedBook]) -> Index {
    let mut builder = Builder::new();
    for book in books {
        builder.push(book);
    }
    builder.finish()
}

fn person(name: &str, sort_name: &str, role: Role) -> Contributor {
    Contributor {
        name: name.to_owned(),
        sort_name: sort_name.to_owned(),
        role,
    }
}

fn term(field: Option<Field>, test: Test) -> Node {
    let span = 0..0;
    Node::Term(Term { field, test, span })
}

fn asks(root: Node) -> Query {
    Query { root: Some(root) }
}

/// A query for words in any field.
fn text(text: &str) -> Query {
    asks(term(None, Test::Words(text.to_owned())))
}

fn by(by: SortBy, descending: bool) -> SortKey {
    SortKey { by, descending }
}

fn wanted<'a>(query: &'a Query, sort: &'a [SortKey]) -> Wanted<'a> {
    Wanted {
        query,
        place: &Place::All,
        sort,
        among: None,
        shelf: None,
        asking: Asking::default(),
    }
}

fn ids(index: &Index, query: &Query) -> Vec<i64> {
    ids_by(index, query, &[])
}

fn ids_by(index: &Index, query: &Query, sort: &[SortKey]) -> Vec<i64> {
    let view = index.open_view(&wanted(query, sort));
    view.ids(0..u32::MAX).iter().map(|id| id.0).collect()
}

#[test]
fn every_word_is_found_by_its_beginning_in_any_field() {
    let mut darkness = book(1, "The Left Hand of Darkness");
    darkness.contributors = vec![person(
        "Ursula K. Le Guin",
        "Le Guin, Ursula K.",
        Role::Author,
    )];
    darkness.series = vec![("Hainish Cycle".into(), Some(4.0))];
    darkness.publisher = "Ace Books".into();
    darkness.tags = vec!["science fiction".into()];
    darkness.subtitle = "A Novel".into();
    let mut stranger = book(2, "L’Étranger");
    stranger.contributors = vec![person("Camus", "", Role::Author)];
    let obrien = book(3, "O'Brien's Ærø");
    let index = index(&[darkness, stranger, obrien]);
    let rows: [(&str, &[i64]); 16] = [
        ("left hand", &[1]),
        ("HAND lef", &[1]),
        ("dark gui hain ace fict nov", &[1]),
        ("left camus", &[]),
        ("eft", &[]),
        ("letranger", &[2]),
        ("etranger", &[2]),
        ("l'etr", &[2]),
        ("L’Étr", &[2]),
        ("obrien", &[3]),
        ("o'brien", &[3]),
        ("brien", &[3]),
        ("aero", &[3]),
        ("e", &[2]),
        ("...", &[3, 2, 1]),
        ("", &[3, 2, 1]),
    ];
    for (typed, found) in rows {
        assert_eq!(ids(&index, &text(typed)), found, "{typed}");
    }
}

#[test]
fn scripts_without_spaces_are_found_from_one_letter_on() {
    let mut parts = book(4, "樓夢");
    parts.publisher = "紅樓".into();
    let index = index(&[
        book(1, "紅樓夢"),
        book(2, "ハリー・ポッターと賢者の石"),
        book(3, "สี่แผ่นดิน"),
        parts,
        book(5, "채식주의자"),
    ]);
    let rows: [(&str, &[i64]); 13] = [
        ("紅", &[4, 1]),
        ("夢", &[4, 1]),
        ("樓夢", &[4, 1]),
        ("紅樓夢", &[1]),
        ("夢樓", &[]),
        ("ポッター", &[2]),
        ("ハリーポッター", &[2]),
        ("石", &[2]),
        ("แผ่น", &[3]),
        ("채식", &[5]),
        ("채시", &[5]),
        ("식주", &[5]),
        ("식의", &[]),
    ];
    for (typed, found) in rows {
        assert_eq!(ids(&index, &text(typed)), found, "{typed}");
    }
}

#[test]
fn an_isbn_is_found_in_any_form_at_every_keystroke() {
    let mut modern = book(1, "One");
    modern.identifiers = vec![("isbn13".into(), "9780441478125".into())];
    let mut old = book(2, "Two");
    old.identifiers = vec![("isbn10".into(), "0-8044-2957-X".into())];
    let mut years = book(3, "1914–1918");
    years.identifiers = vec![("openlibrary".into(), "OL7353617M".into())];
    let index = index(&[modern, old, years]);
    for (id, forms) in [
        (
            1,
            [
                "978-0-441-47812-5",
                "9780441478125",
                "0-441-47812-3",
                "0441478123",
            ],
        ),
        (
            1,
            [
                "978 0 441 47812 5",
                "978 0441478125",
                "0 441 47812 3",
                "978–0–441–47812–5",
            ],
        ),
        (
            2,
            [
                "9780804429573",
                "080442957X",
                "0-8044-2957-x",
                "0 8044 2957 X",
            ],
        ),
    ] {
        for form in forms {
            for (end, _) in form.char_indices().skip(1).chain([(form.len(), ' ')]) {
                let typed = form.get(..end).unwrap_or_default();
                assert!(ids(&index, &text(typed)).contains(&id), "{typed}");
            }
            assert_eq!(ids(&index, &text(form)), [id], "{form}");
        }
    }
    assert_eq!(ids(&index, &text("1914-1918")), [3]);
    assert_eq!(ids(&index, &text("1918 1914")), [3]);
    assert_eq!(ids(&index, &text("ol735")), [3]);
    assert!(ids(&index, &text("0-441-47812-4")).is_empty());
}

#[test]
fn missing_values_stand_last_in_both_directions() {
    let rated = |id, title: &str, rating| IndexedBook {
        rating,
        ..book(id, title)
    };
    let index = index(&[
        rated(1, "b", None),
        rated(2, "Ä", Some(4)),
        rated(3, "c", Some(20)),
        rated(4, "a", Some(4)),
        rated(5, "", Some(1)),
    ]);
    let all = Query::default();
    let rating = |descending| ids_by(&index, &all, &[by(SortBy::Rating, descending)]);
    assert_eq!(rating(false), [5, 4, 2, 3, 1]);
    assert_eq!(rating(true), [3, 4, 2, 5, 1]);
    let title = |descending| ids_by(&index, &all, &[by(SortBy::Title, descending)]);
    assert_eq!(title(false), [4, 2, 1, 3, 5]);
    assert_eq!(title(true), [3, 1, 2, 4, 5]);
    let both = [by(SortBy::Rating, false), by(SortBy::Title, true)];
    assert_eq!(ids_by(&index, &all, &both), [5, 2, 4, 3, 1]);
}

#[test]
fn a_series_is_sorted_by_name_and_then_by_number() {
    let part = |id, name: &str, number| IndexedBook {
        series: vec![(name.into(), number)],
        ..book(id, "t")
    };
    let index = index(&[
        part(1, "Hainish", Some(10.0)),
        part(2, "hainish", Some(2.0)),
        part(3, "Hainish", None),
        part(4, "Earthsea", Some(1.5)),
        book(5, "t"),
    ]);
    let all = Query::default();
    let series = |descending| ids_by(&index, &all, &[by(SortBy::Series, descending)]);
    assert_eq!(series(false), [4, 2, 1, 3, 5]);
    assert_eq!(series(true), [1, 2, 3, 4, 5]);
}

#[test]
fn a_large_batch_is_taken_in_at_once_and_a_view_tells_positions() {
    let mut index = index(&[book(7, "seven"), book(5000, "old")]);
    index.apply((0..3000).map(|id| Change::Put(book(id, &format!("batch {id}")))));
    index.apply((0..3000).step_by(3).map(|id| Change::Remove(BookId(id))));
    assert_eq!(index.counts().all, 2001);
    assert!(!index.needs_compaction());
    let view = index.open_view(&wanted(&text("batch"), &[]));
    assert_eq!((view.total(), view.of()), (2000, 2001));
    assert_eq!(view.ids(0..2), [BookId(2999), BookId(2998)]);
    assert_eq!(view.ids(1999..9999), [BookId(1)]);
    assert_eq!(view.ids(4000..5000), []);
    assert_eq!(view.position(BookId(1)), Some(1999));
    assert_eq!(view.position(BookId(5000)), None);
}

#[test]
fn a_compaction_keeps_what_changed_meanwhile() {
    let mut index = index(&[book(1, "one"), book(2, "two")]);
    index.apply([Change::Put(book(3, "three")), Change::Remove(BookId(1))]);
    let work = index.compaction();
    index.apply([Change::Put(book(4, "four")), Change::Put(book(3, "trois"))]);
    let done = work.run();
    assert!(index.adopt(done));
    assert_eq!(ids(&index, &text("")), [4, 3, 2]);
    assert!(ids(&index, &text("three")).is_empty());

    let late = index.compaction();
    index.apply((10..40).map(|id| Change::Put(book(id, "many"))));
    let done = late.run();
    assert!(!index.adopt(done));
    assert_eq!(index.counts().all + index.counts().trash, 33);
}

#[test]
fn counts_show_the_spelling_most_books_have() {
    let tagged = |id, tags: &[&str]| IndexedBook {
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        ..book(id, "t")
    };
    let mut thrown = tagged(5, &["C++"]);
    thrown.trashed = true;
    let mut index = index(&[
        tagged(1, &["Sci-Fi", "C"]),
        tagged(2, &["sci-fi"]),
        tagged(3, &["C", "C++"]),
        thrown,
    ]);
    index.apply([Change::Put(tagged(4, &["sci-fi", "Zen"]))]);
    let counts = index.counts();
    let tags: Vec<_> = counts
        .tags
        .iter()
        .map(|tag| (&*tag.tag, tag.count))
        .collect();
    assert_eq!(tags, [("sci-fi", 3), ("C", 2), ("C++", 1), ("Zen", 1)]);
    assert_eq!((counts.all, counts.trash), (4, 1));
}
