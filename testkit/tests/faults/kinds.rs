//! The kinds of faults, and what a round of one comes to.

use std::collections::BTreeMap;

use crate::{
    chance::Chance,
    ledger::Ledger,
    limits, live, mischief,
    oracle::{Broken, End},
    rest,
    rig::Rig,
};

/// One kind: its name, the lines of the catalogue that it is for, and how many rounds of it are part
/// of every test run.
pub struct Kind {
    pub name: &'static str,
    pub lines: &'static str,
    pub quick: u64,
    work: Work,
}

#[derive(Clone, Copy)]
enum Work {
    KillAnywhen,
    KillInImport,
    KillAtCall,
    KillAtSyscall,
    Calls(&'static str, &'static str),
    DiskFull,
    NoInodes,
    FileSize,
    ReadOnlyMount,
    ReadOnlyFolder,
    Descriptors,
    TwoAtOnce,
    Rest(rest::Damage),
    Backup,
}

const fn kind(name: &'static str, lines: &'static str, quick: u64, work: Work) -> Kind {
    Kind {
        name,
        lines,
        quick,
        work,
    }
}

pub const KINDS: &[Kind] = &[
    kind("killed at any time", "E1", 100, Work::KillAnywhen),
    kind("killed in an import", "E1", 100, Work::KillInImport),
    kind(
        "killed at a call, in every flow",
        "E2",
        40,
        Work::KillAtCall,
    ),
    kind(
        "killed at a system call (strace)",
        "E2",
        4,
        Work::KillAtSyscall,
    ),
    kind("a write fails", "E10", 10, Work::Calls("w", "eio")),
    kind("a read fails", "E10", 10, Work::Calls("r", "eio")),
    kind("a sync fails", "E10 E16", 10, Work::Calls("s", "eio")),
    kind("a cut or a name fails", "E10", 6, Work::Calls("cn", "eio")),
    kind(
        "a call finds the disk full",
        "E4 E16",
        8,
        Work::Calls("wcn", "enospc"),
    ),
    kind("short writes", "E10", 3, Work::Calls("w", "short")),
    kind("interrupted calls", "E10", 3, Work::Calls("rw", "eintr")),
    kind("a small disk", "E4", 5, Work::DiskFull),
    kind("a disk without inodes", "E4", 4, Work::NoInodes),
    kind("a limit on file sizes", "E5", 6, Work::FileSize),
    kind("a read-only disk", "E6", 2, Work::ReadOnlyMount),
    kind("a read-only folder", "E6", 2, Work::ReadOnlyFolder),
    kind("few file descriptors", "E7", 6, Work::Descriptors),
    kind("two at once", "E11", 5, Work::TwoAtOnce),
    kind(
        "a bit of a library flips",
        "F1",
        60,
        Work::Rest(rest::Damage::FlipLibrary),
    ),
    kind(
        "a bit of accounts.db flips",
        "F2",
        30,
        Work::Rest(rest::Damage::FlipAccounts),
    ),
    kind(
        "a bit of keyslots.json flips",
        "F2",
        8,
        Work::Rest(rest::Damage::FlipSlots),
    ),
    kind(
        "a library is cut or grows",
        "F3",
        12,
        Work::Rest(rest::Damage::Cut),
    ),
    kind(
        "pages are zero or swapped",
        "F4",
        10,
        Work::Rest(rest::Damage::Pages),
    ),
    kind(
        "the log is damaged after a kill",
        "F5",
        10,
        Work::Rest(rest::Damage::Log),
    ),
    kind("a stray log", "F5", 6, Work::Rest(rest::Damage::StrayLog)),
    kind("a backup is damaged or exchanged", "F2", 12, Work::Backup),
];

/// What became of one round.
pub struct Outcome {
    /// In words, so that it can be done again.
    pub what: String,
    /// The fault happened; a round whose fault never came proves nothing.
    pub fired: bool,
    pub end: Result<End, Broken>,
    /// Edits that the child was told are done.
    pub acknowledged: u64,
    pub failures: BTreeMap<String, u64>,
}

impl Outcome {
    pub fn new(what: String, fired: bool, ledger: &Ledger, end: Result<End, Broken>) -> Self {
        Self {
            what,
            fired,
            end,
            acknowledged: ledger.acknowledged,
            failures: ledger.failures.clone(),
        }
    }

    /// For a round that came to nothing at all.
    pub fn broken(what: String, why: Broken) -> Self {
        Self::new(what, true, &Ledger::default(), Err(why))
    }
}

/// Why a kind cannot be tried here.
pub type Skipped = String;

impl Kind {
    pub async fn round(&self, rig: &Rig, chance: &mut Chance) -> Result<Outcome, Skipped> {
        match self.work {
            Work::KillAnywhen => Ok(live::kill_anywhen(rig, chance).await),
            Work::KillInImport => Ok(live::kill_in_import(rig, chance).await),
            Work::KillAtCall => live::kill_at_call(rig, chance).await,
            Work::KillAtSyscall => live::kill_at_syscall(rig, chance).await,
            Work::Calls(calls, how) => live::failing_calls(rig, chance, calls, how).await,
            Work::DiskFull => limits::small_disk(rig, chance, limits::Short::OfBytes).await,
            Work::NoInodes => limits::small_disk(rig, chance, limits::Short::OfInodes).await,
            Work::FileSize => limits::file_size(rig, chance).await,
            Work::ReadOnlyMount => limits::read_only_mount(rig, chance).await,
            Work::ReadOnlyFolder => limits::read_only_folder(rig, chance).await,
            Work::Descriptors => limits::descriptors(rig, chance).await,
            Work::TwoAtOnce => limits::two_at_once(rig, chance).await,
            Work::Rest(damage) => rest::round(rig, chance, damage).await,
            Work::Backup => Ok(mischief::round(rig, chance).await),
        }
    }
}
