//! Sessions: proof of having logged in, for this run or, by the keyring, for the next ones.

use std::path::{Path, PathBuf};

use serde::Serialize;
use uuid::Uuid;

use super::{
    Account, Accounts, files,
    keyring::{KeyringState, Patience},
    remember::{RememberKey, read_entry},
    secret::{Key, LibraryKey, Secret, random_uid},
    slot::{Head, Kind, Slot},
    store::{self, AccountRow},
    token::{Fault, Session, Token, clock_is_wrong},
};
use crate::{Error, Result};

/// Proof that an account is logged in, and the key of its library. It comes only from signing
/// up, logging in or a remembered session, and has no `Debug` and no `Clone`.
pub struct OpenSession {
    pub(super) account: Account,
    pub(super) key: LibraryKey,
    /// The last group of a recovery code that was shown and not yet confirmed.
    pub(super) shown_group: Option<Secret>,
    session: Session,
    token: Token,
    signing_key: Key,
    library_dir: PathBuf,
    keyring: KeyringState,
}

impl OpenSession {
    /// Who is logged in.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Opens the library file.
    pub fn library_key(&self) -> &LibraryKey {
        &self.key
    }

    /// The folder of the library file.
    pub fn library_dir(&self) -> &Path {
        &self.library_dir
    }

    /// When the session ends, in seconds since 1970.
    #[cfg(test)]
    pub(super) fn expires_at(&self) -> i64 {
        self.session.expires_at
    }

    /// What the keyring said when it was last asked to remember this session. Not available: the
    /// session is good, but will not be there at the next start.
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "`Account::stay_signed_in` tells the window so far"
        )
    )]
    pub fn keyring(&self) -> KeyringState {
        self.keyring
    }
}

/// What a remembered session came to at start.
pub enum Resumed {
    /// It opens the library.
    Open(Box<OpenSession>),
    /// A password is needed.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the login screen does not tell why yet")
    )]
    SignedOut(SignedOut),
}

/// Why a password is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum SignedOut {
    /// Nobody asked to stay signed in.
    NotRemembered,
    /// The keyring did not answer, or not in time.
    Keyring(KeyringState),
    /// The keyring holds nothing for this account, or nothing of ours.
    EntryGone,
    /// The token was not ours, was changed, or belongs to another session.
    Refused,
    /// It was too long ago.
    Expired,
    /// The computer's clock is behind a time that Bookly has already seen.
    ClockWrong,
}

impl Accounts {
    /// Opens the session that was remembered for the account that logged in last. Nothing is
    /// deleted but a session that has expired or was revoked.
    pub async fn resume(&self) -> Result<Resumed> {
        match self.try_resume().await {
            Ok(session) => Ok(Resumed::Open(Box::new(session))),
            Err(Refusal::SignedOut(why)) => Ok(Resumed::SignedOut(why)),
            Err(Refusal::Failed(error)) => Err(error),
        }
    }

    async fn try_resume(&self) -> std::result::Result<OpenSession, Refusal> {
        let mut db = self.db().await?;
        let row = store::last_account(&mut db)
            .await?
            .ok_or(SignedOut::NotRemembered)?;
        let uid = row.uid()?;
        let session = store::session(&mut db, uid)
            .await?
            .filter(|session| session.remembered);
        let session = session.ok_or(SignedOut::NotRemembered)?;
        let stored = store::slot(&mut db, uid, Kind::Remember)
            .await?
            .ok_or(SignedOut::NotRemembered)?;
        let last_seen = store::last_seen(&mut db).await?;
        drop(db);
        let now = self.now();
        if clock_is_wrong(now, last_seen.max(session.issued_at))
            || now != self.clock.now().as_second()
        {
            return Err(SignedOut::ClockWrong.into());
        }
        if session.generation != row.session_generation {
            self.end_sessions(uid).await?;
            return Err(SignedOut::Refused.into());
        }
        let entry = self
            .keyring
            .read(uid.to_string())
            .await
            .map_err(|e| SignedOut::Keyring(e.into()))?;
        let entry = entry.ok_or(SignedOut::EntryGone)?;
        let (remembered, text) = read_entry(&entry).ok_or(SignedOut::EntryGone)?;
        let signing_key = remembered.signing_key()?;
        if let Err(fault) = Token::check(text, &signing_key, &session, now) {
            return Err(self.refuse(uid, fault).await?.into());
        }
        let slot = Slot::read(uid, Kind::Remember, &stored).map_err(|_| SignedOut::Refused)?;
        if slot.expires_at().is_none_or(|at| at != session.expires_at) {
            return Err(SignedOut::Refused.into());
        }
        let key = slot
            .open(&remembered.kek(slot.salt())?)
            .map_err(|_| SignedOut::Refused)?;
        let token = Token::issue(&session, &signing_key)?;
        store::note_seen(&mut *self.db().await?, now).await?;
        let mut open = self.opened(
            &row,
            key,
            session,
            token,
            signing_key,
            KeyringState::AVAILABLE,
        )?;
        if open.session.is_stale(now) {
            self.renew(&mut open, &remembered, now).await?;
        }
        Ok(open)
    }

