//! A pause after wrong passwords, which grows with every further one.
//!
//! It slows down guessing at the window; against a stolen file only the cost of the hash counts.
//! Nobody is ever shut out for good: anybody at the screen could do that to the owner.

use std::{collections::HashMap, sync::PoisonError, time::Duration};

use serde::Serialize;
use uuid::Uuid;

use super::{Accounts, store};
use crate::{Error, Result};

/// The pause begins with this failure in a row.
const FREE: u32 = 5;
const LONGEST: u64 = 300;

/// Where somebody stands who has tried wrong passwords or codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Tries {
    /// Wrong ones in a row.
    pub failures: u32,
    /// Further wrong ones before there is a pause.
    pub left: u32,
    /// Seconds until the next try; 0 when it may be made now.
    pub wait: u32,
    /// What `wait` was at its beginning.
    pub whole_wait: u32,
}

/// Who is being guessed at. All names that nobody has share one: what is counted there must not
/// grow with what somebody types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Bucket {
    Account(Uuid),
    Unknown,
}

impl Bucket {
    pub(super) fn of(account: Option<Uuid>) -> Self {
        account.map_or(Self::Unknown, Self::Account)
    }

    pub(super) fn word(self) -> String {
        match self {
            Self::Account(uid) => uid.to_string(),
            Self::Unknown => "unknown".to_owned(),
        }
    }
}

/// What `throttle` holds of a bucket.
pub(super) struct Counted {
    pub(super) failures: u32,
    pub(super) last_at: i64,
}

/// When each pause of this process ends, by the steady clock. A pause that an earlier process
/// began is taken over with the first look at it.
pub(super) type Pauses = std::sync::Mutex<HashMap<Bucket, Duration>>;

/// How long to wait after so many failures.
fn pause_after(failures: u32) -> Duration {
    let seconds = match failures.checked_sub(FREE) {
        None => 0,
        Some(more) => 1_u64
            .checked_shl(more)
            .map_or(LONGEST, |wait| wait.min(LONGEST)),
    };
    Duration::from_secs(seconds)
}

fn tries(failures: u32, left_to_wait: Duration) -> Tries {
    let whole_wait = pause_after(failures);
    let seconds = |time: Duration| u32::try_from(time.as_millis().div_ceil(1_000)).unwrap_or(0);
    Tries {
        failures,
        left: FREE.saturating_sub(failures),
        wait: seconds(left_to_wait.min(whole_wait)),
        whole_wait: seconds(whole_wait),
    }
}

impl Accounts {
    /// Counts a try before it is made. The answer is what to tell should it fail. Fails with
    /// [`Error::TooManyTries`] during a pause, which counts nothing: nothing was tried.
    pub(super) async fn count_try(&self, bucket: Bucket) -> Result<Tries> {
        let mut tx = self.begin_write().await?;
        let before = store::tries(&mut tx, bucket).await?;
        let wait = self.left_to_wait(&mut tx, bucket, before.as_ref()).await?;
        let failures = before.map_or(0, |before| before.failures);
        if !wait.is_zero() {
            tx.commit().await?;
            return Err(Error::TooManyTries(tries(failures, wait)));
        }
        let failures = failures.saturating_add(1);
        store::set_tries(&mut tx, bucket, failures, self.now()).await?;
        tx.commit().await?;
        let pause = pause_after(failures);
        self.set_pause(bucket, pause);
        Ok(tries(failures, pause))
    }

    /// The right password or code was there.
    pub(super) async fn forget_tries(&self, bucket: Bucket) -> Result<()> {
        store::forget_tries(&mut *self.db().await?, bucket).await?;
        self.pauses().remove(&bucket);
        Ok(())
    }

    /// The pause that the account of the last login has to wait for, if any.
    pub(super) async fn pause_of(&self, bucket: Bucket) -> Result<Option<Tries>> {
        let mut tx = self.begin_write().await?;
        let counted = store::tries(&mut tx, bucket).await?;
        let wait = self.left_to_wait(&mut tx, bucket, counted.as_ref()).await?;
        tx.commit().await?;
        let failures = counted.map_or(0, |counted| counted.failures);
        Ok((!wait.is_zero()).then(|| tries(failures, wait)))
    }

    /// Within one process the steady clock decides: setting the computer's clock changes nothing.
    /// After a restart there is only that clock; one that was set back begins the pause anew.
    async fn left_to_wait(
        &self,
        db: &mut sqlx::SqliteConnection,
        bucket: Bucket,
        counted: Option<&Counted>,
    ) -> Result<Duration> {
        let Some(counted) = counted else {
            return Ok(Duration::ZERO);
        };
        let until = self.pauses().get(&bucket).copied();
        if let Some(until) = until {
            return Ok(until.saturating_sub(self.clock.steady()));
        }
        let whole = pause_after(counted.failures);
        let passed = self.now().saturating_sub(counted.last_at);
        let wait = if let Ok(passed) = u64::try_from(passed) {
            whole.saturating_sub(Duration::from_secs(passed))
        } else {
            store::set_tries(db, bucket, counted.failures, self.now()).await?;
            whole
        };
        self.set_pause(bucket, wait);
        Ok(wait)
    }

    fn set_pause(&self, bucket: Bucket, wait: Duration) {
        let until = self.clock.steady().saturating_add(wait);
        self.pauses().insert(bucket, until);
    }

    pub(super) fn pauses(&self) -> std::sync::MutexGuard<'_, HashMap<Bucket, Duration>> {
        self.pauses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
