//! From opening a library to its first rows, large beside small.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use bookly_core::{
    Clock, ImportFile, ImportWatch, Library, LibraryKey, SortBy, SortKey, ViewQuery,
};
use jiff::Timestamp;

use crate::{
    BOOKS, Outcome,
    export::export,
    figures::{Report, Times},
};

pub const OWNER: &str = "bench";
const KEY: [u8; 32] = [7; 32];
const RUNS: u32 = 25;

pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that is handed to the core"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

pub fn key() -> LibraryKey {
    LibraryKey::for_tests(KEY)
}

/// The key as the engine's pragma takes it.
pub fn key_text() -> String {
    format!("\"{}\"", key().pragma_text().trim_matches('"'))
}

pub async fn run(cache: &Path, report: &mut Report) -> Outcome {
    let (small, large) = (library(cache, 100).await?, library(cache, BOOKS).await?);
    let (mut few, mut many) = (Times::default(), Times::default());
    for _ in 0..RUNS {
        few.push(first_rows(&small).await?);
        many.push(first_rows(&large).await?);
    }
    let against = format!("100 books: {:.1} ms", few.median());
    report.info(
        "open to first rows, 100,000 books",
        many.median(),
        "ms",
        &against,
    );
    report.at_most(
        "open to first rows, 100,000 books against 100",
        many.median() / few.median(),
        "x",
        1.2,
        &against,
    );
    Ok(())
}

async fn first_rows(file: &Path) -> Result<std::time::Duration, Box<dyn std::error::Error>> {
    let started = Instant::now();
    let library = Library::open(file, &key(), OWNER, clock()).await?;
    let newest = SortKey {
        by: SortBy::Added,
        descending: true,
    };
    let view = library
        .open_view(ViewQuery {
            sort: vec![newest],
            ..ViewQuery::default()
        })
        .await?;
    let took = started.elapsed();
    assert_eq!(view.first.len(), 100);
    library.index_ready().await;
    library.close().await?;
    Ok(took)
}

/// The library with this many books, made when it is not there yet.
pub async fn library(cache: &Path, books: u32) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let path = cache.join(format!("library-v2-{books}.db"));
    if path.is_file() {
        return Ok(path);
    }
    let new = path.with_extension("new");
    for left in ["", "-wal", "-shm"] {
        // From a run that was stopped; usually there is nothing.
        let _ = std::fs::remove_file(format!("{}{left}", new.display()));
    }
    Library::create(&new, &key(), OWNER, &SystemClock).await?;
    let library = Library::open(&new, &key(), OWNER, clock()).await?;
    let source = ImportFile::new(File::open(export(cache, books)?)?, "export.csv".to_owned())?;
    library.run_import(&source, &ImportWatch::default()).await?;
    library.close().await?;
    std::fs::rename(new, &path)?;
    Ok(path)
}
