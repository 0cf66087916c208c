//! Places where not everything can be kept: small disks, read-only ones, limits of the system.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::{
    chance::Chance,
    home::files_below,
    kinds::{Outcome, Skipped},
    live::{is_a_lie, kept},
    oracle::{self, Broken, End, May},
    rig::{Rig, Start, is_here, system},
    script::{FLOWS, Step, edits},
};

/// A file system of one's own in memory; gone when it is dropped.
struct Mount(PathBuf);

impl Mount {
    fn new(place: PathBuf, options: &str) -> Result<Self, Skipped> {
        let path = place.to_string_lossy().into_owned();
        system("mount", &["-t", "tmpfs", "-o", options, "tmpfs", &path])
            .map_err(|why| format!("no file system can be mounted: {why}"))?;
        Ok(Self(place))
    }

    fn change(&self, options: &str) -> Result<(), String> {
        let options = format!("remount,{options}");
        system("mount", &["-o", &options, &self.0.to_string_lossy()])
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let path = self.0.to_string_lossy().into_owned();
        for _ in 0..50 {
            if system("umount", &[&path]).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(20)); // the child's files close with it
        }
    }
}

/// What a small disk has too little of.
#[derive(Clone, Copy)]
pub enum Short {
    OfBytes,
    OfInodes,
}

fn any_script(chance: &mut Chance) -> (&'static str, Vec<Step>) {
    let mixed = edits(chance, 120);
    if chance.below(2) == 0 {
        ("edits", mixed)
    } else {
        let (flow, script) = chance.one_of(FLOWS);
        (flow, script.to_vec())
    }
}

pub async fn small_disk(rig: &Rig, chance: &mut Chance, short: Short) -> Result<Outcome, Skipped> {
    let (flow, script) = any_script(chance);
    let files = files_below_count(rig);
    let (options, what) = match short {
        Short::OfBytes => {
            let kib = rig.template.bytes() / 1_024 + 64 + 16 * chance.below(120);
            (
                format!("size={kib}k"),
                format!("{flow}: a disk of {kib} KiB"),
            )
        }
        Short::OfInodes => {
            let inodes = files + chance.between(1, 6);
            (
                format!("size=64m,nr_inodes={inodes}"),
                format!("{flow}: {inodes} inodes"),
            )
        }
    };
    let mount = Mount::new(rig.place(), &options)?;
    let home = mount.0.join("home");
    if rig.template.copy_to(&home).is_err() {
        return Ok(nothing(format!("{what}, too small to begin with")));
    }
    let scratch = tempfile::tempdir().unwrap();
    let ran = Start::default().run(&home, scratch.path(), &rig.template.code, &script);
    let grown = mount.change("size=256m,nr_inodes=100000");
    grown.map_err(|why| format!("a disk cannot be made larger: {why}"))?;
    Ok(judged(
        rig,
        what,
        &home,
        ran.map(|ran| ran.said),
        &[
            "disk_full",
            "disk_error",
            "home_not_usable",
            "library_not_opened",
        ],
    )
    .await)
}

fn files_below_count(rig: &Rig) -> u64 {
    let home = rig.template.copy();
    let folders = 6; // of a data folder with two libraries, and the root of the disk
    files_below(&home.path()).len() as u64 + folders
}

/// A round that could not be tried.
fn nothing(what: String) -> Outcome {
    let mut outcome = Outcome::broken(what, String::new());
    (outcome.end, outcome.fired) = (Ok(End::Whole), false);
    outcome
}

/// Looks at what was left, and at the codes that were told on the way.
async fn judged(
    rig: &Rig,
    what: String,
    home: &Path,
    said: Result<String, Broken>,
    codes: &[&str],
) -> Outcome {
    let said = match said {
        Ok(said) => said,
        Err(why) => return Outcome::broken(what, why),
    };
    let mut ledger = rig.template.ledger.clone();
    ledger.hear(&said);
    let fired = !ledger.failures.is_empty();
    let mut end = oracle::look(home, &ledger, May::LoseNothing).await;
    let strange = |code: &&String| is_a_lie(code) || !codes.contains(&code.as_str());
    if let (Ok(_), Some(code)) = (&end, ledger.failures.keys().find(strange)) {
        end = Err(format!("told as \"{code}\""));
    }
    Outcome::new(what, fired, &ledger, end)
}

pub async fn file_size(rig: &Rig, chance: &mut Chance) -> Result<Outcome, Skipped> {
    if !cfg!(unix) {
        return Err("there is no such limit here".to_owned());
    }
    let (flow, script) = any_script(chance);
    let blocks = chance.between(8, 2 * rig.template.bytes() / 512);
    let limit = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let home = rig.template.copy();
    let start = Start::through(&["sh", "-c", &limit, "sh"]);
    let said = start.run_in(&home, rig, &script).map(|ran| ran.said);
    let what = format!("{flow}: files of {} KiB at most", blocks / 2);
    let codes = ["disk_full", "disk_error", "home_not_usable"];
    let outcome = judged(rig, what, &home.path(), said, &codes).await;
    Ok(kept(home, outcome))
}

