//! The search language as a person meets it: what is typed, and the books, corrections and messages that come of it.

use std::{fs, path::Path};

use bookly_core::{
    BookChange, BookFields, Clock, Contributor, Identifier, Library, SeriesPlace, SortBy, SortKey,
    ViewAnswer, ViewQuery,
    query::{FIELDS, Field, Node, Query},
};
use jiff::{civil::Date, tz::TimeZone};
use regex::Regex;
use serde_json::json;

use crate::support::{TestHome, add, titled};

const LIBRARY: &str = include_str!("fixtures/queries_library.txt");
const QUERIES: &str = include_str!("fixtures/queries.tsv");
const PROBLEMS: &str = include_str!("fixtures/problems.tsv");

/// What a person can write around words, each as it stands in some query.
const SIGNS: [&str; 26] = [
    " AND ", " && ", " OR ", " | ", " || ", "NOT ", "-", "(", "\"", "“", ":=", ":=\"", ":^",
    ":^\"", ":/", "..", "…", ":>", ":>=", ":<", ":<=", ":≥", ":*", "has:", "no:", "is:",
];

/// A letter of each script that the titles are written in.
const SCRIPTS: [char; 16] = [
    'a', 'п', 'ὀ', 'ա', 'ل', 'ה', '紅', 'ノ', 'の', '채', 'แ', 'ລ', 'ផ', 'ग', 'প', 'ვ',
];

/// A book as it stands in the list, and what the library itself knows of it.
#[derive(Default)]
struct Listed {
    fields: BookFields,
    added: Option<Date>,
    updated: Option<Date>,
    trashed: bool,
}

impl Listed {
    fn read(text: &str) -> Self {
        let (title, lines) = text.split_once('\n').unwrap_or((text, ""));
        let mut book = Self {
            fields: titled(title),
            ..Self::default()
        };
        for line in lines.lines() {
            let (name, value) = line.trim().split_once(": ").unwrap();
            book.set(name, value);
        }
        book
    }

    fn set(&mut self, name: &str, value: &str) {
        let fields = &mut self.fields;
        let text = value.to_owned();
        match name {
            "subtitle" => fields.subtitle = text,
            "publisher" => fields.publisher = text,
            "published" => fields.published = text,
            "language" => fields.language = text,
            "format" => fields.format = text,
            "description" => fields.description = text,
            "review" => fields.review = text,
            "notes" => fields.private_notes = text,
            "tag" => fields.tags.push(text),
            "pages" => fields.page_count = Some(value.parse().unwrap()),
            "rating" => {
                let stars = |quarters: &u8| (f64::from(*quarters) / 4.0).to_string();
                fields.rating = (1..=20).find(|quarters| stars(quarters) == value);
            }
            "status" => fields.status = serde_json::from_value(json!(value)).unwrap(),
            "series" => {
                let (name, number) = value.rsplit_once(' ').unwrap();
                fields.series.push(SeriesPlace {
                    name: name.to_owned(),
                    number: number.to_owned(),
                    ..SeriesPlace::default()
                });
            }
            "isbn" | "identifier" => {
                let scheme = if name == "isbn" { "isbn13" } else { "other" };
                fields.identifiers.push(Identifier {
                    scheme: scheme.to_owned(),
                    value: text,
                    ..Identifier::default()
                });
            }
            "added" => self.added = Some(value.parse().unwrap()),
            "updated" => self.updated = Some(value.parse().unwrap()),
            "trashed" => self.trashed = true,
            role => fields.contributors.push(Contributor {
                name: text,
                role: serde_json::from_value(json!(role.trim_end_matches("-role"))).unwrap(),
                ..Contributor::default()
            }),
        }
    }
}

fn listed() -> Vec<Listed> {
    let (_, books) = LIBRARY.split_once("\n\n").unwrap();
    books.split("\n\n").map(Listed::read).collect()
}

/// The rows of a table and their cells.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = table
        .lines()
        .filter(|row| !row.is_empty() && !row.starts_with('#'));
    rows.map(|row| row.split('\t').collect())
}

/// Puts the clock to the morning of a day.
fn turn_to(home: &TestHome, day: Date) {
    let morning = day
        .at(9, 0, 0, 0)
        .to_zoned(TimeZone::UTC)
        .unwrap()
        .timestamp();
    home.clock
        .advance(morning.duration_since(home.clock.now()).as_secs());
}

async fn filled() -> (TestHome, Library) {
    let (home, library) = TestHome::with_library().await;
    let now = home.clock.now();
    for book in listed() {
        turn_to(&home, book.added.unwrap());
        let id = add(&library, book.fields).await.id;
        if let Some(day) = book.updated {
            turn_to(&home, day);
            library
                .change_book(id, BookChange::default())
                .await
                .unwrap();
        }
        if book.trashed {
            library.trash_books(&[id]).await.unwrap();
        }
    }
    home.clock
        .advance(now.duration_since(home.clock.now()).as_secs());
    (home, library)
}

/// What comes of a text that a person types, best match first and long texts included.
async fn answer(library: &Library, text: &str) -> ViewAnswer {
    let best = SortKey {
        by: SortBy::Match,
        descending: false,
    };
    let query = ViewQuery {
        text: text.to_owned(),
        sort: vec![best],
        long_texts: true,
        ..ViewQuery::default()
    };
    library.open_view(query).await.unwrap()
}

