//! The change journal: what a person did in one go, and the other side of every row it touched.
//!
//! It is written in the transaction of the change itself. It knows no room; `undo` does.

pub(crate) mod revision;

use serde::Serialize;
use sqlx::{FromRow, SqliteConnection};

use crate::{BookId, Error, Result};

/// The number of a change; later changes have larger ones.
pub type ChangeId = i64;

/// What a person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words speak for themselves")]
pub enum ChangeKind {
    Add,
    Edit,
    Trash,
    Restore,
    Import,
    ImportUndo,
    ShelfCreate,
    ShelfChange,
    ShelfMove,
    ShelfDelete,
}

/// What a row of a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum Entity {
    Book,
    Shelf,
}

/// A change that was just done, undone or redone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ChangeDone {
    /// Which change.
    pub id: ChangeId,
    /// What was done.
    pub kind: ChangeKind,
    /// How many books or shelves it touched.
    pub count: u32,
    /// The title of the book or the name of the shelf, when it was one.
    pub subject: String,
}

/// Starts a change. What was undone before can then not be redone any more.
pub(crate) async fn begin(
    db: &mut SqliteConnection,
    now: i64,
    kind: ChangeKind,
    reverts: Option<ChangeId>,
) -> Result<ChangeId> {
    revision::drop_undone(db).await?;
    let id = sqlx::query_scalar(
        "INSERT INTO change (at, kind, count, subject, reverts, revision)
         SELECT ?1, ?2, 0, '', ?3, meta.revision + 1 FROM meta RETURNING id",
    );
    Ok(id.bind(now).bind(kind).bind(reverts).fetch_one(db).await?)
}

