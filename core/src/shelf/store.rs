//! The SQL of shelves.

use serde_json::{Map, Value};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{Shelf, ShelfId};
use crate::{Error, Result};

/// A shelf on its way into the store.
pub(super) struct Row {
    pub(super) uid: Uuid,
    pub(super) name: String,
    pub(super) name_key: String,
    pub(super) query: String,
    pub(super) position: Vec<u8>,
    pub(super) now: i64,
}

/// All shelves in their order.
pub(crate) async fn all(db: &mut SqliteConnection) -> Result<Vec<Shelf>> {
    let all = sqlx::query_as(
        "SELECT id, name, query, created_at, updated_at FROM shelf ORDER BY position LIMIT 1000",
    );
    Ok(all.fetch_all(db).await?)
}

/// The positions of all shelves, in their order.
pub(super) async fn positions(db: &mut SqliteConnection) -> Result<Vec<(ShelfId, Vec<u8>)>> {
    let positions = sqlx::query_as("SELECT id, position FROM shelf ORDER BY position LIMIT 1000");
    Ok(positions.fetch_all(db).await?)
}

/// The name of a shelf.
pub(super) async fn name(db: &mut SqliteConnection, id: ShelfId) -> Result<Option<String>> {
    let name = sqlx::query_scalar("SELECT name FROM shelf WHERE id = ?1");
    Ok(name.bind(id).fetch_optional(db).await?)
}

/// What a shelf asks for.
pub(crate) async fn query(db: &mut SqliteConnection, id: ShelfId) -> Result<Option<String>> {
    let query = sqlx::query_scalar("SELECT query FROM shelf WHERE id = ?1");
    Ok(query.bind(id).fetch_optional(db).await?)
}

/// Writes a new shelf. Fails when its name is taken.
pub(super) async fn insert(db: &mut SqliteConnection, row: &Row) -> Result<ShelfId> {
    let insert = sqlx::query_scalar(
        "INSERT INTO shelf (uid, name, name_key, query, position, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) RETURNING id",
    );
    insert
        .bind(row.uid)
        .bind(&row.name)
        .bind(&row.name_key)
        .bind(&row.query)
        .bind(&row.position)
        .bind(row.now)
        .fetch_one(db)
        .await
        .map_err(name_taken)
}

/// Writes name (with its key) and query of a shelf. Fails when the name is taken.
pub(super) async fn set_name_and_query(
    db: &mut SqliteConnection,
    id: ShelfId,
    (name, name_key): (&str, &str),
    query: &str,
    now: i64,
) -> Result<()> {
    let set = sqlx::query(
        "UPDATE shelf SET name = ?2, name_key = ?3, query = ?4, updated_at = ?5 WHERE id = ?1",
    );
    set.bind(id)
        .bind(name)
        .bind(name_key)
        .bind(query)
        .bind(now)
        .execute(db)
        .await
        .map_err(name_taken)?;
    Ok(())
}

/// Puts a shelf somewhere else.
pub(super) async fn set_position(
    db: &mut SqliteConnection,
    id: ShelfId,
    position: &[u8],
) -> Result<()> {
    let set = sqlx::query("UPDATE shelf SET position = ?2 WHERE id = ?1");
    set.bind(id).bind(position).execute(db).await?;
    Ok(())
}

fn name_taken(error: sqlx::Error) -> Error {
    let taken = error.as_database_error().is_some_and(|error| {
        error.is_unique_violation() && error.message().contains("shelf.name_key")
    });
    if taken {
        Error::ShelfNameTaken
    } else {
        error.into()
    }
}

/// Takes shelves away: `shelves` is a JSON array.
pub(crate) async fn remove(db: &mut SqliteConnection, shelves: &str) -> Result<()> {
    sqlx::query("DELETE FROM shelf WHERE id IN (SELECT value FROM json_each(?1))")
        .bind(shelves)
        .execute(db)
        .await?;
    Ok(())
}

/// The rows as the journal keeps them: number and the columns as a JSON object.
pub(crate) async fn snapshots(
    db: &mut SqliteConnection,
    shelves: &str,
) -> Result<Vec<(i64, String)>> {
    let snapshots = sqlx::query_as(
        "SELECT id, json_object('uid', hex(uid), 'name', name, 'name_key', name_key, 'query', query,
                'position', hex(position), 'created_at', created_at, 'updated_at', updated_at)
           FROM shelf WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id",
    );
    Ok(snapshots.bind(shelves).fetch_all(db).await?)
}

/// Puts journalled rows back: `snapshots` maps number to columns.
pub(crate) async fn restore(
    db: &mut SqliteConnection,
    snapshots: &Map<String, Value>,
) -> Result<()> {
    let restore = sqlx::query(
        "INSERT INTO shelf (id, uid, name, name_key, query, position, created_at, updated_at)
         SELECT CAST(key AS INTEGER), unhex(value ->> 'uid'), value ->> 'name', value ->> 'name_key', value ->> 'query',
                unhex(value ->> 'position'), value ->> 'created_at', value ->> 'updated_at'
           FROM json_each(?1) WHERE true
             ON CONFLICT (id) DO UPDATE SET uid = excluded.uid, name = excluded.name, name_key = excluded.name_key,
                query = excluded.query, position = excluded.position, created_at = excluded.created_at,
                updated_at = excluded.updated_at",
    );
    restore
        .bind(Value::Object(snapshots.clone()).to_string())
        .execute(db)
        .await?;
    Ok(())
}
