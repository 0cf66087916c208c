//! The stored form of a book: one row, its lists as JSON arrays of texts.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::Value;
use sqlx::{FromRow, Row, sqlite::SqliteRow};
use uuid::Uuid;

use super::{
    Book, BookFields, BookId, Contributor, Identifier, Role, SeriesPlace, SourceRow, isbn::Isbn,
    partial_date::PartialDate, series_number,
};
use crate::{Error, ReadingStatus, Result, fold};

/// A book on its way into the store: clean fields and what the person does not write.
pub(crate) struct NewRow {
    pub(crate) id: BookId,
    pub(crate) uid: Uuid,
    pub(crate) match_key: String,
    pub(crate) fields: BookFields,
    /// As [`sources_json`] writes it.
    pub(crate) sources: String,
    pub(crate) added_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) trashed_at: Option<i64>,
}

/// A row of a list: one table's worth, the lines already joined.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "the members are those of `BookFields`, as lines"
)]
pub struct BookRow {
    pub id: BookId,
    pub title: String,
    pub subtitle: String,
    pub authors: String,
    pub series: String,
    pub year: Option<i32>,
    pub published: String,
    pub publisher: String,
    pub page_count: Option<u32>,
    pub language: String,
    pub format: String,
    pub isbn: String,
    pub rating: Option<u8>,
    pub status: ReadingStatus,
    pub tags: String,
    /// Milliseconds since 1970, UTC.
    pub added_at: i64,
    /// Milliseconds since 1970, UTC.
    pub updated_at: i64,
    /// When it went to the trash; milliseconds since 1970, UTC.
    pub trashed_at: Option<i64>,
}

/// `[name, sort name, role]` of each contributor.
pub(super) fn contributors_json(list: &[Contributor]) -> String {
    texts_json(
        list.iter()
            .map(|c| [&*c.name, &*c.sort_name, c.role.name()]),
    )
}

/// `[name, number]` of each series.
pub(super) fn series_json(list: &[SeriesPlace]) -> String {
    texts_json(list.iter().map(|s| [&*s.name, &*s.number]))
}

/// `[scheme, value]` of each identifier.
pub(super) fn identifiers_json(list: &[Identifier]) -> String {
    texts_json(list.iter().map(|i| [&*i.scheme, &*i.value]))
}

/// The tags.
pub(super) fn tags_json(list: &[String]) -> Result<String> {
    json_text(&list)
}

/// `[source, key, [[column, text], …]]` of each source row.
pub(super) fn sources_json(list: &[SourceRow]) -> Result<String> {
    json_text(&Array(list.iter().map(|s| (&s.source, &s.key, &s.cells))))
}

/// Source, key and cells of a stored source row.
type StoredSource = (String, String, Vec<(String, String)>);

/// A source row in its stored form, made and kept without an allocation for each of its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceText(String);

impl SourceText {
    pub(crate) fn new<'a>(
        source: &str,
        key: &str,
        cells: impl Iterator<Item = (Cow<'a, str>, &'a str)> + Clone,
    ) -> Self {
        // Quotes, brackets and commas: eight for each cell.
        let long = cells
            .clone()
            .map(|(column, cell)| column.len() + cell.len() + 8);
        let mut json = Vec::with_capacity(64 + long.sum::<usize>());
        json.extend_from_slice(b"[[");
        push_json_text(&mut json, source);
        json.push(b',');
        push_json_text(&mut json, key);
        json.extend_from_slice(b",[");
        for (at, (column, cell)) in cells.enumerate() {
            json.extend_from_slice(if at == 0 { b"[".as_slice() } else { b",[" });
            push_json_text(&mut json, &column);
            json.push(b',');
            push_json_text(&mut json, cell);
            json.push(b']');
        }
        json.extend_from_slice(b"]]]");
        Self(String::from_utf8(json).unwrap_or_default())
    }

    /// How long the stored form is.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// What [`sources_json`] writes of this row alone.
    pub(crate) fn into_json(self) -> String {
        self.0
    }

    /// The row, read back.
    pub(crate) fn row(&self) -> Result<SourceRow> {
        let [(source, key, cells)]: [StoredSource; 1] = serde_json::from_str(&self.0)
            .map_err(|_| Error::Internal("a row of an import could not be read back"))?;
        Ok(SourceRow { source, key, cells })
    }
}

/// Writes a text as JSON. Nearly every one needs nothing but its quotes, and that is seen many bytes
/// at a time.
fn push_json_text(json: &mut Vec<u8>, text: &str) {
    let is_special = |b: u8| b < b' ' || b == b'"' || b == b'\\';
    if text.bytes().fold(false, |found, b| found | is_special(b)) {
        // Texts are always written to memory without a failure.
        let _ = serde_json::to_writer(json, text);
    } else {
        json.push(b'"');
        json.extend_from_slice(text.as_bytes());
        json.push(b'"');
    }
}

