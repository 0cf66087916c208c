//! The SQL of the stored snapshot.

use sqlx::{FromRow, SqliteConnection};

use crate::Result;

/// A snapshot that was written to its end.
#[derive(FromRow)]
pub(super) struct Snapshot {
    /// The index was as the library is in this revision, or newer.
    pub(super) revision: i64,
    /// The way of indexing it comes from.
    pub(super) made_by: i64,
    pub(super) parts: i64,
    /// The size of all parts, as they are.
    pub(super) size: i64,
}

pub(super) async fn find(db: &mut SqliteConnection) -> Result<Option<Snapshot>> {
    let find = sqlx::query_as(
        "SELECT revision, made_by, parts,
                (SELECT coalesce(sum(length(data)), 0) FROM search_snapshot_part WHERE part < parts) AS size
           FROM search_snapshot",
    );
    Ok(find.fetch_optional(db).await?)
}

pub(super) async fn part(db: &mut SqliteConnection, part: i64) -> Result<Option<Vec<u8>>> {
    let data = sqlx::query_scalar("SELECT data FROM search_snapshot_part WHERE part = ?1");
    Ok(data.bind(part).fetch_optional(db).await?)
}

/// Forgets that there is a snapshot. Its parts stay, to be written over.
pub(super) async fn forget(db: &mut SqliteConnection) -> Result<()> {
    sqlx::query("DELETE FROM search_snapshot")
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn put_part(db: &mut SqliteConnection, part: i64, data: Vec<u8>) -> Result<()> {
    let put =
        sqlx::query("INSERT OR REPLACE INTO search_snapshot_part (part, data) VALUES (?1, ?2)");
    put.bind(part).bind(data).execute(db).await?;
    Ok(())
}

/// Removes the last part, when there are more than so many; whether it did.
pub(super) async fn drop_part(db: &mut SqliteConnection, beyond: i64) -> Result<bool> {
    let drop = sqlx::query(
        "DELETE FROM search_snapshot_part
          WHERE part = (SELECT max(part) FROM search_snapshot_part) AND part >= ?1",
    );
    Ok(drop.bind(beyond).execute(db).await?.rows_affected() > 0)
}

/// Makes the parts that were written the snapshot of a revision.
pub(super) async fn complete(
    db: &mut SqliteConnection,
    revision: i64,
    made_by: i64,
    parts: i64,
) -> Result<()> {
    let complete = sqlx::query(
        "INSERT OR REPLACE INTO search_snapshot (id, revision, made_by, parts) VALUES (1, ?1, ?2, ?3)",
    );
    let complete = complete.bind(revision).bind(made_by).bind(parts);
    complete.execute(db).await?;
    Ok(())
}

/// Frees the writer's memory of pages: after a snapshot it is full of what nobody asks for again.
pub(super) async fn forget_pages(db: &mut SqliteConnection) -> Result<()> {
    sqlx::raw_sql("PRAGMA shrink_memory").execute(db).await?;
    Ok(())
}
