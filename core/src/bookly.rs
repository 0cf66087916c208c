//! The whole of Bookly for one data folder: accounts, and the library of whoever is logged in.

mod backups;
mod damage;
#[cfg(test)]
mod hostile_tests;
mod instance;
mod lock;
#[cfg(all(test, target_os = "linux"))]
#[expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]
mod memory_tests;
mod restoring;
mod safety;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError},
};

use serde::Serialize;
use tokio::sync::Mutex;

pub use self::{
    backups::Moment,
    damage::{Damage, Damaged},
    lock::{LockReason, Locked},
    restoring::{BackupSource, RestorePreview, RestoredAccount},
};
use self::{
    damage::DamagedLibrary,
    instance::Instance,
    lock::{LockedAccount, Seen},
    restoring::OpenedBackup,
};
pub use crate::reencrypt::{ReencryptProgress, ReencryptWatch};
use crate::{
    Clock, CopyWatch, Error, Library, Result,
    account::{
        self, Account, Accounts, KdfCost, KeyringState, LIBRARY, Login, NewAccount, OpenSession,
        Resumed, SecretStore, Tries,
    },
};

/// See the module. There is one for a data folder, held by a lock.
pub struct Bookly {
    accounts: Accounts,
    clock: Arc<dyn Clock>,
    here: Mutex<Here>,
    /// When a person was last at the window.
    seen: std::sync::Mutex<Seen>,
    /// Stops the encryption under way when the program is to end.
    reencrypting: std::sync::Mutex<Option<ReencryptWatch>>,
    /// Held by whoever makes, reads or restores a backup: one at a time.
    copying: Mutex<()>,
    /// A backup that is about to be restored.
    opened_backup: std::sync::Mutex<Option<OpenedBackup>>,
    /// Stops the restore under way when the program is to end.
    restoring: std::sync::Mutex<Option<CopyWatch>>,
    _instance: Instance,
}

/// Who is here.
enum Here {
    Nobody,
    /// Somebody whose password is asked.
    Locked(LockedAccount),
    /// Somebody whose library cannot be opened.
    Damaged(DamagedLibrary),
    Open(Open),
}

/// Who is logged in.
struct Open {
    /// Held for as long as the keyring takes; the rest of the window does not wait for that.
    session: Arc<Mutex<OpenSession>>,
    library: Library,
    file: PathBuf,
}

/// How things stand when the program starts.
#[derive(Debug, Clone)]
pub struct Start {
    /// Accounts in this data folder.
    pub account_count: u32,
    /// Who logged in last.
    pub last_name: Option<String>,
    /// There when the stored session still opens a library.
    pub account: Option<Account>,
    /// There when somebody was here and the password is asked.
    pub locked: Option<Locked>,
    /// There when the library of whoever is here cannot be opened.
    pub damaged: Option<Damaged>,
    /// There while whoever logged in last has to wait after wrong passwords.
    pub pause: Option<Tries>,
    /// Whether somebody can stay signed in.
    pub keyring: KeyringState,
}

/// A new account, logged in, and the recovery code that is shown once.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SignedUp {
    /// "User Created successfully"
    pub message: &'static str,
    /// The account.
    pub account: Account,
    /// 8 groups of 4, joined by hyphens.
    pub recovery_code: String,
}

impl Bookly {
    /// Opens a data folder, making it when it is not there.
    /// Fails with `LibraryInUse` when another Bookly has it, and `HomeNotUsable` where nothing can be kept.
    pub async fn open(
        home: &Path,
        clock: Arc<dyn Clock>,
        secrets: Arc<dyn SecretStore>,
    ) -> Result<Self> {
        Self::open_at_cost(home, clock, secrets, KdfCost::standard()).await
    }

    /// As [`Self::open`], with cheap passwords.
    #[cfg(any(test, feature = "test-kit"))]
    pub async fn open_with_cost(
        home: &Path,
        clock: Arc<dyn Clock>,
        secrets: Arc<dyn SecretStore>,
        cost: KdfCost,
    ) -> Result<Self> {
        Self::open_at_cost(home, clock, secrets, cost).await
    }