/// Bytes that most lists of a book fit in.
const USUAL_LIST: usize = 96;

/// Rows of texts as JSON.
fn texts_json<'a, const N: usize>(rows: impl Iterator<Item = [&'a str; N]>) -> String {
    let mut json = Vec::with_capacity(USUAL_LIST);
    for row in rows {
        json.push(if json.is_empty() { b'[' } else { b',' });
        for (at, text) in row.into_iter().enumerate() {
            json.push(if at == 0 { b'[' } else { b',' });
            push_json_text(&mut json, text);
        }
        json.push(b']');
    }
    json.extend_from_slice(if json.is_empty() {
        b"[]".as_slice()
    } else {
        b"]"
    });
    String::from_utf8(json).unwrap_or_default()
}

/// A list to write as JSON without collecting it.
struct Array<I>(I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for Array<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

fn json_text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Internal("a list could not be written as JSON"))
}

/// A JSON array of whatever can be written as JSON.
pub(crate) fn json<T: Serialize>(items: impl IntoIterator<Item = T>) -> Result<String> {
    let items: Vec<T> = items.into_iter().collect();
    json_text(&items)
}

/// What two entries for one book have in common: the folded title and first contributor.
pub(crate) fn match_key(title: &str, contributors: &[Contributor]) -> String {
    let first = contributors.first().map_or("", |c| c.name.as_str());
    [fold(title), fold(first)].join("|")
}

/// The lists of a stored row, read back.
pub(crate) fn contributors_of(row: &SqliteRow) -> Result<Vec<Contributor>, sqlx::Error> {
    let list: Vec<(String, String, Role)> = list(row, "contributors")?;
    Ok(list
        .into_iter()
        .map(|(name, sort_name, role)| Contributor {
            name,
            sort_name,
            role,
        })
        .collect())
}

pub(crate) fn series_of(row: &SqliteRow) -> Result<Vec<SeriesPlace>, sqlx::Error> {
    let list: Vec<(String, String)> = list(row, "series")?;
    Ok(list
        .into_iter()
        .map(|(name, number)| series_place(name, number))
        .collect())
}

pub(crate) fn identifiers_of(row: &SqliteRow) -> Result<Vec<(String, String)>, sqlx::Error> {
    list(row, "identifiers")
}

pub(crate) fn tags_of(row: &SqliteRow) -> Result<Vec<String>, sqlx::Error> {
    list(row, "tags")
}

/// A place in a series, with the numbers its text stands for.
pub(crate) fn series_place(name: String, number: String) -> SeriesPlace {
    let range = series_number::range(&number);
    SeriesPlace {
        name,
        from: range.map(|r| r.0),
        to: range.map(|r| r.1),
        number,
    }
}

fn sources_of(row: &SqliteRow) -> Result<Vec<SourceRow>, sqlx::Error> {
    let list: Vec<StoredSource> = list(row, "sources")?;
    let source = |(source, key, cells)| SourceRow { source, key, cells };
    Ok(list.into_iter().map(source).collect())
}

fn list<T: serde::de::DeserializeOwned>(
    row: &SqliteRow,
    column: &str,
) -> Result<Vec<T>, sqlx::Error> {
    let text: &str = row.try_get(column)?;
    serde_json::from_str(text).map_err(|e| sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: Box::new(e),
    })
}

/// For reading: an ISBN with its hyphens, anything else as it is.
fn shown(scheme: &str, value: &str) -> String {
    let isbn = matches!(scheme, "isbn13" | "isbn10")
        .then(|| Isbn::parse(value).ok())
        .flatten();
    isbn.map_or_else(|| value.to_owned(), |isbn| isbn.hyphenated())
}

impl FromRow<'_, SqliteRow> for Book {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let identifiers = identifiers_of(row)?
            .into_iter()
            .map(|(scheme, value)| Identifier {
                shown: shown(&scheme, &value),
                scheme,
                value,
            })
            .collect();
        let fields = BookFields {
            title: row.try_get("title")?,
            subtitle: row.try_get("subtitle")?,
            contributors: contributors_of(row)?,
            series: series_of(row)?,
            publisher: row.try_get("publisher")?,
            published: row.try_get("published")?,
            page_count: row.try_get("page_count")?,
            language: row.try_get("language")?,
            identifiers,
            format: row.try_get("format")?,
            description: long_text(row, "description")?,
            tags: tags_of(row)?,
            rating: row.try_get("rating")?,
            review: long_text(row, "review")?,
            private_notes: long_text(row, "private_notes")?,
            status: row.try_get("status")?,
        };
        Ok(Self {
            id: row.try_get("id")?,
            uid: row.try_get::<Uuid, _>("uid")?.to_string(),
            fields,
            sources: sources_of(row)?,
            added_at: row.try_get("added_at")?,
            updated_at: row.try_get("updated_at")?,
            trashed_at: row.try_get("trashed_at")?,
        })
    }
}

