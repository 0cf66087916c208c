//! Files that are damaged while Bookly is not running.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use bookly_core::{Bookly, ErrorCode};

use crate::{
    chance::Chance,
    child::{login, open_cheaply, recovery, word},
    home::{Home, files_below},
    kinds::{Outcome, Skipped},
    live::kept,
    oracle::{self, Broken, End, May, is_refusal},
    rig::{Rig, Start},
    script::{BYSTANDER, Step, WRITER, edits},
};

const PAGE: u64 = 4_096;

#[derive(Clone, Copy)]
pub enum Damage {
    FlipLibrary,
    FlipAccounts,
    FlipSlots,
    Cut,
    Pages,
    Log,
    StrayLog,
}

pub async fn round(rig: &Rig, chance: &mut Chance, damage: Damage) -> Result<Outcome, Skipped> {
    let home = rig.template.copy();
    let ledger = &rig.template.ledger;
    let (file, place) = (home.library(), home.path());
    let (what, end) = match damage {
        Damage::FlipLibrary => {
            let what = flip(&file, chance);
            (what, damaged_library(&home, rig).await)
        }
        Damage::Cut => {
            let what = cut(&file, chance);
            (what, damaged_library(&home, rig).await)
        }
        Damage::Pages => {
            let what = mix_pages(&file, chance);
            (what, damaged_library(&home, rig).await)
        }
        Damage::FlipAccounts => {
            let what = flip(&place.join("accounts.db"), chance);
            (what, damaged_accounts(&place, rig).await)
        }
        Damage::FlipSlots => {
            let what = flip(&file.with_file_name("keyslots.json"), chance);
            (what, oracle::look(&place, ledger, May::LoseNothing).await)
        }
        Damage::Log => return damaged_log(rig, home, chance).await,
        Damage::StrayLog => stray_log(rig, &home, chance).await?,
    };
    Ok(kept(home, Outcome::new(what, true, ledger, end)))
}

fn change(file: &Path, work: impl FnOnce(&mut Vec<u8>) -> String) -> String {
    let mut bytes = fs::read(file).unwrap();
    let what = work(&mut bytes);
    fs::write(file, bytes).unwrap();
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    format!("{name}: {what}")
}

pub fn flip(file: &Path, chance: &mut Chance) -> String {
    change(file, |bytes| {
        let (mut at, bit) = (chance.below(bytes.len() as u64), chance.below(8));
        // A small database is mostly empty: look for a place where something is written.
        while bytes[index(at)] == 0 && chance.below(32) != 0 {
            at = chance.below(bytes.len() as u64);
        }
        bytes[index(at)] ^= 1 << bit;
        format!("bit {bit} of byte {at}")
    })
}

fn index(at: u64) -> usize {
    usize::try_from(at).unwrap()
}

pub fn cut(file: &Path, chance: &mut Chance) -> String {
    change(file, |bytes| {
        let pages = bytes.len() as u64 / PAGE;
        match chance.below(8) {
            0 => {
                bytes.clear();
                "emptied".to_owned()
            }
            1 => {
                let more = chance.between(1, 3 * PAGE);
                bytes.extend((0..more).map(|_| chance.next().to_le_bytes()[0]));
                format!("{more} bytes more")
            }
            _ => {
                let edge = chance.below(pages) * PAGE;
                let end = match chance.below(3) {
                    0 => edge.saturating_sub(1),
                    1 => edge,
                    _ => edge + 1,
                };
                bytes.truncate(index(end));
                format!("cut at {end}")
            }
        }
    })
}

pub fn mix_pages(file: &Path, chance: &mut Chance) -> String {
    change(file, |bytes| {
        let pages = bytes.len() as u64 / PAGE;
        let page = |at: u64| index(at * PAGE)..index((at + 1) * PAGE);
        if chance.below(3) == 0 {
            let at = if chance.below(2) == 0 {
                0
            } else {
                chance.below(pages)
            };
            bytes[page(at)].fill(0);
            return format!("page {} is zero", at + 1);
        }
        let (one, other) = (chance.below(pages), chance.below(pages));
        let first = bytes[page(one)].to_vec();
        bytes.copy_within(page(other), page(one).start);
        bytes[page(other)].copy_from_slice(&first);
        format!("pages {} and {} swapped", one + 1, other + 1)
    })
}

/// The damaged bytes are somebody's only copy: they must still be somewhere.
async fn damaged_library(home: &Home, rig: &Rig) -> Result<End, Broken> {
    let damaged = fs::read(home.library()).unwrap();
    let end = oracle::look(&home.path(), &rig.template.ledger, May::BeDamaged).await?;
    let is_there = || {
        files_below(&home.path())
            .iter()
            .any(|file| fs::read(file).unwrap() == damaged)
    };
    if end == End::ToldAtOpening && !is_there() {
        return Err("the damaged file was changed".to_owned());
    }
    Ok(end)
}

/// A login that works and shows everything, or damage that is called so.
async fn damaged_accounts(home: &Path, rig: &Rig) -> Result<End, Broken> {
    let bookly = match open_cheaply(home).await {
        Ok(bookly) => bookly,
        Err(error) if error.code() == ErrorCode::LibraryDamaged => return Ok(End::ToldAtOpening),
        Err(error) => return Err(format!("opening the data folder: {error:?}")),
    };
    let told = logins(&bookly, &rig.template.code).await;
    let closed = bookly.close().await;
    drop(bookly);
    if told? {
        return Ok(End::ToldWhenRead);
    }
    closed.map_err(|error| format!("closing: {error:?}"))?;
    // The code was used for the login above, and is another one now.
    let mut ledger = rig.template.ledger.clone();
    ledger.know("code", crate::ledger::UNKNOWN);
    oracle::look(home, &ledger, May::LoseNothing).await
}

