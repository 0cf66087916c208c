//! Random queries, made of what is in the books.

use bookly_core::{
    Book, Place, SortBy, SortKey, ViewQuery,
    query::{FIELDS, FieldInfo, Kind},
};

use super::{
    books::{STATUSES, tag},
    dice::Dice,
};

const SORTS: [SortBy; 14] = [
    SortBy::Match,
    SortBy::Title,
    SortBy::Author,
    SortBy::Series,
    SortBy::Published,
    SortBy::Rating,
    SortBy::Status,
    SortBy::Tags,
    SortBy::Added,
    SortBy::Updated,
    SortBy::Publisher,
    SortBy::Pages,
    SortBy::Language,
    SortBy::Format,
];
const AGES: [&str; 10] = [
    "today",
    "yesterday",
    "<30d",
    ">8w",
    "<6m",
    "2w..20w",
    "today-9",
    ">=2026-12",
    "2027-01",
    "2026-12-05..2027-02",
];
const WORDS: [&str; 15] = [
    "is:unread",
    "is:read",
    "is:reading",
    "is:abandoned",
    "is:wanted",
    "is:trashed",
    "-is:trashed",
    "has:cover",
    "status:paused,finished",
    "status:none",
    "status:to_read",
    "year:1990s",
    "...",
    "no:published",
    "rating:none",
];

/// The texts of a book by the names of their fields; the long ones are the last.
fn texts(book: &Book) -> Vec<(&'static str, &str)> {
    let fields = &book.fields;
    let mut texts = vec![
        ("title", &*fields.title),
        ("subtitle", &*fields.subtitle),
        ("publisher", &*fields.publisher),
        ("language", &*fields.language),
        ("format", &*fields.format),
    ];
    for person in &fields.contributors {
        let role = serde_json::to_value(person.role).unwrap();
        let role = |line: &&FieldInfo| Some(line.name.trim_end_matches("-role")) == role.as_str();
        let role = FIELDS.iter().find(role).unwrap().name;
        texts.push((role, &person.name));
        texts.push(("person", &person.sort_name));
    }
    texts.extend(fields.series.iter().map(|series| ("series", &*series.name)));
    texts.extend(fields.tags.iter().map(|tag| ("tag", &**tag)));
    for number in &fields.identifiers {
        let name = if number.scheme == "isbn13" {
            "isbn"
        } else {
            "identifier"
        };
        texts.push((name, &number.value));
    }
    texts.extend([
        ("description", &*fields.description),
        ("review", &*fields.review),
        ("notes", &*fields.private_notes),
    ]);
    texts.retain(|(_, text)| !text.is_empty());
    texts
}

/// One or two words of a text, as they follow each other there.
fn piece(dice: &mut Dice, text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let start = dice.below(words.len());
    let count = 1 + dice.below(2);
    words
        .into_iter()
        .skip(start)
        .take(count)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The first letters of a text, at least two.
fn beginning(dice: &mut Dice, text: &str) -> String {
    let count = 2 + dice.below(4);
    text.chars().take(count).collect()
}

fn of_text(dice: &mut Dice, book: &Book) -> String {
    let (name, text) = dice.of(&texts(book));
    let words = piece(dice, text);
    let first = words.split(' ').next().unwrap_or_default();
    let long = FIELDS
        .iter()
        .any(|line| line.name == name && line.kind == Kind::LongText);
    match dice.below(if long { 7 } else { 12 }) {
        0 | 1 => first.to_owned(),
        2 => beginning(dice, first),
        3 => format!("\"{words}\""),
        4 => format!("{name}:{}", beginning(dice, first)),
        5 => format!("{name}:\"{words}\""),
        6 => format!("{name}:({first} -{})", dice.of(&["the", "紅", "мир", "C"])),
        7 => format!("{name}:=\"{text}\""),
        8 => format!("{name}:^\"{}\"", beginning(dice, text)),
        9 => format!("{name}:/{}/", regex::escape(first).replace('/', "\\/")),
        10 => format!("{name}:({first} OR =\"{text}\")"),
        _ => format!("{name}:{first}"),
    }
}

fn compared(dice: &mut Dice, name: &str, value: &str) -> String {
    match dice.below(7) {
        0 => format!("{name}:>{value}"),
        1 => format!("{name}:>={value}"),
        2 => format!("{name}:<{value}"),
        3 => format!("{name}:<={value}"),
        4 => format!("{name}:{value}.."),
        5 => format!("{name}:..{value}"),
        _ => format!("{name}:{value}"),
    }
}

fn of_number(dice: &mut Dice, book: &Book) -> Option<String> {
    let fields = &book.fields;
    let published = (!fields.published.is_empty()).then_some(&*fields.published)?;
    let dash = published
        .match_indices('-')
        .map(|(at, _)| at)
        .find(|at| *at > 0);
    let year = published.get(..dash.unwrap_or(published.len()))?;
    let (name, value) = match dice.below(6) {
        0 => ("published", published.to_owned()),
        1 => ("published", year.to_owned()),
        2 => ("year", year.to_owned()),
        3 => ("pages", fields.page_count?.to_string()),
        4 => ("rating", (f64::from(fields.rating?) / 4.0).to_string()),
        _ => {
            return Some(format!(
                "{}:{}",
                dice.of(&["added", "updated"]),
                dice.of(&AGES)
            ));
        }
    };
    Some(compared(dice, name, &value))
}

fn term(dice: &mut Dice, books: &[Book]) -> String {
    let book = dice.of(books);
    match dice.below(10) {
        0 | 1 => of_number(dice, &book).unwrap_or_else(|| of_text(dice, &book)),
        2 => {
            let question = dice.of(&["has", "no"]);
            format!("{question}:{}", dice.of(&FIELDS).name)
        }
        3 if dice.percent(50) => dice.of(&WORDS).to_owned(),
        _ => of_text(dice, &book),
    }
}

/// Terms that most books of a library are found by, one or another.
pub fn terms(dice: &mut Dice, books: &[Book], count: usize) -> Vec<String> {
    (0..count).map(|_| term(dice, books)).collect()
}

pub fn text(dice: &mut Dice, terms: &[String], depth: usize) -> String {
    if depth == 0 || dice.percent(35) {
        return dice.of(terms);
    }
    let (one, other) = (text(dice, terms, depth - 1), text(dice, terms, depth - 1));
    match dice.below(12) {
        0..5 => format!("{one} {other}"),
        5 => format!("{one} OR {other}"),
        6 => format!("({one}) AND ({other})"),
        7 => format!("({one} | {other}) {}", dice.of(terms)),
        8 => format!("{one} -{}", dice.of(terms)),
        9 => format!("{one} NOT ({other})"),
        _ => format!("{one} -({other})"),
    }
}

pub fn query(dice: &mut Dice, terms: &[String], shelves: &[i64]) -> ViewQuery {
    let sorts = dice.below(3);
    ViewQuery {
        text: if dice.percent(2) {
            String::new()
        } else {
            text(dice, terms, 2)
        },
        place: match dice.below(20) {
            0 => Place::Trash,
            1 => Place::Status {
                status: dice.of(&STATUSES),
            },
            2 => Place::Tag { tag: tag(dice) },
            3 => Place::Shelf {
                shelf_id: dice.of(shelves),
            },
            _ => Place::All,
        },
        sort: (0..sorts)
            .map(|_| SortKey {
                by: dice.of(&SORTS),
                descending: dice.percent(50),
            })
            .collect(),
        as_typed: true,
        long_texts: dice.percent(50),
    }
}
