//! How a library file is opened: the engine, its key and its pragmas, in one place.
//!
//! Exactly one connection ever writes or checkpoints; readers are `query_only` and are closed
//! before it. The WAL-reset bug of the bundled `SQLite` needs two connections that write or checkpoint
//! at the same moment, and so cannot happen here (docs/decisions/0004-wal-with-one-writer.md).

use std::{ffi::CStr, path::Path, sync::Arc, time::Duration};

use futures_core::future::BoxFuture;
use sqlx::{
    ConnectOptions, Connection, SqliteConnection, SqlitePool,
    migrate::{MigrateError, Migrator},
    pool::{PoolConnectionMetadata, PoolOptions},
    sqlite::SqliteConnectOptions,
};

use crate::{Error, HomeFault, LibraryKey, Result, account};

/// A reader keeps this much of the file, in KiB: the ways into it. The books themselves are read all over a
/// large file, and would only be kept until the next ones come.
const KEPT: &str = "PRAGMA cache_size = -2048";

/// Readers at a time; a window, the details of a book and a list of imports need no more.
const READERS: u32 = 3;

/// What is said to a new connection. Nothing of it reads the file: the pool takes a failure for one
/// that passes and tries again for minutes, so what is wrong with a file is found out later.
const EVERYBODY: &str = "
    PRAGMA cipher_log_level = NONE;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA mmap_size = 0;
";
/// The second says something on macOS alone.
const WRITER: &str = "
    PRAGMA secure_delete = ON;
    PRAGMA fullfsync = ON;
";
const READER: &str = "
    PRAGMA query_only = ON;
    PRAGMA wal_autocheckpoint = 0;
";

/// The connections of an open library.
pub(crate) struct Connections {
    /// The one connection that writes. A pool of one, so that a transaction owns it.
    pub(crate) writer: SqlitePool,
    /// Connections that cannot write.
    pub(crate) readers: SqlitePool,
}

/// Opens (or, for a new account, makes) the library file and brings its schema up to date.
/// The key was proven right by its own seal, so a file that is no database is a damaged one.
pub(crate) async fn open(file: &Path, key: &LibraryKey, create: bool) -> Result<Connections> {
    let options = options(file)?;
    if create {
        account::make_file(file)?; // for its owner alone, whatever files usually are here
    } else if std::fs::metadata(file).is_ok_and(|about| about.len() == 0) {
        return Err(Error::LibraryDamaged); // the engine would make a library of nothing
    }
    let key = Arc::new(key.twin().ok_or(Error::Internal("copying a key failed"))?);
    let writer = PoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_mins(10)) // an edit waits for an import's transaction
        .after_connect(begin(
            Arc::clone(&key),
            WRITER,
            "PRAGMA cache_size = -65536; PRAGMA synchronous = FULL",
        ))
        .after_release(|db, _| Box::pin(is_sound(db)))
        .connect_with(options.clone())
        .await?;
    if let Err(error) = prepare(&writer, create).await {
        writer.close().await;
        return Err(error);
    }
    let readers = PoolOptions::new()
        .max_connections(READERS)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(begin(key, READER, KEPT))
        .after_release(|db, _| Box::pin(is_sound(db)))
        .connect_lazy_with(options);
    Ok(Connections { writer, readers })
}

impl Connections {
    /// Closes the readers, folds the WAL into the file and closes the writer: at rest the
    /// library is one file.
    pub(crate) async fn close(&self) -> Result<()> {
        self.readers.close().await;
        let folded = self.fold().await;
        self.writer.close().await;
        Ok(folded?)
    }

    async fn fold(&self) -> sqlx::Result<()> {
        let mut db = self.writer.acquire().await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&mut *db)
            .await?;
        // What is empty now may be cleared away.
        keep_log(&mut db, false).await
    }
}

/// Whether a connection that was used can be used again. After a failure it may not: the engine reads
/// nothing any more behind a page that it could not decrypt, and a transaction that the engine took back
/// by itself is still open for sqlx. Another connection takes its place then.
pub(crate) async fn is_sound(db: &mut SqliteConnection) -> sqlx::Result<bool> {
    // The question goes behind a rollback that is on its way.
    let read = prove(db).await;
    Ok(read.is_ok() && !db.is_in_transaction())
}

/// Fails when a page that this connection has read was not whole: it reads nothing any more then.
pub(crate) async fn prove(db: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::query("SELECT 1 FROM meta").execute(db).await?;
    Ok(())
}