    async fn refuse(&self, account: Uuid, fault: Fault) -> Result<SignedOut> {
        Ok(match fault {
            Fault::Refused => SignedOut::Refused,
            Fault::Clock => SignedOut::ClockWrong,
            Fault::Expired => {
                self.end_sessions(account).await?;
                SignedOut::Expired
            }
        })
    }

    /// A new token for a session that goes on. The keyring first: should it refuse, the old token
    /// and its row still agree.
    async fn renew(
        &self,
        open: &mut OpenSession,
        remembered: &RememberKey,
        now: i64,
    ) -> Result<()> {
        let uid = open.account.uid;
        let session = open.session.renewed(now);
        let slot = remember_slot(&session, remembered, &open.key)?;
        let token = Token::issue(&session, &open.signing_key)?;
        let kept = self
            .keyring
            .write(uid.to_string(), remembered.entry(&token), Patience::Brief)
            .await;
        open.keyring = kept.into();
        if kept.is_ok() {
            self.write_session(&session, Some(&slot)).await?;
            open.token = token;
            open.session = session;
        }
        Ok(())
    }

    /// Begins a session, remembered if that is wanted and the keyring plays along.
    pub(super) async fn open_session(
        &self,
        row: &AccountRow,
        key: LibraryKey,
        auth_time: i64,
        stay_signed_in: bool,
    ) -> Result<OpenSession> {
        let (uid, now) = (row.uid()?, self.now());
        let mut session = Session::new(random_uid()?, uid, row.session_generation, auth_time, now);
        let mut keyring = KeyringState::AVAILABLE;
        if stay_signed_in {
            let remembered = RememberKey::random()?;
            let lasting = session.renewed(now);
            let slot = remember_slot(&lasting, &remembered, &key)?;
            let signing_key = remembered.signing_key()?;
            let token = Token::issue(&lasting, &signing_key)?;
            self.write_session(&lasting, Some(&slot)).await?;
            keyring = self
                .keyring
                .write(uid.to_string(), remembered.entry(&token), Patience::Prompt)
                .await
                .into();
            if keyring.available {
                return self.opened(row, key, lasting, token, signing_key, keyring);
            }
            session.sid = random_uid()?;
        }
        let signing_key = Key::random()?;
        let token = Token::issue(&session, &signing_key)?;
        let one_was_remembered = self.write_session(&session, None).await?;
        if one_was_remembered && keyring.available {
            // Its row is gone, so what stays in the keyring opens nothing; cleaning up is manners.
            let _ = self.keyring.delete(uid.to_string()).await;
        }
        self.opened(row, key, session, token, signing_key, keyring)
    }

    /// Puts a session in the place of every other of its account. True when one was remembered.
    async fn write_session(&self, session: &Session, slot: Option<&Slot>) -> Result<bool> {
        let mut tx = self.begin_write().await?;
        let one_was_remembered = store::end_sessions(&mut tx, session.account).await?;
        store::insert_session(&mut tx, session).await?;
        if let Some(slot) = slot {
            store::replace_slot(&mut tx, session.account, &slot.stored()).await?;
        }
        tx.commit().await?;
        Ok(one_was_remembered)
    }

