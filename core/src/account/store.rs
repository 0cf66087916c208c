//! The SQL of accounts.db.

mod safety;
mod sound;

use std::{path::PathBuf, time::Duration};

use futures_core::future::BoxFuture;
use sqlx::{
    ConnectOptions, SqliteConnection, SqlitePool,
    migrate::MigrateError,
    pool::PoolOptions,
    sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use uuid::Uuid;

pub(super) use self::safety::{
    delete_account, deleting, forget_tries, libraries, mark_deleting, set_tries, tries,
};
use super::{
    files,
    name::{Email, LoginName, Username},
    slot::{Kind, StoredSlot},
    token::Session,
};
use crate::{Error, Result};

/// Opens accounts.db. No key is given, so the engine keeps it as a plain file: it must be readable
/// before anybody has typed a password.
///
/// In a box: the compiler does not see in what awaits it that it may change threads. For the same reason
/// nothing here asks for a connection of any kind (`Migrator::run`).
pub(super) fn open(file: PathBuf) -> BoxFuture<'static, Result<SqlitePool>> {
    Box::pin(open_file(file))
}

async fn open_file(file: PathBuf) -> Result<SqlitePool> {
    files::make_file(&file)?;
    let options = bookly_engine::options()
        .filename(file)
        .disable_statement_logging()
        .journal_mode(SqliteJournalMode::Truncate)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("mmap_size", "0");
    let options = if cfg!(target_os = "macos") {
        options.pragma("fullfsync", "ON")
    } else {
        options
    };
    let connection = PoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|db, _| Box::pin(crate::db::is_sound(db)))
        .connect_with(options)
        .await?;
    let proven = match bring_up(&connection).await {
        Ok(()) => sound::prove(&connection).await,
        refused => refused,
    };
    if let Err(error) = proven {
        connection.close().await;
        return Err(error);
    }
    Ok(connection)
}

/// Brings the tables up to date.
async fn bring_up(pool: &SqlitePool) -> Result<()> {
    let mut db = pool.acquire().await?;
    let steps = sqlx::migrate!("migrations/accounts");
    match steps.run_direct(None, &mut *db, false).await {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(_)) => Err(sound::newer(&mut db).await),
        Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
            Err(sound::damaged(error.into()))
        }
        Err(_) => Err(Error::LibraryDamaged),
    }
}

/// An account's row.
#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    uid: String,
    pub(super) username: String,
    pub(super) email: String,
    pub(super) created_at: i64,
    pub(super) recovery_confirmed: bool,
    pub(super) slot_generation: i64,
    pub(super) session_generation: i64,
    pub(super) reencrypted: bool,
    /// In minutes, 0 for never; none while nobody has chosen.
    pub(super) lock_after: Option<u32>,
}

impl AccountRow {
    pub(super) fn uid(&self) -> Result<Uuid> {
        read_uid(&self.uid)
    }
}

pub(super) async fn count(db: &mut SqliteConnection) -> Result<u32> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM account WHERE deleting = 0")
        .fetch_one(db)
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The account that logs in by this name.
pub(super) async fn account_named(
    db: &mut SqliteConnection,
    name: &LoginName,
) -> Result<Option<AccountRow>> {
    let (username, email) = match name {
        LoginName::Username(folded) => (Some(folded), None),
        LoginName::Email(folded) => (None, Some(folded)),
    };
    let account = sqlx::query_as(
        "SELECT uid, username, email, created_at, recovery_confirmed, slot_generation, session_generation,
                reencrypted, lock_after
           FROM account WHERE (username_folded = ?1 OR email_folded = ?2) AND deleting = 0",
    );
    Ok(account
        .bind(username)
        .bind(email)
        .fetch_optional(db)
        .await?)
}

pub(super) async fn account(db: &mut SqliteConnection, uid: Uuid) -> Result<Option<AccountRow>> {
    let account = sqlx::query_as(
        "SELECT uid, username, email, created_at, recovery_confirmed, slot_generation, session_generation,
                reencrypted, lock_after
           FROM account WHERE uid = ?1 AND deleting = 0",
    );
    Ok(account.bind(uid.to_string()).fetch_optional(db).await?)
}

/// The account that logged in last.
pub(super) async fn last_account(db: &mut SqliteConnection) -> Result<Option<AccountRow>> {
    let account = sqlx::query_as(
        "SELECT uid, username, email, created_at, recovery_confirmed, slot_generation, session_generation,
                reencrypted, lock_after
           FROM account WHERE username = (SELECT last_name FROM meta WHERE id = 1) AND deleting = 0",
    );
    Ok(account.fetch_optional(db).await?)
}

