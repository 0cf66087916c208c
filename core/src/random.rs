//! Random numbers, from the operating system only.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{Error, Result};

/// Fills `bytes`. That the system gives none is fatal for what is being done.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|_| Error::NoRandomness)
}

/// A new name that sorts by time (UUID version 7, RFC 9562).
pub(crate) fn uuid_v7(now: Timestamp) -> Result<Uuid> {
    let mut random = [0; 10];
    fill(&mut random)?;
    Ok(uuid_of(now, &random))
}

/// As many of them, with one question to the system.
pub(crate) fn uuids_v7(now: Timestamp, count: usize) -> Result<impl Iterator<Item = Uuid>> {
    let mut random = vec![[0; 10]; count];
    fill(random.as_flattened_mut())?;
    Ok(random.into_iter().map(move |random| uuid_of(now, &random)))
}

fn uuid_of(now: Timestamp, random: &[u8; 10]) -> Uuid {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, random).into_uuid()
}
