//! Locking: the library is closed and its key gone, but Bookly still knows who was here.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use serde::Serialize;
use uuid::Uuid;

use super::{Bookly, Here, Open};
use crate::{
    Clock, Error, Result, Secret,
    account::{Account, Cleaning},
};

/// Who may come back with a password alone.
pub(super) struct LockedAccount {
    uid: Uuid,
    /// Whether the next start opened the library by itself, and should again.
    stay: bool,
    locked: Locked,
    /// What cleans up the keyring: it must be through before anything is written there.
    cleaning: Option<Cleaning>,
}

impl LockedAccount {
    pub(super) fn locked(&self) -> &Locked {
        &self.locked
    }
}

/// What the window shows of a locked library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Locked {
    /// Who was here.
    pub username: String,
    /// Why it is locked.
    pub why: LockReason,
    /// The minutes after which it locks by itself.
    pub after_minutes: u32,
}

/// Why a library is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum LockReason {
    /// Somebody asked for it.
    Asked,
    /// Nobody was there for some time.
    Idle,
    /// The computer went to sleep, or its screen was locked.
    Away,
    /// The session has come to its end.
    Expired,
}

/// When a person was last seen. By two clocks: the steady one stands still while the computer
/// sleeps, and the other can be set back.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    steady: Duration,
    wall: i64,
}

impl Seen {
    pub(super) fn now(clock: &dyn Clock) -> Self {
        Self {
            steady: clock.steady(),
            wall: clock.now().as_second(),
        }
    }

    /// How long ago that is; the longer of the two counts.
    pub(super) fn ago(self, clock: &dyn Clock) -> Duration {
        let now = Self::now(clock);
        let wall = u64::try_from(now.wall.saturating_sub(self.wall)).unwrap_or(0);
        now.steady
            .saturating_sub(self.steady)
            .max(Duration::from_secs(wall))
    }
}

impl Bookly {
    /// Closes the library, forgets its key, and ends the session: from now on the password is
    /// asked, after a restart too. Locked once, it stays so.
    pub async fn lock(&self, why: LockReason) -> Result<Locked> {
        let mut here = self.here.lock().await;
        self.lock_here(&mut here, why).await
    }

    /// Somebody is at the window.
    pub fn note_person(&self) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen::now(&*self.clock);
    }

    pub(super) fn last_seen(&self) -> Seen {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks when nobody was there for as long as the account wants. The answer is there when it
    /// did.
    pub async fn lock_if_idle(&self) -> Result<Option<Locked>> {
        let mut here = self.here.lock().await;
        let session = match &*here {
            Here::Open(open) => &open.session,
            Here::Damaged(damaged) => &damaged.session,
            Here::Locked(_) | Here::Nobody => return Ok(None),
        };
        // In other hands: somebody is just doing something with the account.
        let Ok(session) = session.try_lock() else {
            return Ok(None);
        };
        let minutes = session.account().lock_after_minutes;
        drop(session);
        let seen = self.last_seen();
        if minutes == 0 || seen.ago(&*self.clock) < Duration::from_mins(minutes.into()) {
            return Ok(None);
        }
        self.lock_here(&mut here, LockReason::Idle).await.map(Some)
    }

    /// Locks because the computer goes to sleep or its screen is locked, unless the account never wants
    /// to be locked by itself. The answer is there when it did.
    pub async fn lock_when_away(&self) -> Result<Option<Locked>> {
        let mut here = self.here.lock().await;
        let session = match &*here {
            Here::Open(open) => Arc::clone(&open.session),
            Here::Damaged(damaged) => Arc::clone(&damaged.session),
            Here::Locked(_) | Here::Nobody => return Ok(None),
        };
        if session.lock().await.account().lock_after_minutes == 0 {
            return Ok(None);
        }
        self.lock_here(&mut here, LockReason::Away).await.map(Some)
    }

    /// Opens the locked library again. Fails with `PasswordWrong`.
    pub async fn unlock(&self, password: Secret) -> Result<Account> {
        let mut here = self.here.lock().await;
        let Here::Locked(locked) = &mut *here else {
            return Err(Error::NotLoggedIn);
        };
        if let Some(cleaning) = locked.cleaning.take() {
            let _ = cleaning.await; // it says nothing, and cannot be cancelled
        }
        let (uid, stay) = (locked.uid, locked.stay);
        let session = self.accounts.unlock(uid, password, stay).await?;
        let account = session.account().clone();
        self.open_here(&mut here, session).await?;
        Ok(account)
    }

    /// After how many minutes without a person the library locks; 0 is never.
    pub async fn lock_after(&self, minutes: u32) -> Result<Account> {
        let session = self.session().await?;
        let mut session = session.lock().await;
        self.accounts.lock_after(&mut session, minutes).await?;
        Ok(session.account().clone())
    }

    /// Whatever fails on the way, the library is closed and its key gone. A log that could not be
    /// folded into the file is folded at the next opening.
    pub(super) async fn lock_here(&self, here: &mut Here, why: LockReason) -> Result<Locked> {
        let session = match std::mem::replace(here, Here::Nobody) {
            Here::Open(Open {
                session, library, ..
            }) => {
                let _ = library.close().await;
                session
            }
            Here::Damaged(damaged) => damaged.session,
            Here::Locked(locked) => {
                let shown = locked.locked.clone();
                *here = Here::Locked(locked);
                return Ok(shown);
            }
            Here::Nobody => return Err(Error::NotLoggedIn),
        };
        self.let_go_of_backup();
        let session = session.lock().await;
        let account = session.account();
        let locked = Locked {
            username: account.username.clone(),
            why,
            after_minutes: account.lock_after_minutes,
        };
        let (uid, stay) = (account.uid, account.stay_signed_in);
        let ended = self.accounts.lock(&session).await;
        let (cleaning, failure) = match ended {
            Ok(cleaning) => (cleaning, None),
            Err(error) => (None, Some(error)),
        };
        *here = Here::Locked(LockedAccount {
            uid,
            stay,
            locked: locked.clone(),
            cleaning,
        });
        failure.map_or(Ok(locked), Err)
    }
}
