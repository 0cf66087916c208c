//! Writing whole rows of books and their identifiers, many in one statement.
//!
//! An import is made of this, so it is spare with texts: each one that is bound is handed to the
//! connection's thread, copied by `SQLite` and freed there. What is empty is bound as NULL, and the
//! statement itself puts the empty text or list in its place.

use std::sync::LazyLock;

use sqlx::SqliteConnection;

use super::{
    BookId, ReadingStatus,
    row::{self, NewRow},
};
use crate::{
    Result,
    long_text::store as long_text,
    many_rows::{Insert, Values},
};

const COLUMNS: &str = "(id, uid, title, subtitle, contributors, series, publisher, published, page_count,
    language, identifiers, format, tags, rating, status, added_at, updated_at, trashed_at, match_key, description,
    review, private_notes, sources)";
/// The values of one book, in the order of its columns.
const BOOK: &str = "(?, ?, ?, ifnull(?, ''), ifnull(?, '[]'), ifnull(?, '[]'), ifnull(?, ''), ifnull(?, ''), ?, ifnull(?, ''), \
    ifnull(?, '[]'), ifnull(?, ''), ifnull(?, '[]'), ?, ifnull(?, 'none'), ?, ?, ?, ?, ifnull(?, ''), ifnull(?, ''), \
    ifnull(?, ''), ifnull(?, '[]'))";
const BOOK_VALUES: usize = 23;

static ADD: LazyLock<Insert> =
    LazyLock::new(|| Insert::new(&format!("INSERT OR FAIL INTO book {COLUMNS}"), BOOK));
static ADD_IDENTIFIERS: LazyLock<Insert> = LazyLock::new(|| {
    Insert::new(
        "INSERT OR IGNORE INTO identifier (scheme, value, book_id)",
        "(?, ?, ?)",
    )
});
static REPLACE: LazyLock<String> =
    LazyLock::new(|| format!("INSERT INTO book {COLUMNS} VALUES {BOOK} {ON_CONFLICT_REPLACE}"));

/// What makes an `INSERT` of a row whose id is there already replace that one.
pub(super) const ON_CONFLICT_REPLACE: &str = " ON CONFLICT (id) DO UPDATE SET uid = excluded.uid, title = excluded.title,
    subtitle = excluded.subtitle, contributors = excluded.contributors, series = excluded.series,
    publisher = excluded.publisher, published = excluded.published, page_count = excluded.page_count,
    language = excluded.language, identifiers = excluded.identifiers, format = excluded.format, tags = excluded.tags,
    rating = excluded.rating, status = excluded.status, added_at = excluded.added_at, updated_at = excluded.updated_at,
    trashed_at = excluded.trashed_at, match_key = excluded.match_key, description = excluded.description,
    review = excluded.review, private_notes = excluded.private_notes, sources = excluded.sources";

/// Writes the rows of new books.
pub(crate) async fn add(db: &mut SqliteConnection, rows: Vec<NewRow>) -> Result<()> {
    let identifiers = add_without_identifiers(db, rows).await?;
    add_identifiers(db, identifiers).await
}

/// The same, but for the identifiers, which are still to be written.
pub(crate) async fn add_without_identifiers(
    db: &mut SqliteConnection,
    rows: Vec<NewRow>,
) -> Result<Vec<IdentifierRow>> {
    let mut identifiers = Vec::with_capacity(rows.len() * 2);
    let mut long_texts = long_text::Rows::default();
    let add = ADD.run(&mut *db, rows, |values, row| {
        let fields = &row.fields;
        let texts = [&fields.description, &fields.review, &fields.private_notes];
        long_texts.push(row.id, texts.map(String::as_str));
        add_book(values, row, &mut identifiers)
    });
    add.await?;
    long_text::add(db, long_texts).await?;
    Ok(identifiers)
}

/// Writes a row in the place of the one with the same id.
pub(crate) async fn replace(db: &mut SqliteConnection, row: NewRow) -> Result<()> {
    sqlx::query("DELETE FROM identifier WHERE book_id = ?1")
        .bind(row.id)
        .execute(&mut *db)
        .await?;
    let book = row::json([row.id])?;
    let long_texts = long_text::texts(db, &book).await?;
    let mut identifiers = Vec::new();
    let mut values = Values::for_many(BOOK_VALUES);
    add_book(&mut values, row, &mut identifiers)?;
    values
        .into_query(REPLACE.as_str())
        .execute(&mut *db)
        .await?;
    long_text::follow(db, &book, long_texts).await?;
    add_identifiers(db, identifiers).await
}

/// Scheme and value of an identifier, and whose it is.
pub(crate) type IdentifierRow = (String, String, BookId);

/// Writes identifiers of books that were just added.
pub(crate) async fn add_identifiers(
    db: &mut SqliteConnection,
    mut identifiers: Vec<IdentifierRow>,
) -> Result<()> {
    identifiers.sort_unstable(); // as the table is, so that neighbours are written together
    let add = ADD_IDENTIFIERS.run(db, identifiers, |values, (scheme, value, book)| {
        values.add(scheme)?;
        values.add(value)?;
        values.add(book)
    });
    add.await
}

/// A list as `json` writes it, or NULL for an empty one.
fn add_list<T>(
    values: &mut Values,
    list: &[T],
    json: impl Fn(&[T]) -> Result<String>,
) -> Result<()> {
    let text = if list.is_empty() {
        None
    } else {
        Some(json(list)?)
    };
    values.add(text)
}

fn add_book(values: &mut Values, new: NewRow, identifiers: &mut Vec<IdentifierRow>) -> Result<()> {
    let fields = new.fields;
    values.add(new.id)?;
    values.add(new.uid)?;
    values.add(fields.title)?;
    values.add_text(fields.subtitle)?;
    add_list(values, &fields.contributors, row::contributors_json)?;
    add_list(values, &fields.series, row::series_json)?;
    values.add_text(fields.publisher)?;
    values.add_text(fields.published)?;
    values.add(fields.page_count)?;
    values.add_text(fields.language)?;
    add_list(values, &fields.identifiers, row::identifiers_json)?;
    values.add_text(fields.format)?;
    add_list(values, &fields.tags, |tags| row::json(tags))?;
    values.add(fields.rating)?;
    values.add(Some(fields.status).filter(|status| *status != ReadingStatus::None))?;
    values.add(new.added_at)?;
    values.add(new.updated_at)?;
    values.add(new.trashed_at)?;
    values.add(new.match_key)?;
    values.add_text(fields.description)?;
    values.add_text(fields.review)?;
    values.add_text(fields.private_notes)?;
    values.add_text(new.sources)?;
    let rows = fields.identifiers.into_iter();
    identifiers.extend(rows.map(|i| (i.scheme, i.value, new.id)));
    Ok(())
}
