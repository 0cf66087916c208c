//! Faults while Bookly works: it is killed, or its calls to the system fail.

use std::{fs, path::Path, time::Duration};

use crate::{
    chance::Chance,
    home::Home,
    kinds::{Outcome, Skipped},
    oracle::{self, Broken, May},
    rig::{Rig, Start, is_here},
    script::{FLOWS, Step, edits, imports},
};

/// Runs the script under a fault, and looks. `fired` says of a child that was not killed whether the
/// fault came.
pub async fn round(
    rig: &Rig,
    what: String,
    start: &Start,
    script: &[Step],
    fired: impl FnOnce(&Home) -> bool,
) -> Outcome {
    let home = rig.template.copy();
    let ran = match start.run_in(&home, rig, script) {
        Ok(ran) => ran,
        Err(why) => return kept(home, Outcome::broken(what, why)),
    };
    let mut ledger = rig.template.ledger.clone();
    ledger.hear(&ran.said);
    let fired = ran.killed || fired(&home);
    let end = oracle::look(&home.path(), &ledger, May::LoseNothing).await;
    kept(home, Outcome::new(what, fired, &ledger, end))
}

/// What a broken promise left is kept, for somebody to look at.
pub fn kept(home: Home, mut outcome: Outcome) -> Outcome {
    if let Err(why) = &mut outcome.end {
        *why = format!("{why} (left in {})", home.keep().display());
    }
    outcome
}

pub async fn kill_anywhen(rig: &Rig, chance: &mut Chance) -> Outcome {
    let script = edits(chance, 3_000);
    kill(rig, chance.between(0, 300_000), &script).await
}

pub async fn kill_in_import(rig: &Rig, chance: &mut Chance) -> Outcome {
    kill(rig, chance.between(0, 500_000), &imports()).await
}

async fn kill(rig: &Rig, after_micros: u64, script: &[Step]) -> Outcome {
    let after = Duration::from_micros(after_micros);
    let start = Start {
        kill_after: Some(after),
        ..Start::default()
    };
    let what = format!("killed {} ms after opening", after.as_millis());
    round(rig, what, &start, script, |_| false).await
}

/// What the shim is told.
fn with_shim(shim: &Path, calls: &str, how: &str, home: &Home, first: u64, times: u64) -> Start {
    let variables = vec![
        ("LD_PRELOAD", shim.display().to_string()),
        ("FAULTY_UNDER", home.path().display().to_string()),
        ("FAULTY_CALLS", calls.to_owned()),
        ("FAULTY_HOW", how.to_owned()),
        ("FAULTY_FIRST", first.to_string()),
        ("FAULTY_TIMES", times.to_string()),
        ("FAULTY_MARK", mark(home).display().to_string()),
    ];
    Start {
        variables,
        ..Start::default()
    }
}

fn mark(home: &Home) -> std::path::PathBuf {
    home.scratch().join("mark")
}

/// How many calls a flow makes when nothing is wrong.
fn count(rig: &Rig, shim: &Path, calls: &str, flow: &str, script: &[Step]) -> Result<u64, Broken> {
    let known = (flow.to_owned(), calls.to_owned());
    if let Some(count) = rig.calls.lock().unwrap().get(&known) {
        return Ok(*count);
    }
    let home = rig.template.copy();
    with_shim(shim, calls, "count", &home, 1, 1).run_in(&home, rig, script)?;
    let text = fs::read_to_string(mark(&home)).map_err(|_| "the calls cannot be counted")?;
    let count = text.parse().map_err(|_| "the calls cannot be counted")?;
    rig.calls.lock().unwrap().insert(known, count);
    Ok(count)
}

