//! The index against a slow and obvious reading of the same books. They share only the fold.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::fold::fold;

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
        trashed: false,
    }
}

fn index(books: &[IndexedBook]) -> Index {
    let mut builder = Builder::with_capacity(books.len());
    for book in books {
        builder.push(book);
    }
    builder.finish()
}

fn text(text: &str) -> ViewQuery {
    ViewQuery {
        text: text.to_owned(),
        ..ViewQuery::default()
    }
}

fn sorted_by(keys: &[(SortBy, bool)]) -> ViewQuery {
    let key = |&(by, descending)| SortKey { by, descending };
    ViewQuery {
        sort: keys.iter().map(key).collect(),
        ..ViewQuery::default()
    }
}

fn ids(index: &Index, query: &ViewQuery) -> Vec<i64> {
    let view = index.open_view(query, None);
    view.all_ids().iter().map(|id| id.0).collect()
}

#[test]
fn every_word_is_found_by_its_beginning_in_any_field() {
    let mut darkness = book(1, "The Left Hand of Darkness");
    darkness.contributors = vec![("Ursula K. Le Guin".into(), "Le Guin, Ursula K.".into())];
    darkness.series = vec![("Hainish Cycle".into(), Some(4.0))];
    darkness.publisher = "Ace Books".into();
    darkness.tags = vec!["science fiction".into()];
    darkness.subtitle = "A Novel".into();
    let mut stranger = book(2, "L’Étranger");
    stranger.contributors = vec![("Camus".into(), String::new())];
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
    let rows: [(&str, &[i64]); 12] = [
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
        ("식주", &[]),
    ];
    for (typed, found) in rows {
        assert_eq!(ids(&index, &text(typed)), found, "{typed}");
    }
}

#[test]
fn an_isbn_is_found_in_any_form_at_every_keystroke() {
    let mut modern = book(1, "One");
    modern.identifiers = vec!["9780441478125".into()];
    let mut old = book(2, "Two");
    old.identifiers = vec!["0-8044-2957-X".into()];
    let mut years = book(3, "1914–1918");
    years.identifiers = vec!["OL7353617M".into()];
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
                let typed = &form[..end];
                assert!(ids(&index, &text(typed)).contains(&id), "{typed}");
            }
            assert_eq!(ids(&index, &text(form)), [id], "{form}");
        }
    }
    assert_eq!(ids(&index, &text("1914-1918")), [3]);
    assert_eq!(ids(&index, &text("1918 1914")), [3]);
    assert_eq!(ids(&index, &text("ol735")), [3]);
    assert_eq!(ids(&index, &text("0-441-47812-4")), []);
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
    let rating = |descending| sorted_by(&[(SortBy::Rating, descending)]);
    assert_eq!(ids(&index, &rating(false)), [5, 4, 2, 3, 1]);
    assert_eq!(ids(&index, &rating(true)), [3, 4, 2, 5, 1]);
    let title = |descending| sorted_by(&[(SortBy::Title, descending)]);
    assert_eq!(ids(&index, &title(false)), [4, 2, 1, 3, 5]);
    assert_eq!(ids(&index, &title(true)), [3, 1, 4, 2, 5]);
    let both = sorted_by(&[(SortBy::Rating, false), (SortBy::Title, true)]);
    assert_eq!(ids(&index, &both), [5, 4, 2, 3, 1]);
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
    let series = |descending| sorted_by(&[(SortBy::Series, descending)]);
    assert_eq!(ids(&index, &series(false)), [4, 2, 1, 3, 5]);
    assert_eq!(ids(&index, &series(true)), [1, 2, 3, 4, 5]);
}

