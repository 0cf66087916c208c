//! Accounts: who may open which library, and what proves it.
//!
//! A password opens a key slot, the slot holds the key of the library file, and the key opens the
//! file. Nothing here decides by comparing and then letting somebody in: without the password, the
//! recovery code or the remembered key there is no library key to hand out.
//!
//! This room knows nothing of books and never opens a library file.

mod adopt;
mod files;
#[cfg(any(test, feature = "test-kit"))]
pub(crate) mod fuzzing;
#[cfg(all(test, target_os = "linux"))]
#[expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]
mod held;
mod keyfile;
mod keyring;
mod leave;
mod log_in;
#[cfg(any(test, feature = "test-kit"))]
mod memory_keyring;
mod name;
mod password;
mod provider;
mod quarantine;
mod rebuild;
mod recovery;
mod remember;
mod renew;
mod secret;
mod session;
mod sign_up;
mod slot;
mod store;
#[cfg(test)]
#[expect(clippy::string_slice, reason = "tokens and codes are ASCII")]
mod tests;
mod throttle;
mod token;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Serialize;
use sqlx::{Sqlite, SqlitePool, Transaction, pool::PoolConnection};
use uuid::Uuid;

pub(crate) use self::files::{
    free_name, keep_also_as, make_file, make_folder, remove_database, sync_folder, take_place,
};
#[cfg(any(test, feature = "test-kit"))]
pub use self::memory_keyring::MemoryKeyring;
pub use self::{
    adopt::{BackupSecret, NewHome, SecretKind, TakenUp},
    keyring::{KeyringReason, KeyringState, Patience, SecretStore, SecretStoreError},
    leave::Cleaning,
    log_in::{Login, Proof},
    password::{KdfCost, PasswordStrength, password_strength},
    quarantine::SALVAGING,
    recovery::RecoveryCode,
    renew::{LIBRARY, REENCRYPTED, RESTORED, Recovery},
    secret::{LibraryKey, Secret},
    session::{OpenSession, Resumed},
    sign_up::NewAccount,
    throttle::Tries,
};
use self::{keyring::Keyring, password::PasswordKeys};
use crate::{Clock, Error, HomeFault, Result, blocking::blocking};

/// An account, for the person it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Account {
    /// Names the folder of its library. The window never sees it.
    #[serde(skip)]
    pub uid: Uuid,
    /// As it was typed at sign-up.
    pub username: String,
    /// As it was typed at sign-up.
    pub email: String,
    /// In milliseconds since 1970, UTC.
    pub created_at: i64,
    /// Whether the next start opens the library without a password.
    pub stay_signed_in: bool,
    /// Whether the recovery code was proven to be written down.
    pub recovery_confirmed: bool,
    /// After how many minutes without a person the library locks; 0 is never.
    pub lock_after_minutes: u32,
}

/// The accounts of one data folder. Whoever opens it holds the instance lock of that folder.
pub struct Accounts {
    home: PathBuf,
    db: SqlitePool,
    clock: Arc<dyn Clock>,
    keyring: Keyring,
    cost: KdfCost,
    /// One password at a time: a hash takes 64 MiB, and two sign-ups must not race for a name.
    door: tokio::sync::Mutex<()>,
    pauses: throttle::Pauses,
    #[cfg(test)]
    kdf_runs: Arc<std::sync::atomic::AtomicUsize>,
    /// A hash that has begun does not end while a test writes here.
    #[cfg(test)]
    kdf_gate: Arc<tokio::sync::RwLock<()>>,
}

