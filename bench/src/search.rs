//! Keystrokes, orders and windows.

use std::{path::Path, time::Instant};

use bookly_core::{Library, SortBy, SortKey, ViewQuery};

use crate::{
    BOOKS, Outcome,
    export::Dice,
    figures::{Report, Times},
    start::{OWNER, clock, key, library},
};

/// Queries that are replayed letter by letter.
const QUERIES: u32 = 500;
const WINDOWS: u32 = 2_000;

pub async fn run(cache: &Path, report: &mut Report) -> Outcome {
    let empty = resident()?;
    let file = library(cache, BOOKS).await?;
    let library = Library::open(&file, &key(), OWNER, clock()).await?;
    let started = Instant::now();
    library.index_ready().await;
    report.info(
        "open to search ready, 100,000 books",
        started.elapsed().as_secs_f64() * 1000.0,
        "ms",
        "cold index",
    );
    report.info(
        "memory of the core with 100,000 books",
        (resident()? - empty) / 1024.0,
        "MiB",
        "before opening",
    );

    keystrokes(&library, report).await?;
    windows(&library, report).await?;
    library.close().await?;
    Ok(())
}

async fn keystrokes(library: &Library, report: &mut Report) -> Outcome {
    let mut times = Times::default();
    for query in queries(library).await? {
        let letters: Vec<char> = query.chars().collect();
        for typed in 1..=letters.len() {
            let text = letters.iter().take(typed).collect();
            let started = Instant::now();
            library
                .open_view(ViewQuery {
                    text,
                    sort: by(SortBy::Title),
                    ..ViewQuery::default()
                })
                .await?;
            times.push(started.elapsed());
        }
    }
    let against = "count and first 100 rows, 500 queries letter by letter";
    report.info(
        "keystroke, 100,000 books, p50",
        times.median(),
        "ms",
        against,
    );
    report.info(
        "keystroke, 100,000 books, p95",
        times.percentile(0.95),
        "ms",
        against,
    );
    report.at_most(
        "keystroke, 100,000 books, p99",
        times.percentile(0.99),
        "ms",
        5.0,
        against,
    );
    report.info(
        "keystroke, 100,000 books, max",
        times.percentile(1.0),
        "ms",
        against,
    );
    Ok(())
}

async fn windows(library: &Library, report: &mut Report) -> Outcome {
    let view = library
        .open_view(ViewQuery {
            sort: by(SortBy::Title),
            ..ViewQuery::default()
        })
        .await?
        .view()
        .ok_or("unread")?;
    let mut dice = Dice::new(2);
    let mut times = Times::default();
    for _ in 0..WINDOWS {
        let start = u32::try_from(dice.below(u64::from(view.total - 100)))?;
        let started = Instant::now();
        let rows = library.view_window(view.id, start, 100).await?;
        times.push(started.elapsed());
        assert_eq!(rows.len(), 100);
    }
    let against = "2,000 random positions in an order by title";
    report.info(
        "window of 100 rows, 100,000 books, p50",
        times.median(),
        "ms",
        against,
    );
    report.at_most(
        "window of 100 rows, 100,000 books, p99",
        times.percentile(0.99),
        "ms",
        10.0,
        against,
    );
    Ok(())
}

/// What people type: an author, a word of a title, both, a number.
async fn queries(library: &Library) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let view = library
        .open_view(ViewQuery::default())
        .await?
        .view()
        .ok_or("unread")?;
    let mut queries = Vec::new();
    for query in 0..QUERIES {
        let row = library
            .view_window(view.id, query * (view.total / QUERIES), 1)
            .await?
            .remove(0);
        let word = |text: &str, at: usize| {
            text.split_whitespace()
                .nth(at)
                .unwrap_or_default()
                .to_owned()
        };
        queries.push(match query % 5 {
            0 => word(&row.authors, 1),
            1 => word(&row.title, 1),
            2 => format!("{} {}", word(&row.authors, 1), word(&row.title, 2)),
            3 => row.isbn,
            _ => row.authors,
        });
    }
    Ok(queries)
}

fn by(by: SortBy) -> Vec<SortKey> {
    vec![SortKey {
        by,
        descending: false,
    }]
}

/// Memory of this process in KiB; where the system does not tell, 0.
fn resident() -> Result<f64, Box<dyn std::error::Error>> {
    let Ok(about) = std::fs::read_to_string("/proc/self/smaps_rollup") else {
        return Ok(0.0);
    };
    let line = about
        .lines()
        .find_map(|line| line.strip_prefix("Pss:"))
        .ok_or("the system does not tell the memory")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}
