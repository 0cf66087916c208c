//! Dates in a query.

/// One end of a stretch of time; both ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// A day of the calendar: year, month, day. The years before the first are negative; there is no year zero.
    Day(i32, u8, u8),
    /// So many times 24 hours before now. Only in `added` and `updated`.
    Ago {
        /// Days of 24 hours.
        days: u32,
    },
    /// The whole day so many days before today, where the reader is: 0 is today. Only in `added` and `updated`.
    DaysBack {
        /// Days of the calendar.
        days: u32,
    },
}
