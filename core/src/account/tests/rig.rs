//! A data folder, a clock that stands, and a keyring in memory.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::Timestamp;
use sqlx::{Connection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use crate::{
    Clock, Result,
    account::{
        Accounts, KdfCost, Login, MemoryKeyring, NewAccount, OpenSession, Resumed,
        session::SignedOut,
        sign_up::{LibraryPlace, SignedUp},
    },
};

/// 2027-01-15, in seconds.
pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const PASSWORD: &str = "gravel oboe tundra pickle";

/// A clock that stands where it is put.
pub(super) struct StandingClock(AtomicI64);

impl StandingClock {
    pub(super) fn put(&self, seconds: i64) {
        self.0.store(seconds, Ordering::SeqCst);
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

pub(super) struct Rig {
    pub(super) accounts: Accounts,
    pub(super) keyring: Arc<MemoryKeyring>,
    pub(super) clock: Arc<StandingClock>,
    pub(super) home: PathBuf,
    /// The pragma text that the last library was built with.
    pub(super) built_with: Mutex<Option<String>>,
    folder: Option<TempDir>,
}

impl Rig {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut rig = Self::try_at(&folder.path().join("home")).await.unwrap();
        rig.folder = Some(folder);
        rig
    }

    pub(super) async fn try_at(home: &Path) -> Result<Self> {
        let clock = Arc::new(StandingClock(AtomicI64::new(NOW)));
        Self::open(
            home.to_owned(),
            None,
            clock,
            Arc::default(),
            KdfCost::cheap_for_tests(),
        )
        .await
    }

    async fn open(
        home: PathBuf,
        folder: Option<TempDir>,
        clock: Arc<StandingClock>,
        keyring: Arc<MemoryKeyring>,
        cost: KdfCost,
    ) -> Result<Self> {
        let accounts = Accounts::open(&home, clock.clone(), keyring.clone(), cost).await?;
        Ok(Self {
            accounts,
            keyring,
            clock,
            home,
            built_with: Mutex::default(),
            folder,
        })
    }

    /// The next start on the same folder, clock and keyring.
    pub(super) async fn restarted(self) -> Self {
        self.restarted_with(KdfCost::cheap_for_tests()).await
    }

    pub(super) async fn restarted_with(self, cost: KdfCost) -> Self {
        self.accounts.close().await;
        Self::open(self.home, self.folder, self.clock, self.keyring, cost)
            .await
            .unwrap()
    }

    /// Ends the program and keeps its folder.
    pub(super) async fn closed(self) -> Option<TempDir> {
        self.accounts.close().await;
        self.folder
    }

    pub(super) async fn sign_up(
        &self,
        username: &str,
        email: &str,
        stay: bool,
    ) -> Result<SignedUp> {
        self.sign_up_as(new_account(username, email, stay)).await
    }

    pub(super) async fn sign_up_as(&self, new: NewAccount) -> Result<SignedUp> {
        let build = |place: LibraryPlace| async move {
            fs::write(place.dir.join("library.db"), "a library").unwrap();
            *self.built_with.lock().unwrap() = Some(place.key.pragma_text().to_string());
            Ok(())
        };
        self.accounts.sign_up(new, build).await
    }

    pub(super) async fn log_in(&self, name: &str, password: &str) -> Result<OpenSession> {
        self.accounts.log_in(login(name, password, false)).await
    }

    /// Why the next start would ask for a password; none when it would not.
    pub(super) async fn signed_out(&self) -> Option<SignedOut> {
        match self.accounts.resume().await.unwrap() {
            Resumed::Open(_) => None,
            Resumed::SignedOut(why) => Some(why),
        }
    }

    /// keyslots.json of the only account.
    pub(super) fn keyslots(&self) -> PathBuf {
        let libraries = fs::read_dir(self.home.join("libraries")).unwrap();
        libraries
            .map(|entry| entry.unwrap().path().join("keyslots.json"))
            .next()
            .unwrap()
    }

    pub(super) async fn keyslots_of(&self, username: &str) -> PathBuf {
        self.home
            .join("libraries")
            .join(self.uid_of(username).await)
            .join("keyslots.json")
    }

    pub(super) async fn uid_of(&self, username: &str) -> String {
        let mut db = raw(&self.home).await;
        sqlx::query_scalar("SELECT uid FROM account WHERE username = ?1")
            .bind(username)
            .fetch_one(&mut db)
            .await
            .unwrap()
    }
}

pub(super) fn new_account(username: &str, email: &str, stay_signed_in: bool) -> NewAccount {
    NewAccount {
        username: username.to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned().into(),
        stay_signed_in,
    }
}

pub(super) fn login(name: &str, password: &str, stay_signed_in: bool) -> Login {
    Login {
        name: name.to_owned(),
        password: password.to_owned().into(),
        stay_signed_in,
    }
}

async fn raw(home: &Path) -> sqlx::SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(home.join("accounts.db"))
        .foreign_keys(false);
    let options = options.pragma("ignore_check_constraints", "ON");
    sqlx::SqliteConnection::connect_with(&options)
        .await
        .unwrap()
}

/// Runs a statement behind the program's back; the answer is its last row's text.
pub(super) async fn sql(home: &Path, statement: &'static str) -> String {
    let mut db = raw(home).await;
    let text = sqlx::query_scalar(statement)
        .fetch_optional(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();
    text.unwrap_or_default()
}

/// Every file below a folder with its content.
pub(super) fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
            files.insert(path, Vec::new());
        } else {
            files.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    files
}

/// Gives the only session other times.
pub(super) async fn set_session(home: &Path, issued_at: i64, expires_at: i64, auth_time: i64) {
    let mut db = raw(home).await;
    let update = sqlx::query("UPDATE session SET issued_at = ?1, expires_at = ?2, auth_time = ?3");
    update
        .bind(issued_at)
        .bind(expires_at)
        .bind(auth_time)
        .execute(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();
}
