//! Backups as far as they concern accounts: where they lie, what opens one, and an account made of
//! one on a computer that has never seen it.

use std::{path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Accounts, OpenSession, RecoveryCode, files,
    keyfile::{KeyFile, Owner},
    name::{Email, Username},
    renew::twin,
    secret::{LibraryKey, Secret},
    sign_up::{LibraryPlace, discard, insert, recovery_slot},
    slot::{Kind, Slot},
    store,
    throttle::Bucket,
};
use crate::{Error, Result, blocking::blocking};

/// What opens a backup: the password or the recovery code of the day it was made.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BackupSecret {
    /// Which of the two it is.
    pub by: SecretKind,
    /// As it was typed.
    pub secret: Secret,
}

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum SecretKind {
    /// A password.
    Password,
    /// A recovery code.
    Code,
}

/// An account that a backup brings.
pub struct NewHome {
    /// Its own.
    pub uid: Uuid,
    /// As they were on the day of the backup.
    pub username: String,
    /// As it was on that day.
    pub email: String,
    /// In milliseconds since 1970, UTC.
    pub created_at: i64,
    /// As keyslots.json had them on that day.
    pub key_slots: Vec<u8>,
    /// What they open.
    pub key: LibraryKey,
    /// For whoever came with the recovery code, which is used up by it.
    pub new_password: Option<Secret>,
}

/// An account that was brought, logged in.
pub struct TakenUp {
    /// Proof that it is.
    pub session: OpenSession,
    /// To be shown once; there after a recovery code was used up.
    pub recovery_code: Option<RecoveryCode>,
}

impl Accounts {
    /// The folder of an account's backups. It may not be there.
    pub fn backups_dir(&self, account: Uuid) -> PathBuf {
        self.home.join("backups").join(account.to_string())
    }

    /// The folder of what is only needed for a while. Emptied at start.
    pub fn tmp_dir(&self) -> PathBuf {
        self.home.join("tmp")
    }

    /// The folder of what was replaced.
    pub fn quarantine_dir(&self) -> PathBuf {
        self.home.join("quarantine")
    }

    /// Whether there is an account of this name.
    pub async fn has(&self, account: Uuid) -> Result<bool> {
        let row = store::account(&mut *self.db().await?, account).await?;
        Ok(row.is_some())
    }

    /// The slots of an account, as a backup keeps them.
    pub async fn key_slots(&self, account: Uuid) -> Result<Vec<u8>> {
        let file = self.key_file(account).await?;
        file.ok_or(Error::NotLoggedIn)?.json()
    }

    /// Opens the slots of a backup. Fails with [`Error::BackupRefused`]; tries are counted as for a
    /// name that nobody has, because whose backup it is only the right secret tells.
    pub async fn open_slots(
        &self,
        account: Uuid,
        key_slots: &[u8],
        secret: BackupSecret,
    ) -> Result<LibraryKey> {
        let slots = KeyFile::parse(key_slots, account).ok_or(Error::BackupDamaged)?;
        let kind = match secret.by {
            SecretKind::Password => Kind::Password,
            SecretKind::Code => Kind::Recovery,
        };
        let slot = slots.slot(kind).ok_or(Error::BackupDamaged)?;
        let slot = Slot::read(account, kind, slot).map_err(|_| Error::BackupDamaged)?;
        let opened = match secret.by {
            SecretKind::Code => {
                let code = RecoveryCode::parse(secret.secret.expose());
                let code = code.ok_or(Error::RecoveryCodeInvalid)?;
                let tries = self.count_try(Bucket::Unknown).await?;
                let opened = slot.open(&code.kek(slot.salt())?);
                opened.map_err(|_| Error::BackupRefused(tries))
            }
            SecretKind::Password => {
                let _one_at_a_time = self.door.lock().await;
                let tries = self.count_try(Bucket::Unknown).await?;
                let password = Arc::new(secret.secret);
                let cost = slot.cost().unwrap_or(self.cost);
                let keys = self.derive(&password, slot.salt(), cost).await?;
                if slot.is_of(&keys) {
                    slot.open(&keys.kek).map_err(|_| Error::BackupDamaged)
                } else {
                    Err(Error::BackupRefused(tries))
                }
            }
        }?;
        self.forget_tries(Bucket::Unknown).await?;
        Ok(opened)
    }

