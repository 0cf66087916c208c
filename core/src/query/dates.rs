//! Dates in a query: days, months and years, `today`, and ages such as `30d`.
//!
//! The present moment is not known here: what lies so long ago stays an [`Edge`] until the index holds it against now.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::{
    fields::Field,
    numbers,
    ranges::{self, Range},
    tree::Bounds,
    values::{Answer, Instead, Wrong},
};
use crate::book::partial_date::PartialDate;

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

/// The longest age: a thousand years.
const OLDEST: u32 = 365_000;

/// What one end of a range covers: a year covers its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    first: Edge,
    last: Edge,
}

impl Stretch {
    const fn at(edge: Edge) -> Self {
        Self {
            first: edge,
            last: edge,
        }
    }
}

/// Reads a range of dates. `relative` says whether `today` and ages are understood.
pub(super) fn read(text: &str, field: Field, relative: bool) -> Answer<Bounds<Edge>> {
    let text = ranges::plain(text);
    let Some(range) = ranges::range(&text, 3) else {
        return Ok(None);
    };
    let read = |end: &str| stretch(end, field, relative).map_err(|wrong| wrong.within(&text, end));
    let bounds = |from, to| Bounds { from, to };
    Ok(Some(match range {
        Range::One(end) => match read(end)? {
            Stretch { first, .. } if is_age(first) => bounds(Some(first), None),
            Stretch { first, last } => bounds(Some(first), Some(last)),
        },
        // A greater age is an earlier time.
        Range::Above { end, strictly } => match read(end)? {
            Stretch { first, .. } if is_age(first) => bounds(None, Some(first)),
            Stretch { last, .. } if strictly => bounds(Some(after(last)?), None),
            Stretch { first, .. } => bounds(Some(first), None),
        },
        Range::Below { end, strictly } => match read(end)? {
            Stretch { first, .. } if is_age(first) => bounds(Some(first), None),
            Stretch { first, .. } if strictly => bounds(None, Some(before(first)?)),
            Stretch { last, .. } => bounds(None, Some(last)),
        },
        Range::Between(from, to) => {
            let ends = from.zip(to);
            let from = from.map(read).transpose()?.map(|from| from.first);
            let to = to.map(read).transpose()?.map(|to| to.last);
            match (from.zip(to).and_then(|(from, to)| order(from, to)), ends) {
                // Ages are said both ways round.
                (Some(Ordering::Greater), _) if from.is_some_and(is_age) => bounds(to, from),
                (Some(Ordering::Greater), Some((from, to))) => {
                    return Err(ranges::reversed(from, to));
                }
                _ => bounds(from, to),
            }
        }
    }))
}

fn is_age(edge: Edge) -> bool {
    matches!(edge, Edge::Ago { .. })
}

/// Which of two ends is earlier, where that can be told without knowing the day.
fn order(one: Edge, other: Edge) -> Option<Ordering> {
    match (one, other) {
        (Edge::Day(y, m, d), Edge::Day(year, month, day)) => {
            Some((y, m, d).cmp(&(year, month, day)))
        }
        (Edge::Ago { days }, Edge::Ago { days: other })
        | (Edge::DaysBack { days }, Edge::DaysBack { days: other }) => Some(other.cmp(&days)),
        _ => None,
    }
}

fn stretch(text: &str, field: Field, relative: bool) -> Result<Stretch, Wrong> {
    if let Some(decade) = decade(text) {
        return Ok(decade);
    }
    match relative_edge(text) {
        Some(edge) if relative => return Ok(Stretch::at(edge)),
        Some(_) if text.contains(char::is_alphabetic) => {
            let message = "Write a date: 1999, 1999-06 or 1999-06-18. Ages and today are for added and updated.";
            return Err(Wrong::new(message, Instead::Value("1999-06".to_owned())));
        }
        _ => {}
    }
    calendar(text)?.ok_or_else(|| no_date(text, field, relative))
}