    async fn open_at_cost(
        home: &Path,
        clock: Arc<dyn Clock>,
        secrets: Arc<dyn SecretStore>,
        cost: KdfCost,
    ) -> Result<Self> {
        account::make_folder(home)?;
        let instance = Instance::lock(home)?;
        let accounts = Accounts::open(home, Arc::clone(&clock), secrets, cost).await?;
        restoring::forget_replaced(&accounts.quarantine_dir(), clock.now());
        let seen = std::sync::Mutex::new(Seen::now(&*clock));
        Ok(Self {
            accounts,
            clock,
            here: Mutex::new(Here::Nobody),
            seen,
            reencrypting: std::sync::Mutex::default(),
            copying: Mutex::default(),
            opened_backup: std::sync::Mutex::default(),
            restoring: std::sync::Mutex::default(),
            _instance: instance,
        })
    }

    /// Opens the library of the remembered session, when there is one, and says how things stand.
    /// Asked again, it says the same.
    pub async fn start(&self) -> Result<Start> {
        let mut here = self.here.lock().await;
        if let Here::Nobody = *here
            && let Resumed::Open(session) = self.accounts.resume().await?
        {
            let opened = self.open_here(&mut here, *session).await;
            if matches!(*here, Here::Nobody) {
                opened?;
            }
        }
        let (mut account, mut locked, mut damaged) = (None, None, None);
        match &*here {
            Here::Nobody => {}
            Here::Locked(here) => locked = Some(here.locked().clone()),
            Here::Damaged(here) => damaged = Some(here.shown.clone()),
            Here::Open(open) => account = Some(open.session.lock().await.account().clone()),
        }
        drop(here);
        Ok(Start {
            account_count: self.accounts.count().await?,
            last_name: self.accounts.last_name().await?,
            account,
            locked,
            damaged,
            pause: self.accounts.last_pause().await?,
            keyring: self.accounts.keyring().await,
        })
    }

    /// Makes an account and its library, and opens it.
    /// Fails with `AccountExists` when the email or the username is taken; nothing is written then.
    pub async fn sign_up(&self, new_account: NewAccount) -> Result<SignedUp> {
        let mut here = self.here.lock().await;
        close_library(&mut here).await?;
        let clock = Arc::clone(&self.clock);
        let signed_up = self
            .accounts
            .sign_up(new_account, |place| async move {
                let file = place.dir.join(LIBRARY);
                Library::create(&file, &place.key, &place.account_uid.to_string(), &*clock).await
            })
            .await?;
        let account = signed_up.session.account().clone();
        self.open_here(&mut here, signed_up.session).await?;
        Ok(SignedUp {
            message: "User Created successfully",
            account,
            recovery_code: signed_up.recovery_code.text().expose().to_owned(),
        })
    }

    /// Opens the library of an account. An unknown name and a wrong password give one answer.
    pub async fn log_in(&self, login: Login) -> Result<Account> {
        let mut here = self.here.lock().await;
        close_library(&mut here).await?;
        let session = self.accounts.log_in(login).await?;
        let account = session.account().clone();
        self.open_here(&mut here, session).await?;
        Ok(account)
    }

    /// Closes the library and ends the session: what was remembered opens nothing any more.
    /// A locked library has no session left; it is let go of.
    pub async fn log_out(&self) -> Result<()> {
        self.let_go_of_backup();
        let mut here = self.here.lock().await;
        let (session, closed) = match std::mem::replace(&mut *here, Here::Nobody) {
            Here::Open(open) => (open.session, open.library.close().await),
            Here::Damaged(damaged) => (damaged.session, Ok(())),
            Here::Locked(_) | Here::Nobody => return Ok(()),
        };
        drop(here);
        self.accounts.log_out(&*session.lock().await).await?;
        closed
    }