/// Whether nobody has this username or this email.
pub(super) async fn is_free(
    db: &mut SqliteConnection,
    username: &str,
    email: &str,
) -> Result<bool> {
    let (username, email) = (Username::parse(username)?, Email::parse(email)?);
    match require_free(db, &username, &email).await {
        Ok(()) => Ok(true),
        Err(Error::AccountExists(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Refuses a username or an email that somebody has already.
pub(super) async fn require_free(
    db: &mut SqliteConnection,
    username: &Username,
    email: &Email,
) -> Result<()> {
    let taken = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM account WHERE email_folded = ?1),
                EXISTS (SELECT 1 FROM account WHERE username_folded = ?2)",
    );
    match taken
        .bind(&email.folded)
        .bind(&username.folded)
        .fetch_one(db)
        .await?
    {
        (true, _) => Err(Error::AccountExists("email")),
        (_, true) => Err(Error::AccountExists("username")),
        (false, false) => Ok(()),
    }
}

pub(super) async fn insert_account(
    db: &mut SqliteConnection,
    uid: Uuid,
    username: &Username,
    email: &Email,
    created_at: i64,
) -> Result<()> {
    let insert = sqlx::query(
        "INSERT INTO account (uid, username, username_folded, email, email_folded, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    );
    let insert = insert
        .bind(uid.to_string())
        .bind(&username.shown)
        .bind(&username.folded);
    insert
        .bind(&email.shown)
        .bind(&email.folded)
        .bind(created_at)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn set_recovery_confirmed(
    db: &mut SqliteConnection,
    uid: Uuid,
    confirmed: bool,
) -> Result<()> {
    let update = sqlx::query("UPDATE account SET recovery_confirmed = ?2 WHERE uid = ?1");
    update
        .bind(uid.to_string())
        .bind(confirmed)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn set_slot_generation(
    db: &mut SqliteConnection,
    uid: Uuid,
    generation: i64,
) -> Result<()> {
    let update = sqlx::query("UPDATE account SET slot_generation = ?2 WHERE uid = ?1");
    update
        .bind(uid.to_string())
        .bind(generation)
        .execute(db)
        .await?;
    Ok(())
}

/// From now on every earlier session and every earlier copy of the slots is of the past.
pub(super) async fn next_generation(db: &mut SqliteConnection, uid: Uuid) -> Result<()> {
    let update = sqlx::query(
        "UPDATE account SET slot_generation = slot_generation + 1,
                            session_generation = session_generation + 1
          WHERE uid = ?1",
    );
    update.bind(uid.to_string()).execute(db).await?;
    Ok(())
}

pub(super) async fn set_reencrypted(
    db: &mut SqliteConnection,
    uid: Uuid,
    reencrypted: bool,
) -> Result<()> {
    let update = sqlx::query("UPDATE account SET reencrypted = ?2 WHERE uid = ?1");
    update
        .bind(uid.to_string())
        .bind(reencrypted)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn set_lock_after(
    db: &mut SqliteConnection,
    uid: Uuid,
    minutes: u32,
) -> Result<()> {
    let update = sqlx::query("UPDATE account SET lock_after = ?2 WHERE uid = ?1");
    update
        .bind(uid.to_string())
        .bind(minutes)
        .execute(db)
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct SlotRow {
    id: String,
    kind: String,
    kdf: String,
    memory_kib: Option<i64>,
    passes: Option<i64>,
    lanes: Option<i64>,
    salt: Vec<u8>,
    nonce: Vec<u8>,
    wrapped_key: Vec<u8>,
    verifier: Option<Vec<u8>>,
    expires_at: Option<i64>,
}

/// The slot of one kind. An account has at most one of each.
pub(super) async fn slot(
    db: &mut SqliteConnection,
    account: Uuid,
    kind: Kind,
) -> Result<Option<StoredSlot>> {
    let slot = sqlx::query_as(
        "SELECT id, kind, kdf, memory_kib, passes, lanes, salt, nonce, wrapped_key, verifier, expires_at
           FROM key_slot WHERE account_uid = ?1 AND kind = ?2",
    );
    let row: Option<SlotRow> = slot
        .bind(account.to_string())
        .bind(kind.word())
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| StoredSlot {
        id: row.id,
        kind: row.kind,
        kdf: row.kdf,
        cost: row
            .memory_kib
            .zip(row.passes)
            .zip(row.lanes)
            .map(|((m, t), p)| (m, t, p)),
        salt: row.salt,
        nonce: row.nonce,
        wrapped_key: row.wrapped_key,
        verifier: row.verifier,
        expires_at: row.expires_at,
    }))
}

/// Puts a slot in the place of the account's slot of the same kind.
pub(super) async fn replace_slot(
    db: &mut SqliteConnection,
    account: Uuid,
    slot: &StoredSlot,
) -> Result<()> {
    let delete = sqlx::query("DELETE FROM key_slot WHERE account_uid = ?1 AND kind = ?2");
    delete
        .bind(account.to_string())
        .bind(&slot.kind)
        .execute(&mut *db)
        .await?;
    let insert = sqlx::query(
        "INSERT INTO key_slot (id, account_uid, kind, kdf, memory_kib, passes, lanes,
                               salt, nonce, wrapped_key, verifier, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    );
    let (memory_kib, passes, lanes) = slot
        .cost
        .map_or((None, None, None), |(m, t, p)| (Some(m), Some(t), Some(p)));
    let insert = insert
        .bind(&slot.id)
        .bind(account.to_string())
        .bind(&slot.kind)
        .bind(&slot.kdf);
    let insert = insert.bind(memory_kib).bind(passes).bind(lanes);
    let insert = insert
        .bind(&slot.salt)
        .bind(&slot.nonce)
        .bind(&slot.wrapped_key);
    insert
        .bind(&slot.verifier)
        .bind(slot.expires_at)
        .execute(db)
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    sid: String,
    account_uid: String,
    generation: i64,
    issued_at: i64,
    expires_at: i64,
    auth_time: i64,
    remembered: bool,
}

/// The session of an account, if it has one.
pub(super) async fn session(db: &mut SqliteConnection, account: Uuid) -> Result<Option<Session>> {
    let session = sqlx::query_as(
        "SELECT sid, account_uid, generation, issued_at, expires_at, auth_time, remembered
           FROM session WHERE account_uid = ?1",
    );
    let row: Option<SessionRow> = session.bind(account.to_string()).fetch_optional(db).await?;
    row.map(|row| {
        Ok(Session {
            sid: read_uid(&row.sid)?,
            account: read_uid(&row.account_uid)?,
            generation: row.generation,
            issued_at: row.issued_at,
            expires_at: row.expires_at,
            auth_time: row.auth_time,
            remembered: row.remembered,
        })
    })
    .transpose()
}

/// Ends every session of an account. True when one of them was remembered.
pub(super) async fn end_sessions(db: &mut SqliteConnection, account: Uuid) -> Result<bool> {
    let sessions = sqlx::query("DELETE FROM session WHERE account_uid = ?1");
    sessions.bind(account.to_string()).execute(&mut *db).await?;
    let slots = sqlx::query("DELETE FROM key_slot WHERE account_uid = ?1 AND kind = 'remember'");
    Ok(slots
        .bind(account.to_string())
        .execute(db)
        .await?
        .rows_affected()
        > 0)
}

pub(super) async fn insert_session(db: &mut SqliteConnection, session: &Session) -> Result<()> {
    let insert = sqlx::query(
        "INSERT INTO session (sid, account_uid, generation, issued_at, expires_at, auth_time, remembered)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    );
    let insert = insert
        .bind(session.sid.to_string())
        .bind(session.account.to_string())
        .bind(session.generation);
    let insert = insert
        .bind(session.issued_at)
        .bind(session.expires_at)
        .bind(session.auth_time);
    insert.bind(session.remembered).execute(db).await?;
    Ok(())
}

/// Forgets sessions that lived in the memory of a process that is gone.
pub(super) async fn forget_memory_sessions(db: &mut SqliteConnection) -> Result<()> {
    sqlx::query("DELETE FROM session WHERE remembered = 0")
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn last_name(db: &mut SqliteConnection) -> Result<Option<String>> {
    Ok(
        sqlx::query_scalar("SELECT last_name FROM meta WHERE id = 1")
            .fetch_one(db)
            .await?,
    )
}

pub(super) async fn last_seen(db: &mut SqliteConnection) -> Result<i64> {
    Ok(
        sqlx::query_scalar("SELECT last_seen FROM meta WHERE id = 1")
            .fetch_one(db)
            .await?,
    )
}

/// After a password was typed: the name for the next start, and the clock is believed again.
pub(super) async fn note_login(db: &mut SqliteConnection, username: &str, now: i64) -> Result<()> {
    let update = sqlx::query("UPDATE meta SET last_name = ?1, last_seen = ?2 WHERE id = 1");
    update.bind(username).bind(now).execute(db).await?;
    Ok(())
}

/// While the program runs, the time it has seen only rises.
pub(super) async fn note_seen(db: &mut SqliteConnection, now: i64) -> Result<()> {
    let update = sqlx::query("UPDATE meta SET last_seen = max(last_seen, ?1) WHERE id = 1");
    update.bind(now).execute(db).await?;
    Ok(())
}

fn read_uid(text: &str) -> Result<Uuid> {
    text.parse().map_err(|_| Error::LibraryDamaged)
}
