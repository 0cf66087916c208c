//! The SQL of books.

use futures_core::stream::BoxStream;
use serde_json::{Map, Value};
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, sqlite::SqliteRow};

use super::{Book, BookId, BookRow, insert::ON_CONFLICT_REPLACE, partial_date::PartialDate, row};
use crate::{Result, long_text::store as long_text, search::IndexedBook};

/// Takes `count` numbers for new books, which must be written next; the first of them.
pub(crate) async fn take_ids(db: &mut SqliteConnection, count: i64) -> Result<BookId> {
    // `OR FAIL`, as in `many_rows`: before it makes ready to take back half of a statement, SQLite has
    // the index of long texts write what it has gathered.
    let next = sqlx::query_scalar(
        "UPDATE OR FAIL meta SET next_book = next_book + ?1, books = books + ?1 RETURNING next_book - ?1",
    );
    Ok(next.bind(count).fetch_one(db).await?)
}

/// Whether the library has no book, not even in the trash.
pub(crate) async fn is_empty(db: &mut SqliteConnection) -> Result<bool> {
    Ok(sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM book)")
        .fetch_one(db)
        .await?)
}

/// How many books are not in the trash. Counting them would read an index from end to end.
pub(crate) async fn count(db: &mut SqliteConnection) -> Result<u32> {
    Ok(sqlx::query_scalar("SELECT books FROM meta")
        .fetch_one(db)
        .await?)
}

/// Whether some books are counted.
#[derive(Clone, Copy)]
enum Counted {
    In = 1,
    Out = -1,
}

/// Counts those of `books` that are not in the trash: out before they change, and in again after.
async fn recount(db: &mut SqliteConnection, books: &str, counted: Counted) -> Result<()> {
    let recount = sqlx::query(
        "UPDATE meta SET books = books + ?2 *
            (SELECT count(*) FROM book WHERE id IN (SELECT value FROM json_each(?1)) AND trashed_at IS NULL)",
    );
    recount.bind(books).bind(counted as i64).execute(db).await?;
    Ok(())
}

/// One book, whole.
pub(crate) async fn find(db: &mut SqliteConnection, book: BookId) -> Result<Option<Book>> {
    let find = sqlx::query_as(
        "SELECT id, uid, title, subtitle, contributors, series, publisher, published, page_count, language, identifiers,
                format, tags, rating, status, added_at, updated_at, trashed_at, description, review, private_notes, sources
           FROM book WHERE id = ?1",
    );
    Ok(find.bind(book).fetch_optional(db).await?)
}

/// Several books, whole, in the order of their ids: `books` is a JSON array.
pub(crate) async fn find_many(db: &mut SqliteConnection, books: &str) -> Result<Vec<Book>> {
    let find = sqlx::query_as(
        "SELECT id, uid, title, subtitle, contributors, series, publisher, published, page_count, language, identifiers,
                format, tags, rating, status, added_at, updated_at, trashed_at, description, review, private_notes, sources
           FROM book WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id",
    );
    Ok(find.bind(books).fetch_all(db).await?)
}

/// Up to `limit` books behind number `last`, whole, in the order of their ids.
pub(crate) async fn after(
    db: &mut SqliteConnection,
    last: BookId,
    limit: u32,
) -> Result<Vec<Book>> {
    let find = sqlx::query_as(
        "SELECT id, uid, title, subtitle, contributors, series, publisher, published, page_count, language, identifiers,
                format, tags, rating, status, added_at, updated_at, trashed_at, description, review, private_notes, sources
           FROM book WHERE id > ?1 ORDER BY id LIMIT ?2",
    );
    Ok(find.bind(last).bind(limit).fetch_all(db).await?)
}

/// The rows of a list in the order asked for: `books` is a JSON array.
pub(crate) async fn rows(db: &mut SqliteConnection, books: &str) -> Result<Vec<BookRow>> {
    let rows = sqlx::query_as(
        "SELECT book.id, title, subtitle, contributors, series, publisher, published, page_count, language, identifiers,
                format, tags, rating, status, added_at, updated_at, trashed_at
           FROM json_each(?1) AS wanted JOIN book ON book.id = wanted.value ORDER BY wanted.key",
    );
    Ok(rows.bind(books).fetch_all(db).await?)
}

/// The books added last, for the first window of the default order.
pub(crate) async fn latest(db: &mut SqliteConnection, limit: u32) -> Result<Vec<BookRow>> {
    let rows = sqlx::query_as(
        "SELECT id, title, subtitle, contributors, series, publisher, published, page_count, language, identifiers,
                format, tags, rating, status, added_at, updated_at, trashed_at
           FROM book WHERE trashed_at IS NULL ORDER BY added_at DESC, id DESC LIMIT ?1",
    );
    Ok(rows.bind(limit).fetch_all(db).await?)
}