/// Notes that a change touches a row. The state before stays the first one that was noted.
pub(crate) async fn note(
    db: &mut SqliteConnection,
    change: ChangeId,
    entity: Entity,
    id: i64,
    before: Option<&str>,
) -> Result<()> {
    let note = sqlx::query(
        "INSERT OR IGNORE INTO change_row (change_id, entity, entity_id, other) VALUES (?1, ?2, ?3, ?4)",
    );
    note.bind(change)
        .bind(entity)
        .bind(id)
        .bind(before)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends a change: counts what it touched and names it when it was one.
pub(crate) async fn finish(
    db: &mut SqliteConnection,
    change: ChangeId,
    subject: &str,
) -> Result<ChangeDone> {
    let finish = sqlx::query(
        "UPDATE change
            SET count = (SELECT count(*) FROM change_row WHERE change_id = ?1),
                subject = CASE (SELECT count(*) FROM change_row WHERE change_id = ?1) WHEN 1 THEN ?2 ELSE '' END
          WHERE id = ?1",
    );
    finish.bind(change).bind(subject).execute(&mut *db).await?;
    revision::raise_for(db, change, false).await?;
    find(db, change)
        .await?
        .ok_or(Error::Internal("a change vanished"))
}

/// One change.
pub(crate) async fn find(
    db: &mut SqliteConnection,
    change: ChangeId,
) -> Result<Option<ChangeDone>> {
    let find = sqlx::query_as("SELECT id, kind, count, subject FROM change WHERE id = ?1");
    Ok(find.bind(change).fetch_optional(db).await?)
}

/// What undo would take back.
pub(crate) async fn next_undo(db: &mut SqliteConnection) -> Result<Option<ChangeDone>> {
    let next = sqlx::query_as(
        "SELECT id, kind, count, subject FROM change WHERE undone = 0 ORDER BY id DESC LIMIT 1",
    );
    Ok(next.fetch_optional(db).await?)
}

/// What redo would do again: the oldest of the undone.
pub(crate) async fn next_redo(db: &mut SqliteConnection) -> Result<Option<ChangeDone>> {
    let next = sqlx::query_as(
        "SELECT id, kind, count, subject FROM change WHERE undone = 1 ORDER BY id LIMIT 1",
    );
    Ok(next.fetch_optional(db).await?)
}

/// Marks a change as undone or done.
pub(crate) async fn mark(db: &mut SqliteConnection, change: ChangeId, undone: bool) -> Result<()> {
    revision::raise_for(db, change, undone).await
}

/// A row of a change: the number of a book or shelf, and its other side.
#[derive(FromRow)]
pub(crate) struct Touched {
    pub(crate) entity_id: i64,
    pub(crate) other: Option<String>,
}

/// Up to `limit` rows of a change behind number `after`, in the order of their numbers.
pub(crate) async fn touched(
    db: &mut SqliteConnection,
    change: ChangeId,
    entity: Entity,
    after: i64,
    limit: u32,
) -> Result<Vec<Touched>> {
    let rows = sqlx::query_as(
        "SELECT entity_id, other FROM change_row
          WHERE change_id = ?1 AND entity = ?2 AND entity_id > ?3 ORDER BY entity_id LIMIT ?4",
    );
    Ok(rows
        .bind(change)
        .bind(entity)
        .bind(after)
        .bind(limit)
        .fetch_all(db)
        .await?)
}

/// Up to `limit` books that a change touched, in the order of their ids.
pub(crate) async fn touched_books(
    db: &mut SqliteConnection,
    change: ChangeId,
    limit: u32,
) -> Result<Vec<BookId>> {
    let rows = sqlx::query_scalar(
        "SELECT entity_id FROM change_row WHERE change_id = ?1 AND entity = 'book' ORDER BY entity_id LIMIT ?2",
    );
    Ok(rows.bind(change).bind(limit).fetch_all(db).await?)
}

/// Puts new other sides in place: `sides` is a JSON object from number to text or null.
pub(crate) async fn put_other_sides(
    db: &mut SqliteConnection,
    change: ChangeId,
    entity: Entity,
    sides: &str,
) -> Result<()> {
    let put = sqlx::query(
        "UPDATE change_row SET other = side.value
           FROM json_each(?3) AS side
          WHERE change_id = ?1 AND entity = ?2 AND entity_id = CAST(side.key AS INTEGER)",
    );
    put.bind(change)
        .bind(entity)
        .bind(sides)
        .execute(db)
        .await?;
    Ok(())
}

/// Notes that a change adds the `count` books from `first` on.
pub(crate) async fn note_new(
    db: &mut SqliteConnection,
    change: ChangeId,
    first: BookId,
    count: i64,
) -> Result<()> {
    // `OR FAIL`: whoever meets a failure drops the transaction, so SQLite need not keep copies of
    // pages for taking back the half of a statement.
    let note = sqlx::query(
        "WITH RECURSIVE new (id) AS (VALUES (?2) UNION ALL SELECT id + 1 FROM new WHERE id + 1 < ?2 + ?3)
         INSERT OR FAIL INTO change_row (change_id, entity, entity_id, other) SELECT ?1, 'book', id, NULL FROM new",
    );
    note.bind(change)
        .bind(first)
        .bind(count)
        .execute(db)
        .await?;
    Ok(())
}

/// Adds rows to a change: `sides` as in [`put_other_sides`].
pub(crate) async fn note_many(
    db: &mut SqliteConnection,
    change: ChangeId,
    entity: Entity,
    sides: &str,
) -> Result<()> {
    let note = sqlx::query(
        "INSERT OR IGNORE INTO change_row (change_id, entity, entity_id, other)
         SELECT ?1, ?2, CAST(side.key AS INTEGER), side.value FROM json_each(?3) AS side WHERE true",
    );
    note.bind(change)
        .bind(entity)
        .bind(sides)
        .execute(db)
        .await?;
    Ok(())
}

/// The state of a row right after a change, when a later change has replaced it.
pub(crate) async fn state_after(
    db: &mut SqliteConnection,
    change: ChangeId,
    entity: Entity,
    id: i64,
) -> Result<Option<String>> {
    let state = sqlx::query_scalar(
        "SELECT other FROM change_row JOIN change ON change.id = change_id
          WHERE entity = ?2 AND entity_id = ?3 AND change_id > ?1 AND undone = 0
          ORDER BY change_id LIMIT 1",
    );
    let state: Option<Option<String>> = state
        .bind(change)
        .bind(entity)
        .bind(id)
        .fetch_optional(db)
        .await?;
    Ok(state.flatten())
}

/// A book's part in a change that is done.
#[derive(FromRow)]
pub(crate) struct Part {
    pub(crate) change_id: ChangeId,
    pub(crate) at: i64,
    pub(crate) kind: ChangeKind,
    pub(crate) other: Option<String>,
}

/// What was done to a book, the newest first.
pub(crate) async fn parts_of(db: &mut SqliteConnection, book: BookId) -> Result<Vec<Part>> {
    let parts = sqlx::query_as(
        "SELECT change_id, at, kind, other FROM change_row JOIN change ON change.id = change_id
          WHERE entity = 'book' AND entity_id = ?1 AND undone = 0 ORDER BY change_id DESC LIMIT 500",
    );
    Ok(parts.bind(book).fetch_all(db).await?)
}

/// Forgets what the journal knows of books that are gone for ever: `books` is a JSON array of ids.
pub(crate) async fn forget(db: &mut SqliteConnection, books: &str) -> Result<()> {
    let rows = sqlx::query(
        "DELETE FROM change_row WHERE entity = 'book' AND entity_id IN (SELECT value FROM json_each(?1))",
    );
    rows.bind(books).execute(&mut *db).await?;
    sqlx::query(
        "DELETE FROM change WHERE NOT EXISTS (SELECT 1 FROM change_row WHERE change_id = change.id)
                              AND NOT EXISTS (SELECT 1 FROM import_run WHERE change_id = change.id)",
    )
    .execute(&mut *db)
    .await?;
    revision::raise_for_gone(db, books).await
}