/// The answer as the table writes it: in the order of the best match if `expected` has one, else as it is written there.
async fn answered(library: &Library, text: &str, expected: &str) -> (String, String) {
    let view = match answer(library, text).await {
        ViewAnswer::View(view) => view,
        ViewAnswer::Unreadable { message, .. } => return (message, String::new()),
    };
    let mut titles: Vec<String> = view.first.into_iter().map(|row| row.title).collect();
    let corrections = view
        .corrections
        .iter()
        .map(|c| format!("{}={}", c.typed, c.used));
    let corrections = corrections.collect::<Vec<_>>().join(" ");
    if titles.is_empty() {
        return ("-".to_owned(), corrections);
    }
    if expected.contains(" > ") {
        return (titles.join(" > "), corrections);
    }
    let place = |title: &String| expected.split(" | ").position(|other| other == title);
    titles.sort_by_key(|title| (place(title).is_none(), place(title)));
    (titles.join(" | "), corrections)
}

#[tokio::test]
async fn a_query_finds_the_books_a_person_expects() {
    let (_home, library) = filled().await;
    let (mut cases, mut wrong) = (0, Vec::new());
    for row in rows(QUERIES) {
        let (text, titles) = (row[0], row[1]);
        let corrections = row.get(2).copied().unwrap_or_default();
        let answered = answered(&library, text, titles).await;
        if (answered.0.as_str(), answered.1.as_str()) != (titles, corrections) {
            wrong.push(format!("{row:?}: {answered:?}"));
        }
        cases += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(cases >= 150, "{cases}");
}

#[tokio::test]
async fn a_query_that_cannot_be_read_says_where_why_and_what_would_be_right() {
    let (_home, library) = filled().await;
    for row in rows(PROBLEMS) {
        let [text, place, message, mended] = row[..] else {
            panic!("{row:?}");
        };
        let ViewAnswer::Unreadable {
            start,
            end,
            message: said,
            suggestion,
        } = answer(&library, text).await
        else {
            panic!("{text} was read");
        };
        assert!(said.starts_with(message), "{text}: {said}");
        let units: Vec<u16> = text.encode_utf16().collect();
        let cut = |from: u32, to: usize| String::from_utf16(&units[from as usize..to]).unwrap();
        assert_eq!(cut(start, end as usize), place, "{text}");
        let Some(suggestion) = suggestion else {
            assert_eq!(mended, "-", "{text}");
            continue;
        };
        let before = cut(0, start as usize);
        assert_eq!(
            format!("{before}{suggestion}{}", cut(end, units.len())),
            mended,
            "{text}"
        );
        assert!(answer(&library, mended).await.view().is_some(), "{mended}");
    }
}

/// The fields that a query asks about.
fn fields_of(node: &Node) -> Vec<Field> {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().flat_map(fields_of).collect(),
        Node::Not(node) => fields_of(node),
        Node::Term(term) => term.field.into_iter().collect(),
    }
}

#[test]
fn the_queries_leave_out_no_field_no_sign_and_no_script() {
    let texts: Vec<&str> = rows(QUERIES).map(|row| row[0]).collect();
    let roots = texts
        .iter()
        .filter_map(|text| Query::parse(text).unwrap().root);
    let asked: Vec<Field> = roots.flat_map(|root| fields_of(&root)).collect();
    for line in &FIELDS {
        assert!(
            asked.contains(&line.field),
            "no query asks for {}",
            line.name
        );
    }
    for sign in SIGNS {
        assert!(
            texts.iter().any(|text| text.contains(sign)),
            "no query has {sign}"
        );
    }
    let titles: Vec<String> = listed()
        .into_iter()
        .map(|book| book.fields.title.to_lowercase())
        .collect();
    for letter in SCRIPTS {
        assert!(
            titles.iter().any(|title| title.contains(letter)),
            "no title has {letter}"
        );
    }
}

/// A sentence in the source of the parser is something it can say. Its gaps stand for anything.
fn sentences() -> Vec<Regex> {
    let literal = Regex::new(r#""((?:[A-Z]|\{\w*\})(?:[^"\\]|\\.)*[.?])""#).unwrap();
    let gap = Regex::new(r"\\\{\w*\\\}").unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/query");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let sources = files.filter(|file| file.is_file() && !file.ends_with("fields.rs"));
    let mut sentences = Vec::new();
    for source in sources.map(|file| fs::read_to_string(file).unwrap()) {
        for sentence in literal.captures_iter(&source) {
            let plain = regex::escape(&sentence[1].replace(r#"\""#, "\""));
            sentences.push(Regex::new(&format!("^{}$", gap.replace_all(&plain, ".+"))).unwrap());
        }
    }
    sentences
}

#[tokio::test]
async fn the_problems_leave_out_nothing_that_the_parser_can_say() {
    let (_home, library) = TestHome::with_library().await;
    let (long, deep) = ("é".repeat(4_097), "(".repeat(51) + "a");
    let mut said = Vec::new();
    for text in rows(PROBLEMS).map(|row| row[0]).chain([&*long, &*deep]) {
        if let ViewAnswer::Unreadable { message, .. } = answer(&library, text).await {
            said.push(message);
        }
    }
    let sentences = sentences();
    assert!(sentences.len() > 20, "{sentences:?}");
    for sentence in &sentences {
        assert!(
            said.iter().any(|said| sentence.is_match(said)),
            "nothing makes it say {sentence}"
        );
    }
    for said in &said {
        assert!(
            sentences.iter().any(|sentence| sentence.is_match(said)),
            "{said} is in no source"
        );
    }
}
