//! One edit, saved, and the list after it.

use std::{fs::File, io::Write, path::Path};

use bookly_core::{BookChange, SortBy};

use super::{Failure, ask, by, opened};
use crate::{
    cache,
    dice::Dice,
    figures::{Times, Value, Watch},
};

const EDITS: u32 = 300;
const LIMIT: f64 = 20.0;
const NAMES: [&str; 5] = [
    "saved edit, p50",
    "saved edit, p95",
    "saved edit, p99",
    "saved edit, max",
    "saved edit, p99 of CPU",
];

pub async fn measure(cache: &Path, books: u32) -> Result<Vec<Value>, Failure> {
    let (folder, copy) = cache::copy(cache, &cache::library(cache, books).await?)?;
    let library = opened(&copy).await?;
    let order = [by(SortBy::Title)];
    let (mut edits, mut lists) = (Times::default(), Times::default());
    let mut dice = Dice::new(3);
    let mut view = ask(&library, "", &order).await?;
    for edit in 0..EDITS {
        let at = u32::try_from(dice.below(u64::from(view.total)))?;
        let row = library.view_window(view.id, at, 1).await?.remove(0);
        let change = BookChange {
            title: Some(format!("{} {edit}", row.title)),
            rating: Some(Some(u8::try_from(1 + edit % 20)?)),
            ..BookChange::default()
        };
        let started = Watch::start();
        library.change_book(row.id, change).await?;
        edits.push(&started);
        let started = Watch::start();
        view = ask(&library, "", &order).await?;
        lists.push(&started);
    }
    library.close().await?;
    let disk = one_sync(&folder.path().join("disk"))?;
    let how = format!(
        "300 edits of title and rating, on the disk; write and fsync of 4 KiB: {disk:.3} ms"
    );
    let mut values = edits.values(NAMES, LIMIT, &how);
    let how = "view of all books by title, right after each edit";
    values.push(Value::new(
        "list after an edit, p99",
        lists.percentile(0.99),
        "ms",
        how,
    ));
    Ok(values)
}

/// What the disk takes for the least that an edit needs of it: the median in ms.
fn one_sync(path: &Path) -> Result<f64, Failure> {
    let mut file = File::create(path)?;
    let mut times = Times::default();
    for _ in 0..EDITS {
        let started = Watch::start();
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        times.push(&started);
    }
    Ok(times.median())
}
