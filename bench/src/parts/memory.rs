//! Memory of the core with a library open, beside one with an empty library.
//!
//! Each library is opened by a process of its own: what an allocator keeps from before would count.

use std::{path::Path, process::Command};

use bookly_core::SortBy;
use serde::{Deserialize, Serialize};

use super::{Failure, QUERIES, ask, by, opened, typed};
use crate::{cache, figures::Value, start::forget_index};

const KEYSTROKES: usize = 1_000;
/// MiB more than with an empty library.
const LIMIT: f64 = 300.0;

/// Memory of a process that opened a library, in MiB.
#[derive(Serialize, Deserialize)]
struct Memory {
    opened: f64,
    typed: f64,
    peak: f64,
}

pub async fn measure(cache: &Path, books: u32) -> Result<Vec<Value>, Failure> {
    let empty = ask_process(&cache::library(cache, 0).await?)?;
    let library = cache::library(cache, books).await?;
    let full = ask_process(&library)?;
    let (_folder, copy) = cache::copy(cache, &library)?;
    forget_index(&copy)?;
    let built = ask_process(&copy)?;
    let how = |empty: f64| format!("PSS of the core, over {empty:.1} MiB with an empty library");
    Ok(vec![
        Value::new(
            "memory, opened",
            full.opened - empty.opened,
            "MiB",
            &how(empty.opened),
        )
        .at_most(LIMIT),
        Value::new(
            "memory, 1,000 keystrokes later",
            full.typed - empty.typed,
            "MiB",
            &how(empty.typed),
        )
        .at_most(LIMIT),
        Value::new(
            "memory, peak",
            full.peak - empty.peak,
            "MiB",
            "resident, over an empty library",
        ),
        Value::new(
            "memory, index built anew",
            built.typed - empty.typed,
            "MiB",
            "the same, when no index was kept and every book was read",
        )
        .at_most(LIMIT),
        Value::new(
            "memory, index built anew, peak",
            built.peak - empty.peak,
            "MiB",
            "resident, over an empty library",
        ),
    ])
}

fn ask_process(library: &Path) -> Result<Memory, Failure> {
    let mut process = Command::new(std::env::current_exe()?);
    let answer = process.arg("--probe").arg(library).output()?;
    if !answer.status.success() {
        return Err(String::from_utf8_lossy(&answer.stderr).into());
    }
    Ok(serde_json::from_slice(&answer.stdout)?)
}

/// What the process does that was asked.
pub async fn probe(library: &Path) -> Result<(), Failure> {
    let library = opened(library).await?;
    let order = [by(SortBy::Title)];
    ask(&library, "", &order).await?;
    library.index_stored().await;
    let opened = of_this_process("smaps_rollup", "Pss:")?;
    let prefixes = QUERIES.lines().flat_map(|query| {
        let ends = query.char_indices().skip(1).map(|(at, _)| at);
        ends.chain([query.len()]).map(|end| &query[..end])
    });
    for text in prefixes.take(KEYSTROKES) {
        typed(&library, text, &order).await?;
    }
    let memory = Memory {
        opened,
        typed: of_this_process("smaps_rollup", "Pss:")?,
        peak: of_this_process("status", "VmHWM:")?,
    };
    println!("{}", serde_json::to_string(&memory)?);
    library.close().await?;
    Ok(())
}

/// A line of what the system says of this process, in MiB; where it says nothing, 0.
fn of_this_process(file: &str, name: &str) -> Result<f64, Failure> {
    let Ok(text) = std::fs::read_to_string(format!("/proc/self/{file}")) else {
        return Ok(0.0);
    };
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let line = line.ok_or("the system does not tell the memory")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<f64>()? / 1024.0)
}
