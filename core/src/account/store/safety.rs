//! The SQL of pauses, of deletions and of libraries encrypted anew.

use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{
    super::throttle::{Bucket, Counted},
    read_uid,
};
use crate::Result;

/// Takes away all that opens an account and all that names it. Its row stays until its files are
/// gone, so that the next start knows what to clear.
pub(in crate::account) async fn mark_deleting(db: &mut SqliteConnection, uid: Uuid) -> Result<()> {
    let text = uid.to_string();
    for statement in [
        "DELETE FROM key_slot WHERE account_uid = ?1",
        "DELETE FROM session WHERE account_uid = ?1",
        "DELETE FROM throttle WHERE bucket = ?1",
        "UPDATE meta SET last_name = NULL
          WHERE last_name = (SELECT username FROM account WHERE uid = ?1)",
        "UPDATE account SET deleting = 1, username = uid, username_folded = uid,
                            email = uid || '@deleted', email_folded = uid || '@deleted'
          WHERE uid = ?1",
    ] {
        sqlx::query(statement).bind(&text).execute(&mut *db).await?;
    }
    Ok(())
}

pub(in crate::account) async fn deleting(db: &mut SqliteConnection) -> Result<Vec<Uuid>> {
    let uids: Vec<String> =
        sqlx::query_scalar("SELECT uid FROM account WHERE deleting = 1 ORDER BY uid LIMIT 1000")
            .fetch_all(db)
            .await?;
    uids.iter().map(|uid| read_uid(uid)).collect()
}

pub(in crate::account) async fn delete_account(db: &mut SqliteConnection, uid: Uuid) -> Result<()> {
    let delete = sqlx::query("DELETE FROM account WHERE uid = ?1 AND deleting = 1");
    delete.bind(uid.to_string()).execute(db).await?;
    Ok(())
}

/// Accounts whose library may stand beside a copy of itself: all of them, with the mark.
pub(in crate::account) async fn libraries(db: &mut SqliteConnection) -> Result<Vec<(Uuid, bool)>> {
    let rows: Vec<(String, bool)> = sqlx::query_as(
        "SELECT uid, reencrypted FROM account WHERE deleting = 0 ORDER BY uid LIMIT 1000",
    )
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|(uid, reencrypted)| Ok((read_uid(uid)?, *reencrypted)))
        .collect()
}

pub(in crate::account) async fn tries(
    db: &mut SqliteConnection,
    bucket: Bucket,
) -> Result<Option<Counted>> {
    let row: Option<(u32, i64)> =
        sqlx::query_as("SELECT failures, last_at FROM throttle WHERE bucket = ?1")
            .bind(bucket.word())
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(failures, last_at)| Counted { failures, last_at }))
}

pub(in crate::account) async fn set_tries(
    db: &mut SqliteConnection,
    bucket: Bucket,
    failures: u32,
    now: i64,
) -> Result<()> {
    let upsert = sqlx::query(
        "INSERT INTO throttle (bucket, failures, last_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (bucket) DO UPDATE SET failures = ?2, last_at = ?3",
    );
    upsert
        .bind(bucket.word())
        .bind(failures)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

pub(in crate::account) async fn forget_tries(
    db: &mut SqliteConnection,
    bucket: Bucket,
) -> Result<()> {
    let delete = sqlx::query("DELETE FROM throttle WHERE bucket = ?1");
    delete.bind(bucket.word()).execute(db).await?;
    Ok(())
}
