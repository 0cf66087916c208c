//! Words that are misspelt.

use bookly_core::{Library, SortBy};

use super::{Failure, ask, by, keystroke_limit};
use crate::figures::{Times, Value, Watch};

/// A misspelt word, and what was meant: letters swapped, dropped, doubled, or taken from the next key.
const MISSPELT: &str = include_str!("../../data/misspelt.tsv");
const NAMES: [&str; 5] = [
    "misspelt word, p50",
    "misspelt word, p95",
    "misspelt word, p99",
    "misspelt word, max",
    "misspelt word, p99 of CPU",
];

pub async fn measure(library: &Library, books: u32) -> Result<Vec<Value>, Failure> {
    let mut times = Times::default();
    let mut lost = 0;
    for line in MISSPELT.lines() {
        let typed = line.split('\t').next().unwrap_or_default();
        let started = Watch::start();
        let view = ask(library, typed, &[by(SortBy::Title)]).await?;
        times.push(&started);
        lost += u32::from(view.total == 0);
    }
    let how = "count and first 50 rows by title, 200 misspelt words";
    let mut values = times.values(NAMES, keystroke_limit(books), how);
    let how = "of 200 misspelt words";
    values.push(Value::new(
        "misspelt words that find nothing",
        f64::from(lost),
        "",
        how,
    ));
    Ok(values)
}