fn no_date(text: &str, field: Field, relative: bool) -> Wrong {
    let name = field.name();
    let message = if relative {
        format!("Write a date or an age: {name}:2024-05, {name}:<30d, {name}:>1y or {name}:today.")
    } else {
        format!("Write a date: {name}:1999, {name}:1999-06 or {name}:1999-06-18.")
    };
    let begun = |word: &&&str| word.starts_with(text);
    let words: &[&str] = if relative {
        &["today", "yesterday"]
    } else {
        &[]
    };
    let meant = words.iter().find(begun).map(ToString::to_string);
    let meant = meant.or_else(|| PartialDate::read_loosely(text).map(|date| date.to_string()));
    let example = if relative { "today" } else { "1999-06" };
    let example = || Instead::Value(example.to_owned());
    Wrong::new(message, meant.map_or_else(example, Instead::End))
}

fn is_short_number(text: &str) -> bool {
    text.len() < 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// `today`, `yesterday`, `today-7`, `30d`, `4w`, `6m`, `1y`; a number too short for a year counts days.
fn relative_edge(text: &str) -> Option<Edge> {
    match text {
        "today" => return Some(Edge::DaysBack { days: 0 }),
        "yesterday" => return Some(Edge::DaysBack { days: 1 }),
        _ => {}
    }
    if let Some(back) = text.strip_prefix("today-") {
        return amount(back).map(|days| Edge::DaysBack { days });
    }
    let text = text.strip_prefix('-').unwrap_or(text);
    if is_short_number(text) {
        return amount(text).map(|days| Edge::Ago { days });
    }
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.get(digits.len()..)? {
        "d" | "day" | "days" => 1,
        "w" | "week" | "weeks" => 7,
        "m" | "month" | "months" => 30,
        "y" | "year" | "years" => 365,
        _ => return None,
    };
    let days = amount(digits)?.checked_mul(unit)?;
    (days <= OLDEST).then_some(Edge::Ago { days })
}

fn amount(digits: &str) -> Option<u32> {
    let right = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let days = right.then(|| digits.parse().ok()).flatten()?;
    (days <= OLDEST).then_some(days)
}

fn decade(text: &str) -> Option<Stretch> {
    let (first, last) = numbers::decade(text)?;
    Some(Stretch {
        first: Edge::Day(i32::try_from(first).ok()?, 1, 1),
        last: Edge::Day(i32::try_from(last).ok()?, 12, 31),
    })
}

/// `1999`, `1999-6`, `1999/06/18`, `-43`. What is not finished yet, or 0, is not known: `1999-`, `1999-00`.
fn calendar(text: &str) -> Result<Option<Stretch>, Wrong> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let mut parts = [0_i16; 3];
    let mut places = parts.iter_mut();
    for (at, part) in digits.split(['-', '/', '.']).enumerate() {
        let most = if at == 0 { 4 } else { 2 };
        let right = part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        let (Some(place), true) = (places.next(), right) else {
            return Ok(None);
        };
        *place = if at > 0 && part.is_empty() {
            0
        } else {
            match part.parse() {
                Ok(number) => number,
                Err(_) => return Ok(None),
            }
        };
    }
    let [year, month, day] = parts;
    if year == 0 {
        let message = "There was no year 0: the year 1 follows the year -1.";
        return Err(Wrong::new(message, Instead::End("1".to_owned())));
    }
    let year = sign * year;
    let shown = |rest: &str| Instead::End(format!("{}{rest}", year_text(i32::from(year))));
    if month > 12 {
        let message = format!("There is no month {month}: months go from 01 to 12.");
        return Err(Wrong::new(message, shown("-12")));
    }
    if month == 0 {
        return Ok((day == 0).then(|| Stretch {
            first: Edge::Day(year.into(), 1, 1),
            last: Edge::Day(year.into(), 12, 31),
        }));
    }
    let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day)) else {
        return Ok(None);
    };
    let days = days_in_month(year.into(), month);
    if day > days {
        let message = format!("There is no day {day} in that month: it has {days} days.");
        return Err(Wrong::new(message, shown(&format!("-{month:02}-{days}"))));
    }
    let (first, last) = if day == 0 { (1, days) } else { (day, day) };
    Ok(Some(Stretch {
        first: Edge::Day(year.into(), month, first),
        last: Edge::Day(year.into(), month, last),
    }))
}

fn date(year: i32, month: u8, day: u8) -> Option<Date> {
    let [month, day] = [month, day].map(i8::try_from);
    Date::new(i16::try_from(year).ok()?, month.ok()?, day.ok()?).ok()
}

