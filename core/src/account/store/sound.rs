//! Proves that accounts.db is what was written: it is a plain file, whose pages carry no seal.

use sqlx::{Connection, SqliteConnection, SqlitePool};

use super::super::name::{Email, Username};
use crate::{Error, Result};

/// Fails with [`Error::LibraryDamaged`] when the tables are not ours, when rows and indices do not agree,
/// or when a name is not what it was made from. What no rule holds is left: salts and wrapped keys, which
/// open nothing when they are wrong and of which there is a sealed copy, and sessions, which are refused.
pub(super) async fn prove(pool: &SqlitePool) -> Result<()> {
    let mut db = pool.acquire().await?;
    look(&mut db).await.map_err(damaged)
}

/// Something that the engine does not understand about a file that it understood when it was written.
pub(super) fn damaged(error: Error) -> Error {
    match error {
        Error::Store(_) => Error::LibraryDamaged,
        told => told,
    }
}

async fn look(db: &mut SqliteConnection) -> Result<()> {
    let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(&mut *db)
        .await?;
    let orphans = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(&mut *db)
        .await?;
    let is_whole = said == ["ok"] && orphans.is_empty();
    if !is_whole || schema(db).await? != ours().await? {
        return Err(Error::LibraryDamaged);
    }
    let names: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT username, username_folded, email, email_folded FROM account WHERE deleting = 0 LIMIT 10000",
    )
    .fetch_all(&mut *db)
    .await?;
    let agree =
        |(username, username_folded, email, email_folded): &(String, String, String, String)| {
            Username::parse(username)
                .is_ok_and(|read| read.shown == *username && read.folded == *username_folded)
                && Email::parse(email)
                    .is_ok_and(|read| read.shown == *email && read.folded == *email_folded)
        };
    let _last: Option<String> = sqlx::query_scalar("SELECT last_name FROM meta WHERE id = 1")
        .fetch_one(&mut *db)
        .await?;
    if names.iter().all(agree) {
        Ok(())
    } else {
        Err(Error::LibraryDamaged)
    }
}

/// What it means that a file says it was brought up to date by a program that knows more. One that does
/// not know of all of our own steps was not: a byte of a number has changed.
pub(super) async fn newer(db: &mut SqliteConnection) -> Error {
    let ours = sqlx::migrate!("migrations/accounts").iter().count();
    let known = sqlx::query_scalar("SELECT count(*) FROM _sqlx_migrations").fetch_one(db);
    let known: i64 = known.await.unwrap_or(0);
    if usize::try_from(known).is_ok_and(|known| known > ours) {
        Error::LibraryNewer
    } else {
        Error::LibraryDamaged
    }
}

/// Every table and index, as it was written.
async fn schema(db: &mut SqliteConnection) -> Result<Vec<String>> {
    let texts = sqlx::query_scalar(
        "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1",
    );
    Ok(texts.fetch_all(db).await?)
}

/// The same of a file that was just made.
async fn ours() -> Result<Vec<String>> {
    let mut db = SqliteConnection::connect("sqlite::memory:").await?;
    let migrated = sqlx::migrate!("migrations/accounts")
        .run_direct(None, &mut db, false)
        .await;
    migrated.map_err(|_| Error::Internal("accounts cannot be made"))?;
    let texts = schema(&mut db).await;
    db.close().await?;
    texts
}
