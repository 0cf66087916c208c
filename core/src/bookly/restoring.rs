//! Restoring: a backup in the place of the library that is open, or as a new account.
//!
//! A backup is first opened into a folder of its own, where it is proven and compared. Up to the one
//! rename that puts it in place the library is as it was; from then on it is the backup.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::{Timestamp, ToSpan, tz::Offset};
use serde::Serialize;
use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

use super::{Bookly, Here, Open, close_library};
use crate::{
    Account, BackupKind, CopyStep, CopyWatch, Counts, Error, Library, LibraryKey, Losses, Result,
    Secret,
    account::{self, BackupSecret, LIBRARY, NewHome, OpenSession, RESTORED, SecretKind},
    backup::{
        self, compare,
        container::{self, Container, Manifest},
        opened::{self, Proven},
    },
    blocking::blocking,
    db, random, reencrypt,
};

/// How long what was replaced is kept, in days.
const KEPT_DAYS: i64 = 90;
/// What the name of a replaced library begins with; the time follows.
const REPLACED: &str = "replaced-";

/// Which backup is to be restored.
pub enum BackupSource {
    /// One of the library that is open, by its name.
    Own(String),
    /// A file that somebody chose.
    File(File),
}

/// What restoring an opened backup would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RestorePreview {
    /// When it was made: milliseconds since 1970, UTC.
    pub at: i64,
    /// Why it was made.
    pub kind: BackupKind,
    /// Whose library it is.
    pub username: String,
    /// What is in it.
    pub counts: Counts,
    /// What is in the library now; none when a new account is made, or it cannot be read.
    pub now: Option<Counts>,
    /// What would be lost of it; none when that is not known.
    pub losses: Option<Losses>,
    /// Whether a new password must be chosen: a new account whose recovery code is used up.
    pub needs_password: bool,
}

/// A library that was restored as a new account.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RestoredAccount {
    /// The account.
    pub account: Account,
    /// A new recovery code; there after the old one was used up.
    pub recovery_code: Option<String>,
}

/// A backup that was opened and proven.
pub(super) struct OpenedBackup {
    folder: Folder,
    key: LibraryKey,
    manifest: Manifest,
    key_slots: Vec<u8>,
    by: SecretKind,
    /// Whose library it is to replace; none when it makes a new account.
    replaces: Option<Uuid>,
}

/// A folder that is gone when it is dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0); // else the next start does it
    }
}

impl OpenedBackup {
    fn library(&self) -> PathBuf {
        self.folder.0.join(LIBRARY)
    }
}

