//! ISBNs: reading them in any form, checking, converting and hyphenating them.

mod ranges;
mod text;

use serde::Serialize;

pub(crate) use self::text::{is_scientific, unwrapped};
use self::{ranges::Cut, text::X};

/// A correct ISBN, kept as its 13 digits; an ISBN-10 is the same number without 978.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Isbn([u8; 13]);

/// An ISBN and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsbnReading {
    /// The number.
    pub isbn: Isbn,
    /// It was written with ten digits.
    pub ten: bool,
    /// A leading zero that a spreadsheet had dropped was put back.
    pub zero_added: bool,
}

/// Why a text is not an ISBN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IsbnProblem {
    /// Nothing is written there.
    Empty,
    /// Neither 10 nor 13 digits.
    Length,
    /// Something other than digits, or 13 digits that do not begin as an ISBN does.
    Character,
    /// The last digit does not fit the others; with the one that would.
    CheckDigit {
        /// The number with the fitting last digit, hyphenated, as long as what was written.
        fixed: String,
    },
}

impl Isbn {
    /// Reads an ISBN in any form.
    pub fn parse(text: &str) -> Result<Self, IsbnProblem> {
        Self::read(text).map(|reading| reading.isbn)
    }

    /// Reads an ISBN in any form and tells what had to be done for it. The two or five digits that a scanner reads from
    /// the small bar code beside it are left out.
    pub fn read(text: &str) -> Result<IsbnReading, IsbnProblem> {
        let symbols = text::symbols(text)?;
        let (number, add_on) = match symbols.split_at_checked(13) {
            Some((number, add_on)) if matches!(add_on.len(), 2 | 5) => (number, add_on),
            _ => (symbols.as_slice(), [].as_slice()),
        };
        if add_on.contains(&X) {
            return Err(IsbnProblem::Character);
        }
        let (isbn, zero_added) = match number.len() {
            0 => return Err(IsbnProblem::Empty),
            9 => (Self::without_zero(number)?, true),
            10 => (Self::from_ten(number)?, false),
            13 => (Self::from_thirteen(number)?, false),
            _ => return Err(IsbnProblem::Length),
        };
        Ok(IsbnReading {
            isbn,
            ten: number.len() < 13,
            zero_added,
        })
    }

    fn from_thirteen(symbols: &[u8]) -> Result<Self, IsbnProblem> {
        let (&check, twelve) = symbols.split_last().ok_or(IsbnProblem::Length)?;
        // 979-0 is printed music (ISMN).
        let prefixed = twelve.starts_with(&[9, 7, 8]) || twelve.starts_with(&[9, 7, 9]);
        if symbols.contains(&X) || !prefixed || twelve.starts_with(&[9, 7, 9, 0]) {
            return Err(IsbnProblem::Character);
        }
        let isbn = Self::with_check_digit(twelve)?;
        if isbn.0.last() == Some(&check) {
            Ok(isbn)
        } else {
            Err(IsbnProblem::CheckDigit {
                fixed: isbn.hyphenated(),
            })
        }
    }

    fn from_ten(symbols: &[u8]) -> Result<Self, IsbnProblem> {
        let (&check, nine) = symbols.split_last().ok_or(IsbnProblem::Length)?;
        if nine.contains(&X) {
            return Err(IsbnProblem::Character);
        }
        let isbn = Self::with_check_digit(&[&[9, 7, 8], nine].concat())?;
        if check_of_ten(nine) == check {
            Ok(isbn)
        } else {
            let fixed = isbn.hyphenated_as_ten().unwrap_or_default();
            Err(IsbnProblem::CheckDigit { fixed })
        }
    }

    /// Nine digits that lost a leading zero. Any other nine are simply too few.
    fn without_zero(symbols: &[u8]) -> Result<Self, IsbnProblem> {
        let ten = [&[0], symbols].concat();
        Self::from_ten(&ten).map_err(|_| IsbnProblem::Length)
    }

    fn with_check_digit(twelve: &[u8]) -> Result<Self, IsbnProblem> {
        let weighted = twelve.iter().zip([1, 3].into_iter().cycle());
        let sum: u8 = weighted.fold(0, |sum, (digit, weight)| (sum + digit * weight) % 10);
        let mut isbn = [(10 - sum) % 10; 13];
        match isbn.split_last_mut() {
            Some((_, start)) if start.len() == twelve.len() => start.copy_from_slice(twelve),
            _ => return Err(IsbnProblem::Length),
        }
        Ok(Self(isbn))
    }

