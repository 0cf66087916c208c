//! Dates that are only known as far as the title page tells.

use std::fmt;

/// A year, a month or a day; the years before the first are negative, as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<u8>,
    day: Option<u8>,
}

/// The text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADate;

impl PartialDate {
    /// Reads `1999`, `1999-06`, `1999-06-18` or `-0043`, and nothing else.
    pub fn parse(text: &str) -> Result<Self, NotADate> {
        Self::read_strictly(text).ok_or(NotADate)
    }

    fn read_strictly(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let mut parts = digits.split('-');
        let year: i16 = fixed(parts.next()?, 4)?;
        let month = parts
            .next()
            .map(|part| fixed(part, 2))
            .map_or(Some(None), |n| n.map(Some))?;
        let day = parts
            .next()
            .map(|part| fixed(part, 2))
            .map_or(Some(None), |n| n.map(Some))?;
        parts.next().is_none().then_some(())?;
        Self::new(sign * year, month, day)
    }

    /// Reads what exports write: `2018/9/3`, `2018.09`, `-50`, `2011.0`, a time behind the day, zeros for what is not
    /// known. A year at the end is taken only when its day can be told from its month.
    pub fn read_loosely(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_suffix(".0").unwrap_or(text);
        let (sign, text) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let mut numbers = [0_i16; 3];
        let day = match text.split_once(['T', ' ']) {
            Some((day, time))
                if time.starts_with(|c: char| c.is_ascii_digit()) && time.contains(':') =>
            {
                day
            }
            Some(_) => return None,
            None => text,
        };
        let mut places = numbers.iter_mut();
        let mut first_is_long = false;
        for (index, part) in day.split(['/', '-', '.']).enumerate() {
            first_is_long |= index == 0 && part.len() > 2;
            *places.next()? = number(part)?;
        }
        match numbers {
            [year, 0, 0] => Self::new(sign * year, None, None),
            [year, month, day] if first_is_long => {
                let day = Some(day).filter(|&day| day != 0);
                Self::of_numbers(sign * year, month, day)
            }
            [day, month, year] if sign == 1 && year > 31 && day > 12 => {
                Self::of_numbers(year, month, Some(day))
            }
            [month, day, year] if sign == 1 && year > 31 && (day > 12 || day == month) => {
                Self::of_numbers(year, month, Some(day))
            }
            _ => None,
        }
    }

    fn of_numbers(year: i16, month: i16, day: Option<i16>) -> Option<Self> {
        let day = day.map(u8::try_from).transpose().ok()?;
        Self::new(year, Some(u8::try_from(month).ok()?), day)
    }

    /// Only days that there are; there was no year zero.
    fn new(year: i16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let first = |part: Option<u8>| part.map_or(Ok(1), i8::try_from).ok();
        jiff::civil::Date::new(year, first(month)?, first(day)?).ok()?;
        (year != 0).then_some(Self { year, month, day })
    }

    /// The year.
    pub fn year(&self) -> i32 {
        i32::from(self.year)
    }

    /// Year, month and day; zero for what is not known, so that a year stands before its days.
    pub fn parts(&self) -> (i32, u8, u8) {
        (self.year(), self.month.unwrap_or(0), self.day.unwrap_or(0))
    }

    /// The beginning of the earliest day that the date can mean, in UTC, in milliseconds since 1970.
    pub fn starts_at(&self) -> Option<i64> {
        let part = |part: Option<u8>| i8::try_from(part.unwrap_or(1)).ok();
        let day = jiff::civil::Date::new(self.year, part(self.month)?, part(self.day)?).ok()?;
        let start = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(start.timestamp().as_millisecond())
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}", self.year.unsigned_abs())?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

fn fixed<N: std::str::FromStr>(text: &str, digits: usize) -> Option<N> {
    let right = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

fn number(text: &str) -> Option<i16> {
    let right = matches!(text.len(), 1..=4) && text.bytes().all(|b| b.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_takes_only_what_it_asks_for() {
        for text in [
            "1999",
            "1999-06",
            "1999-06-18",
            "-0043",
            "-0043-03-15",
            "2000-02-29",
            "9999",
            "0180",
        ] {
            assert_eq!(PartialDate::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "-",
            "99",
            "19990",
            "1999-6",
            "1999-13",
            "1999-00",
            "1999-02-30",
            "2001-02-29",
            "1900-02-29",
            "1999-06-18-01",
            "1999/06",
            " 1999",
            "+1999",
            "0000",
            "-0000",
            "１９９９",
            "1999-06-",
            "--1999",
        ] {
            assert_eq!(PartialDate::parse(text), Err(NotADate), "{text}");
        }
    }

    #[test]
    fn an_export_may_write_it_in_many_ways() {
        for (text, date) in [
            ("2018/9/3", "2018-09-03"),
            ("2018/09/29", "2018-09-29"),
            ("2018-09-29", "2018-09-29"),
            ("2018.9.29", "2018-09-29"),
            ("2018/09", "2018-09"),
            ("2018/09/00", "2018-09"),
            ("2018/00/00", "2018"),
            ("2018", "2018"),
            ("2018.0", "2018"),
            ("-50", "-0050"),
            ("180", "0180"),
            ("8", "0008"),
            ("2018-09-29T10:11:12Z", "2018-09-29"),
            ("2018/09/29 10:11", "2018-09-29"),
            (" 2018/09/29 ", "2018-09-29"),
            ("29/09/2018", "2018-09-29"),
            ("09/29/2018", "2018-09-29"),
            ("9/9/2018", "2018-09-09"),
        ] {
            assert_eq!(
                PartialDate::read_loosely(text)
                    .map(|d| d.to_string())
                    .as_deref(),
                Some(date),
                "{text}"
            );
        }
        for text in [
            "",
            "0",
            "2018/02/31",
            "2018/13/01",
            "03/04/2018",
            "yesterday",
            "2018/",
            "1/2/3",
            "20180903",
            "12345",
            "2018/01/01/01",
            "2018/-1/1",
            "-",
            "--5",
            "2018//5",
            "31 February",
        ] {
            assert_eq!(PartialDate::read_loosely(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_stands_before_the_days_within_it() {
        let dates = [
            "-0500",
            "-0043-03-15",
            "-0043-12",
            "1999",
            "1999-01-02",
            "1999-02",
            "1999-12-31",
            "2000",
        ];
        let keys = dates.map(|text| PartialDate::parse(text).unwrap().parts());
        assert!(keys.is_sorted_by(|a, b| a < b));
        assert_eq!(
            PartialDate::parse("1970-01-02").unwrap().starts_at(),
            Some(86_400_000)
        );
        assert_eq!(PartialDate::parse("1999").unwrap().year(), 1999);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_answered(text in "[-0-9/T. ]{0,14}") {
            if let Some(date) = PartialDate::read_loosely(&text) {
                assert_eq!(PartialDate::parse(&date.to_string()), Ok(date));
            }
        }
    }
}
