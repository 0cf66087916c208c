//! Logging in with a password.

use std::sync::Arc;

use serde::Deserialize;
use uuid::Uuid;

use super::{
    Accounts, OpenSession, blocking,
    keyfile::KeyFile,
    name::LoginName,
    secret::{LibraryKey, Secret},
    slot::{Kind, Slot},
    store::{self, AccountRow},
};
use crate::{Error, Result};

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

impl Accounts {
    /// Logs in by username or email. An unknown name and a wrong password cost the same work and
    /// give the same [`Error::LoginRefused`].
    pub async fn log_in(&self, login: Login) -> Result<OpenSession> {
        let _one_at_a_time = self.door.lock().await;
        let name = LoginName::read(&login.name);
        let password = Arc::new(login.password);
        let mut db = self.db().await?;
        let row = store::account_named(&mut db, &name).await?;
        let uid = row.as_ref().map_or(Ok(Uuid::nil()), AccountRow::uid)?;
        let stored = store::slot(&mut db, uid, Kind::Password).await?;
        drop(db);
        let dir = self.library_dir(uid);
        let file = blocking(move || Ok(KeyFile::read(&dir, uid))).await?;
        let Some(row) = row else {
            // Hash even for an unknown name, so that time does not tell which names exist.
            self.derive(&password, b"no such account!", self.cost)
                .await?;
            return Err(Error::LoginRefused);
        };

        // The row first. The copy counts when it is not older and says something else.
        let file = file.filter(|file| file.generation >= row.slot_generation);
        let copied = file.as_ref().and_then(|file| {
            file.slot(Kind::Password)
                .map(|slot| (slot, file.generation))
        });
        let copied = copied.filter(|(copy, _)| Some(*copy) != stored.as_ref());
        let row_slot = stored
            .as_ref()
            .and_then(|stored| Slot::read(uid, Kind::Password, stored).ok());
        let copied_slot = copied.and_then(|(copy, at)| {
            Slot::read(uid, Kind::Password, copy)
                .ok()
                .map(|slot| (slot, at))
        });
        let candidates = row_slot.map(|slot| (slot, None)).into_iter();
        let candidates = candidates
            .chain(copied_slot.map(|(slot, at)| (slot, Some(at))))
            .collect();

        let opened = self.open_one(candidates, &password).await?;
        self.settle(&row, uid, &opened, &password).await?;
        self.open_session(&row, opened.key, self.now(), login.stay_signed_in)
            .await
    }

    /// Opens the first slot that this password opens.
    async fn open_one(
        &self,
        candidates: Vec<(Slot, Option<i64>)>,
        password: &Arc<Secret>,
    ) -> Result<Opened> {
        let mut refusal = Error::SlotDamaged; // stays when not one slot is whole
        for (slot, from_file) in candidates {
            let keys = self
                .derive(password, slot.salt(), slot.cost().unwrap_or(self.cost))
                .await?;
            if !slot.is_of(&keys) {
                refusal = Error::LoginRefused;
            } else if let Ok(key) = slot.open(&keys.kek) {
                return Ok(Opened {
                    key,
                    slot,
                    from_file,
                });
            } else {
                refusal = Error::SlotDamaged;
            }
        }
        Err(refusal)
    }

    /// Puts right what the login showed: a damaged row, or a slot of weaker make than today's.
    async fn settle(
        &self,
        row: &AccountRow,
        uid: Uuid,
        opened: &Opened,
        password: &Arc<Secret>,
    ) -> Result<()> {
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
        self.sync_keyfile(uid).await;
        Ok(())
    }
}
