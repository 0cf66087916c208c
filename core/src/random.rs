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
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}