/// A text that may go on over further pages. The engine takes a page of zeros for one that is not there
/// yet, and gives the zeros out; no text of a book has any.
fn long_text(row: &SqliteRow, column: &'static str) -> Result<String, sqlx::Error> {
    let text: String = row.try_get(column)?;
    if text.contains('\0') {
        return Err(sqlx::Error::ColumnDecode {
            index: column.to_owned(),
            source: "zeros in a text".into(),
        });
    }
    Ok(text)
}

impl FromRow<'_, SqliteRow> for BookRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let published: String = row.try_get("published")?;
        let isbn = identifiers_of(row)?
            .into_iter()
            .find(|(scheme, _)| scheme == "isbn13");
        Ok(Self {
            id: row.try_get("id")?,
            title: row.try_get("title")?,
            subtitle: row.try_get("subtitle")?,
            authors: authors_line(&contributors_of(row)?),
            series: series_line(&series_of(row)?),
            year: PartialDate::parse(&published).ok().map(|date| date.year()),
            published,
            publisher: row.try_get("publisher")?,
            page_count: row.try_get("page_count")?,
            language: row.try_get("language")?,
            format: row.try_get("format")?,
            isbn: isbn
                .map(|(scheme, value)| shown(&scheme, &value))
                .unwrap_or_default(),
            rating: row.try_get("rating")?,
            status: row.try_get("status")?,
            tags: tags_of(row)?.join(", "),
            added_at: row.try_get("added_at")?,
            updated_at: row.try_get("updated_at")?,
            trashed_at: row.try_get("trashed_at")?,
        })
    }
}

/// The authors of a book in a line; a book without authors names who else made it.
pub(crate) fn authors_line(contributors: &[Contributor]) -> String {
    let authors: Vec<&str> = contributors
        .iter()
        .filter(|c| c.role == Role::Author)
        .map(|c| c.name.as_str())
        .collect();
    let everybody = || contributors.iter().map(|c| c.name.as_str()).collect();
    let names = if authors.is_empty() {
        everybody()
    } else {
        authors
    };
    names.join(", ")
}

/// `Hainish Cycle · 4`
fn series_line(series: &[SeriesPlace]) -> String {
    let place = |s: &SeriesPlace| match s.number.as_str() {
        "" => s.name.clone(),
        number => format!("{} · {number}", s.name),
    };
    series.iter().map(place).collect::<Vec<_>>().join("; ")
}

/// A column of a journalled row as a line for reading.
pub(crate) fn column_text(column: &str, value: Option<&Value>) -> String {
    let line = |item: &Value, separator: &str| -> String {
        let texts: Vec<Cow<'_, str>> = item
            .as_array()
            .map(|parts| {
                parts
                    .iter()
                    .filter_map(Value::as_str)
                    .filter(|t| !t.is_empty())
                    .map(Cow::from)
                    .collect()
            })
            .unwrap_or_default();
        texts.join(separator)
    };
    match (column, value) {
        ("tags", Some(tags)) => line(tags, ", "),
        (_, Some(Value::Array(items))) => items
            .iter()
            .map(|item| line(item, " · "))
            .collect::<Vec<_>>()
            .join("; "),
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(Value::Number(number))) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_back_as_they_were_written() {
        let roles = [
            Role::Author,
            Role::Editor,
            Role::Translator,
            Role::Illustrator,
            Role::Narrator,
            Role::Photographer,
            Role::Foreword,
            Role::Introduction,
            Role::Afterword,
            Role::Compiler,
            Role::Other,
        ];
        let names = ["", "Le Guin", "\"Q\"", "back\\slash", "a\nb,", "[夢]"];
        let all: Vec<(&str, &str, Role)> = names
            .iter()
            .flat_map(|name| roles.map(|role| (*name, "s,", role)))
            .collect();
        for count in [0, 1, 2, all.len()] {
            let list: Vec<Contributor> = all
                .iter()
                .take(count)
                .map(|&(name, sort_name, role)| Contributor {
                    name: name.to_owned(),
                    sort_name: sort_name.to_owned(),
                    role,
                })
                .collect();
            let read: Vec<(String, String, Role)> =
                serde_json::from_str(&contributors_json(&list)).unwrap();
            let read = read.iter().map(|(n, s, r)| (n.as_str(), s.as_str(), *r));
            assert!(read.eq(all.iter().take(count).copied()), "{count}");
        }
    }
}
