//! A data folder, a clock that stands, and a keyring in memory.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use sqlx::Connection;
use tempfile::TempDir;

use crate::{
    Clock, Error, Result, Tries,
    account::{
        Accounts, KdfCost, Login, MemoryKeyring, NewAccount, OpenSession, Recovery, Resumed,
        session::SignedOut,
        sign_up::{LibraryPlace, SignedUp},
    },
};

/// 2027-01-15, in seconds.
pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const PASSWORD: &str = "gravel oboe tundra pickle";

/// A clock that stands where it is put.
pub(super) struct StandingClock {
    wall: AtomicI64,
    steady: AtomicI64,
}

impl StandingClock {
    fn new() -> Self {
        Self {
            wall: AtomicI64::new(NOW),
            steady: AtomicI64::new(1_000),
        }
    }

    /// Somebody sets the computer's clock.
    pub(super) fn put(&self, seconds: i64) {
        self.wall.store(seconds, Ordering::SeqCst);
    }

    /// Time passes.
    pub(super) fn pass(&self, seconds: i64) {
        self.wall.fetch_add(seconds, Ordering::SeqCst);
        self.steady.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.wall.load(Ordering::SeqCst)).unwrap()
    }

    fn steady(&self) -> Duration {
        Duration::from_secs(self.steady.load(Ordering::SeqCst).unsigned_abs())
    }
}

pub(super) struct Rig {
    pub(super) accounts: Accounts,
    pub(super) keyring: Arc<MemoryKeyring>,
    pub(super) clock: Arc<StandingClock>,
    pub(super) home: PathBuf,
    /// The key that the last library was built with.
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
        let clock = Arc::new(StandingClock::new());
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

    /// As after a kill: nothing was closed.
    pub(super) async fn killed(self) -> Self {
        let cost = KdfCost::cheap_for_tests();
        let Self {
            home,
            folder,
            clock,
            keyring,
            ..
        } = self;
        drop(self.accounts);
        Self::open(home, folder, clock, keyring, cost)
            .await
            .unwrap()
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
            *self.built_with.lock().unwrap() = Some(place.key.engine_text().to_string());
            Ok(())
        };
        self.accounts.sign_up(new, build).await
    }

    pub(super) async fn log_in(&self, name: &str, password: &str) -> Result<OpenSession> {
        self.accounts.log_in(login(name, password, false)).await
    }

    /// A wrong password: what comes of it.
    pub(super) async fn guess(&self, name: &str) -> Tries {
        match self.log_in(name, "not the password").await.err() {
            Some(Error::LoginRefused(tries) | Error::TooManyTries(tries)) => tries,
            other => panic!("{:?}", other.map(|error| error.code())),
        }
    }

    /// The code that somebody kept on paper, used.
    pub(super) async fn recover(&self, name: &str, code: &str, new: &str) -> Result<SignedUp> {
        let recovery = Recovery {
            name: name.to_owned(),
            code: code.to_owned().into(),
            new_password: new.to_owned().into(),
            stay_signed_in: false,
        };
        self.accounts.recover(recovery).await
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

pub(super) async fn raw(home: &Path) -> sqlx::SqliteConnection {
    let options = bookly_engine::options()
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

/// Another start on the folder of a rig that goes on.
pub(super) async fn reopened(rig: &Rig) -> Accounts {
    let cost = KdfCost::cheap_for_tests();
    Accounts::open(&rig.home, rig.clock.clone(), rig.keyring.clone(), cost)
        .await
        .unwrap()
}
