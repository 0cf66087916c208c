//! Which backups are kept: many of the last days, fewer of the months before.

use std::collections::HashSet;

use jiff::{Timestamp, ToSpan, civil::Date, tz::Offset};

use super::{Backup, BackupKind};

const LATEST: usize = 10;
const DAYS: usize = 7;
const WEEKS: usize = 4;
const MONTHS: usize = 12;

/// The backups that nothing needs any more, of those in a folder. What somebody asked for is theirs
/// and stays, and so does what cannot be read: it may be all that there is. The newest that can be
/// read stays, however old it is.
pub(super) fn not_needed(backups: &[Backup]) -> Vec<&Backup> {
    let mut rotating: Vec<&Backup> = backups
        .iter()
        .filter(|backup| backup.sound && backup.kind != BackupKind::Manual)
        .collect();
    rotating.sort_by(|a, b| b.made().cmp(&a.made()));
    let day = |backup: &Backup| day_of(backup.at);
    let week = |backup: &Backup| {
        let day = day_of(backup.at);
        day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
    };
    let month = |backup: &Backup| day_of(backup.at).first_of_month();
    let mut kept: HashSet<&str> = rotating
        .iter()
        .take(LATEST)
        .map(|backup| backup.name.as_str())
        .collect();
    kept.extend(newest_of_each(&rotating, day, DAYS));
    kept.extend(newest_of_each(&rotating, week, WEEKS));
    kept.extend(newest_of_each(&rotating, month, MONTHS));
    rotating.retain(|backup| !kept.contains(backup.name.as_str()));
    rotating
}

/// The newest backup of each of the latest `many` spans of time that have one.
fn newest_of_each<'b>(
    newest_first: &[&'b Backup],
    span_of: impl Fn(&Backup) -> Date,
    many: usize,
) -> Vec<&'b str> {
    let mut spans = HashSet::new();
    let mut kept = Vec::new();
    for backup in newest_first {
        if spans.len() < many && spans.insert(span_of(backup)) {
            kept.push(backup.name.as_str());
        }
    }
    kept
}

fn day_of(at: i64) -> Date {
    let at = Timestamp::from_millisecond(at).unwrap_or_default();
    Offset::UTC.to_datetime(at).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    const NOW: i64 = 1_795_000_000_000;

    fn backup(at: i64, kind: BackupKind, sound: bool) -> Backup {
        Backup {
            name: format!("{at}-{kind:?}"),
            at,
            kind,
            schema: 1,
            bytes: 0,
            sound,
            counts: None,
            revision: None,
        }
    }

    fn thin(backups: &mut Vec<Backup>) {
        let gone: HashSet<String> = not_needed(backups).iter().map(|b| b.name.clone()).collect();
        backups.retain(|backup| !gone.contains(&backup.name));
    }

    #[test]
    fn f10_rotation_keeps_days_weeks_and_months() {
        let mut backups = Vec::new();
        for turn in 0..400 * 3 {
            backups.push(backup(NOW + turn * 8 * HOUR, BackupKind::Auto, true));
            thin(&mut backups);
            let newest = NOW + turn * 8 * HOUR;
            assert!(backups.iter().any(|backup| backup.at == newest));
            assert!(backups.len() <= LATEST + DAYS + WEEKS + MONTHS);
        }
        let newest = backups.iter().map(|backup| backup.at).max().unwrap();
        let days = |at: i64| at.div_euclid(24 * HOUR);
        let ages: Vec<i64> = backups
            .iter()
            .map(|backup| days(newest) - days(backup.at))
            .collect();
        let within = |days: i64| ages.iter().filter(|age| **age < days).count();
        assert!(within(4) >= 10, "{ages:?}");
        assert!((0..7).all(|day| ages.contains(&day)), "{ages:?}");
        assert!(within(28) > within(7), "{ages:?}");
        // Eleven months before this one have left one each.
        assert!(ages.iter().max().unwrap() > &300, "{ages:?}");
        assert!(within(400) - within(62) >= 9, "{ages:?}");
    }

    #[test]
    fn f10_rotation_keeps_the_newest_verified() {
        // The newest that can be read is years older than those that cannot.
        let mut backups: Vec<Backup> = (0..40)
            .map(|n| backup(NOW + n * 24 * HOUR, BackupKind::Auto, false))
            .collect();
        backups.push(backup(NOW - 90_000 * HOUR, BackupKind::PreRestore, true));
        assert!(not_needed(&backups).is_empty());
    }

    #[test]
    fn f10_rotation_leaves_what_somebody_asked_for() {
        let mut backups: Vec<Backup> = (0..100)
            .map(|n| backup(NOW + n * HOUR, BackupKind::Manual, true))
            .collect();
        assert!(not_needed(&backups).is_empty());
        backups.extend((100..200).map(|n| backup(NOW + n * HOUR, BackupKind::PreImport, true)));
        thin(&mut backups);
        let (manual, other): (Vec<_>, Vec<_>) = backups
            .iter()
            .partition(|backup| backup.kind == BackupKind::Manual);
        assert_eq!(manual.len(), 100);
        assert!((LATEST..LATEST + DAYS).contains(&other.len()));
    }
}
