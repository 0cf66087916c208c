//! From starting to the first rows, and to a search that answers.

use std::{path::Path, time::Instant};

use super::{Failure, opened};
use crate::{
    cache,
    figures::{Times, Value, Watch, median},
    start::{Home, forget_index},
};

/// A library that opens in no time, which the others are held against.
const FEW: u32 = 100;
const RUNS: usize = 15;
/// Each start also waits for the index, which may take long; after this many seconds a few runs are enough.
const PATIENCE: u64 = 60;
const AT_LEAST: usize = 3;
/// Searching must be possible within this many ms of opening what was open before.
const READY: f64 = 2_000.0;
const FIRST_ROWS: f64 = 1.2;

pub async fn measure(cache: &Path, books: u32) -> Result<Vec<Value>, Failure> {
    let (small, large) = (Home::of(cache, FEW).await?, Home::of(cache, books).await?);
    let (mut few, mut many, mut ready) = (Vec::new(), Vec::new(), Vec::new());
    // Once before counting: what the last run left may be of another make.
    large.start().await?;
    let began = Instant::now();
    while many.len() < RUNS && (many.len() < AT_LEAST || began.elapsed().as_secs() < PATIENCE) {
        few.push(small.start().await?.first_rows);
        let start = large.start().await?;
        many.push(start.first_rows);
        ready.push(start.ready);
    }
    let (few, many) = (median(&few), median(&many));
    let how = format!("accounts, session, library, first 50 rows; 100 books: {few:.1}");
    let mut values = vec![
        Value::new("start to first rows", many, "ms", &how),
        Value::new(
            "start to first rows, against 100 books",
            many / few,
            "x",
            &how,
        )
        .at_most(FIRST_ROWS),
        Value::new(
            "start to ready search",
            median(&ready),
            "ms",
            "median of all starts",
        )
        .at_most(READY),
    ];

    let (_folder, copy) = cache::copy(cache, &cache::library(cache, books).await?)?;
    forget_index(&copy)?;
    let mut cold = Times::default();
    let watch = Watch::start();
    let library = opened(&copy).await?;
    cold.push(&watch);
    library.close().await?;
    let how = "no index kept: every book is read";
    let [wall, work] = ["index built anew", "index built anew, CPU"];
    values.push(Value::new(wall, cold.median(), "ms", how));
    values.push(Value::new(work, cold.work(0.5), "ms", how));
    Ok(values)
}
