//! Time is handed in, so that a test can fix it.

use std::time::Duration;

use jiff::Timestamp;

/// Tells the time. The program's clock is the system's; a test's stands where it is put.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> Timestamp;

    /// How far the clocks on the wall are before UTC at a moment, in seconds: where days begin and
    /// end for the person.
    fn utc_offset(&self, _at: Timestamp) -> i32 {
        0
    }

    /// Time since some moment, which nobody can set forward or back. A clock that has nothing of
    /// the kind is taken at its word.
    fn steady(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.now().as_millisecond()).unwrap_or(0))
    }
}
