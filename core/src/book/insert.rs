//! Writing whole rows of books and their identifiers, many in one statement.
//!
//! An import is made of this, so it is spare with texts: each one that is bound is handed to the
//! connection's thread, copied by `SQLite` and freed there. What is empty is bound as NULL, and the
//! statement itself puts the empty text or list in its place.

use std::sync::LazyLock;

use sqlx::{
    Arguments, Encode, Sqlite, SqliteConnection, Type, query::Query, sqlite::SqliteArguments,
};

use super::{
    BookId, ReadingStatus,
    row::{self, NewRow},
};
use crate::{Result, long_text::store as long_text};

/// Rows of one statement. Only these, so that there are few statements to prepare; and no more, so
/// that what they bind stays near the processor.
const GROUPS: [usize; 4] = [64, 16, 4, 1];

const INTO_BOOK: &str = "INSERT INTO book (id, uid, title, subtitle, contributors, series, publisher, published, page_count,
    language, identifiers, format, tags, rating, status, added_at, updated_at, trashed_at, match_key, description,
    review, private_notes, sources)";
/// The values of one book, in the order of its columns.
const BOOK: &str = "(?, ?, ?, ifnull(?, ''), ifnull(?, '[]'), ifnull(?, '[]'), ifnull(?, ''), ifnull(?, ''), ?, ifnull(?, ''), \
    ifnull(?, '[]'), ifnull(?, ''), ifnull(?, '[]'), ?, ifnull(?, 'none'), ?, ?, ?, ?, ifnull(?, ''), ifnull(?, ''), \
    ifnull(?, ''), ifnull(?, '[]'))";
const BOOK_VALUES: usize = 23;

static ADD: LazyLock<Insert> = LazyLock::new(|| Insert::new(INTO_BOOK, BOOK));
static ADD_IDENTIFIERS: LazyLock<Insert> = LazyLock::new(|| {
    Insert::new(
        "INSERT OR IGNORE INTO identifier (scheme, value, book_id)",
        "(?, ?, ?)",
    )
});
static REPLACE: LazyLock<String> =
    LazyLock::new(|| format!("{INTO_BOOK} VALUES {BOOK} {ON_CONFLICT_REPLACE}"));

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
    let mut identifiers = Vec::with_capacity(rows.len() * 2);
    let mut long_texts = long_text::Rows::default();
    for rows in groups(rows) {
        let sql = ADD.of(rows.len());
        let mut values = Values::for_many(rows.len() * BOOK_VALUES);
        for row in rows {
            let fields = &row.fields;
            let texts = [&fields.description, &fields.review, &fields.private_notes];
            long_texts.push(row.id, texts.map(String::as_str));
            values.add_book(row, &mut identifiers)?;
        }
        values.into_query(sql).execute(&mut *db).await?;
    }
    long_text::add(db, long_texts).await?;
    add_identifiers(db, identifiers).await
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
    values.add_book(row, &mut identifiers)?;
    values
        .into_query(REPLACE.as_str())
        .execute(&mut *db)
        .await?;
    long_text::follow(db, &book, long_texts).await?;
    add_identifiers(db, identifiers).await
}

/// Scheme and value of an identifier, and whose it is.
type IdentifierRow = (String, String, BookId);

async fn add_identifiers(
    db: &mut SqliteConnection,
    mut identifiers: Vec<IdentifierRow>,
) -> Result<()> {
    identifiers.sort_unstable(); // as the table is, so that neighbours are written together
    for identifiers in groups(identifiers) {
        let sql = ADD_IDENTIFIERS.of(identifiers.len());
        let mut values = Values::for_many(identifiers.len() * 3);
        for (scheme, value, book) in identifiers {
            values.add(scheme)?;
            values.add(value)?;
            values.add(book)?;
        }
        values.into_query(sql).execute(&mut *db).await?;
    }
    Ok(())
}

/// The rows in the sizes of [`GROUPS`].
fn groups<T>(rows: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let size = GROUPS.into_iter().find(|size| *size <= rows.len())?;
        Some(rows.by_ref().take(size).collect())
    })
}

/// The text of an `INSERT` for each size of a group: literal, but for how often a row stands in it.
struct Insert([String; GROUPS.len()]);

impl Insert {
    fn new(into: &str, row: &str) -> Self {
        Self(GROUPS.map(|rows| format!("{into} VALUES {}", vec![row; rows].join(", "))))
    }

    fn of(&'static self, rows: usize) -> &'static str {
        let text = GROUPS.iter().zip(&self.0).find(|(size, _)| **size == rows);
        text.map_or("", |(_, text)| text)
    }
}

/// The values of a statement.
struct Values(SqliteArguments);

impl Values {
    fn for_many(count: usize) -> Self {
        let mut values = SqliteArguments::default();
        values.reserve(count, 0);
        Self(values)
    }

    fn add<'v>(&mut self, value: impl Encode<'v, Sqlite> + Type<Sqlite>) -> Result<()> {
        Ok(self.0.add(value).map_err(sqlx::Error::Encode)?)
    }

    /// A text, or NULL for an empty one.
    fn add_text(&mut self, text: String) -> Result<()> {
        self.add(Some(text).filter(|text| !text.is_empty()))
    }

    /// A list as `json` writes it, or NULL for an empty one.
    fn add_list<T>(&mut self, list: &[T], json: impl Fn(&[T]) -> Result<String>) -> Result<()> {
        let text = if list.is_empty() {
            None
        } else {
            Some(json(list)?)
        };
        self.add(text)
    }

    fn add_book(&mut self, new: NewRow, identifiers: &mut Vec<IdentifierRow>) -> Result<()> {
        let fields = new.fields;
        self.add(new.id)?;
        self.add(new.uid)?;
        self.add(fields.title)?;
        self.add_text(fields.subtitle)?;
        self.add_list(&fields.contributors, row::contributors_json)?;
        self.add_list(&fields.series, row::series_json)?;
        self.add_text(fields.publisher)?;
        self.add_text(fields.published)?;
        self.add(fields.page_count)?;
        self.add_text(fields.language)?;
        self.add_list(&fields.identifiers, row::identifiers_json)?;
        self.add_text(fields.format)?;
        self.add_list(&fields.tags, |tags| row::json(tags))?;
        self.add(fields.rating)?;
        self.add(Some(fields.status).filter(|status| *status != ReadingStatus::None))?;
        self.add(new.added_at)?;
        self.add(new.updated_at)?;
        self.add(new.trashed_at)?;
        self.add(new.match_key)?;
        self.add_text(fields.description)?;
        self.add_text(fields.review)?;
        self.add_text(fields.private_notes)?;
        self.add_text(new.sources)?;
        let rows = fields.identifiers.into_iter();
        identifiers.extend(rows.map(|i| (i.scheme, i.value, new.id)));
        Ok(())
    }

    fn into_query(self, sql: &'static str) -> Query<'static, Sqlite, SqliteArguments> {
        sqlx::query_with(sql, self.0)
    }
}
