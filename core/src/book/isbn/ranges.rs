//! Where the hyphens of an ISBN go, and which agency gave the number out.

use std::{collections::HashMap, sync::OnceLock};

/// The range message of the International ISBN Agency; the file says where it is from and how to renew it.
static MESSAGE: &str = include_str!("ranges.tsv");

/// How one ISBN is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// Digits of the registration group.
    pub(super) group: usize,
    /// Digits of the registrant (the publisher); the rest but the check digit is the publication.
    pub(super) registrant: usize,
    /// Who runs the registration group: a language, country or region.
    pub(super) agency: &'static str,
}

/// Cuts 13 digits; `None` where the table does not know the range, or says that it is not in use.
pub(super) fn cut(digits: &str) -> Option<Cut> {
    let prefixes = prefixes();
    let (prefix, rest) = digits.split_at_checked(3)?;
    let group = prefixes.get(prefix)?.length(rest)?;
    let (group_digits, rest) = rest.split_at_checked(group)?;
    let registration = prefixes.get(format!("{prefix}-{group_digits}").as_str())?;
    let (before_check, _) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    let registrant = registration.length(before_check)?;
    let agency = registration.agency;
    (registrant < before_check.len()).then_some(Cut {
        group,
        registrant,
        agency,
    })
}

struct Prefix {
    agency: &'static str,
    /// Last number of each range, rising, and the length that holds there.
    rules: Vec<(u32, usize)>,
}

impl Prefix {
    /// How many of these digits belong to the next part. The table speaks of seven digits, so they are cut or padded.
    fn length(&self, digits: &str) -> Option<usize> {
        let seven: String = digits.chars().chain("0000000".chars()).take(7).collect();
        let number: u32 = seven.parse().ok()?;
        let rule = self.rules.partition_point(|&(last, _)| last < number);
        self.rules
            .get(rule)
            .map(|&(_, length)| length)
            .filter(|&length| length > 0)
    }
}

fn prefixes() -> &'static HashMap<&'static str, Prefix> {
    static PREFIXES: OnceLock<HashMap<&'static str, Prefix>> = OnceLock::new();
    PREFIXES.get_or_init(|| MESSAGE.lines().filter_map(prefix).collect())
}

/// One line of the table; comments have no TAB.
fn prefix(line: &'static str) -> Option<(&'static str, Prefix)> {
    let mut parts = line.splitn(3, '\t');
    let (name, agency, rules) = (parts.next()?, parts.next()?, parts.next()?);
    let rules = rules.split(' ').filter_map(|rule| {
        let (last, length) = rule.split_once(':')?;
        Some((last.parse().ok()?, length.parse().ok()?))
    });
    Some((
        name,
        Prefix {
            agency,
            rules: rules.collect(),
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read_and_covers_all_numbers() {
        let lines = MESSAGE.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.clone().count(), prefixes().len());
        for line in lines {
            let (name, prefix) = prefix(line).unwrap();
            assert_eq!(prefix.rules.len(), line.matches(':').count(), "{name}");
            assert!(prefix.rules.is_sorted_by(|a, b| a.0 < b.0), "{name}");
            assert_eq!(prefix.rules.last().unwrap().0, 9_999_999, "{name}");
            assert!(prefix.rules.iter().all(|rule| rule.1 <= 7), "{name}");
        }
    }

    #[test]
    fn what_is_not_in_use_is_not_cut() {
        assert_eq!(cut("9786600000000"), None);
        assert_eq!(cut("9799000000000"), None);
        assert_eq!(cut(""), None);
        assert_eq!(cut("978"), None);
    }
}
