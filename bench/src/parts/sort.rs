//! Every book in another order.

use bookly_core::{Library, SortBy, SortKey};

use super::{Failure, ask, by};
use crate::figures::{Times, Value, Watch};

const KEYS: [(SortBy, &str); 13] = [
    (SortBy::Title, "title"),
    (SortBy::Author, "author"),
    (SortBy::Series, "series"),
    (SortBy::Published, "published"),
    (SortBy::Rating, "rating"),
    (SortBy::Status, "status"),
    (SortBy::Tags, "tags"),
    (SortBy::Added, "added"),
    (SortBy::Updated, "updated"),
    (SortBy::Publisher, "publisher"),
    (SortBy::Pages, "pages"),
    (SortBy::Language, "language"),
    (SortBy::Format, "format"),
];

/// What a click on a column head may take, in ms.
const LIMIT: f64 = 100.0;

pub async fn measure(library: &Library) -> Result<Vec<Value>, Failure> {
    let mut orders: Vec<(String, Vec<SortKey>)> = KEYS
        .iter()
        .map(|(key, name)| ((*name).to_owned(), vec![by(*key)]))
        .collect();
    let two = vec![by(SortBy::Author), by(SortBy::Published)];
    orders.push(("author, then published".to_owned(), two));
    let falling = SortKey {
        by: SortBy::Title,
        descending: true,
    };
    orders.push(("title, falling".to_owned(), vec![falling]));

    let (mut first, mut again) = (Times::default(), Times::default());
    let (mut longest, mut slowest) = (0.0, "");
    for (name, order) in &orders {
        let started = Watch::start();
        ask(library, "", order).await?;
        first.push(&started);
        if first.last() > longest {
            (longest, slowest) = (first.last(), name);
        }
        let started = Watch::start();
        ask(library, "", order).await?;
        again.push(&started);
    }
    let how = format!(
        "view of all books, {} orders, each for the first time",
        orders.len()
    );
    let worst = format!("{how}; the slowest is by {slowest}");
    let then = format!("view of all books, {} orders, each once more", orders.len());
    Ok(vec![
        Value::new("re-sort, median", first.median(), "ms", &how),
        Value::new("re-sort, max", first.max(), "ms", &worst).at_most(LIMIT),
        Value::new("re-sort, max of CPU", first.work(1.0), "ms", &how),
        Value::new("re-sort again, max", again.max(), "ms", &then).at_most(LIMIT),
    ])
}
