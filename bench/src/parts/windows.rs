//! Rows at random positions.

use bookly_core::{Library, SortBy};

use super::{Failure, ask, by};
use crate::{
    dice::Dice,
    figures::{Times, Value, Watch},
};

const WINDOWS: u32 = 2_000;
const ROWS: u32 = 100;
const LIMIT: f64 = 10.0;
const NAMES: [&str; 5] = [
    "window of 100 rows, p50",
    "window of 100 rows, p95",
    "window of 100 rows, p99",
    "window of 100 rows, max",
    "window of 100 rows, p99 of CPU",
];

pub async fn measure(library: &Library) -> Result<Vec<Value>, Failure> {
    let view = ask(library, "", &[by(SortBy::Title)]).await?;
    let mut dice = Dice::new(2);
    let mut times = Times::default();
    for _ in 0..WINDOWS {
        let start = u32::try_from(dice.below(u64::from(view.total - ROWS)))?;
        let started = Watch::start();
        let rows = library.view_window(view.id, start, ROWS).await?;
        times.push(&started);
        assert_eq!(rows.len(), ROWS as usize, "every row of a window is there");
    }
    let how = "2,000 random positions in the order by title";
    Ok(times.values(NAMES, LIMIT, how))
}
