//! The whole of Bookly for one data folder: accounts, and the library of whoever is logged in.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Serialize;
use tokio::sync::Mutex;

use crate::{
    Clock, Error, Library, Result,
    account::{
        self, Account, Accounts, KdfCost, KeyringState, Login, NewAccount, OpenSession, Resumed,
        SecretStore,
    },
};

/// The file of a library, in its account's folder.
const LIBRARY_FILE: &str = "library.db";

/// See the module. There is one for a data folder, held by a lock.
pub struct Bookly {
    accounts: Accounts,
    clock: Arc<dyn Clock>,
    open: Mutex<Option<Open>>,
    /// Released by the system when the process ends, however it ends.
    _instance: File,
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
        let instance = lock(&home.join("instance.lock"))?;
        let accounts = Accounts::open(home, Arc::clone(&clock), secrets, cost).await?;
        Ok(Self {
            accounts,
            clock,
            open: Mutex::default(),
            _instance: instance,
        })
    }

    /// Opens the library of the remembered session, when there is one, and says how things stand.
    /// Asked again, it says the same.
    pub async fn start(&self) -> Result<Start> {
        let mut open = self.open.lock().await;
        if open.is_none()
            && let Resumed::Open(session) = self.accounts.resume().await?
        {
            *open = Some(self.open_library(*session).await?);
        }
        let account = match open.as_ref() {
            Some(open) => Some(open.session.lock().await.account().clone()),
            None => None,
        };
        drop(open);
        Ok(Start {
            account_count: self.accounts.count().await?,
            last_name: self.accounts.last_name().await?,
            account,
            keyring: self.accounts.keyring().await,
        })
    }

    /// Makes an account and its library, and opens it.
    /// Fails with `AccountExists` when the email or the username is taken; nothing is written then.
    pub async fn sign_up(&self, new_account: NewAccount) -> Result<SignedUp> {
        let mut open = self.open.lock().await;
        close_library(&mut open).await?;
        let clock = Arc::clone(&self.clock);
        let signed_up = self
            .accounts
            .sign_up(new_account, |place| async move {
                let file = place.dir.join(LIBRARY_FILE);
                Library::create(&file, &place.key, &place.account_uid.to_string(), &*clock).await
            })
            .await?;
        let account = signed_up.session.account().clone();
        *open = Some(self.open_library(signed_up.session).await?);
        Ok(SignedUp {
            message: "User Created successfully",
            account,
            recovery_code: signed_up.recovery_code.text().expose().to_owned(),
        })
    }

    /// Opens the library of an account. An unknown name and a wrong password give one answer.
    pub async fn log_in(&self, login: Login) -> Result<Account> {
        let mut open = self.open.lock().await;
        close_library(&mut open).await?;
        let session = self.accounts.log_in(login).await?;
        let account = session.account().clone();
        *open = Some(self.open_library(session).await?);
        Ok(account)
    }

    /// Closes the library and ends the session: what was remembered opens nothing any more.
    pub async fn log_out(&self) -> Result<()> {
        let Some(open) = self.open.lock().await.take() else {
            return Ok(());
        };
        let closed = open.library.close().await;
        self.accounts.log_out(&*open.session.lock().await).await?;
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

    /// The library of whoever is logged in. Fails with `NotLoggedIn`, also when the session has ended.
    pub async fn library(&self) -> Result<Library> {
        let mut open = self.open.lock().await;
        let Open {
            session, library, ..
        } = open.as_ref().ok_or(Error::NotLoggedIn)?;
        let library = library.clone();
        // One that is in other hands is being renewed, and was checked for that.
        let checked = match session.try_lock() {
            Ok(session) => self.accounts.check(&session).await,
            Err(_) => Ok(()),
        };
        if checked.is_err() {
            close_library(&mut open).await?;
        }
        checked.map(|()| library)
    }

    /// The file of the open library.
    pub async fn library_file(&self) -> Result<PathBuf> {
        let open = self.open.lock().await;
        let open = open.as_ref().ok_or(Error::NotLoggedIn)?;
        Ok(open.file.clone())
    }

    /// Notes that the program is in use; called every minute.
    pub async fn note_seen(&self) -> Result<()> {
        self.accounts.note_seen().await
    }

    /// Closes everything; what is remembered stays so.
    pub async fn close(&self) -> Result<()> {
        let mut open = self.open.lock().await;
        let closed = close_library(&mut open).await;
        self.accounts.note_seen().await?;
        self.accounts.close().await;
        closed
    }

    async fn open_library(&self, session: OpenSession) -> Result<Open> {
        let file = session.library_dir().join(LIBRARY_FILE);
        let owner = session.account().uid.to_string();
        let library = Library::open(
            &file,
            session.library_key(),
            &owner,
            Arc::clone(&self.clock),
        )
        .await?;
        Ok(Open {
            session: Arc::new(Mutex::new(session)),
            library,
            file,
        })
    }

    async fn session(&self) -> Result<Arc<Mutex<OpenSession>>> {
        let open = self.open.lock().await;
        open.as_ref()
            .map(|open| Arc::clone(&open.session))
            .ok_or(Error::NotLoggedIn)
    }
}

async fn close_library(open: &mut Option<Open>) -> Result<()> {
    match open.take() {
        Some(open) => open.library.close().await,
        None => Ok(()),
    }
}

/// The lock, not a number in a file, says who has the folder.
fn lock(file: &Path) -> Result<File> {
    let unusable = |error: std::io::Error| Error::HomeNotUsable(format!("{error}."));
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(file)
        .map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::LibraryInUse),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}
