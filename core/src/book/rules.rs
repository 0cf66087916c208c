//! The rules that the fields of a book keep, wherever they come from.

use std::fmt;

use jiff::{Timestamp, tz::TimeZone};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{
    BookFields, Contributor, Identifier, SeriesPlace,
    isbn::{Isbn, IsbnProblem},
    names,
    partial_date::PartialDate,
    row,
};
use crate::{Error, Result};

/// Characters a line may have (a title, a name, a tag).
const LINE: usize = 65_536;
/// Characters a long text may have (description, review, notes).
const TEXT: usize = 1_048_576;
/// Entries a list may have.
const LIST: usize = 1_000;

/// The fields in one form: NFC, no control characters, no blank ends, empty entries left out.
pub(crate) fn tidy(fields: BookFields) -> BookFields {
    let contributors = fields.contributors.into_iter().map(|c| Contributor {
        name: collapsed(line(c.name)),
        sort_name: line(c.sort_name),
        role: c.role,
    });
    let series = fields.series.into_iter().map(|s| SeriesPlace {
        name: line(s.name),
        number: line(s.number),
        ..s
    });
    let identifiers = fields.identifiers.into_iter().map(identifier);
    let mut tags: Vec<String> = Vec::with_capacity(fields.tags.len());
    for tag in fields.tags.into_iter().map(line) {
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    BookFields {
        title: line(fields.title),
        subtitle: line(fields.subtitle),
        contributors: contributors
            .filter(|c| !c.name.is_empty() || !c.sort_name.is_empty())
            .collect(),
        series: series
            .filter(|s| !s.name.is_empty() || !s.number.is_empty())
            .collect(),
        publisher: line(fields.publisher),
        published: line(fields.published),
        language: line(fields.language),
        identifiers: identifiers.filter(|i| !i.value.is_empty()).collect(),
        format: line(fields.format),
        description: text(fields.description),
        tags,
        review: text(fields.review),
        private_notes: text(fields.private_notes),
        page_count: fields.page_count,
        rating: fields.rating,
        status: fields.status,
    }
}

/// Tidies the fields and holds them against the rules.
pub(crate) fn clean(fields: BookFields) -> Result<BookFields> {
    let mut fields = tidy(fields);
    if fields.title.is_empty() {
        return Err(Error::TitleMissing);
    }
    let lines = [
        ("title", &fields.title),
        ("subtitle", &fields.subtitle),
        ("publisher", &fields.publisher),
        ("format", &fields.format),
    ];
    let texts = [
        ("description", &fields.description),
        ("review", &fields.review),
        ("privateNotes", &fields.private_notes),
    ];
    for (name, value) in lines {
        at_most(LINE, name, value)?;
    }
    for (name, value) in texts {
        at_most(TEXT, name, value)?;
    }
    let lists = [
        ("contributors", fields.contributors.len()),
        ("series", fields.series.len()),
        ("identifiers", fields.identifiers.len()),
        ("tags", fields.tags.len()),
    ];
    if let Some((name, _)) = lists.into_iter().find(|(_, len)| *len > LIST) {
        return Err(Error::TooMany(name.to_owned(), LIST));
    }
    for (i, contributor) in fields.contributors.iter().enumerate() {
        named(&contributor.name, || format!("contributors.{i}.name"))?;
        let sort_name = format_args!("contributors.{i}.sortName");
        at_most(LINE, sort_name, &contributor.sort_name)?;
    }
    for (i, series) in fields.series.iter().enumerate() {
        named(&series.name, || format!("series.{i}.name"))?;
        at_most(LINE, format_args!("series.{i}.number"), &series.number)?;
    }
    for (i, tag) in fields.tags.iter().enumerate() {
        at_most(LINE, format_args!("tags.{i}"), tag)?;
    }
    if !fields.published.is_empty() {
        let date = PartialDate::parse(&fields.published)
            .map_err(|_| Error::DateInvalid("published".to_owned()))?;
        fields.published = date.to_string();
    }
    if fields
        .page_count
        .is_some_and(|pages| !(1..=1_000_000).contains(&pages))
    {
        return Err(Error::PageCountInvalid);
    }
    if fields
        .rating
        .is_some_and(|rating| !(1..=20).contains(&rating))
    {
        return Err(Error::RatingInvalid);
    }
    if !is_language_tag(&fields.language) {
        return Err(Error::LanguageInvalid);
    }
    for (i, identifier) in fields.identifiers.iter().enumerate() {
        check_identifier(identifier, format_args!("identifiers.{i}.value"))?;
    }
    let mut identifiers: Vec<Identifier> = Vec::with_capacity(fields.identifiers.len());
    for one in fields.identifiers {
        let same = |i: &Identifier| i.scheme == one.scheme && i.value == one.value;
        if !identifiers.iter().any(same) {
            identifiers.push(one);
        }
    }
    fields.identifiers = identifiers;
    Ok(fields)
}

/// Fills in what follows from the fields: sort names, and the numbers of a series place.
pub(crate) fn derive(mut fields: BookFields) -> BookFields {
    for contributor in &mut fields.contributors {
        if contributor.sort_name.is_empty() {
            contributor.sort_name = names::sort_name(&contributor.name);
        }
    }
    fields.series = fields
        .series
        .into_iter()
        .map(|s| row::series_place(s.name, s.number))
        .collect();
    fields
}

/// Refuses a date after next year.
pub(crate) fn not_in_the_future(published: &str, now: Timestamp) -> Result<()> {
    let latest = i32::from(now.to_zoned(TimeZone::UTC).year()) + 1;
    match PartialDate::parse(published) {
        Ok(date) if date.year() > latest => {
            Err(Error::DateInFuture("published".to_owned(), latest))
        }
        _ => Ok(()),
    }
}

/// An ISBN in any form becomes `isbn13` without hyphens; any other scheme a lower-case word.
fn identifier(given: Identifier) -> Identifier {
    let mut scheme = line(given.scheme);
    if !scheme
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    {
        scheme = scheme.to_lowercase();
    }
    let value = line(given.value);
    if matches!(scheme.as_str(), "isbn" | "isbn10" | "isbn13")
        && let Ok(isbn) = Isbn::parse(&value)
    {
        return Identifier {
            scheme: "isbn13".to_owned(),
            value: isbn.isbn13(),
            shown: String::new(),
        };
    }
    Identifier {
        scheme,
        value,
        shown: String::new(),
    }
}

fn check_identifier(identifier: &Identifier, field: fmt::Arguments<'_>) -> Result<()> {
    at_most(LINE, field, &identifier.value)?;
    if matches!(identifier.scheme.as_str(), "isbn" | "isbn10" | "isbn13") {
        let problem = match Isbn::parse(&identifier.value) {
            Ok(_) => return Ok(()),
            Err(IsbnProblem::CheckDigit { fixed }) => {
                format!("The last digit does not fit. With these digits it would be {fixed}.")
            }
            Err(IsbnProblem::Character) => {
                "An ISBN has digits only; an ISBN-10 may end in X.".to_owned()
            }
            Err(IsbnProblem::Length | IsbnProblem::Empty) => {
                "An ISBN has 10 or 13 digits.".to_owned()
            }
        };
        return Err(Error::IsbnInvalid(field.to_string(), problem));
    }
    let word =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if identifier.scheme.is_empty()
        || identifier.scheme.len() > 64
        || !identifier.scheme.chars().all(word)
    {
        return Err(Error::IdentifierInvalid(field.to_string()));
    }
    Ok(())
}

/// The form of a BCP 47 tag; empty is "not known".
fn is_language_tag(tag: &str) -> bool {
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    let first = tag.split('-').next().unwrap_or_default();
    tag.is_empty()
        || ((2..=8).contains(&first.len())
            && first.chars().all(|c| c.is_ascii_alphabetic())
            && tag.split('-').all(part))
}

fn named(name: &str, field: impl Fn() -> String) -> Result<()> {
    if name.is_empty() {
        return Err(Error::NameMissing(field()));
    }
    match at_most(LINE, "", name) {
        Err(_) => Err(Error::TextTooLong(field(), LINE)),
        fits => fits,
    }
}

fn at_most(limit: usize, field: impl fmt::Display, value: &str) -> Result<()> {
    // Bytes are never fewer than characters: the count is only taken for very long texts.
    if value.len() > limit && value.chars().count() > limit {
        return Err(Error::TextTooLong(field.to_string(), limit));
    }
    Ok(())
}

/// One line: NFC, every control character a space, no blank ends.
fn line(text: String) -> String {
    if is_plain(&text, |_| false) {
        return trimmed(text);
    }
    let spaced = text.nfc().map(|c| if c.is_control() { ' ' } else { c });
    trimmed(spaced.collect())
}

/// A text: NFC, line breaks as `\n`, no other control characters but tabs, no blank ends.
fn text(text: String) -> String {
    if is_plain(&text, |c| matches!(c, '\n' | '\t')) {
        return trimmed(text);
    }
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = unix
        .nfc()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    trimmed(kept.collect())
}

/// In NFC and without control characters other than these, as nearly every text is.
fn is_plain(text: &str, allowed: impl Fn(char) -> bool) -> bool {
    if text.is_ascii() {
        let refused = |b: u8| b.is_ascii_control() && !allowed(char::from(b));
        // Not `any`: without a way out in between, many bytes are looked at in one step.
        return !text.bytes().fold(false, |found, b| found | refused(b));
    }
    is_nfc_quick(text.chars()) == IsNormalized::Yes
        && !text.chars().any(|c| c.is_control() && !allowed(c))
}

fn trimmed(text: String) -> String {
    match text.trim() {
        plain if plain.len() == text.len() => text,
        plain => plain.to_owned(),
    }
}

/// A name with one space between its words.
fn collapsed(name: String) -> String {
    let has_runs = name.contains("  ") || name.contains(|c: char| c.is_whitespace() && c != ' ');
    if has_runs {
        names::collapse(&name)
    } else {
        name
    }
}
