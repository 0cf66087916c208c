//! The SQL of the index of long texts.

use bookly_engine::Row;
use serde::Serialize;
use sqlx::{FromRow, Row as _, SqliteConnection, SqlitePool, sqlite::SqliteRow};

use super::{LongField, Sought, sought::indexed};
use crate::{BookId, Error, Result, many_rows};

/// Rises when `fold` or `search::words` make other words of a text; the next opening of a library
/// then indexes its long texts anew.
pub(super) const WORDS: i64 = 1;
/// Books that are indexed at a time.
const BATCH: u32 = 256;

/// One row a statement: with more, the engine would write what it has gathered of the index each time.
const ADD: &str = "INSERT INTO long_text (rowid, description, review, notes) VALUES (?, ?, ?, ?)";

/// Description, review and notes of a book.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LongTexts {
    id: BookId,
    pub(super) texts: [String; 3],
}

impl FromRow<'_, SqliteRow> for LongTexts {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            texts: [
                row.try_get("description")?,
                row.try_get("review")?,
                row.try_get("private_notes")?,
            ],
        })
    }
}

/// The long texts of a book.
pub(super) async fn texts_of(db: &mut SqliteConnection, book: BookId) -> Result<Option<LongTexts>> {
    let texts =
        sqlx::query_as("SELECT id, description, review, private_notes FROM book WHERE id = ?1");
    Ok(texts.bind(book).fetch_optional(db).await?)
}

/// Those of some books that have any: `books` is a JSON array.
pub(crate) async fn texts(db: &mut SqliteConnection, books: &str) -> Result<Vec<LongTexts>> {
    let texts = sqlx::query_as(
        "SELECT id, description, review, private_notes FROM book
          WHERE id IN (SELECT value FROM json_each(?1))
            AND (description <> '' OR review <> '' OR private_notes <> '') ORDER BY id",
    );
    Ok(texts.bind(books).fetch_all(db).await?)
}

/// The long texts of books that have any, ready to be written; made while the books are at hand.
#[derive(Default)]
pub(crate) struct Rows(Vec<(BookId, [String; 3])>);

impl Rows {
    /// Takes a book in.
    pub(crate) fn push(&mut self, book: BookId, texts: [&str; 3]) {
        if texts.iter().any(|text| !text.is_empty()) {
            self.0.push((book, texts.map(indexed)));
        }
    }
}

/// Indexes books that are not indexed yet.
pub(crate) async fn add(db: &mut SqliteConnection, Rows(rows): Rows) -> Result<()> {
    let add = |values: &mut Row<'_, '_>, (book, texts): &(BookId, [String; 3])| {
        values.add(book.0)?;
        texts.iter().try_for_each(|text| Ok(values.add(text)?))
    };
    many_rows::write(db, ADD, &rows, add).await
}

/// Takes books out of the index: `books` is a JSON array.
pub(crate) async fn remove(db: &mut SqliteConnection, books: &str) -> Result<()> {
    sqlx::query("DELETE FROM long_text WHERE rowid IN (SELECT value FROM json_each(?1))")
        .bind(books)
        .execute(db)
        .await?;
    Ok(())
}

/// Follows what was written into these books: `before` is what [`texts`] gave of them. Where no long
/// text has changed, nothing is done.
pub(crate) async fn follow(
    db: &mut SqliteConnection,
    books: &str,
    before: Vec<LongTexts>,
) -> Result<()> {
    let after = texts(db, books).await?;
    let stale = before.iter().filter(|book| !after.contains(book));
    let stale: Vec<BookId> = stale.map(|book| book.id).collect();
    if !stale.is_empty() {
        remove(db, &json(&stale)?).await?;
    }
    let mut rows = Rows::default();
    for book in after.iter().filter(|book| !before.contains(book)) {
        rows.push(book.id, book.texts.each_ref().map(String::as_str));
    }
    add(db, rows).await
}

/// The books that have what is looked for in one of these fields, in the order of their ids; all of
/// them, the trash included. None of them when nothing is looked for.
pub(crate) async fn hits(
    db: &mut SqliteConnection,
    sought: &Sought,
    fields: &[LongField],
) -> Result<Vec<BookId>> {
    let Some(expression) = sought.expression(fields) else {
        return Ok(Vec::new());
    };
    // In one piece: a row for each of very many books would take longer than finding them.
    let hits = sqlx::query_scalar(
        "SELECT json_group_array(rowid) FROM (SELECT rowid FROM long_text WHERE long_text MATCH ?1 ORDER BY rowid)",
    );
    let hits: String = hits.bind(expression).fetch_one(db).await?;
    serde_json::from_str(&hits).map_err(|_| Error::LibraryDamaged)
}

/// Indexes every long text anew when the words have changed since. All of it or nothing.
pub(crate) async fn bring_up_to_date(writer: &SqlitePool) -> Result<()> {
    let words: Option<i64> = sqlx::query_scalar("SELECT long_text_words FROM meta")
        .fetch_optional(writer)
        .await?;
    if words == Some(WORDS) {
        return Ok(());
    }
    let mut db = writer.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query("INSERT INTO long_text (long_text) VALUES ('delete-all')")
        .execute(&mut *db)
        .await?;
    let mut after = BookId(i64::MIN);
    loop {
        let books = sqlx::query_as(
            "SELECT id, description, review, private_notes FROM book
              WHERE id > ?1 AND (description <> '' OR review <> '' OR private_notes <> '')
              ORDER BY id LIMIT ?2",
        );
        let books: Vec<LongTexts> = books.bind(after).bind(BATCH).fetch_all(&mut *db).await?;
        let Some(last) = books.last() else { break };
        after = last.id;
        let mut rows = Rows::default();
        for book in &books {
            rows.push(book.id, book.texts.each_ref().map(String::as_str));
        }
        add(&mut db, rows).await?;
    }
    sqlx::query("UPDATE meta SET long_text_words = ?1")
        .bind(WORDS)
        .execute(&mut *db)
        .await?;
    Ok(db.commit().await?)
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|_| Error::Internal("long texts could not be written as JSON"))
}
