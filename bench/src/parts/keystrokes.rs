//! Queries typed letter by letter.

use bookly_core::{Library, SortBy};

use super::{Failure, QUERIES, by, keystroke_limit, typed};
use crate::figures::{Times, Value, Watch};

const NAMES: [&str; 5] = [
    "keystroke, p50",
    "keystroke, p95",
    "keystroke, p99",
    "keystroke, max",
    "keystroke, p99 of CPU",
];

pub async fn measure(library: &Library, books: u32) -> Result<Vec<Value>, Failure> {
    let (mut times, mut whole) = (Times::default(), Times::default());
    for query in QUERIES.lines() {
        let ends = query.char_indices().skip(1).map(|(at, _)| at);
        for end in ends.chain([query.len()]) {
            let started = Watch::start();
            let view = typed(library, &query[..end], &[by(SortBy::Title)]).await?;
            // What is half typed may not be readable yet; saying so takes no time worth counting.
            if view.is_some() {
                times.push(&started);
            }
            if end == query.len() {
                view.ok_or_else(|| format!("this query cannot be read: {query}"))?;
                whole.push(&started);
            }
        }
    }
    let how = "count and first 100 rows by title, 500 queries letter by letter";
    let mut values = times.values(NAMES, keystroke_limit(books), how);
    let how = "count and first 100 rows by title, 500 queries pasted";
    values.push(Value::new(
        "whole query, p99",
        whole.percentile(0.99),
        "ms",
        how,
    ));
    Ok(values)
}
