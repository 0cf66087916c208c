//! Pages, years and stars.

use super::{
    fields::Field,
    ranges::{self, Range},
    tree::Bounds,
    values::{Answer, Instead, Wrong},
};

/// Digits that a whole number may have.
const DIGITS: usize = 9;
/// Five stars, in quarters.
const MOST_QUARTERS: i64 = 20;

/// Pages or years.
pub(super) fn whole(text: &str, field: Field) -> Answer<Bounds<i64>> {
    let text = ranges::plain(text);
    let Some(range) = ranges::range(&text, 1) else {
        return Ok(None);
    };
    let read = |end: &str| integer(end).ok_or_else(|| no_number(&text, field));
    let exactly = |from, to| Bounds {
        from: Some(from),
        to: Some(to),
    };
    Ok(Some(match range {
        Range::One(end) => match decade(end) {
            Some((first, last)) => exactly(first, last),
            None => read(end).map(|number| exactly(number, number))?,
        },
        Range::Above { end, strictly } => from(read(end)? + i64::from(strictly)),
        Range::Below { end, strictly } => to(read(end)? - i64::from(strictly)),
        Range::Between(first, last) => {
            if let (Some(year), Some(month)) = (first, last)
                && field == Field::Year
                && text == format!("{year}-{month}")
                && has_month(year, month)
            {
                let month = format!("published:{text}");
                let message = format!("A year has no month. Write {month}.");
                return Err(Wrong::new(message, Instead::Term(month)));
            }
            let bounds = Bounds {
                from: first.map(read).transpose()?,
                to: last.map(read).transpose()?,
            };
            in_order(bounds, first, last)?
        }
    }))
}

fn from(from: i64) -> Bounds<i64> {
    Bounds {
        from: Some(from),
        to: None,
    }
}

fn to(to: i64) -> Bounds<i64> {
    Bounds {
        from: None,
        to: Some(to),
    }
}

fn in_order(
    bounds: Bounds<i64>,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Bounds<i64>, Wrong> {
    match (bounds.from.zip(bounds.to), from.zip(to)) {
        (Some((first, last)), Some((from, to))) if first > last => Err(ranges::reversed(from, to)),
        _ => Ok(bounds),
    }
}

fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let right = (1..=DIGITS).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

/// Whether these are the year and the month of a date.
fn has_month(year: &str, month: &str) -> bool {
    let is_year = year.len() <= 4 && integer(year).is_some_and(|year| year > 0);
    is_year && month.len() == 2 && integer(month).is_some_and(|month| (1..=12).contains(&month))
}

/// `1990s`: its first and last year.
pub(super) fn decade(text: &str) -> Option<(i64, i64)> {
    let year = text.strip_suffix('s').filter(|year| year.len() < 5)?;
    let first = integer(year).filter(|year| *year > 0 && year % 10 == 0)?;
    Some((first, first + 9))
}

fn no_number(text: &str, field: Field) -> Wrong {
    let name = field.name();
    let (one, other, many) = match field {
        Field::Year => ("1999", "1990", "1990..1999"),
        _ => ("300", "300", "200..400"),
    };
    let message = format!("Write a whole number: {name}:{one}, {name}:>{other} or {name}:{many}.");
    let digits: String = text
        .chars()
        .filter(char::is_ascii_digit)
        .take(DIGITS)
        .collect();
    let instead = if digits.is_empty() {
        many.to_owned()
    } else {
        digits
    };
    Wrong::new(message, Instead::Value(instead))
}

/// Stars, as quarters of a star.
pub(super) fn stars(text: &str) -> Answer<Bounds<i64>> {
    let text = ranges::plain(text);
    let Some(range) = ranges::range(&text, 1) else {
        return Ok(None);
    };
    let read = |end: &str| quarters(end).map_err(|wrong| wrong.within(&text, end));
    let bounds = match range {
        Range::One(end) => {
            let stars = read(end)?;
            Bounds {
                from: Some(stars),
                to: Some(stars),
            }
        }
        Range::Above { end, strictly } => from(read(end)? + i64::from(strictly)),
        Range::Below { end, strictly } => to(read(end)? - i64::from(strictly)),
        Range::Between(first, last) => {
            let bounds = Bounds {
                from: first.map(read).transpose()?,
                to: last.map(read).transpose()?,
            };
            in_order(bounds, first, last)?
        }
    };
    if bounds.from.is_some_and(|from| from > MOST_QUARTERS) {
        let message = "Five stars are the most.";
        return Err(Wrong::new(message, Instead::Value("5".to_owned())));
    }
    if bounds.to.is_some_and(|to| to < 1) {
        let message = "The least rating is a quarter star. Write no:rating for books without one.";
        return Err(Wrong::new(message, Instead::Term("no:rating".to_owned())));
    }
    Ok(Some(bounds))
}

/// `4`, `4.25`, `4,5`, `4½`, `★★★★½`.
fn quarters(text: &str) -> Result<i64, Wrong> {
    let no_stars = || {
        let message = "Write the stars as a number: rating:4, rating:>=3.5 or rating:2..3.";
        Wrong::new(message, Instead::Value(">=4".to_owned()))
    };
    let (text, part) = match text.char_indices().last() {
        Some((at, '¼')) => (text.get(..at).unwrap_or_default(), 1),
        Some((at, '½')) => (text.get(..at).unwrap_or_default(), 2),
        Some((at, '¾')) => (text.get(..at).unwrap_or_default(), 3),
        _ => (text, 0),
    };
    let glyphs = |c: char| matches!(c, '★' | '⭐' | '☆' | '\u{fe0f}');
    if text.chars().all(glyphs) && (part > 0 || !text.is_empty()) {
        let full = text.chars().filter(|c| matches!(c, '★' | '⭐')).count();
        return Ok(i64::try_from(full).unwrap_or(i64::MAX / 8) * 4 + part);
    }
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || fraction.len() > 4 || !digits(fraction) {
        return Err(no_stars());
    }
    let whole = integer(whole)
        .filter(|whole| *whole >= 0)
        .ok_or_else(no_stars)?;
    // In ten-thousandths of a star, of which a quarter has 2,500.
    let fraction = integer(&format!("{fraction:0<4}")).unwrap_or(0);
    let near = whole * 4 + (fraction + 1_250) / 2_500 + part;
    if fraction % 2_500 == 0 {
        return Ok(near);
    }
    let near = printed(near.clamp(1, MOST_QUARTERS));
    let message = format!("Stars go in quarter steps. The nearest is {near}.");
    Err(Wrong::new(message, Instead::End(near)))
}

/// Quarters as stars: `4.25`.
pub(super) fn printed(quarters: i64) -> String {
    let fraction = match quarters.rem_euclid(4) {
        0 => "",
        1 => ".25",
        2 => ".5",
        _ => ".75",
    };
    format!("{}{fraction}", quarters.div_euclid(4))
}
