//! The library of a backup, as a file of its own that is only read: what it is and whether it is
//! whole.

use std::path::Path;

use sqlx::{Connection, SqliteConnection};
use uuid::Uuid;

use super::{CopyStep, CopyWatch, Counts};
use crate::{Error, LibraryKey, Result, db};

/// How often the engine asks whether it should stop, in steps of its machine.
pub(super) const STEPS: i32 = 10_000;

/// What a copy turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proven {
    pub(crate) schema: i64,
    pub(crate) account_uid: Uuid,
    pub(crate) library_uid: Uuid,
    pub(crate) revision: i64,
    pub(crate) counts: Counts,
}

/// Opens a copy and proves that it is whole and made of what Bookly makes libraries of. Nothing in
/// it is run: what a foreign trigger, view or generated column would do is not found out.
///
/// Fails with `BackupDamaged`, `BackupForeign`, and `LibraryNewer`.
pub(crate) async fn prove(file: &Path, key: &LibraryKey, watch: &CopyWatch) -> Result<Proven> {
    watch.begin(CopyStep::Checking, 0);
    let mut db = db::open_copy(file, key).await.map_err(of_copy)?;
    let proven = prove_open(&mut db, watch).await;
    db.close().await?;
    watch.go_on()?; // a question that was stopped says something else
    proven.map_err(of_copy)
}

async fn prove_open(db: &mut SqliteConnection, watch: &CopyWatch) -> Result<Proven> {
    stop_by(db, watch).await?;
    // Before anything is asked of its tables: to answer, a foreign one may compute.
    let rows = db::schema_rows(db).await?;
    let made_of = db::schema_made_of(&rows).await?;
    let made_of = made_of.ok_or(Error::BackupForeign)?;
    let schema = db::schema_of(db).await?;
    if schema > db::newest_schema() {
        return Err(Error::LibraryNewer);
    }
    if schema != made_of {
        return Err(Error::BackupForeign);
    }
    is_whole(db).await?;
    let about: Option<(String, Uuid, i64, i64)> =
        sqlx::query_as("SELECT account_uid, library_uid, revision, books FROM meta WHERE id = 1")
            .fetch_optional(&mut *db)
            .await?;
    let (account_uid, library_uid, revision, books) = about.ok_or(Error::BackupDamaged)?;
    let counts: Counts = counts(db).await?;
    if i64::from(counts.books) != books {
        return Err(Error::BackupDamaged);
    }
    Ok(Proven {
        schema,
        account_uid: account_uid.parse().map_err(|_| Error::BackupDamaged)?,
        library_uid,
        revision,
        counts,
    })
}

/// Lets the engine ask now and then whether it should go on.
pub(super) async fn stop_by(db: &mut SqliteConnection, watch: &CopyWatch) -> Result<()> {
    let watch = watch.clone();
    db.lock_handle()
        .await?
        .set_progress_handler(STEPS, move || !watch.is_cancelled());
    Ok(())
}

async fn is_whole(db: &mut SqliteConnection) -> Result<()> {
    let broken: Option<String> = sqlx::query_scalar("PRAGMA cipher_integrity_check")
        .fetch_optional(&mut *db)
        .await?;
    let says: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
        .fetch_one(&mut *db)
        .await?;
    let astray: Option<String> = sqlx::query_scalar("PRAGMA foreign_key_check")
        .fetch_optional(db)
        .await?;
    if broken.is_none() && says == "ok" && astray.is_none() {
        Ok(())
    } else {
        Err(Error::BackupDamaged)
    }
}

/// How much is in an open library, counted row by row.
pub(super) async fn counts(db: &mut SqliteConnection) -> Result<Counts> {
    let counts = sqlx::query_as(
        "SELECT (SELECT count(*) FROM book WHERE trashed_at IS NULL) AS books,
                (SELECT count(*) FROM book WHERE trashed_at IS NOT NULL) AS trashed,
                (SELECT count(*) FROM shelf) AS shelves",
    );
    Ok(counts.fetch_one(db).await?)
}

/// What is wrong with a copy is no fault of the library.
fn of_copy(error: Error) -> Error {
    match error {
        Error::LibraryDamaged | Error::Store(_) => Error::BackupDamaged,
        error => error,
    }
}