/// Whether the log stays when its last connection is closed. The engine would fold it into the file, and
/// a log is proven to belong to a file only when that was read through it.
async fn keep_log(db: &mut SqliteConnection, keep: bool) -> sqlx::Result<()> {
    let mut handle = db.lock_handle().await?;
    if bookly_engine::keep_log(&mut handle, keep) {
        Ok(())
    } else {
        let refused = "the engine does not keep a log".to_owned();
        Err(sqlx::Error::Protocol(refused))
    }
}

fn options(file: &Path) -> Result<SqliteConnectOptions> {
    if !file.is_absolute() || file.to_str().is_none() {
        return Err(Error::HomeNotUsable(HomeFault::NotText));
    }
    // Nothing here may read the file: it has no key yet.
    let options = bookly_engine::options()
        .filename(file)
        .disable_statement_logging()
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true);
    Ok(options)
}

/// What a new connection goes through first. The pool keeps the key to the end, as bytes that are
/// wiped with it, and never as a text in a statement.
fn begin(
    key: Arc<LibraryKey>,
    role: &'static str,
    settings: &'static str,
) -> impl for<'c> Fn(&'c mut SqliteConnection, PoolConnectionMetadata) -> BoxFuture<'c, sqlx::Result<()>>
{
    move |db, _| {
        let key = Arc::clone(&key);
        Box::pin(async move {
            give_key(db, c"main", &key).await?;
            keep_log(db, true).await?;
            sqlx::raw_sql(EVERYBODY).execute(&mut *db).await?;
            sqlx::raw_sql(role).execute(&mut *db).await?;
            // It reads the file. Where that fails, the engine is given the key anew, so that the
            // first question finds the same fault again, and says so.
            if sqlx::raw_sql(settings).execute(&mut *db).await.is_err() {
                give_key(db, c"main", &key).await?;
            }
            Ok(())
        })
    }
}

/// Gives a database of this connection its key, before anything reads it.
pub(crate) async fn give_key(
    db: &mut SqliteConnection,
    database: &CStr,
    key: &LibraryKey,
) -> sqlx::Result<()> {
    let mut handle = db.lock_handle().await?;
    if bookly_engine::give_key(&mut handle, database, key.engine_text().as_bytes()) {
        Ok(())
    } else {
        let refused = "the engine does not take a key".to_owned();
        Err(sqlx::Error::Protocol(refused))
    }
}

/// Proves that the engine is the encrypting one and the file readable, then migrates it.
async fn prepare(writer: &SqlitePool, create: bool) -> Result<()> {
    let cipher: Option<String> = sqlx::query_scalar("PRAGMA cipher_version")
        .fetch_optional(writer)
        .await?;
    if cipher.is_none() {
        return Err(Error::Internal("the engine does not encrypt"));
    }
    if !create {
        refuse_others(writer).await?;
    }
    sqlx::query("PRAGMA journal_mode = WAL")
        .execute(writer)
        .await?;
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(writer)
        .await?;
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous")
        .fetch_one(writer)
        .await?;
    if mode != "wal" || synchronous != 2 {
        return Err(Error::Internal(
            "the engine does not keep its promises of durability",
        ));
    }
    match MIGRATIONS.run(writer).await {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(_)) => Err(Error::LibraryNewer),
        Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
            Err(match Error::from(error) {
                Error::Store(error) => Error::NotUpgraded(error),
                known => known,
            })
        }
        Err(_) => Err(Error::LibraryDamaged),
    }
}

/// Every form that a library has had, the newest last.
static MIGRATIONS: Migrator = sqlx::migrate!("migrations/library");

/// Refuses a file that is no library, and one of a newer Bookly, before anything is written to it.
async fn refuse_others(writer: &SqlitePool) -> Result<()> {
    let is_library: bool = sqlx::query_scalar(
        "SELECT count(*) = 2 FROM sqlite_schema WHERE name IN ('meta', '_sqlx_migrations')",
    )
    .fetch_one(writer)
    .await?;
    if !is_library {
        return Err(Error::LibraryDamaged);
    }
    // Nobody writes a user version so far. Whoever does it first is newer than this.
    let (latest, user): (i64, i64) = sqlx::query_as(
        "SELECT (SELECT coalesce(max(version), 0) FROM _sqlx_migrations), user_version FROM pragma_user_version",
    )
    .fetch_one(writer)
    .await?;
    if user > 0 || latest > newest_schema() {
        return Err(Error::LibraryNewer);
    }
    Ok(())
}

