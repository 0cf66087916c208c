//! Queries typed letter by letter.

use bookly_core::{Library, SortBy};

use super::{Failure, QUERIES, by, keystroke_limit, typed};
use crate::figures::{Times, Value, Watch};

/// An order, how it is called, and the names of its figures; the last one is of whole queries.
const ORDERS: [(SortBy, &str, [&str; 5], &str); 2] = [
    (
        SortBy::Title,
        "by title",
        [
            "keystroke, p50",
            "keystroke, p95",
            "keystroke, p99",
            "keystroke, max",
            "keystroke, p99 of CPU",
        ],
        "whole query, p99",
    ),
    (
        SortBy::Match,
        "by best match",
        [
            "keystroke by best match, p50",
            "keystroke by best match, p95",
            "keystroke by best match, p99",
            "keystroke by best match, max",
            "keystroke by best match, p99 of CPU",
        ],
        "whole query by best match, p99",
    ),
];

pub async fn measure(library: &Library, books: u32) -> Result<Vec<Value>, Failure> {
    let mut values = Vec::new();
    for (order, called, names, name_of_whole) in ORDERS {
        let (times, whole) = type_all(library, order).await?;
        let how = format!("count and first 50 rows {called}, 500 queries letter by letter");
        values.extend(times.values(names, keystroke_limit(books), &how));
        let how = format!("count and first 50 rows {called}, 500 queries pasted");
        values.push(Value::new(
            name_of_whole,
            whole.percentile(0.99),
            "ms",
            &how,
        ));
    }
    Ok(values)
}

/// What every letter takes, and what every whole query takes.
async fn type_all(library: &Library, order: SortBy) -> Result<(Times, Times), Failure> {
    let (mut times, mut whole) = (Times::default(), Times::default());
    for query in QUERIES.lines() {
        let ends = query.char_indices().skip(1).map(|(at, _)| at);
        for end in ends.chain([query.len()]) {
            let started = Watch::start();
            let view = typed(library, &query[..end], &[by(order)]).await?;
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
    Ok((times, whole))
}
