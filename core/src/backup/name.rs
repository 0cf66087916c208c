//! Names of backups: `20261123T013352Z-auto-s1.bookly`. They sort by time.

use jiff::{Timestamp, civil::DateTime, tz::Offset};
use serde::{Deserialize, Serialize};

/// The ending of a backup's name, with its dot.
pub const ENDING: &str = ".bookly";

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum BackupKind {
    /// By itself, after changes.
    Auto,
    /// Somebody asked for it.
    Manual,
    /// Before an import.
    PreImport,
    /// Before the library was brought to a newer form.
    PreMigrate,
    /// Before another backup was restored.
    PreRestore,
}

impl BackupKind {
    const ALL: [Self; 5] = [
        Self::Auto,
        Self::Manual,
        Self::PreImport,
        Self::PreMigrate,
        Self::PreRestore,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Manual => "manual",
            Self::PreImport => "pre-import",
            Self::PreMigrate => "pre-migrate",
            Self::PreRestore => "pre-restore",
        }
    }
}

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    /// To the second.
    pub(super) at: Timestamp,
    pub(super) kind: BackupKind,
    pub(super) schema: i64,
    /// 1, and more for backups of one second.
    pub(super) nth: u32,
}

impl Name {
    pub(super) fn text(&self) -> String {
        let (kind, schema) = (self.kind.word(), self.schema);
        let at = Offset::UTC.to_datetime(self.at).strftime("%Y%m%dT%H%M%SZ");
        match self.nth {
            1 => format!("{at}-{kind}-s{schema}{ENDING}"),
            nth => format!("{at}-{kind}-s{schema}-{nth}{ENDING}"),
        }
    }

    /// Reads a name that [`Self::text`] writes; no other is one of ours.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (at, rest) = text.strip_suffix(ENDING)?.split_once('-')?;
        let at = DateTime::strptime("%Y%m%dT%H%M%SZ", at).ok()?;
        let at = Offset::UTC.to_timestamp(at).ok()?;
        let of_kind = |kind: &BackupKind| {
            let rest = rest.strip_prefix(kind.word())?.strip_prefix("-s")?;
            let (schema, nth) = rest.split_once('-').unwrap_or((rest, "1"));
            Some(Self {
                at,
                kind: *kind,
                schema: schema.parse().ok()?,
                nth: nth.parse().ok()?,
            })
        };
        let name = BackupKind::ALL.iter().find_map(of_kind)?;
        (name.text() == text).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_back() {
        for kind in BackupKind::ALL {
            for (nth, second) in [(1, 1_795_000_000), (2, 0), (12, 4_000_000_000)] {
                let name = Name {
                    at: Timestamp::from_second(second).unwrap(),
                    kind,
                    schema: 20_261_123,
                    nth,
                };
                assert_eq!(Name::read(&name.text()), Some(name), "{}", name.text());
            }
        }
        let auto = Name::read("20261118T112640Z-auto-s1.bookly").unwrap();
        assert_eq!(auto.at.as_second(), 1_795_001_200);
    }

    #[test]
    fn other_files_are_no_backups() {
        for other in [
            "",
            ".bookly",
            "20261118T112640Z-auto-s1.bookly.part",
            "20261118T112640Z-auto-s1-1.bookly",
            "20261118T112640Z-auto-s+1.bookly",
            "20261118T112640Z-auto-s01.bookly",
            "20261118T112640Z-else-s1.bookly",
            "20261318T112640Z-auto-s1.bookly",
            "../20261118T112640Z-auto-s1.bookly",
            "20261118T112640Z-auto-s1/../x.bookly",
        ] {
            assert_eq!(Name::read(other), None, "{other}");
        }
    }
}