    pub(super) async fn end_sessions(&self, account: Uuid) -> Result<bool> {
        let mut tx = self.begin_write().await?;
        let one_was_remembered = store::end_sessions(&mut tx, account).await?;
        tx.commit().await?;
        Ok(one_was_remembered)
    }

    fn opened(
        &self,
        row: &AccountRow,
        key: LibraryKey,
        session: Session,
        token: Token,
        signing_key: Key,
        keyring: KeyringState,
    ) -> Result<OpenSession> {
        let uid = row.uid()?;
        let library_dir = self.library_dir(uid);
        files::refuse_link(&library_dir)?;
        files::refuse_link(&library_dir.join("library.db"))?;
        Ok(OpenSession {
            account: Account {
                uid,
                username: row.username.clone(),
                email: row.email.clone(),
                created_at: row.created_at,
                stay_signed_in: session.remembered,
                recovery_confirmed: row.recovery_confirmed,
                lock_after_minutes: lock_after(row, session.remembered),
            },
            key,
            shown_group: None,
            session,
            token,
            signing_key,
            library_dir,
            keyring,
        })
    }

    /// Whether a session still holds: its token is good, and its row is there and says the same.
    /// Fails with [`Error::NotLoggedIn`].
    pub async fn check(&self, open: &OpenSession) -> Result<()> {
        let session = store::session(&mut *self.db().await?, open.account.uid).await?;
        let session = session
            .filter(|session| *session == open.session)
            .ok_or(Error::NotLoggedIn)?;
        // A clock set back a little must not throw somebody out in the middle of a sentence.
        let now = self.now().max(session.issued_at);
        let checked = Token::check(open.token.text().expose(), &open.signing_key, &session, now);
        checked.map_err(|_| Error::NotLoggedIn)
    }

    /// Stays signed in over restarts from now on, or not any more. [`OpenSession::keyring`] says
    /// whether the keyring played along; when it did not, the session goes on for this run.
    pub async fn stay_signed_in(&self, open: &mut OpenSession, stay: bool) -> Result<()> {
        self.check(open).await?;
        let uid = open.account.uid;
        let row = store::account(&mut *self.db().await?, uid)
            .await?
            .ok_or(Error::NotLoggedIn)?;
        let key = open
            .key
            .twin()
            .ok_or(Error::Internal("copying a key failed"))?;
        let shown_group = open.shown_group.take();
        *open = self
            .open_session(&row, key, open.session.auth_time, stay)
            .await?;
        open.shown_group = shown_group;
        Ok(())
    }

    /// After how many minutes without a person the library locks; 0 is never.
    pub async fn lock_after(&self, open: &mut OpenSession, minutes: u32) -> Result<()> {
        self.check(open).await?;
        if ![0, 1, 5, 15, 60].contains(&minutes) {
            return Err(Error::Internal("no such time to lock after"));
        }
        store::set_lock_after(&mut *self.db().await?, open.account.uid, minutes).await?;
        open.account.lock_after_minutes = minutes;
        Ok(())
    }

    /// Ends the session. From the commit on its token is worth nothing, whatever the keyring says;
    /// the answer tells whether the keyring could be cleaned, too.
    pub async fn log_out(&self, open: &OpenSession) -> Result<KeyringState> {
        let uid = open.account.uid;
        let one_was_remembered = self.end_sessions(uid).await?;
        store::note_seen(&mut *self.db().await?, self.now()).await?;
        if !one_was_remembered {
            return Ok(KeyringState::AVAILABLE);
        }
        Ok(self.keyring.delete(uid.to_string()).await.into())
    }
}

/// Somebody who stays signed in over restarts does not expect to be asked after a break.
fn lock_after(row: &AccountRow, remembered: bool) -> u32 {
    row.lock_after.unwrap_or(if remembered { 0 } else { 15 })
}

fn remember_slot(session: &Session, remembered: &RememberKey, key: &LibraryKey) -> Result<Slot> {
    let head = Head::remember(session.account, session.expires_at)?;
    let kek = remembered.kek(head.salt())?;
    head.seal(&kek, None, key)
}

/// Why nothing was resumed: by the rules, or because something broke.
enum Refusal {
    SignedOut(SignedOut),
    Failed(Error),
}

impl From<SignedOut> for Refusal {
    fn from(why: SignedOut) -> Self {
        Self::SignedOut(why)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
