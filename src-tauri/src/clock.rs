//! The system's clock, handed to the core. The one place that reads it.

use std::time::{Duration, Instant};

use bookly_core::Clock;
use jiff::{Timestamp, tz::TimeZone};

/// Tells the computer's time.
pub(crate) struct SystemClock {
    begun: Instant,
}

impl SystemClock {
    pub(crate) fn new() -> Self {
        Self {
            begun: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that is handed to everybody else"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn utc_offset(&self, at: Timestamp) -> i32 {
        TimeZone::system().to_offset(at).seconds()
    }

    fn steady(&self) -> Duration {
        self.begun.elapsed()
    }
}
