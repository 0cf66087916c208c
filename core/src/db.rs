//! How a library file is opened: the engine, its key and its pragmas, in one place.
//!
//! Exactly one connection ever writes or checkpoints; readers are `query_only` and are closed
//! before it. The WAL-reset bug of the bundled `SQLite` needs two connections that write or checkpoint
//! at the same moment, and so cannot happen here (docs/decisions/0004-wal-with-one-writer.md).

use std::{ffi::CStr, path::Path, sync::Arc, time::Duration};

use futures_core::future::BoxFuture;
use sqlx::{
    ConnectOptions, SqliteConnection, SqlitePool,
    migrate::MigrateError,
    pool::{PoolConnectionMetadata, PoolOptions},
    sqlite::SqliteConnectOptions,
};

use crate::{Error, LibraryKey, Result};

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
            "PRAGMA cache_size = -65536",
        ))
        .connect_with(options.clone().create_if_missing(create))
        .await?;
    if let Err(error) = prepare(&writer).await {
        writer.close().await;
        return Err(error);
    }
    let readers = PoolOptions::new()
        .max_connections(READERS)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(begin(key, READER, "PRAGMA cache_size = -8192"))
        .connect_lazy_with(options);
    Ok(Connections { writer, readers })
}

impl Connections {
    /// Closes the readers, folds the WAL into the file and closes the writer: at rest the
    /// library is one file.
    pub(crate) async fn close(&self) -> Result<()> {
        self.readers.close().await;
        let folded = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&self.writer)
            .await;
        self.writer.close().await;
        folded?;
        Ok(())
    }
}

fn options(file: &Path) -> Result<SqliteConnectOptions> {
    if !file.is_absolute() || file.to_str().is_none() {
        return Err(Error::HomeNotUsable(
            "its path is not readable text.".to_owned(),
        ));
    }
    // Nothing here may read the file: it has no key yet.
    let options = SqliteConnectOptions::new()
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
    cache: &'static str,
) -> impl for<'c> Fn(&'c mut SqliteConnection, PoolConnectionMetadata) -> BoxFuture<'c, sqlx::Result<()>>
{
    move |db, _| {
        let key = Arc::clone(&key);
        Box::pin(async move {
            give_key(db, c"main", &key).await?;
            sqlx::raw_sql(EVERYBODY).execute(&mut *db).await?;
            sqlx::raw_sql(role).execute(&mut *db).await?;
            // It reads the file. Where that fails, the engine is given the key anew, so that the
            // first question finds the same fault again, and says so.
            if sqlx::query(cache).execute(&mut *db).await.is_err() {
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
async fn prepare(writer: &SqlitePool) -> Result<()> {
    let cipher: Option<String> = sqlx::query_scalar("PRAGMA cipher_version")
        .fetch_optional(writer)
        .await?;
    if cipher.is_none() {
        return Err(Error::Internal("the engine does not encrypt"));
    }
    sqlx::raw_sql("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
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
    match sqlx::migrate!("migrations/library").run(writer).await {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(_)) => Err(Error::LibraryNewer),
        Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
            Err(error.into())
        }
        Err(_) => Err(Error::LibraryDamaged),
    }
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

    #[tokio::test]
    async fn a_file_of_a_newer_bookly_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("library.db");
        let connections = opened(&folder).await;
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'from the future', 1, x'00', 0)",
        )
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
