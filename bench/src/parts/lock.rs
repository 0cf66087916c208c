//! Locking, and unlocking by the password, beside what the password's own work takes.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use bookly_core::LockReason;

use super::Failure;
use crate::{
    figures::{Times, Value, Watch},
    start::{Home, password, show_newest},
};

const ROUNDS: usize = 9;
/// What unlocking may take beyond the password's own work, in ms.
const BEYOND: f64 = 1_000.0;
const LOCK: f64 = 500.0;

pub async fn measure(cache: &Path, books: u32) -> Result<Vec<Value>, Failure> {
    let home = Home::of(cache, books).await?;
    let bookly = home.open().await?;
    bookly.start().await?;
    let library = bookly.library().await?;
    library.index_ready().await;
    library.index_stored().await;
    drop(library);
    let (mut locks, mut unlocks) = (Times::default(), Times::default());
    let (mut searches, mut runs) = (Times::default(), Times::default());
    for _ in 0..ROUNDS {
        let watch = Watch::start();
        bookly.lock(LockReason::Asked).await?;
        locks.push(&watch);
        let watch = Watch::start();
        bookly.unlock(password()).await?;
        let library = bookly.library().await?;
        show_newest(&library).await?;
        unlocks.push(&watch);
        library.index_ready().await;
        searches.push(&watch);
        let watch = Watch::start();
        hash_once()?;
        runs.push(&watch);
    }
    bookly.close().await?;
    let run = runs.median();
    let beside = |what: &str| format!("{what}; one run of Argon2id: {run:.0}");
    let shown = beside("from the password to the first 50 rows");
    Ok(vec![
        Value::new("unlock to usable list", unlocks.median(), "ms", &shown).at_most(run + BEYOND),
        Value::new(
            "unlock to usable list, against Argon2id",
            unlocks.median() / run,
            "x",
            &shown,
        ),
        Value::new(
            "unlock to ready search",
            searches.median(),
            "ms",
            &beside("from the password to a search that answers"),
        )
        .at_most(run + BEYOND),
        Value::new("lock", locks.median(), "ms", &beside("asked for")).at_most(LOCK),
    ])
}

/// What Bookly does with a password, by the same crate: 64 MiB, three passes, one lane.
fn hash_once() -> Result<(), Failure> {
    let params = Params::new(65_536, 3, 1, Some(32))?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
        b"correct otter shelf lantern",
        &[7; 16],
        &mut key,
    )?;
    Ok(())
}
