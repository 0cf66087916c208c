//! Writing whole rows of books and their identifiers.

use std::sync::LazyLock;

use bookly_engine::Row;
use sqlx::SqliteConnection;

use super::{
    BookId,
    row::{self, NewRow},
};
use crate::{Result, long_text::store as long_text, many_rows};

const ADD: &str = "INSERT INTO book (id, uid, title, subtitle, contributors, series, publisher, published, page_count,
    language, identifiers, format, tags, rating, status, added_at, updated_at, trashed_at, match_key, description,
    review, private_notes, sources)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const ADD_IDENTIFIER: &str =
    "INSERT OR IGNORE INTO identifier (scheme, value, book_id) VALUES (?, ?, ?)";
static REPLACE: LazyLock<String> = LazyLock::new(|| [ADD, ON_CONFLICT_REPLACE].concat());

/// What makes an `INSERT` of a row whose id is there already replace that one.
pub(super) const ON_CONFLICT_REPLACE: &str = " ON CONFLICT (id) DO UPDATE SET uid = excluded.uid, title = excluded.title,
    subtitle = excluded.subtitle, contributors = excluded.contributors, series = excluded.series,
    publisher = excluded.publisher, published = excluded.published, page_count = excluded.page_count,
    language = excluded.language, identifiers = excluded.identifiers, format = excluded.format, tags = excluded.tags,
    rating = excluded.rating, status = excluded.status, added_at = excluded.added_at, updated_at = excluded.updated_at,
    trashed_at = excluded.trashed_at, match_key = excluded.match_key, description = excluded.description,
    review = excluded.review, private_notes = excluded.private_notes, sources = excluded.sources";

/// Writes the rows of new books.
pub(crate) async fn add(db: &mut SqliteConnection, rows: &[NewRow]) -> Result<()> {
    many_rows::write(db, ADD, rows, add_book).await?;
    let mut long_texts = long_text::Rows::default();
    for row in rows {
        let fields = &row.fields;
        let texts = [&fields.description, &fields.review, &fields.private_notes];
        long_texts.push(row.id, texts.map(String::as_str));
    }
    long_text::add(db, long_texts).await?;
    add_identifiers(db, rows).await
}

/// Writes a row in the place of the one with the same id.
pub(crate) async fn replace(db: &mut SqliteConnection, row: NewRow) -> Result<()> {
    sqlx::query("DELETE FROM identifier WHERE book_id = ?1")
        .bind(row.id)
        .execute(&mut *db)
        .await?;
    let book = row::json([row.id])?;
    let long_texts = long_text::texts(db, &book).await?;
    let rows = [row];
    many_rows::write(db, &REPLACE, &rows, add_book).await?;
    long_text::follow(db, &book, long_texts).await?;
    add_identifiers(db, &rows).await
}

async fn add_identifiers(db: &mut SqliteConnection, rows: &[NewRow]) -> Result<()> {
    let mut identifiers: Vec<(&str, &str, BookId)> = Vec::with_capacity(rows.len() * 2);
    for row in rows {
        let own = row.fields.identifiers.iter();
        identifiers.extend(own.map(|i| (i.scheme.as_str(), i.value.as_str(), row.id)));
    }
    identifiers.sort_unstable(); // as the table is, so that neighbours are written together
    let add = |values: &mut Row<'_, '_>, (scheme, value, book): &(&str, &str, BookId)| {
        values.add(scheme)?;
        values.add(value)?;
        Ok(values.add(book.0)?)
    };
    many_rows::write(db, ADD_IDENTIFIER, &identifiers, add).await
}

/// Gives the values of a book, in the order of the columns in [`ADD`].
fn add_book(values: &mut Row<'_, '_>, new: &NewRow) -> Result<()> {
    let fields = &new.fields;
    values.add(new.id.0)?;
    values.add(new.uid.as_bytes())?;
    values.add(&fields.title)?;
    values.add(&fields.subtitle)?;
    values.add(row::contributors_json(&fields.contributors))?;
    values.add(row::series_json(&fields.series))?;
    values.add(&fields.publisher)?;
    values.add(&fields.published)?;
    values.add(fields.page_count)?;
    values.add(&fields.language)?;
    values.add(row::identifiers_json(&fields.identifiers))?;
    values.add(&fields.format)?;
    values.add(row::tags_json(&fields.tags)?)?;
    values.add(fields.rating)?;
    values.add(fields.status.name())?;
    values.add(new.added_at)?;
    values.add(new.updated_at)?;
    values.add(new.trashed_at)?;
    values.add(&new.match_key)?;
    values.add(&fields.description)?;
    values.add(&fields.review)?;
    values.add(&fields.private_notes)?;
    let sources = Some(new.sources.as_str()).filter(|sources| !sources.is_empty());
    Ok(values.add(sources.unwrap_or("[]"))?)
}
