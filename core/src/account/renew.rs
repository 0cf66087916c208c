//! New keys for old ones: another password, another recovery code, another library key.
//!
//! Each is one transaction in accounts.db: killed before its commit nothing has changed, killed
//! after it the new ones hold. keyslots.json follows, and until it has, its older generation keeps
//! it from being believed.

use std::sync::Arc;

use serde::Deserialize;
use uuid::Uuid;

use super::{
    Accounts, OpenSession, Proof, RecoveryCode, files,
    name::LoginName,
    password,
    secret::{Key, LibraryKey, Secret},
    sign_up::{SignedUp, recovery_slot},
    slot::{Kind, Slot},
    store,
    throttle::Bucket,
};
use crate::{Error, Result, blocking::blocking};

/// What a person fills in who has forgotten the password.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Recovery {
    /// The username or the email.
    pub name: String,
    /// The recovery code, however it is written.
    pub code: Secret,
    /// 10 to 256 characters, hard to guess.
    pub new_password: Secret,
    /// Whether the next start should open the library without a password.
    pub stay_signed_in: bool,
}

impl Accounts {
    /// Another password for the account that is logged in. Every other session ends, and what the
    /// keyring held for it opens nothing any more.
    pub async fn change_password(
        &self,
        session: &mut OpenSession,
        current: Secret,
        new: Secret,
    ) -> Result<()> {
        self.check(session).await?;
        let new = self.judged(new, session).await?;
        let proof = self.prove(session, current).await?;
        let _one_at_a_time = self.door.lock().await;
        let slot = self.password_slot(proof.uid, &new, &proof.key).await?;
        self.replace_slots(proof.uid, &[&slot]).await?;
        self.begin_anew(session, proof.key).await
    }

    /// Opens an account by its recovery code, which is used up by it: with the new password comes
    /// a new code. An unknown name and a wrong code give the same [`Error::RecoveryRefused`].
    pub async fn recover(&self, recovery: Recovery) -> Result<SignedUp> {
        let code = RecoveryCode::parse(recovery.code.expose()).ok_or(Error::RecoveryCodeInvalid)?;
        let _one_at_a_time = self.door.lock().await;
        let name = LoginName::read(&recovery.name);
        let row = store::account_named(&mut *self.db().await?, &name).await?;
        let uid = row.as_ref().map(store::AccountRow::uid).transpose()?;
        let bucket = Bucket::of(uid);
        let tries = self.count_try(bucket).await?;
        let candidates = self.candidates(row.as_ref(), uid, Kind::Recovery).await?;
        let mut opened = None;
        for (slot, _) in candidates {
            opened = opened.or(slot.open(&code.kek(slot.salt())?).ok());
        }
        let (Some(row), Some(uid), Some(key)) = (row, uid, opened) else {
            return Err(Error::RecoveryRefused(tries));
        };
        self.forget_tries(bucket).await?;

        // The code was right. A password that will not do leaves it so.
        let new = self
            .judged_for(recovery.new_password, &row.username, &row.email)
            .await?;
        let password_slot = self.password_slot(uid, &new, &key).await?;
        let (recovery_code, slot) = recovery_slot(uid, &key)?;
        self.replace_slots(uid, &[&password_slot, &slot]).await?;
        let row = store::account(&mut *self.db().await?, uid).await?;
        let row = row.ok_or(Error::NotLoggedIn)?;
        let stay = recovery.stay_signed_in;
        let mut session = self.open_session(&row, key, self.now(), stay).await?;
        session.shown_group = Some(recovery_code.last_group());
        Ok(SignedUp {
            session,
            recovery_code,
        })
    }

    /// A new recovery code, asked for with the password. The old one opens nothing any more.
    pub async fn renew_recovery(
        &self,
        session: &mut OpenSession,
        current: Secret,
    ) -> Result<RecoveryCode> {
        let proof = self.prove(session, current).await?;
        self.put_recovery(session, &proof.key).await
    }

    /// A new recovery code in the place of one that was never confirmed. The old one opens
    /// nothing any more.
    pub async fn issue_recovery(&self, session: &mut OpenSession) -> Result<RecoveryCode> {
        if session.account.recovery_confirmed {
            return Err(Error::Internal("the recovery code was confirmed already"));
        }
        let key = twin(&session.key)?;
        self.put_recovery(session, &key).await
    }

    async fn put_recovery(
        &self,
        session: &mut OpenSession,
        key: &LibraryKey,
    ) -> Result<RecoveryCode> {
        let uid = session.account.uid;
        let (code, slot) = recovery_slot(uid, key)?;
        let mut tx = self.begin_write().await?;
        let row = store::account(&mut tx, uid).await?;
        let row = row.ok_or(Error::NotLoggedIn)?;
        store::replace_slot(&mut tx, uid, &slot.stored()).await?;
        store::set_slot_generation(&mut tx, uid, row.slot_generation + 1).await?;
        store::set_recovery_confirmed(&mut tx, uid, false).await?;
        tx.commit().await?;
        self.sync_keyfile(uid).await;
        session.account.recovery_confirmed = false;
        session.shown_group = Some(code.last_group());
        Ok(code)
    }