/// The number of the newest form that this program knows.
pub(crate) fn newest_schema() -> i64 {
    MIGRATIONS
        .iter()
        .map(|form| form.version)
        .max()
        .unwrap_or(0)
}

/// The form of an open library: the number of the last migration it went through, 0 for none.
pub(crate) async fn schema_of(db: &mut SqliteConnection) -> Result<i64> {
    let schema = sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations");
    Ok(schema.fetch_one(db).await?)
}

/// Whether the file of a library that nobody has open is of an older form than today's.
pub(crate) async fn needs_migration(file: &Path, key: &LibraryKey) -> Result<bool> {
    let mut db = open_as_it_is(file, key).await?;
    let schema = schema_of(&mut db).await;
    db.close().await?;
    Ok(schema? < newest_schema())
}

/// The size of an open library in bytes, with what is not folded into its file yet.
pub(crate) async fn bytes_of(db: &mut SqliteConnection) -> Result<u64> {
    // The encrypting engine answers some pragmas with texts.
    let bytes: i64 = sqlx::query_scalar(
        "SELECT (SELECT CAST(page_count AS INTEGER) FROM pragma_page_count)
              * (SELECT CAST(page_size AS INTEGER) FROM pragma_page_size)",
    )
    .fetch_one(db)
    .await?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}

/// What an object of a library is: its type, its name, its table, and the text that made it.
pub(crate) type SchemaRow = (String, String, String, Option<String>);

/// All that an open library is made of.
pub(crate) async fn schema_rows(db: &mut SqliteConnection) -> Result<Vec<SchemaRow>> {
    let rows = sqlx::query_as(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name, tbl_name, sql LIMIT 10000",
    );
    Ok(rows.fetch_all(db).await?)
}

/// The form that is made of exactly this; none when no Bookly made it.
pub(crate) async fn schema_made_of(rows: &[SchemaRow]) -> Result<Option<i64>> {
    let mut forms: Vec<i64> = MIGRATIONS.iter().map(|form| form.version).collect();
    forms.reverse(); // most libraries are of the newest
    for form in forms {
        if schema_rows_of(form).await? == rows {
            return Ok(Some(form));
        }
    }
    Ok(None)
}

/// All that a library of some form is made of.
async fn schema_rows_of(schema: i64) -> Result<Vec<SchemaRow>> {
    let options = bookly_engine::options()
        .in_memory(true)
        .disable_statement_logging();
    let memory: SqlitePool = PoolOptions::new()
        .max_connections(1) // another one would be another library
        .connect_with(options)
        .await?;
    let mut db = memory.acquire().await?;
    let made = MIGRATIONS.run_direct(Some(schema), &mut *db, false).await;
    made.map_err(|_| Error::Internal("a form of the library cannot be made"))?;
    let rows = schema_rows(&mut db).await;
    drop(db);
    memory.close().await;
    rows
}

/// Opens the file of a library that nobody else has open, alone and as it is: no form is changed.
pub(crate) async fn open_as_it_is(file: &Path, key: &LibraryKey) -> Result<SqliteConnection> {
    let options = options(file)?.create_if_missing(false);
    let mut db = options.connect().await?;
    give_key(&mut db, c"main", key).await?;
    keep_log(&mut db, true).await?;
    sqlx::raw_sql(EVERYBODY).execute(&mut db).await?;
    Ok(db)
}