impl Accounts {
    /// Opens the data folder, making it when it is not there, and sets half-made libraries aside.
    /// Fails with [`Error::HomeNotUsable`] where nothing can be kept.
    pub async fn open(
        home: &Path,
        clock: Arc<dyn Clock>,
        secrets: Arc<dyn SecretStore>,
        cost: KdfCost,
    ) -> Result<Self> {
        provider::install()?;
        if !home.is_absolute() || home.to_str().is_none() {
            return Err(Error::HomeNotUsable(HomeFault::NotText));
        }
        let (libraries, quarantine) = (home.join("libraries"), home.join("quarantine"));
        let (backups, tmp) = (home.join("backups"), home.join("tmp"));
        for folder in [home, &libraries, &quarantine, &backups, &tmp] {
            make_folder(folder)?;
        }
        files::prove_writable(home)?;
        files::empty(&tmp)?;
        files::set_aside_half_made(&libraries, &quarantine)?;
        let db = rebuild::open(home).await?;
        store::forget_memory_sessions(&mut *db.acquire().await?).await?;
        let accounts = Self {
            home: home.to_owned(),
            db,
            clock,
            keyring: Keyring::new(secrets),
            cost,
            door: tokio::sync::Mutex::new(()),
            pauses: throttle::Pauses::default(),
            #[cfg(test)]
            kdf_runs: Arc::default(),
            #[cfg(test)]
            kdf_gate: Arc::default(),
        };
        accounts.clear_deleted().await?;
        accounts.settle_libraries().await?;
        Ok(accounts)
    }

    /// How many accounts there are.
    pub async fn count(&self) -> Result<u32> {
        store::count(&mut *self.db().await?).await
    }

    /// The username that logged in last, for the login screen.
    pub async fn last_name(&self) -> Result<Option<String>> {
        store::last_name(&mut *self.db().await?).await
    }

    /// The pause that whoever logged in last still has to wait for, if any.
    pub async fn last_pause(&self) -> Result<Option<Tries>> {
        let row = store::last_account(&mut *self.db().await?).await?;
        match row {
            Some(row) => self.pause_of(throttle::Bucket::Account(row.uid()?)).await,
            None => Ok(None),
        }
    }

    /// Tries out whether the keyring keeps what it is given.
    pub async fn keyring(&self) -> KeyringState {
        self.keyring.probe().await
    }

    /// Connects to the keyring anew and tries it out.
    pub async fn retry_keyring(&self) -> KeyringState {
        self.keyring.reconnect();
        self.keyring.probe().await
    }

    /// Notes that the program is in use now. Called every minute and at the end; a clock that is
    /// later found far behind this has been set back.
    pub async fn note_seen(&self) -> Result<()> {
        store::note_seen(&mut *self.db().await?, self.now()).await
    }

    /// Closes accounts.db.
    pub async fn close(&self) {
        self.db.close().await;
    }

    /// How many passwords were hashed, right or wrong.
    #[cfg(test)]
    fn kdf_runs(&self) -> usize {
        self.kdf_runs.load(std::sync::atomic::Ordering::SeqCst)
    }

    /// Nobody's hash ends while this is kept.
    #[cfg(test)]
    async fn hold_kdf(&self) -> tokio::sync::OwnedRwLockWriteGuard<()> {
        Arc::clone(&self.kdf_gate).write_owned().await
    }

    fn library_dir(&self, account: Uuid) -> PathBuf {
        self.home.join("libraries").join(account.to_string())
    }

    /// Seconds since 1970. Times before it are 1970: tokens know no others.
    fn now(&self) -> i64 {
        self.clock.now().as_second().max(0)
    }

    async fn db(&self) -> Result<PoolConnection<Sqlite>> {
        Ok(self.db.acquire().await?)
    }

    async fn begin_write(&self) -> Result<Transaction<'static, Sqlite>> {
        Ok(self.db.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Hashes a password on a thread that may be busy for a second.
    async fn derive(
        &self,
        password: &Arc<Secret>,
        salt: &[u8],
        cost: KdfCost,
    ) -> Result<PasswordKeys> {
        #[cfg(test)]
        self.kdf_runs
            .fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        #[cfg(test)]
        let gate = Arc::clone(&self.kdf_gate);
        let (password, salt) = (Arc::clone(password), salt.to_vec());
        blocking(move || {
            #[cfg(test)]
            let _open = gate.blocking_read();
            password::derive(password.expose(), &salt, cost)
        })
        .await
    }
}