fn days_in_month(year: i32, month: u8) -> u8 {
    let days = date(year, month, 1).map(Date::days_in_month);
    days.and_then(|days| u8::try_from(days).ok()).unwrap_or(31)
}

fn edge(date: Date) -> Option<Edge> {
    let [month, day] = [date.month(), date.day()].map(u8::try_from);
    Some(Edge::Day(date.year().into(), month.ok()?, day.ok()?))
}

fn after(last: Edge) -> Result<Edge, Wrong> {
    let next = match last {
        Edge::Day(-1, 12, 31) => Some(Edge::Day(1, 1, 1)),
        Edge::Day(year, month, day) => date(year, month, day)
            .and_then(|date| date.tomorrow().ok())
            .and_then(edge),
        Edge::DaysBack { days } => days.checked_sub(1).map(|days| Edge::DaysBack { days }),
        Edge::Ago { .. } => Some(last),
    };
    next.ok_or_else(|| {
        let (message, last) = match last {
            Edge::DaysBack { .. } => ("Nothing is later than today.", "today"),
            _ => ("Dates end with the year 9999.", "9999"),
        };
        Wrong::new(message, Instead::Value(last.to_owned()))
    })
}

fn before(first: Edge) -> Result<Edge, Wrong> {
    let last = match first {
        Edge::Day(1, 1, 1) => Some(Edge::Day(-1, 12, 31)),
        Edge::Day(year, month, day) => date(year, month, day)
            .and_then(|date| date.yesterday().ok())
            .and_then(edge),
        Edge::DaysBack { days } => Some(Edge::DaysBack {
            days: days.saturating_add(1),
        }),
        Edge::Ago { .. } => Some(first),
    };
    last.ok_or_else(|| {
        let message = "Dates begin with the year -9999.";
        Wrong::new(message, Instead::Value("-9999".to_owned()))
    })
}

/// The range as it is written in a query.
pub(super) fn printed(bounds: &Bounds<Edge>) -> String {
    match (bounds.from, bounds.to) {
        (Some(from @ Edge::Ago { .. }), None) => format!("<{}", first_text(from)),
        (None, Some(to @ Edge::Ago { .. })) => format!(">{}", last_text(to)),
        (Some(from), None) => format!(">={}", first_text(from)),
        (None, Some(to)) => format!("<={}", last_text(to)),
        (Some(from), Some(to)) if from == to && !is_age(from) => whole_text(from),
        (Some(Edge::Day(year, month, 1)), Some(to)) if to == month_end(year, month) => {
            month_text(year, month)
        }
        (Some(from), Some(to)) => match (first_text(from), last_text(to)) {
            (first, last) if first == last && !is_age(from) => first,
            (first, last) => format!("{first}..{last}"),
        },
        (None, None) => String::new(),
    }
}

fn month_end(year: i32, month: u8) -> Edge {
    Edge::Day(year, month, days_in_month(year, month))
}

fn month_text(year: i32, month: u8) -> String {
    format!("{}-{month:02}", year_text(year))
}

fn year_text(year: i32) -> String {
    let sign = if year < 0 { "-" } else { "" };
    format!("{sign}{:04}", year.unsigned_abs())
}

/// The shortest date that begins on this day.
fn first_text(edge: Edge) -> String {
    match edge {
        Edge::Day(year, 1, 1) => year_text(year),
        Edge::Day(year, month, 1) => month_text(year, month),
        _ => whole_text(edge),
    }
}

/// The shortest date that ends on this day.
fn last_text(edge: Edge) -> String {
    match edge {
        Edge::Day(year, 12, 31) => year_text(year),
        Edge::Day(year, month, _) if edge == month_end(year, month) => month_text(year, month),
        _ => whole_text(edge),
    }
}

fn whole_text(edge: Edge) -> String {
    match edge {
        Edge::Day(year, month, day) => format!("{}-{month:02}-{day:02}", year_text(year)),
        Edge::Ago { days } => format!("{days}d"),
        Edge::DaysBack { days: 0 } => "today".to_owned(),
        Edge::DaysBack { days: 1 } => "yesterday".to_owned(),
        Edge::DaysBack { days } => format!("today-{days}"),
    }
}
