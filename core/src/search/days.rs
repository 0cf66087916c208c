//! Days of the calendar as stretches of time, and dates that are only known in part.

use crate::query::Edge;

/// Year, month, day.
pub(super) type Day = (i32, u8, u8);

const DAY_MS: i64 = 86_400_000;

/// The clock on the reader's wall.
#[derive(Debug, Clone, Copy)]
pub(super) struct LocalClock {
    now_ms: i64,
    offset_ms: i64,
}

impl LocalClock {
    pub(super) fn new(now_ms: i64, offset_s: i32) -> Self {
        Self {
            now_ms,
            offset_ms: i64::from(offset_s) * 1000,
        }
    }

    /// The first moment of what begins a stretch of time.
    pub(super) fn first_ms(self, edge: Edge) -> i64 {
        match edge {
            Edge::Day(year, month, day) => self.start_of(day_number((year, month, day))),
            Edge::Ago { days } => self.now_ms - i64::from(days) * DAY_MS,
            Edge::DaysBack { days } => self.start_of(self.today() - i64::from(days)),
        }
    }

    /// The last moment of what ends a stretch of time.
    pub(super) fn last_ms(self, edge: Edge) -> i64 {
        match edge {
            Edge::Day(..) | Edge::DaysBack { .. } => self.first_ms(edge) + DAY_MS - 1,
            Edge::Ago { .. } => self.first_ms(edge),
        }
    }

    fn today(self) -> i64 {
        (self.now_ms + self.offset_ms).div_euclid(DAY_MS)
    }

    fn start_of(self, day: i64) -> i64 {
        day * DAY_MS - self.offset_ms
    }
}

/// Days since 1970-01-01, by the calendar of today. The year begins in March here, so that the
/// day that is not always there comes last.
fn day_number((year, month, day): Day) -> i64 {
    let months = i64::from(month) + 9;
    let year = i64::from(year) - i64::from(month <= 2);
    let of_year = (153 * (months % 12) + 2) / 5 + i64::from(day) - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + of_year - 719_468
}

/// Whether a date of which month and day may be unknown (zero) can lie between two days.
pub(super) fn may_lie_between(number: i64, from: Option<Day>, to: Option<Day>) -> bool {
    let part = |of: i64| u8::try_from(of).unwrap_or(0);
    let year = i32::try_from(number.div_euclid(10_000)).unwrap_or(i32::MAX);
    let month = part(number.rem_euclid(10_000) / 100);
    let day = part(number.rem_euclid(100));
    let known = |part: u8, otherwise: u8| if part == 0 { otherwise } else { part };
    let first = (year, known(month, 1), known(day, 1));
    let last = (year, known(month, 12), known(day, 31));
    let no_day = from.zip(to).is_some_and(|(from, to)| to < from);
    !no_day && from.is_none_or(|from| from <= last) && to.is_none_or(|to| first <= to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::columns::published_number;

    #[test]
    fn days_are_stretches_of_time_where_the_reader_is() {
        for (date, number) in [
            ((1970, 1, 1), 0),
            ((1969, 12, 31), -1),
            ((2000, 2, 29), 11_016),
            ((2024, 3, 1), 19_783),
            ((1600, 3, 1), -135_080),
        ] {
            assert_eq!(day_number(date), number, "{date:?}");
        }
        let noon = LocalClock::new(DAY_MS * 10 + DAY_MS / 2, 3600);
        let hour = 3_600_000;
        assert_eq!(noon.first_ms(Edge::Day(1970, 1, 11)), DAY_MS * 10 - hour);
        assert_eq!(noon.last_ms(Edge::Day(1970, 1, 11)), DAY_MS * 11 - hour - 1);
        assert_eq!(noon.first_ms(Edge::DaysBack { days: 1 }), DAY_MS * 9 - hour);
        assert_eq!(
            noon.first_ms(Edge::Ago { days: 2 }),
            DAY_MS * 8 + DAY_MS / 2
        );
        assert_eq!(noon.last_ms(Edge::Ago { days: 2 }), DAY_MS * 8 + DAY_MS / 2);
    }

    #[test]
    fn a_date_may_lie_where_its_unknown_part_may_lie() {
        for (date, from, to, may) in [
            ((1999, 0, 0), Some((1999, 6, 1)), None, true),
            ((1999, 0, 0), None, Some((1999, 1, 1)), true),
            ((1999, 0, 0), None, Some((1998, 12, 31)), false),
            ((1999, 6, 0), Some((1999, 6, 30)), Some((1999, 6, 30)), true),
            ((1999, 6, 0), Some((1999, 7, 1)), None, false),
            (
                (1999, 6, 18),
                Some((1999, 6, 18)),
                Some((1999, 6, 18)),
                true,
            ),
            ((1999, 0, 0), Some((1999, 6, 2)), Some((1999, 6, 1)), false),
            ((-43, 3, 15), Some((-50, 1, 1)), Some((-43, 3, 14)), false),
            ((-43, 0, 0), Some((-50, 1, 1)), Some((-43, 3, 14)), true),
        ] {
            let number = published_number(date);
            assert_eq!(may_lie_between(number, from, to), may, "{date:?}");
        }
    }
}