    /// Makes an account of what a backup brings: with its own name and slots, so that the password
    /// and the recovery code of that day open it. `create` builds its library as in
    /// [`Self::sign_up`], and nothing counts before the row is committed.
    pub async fn take_up<C, F>(&self, new: NewHome, create: C) -> Result<TakenUp>
    where
        C: FnOnce(LibraryPlace) -> F + Send,
        F: Future<Output = Result<()>> + Send,
    {
        let username = Username::parse(&new.username).map_err(|_| Error::BackupDamaged)?;
        let email = Email::parse(&new.email).map_err(|_| Error::BackupDamaged)?;
        let _one_at_a_time = self.door.lock().await;
        if self.has(new.uid).await? {
            return Err(Error::BackupIsHere);
        }
        store::require_free(&mut *self.db().await?, &username, &email).await?;
        let slots = KeyFile {
            owner: Some(Owner {
                username: username.shown.clone(),
                email: email.shown.clone(),
                created_at: new.created_at,
            }),
            ..KeyFile::parse(&new.key_slots, new.uid).ok_or(Error::BackupDamaged)?
        };
        let (slots, recovery_code) = match new.new_password {
            None => (slots, None),
            Some(password) => {
                let password = self
                    .judged_for(password, &username.shown, &email.shown)
                    .await?;
                let password_slot = self.password_slot(new.uid, &password, &new.key).await?;
                let (code, recovery) = recovery_slot(new.uid, &new.key)?;
                let slots = KeyFile {
                    generation: slots.generation + 1,
                    slots: vec![password_slot.stored(), recovery.stored()],
                    ..slots
                };
                (slots, Some(code))
            }
        };
        let place = files::half_made(&self.home.join("libraries"), new.uid);
        let dir = self.library_dir(new.uid);
        self.set_aside_unowned(new.uid).await?;
        if let Err(error) = self.build(&place, &dir, &new.key, &slots, create).await {
            discard(place).await;
            return Err(error);
        }
        let is_confirmed = recovery_code.is_none();
        let inserted = self.insert_taken_up(&username, &slots, is_confirmed).await;
        if let Err(error) = inserted {
            discard(dir).await;
            return Err(error);
        }
        let row = store::account(&mut *self.db().await?, new.uid).await?;
        let row = row.ok_or(Error::Internal("a new account is gone"))?;
        let key = twin(&new.key)?;
        let mut session = self.open_session(&row, key, self.now(), false).await?;
        session.shown_group = recovery_code.as_ref().map(RecoveryCode::last_group);
        Ok(TakenUp {
            session,
            recovery_code,
        })
    }

    /// A library without an account stands in the way: it was left by a kill, or by a lost
    /// accounts.db. Nothing of it is deleted.
    async fn set_aside_unowned(&self, uid: Uuid) -> Result<()> {
        let (dir, quarantine) = (self.library_dir(uid), self.quarantine_dir());
        let half_made = files::half_made(&self.home.join("libraries"), uid);
        blocking(move || {
            files::set_aside(&half_made, &quarantine, &format!("new-{uid}"))?;
            files::set_aside(&dir, &quarantine, &format!("unowned-{uid}"))
        })
        .await
    }

    async fn insert_taken_up(
        &self,
        username: &Username,
        slots: &KeyFile,
        confirmed: bool,
    ) -> Result<()> {
        let mut tx = self.begin_write().await?;
        insert(&mut tx, slots).await?;
        // The code of the backup is on its paper already; a new one is not.
        store::set_recovery_confirmed(&mut tx, slots.account, confirmed).await?;
        store::note_login(&mut tx, &username.shown, self.now()).await?;
        Ok(tx.commit().await?)
    }
}
