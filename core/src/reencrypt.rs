//! A library written anew under another key, into a file beside it.
//!
//! The old file is only read. Until somebody gives the new one its name, nothing has changed.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::Serialize;
use sqlx::{QueryBuilder, SqliteConnection};

use crate::{
    Error, LibraryKey, Result, account,
    db::{self, Connections},
};

/// How often the engine asks whether it should stop, in steps of its machine.
const STEPS: i32 = 10_000;

/// Looks on while a library is encrypted anew, and can stop it.
#[derive(Clone, Default)]
pub struct ReencryptWatch(Arc<Watched>);

#[derive(Default)]
struct Watched {
    cancelled: AtomicBool,
    /// The new file and the size of the old one.
    under_way: Mutex<Option<(PathBuf, u64)>>,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ReencryptProgress {
    /// Bytes written.
    pub done: u64,
    /// Bytes of the library.
    pub total: u64,
}

impl ReencryptWatch {
    /// Stops as soon as possible. What is complete by then stays so.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    /// How far it is; none before it has begun.
    pub fn progress(&self) -> Option<ReencryptProgress> {
        let under_way = self.under_way();
        let (file, total) = under_way.as_ref()?;
        let done = fs::metadata(file).map_or(0, |file| file.len());
        Some(ReencryptProgress {
            done: done.min(*total),
            total: *total,
        })
    }

    fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }

    fn under_way(&self) -> std::sync::MutexGuard<'_, Option<(PathBuf, u64)>> {
        self.0
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes `file` anew as `fresh` under another key and proves that it is whole. A failure leaves
/// nothing behind but a file that nobody looks for.
pub(crate) async fn write_anew(
    file: &Path,
    key: &LibraryKey,
    fresh: &Path,
    fresh_key: &LibraryKey,
    watch: &ReencryptWatch,
) -> Result<()> {
    let total = fs::metadata(file)
        .map_err(|error| Error::of_file(&error))?
        .len();
    account::make_file(fresh)?;
    *watch.under_way() = Some((fresh.to_owned(), total));
    let connections = db::open(file, key, false).await?;
    let copied = copy(&connections, fresh, fresh_key, watch).await;
    let closed = connections.close().await;
    if watch.is_cancelled() {
        return Err(Error::ReencryptCancelled);
    }
    copied?;
    closed?;
    prove(fresh, fresh_key).await?;
    for log in [file, fresh].map(|file| file.with_extension("db-wal")) {
        if fs::metadata(log).is_ok_and(|log| log.len() > 0) {
            return Err(Error::LibraryInUse); // somebody else reads it; its log is not folded in
        }
    }
    // Its slots are committed next: by then it must be on the disk, under its name.
    let synced = fs::File::open(fresh)
        .and_then(|fresh| fresh.sync_all())
        .and_then(|()| fresh.parent().map_or(Ok(()), account::sync_folder));
    synced.map_err(|error| Error::of_file(&error))
}

async fn copy(
    connections: &Connections,
    fresh: &Path,
    fresh_key: &LibraryKey,
    watch: &ReencryptWatch,
) -> Result<()> {
    let mut db = connections.writer.acquire().await?;
    let stopping = watch.clone();
    db.lock_handle()
        .await?
        .set_progress_handler(STEPS, move || !stopping.is_cancelled());
    sqlx::query("ATTACH DATABASE ?1 AS fresh KEY ''")
        .bind(fresh.to_str())
        .execute(&mut *db)
        .await?;
    db::give_key(&mut db, c"fresh", fresh_key).await?;
    // A copy that is cut short is thrown away, so it needs no journal; it is synced at the end.
    sqlx::query("PRAGMA fresh.journal_mode = OFF")
        .execute(&mut *db)
        .await?;
    sqlx::query("PRAGMA fresh.synchronous = OFF")
        .execute(&mut *db)
        .await?;
    sqlx::query("SELECT sqlcipher_export('fresh')")
        .execute(&mut *db)
        .await?;
    compare(&mut db).await?;
    sqlx::query("DETACH DATABASE fresh")
        .execute(&mut *db)
        .await?;
    Ok(())
}

/// Both files say the same about what is in them, and each table has as many rows in both. A virtual
/// table has no rows of its own: those of the tables it is kept in are counted.
async fn compare(db: &mut SqliteConnection) -> Result<()> {
    let same: bool = sqlx::query_scalar(
        "SELECT NOT EXISTS (SELECT type, name, tbl_name, sql FROM main.sqlite_schema
                            EXCEPT SELECT type, name, tbl_name, sql FROM fresh.sqlite_schema)
            AND (SELECT count(*) FROM main.sqlite_schema) = (SELECT count(*) FROM fresh.sqlite_schema)",
    )
    .fetch_one(&mut *db)
    .await?;
    if !same {
        return Err(Error::Internal("the tables were not copied whole"));
    }
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name",
    )
    .fetch_all(&mut *db)
    .await?;
    for table in tables {
        let name = table.replace('"', "\"\"");
        let mut same = QueryBuilder::new("SELECT (SELECT count(*) FROM main.\"");
        same.push(&name)
            .push("\") = (SELECT count(*) FROM fresh.\"")
            .push(&name)
            .push("\")");
        let same: bool = same.build_query_scalar().fetch_one(&mut *db).await?;
        if !same {
            return Err(Error::Internal("a table was not copied whole"));
        }
    }
    Ok(())
}

/// Reads the whole new file from the disk with its key.
pub(crate) async fn prove(fresh: &Path, key: &LibraryKey) -> Result<()> {
    let connections = db::open(fresh, key, false).await?;
    let proven = is_whole(&connections).await;
    connections.close().await?;
    if proven? {
        Ok(())
    } else {
        Err(Error::Internal("the library encrypted anew is not whole"))
    }
}

async fn is_whole(connections: &Connections) -> Result<bool> {
    let broken: Option<String> = sqlx::query_scalar("PRAGMA cipher_integrity_check")
        .fetch_optional(&connections.writer)
        .await?;
    let says: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
        .fetch_one(&connections.writer)
        .await?;
    let astray: Option<String> = sqlx::query_scalar("PRAGMA foreign_key_check")
        .fetch_optional(&connections.writer)
        .await?;
    Ok(broken.is_none() && says == "ok" && astray.is_none())
}
