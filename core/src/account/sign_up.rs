//! Signing up: a new library with a key of its own, and the account that owns it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Deserialize;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{
    Accounts, OpenSession, RecoveryCode, files,
    keyfile::{KeyFile, Owner},
    name::{Email, Username},
    recovery,
    secret::{Key, LibraryKey, Secret, random_uid},
    slot::{Head, Kind, Slot},
    store,
};
use crate::{Error, Result, blocking::blocking};

/// What a person fills in to sign up.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct NewAccount {
    /// 1 to 64 visible characters without `@`.
    pub username: String,
    /// Of the form `name@place`.
    pub email: String,
    /// 10 to 256 characters, hard to guess.
    pub password: Secret,
    /// Whether the next start should open the library without a password.
    pub stay_signed_in: bool,
}

/// Where a new library is to be built.
pub struct LibraryPlace {
    /// The folder, empty. It is renamed afterwards: nothing in it may stay open.
    pub dir: PathBuf,
    /// The key of the library file.
    pub key: LibraryKey,
    /// The account that will own it.
    pub account_uid: Uuid,
}

/// A new account, logged in.
pub struct SignedUp {
    /// Proof that it is.
    pub session: OpenSession,
    /// To be shown once.
    pub recovery_code: RecoveryCode,
}

impl Accounts {
    /// Makes an account. `create` builds the library file in the folder it is given, reads it back
    /// and closes it. Before the account's row is committed nothing counts: a refusal leaves
    /// nothing behind, a kill leaves a folder that the next start sets aside.
    pub async fn sign_up<C, F>(&self, new: NewAccount, create: C) -> Result<SignedUp>
    where
        C: FnOnce(LibraryPlace) -> F + Send,
        F: Future<Output = Result<()>> + Send,
    {
        let username = Username::parse(&new.username)?;
        let email = Email::parse(&new.email)?;
        let _one_at_a_time = self.door.lock().await;
        store::require_free(&mut *self.db().await?, &username, &email).await?;
        let new_password = self
            .judged_for(new.password, &username.shown, &email.shown)
            .await?;

        let uid = random_uid()?;
        let key = LibraryKey(Key::random()?);
        let password_slot = self.password_slot(uid, &new_password, &key).await?;
        let (recovery_code, recovery_slot) = recovery_slot(uid, &key)?;
        let slots = KeyFile {
            account: uid,
            generation: 1,
            slots: vec![password_slot.stored(), recovery_slot.stored()],
            owner: Some(Owner {
                username: username.shown.clone(),
                email: email.shown.clone(),
                created_at: self.clock.now().as_millisecond(),
            }),
        };

        let place = files::half_made(&self.home.join("libraries"), uid);
        let dir = self.library_dir(uid);
        if let Err(error) = self.build(&place, &dir, &key, &slots, create).await {
            discard(place).await;
            return Err(error);
        }
        if let Err(error) = self.give_birth(&username, &slots).await {
            discard(dir).await;
            return Err(error);
        }
        let row = store::account(&mut *self.db().await?, uid).await?;
        let row = row.ok_or(Error::Internal("a new account is gone"))?;
        let mut session = self
            .open_session(&row, key, self.now(), new.stay_signed_in)
            .await?;
        session.shown_group = Some(recovery_code.last_group());
        Ok(SignedUp {
            session,
            recovery_code,
        })
    }

    /// Builds the library under a name that nobody looks for, then gives it its own.
    pub(super) async fn build<C, F>(
        &self,
        place: &Path,
        dir: &Path,
        key: &LibraryKey,
        slots: &KeyFile,
        create: C,
    ) -> Result<()>
    where
        C: FnOnce(LibraryPlace) -> F + Send,
        F: Future<Output = Result<()>> + Send,
    {
        files::make_folder(place)?;
        let key = key.twin().ok_or(Error::Internal("copying a key failed"))?;
        create(LibraryPlace {
            dir: place.to_owned(),
            key,
            account_uid: slots.account,
        })
        .await?;
        let (slots, place, dir) = (slots.clone(), place.to_owned(), dir.to_owned());
        blocking(move || {
            slots.write(&place)?;
            files::rename(&place, &dir)
        })
        .await
    }