    /// Whether the next start opens the library without asking. The answer says what came of it:
    /// without a keyring, nobody stays signed in.
    pub async fn stay_signed_in(&self, stay: bool) -> Result<Account> {
        let session = self.session().await?;
        let mut session = session.lock().await;
        self.accounts.stay_signed_in(&mut session, stay).await?;
        Ok(session.account().clone())
    }

    /// Notes that the recovery code was kept: `group` is its last group.
    pub async fn confirm_recovery(&self, group: &str) -> Result<()> {
        let session = self.session().await?;
        let mut session = session.lock().await;
        self.accounts.confirm_recovery(&mut session, group).await
    }

    /// A new recovery code in place of one that was never confirmed.
    pub async fn issue_recovery(&self) -> Result<String> {
        let session = self.session().await?;
        let code = self
            .accounts
            .issue_recovery(&mut *session.lock().await)
            .await?;
        Ok(code.text().expose().to_owned())
    }

    /// Asks the keyring anew whether somebody can stay signed in.
    pub async fn retry_keyring(&self) -> KeyringState {
        self.accounts.retry_keyring().await
    }

    /// The library of whoever is logged in. Fails with `NotLoggedIn`, and with `Locked`, also when
    /// the session has come to its end just now.
    pub async fn library(&self) -> Result<Library> {
        let mut here = self.here.lock().await;
        let Open {
            session, library, ..
        } = here.open()?;
        let library = library.clone();
        // One that is in other hands is being renewed, and was checked for that.
        let checked = match session.try_lock() {
            Ok(session) => self.accounts.check(&session).await,
            Err(_) => Ok(()),
        };
        match checked {
            Ok(()) => Ok(library),
            Err(Error::NotLoggedIn) => {
                drop(library);
                self.lock_here(&mut here, LockReason::Expired).await?;
                Err(Error::Locked)
            }
            // A disk that fails for a moment is not the end of a session, but no proof of one either.
            Err(error) => Err(error),
        }
    }

    /// The file of the open library.
    pub async fn library_file(&self) -> Result<PathBuf> {
        let here = self.here.lock().await;
        Ok(here.open()?.file.clone())
    }

    /// Notes that the program is in use; called every minute.
    pub async fn note_seen(&self) -> Result<()> {
        self.accounts.note_seen().await
    }

    /// Closes everything; what is remembered stays so.
    pub async fn close(&self) -> Result<()> {
        if let Some(watch) = &*self.watch() {
            watch.cancel();
        }
        if let Some(watch) = &*self.restoring() {
            watch.cancel();
        }
        self.let_go_of_backup();
        let mut here = self.here.lock().await;
        let closed = close_library(&mut here).await;
        self.accounts.note_seen().await?;
        self.accounts.close().await;
        closed
    }

    async fn session(&self) -> Result<Arc<Mutex<OpenSession>>> {
        let here = self.here.lock().await;
        match &*here {
            // The account is as good as ever: only its library is not.
            Here::Damaged(damaged) => Ok(Arc::clone(&damaged.session)),
            here => Ok(Arc::clone(&here.open()?.session)),
        }
    }

    fn opened(&self) -> std::sync::MutexGuard<'_, Option<OpenedBackup>> {
        self.opened_backup
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn restoring(&self) -> std::sync::MutexGuard<'_, Option<CopyWatch>> {
        self.restoring
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn watch(&self) -> std::sync::MutexGuard<'_, Option<ReencryptWatch>> {
        self.reencrypting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Here {
    fn open(&self) -> Result<&Open> {
        match self {
            Self::Open(open) => Ok(open),
            Self::Locked(_) => Err(Error::Locked),
            Self::Damaged(here) => Err(match here.shown.what {
                Damage::Unreadable => Error::LibraryDamaged,
                Damage::Missing => Error::LibraryMissing,
            }),
            Self::Nobody => Err(Error::NotLoggedIn),
        }
    }
}

async fn close_library(here: &mut Here) -> Result<()> {
    match std::mem::replace(here, Here::Nobody) {
        Here::Open(open) => open.library.close().await,
        Here::Locked(_) | Here::Damaged(_) | Here::Nobody => Ok(()),
    }
}