/// Puts books into the trash (`at`), or takes them out (`None`); those that already are so stay as they are.
pub(crate) async fn set_trashed(
    db: &mut SqliteConnection,
    books: &str,
    at: Option<i64>,
) -> Result<()> {
    let set = sqlx::query(
        "UPDATE book SET trashed_at = ?2 WHERE id IN (SELECT value FROM json_each(?1)) AND (trashed_at IS NULL) = (?2 IS NOT NULL)",
    );
    recount(db, books, Counted::Out).await?;
    set.bind(books).bind(at).execute(&mut *db).await?;
    recount(db, books, Counted::In).await
}

/// Those of `books` that are in the trash (or are not).
pub(crate) async fn ids_where_trashed(
    db: &mut SqliteConnection,
    books: &str,
    trashed: bool,
) -> Result<Vec<BookId>> {
    let ids = sqlx::query_scalar(
        "SELECT id FROM book WHERE id IN (SELECT value FROM json_each(?1)) AND (trashed_at IS NOT NULL) = ?2 ORDER BY id",
    );
    Ok(ids.bind(books).bind(trashed).fetch_all(db).await?)
}

/// Everything in the trash.
pub(crate) async fn trashed_ids(db: &mut SqliteConnection) -> Result<Vec<BookId>> {
    Ok(
        sqlx::query_scalar("SELECT id FROM book WHERE trashed_at IS NOT NULL ORDER BY id")
            .fetch_all(db)
            .await?,
    )
}

/// Takes rows out of the library; the journal keeps what it was told of them.
pub(crate) async fn remove(db: &mut SqliteConnection, books: &str) -> Result<()> {
    recount(db, books, Counted::Out).await?;
    long_text::remove(db, books).await?;
    sqlx::query("DELETE FROM book WHERE id IN (SELECT value FROM json_each(?1))")
        .bind(books)
        .execute(db)
        .await?;
    Ok(())
}

/// Books that carry one of these identifiers: `wanted` is a JSON array of `[scheme, value]`.
pub(crate) async fn by_identifiers(
    db: &mut SqliteConnection,
    wanted: &str,
) -> Result<Vec<(String, String, BookId)>> {
    let found = sqlx::query_as(
        "SELECT scheme, identifier.value, book_id FROM json_each(?1) AS wanted
           JOIN identifier ON scheme = wanted.value ->> 0 AND identifier.value = wanted.value ->> 1
          ORDER BY book_id LIMIT 10000",
    );
    Ok(found.bind(wanted).fetch_all(db).await?)
}

/// Books with one of these match keys: `wanted` is a JSON array.
pub(crate) async fn by_match_keys(
    db: &mut SqliteConnection,
    wanted: &str,
) -> Result<Vec<(String, BookId)>> {
    let found = sqlx::query_as(
        "SELECT match_key, id FROM book WHERE match_key IN (SELECT value FROM json_each(?1)) ORDER BY id LIMIT 10000",
    );
    Ok(found.bind(wanted).fetch_all(db).await?)
}

/// The rows as the journal keeps them: number and the columns as a JSON object.
pub(crate) async fn snapshots(
    db: &mut SqliteConnection,
    books: &str,
) -> Result<Vec<(i64, String)>> {
    let snapshots = sqlx::query_as(
        "SELECT id, json_object('uid', hex(uid), 'title', title, 'subtitle', subtitle, 'contributors', json(contributors),
                'series', json(series), 'publisher', publisher, 'published', published, 'page_count', page_count,
                'language', language, 'identifiers', json(identifiers), 'format', format, 'tags', json(tags),
                'rating', rating, 'status', status, 'added_at', added_at, 'updated_at', updated_at,
                'trashed_at', trashed_at, 'match_key', match_key, 'description', description, 'review', review,
                'private_notes', private_notes, 'sources', json(sources))
           FROM book WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id",
    );
    Ok(snapshots.bind(books).fetch_all(db).await?)
}