    /// A key for the library to be encrypted anew with. It opens nothing until
    /// [`Self::adopt_key`] has put it in place.
    pub fn new_key() -> Result<LibraryKey> {
        Key::random().map(LibraryKey)
    }

    /// Puts a new library key in place: [`REENCRYPTED`] stands complete beside the library and
    /// opens with it. From the commit on the new slots hold, and that file is the library; should
    /// the program end before it has its name, the next start gives it.
    pub async fn adopt_key(
        &self,
        session: &mut OpenSession,
        proof: Proof,
        key: LibraryKey,
    ) -> Result<RecoveryCode> {
        let _one_at_a_time = self.door.lock().await;
        let uid = proof.uid;
        let password_slot = self.password_slot(uid, &proof.password, &key).await?;
        let (code, slot) = recovery_slot(uid, &key)?;
        let mut tx = self.begin_write().await?;
        for slot in [&password_slot, &slot] {
            store::replace_slot(&mut tx, uid, &slot.stored()).await?;
        }
        store::next_generation(&mut tx, uid).await?;
        store::end_sessions(&mut tx, uid).await?;
        store::set_recovery_confirmed(&mut tx, uid, false).await?;
        store::set_reencrypted(&mut tx, uid, true).await?;
        tx.commit().await?;
        self.settle_library(uid).await?;
        self.sync_keyfile(uid).await;
        self.begin_anew(session, key).await?;
        session.shown_group = Some(code.last_group());
        Ok(code)
    }

    /// Gives a library that was encrypted anew its name, when that is still to be done. Must be
    /// called before a library is opened: under the old name lies a file that the slots do not fit.
    pub async fn settle_library(&self, uid: Uuid) -> Result<()> {
        self.settle_salvaged(uid).await?;
        let row = store::account(&mut *self.db().await?, uid).await?;
        if !row.is_some_and(|row| row.reencrypted) {
            return Ok(());
        }
        let dir = self.library_dir(uid);
        blocking(move || files::take_place(&dir.join(REENCRYPTED), &dir.join(LIBRARY))).await?;
        store::set_reencrypted(&mut *self.db().await?, uid, false).await
    }

    /// Finishes at start what a kill has left: takes complete copies over, removes others.
    pub(super) async fn settle_libraries(&self) -> Result<()> {
        let libraries = store::libraries(&mut *self.db().await?).await?;
        for (uid, reencrypted) in libraries {
            if reencrypted {
                self.settle_library(uid).await?;
            } else {
                // Nobody has the key of this copy: its slots were never written.
                let file = self.library_dir(uid).join(REENCRYPTED);
                blocking(move || files::remove_database(&file)).await?;
            }
            // One that was to be put in place of the library: without its name it is a copy.
            let file = self.library_dir(uid).join(RESTORED);
            blocking(move || files::remove_database(&file)).await?;
        }
        Ok(())
    }

    async fn replace_slots(&self, uid: Uuid, slots: &[&Slot]) -> Result<()> {
        let mut tx = self.begin_write().await?;
        for slot in slots {
            store::replace_slot(&mut tx, uid, &slot.stored()).await?;
        }
        if slots.len() > 1 {
            store::set_recovery_confirmed(&mut tx, uid, false).await?;
        }
        store::next_generation(&mut tx, uid).await?;
        store::end_sessions(&mut tx, uid).await?;
        tx.commit().await?;
        self.sync_keyfile(uid).await;
        Ok(())
    }

    /// A new session in the place of one whose account has new slots.
    async fn begin_anew(&self, session: &mut OpenSession, key: LibraryKey) -> Result<()> {
        let row = store::account(&mut *self.db().await?, session.account.uid).await?;
        let row = row.ok_or(Error::NotLoggedIn)?;
        let (stay, shown_group) = (session.account.stay_signed_in, session.shown_group.take());
        *session = self.open_session(&row, key, self.now(), stay).await?;
        session.shown_group = shown_group;
        Ok(())
    }

    /// A password that sign-up would take for this account.
    async fn judged(&self, new: Secret, session: &OpenSession) -> Result<Arc<Secret>> {
        let account = &session.account;
        self.judged_for(new, &account.username, &account.email)
            .await
    }

    pub(super) async fn judged_for(
        &self,
        new: Secret,
        username: &str,
        email: &str,
    ) -> Result<Arc<Secret>> {
        let new = Arc::new(new);
        let judged = (Arc::clone(&new), username.to_owned(), email.to_owned());
        blocking(move || password::check(judged.0.expose(), &judged.1, &judged.2)).await?;
        Ok(new)
    }
}

/// The file of a library, in its account's folder.
pub const LIBRARY: &str = "library.db";

/// Where a library is encrypted anew, beside the old one.
pub const REENCRYPTED: &str = "library.reencrypted.db";

/// Where a backup becomes a library, beside the one that it replaces.
pub const RESTORED: &str = "library.restored.db";

pub(super) fn twin(key: &LibraryKey) -> Result<LibraryKey> {
    key.twin().ok_or(Error::Internal("copying a key failed"))
}