/// True when somebody was told of damage.
async fn logins(bookly: &Bookly, code: &str) -> Result<bool, Broken> {
    let mut told = false;
    let mut judge = |doing: &str, refusal: Option<bookly_core::Error>| match refusal {
        None => Ok(()),
        Some(error) if error.code() == ErrorCode::LibraryDamaged => {
            told = true;
            Ok(())
        }
        Some(error) if is_refusal(error.code()) => Err(format!(
            "{doing}: \"{}\" said for damage",
            word(error.code())
        )),
        Some(error) => Err(format!("{doing}: {error:?}")),
    };
    for name in [BYSTANDER, WRITER] {
        judge("logging in", bookly.log_in(login(name, 0)).await.err())?;
    }
    let by_email = login("ilse@example.org", 0);
    judge("logging in by email", bookly.log_in(by_email).await.err())?;
    let recovered = bookly.recover(recovery(WRITER, code, 0)).await;
    judge("recovering", recovered.err())?;
    Ok(told)
}

/// A data folder with a log that was not folded in: its Bookly was killed after some edits.
fn killed(rig: &Rig, chance: &mut Chance, script: &[Step]) -> (Home, Result<String, Broken>) {
    loop {
        let home = rig.template.copy();
        let start = Start {
            kill_after: Some(Duration::from_millis(chance.between(150, 300))),
            ..Start::default()
        };
        let ran = start.run_in(&home, rig, script);
        if ran.is_err() || fs::metadata(log_of(&home)).is_ok_and(|log| log.len() > 0) {
            return (home, ran.map(|ran| ran.said));
        }
    }
}

fn log_of(home: &Home) -> PathBuf {
    home.library().with_extension("db-wal")
}

async fn damaged_log(rig: &Rig, unused: Home, chance: &mut Chance) -> Result<Outcome, Skipped> {
    drop(unused);
    let script = edits(chance, 3_000);
    let (home, said) = killed(rig, chance, &script);
    let log = log_of(&home);
    let what = match chance.below(4) {
        0 => {
            fs::remove_file(&log).unwrap();
            "deleted".to_owned()
        }
        1 => change(&log, |bytes| {
            let end = chance.below(bytes.len() as u64 / 512 + 1) * 512;
            bytes.truncate(index(end));
            format!("cut at {end}")
        }),
        2 => flip(&log, chance),
        _ => {
            let _ = fs::remove_file(log.with_extension("db-shm"));
            "its index deleted".to_owned()
        }
    };
    let what = format!("a log left by a kill: {what}");
    let said = match said {
        Ok(said) => said,
        Err(why) => return Ok(kept(home, Outcome::broken(what, why))),
    };
    let mut ledger = rig.template.ledger.clone();
    ledger.hear(&said);
    let may = if what.ends_with("index deleted") {
        May::LoseNothing
    } else {
        May::FallBack
    };
    let end = oracle::look(&home.path(), &ledger, may).await;
    Ok(kept(home, Outcome::new(what, true, &ledger, end)))
}

/// A log that does not belong to this library must not be taken for its own, let alone be folded in.
async fn stray_log(
    rig: &Rig,
    home: &Home,
    chance: &mut Chance,
) -> Result<(String, Result<End, Broken>), Skipped> {
    let log = log_of(home);
    let stray = |error: io::Error| error.to_string();
    let what = match chance.below(4) {
        0 => {
            let bytes: Vec<u8> = (0..20_000)
                .map(|_| chance.next().to_le_bytes()[0])
                .collect();
            fs::write(&log, bytes).map_err(stray)?;
            "a log of random bytes"
        }
        1 => {
            let file = fs::File::create(&log).map_err(stray)?;
            file.set_len(1 << 30).map_err(stray)?;
            "a log of 1 GiB of zeros"
        }
        2 => {
            let bytes: Vec<u8> = (0..32_768)
                .map(|_| chance.next().to_le_bytes()[0])
                .collect();
            fs::write(log.with_extension("db-shm"), bytes).map_err(stray)?;
            "a log's index of random bytes"
        }
        _ => {
            let others = another_library(rig, chance).await?;
            fs::write(&log, others).map_err(stray)?;
            "the log of another library"
        }
    };
    let ledger = &rig.template.ledger;
    let first = oracle::look(&home.path(), ledger, May::BeDamaged).await;
    if !matches!(first, Ok(End::ToldAtOpening | End::ToldWhenRead)) {
        return Ok((what.to_owned(), first));
    }
    // Somebody takes the stray log away again: the library must be as it was.
    for extension in ["db-wal", "db-shm"] {
        let _ = fs::remove_file(home.library().with_extension(extension));
    }
    let second = oracle::look(&home.path(), ledger, May::LoseNothing).await;
    Ok((
        what.to_owned(),
        second
            .map_err(|why| format!("after it was told and taken away: {why}"))
            .and(first),
    ))
}

async fn another_library(rig: &Rig, chance: &mut Chance) -> Result<Vec<u8>, Skipped> {
    let other = Rig::new().await;
    let (home, said) = killed(&other, chance, &edits(&mut Chance::new(7, 0), 3_000));
    said?;
    debug_assert_ne!(other.template.code, rig.template.code);
    fs::read(log_of(&home)).map_err(|error| error.to_string())
}