#[test]
fn a_large_batch_is_taken_in_at_once_and_a_view_tells_positions() {
    let mut index = index(&[book(7, "seven"), book(5000, "old")]);
    index.apply((0..3000).map(|id| Change::Put(book(id, &format!("batch {id}")))));
    index.apply((0..3000).step_by(3).map(|id| Change::Remove(BookId(id))));
    assert_eq!(index.len(), 2001);
    assert!(!index.needs_compaction());
    let view = index.open_view(&text("batch"), None);
    assert_eq!((view.total(), view.of()), (2000, 2001));
    assert_eq!(view.ids(0..2), [BookId(2999), BookId(2998)]);
    assert_eq!(view.ids(1999..9999), [BookId(1)]);
    assert_eq!(view.ids(5000..4000), []);
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
    assert_eq!(ids(&index, &text("three")), []);

    let late = index.compaction();
    index.apply((10..40).map(|id| Change::Put(book(id, "many"))));
    let done = late.run();
    assert!(!index.adopt(done));
    assert_eq!(index.len(), 33);
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

// ---- The slow reading ----

struct Slow(BTreeMap<i64, IndexedBook>);

impl Slow {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::Put(book) => {
                self.0.insert(book.id.0, book.clone());
            }
            Change::Remove(id) => {
                self.0.remove(&id.0);
            }
        }
    }

    fn view(&self, query: &ViewQuery, among: Option<&[BookId]>) -> (Vec<BookId>, usize) {
        let mut books: Vec<&IndexedBook> = self
            .0
            .values()
            .filter(|book| match &query.place {
                Place::All => !book.trashed,
                Place::Trash => book.trashed,
                Place::Status { status } => !book.trashed && book.status == *status,
                Place::Tag { tag } => {
                    let same = |own: &String| own.to_lowercase() == tag.to_lowercase();
                    !book.trashed && book.tags.iter().any(same)
                }
                Place::Import { .. } => !book.trashed && among.is_some(),
            })
            .filter(|book| among.is_none_or(|among| among.contains(&book.id)))
            .collect();
        let of = books.len();
        books.retain(|book| fits(book, &query.text));
        books.sort_by(|a, b| {
            let keys = query.sort.iter().map(|key| order(a, b, *key));
            keys.fold(Ordering::Equal, Ordering::then)
                .then(b.added_at.cmp(&a.added_at))
                .then(a.id.cmp(&b.id))
        });
        (books.iter().map(|book| book.id).collect(), of)
    }
}

fn is_han(letter: char) -> bool {
    ('\u{3040}'..='\u{9fff}').contains(&letter)
}

/// Words and runs of Han letters, with what they are.
fn split(folded: &str) -> Vec<(bool, String)> {
    let mut out: Vec<(bool, String)> = Vec::new();
    for word in folded.split_whitespace() {
        let mut fresh = true;
        for letter in word.chars() {
            match out.last_mut() {
                Some((han, text)) if !fresh && *han == is_han(letter) => text.push(letter),
                _ => out.push((is_han(letter), letter.to_string())),
            }
            fresh = false;
        }
    }
    out
}

fn texts(book: &IndexedBook) -> Vec<Vec<String>> {
    let people = book
        .contributors
        .iter()
        .flat_map(|(name, sort)| [name.clone(), sort.clone()]);
    vec![
        vec![book.title.clone()],
        vec![book.subtitle.clone()],
        people.collect(),
        book.series.iter().map(|(name, _)| name.clone()).collect(),
        vec![book.publisher.clone()],
        book.tags.clone(),
    ]
}

/// The identifiers that the random books have, and the forms they can be found by.
const NUMBERS: [(&str, &[&str]); 4] = [
    ("978-0-441-47812-5", &["9780441478125", "0441478123"]),
    ("0441478123", &["9780441478125", "0441478123"]),
    ("080442957X", &["9780804429573", "080442957x"]),
    ("OL73 9", &["ol73", "9"]),
];

fn number_begins(book: &IndexedBook, typed: &str) -> bool {
    let mut forms = NUMBERS
        .iter()
        .filter(|(value, _)| book.identifiers.iter().any(|own| own == value));
    forms.any(|(_, forms)| forms.iter().any(|form| form.starts_with(typed)))
}

