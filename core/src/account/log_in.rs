//! Logging in with a password, and proving later that one still knows it.

use std::sync::Arc;

use serde::Deserialize;
use uuid::Uuid;

use super::{
    Accounts, OpenSession,
    keyfile::KeyFile,
    name::LoginName,
    secret::{LibraryKey, Secret},
    slot::{Kind, Slot},
    store::{self, AccountRow},
    throttle::Bucket,
};
use crate::{Error, Result, blocking::blocking};

/// What a person fills in to log in.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Login {
    /// The username or the email.
    pub name: String,
    /// As it was typed.
    pub password: Secret,
    /// Whether the next start should open the library without a password.
    pub stay_signed_in: bool,
}

/// A slot that the password opened.
struct Opened {
    key: LibraryKey,
    slot: Slot,
    /// Set when it was the one in keyslots.json: its generation.
    from_file: Option<i64>,
}

/// A slot that may be the right one, and its generation when it comes from keyslots.json.
pub(super) type Candidate = (Slot, Option<i64>);

/// Proof that whoever is logged in has just typed the password of their account.
pub struct Proof {
    pub(super) uid: Uuid,
    pub(super) key: LibraryKey,
    pub(super) password: Arc<Secret>,
}

impl Accounts {
    /// Logs in by username or email. An unknown name and a wrong password cost the same work and
    /// give the same [`Error::LoginRefused`].
    pub async fn log_in(&self, login: Login) -> Result<OpenSession> {
        let _one_at_a_time = self.door.lock().await;
        let name = LoginName::read(&login.name);
        let password = Arc::new(login.password);
        let row = store::account_named(&mut *self.db().await?, &name).await?;
        let (row, opened) = self.open_by_password(row, &password).await?;
        self.settle(&row, &opened, &password).await?;
        self.open_session(&row, opened.key, self.now(), login.stay_signed_in)
            .await
    }

    /// Opens a session of an account that was here already: it only needs its password.
    /// Fails with [`Error::PasswordWrong`].
    pub async fn unlock(&self, account: Uuid, password: Secret, stay: bool) -> Result<OpenSession> {
        let _one_at_a_time = self.door.lock().await;
        let password = Arc::new(password);
        let row = store::account(&mut *self.db().await?, account).await?;
        let opened = self.open_by_password(row, &password).await;
        let (row, opened) = opened.map_err(of_the_password)?;
        self.settle(&row, &opened, &password).await?;
        self.open_session(&row, opened.key, self.now(), stay).await
    }

    /// Asks for the password once more, before something that a passer-by must not do.
    /// Fails with [`Error::PasswordWrong`].
    pub async fn prove(&self, session: &OpenSession, password: Secret) -> Result<Proof> {
        self.check(session).await?;
        let _one_at_a_time = self.door.lock().await;
        let uid = session.account.uid;
        let password = Arc::new(password);
        let row = store::account(&mut *self.db().await?, uid).await?;
        let opened = self.open_by_password(row, &password).await;
        let (_, opened) = opened.map_err(of_the_password)?;
        self.forget_tries(Bucket::Account(uid)).await?;
        Ok(Proof {
            uid,
            key: opened.key,
            password,
        })
    }

    /// Counts the try, then opens the password slot. Without an account, the same work comes to
    /// the same refusal.
    async fn open_by_password(
        &self,
        row: Option<AccountRow>,
        password: &Arc<Secret>,
    ) -> Result<(AccountRow, Opened)> {
        let uid = row.as_ref().map(AccountRow::uid).transpose()?;
        let tries = self.count_try(Bucket::of(uid)).await?;
        let candidates = self.candidates(row.as_ref(), uid, Kind::Password).await?;
        let Some(row) = row else {
            // Hash even for an unknown name, so that time does not tell which names exist.
            self.derive(password, b"no such account!", self.cost)
                .await?;
            return Err(Error::LoginRefused(tries));
        };
        let mut refusal = Error::SlotDamaged; // stays when not one slot is whole
        for (slot, from_file) in candidates {
            let keys = self
                .derive(password, slot.salt(), slot.cost().unwrap_or(self.cost))
                .await?;
            if !slot.is_of(&keys) {
                refusal = Error::LoginRefused(tries);
            } else if let Ok(key) = slot.open(&keys.kek) {
                let opened = Opened {
                    key,
                    slot,
                    from_file,
                };
                return Ok((row, opened));
            } else {
                refusal = Error::SlotDamaged;
            }
        }
        if matches!(refusal, Error::SlotDamaged) {
            // It was no wrong password, and waiting mends nothing.
            self.forget_tries(Bucket::of(uid)).await?;
        }
        Err(refusal)
    }

    /// The slots of one kind that may open an account: its row first, then the copy in
    /// keyslots.json, which counts when it is not older and says something else.
    pub(super) async fn candidates(
        &self,
        row: Option<&AccountRow>,
        uid: Option<Uuid>,
        kind: Kind,
    ) -> Result<Vec<Candidate>> {
        let uid = uid.unwrap_or_default(); // reads as much for an unknown name
        let stored = store::slot(&mut *self.db().await?, uid, kind).await?;
        let dir = self.library_dir(uid);
        let file = blocking(move || Ok(KeyFile::read(&dir, uid))).await?;
        let Some(row) = row else {
            return Ok(Vec::new());
        };
        let file = file.filter(|file| file.generation >= row.slot_generation);
        let copied = file
            .as_ref()
            .and_then(|file| file.slot(kind).map(|slot| (slot, file.generation)));
        let copied = copied.filter(|(copy, _)| Some(*copy) != stored.as_ref());
        let row_slot = stored
            .as_ref()
            .and_then(|stored| Slot::read(uid, kind, stored).ok());
        let copied_slot = copied.and_then(|(copy, at)| {
            let slot = Slot::read(uid, kind, copy).ok()?;
            Some((slot, Some(at)))
        });
        let row_slot = row_slot.map(|slot| (slot, None));
        Ok(row_slot.into_iter().chain(copied_slot).collect())
    }

    /// Puts right what the login showed: a damaged row, or a slot of weaker make than today's.
    async fn settle(
        &self,
        row: &AccountRow,
        opened: &Opened,
        password: &Arc<Secret>,
    ) -> Result<()> {
        let uid = row.uid()?;
        let weak = opened
            .slot
            .cost()
            .is_some_and(|cost| cost.is_weaker_than(self.cost));
        let stronger = if weak {
            Some(self.password_slot(uid, password, &opened.key).await?)
        } else {
            None
        };
        let mut tx = self.begin_write().await?;
        let generation = opened.from_file.unwrap_or(row.slot_generation) + i64::from(weak);
        if let Some(slot) = stronger.as_ref().or(opened.from_file.map(|_| &opened.slot)) {
            store::replace_slot(&mut tx, uid, &slot.stored()).await?;
            store::set_slot_generation(&mut tx, uid, generation).await?;
        }
        store::note_login(&mut tx, &row.username, self.now()).await?;
        tx.commit().await?;
        self.forget_tries(Bucket::Account(uid)).await?;
        self.sync_keyfile(uid).await;
        Ok(())
    }
}

/// Who is here is known: only the password can be wrong.
fn of_the_password(error: Error) -> Error {
    match error {
        Error::LoginRefused(tries) => Error::PasswordWrong(tries),
        error => error,
    }
}