pub async fn descriptors(rig: &Rig, chance: &mut Chance) -> Result<Outcome, Skipped> {
    if !cfg!(unix) {
        return Err("there is no such limit here".to_owned());
    }
    let (flow, script) = any_script(chance);
    let most = chance.between(12, 40);
    let limit = format!("ulimit -n {most}; exec \"$@\"");
    let home = rig.template.copy();
    let start = Start::through(&["sh", "-c", &limit, "sh"]);
    let said = start.run_in(&home, rig, &script).map(|ran| ran.said);
    let what = format!("{flow}: {most} file descriptors");
    let codes = [
        "no_runtime",
        "home_not_usable",
        "disk_error",
        "library_not_opened",
        "import_file_unreadable", // it is a file that has to be opened, too
        "internal",
    ];
    let outcome = judged(rig, what, &home.path(), said, &codes).await;
    Ok(kept(home, outcome))
}

/// What lies in every file, so that one can say that nothing changed.
fn sums(home: &Path) -> BTreeMap<PathBuf, String> {
    let files = files_below(home).into_iter();
    files
        .map(|file| {
            let sum = HEXLOWER.encode(&Sha256::digest(fs::read(&file).unwrap_or_default()));
            (file, sum)
        })
        .collect()
}

fn changed_nothing(before: &BTreeMap<PathBuf, String>, home: &Path) -> Result<(), Broken> {
    if sums(home) == *before {
        Ok(())
    } else {
        Err("a file changed in a place that may not be written".to_owned())
    }
}

pub async fn read_only_mount(rig: &Rig, chance: &mut Chance) -> Result<Outcome, Skipped> {
    let mount = Mount::new(rig.place(), "size=64m")?;
    let home = mount.0.join("home");
    rig.template
        .copy_to(&home)
        .map_err(|error| error.to_string())?;
    let before = sums(&home);
    mount
        .change("ro")
        .map_err(|why| format!("nothing can be made read-only: {why}"))?;
    let scratch = tempfile::tempdir().unwrap();
    let script = edits(chance, 10);
    let ran = Start::default().run(&home, scratch.path(), &rig.template.code, &script);
    let same = changed_nothing(&before, &home);
    mount.change("rw")?;
    let what = "a disk that may not be written".to_owned();
    let said = ran.map(|ran| ran.said);
    let mut outcome = judged(rig, what, &home, said, &["home_not_usable"]).await;
    if let Err(why) = same {
        outcome.end = Err(why);
    }
    Ok(outcome)
}

/// As somebody who is not root, whom permissions do not stop.
pub async fn read_only_folder(rig: &Rig, chance: &mut Chance) -> Result<Outcome, Skipped> {
    if !is_here("setpriv") {
        return Err("setpriv is not installed".to_owned());
    }
    let home = rig.template.copy();
    let (place, scratch) = (home.path(), home.scratch());
    system("chmod", &["-R", "a-w,a+rX", &scratch.to_string_lossy()])?;
    let before = sums(&place);
    let script = edits(chance, 10);
    let start = Start::through(&[
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        "--",
    ]);
    let ran = start.run_in(&home, rig, &script);
    let same = changed_nothing(&before, &place);
    system("chmod", &["-R", "u+w", &scratch.to_string_lossy()])?;
    let said = match ran {
        Err(why) if why.contains("setpriv:") => return Err(why),
        ran => ran.map(|ran| ran.said),
    };
    let what = "a folder that may not be written".to_owned();
    let mut outcome = judged(rig, what, &place, said, &["home_not_usable"]).await;
    if let Err(why) = same {
        outcome.end = Err(why);
    }
    Ok(kept(home, outcome))
}

/// Two starts at the same moment: one has the folder, the other is told so.
pub async fn two_at_once(rig: &Rig, chance: &mut Chance) -> Result<Outcome, Skipped> {
    let home = rig.template.copy();
    let later = Duration::from_micros(chance.between(0, 5_000));
    let script = edits(chance, 200); // long enough for the other to come in between
    let start = |kill_after| Start {
        kill_after,
        ..Start::default()
    };
    let (first, second) = thread::scope(|scope| {
        let first = scope.spawn(|| start(None).run_in(&home, rig, &script));
        thread::sleep(later);
        let second = start(None).run_in(&home, rig, &script);
        (first.join().unwrap(), second)
    });
    let what = format!("two starts {} µs apart", later.as_micros());
    let (first, second) = match (first, second) {
        (Ok(first), Ok(second)) => (first, second),
        (Err(why), _) | (_, Err(why)) => return Ok(kept(home, Outcome::broken(what, why))),
    };
    let refused = |said: &str| said == "ERR 0 library_in_use\n";
    let mut ledger = rig.template.ledger.clone();
    let (owners, guests): (Vec<_>, Vec<_>) = [&first.said, &second.said]
        .into_iter()
        .partition(|said| !refused(said));
    for said in &owners {
        ledger.hear(said);
    }
    let mut end = oracle::look(&home.path(), &ledger, May::LoseNothing).await;
    if guests.len() != 1 {
        end = Err(format!("{} of two starts were let in", owners.len()));
    }
    Ok(kept(home, Outcome::new(what, true, &ledger, end)))
}