/// Opens a copy that nobody else knows of, for reading alone. It is not opened as a read-only file:
/// of such a one the engine does not even read the rules, and so cannot check whether its rows keep
/// them.
pub(crate) async fn open_copy(file: &Path, key: &LibraryKey) -> Result<SqliteConnection> {
    let mut db = open_as_it_is(file, key).await?;
    sqlx::raw_sql(READER).execute(&mut db).await?;
    Ok(db)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;

    fn key(byte: u8) -> LibraryKey {
        LibraryKey::for_tests([byte; 32])
    }

    async fn opened(folder: &tempfile::TempDir) -> Connections {
        open(&folder.path().join("library.db"), &key(1), true)
            .await
            .unwrap()
    }

    async fn number(pool: &SqlitePool, pragma: &'static str) -> i64 {
        sqlx::query_scalar(pragma).fetch_one(pool).await.unwrap()
    }

    #[tokio::test]
    async fn only_the_writer_can_write_or_checkpoint() {
        let folder = tempfile::tempdir().unwrap();
        let Connections { writer, readers } = opened(&folder).await;
        assert_eq!(writer.options().get_max_connections(), 1);
        assert_eq!(number(&readers, "PRAGMA query_only").await, 1);
        assert_eq!(number(&readers, "PRAGMA wal_autocheckpoint").await, 0);
        let refused = sqlx::query("DELETE FROM book").execute(&readers).await;
        assert_eq!(
            Error::from(refused.unwrap_err()).code(),
            ErrorCode::ReadOnly
        );
    }

    #[tokio::test]
    async fn what_is_committed_is_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let Connections { writer, .. } = opened(&folder).await;
        assert_eq!(number(&writer, "PRAGMA synchronous").await, 2);
        assert_eq!(number(&writer, "PRAGMA secure_delete").await, 1);
        assert_eq!(number(&writer, "PRAGMA foreign_keys").await, 1);
    }

    /// What is known of the engine (docs/decisions) is known of this one. Another one is looked at anew.
    #[tokio::test]
    async fn i02_the_engine_is_the_one_that_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let Connections { writer, .. } = opened(&folder).await;
        let text = async |question: &'static str| -> String {
            sqlx::query_scalar(question)
                .fetch_one(&writer)
                .await
                .unwrap()
        };
        assert_eq!(text("PRAGMA cipher_version").await, "4.10.0 community");
        assert_eq!(text("SELECT sqlite_version()").await, "3.50.4");
        let lock = include_str!("../../Cargo.lock");
        assert_eq!(lock.matches("name = \"libsqlite3-sys\"").count(), 1);
    }

    /// A failure that the engine answers by taking the transaction back itself must not be the end of
    /// writing: found by filling the disk.
    #[tokio::test]
    async fn e16_after_a_failure_the_next_change_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let Connections { writer, .. } = opened(&folder).await;
        for _ in 0..3 {
            let mut tx = writer.begin_with("BEGIN IMMEDIATE").await.unwrap();
            // As the engine does it when the disk is full.
            sqlx::raw_sql("ROLLBACK").execute(&mut *tx).await.unwrap();
            assert!(tx.commit().await.is_err());
        }
        let tx = writer.begin_with("BEGIN IMMEDIATE").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(number(&writer, "PRAGMA synchronous").await, 2);
        assert_eq!(number(&writer, "PRAGMA secure_delete").await, 1);
    }

    #[tokio::test]
    async fn another_key_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        opened(&folder).await.close().await.unwrap();
        let other = open(&folder.path().join("library.db"), &key(2), false).await;
        assert_eq!(
            other.err().map(|error| error.code()),
            Some(ErrorCode::LibraryDamaged)
        );
    }

    /// A step of a later version stands in the file; or a number that only a later one would write.
    #[tokio::test]
    async fn f12_a_file_of_a_newer_bookly_is_refused_and_left_as_it_is() {
        for newer in [
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'from the future', 1, x'00', 0)",
            "PRAGMA user_version = 1",
        ] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("library.db");
            let connections = opened(&folder).await;
            sqlx::query(newer)
                .execute(&connections.writer)
                .await
                .unwrap();
            connections.close().await.unwrap();
            let before = std::fs::read(&file).unwrap();
            let refused = open(&file, &key(1), false).await;
            assert_eq!(
                refused.err().map(|error| error.code()),
                Some(ErrorCode::LibraryNewer)
            );
            assert_eq!(std::fs::read(&file).unwrap(), before);
        }
    }

    #[tokio::test]
    async fn f11_a_step_that_fails_leaves_the_file_as_the_version_before_left_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("library.db");
        let connections = opened(&folder).await;
        // As before the latest step, but that step finds its column there already.
        sqlx::query("DELETE FROM _sqlx_migrations WHERE version = (SELECT max(version) FROM _sqlx_migrations)")
            .execute(&connections.writer)
            .await
            .unwrap();
        connections.close().await.unwrap();
        let before = std::fs::read(&file).unwrap();
        let refused = open(&file, &key(1), false).await;
        assert_eq!(
            refused.err().map(|error| error.code()),
            Some(ErrorCode::NotUpgraded)
        );
        assert!(std::fs::read(&file).unwrap() == before);
    }

    #[tokio::test]
    async fn a_database_that_is_no_library_is_never_made_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("library.db");
        std::fs::write(&file, []).unwrap();
        let refused = open(&file, &key(1), false).await;
        assert_eq!(
            refused.err().map(|error| error.code()),
            Some(ErrorCode::LibraryDamaged)
        );
        assert_eq!(std::fs::read(&file).unwrap(), [0; 0]);
    }
}
