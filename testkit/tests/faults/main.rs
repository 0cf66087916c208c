//! The fault rig: Bookly killed, starved, lied to and damaged, again and again. Whatever happens,
//! an edit that was acknowledged is there, nothing is there that nobody wrote, every library opens,
//! and damage is called damage.
//!
//! It starts this program again as a child without a window, drives it by a script, lets something
//! go wrong, and then looks at what was left. Without arguments it runs the part that belongs to
//! every test run; `npm run faults -- --minutes 30` runs all of it for as long as one likes:
//!
//! `--minutes N`  go on for so long, all kinds in turn
//! `--seed N`     the same rounds again (what is left to chance is when a kill comes)
//! `--only TEXT`  kinds whose name or catalogue line contains it
//! `--round N`    this round alone
//! `--out PATH`   also write PATH.txt and PATH.json
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::string_slice,
    reason = "a test may stop at once, and says what it found"
)]

mod accounts;
mod backups;
mod chance;
mod child;
mod home;
mod kinds;
mod ledger;
mod limits;
mod live;
mod mischief;
mod oracle;
mod report;
mod rest;
mod rig;
mod script;
mod snapshot;

use std::{
    env, fs,
    path::Path,
    process::ExitCode,
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use chance::Chance;
use kinds::{KINDS, Kind};
use report::Report;
use rig::Rig;

const LANES: usize = 3;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Ok(runtime) = tokio::runtime::Runtime::new() else {
        println!("ERR 0 no_runtime"); // a child with too few file descriptors
        return ExitCode::SUCCESS;
    };
    match words[..] {
        ["child", home, scratch, code] => {
            runtime.block_on(child::run(Path::new(home), Path::new(scratch), code));
        }
        ["guess", home, at] => runtime.block_on(accounts::guess(Path::new(home), at)),
        ["store", folder] => runtime.block_on(snapshot::store(Path::new(folder))),
        [flow @ ("backup" | "restore" | "take-up"), home, file] => {
            runtime.block_on(backups::act(flow, Path::new(home), Path::new(file)));
        }
        ["--list", ..] => {}
        _ => return runtime.block_on(run(&Asked::read(&words))),
    }
    ExitCode::SUCCESS
}

/// What is asked for on the command line.
#[derive(Default)]
struct Asked<'a> {
    minutes: Option<f64>,
    seed: Option<u64>,
    only: Option<&'a str>,
    round: Option<u64>,
    out: Option<&'a str>,
}

impl<'a> Asked<'a> {
    fn read(words: &[&'a str]) -> Self {
        let mut asked = Self::default();
        for pair in words.chunks(2) {
            match *pair {
                ["--minutes", n] => asked.minutes = Some(n.parse().unwrap()),
                ["--seed", n] => asked.seed = Some(n.parse().unwrap()),
                ["--only", text] => asked.only = Some(text),
                ["--round", n] => asked.round = Some(n.parse().unwrap()),
                ["--out", path] => asked.out = Some(path),
                _ => {} // what `cargo test` passes on to every program
            }
        }
        asked
    }

    fn wants(&self, kind: &Kind) -> bool {
        self.only
            .is_none_or(|text| kind.name.contains(text) || kind.lines.contains(text))
    }
}

/// A seed that nobody chose.
fn fresh_seed() -> u64 {
    let mut bytes = [0; 8];
    let random = fs::File::open("/dev/urandom");
    let read = random.and_then(|mut file| std::io::Read::read_exact(&mut file, &mut bytes));
    if read.is_ok() {
        u64::from_le_bytes(bytes) >> 16 // short enough to be typed
    } else {
        u64::from(std::process::id())
    }
}

async fn run(asked: &Asked<'_>) -> ExitCode {
    let begun = Instant::now();
    let seed = asked.seed.unwrap_or_else(fresh_seed);
    println!("seed {seed}");
    let rig = Rig::new().await;
    let report = Mutex::new(Report::new(seed));
    let rounds = Mutex::new(asked.rounds());
    let end = asked
        .minutes
        .map(|minutes| begun + Duration::from_secs_f64(minutes * 60.0));
    thread::scope(|scope| {
        for _ in 0..LANES {
            scope.spawn(|| lane(&rig, &report, &rounds, end));
        }
    });
    let mut report = report.into_inner().unwrap();
    if asked.only.is_none() {
        accounts::kill_guesses(&rig).await;
        snapshot::kill_storing().await;
    }
    if asked.only.is_none_or(|text| "F8".contains(text)) {
        backups::kill_backups(asked.minutes.is_some()).await;
    }
    report.seconds = begun.elapsed().as_secs();
    println!("\n{}", report.text());
    if let Some(out) = asked.out {
        fs::write(format!("{out}.txt"), report.text()).unwrap();
        let json = serde_json::to_string_pretty(&report).unwrap();
        fs::write(format!("{out}.json"), json + "\n").unwrap();
    }
    if report.is_sound() && report.faults() > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

type Rounds = Box<dyn Iterator<Item = (&'static Kind, u64)> + Send>;

impl Asked<'_> {
    /// What to do, in order: each kind in turn for as long as there is time, or the quick part.
    fn rounds(&self) -> Rounds {
        let kinds: Vec<&Kind> = KINDS.iter().filter(|kind| self.wants(kind)).collect();
        let most = kinds.iter().map(|kind| kind.quick).max().unwrap_or(0);
        let (timed, only) = (self.minutes.is_some(), self.round);
        let rounds = only.map_or(0..if timed { u64::MAX } else { most }, |round| {
            round..round + 1
        });
        let all =
            rounds.flat_map(move |round| kinds.clone().into_iter().map(move |kind| (kind, round)));
        Box::new(all.filter(move |(kind, round)| timed || only.is_some() || *round < kind.quick))
    }
}

/// Rounds wait for the disk more than they compute, so several are under way.
fn lane(rig: &Rig, report: &Mutex<Report>, rounds: &Mutex<Rounds>, end: Option<Instant>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let runtime = runtime.unwrap();
    while end.is_none_or(|end| Instant::now() < end) {
        let Some((kind, round)) = rounds.lock().unwrap().next() else {
            return;
        };
        let seed = {
            let report = report.lock().unwrap();
            if report.is_skipped(kind) {
                continue;
            }
            report.seed
        };
        let mut chance = Chance::new(seed, round.wrapping_mul(1_000) + number(kind));
        let outcome = runtime.block_on(kind.round(rig, &mut chance));
        let mut report = report.lock().unwrap();
        match outcome {
            Ok(outcome) => report.add(kind, round, outcome),
            Err(why) => report.skip(kind, why),
        }
    }
}

/// Its place among all kinds, so that leaving some out does not change what the others do.
fn number(kind: &Kind) -> u64 {
    let place = KINDS.iter().position(|one| one.name == kind.name);
    place.unwrap() as u64
}