    /// Thirteen digits without hyphens.
    pub fn isbn13(&self) -> String {
        text_of(&self.0)
    }

    /// Ten digits without hyphens; only numbers that begin with 978 have them.
    pub fn isbn10(&self) -> Option<String> {
        let [9, 7, 8, nine @ .., _] = &self.0 else {
            return None;
        };
        Some(text_of(&[nine.as_slice(), &[check_of_ten(nine)]].concat()))
    }

    /// Hyphenated as printed; without hyphens where the range table knows no place for them.
    pub fn hyphenated(&self) -> String {
        let digits = self.isbn13();
        match ranges::cut(&digits) {
            Some(Cut {
                group, registrant, ..
            }) => joined(&digits, &[3, group, registrant]),
            None => digits,
        }
    }

    /// The hyphenated form with ten digits.
    pub fn hyphenated_as_ten(&self) -> Option<String> {
        let digits = self.isbn10()?;
        Some(match ranges::cut(&self.isbn13()) {
            Some(Cut {
                group, registrant, ..
            }) => joined(&digits, &[group, registrant]),
            None => digits,
        })
    }

    /// The language, country or region whose agency gave the number out, or empty: `French language`.
    pub fn agency(&self) -> &'static str {
        ranges::cut(&self.isbn13()).map_or("", |cut| cut.agency)
    }
}

/// What a form is told while an ISBN is typed into it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct IsbnCheck {
    /// It is an ISBN; then `problem` is `none`.
    pub valid: bool,
    /// The thirteen digits, when valid.
    pub isbn13: String,
    /// Hyphenated, when valid.
    pub shown: String,
    /// Whose agency gave it out, when valid and known.
    pub agency: String,
    /// What is wrong with it.
    pub problem: IsbnFault,
    /// With `check_digit`: the number with the last digit that would fit.
    pub fixed: String,
}

/// What is wrong with a number, for the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the situations of `IsbnProblem`")]
pub enum IsbnFault {
    #[default]
    None,
    Empty,
    Length,
    Character,
    CheckDigit,
}

impl IsbnCheck {
    /// Looks at what was typed.
    pub fn of(text: &str) -> Self {
        let (problem, fixed) = match Isbn::parse(text) {
            Ok(isbn) => {
                return Self {
                    valid: true,
                    isbn13: isbn.isbn13(),
                    shown: isbn.hyphenated(),
                    agency: isbn.agency().to_owned(),
                    problem: IsbnFault::None,
                    fixed: String::new(),
                };
            }
            Err(IsbnProblem::Empty) => (IsbnFault::Empty, String::new()),
            Err(IsbnProblem::Length) => (IsbnFault::Length, String::new()),
            Err(IsbnProblem::Character) => (IsbnFault::Character, String::new()),
            Err(IsbnProblem::CheckDigit { fixed }) => (IsbnFault::CheckDigit, fixed),
        };
        Self {
            problem,
            fixed,
            ..Self::default()
        }
    }
}

fn check_of_ten(nine: &[u8]) -> u8 {
    let weighted = nine.iter().zip((2_u8..=10).rev());
    let sum = weighted.fold(0, |sum, (digit, weight)| (sum + digit * weight) % 11);
    (11 - sum) % 11
}

fn text_of(symbols: &[u8]) -> String {
    let char_of = |&symbol: &u8| {
        if symbol == X {
            'X'
        } else {
            char::from(b'0' + symbol % 10)
        }
    };
    symbols.iter().map(char_of).collect()
}

/// Parts of these lengths, then what is left before the check digit, then the check digit.
fn joined(digits: &str, lengths: &[usize]) -> String {
    let publication = digits
        .len()
        .saturating_sub(lengths.iter().sum::<usize>() + 1);
    let mut parts = Vec::with_capacity(lengths.len() + 2);
    let mut rest = digits;
    for &length in lengths.iter().chain([&publication]) {
        let Some((part, after)) = rest.split_at_checked(length) else {
            return digits.to_owned();
        };
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts.join("-")
}

#[cfg(test)]
mod tests;