impl Bookly {
    /// Opens a backup with the password or the recovery code of its day, and tells what restoring it
    /// would do: to the library that is open or damaged, or, when nobody is logged in, as a new account. It
    /// stays open for [`Self::restore`] or [`Self::restore_as_account`], until the library is closed.
    ///
    /// Fails with `BackupRefused` when the secret is not that of its day, and `BackupDamaged`,
    /// `BackupForeign`, `LibraryNewer`, `BackupOfOther` or `BackupIsHere` when it will not do.
    pub async fn open_backup(
        &self,
        source: BackupSource,
        secret: BackupSecret,
        watch: &CopyWatch,
    ) -> Result<RestorePreview> {
        let _turn = self.copying.try_lock().map_err(|_| Error::BackupBusy)?;
        self.let_go_of_backup();
        let (session, library) = match &*self.here.lock().await {
            Here::Open(open) => (Some(open.session.clone()), Some(open.library.clone())),
            // Nothing of it can be compared with.
            Here::Damaged(damaged) => (Some(damaged.session.clone()), None),
            Here::Nobody => (None, None),
            Here::Locked(_) => return Err(Error::Locked),
        };
        let replaces = match session {
            Some(session) => Some(session.lock().await.account().uid),
            None => None,
        };
        let mut container = match source {
            BackupSource::Own(name) => {
                let file = backup::file_of(&self.own_backups_dir().await?, &name)?;
                blocking(move || backup::open(&file)).await?
            }
            BackupSource::File(file) => {
                blocking(move || Container::open(container::from_start(&file)?)).await?
            }
        };
        let whose = container.manifest.account_uid;
        match replaces {
            Some(uid) if uid != whose => return Err(Error::BackupOfOther),
            None if self.accounts.has(whose).await? => return Err(Error::BackupIsHere),
            _ => {}
        }
        let by = secret.by;
        let slots = container.key_slots.clone();
        let key = self.accounts.open_slots(whose, &slots, secret).await?;
        let folder = self.new_folder()?;
        let (file, reading) = (folder.0.join(LIBRARY), watch.clone());
        let container = blocking(move || {
            extract(&mut container, &file, &reading)?;
            Ok(container)
        })
        .await?;
        let proven = opened::prove(&folder.0.join(LIBRARY), &key, watch).await?;
        if !agree(&proven, &container.manifest) {
            return Err(Error::BackupDamaged);
        }
        let opened = OpenedBackup {
            folder,
            key,
            manifest: container.manifest,
            key_slots: container.key_slots,
            by,
            replaces,
        };
        let compared = match &library {
            Some(library) => Some(compare_with(library, &opened, watch).await?),
            None => None,
        };
        let preview = RestorePreview {
            at: opened.manifest.at,
            kind: opened.manifest.kind,
            username: opened.manifest.username.clone(),
            counts: opened.manifest.counts,
            now: compared.map(|(_, counts)| counts),
            losses: compared.map(|(losses, _)| losses),
            needs_password: replaces.is_none() && by == SecretKind::Code,
        };
        *self.opened() = Some(opened);
        Ok(preview)
    }

    /// Lets go of the backup that was opened, when there is one.
    pub fn let_go_of_backup(&self) {
        *self.opened() = None;
    }

    /// Puts the backup that was opened in the place of the library. The library is backed up before,
    /// and its file kept for 90 days. Stopped, failed or killed on the way, there is the library as
    /// it was, or the backup.
    pub async fn restore(&self, watch: &CopyWatch) -> Result<Account> {
        let _turn = self.copying.try_lock().map_err(|_| Error::BackupBusy)?;
        let opened = self.opened().take().ok_or(Error::BackupGone)?;
        *self.restoring() = Some(watch.clone());
        let restored = self.restore_opened(&opened, watch).await;
        *self.restoring() = None;
        restored
    }

