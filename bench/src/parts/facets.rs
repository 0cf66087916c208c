//! Counts beside a result: of all books, of many, of few.

use bookly_core::{Library, SortBy, View};

use super::{Failure, ask, by};
use crate::figures::{Times, Value, Watch};

const RUNS: u32 = 20;
const LIMIT: f64 = 50.0;

pub async fn measure(library: &Library) -> Result<Vec<Value>, Failure> {
    let all = ask(library, "", &[by(SortBy::Title)]).await?;
    // The author of the last book by author is one of few books.
    let last = ask(library, "", &[by(SortBy::Author)]).await?;
    let rare = library.view_window(last.id, last.total - 1, 1).await?;
    let rare = rare
        .first()
        .map_or(String::new(), |row| row.authors.clone());
    let many = ask(library, "a", &[by(SortBy::Title)]).await?;
    let few = ask(library, &rare, &[by(SortBy::Title)]).await?;
    let mut values = Vec::new();
    for (names, view) in [
        (["facets of all books", "facets of all books, CPU"], &all),
        (
            [
                "facets of a one-letter word",
                "facets of a one-letter word, CPU",
            ],
            &many,
        ),
        (
            ["facets of a rare author", "facets of a rare author, CPU"],
            &few,
        ),
    ] {
        values.extend(slowest(library, names, view).await?);
    }
    Ok(values)
}

async fn slowest(
    library: &Library,
    [wall, work]: [&'static str; 2],
    view: &View,
) -> Result<[Value; 2], Failure> {
    let mut times = Times::default();
    for _ in 0..RUNS {
        let started = Watch::start();
        library.facets(view.id).await?;
        times.push(&started);
    }
    let how = format!(
        "all nine facets of a result of {} books, slowest of {RUNS}",
        view.total
    );
    Ok([
        Value::new(wall, times.max(), "ms", &how).at_most(LIMIT),
        Value::new(work, times.work(1.0), "ms", &how),
    ])
}
