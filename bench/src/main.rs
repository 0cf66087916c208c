//! `npm run bench`: Bookly's figures, each beside what it is measured against in the same run.
//!
//! `npm run bench -- import` runs one part. Machines are noisy, so a ratio counts, not a time.

mod export;
mod figures;
mod import;
mod raw;
mod search;
mod start;

use std::{error::Error, path::PathBuf};

use figures::Report;

type Outcome = Result<(), Box<dyn Error>>;

/// Books in the libraries that figures are taken from.
const BOOKS: u32 = 100_000;

fn main() -> Outcome {
    let parts: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|named| named == part);
    let cache = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../.cache/bench");
    std::fs::create_dir_all(&cache)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let mut report = Report::new();
    if wanted("import") {
        runtime.block_on(import::run(&cache, &mut report))?;
    }
    if wanted("search") {
        runtime.block_on(search::run(&cache, &mut report))?;
    }
    if wanted("start") {
        runtime.block_on(start::run(&cache, &mut report))?;
    }
    report.print()
}
