//! How a library file is opened: the engine, its key and its pragmas, in one place.
//!
//! Exactly one connection ever writes or checkpoints; readers are `query_only` and are closed
//! before it. The WAL-reset bug of the bundled `SQLite` needs two connections that write or checkpoint
//! at the same moment, and so cannot happen here (docs/decisions/0004-wal-with-one-writer.md).

use std::{path::Path, time::Duration};

use sqlx::{
    ConnectOptions, SqlitePool,
    migrate::MigrateError,
    pool::PoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{Error, LibraryKey, Result};

/// Readers at a time; a window, the details of a book and a list of imports need no more.
const READERS: u32 = 3;

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
    let options = options(file, key)?.create_if_missing(create);
    let writer = PoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_mins(10)) // an edit waits for an import's transaction
        .connect_with(writer_options(options.clone()))
        .await?;
    if let Err(error) = prepare(&writer).await {
        writer.close().await;
        return Err(error);
    }
    let readers = PoolOptions::new()
        .max_connections(READERS)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(reader_options(options));
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

fn options(file: &Path, key: &LibraryKey) -> Result<SqliteConnectOptions> {
    if !file.is_absolute() || file.to_str().is_none() {
        return Err(Error::HomeNotUsable(
            "its path is not readable text.".to_owned(),
        ));
    }
    let options = SqliteConnectOptions::new()
        .filename(file)
        .disable_statement_logging() // a log line of `PRAGMA key` would hold the key
        .pragma("key", key.pragma_text().as_str().to_owned())
        .pragma("cipher_log_level", "NONE")
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("mmap_size", "0");
    Ok(options)
}

fn writer_options(options: SqliteConnectOptions) -> SqliteConnectOptions {
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON")
        .pragma("cache_size", "-65536");
    if cfg!(target_os = "macos") {
        options.pragma("fullfsync", "ON")
    } else {
        options
    }
}

fn reader_options(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .pragma("query_only", "ON")
        .pragma("wal_autocheckpoint", "0")
        .pragma("cache_size", "-8192")
}

/// Proves that the engine is the encrypting one and the file readable, then migrates it.
async fn prepare(writer: &SqlitePool) -> Result<()> {
    let cipher: Option<String> = sqlx::query_scalar("PRAGMA cipher_version")
        .fetch_optional(writer)
        .await?;
    if cipher.is_none() {
        return Err(Error::Internal("the engine does not encrypt"));
    }
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