async fn under_shim(
    rig: &Rig,
    what: String,
    script: &[Step],
    start: impl FnOnce(&Home) -> Start,
) -> Outcome {
    let home = rig.template.copy();
    let ran = match start(&home).run_in(&home, rig, script) {
        Ok(ran) => ran,
        Err(why) => return kept(home, Outcome::broken(what, why)),
    };
    let fired = mark(&home).exists();
    let mut ledger = rig.template.ledger.clone();
    ledger.hear(&ran.said);
    if let Some(refusal) = ledger.failures.keys().find(|code| is_a_lie(code)) {
        let why = format!("\"{refusal}\" said for a failing call");
        return kept(home, Outcome::new(what, fired, &ledger, Err(why)));
    }
    let end = oracle::look(&home.path(), &ledger, May::LoseNothing).await;
    kept(home, Outcome::new(what, fired, &ledger, end))
}

/// The scripts know every password: that one is wrong is never true.
pub fn is_a_lie(code: &str) -> bool {
    [
        "login_refused",
        "password_wrong",
        "recovery_refused",
        "too_many_tries",
    ]
    .contains(&code)
}

pub async fn kill_at_call(rig: &Rig, chance: &mut Chance) -> Result<Outcome, Skipped> {
    let shim = rig.shim()?;
    let (flow, script) = chance.one_of(FLOWS);
    let calls = "wscn";
    let all = match count(rig, shim, calls, flow, script) {
        Ok(all) => all,
        Err(why) => return Ok(Outcome::broken(format!("{flow}, undisturbed"), why)),
    };
    let first = chance.between(1, all.max(1));
    let how = *chance.one_of(&["kill", "killed"]);
    let what = format!("{flow}: {how} at call {first} of {all}");
    let start = |home: &Home| with_shim(shim, calls, how, home, first, 1);
    Ok(under_shim(rig, what, script, start).await)
}

pub async fn failing_calls(
    rig: &Rig,
    chance: &mut Chance,
    calls: &str,
    how: &str,
) -> Result<Outcome, Skipped> {
    let shim = rig.shim()?;
    let mixed = edits(chance, 40);
    let (flow, script) = if chance.below(2) == 0 {
        ("edits", mixed.as_slice())
    } else {
        *chance.one_of(FLOWS)
    };
    let all = if flow == "edits" {
        Ok(300) // about so many
    } else {
        count(rig, shim, calls, flow, script)
    };
    let all = match all {
        Ok(all) => all,
        Err(why) => return Ok(Outcome::broken(format!("{flow}, undisturbed"), why)),
    };
    let first = chance.between(1, all.max(1));
    // A disk that is broken stays so; a hiccup comes once. What is no failure comes all the time.
    let times = if how == "short" {
        0
    } else {
        *chance.one_of(&[1, 2, 0])
    };
    let times = if how == "eintr" { times.max(1) } else { times };
    let what = format!("{flow}: call {first} of {all} ({calls}) {how}, {times} times");
    let start = |home: &Home| with_shim(shim, calls, how, home, first, times);
    let mut outcome = under_shim(rig, what, script, start).await;
    if outcome.end.is_ok() && ["short", "eintr"].contains(&how) && !outcome.failures.is_empty() {
        outcome.end = Err(format!(
            "{how} is no failure, but came to {:?}",
            outcome.failures
        ));
    }
    Ok(outcome)
}

/// Calls that change a file, as the kernel names them.
const SYSCALLS: &[(&str, u64)] = &[
    ("pwrite64", 200),
    ("fdatasync,fsync", 60),
    ("ftruncate", 12),
    ("unlink,rename,unlinkat,renameat", 8),
    ("openat", 60),
];

pub async fn kill_at_syscall(rig: &Rig, chance: &mut Chance) -> Result<Outcome, Skipped> {
    if !is_here("strace") {
        return Err("strace is not installed".to_owned());
    }
    let (flow, script) = chance.one_of(FLOWS);
    let (calls, most) = chance.one_of(SYSCALLS);
    let when = chance.between(1, *most);
    let (trace, inject) = (
        format!("trace={calls}"),
        format!("inject={calls}:signal=KILL:when={when}"),
    );
    let start = Start::through(&[
        "strace",
        "-f",
        "-qqq",
        "-o",
        "/dev/null",
        "-e",
        &trace,
        "-e",
        &inject,
    ]);
    let what = format!("{flow}: killed at {calls} number {when} of a thread");
    Ok(round(rig, what, &start, script, |_| false).await)
}