    /// The moment of birth.
    async fn give_birth(&self, username: &Username, slots: &KeyFile) -> Result<()> {
        let mut tx = self.begin_write().await?;
        insert(&mut tx, slots).await?;
        store::note_login(&mut tx, &username.shown, self.now()).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn password_slot(
        &self,
        account: Uuid,
        password: &Arc<Secret>,
        key: &LibraryKey,
    ) -> Result<Slot> {
        let head = Head::password(account, self.cost)?;
        let keys = self.derive(password, head.salt(), self.cost).await?;
        head.seal(&keys.kek, Some(keys.verifier), key)
    }

    /// Notes that the recovery code is written down: checks the last group when one was typed
    /// back, or takes the person's word when `group` is empty.
    pub async fn confirm_recovery(&self, session: &mut OpenSession, group: &str) -> Result<()> {
        if !group.trim().is_empty() {
            let shown = session
                .shown_group
                .as_ref()
                .ok_or(Error::RecoveryGroupWrong)?;
            recovery::check_group(group, shown)?;
        }
        store::set_recovery_confirmed(&mut *self.db().await?, session.account.uid, true).await?;
        session.account.recovery_confirmed = true;
        session.shown_group = None;
        Ok(())
    }

    /// Brings keyslots.json up to the rows. A failure is not the person's: the rows hold, and the
    /// next login tries again.
    pub(super) async fn sync_keyfile(&self, account: Uuid) {
        let _ = self.try_sync_keyfile(account).await;
    }

    async fn try_sync_keyfile(&self, account: Uuid) -> Result<()> {
        let dir = self.library_dir(account);
        let there = blocking({
            let dir = dir.clone();
            move || Ok(KeyFile::read(&dir, account))
        });
        let there = there.await?;
        let mut tx = self.begin_write().await?;
        let Some(row) = store::account(&mut tx, account).await? else {
            return Ok(());
        };
        // Every change of a slot rises the generation, so a recovery slot of the same generation is the
        // same slot. Where it is not, the row is damaged: only the file has a sum that says it is whole.
        let same_age = there
            .as_ref()
            .filter(|file| file.generation == row.slot_generation);
        if let Some(whole) = same_age.and_then(|file| file.slot(Kind::Recovery))
            && store::slot(&mut tx, account, Kind::Recovery)
                .await?
                .as_ref()
                != Some(whole)
        {
            store::replace_slot(&mut tx, account, whole).await?;
        }
        let file = key_file_of(&mut tx, account, row).await?;
        tx.commit().await?;
        if there.as_ref() == Some(&file) {
            return Ok(());
        }
        blocking(move || file.write(&dir)).await
    }

    /// The slots of an account as keyslots.json has them; none when there is no such account.
    pub(super) async fn key_file(&self, account: Uuid) -> Result<Option<KeyFile>> {
        let mut db = self.db().await?;
        match store::account(&mut db, account).await? {
            Some(row) => Ok(Some(key_file_of(&mut db, account, row).await?)),
            None => Ok(None),
        }
    }
}

async fn key_file_of(
    db: &mut SqliteConnection,
    account: Uuid,
    row: store::AccountRow,
) -> Result<KeyFile> {
    let mut slots = Vec::new();
    for kind in [Kind::Password, Kind::Recovery] {
        slots.extend(store::slot(db, account, kind).await?);
    }
    Ok(KeyFile {
        account,
        generation: row.slot_generation,
        slots,
        owner: Some(Owner {
            username: row.username,
            email: row.email,
            created_at: row.created_at,
        }),
    })
}

/// Writes down an account as the file beside its library says it.
pub(super) async fn insert(db: &mut SqliteConnection, slots: &KeyFile) -> Result<()> {
    let owner = slots.owner.as_ref().ok_or(Error::LibraryDamaged)?;
    let (username, email) = (
        Username::parse(&owner.username)?,
        Email::parse(&owner.email)?,
    );
    store::insert_account(db, slots.account, &username, &email, owner.created_at).await?;
    store::set_slot_generation(db, slots.account, slots.generation).await?;
    for slot in &slots.slots {
        store::replace_slot(db, slots.account, slot).await?;
    }
    Ok(())
}

/// A new code and its slot. What will be printed is read back and tried: a code that would not
/// open is never shown.
pub(super) fn recovery_slot(account: Uuid, key: &LibraryKey) -> Result<(RecoveryCode, Slot)> {
    let code = RecoveryCode::generate()?;
    let head = Head::recovery(account)?;
    let kek = code.kek(head.salt())?;
    let slot = head.seal(&kek, None, key)?;
    let read_back = RecoveryCode::parse(code.text().expose())
        .ok_or(Error::Internal("a recovery code does not read"))?;
    let opened = slot.open(&read_back.kek(slot.salt())?);
    opened.map_err(|_| Error::Internal("a recovery code does not open"))?;
    Ok((code, slot))
}

/// Removes what this very call has made. Should that fail, the next start sets it aside.
pub(super) async fn discard(folder: PathBuf) {
    let removed = blocking(move || {
        let _ = std::fs::remove_dir_all(folder);
        Ok(())
    });
    let _ = removed.await;
}