fn word_begins(book: &IndexedBook, typed: &str) -> bool {
    let in_text = texts(book).iter().flatten().any(|text| {
        split(&fold(text)).iter().any(|(han, word)| {
            let parts: Vec<&str> = word.split('\'').filter(|part| !part.is_empty()).collect();
            !han && (0..parts.len()).any(|from| {
                let tail = parts[from..].concat();
                tail.starts_with(typed) && (from == 0 || tail.chars().count() > 1)
            })
        })
    });
    in_text || number_begins(book, typed)
}

fn fits(book: &IndexedBook, typed: &str) -> bool {
    let mut groups: Vec<Vec<String>> = vec![Vec::new()];
    let mut others = Vec::new();
    for (han, word) in split(&fold(typed)) {
        let word = word.replace('\'', "");
        if word.is_empty() {
            continue;
        }
        if word.chars().all(|letter| letter.is_ascii_digit()) {
            groups.last_mut().unwrap().push(word);
        } else {
            groups.push(Vec::new());
            others.push((han, word));
        }
    }
    let has = |(han, word): &(bool, String)| {
        if !han {
            return word_begins(book, word);
        }
        let letters: Vec<char> = word.chars().collect();
        let width = letters.len().min(2);
        texts(book).iter().any(|field| {
            letters.windows(width).all(|pair| {
                let pair: String = pair.iter().collect();
                field.iter().any(|text| fold(text).contains(&pair))
            })
        })
    };
    others.iter().all(has)
        && groups.iter().all(|group| {
            group.iter().all(|word| word_begins(book, word)) || number_begins(book, &group.concat())
        })
}

fn order(a: &IndexedBook, b: &IndexedBook, key: SortKey) -> Ordering {
    fn compare<T: PartialOrd>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) => {
                let order = a.partial_cmp(&b).unwrap();
                if descending { order.reverse() } else { order }
            }
            (a, b) => a.is_none().cmp(&b.is_none()),
        }
    }
    let by_text = |read: fn(&IndexedBook) -> String| {
        let key_of = |book| {
            let text = read(book);
            let key = fold(&text).replace('\'', "");
            (!text.trim().is_empty()).then_some(if key.is_empty() { text } else { key })
        };
        compare(key_of(a), key_of(b), key.descending)
    };
    macro_rules! by {
        ($read:expr) => {{
            fn read<T>(book: &IndexedBook, read: impl Fn(&IndexedBook) -> Option<T>) -> Option<T> {
                read(book)
            }
            compare(read(a, $read), read(b, $read), key.descending)
        }};
    }
    match key.by {
        SortBy::Title => by_text(|book| book.title.clone()),
        SortBy::Author => by_text(|book| match book.contributors.first() {
            Some((name, sort)) if sort.is_empty() => name.clone(),
            Some((_, sort)) => sort.clone(),
            None => String::new(),
        }),
        SortBy::Series => by_text(|book| {
            book.series
                .first()
                .map(|own| own.0.clone())
                .unwrap_or_default()
        })
        .then(by!(|book| book.series.first()?.1)),
        SortBy::Tags => by_text(|book| book.tags.join(", ")),
        SortBy::Publisher => by_text(|book| book.publisher.clone()),
        SortBy::Language => by_text(|book| book.language.clone()),
        SortBy::Format => by_text(|book| book.format.clone()),
        SortBy::Published => by!(|book| book.published),
        SortBy::Rating => by!(|book| book.rating),
        SortBy::Pages => by!(|book| book.page_count),
        SortBy::Status => by!(|book| Some(book.status as u8)),
        SortBy::Added => by!(|book| Some(book.added_at)),
        SortBy::Updated => by!(|book| Some(book.updated_at)),
    }
}

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
    assert_eq!(view.all_ids(), ids, "{query:?}");
    assert_eq!(view.of() as usize, of, "{query:?}");
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