/// Puts journalled rows back: `snapshots` maps book id to its columns.
pub(crate) async fn restore(
    db: &mut SqliteConnection,
    snapshots: &Map<String, Value>,
) -> Result<()> {
    if snapshots.is_empty() {
        return Ok(());
    }
    let books = row::json(snapshots.keys().filter_map(|key| key.parse::<i64>().ok()))?;
    let text = Value::Object(snapshots.clone()).to_string();
    recount(db, &books, Counted::Out).await?;
    let long_texts = long_text::texts(db, &books).await?;
    let mut restore = QueryBuilder::<Sqlite>::new(
        "INSERT INTO book (id, uid, title, subtitle, contributors, series, publisher, published, page_count, language,
            identifiers, format, tags, rating, status, added_at, updated_at, trashed_at, match_key, description, review,
            private_notes, sources)
         SELECT CAST(key AS INTEGER), unhex(value ->> 'uid'), value ->> 'title', value ->> 'subtitle', value -> 'contributors',
                value -> 'series', value ->> 'publisher', value ->> 'published', value ->> 'page_count', value ->> 'language',
                value -> 'identifiers', value ->> 'format', value -> 'tags', value ->> 'rating', value ->> 'status',
                value ->> 'added_at', value ->> 'updated_at', value ->> 'trashed_at', value ->> 'match_key',
                value ->> 'description', value ->> 'review', value ->> 'private_notes', value -> 'sources'
           FROM json_each(",
    );
    restore
        .push_bind(&text)
        .push(") WHERE true")
        .push(ON_CONFLICT_REPLACE);
    restore.build().execute(&mut *db).await?;
    long_text::follow(db, &books, long_texts).await?;
    recount(db, &books, Counted::In).await?;

    sqlx::query(
        "DELETE FROM identifier WHERE book_id IN (SELECT CAST(key AS INTEGER) FROM json_each(?1))",
    )
    .bind(&text)
    .execute(&mut *db)
    .await?;
    let identifiers = sqlx::query(
        "INSERT OR IGNORE INTO identifier (scheme, value, book_id)
         SELECT one.value ->> 0, one.value ->> 1, CAST(book.key AS INTEGER)
           FROM json_each(?1) AS book, json_each(book.value -> 'identifiers') AS one",
    );
    identifiers.bind(&text).execute(db).await?;
    Ok(())
}

/// What the search index holds of these books: `books` is a JSON array.
pub(crate) async fn indexed(db: &mut SqliteConnection, books: &str) -> Result<Vec<IndexedBook>> {
    let rows = sqlx::query(
        "SELECT id, title, subtitle, contributors, series, publisher, published, page_count, language, identifiers,
                format, tags, rating, status, added_at, updated_at, trashed_at, octet_length(description) > 0 AS described,
                octet_length(review) > 0 AS reviewed, octet_length(private_notes) > 0 AS noted
           FROM book WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id",
    );
    let rows = rows.bind(books).fetch_all(db).await?;
    Ok(rows
        .iter()
        .map(indexed_book)
        .collect::<Result<_, sqlx::Error>>()?)
}

/// Every book, for building the search index.
pub(crate) fn all_for_index(
    db: &mut SqliteConnection,
) -> BoxStream<'_, Result<SqliteRow, sqlx::Error>> {
    sqlx::query(
        "SELECT id, title, subtitle, contributors, series, publisher, published, page_count, language, identifiers,
                format, tags, rating, status, added_at, updated_at, trashed_at, octet_length(description) > 0 AS described,
                octet_length(review) > 0 AS reviewed, octet_length(private_notes) > 0 AS noted FROM book ORDER BY id",
    )
    .fetch(db)
}

/// A row as the search index sees it.
pub(crate) fn indexed_book(row: &SqliteRow) -> Result<IndexedBook, sqlx::Error> {
    let published: &str = row.try_get("published")?;
    Ok(IndexedBook {
        id: row.try_get("id")?,
        title: row.try_get("title")?,
        subtitle: row.try_get("subtitle")?,
        contributors: row::contributors_of(row)?,
        series: row::series_of(row)?
            .into_iter()
            .map(|s| (s.name, s.from))
            .collect(),
        publisher: row.try_get("publisher")?,
        published: PartialDate::parse(published).ok().map(|date| date.parts()),
        page_count: row.try_get("page_count")?,
        language: row.try_get("language")?,
        format: row.try_get("format")?,
        identifiers: row::identifiers_of(row)?,
        tags: row::tags_of(row)?,
        rating: row.try_get("rating")?,
        status: row.try_get("status")?,
        added_at: row.try_get("added_at")?,
        updated_at: row.try_get("updated_at")?,
        has_description: row.try_get("described")?,
        has_review: row.try_get("reviewed")?,
        has_notes: row.try_get("noted")?,
        trashed: row.try_get::<Option<i64>, _>("trashed_at")?.is_some(),
    })
}