    async fn restore_opened(&self, opened: &OpenedBackup, watch: &CopyWatch) -> Result<Account> {
        let mut here = self.here.lock().await;
        if let Here::Damaged(damaged) = &*here {
            let session = damaged.session.clone();
            return self
                .restore_damaged(&mut here, session, opened, watch)
                .await;
        }
        let held = here.open()?.session.clone();
        let session = held.lock().await;
        if opened.replaces != Some(session.account().uid) {
            return Err(Error::BackupOfOther);
        }
        let library = here.open()?.library.clone();
        let of = self.library_to_copy(&session).await?;
        let dir = self.accounts.backups_dir(session.account().uid);
        self.write_restored(opened, &session, watch).await?;
        let saved = backup::make(&library, &of, &dir, BackupKind::PreRestore, watch).await;
        let replaced = match saved {
            Ok(_) => match library.close().await {
                Ok(()) => self.put_in_place(&session).await,
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        drop(library);
        if replaced.is_err() {
            let fresh = session.library_dir().join(RESTORED);
            let _ = account::remove_database(&fresh); // else the next start does it
        }
        let account = session.account().clone();
        let reopened = if here.open()?.library.is_closed() {
            self.library_of(&session).await.map(Some)
        } else {
            Ok(None)
        };
        drop(session);
        self.note_person(); // who waited for it is still here
        match (reopened, &mut *here) {
            (Ok(Some(library)), Here::Open(open)) => open.library = library,
            (Ok(_), _) => {}
            (Err(error), _) => {
                self.leave_damaged(&mut here, held, &error).await;
                replaced?;
                return Err(error);
            }
        }
        replaced.map(|()| account)
    }

    /// The same where the library cannot be opened: its file is set aside with all that is beside it.
    async fn restore_damaged(
        &self,
        here: &mut MutexGuard<'_, Here>,
        session: Arc<Mutex<OpenSession>>,
        opened: &OpenedBackup,
        watch: &CopyWatch,
    ) -> Result<Account> {
        let held = session.lock().await;
        let account = held.account().clone();
        if opened.replaces != Some(account.uid) {
            return Err(Error::BackupOfOther);
        }
        self.write_restored(opened, &held, watch).await?;
        self.accounts.adopt(account.uid, RESTORED).await?;
        let library = self.library_of(&held).await;
        let file = held.library_dir().join(LIBRARY);
        drop(held);
        self.note_person(); // who waited for it is still here
        match library {
            Ok(library) => {
                **here = Here::Open(Open {
                    session,
                    library,
                    file,
                });
                Ok(account)
            }
            Err(error) => {
                self.leave_damaged(here, session, &error).await;
                Err(error)
            }
        }
    }

    /// Writes the opened backup anew under the key of the library, beside it. On the way it is
    /// brought to the form of today.
    pub(super) async fn write_restored(
        &self,
        opened: &OpenedBackup,
        session: &OpenSession,
        watch: &CopyWatch,
    ) -> Result<()> {
        let fresh = session.library_dir().join(RESTORED);
        account::remove_database(&fresh)?;
        backup::require_space(&fresh, size_of(&opened.library())?)?;
        let written = reencrypt::write_anew(
            &opened.library(),
            &opened.key,
            &fresh,
            session.library_key(),
            watch.begin_encrypting(),
        )
        .await;
        if written.is_err() {
            let _ = account::remove_database(&fresh); // else the next start does it
        }
        written.map_err(of_reencrypting)
    }

    /// Gives what [`Self::write_restored`] wrote the name of the library, whose file stays under
    /// another. The library must be closed.
    pub(super) async fn put_in_place(&self, session: &OpenSession) -> Result<()> {
        let (dir, quarantine) = (
            session.library_dir().to_owned(),
            self.accounts.quarantine_dir(),
        );
        let name = replaced_name(self.clock.now(), session.account().uid);
        blocking(move || {
            let kept = account::free_name(&quarantine, &name, ".db");
            let kept = kept.ok_or(Error::Internal("no name in the quarantine"))?;
            account::keep_also_as(&dir.join(LIBRARY), &kept)?;
            // This rename is the restore: before it nothing has changed, after it all has.
            account::take_place(&dir.join(RESTORED), &dir.join(LIBRARY))
        })
        .await
    }

    /// Makes an account of the backup that was opened and logs in to it: with the password of its
    /// day, or, after its recovery code, with a new one. Fails with `AccountExists` when somebody
    /// else here has its name.
    pub async fn restore_as_account(
        &self,
        new_password: Option<Secret>,
        watch: &CopyWatch,
    ) -> Result<RestoredAccount> {
        let _turn = self.copying.try_lock().map_err(|_| Error::BackupBusy)?;
        let mut here = self.here.lock().await;
        let opened = self.opened().take_if(|opened| opened.replaces.is_none());
        let opened = opened.ok_or(Error::BackupGone)?;
        close_library(&mut here).await?;
        let made = self.take_up(&opened, new_password, watch).await;
        let (session, recovery_code) = match made {
            Ok(made) => (made.session, made.recovery_code),
            Err(error) => {
                // A password that will not do is no reason to open the backup again.
                *self.opened() = Some(opened);
                return Err(error);
            }
        };
        let account = session.account().clone();
        self.open_here(&mut here, session).await?;
        Ok(RestoredAccount {
            account,
            recovery_code: recovery_code.map(|code| code.text().expose().to_owned()),
        })
    }

    async fn take_up(
        &self,
        opened: &OpenedBackup,
        new_password: Option<Secret>,
        watch: &CopyWatch,
    ) -> Result<account::TakenUp> {
        if opened.by == SecretKind::Code && new_password.is_none() {
            return Err(Error::PasswordTooShort);
        }
        let manifest = &opened.manifest;
        let key = opened.key.twin();
        let new = NewHome {
            uid: manifest.account_uid,
            username: manifest.username.clone(),
            email: manifest.email.clone(),
            created_at: manifest.account_created_at,
            key_slots: opened.key_slots.clone(),
            key: key.ok_or(Error::Internal("copying a key failed"))?,
            new_password: new_password.filter(|_| opened.by == SecretKind::Code),
        };
        let (library, watch) = (opened.library(), watch.clone());
        self.accounts
            .take_up(new, |place| async move {
                let file = place.dir.join(LIBRARY);
                backup::require_space(&file, size_of(&library)?)?;
                let watch = watch.begin_encrypting();
                let written =
                    reencrypt::write_anew(&library, &place.key, &file, &place.key, watch).await;
                written.map_err(of_reencrypting)
            })
            .await
    }

    fn new_folder(&self) -> Result<Folder> {
        let name = random::uuid_v7(self.clock.now())?.to_string();
        let folder = self.accounts.tmp_dir().join(name);
        account::make_folder(&folder)?;
        Ok(Folder(folder))
    }
}

fn extract(container: &mut Container, to: &Path, watch: &CopyWatch) -> Result<()> {
    // Once as it is, and once more when it is written anew.
    backup::require_space(to, container.library_bytes().saturating_mul(2))?;
    watch.begin(CopyStep::Reading, container.library_bytes());
    account::make_file(to)?;
    let file = File::options().write(true).open(to);
    let mut file = file.map_err(|error| backup::of_file(&error))?;
    container.extract(&mut file, watch)
}

/// What a backup says of itself must be what it is.
fn agree(proven: &Proven, manifest: &Manifest) -> bool {
    *proven
        == Proven {
            schema: manifest.schema,
            account_uid: manifest.account_uid,
            library_uid: manifest.library_uid,
            revision: manifest.revision,
            counts: manifest.counts,
        }
}

async fn compare_with(
    library: &Library,
    opened: &OpenedBackup,
    watch: &CopyWatch,
) -> Result<(Losses, Counts)> {
    let aside = library.begin_aside(watch).await?;
    let mut now = aside.connection().await?;
    let mut then = db::open_copy(&opened.library(), &opened.key).await?;
    let compared = compare::compare(&mut now, &mut then, watch).await;
    sqlx::Connection::close(then).await?;
    now.close().await?;
    compared
}

fn size_of(file: &Path) -> Result<u64> {
    let about = fs::metadata(file).map_err(|error| backup::of_file(&error))?;
    Ok(about.len())
}

fn of_reencrypting(error: Error) -> Error {
    match error {
        Error::ReencryptCancelled => Error::CopyCancelled,
        error => error,
    }
}

fn replaced_name(at: Timestamp, account: Uuid) -> String {
    let at = Offset::UTC.to_datetime(at).strftime("%Y%m%dT%H%M%SZ");
    format!("{REPLACED}{at}-{account}")
}

/// Deletes replaced libraries that are older than 90 days, and nothing else of the quarantine. A
/// clock that is wrong by less than that deletes nothing that is younger.
pub(super) fn forget_replaced(quarantine: &Path, now: Timestamp) {
    let Ok(entries) = fs::read_dir(quarantine) else {
        return; // there is another start
    };
    let oldest = now.checked_sub((KEPT_DAYS * 24).hours()).ok();
    let Some(oldest) = oldest.map(|oldest| replaced_name(oldest, Uuid::nil())) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_old = name
            .to_str()
            .is_some_and(|name| name.starts_with(REPLACED) && *name < *oldest);
        if is_old {
            let _ = fs::remove_file(entry.path());
        }
    }
}
