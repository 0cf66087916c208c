//! Importing a large export, beside raw writes of the same rows.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::mpsc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use bookly_core::{ImportFile, ImportWatch, Library};
use cpu_time::ProcessTime;

use crate::{
    BOOKS, Outcome,
    export::export,
    figures::{Report, median},
    raw::Database,
    start::{OWNER, SystemClock, clock, key, key_text},
};

/// Tables with one or more rows for each book.
const TABLES: [&str; 5] = ["meta", "book", "identifier", "change", "change_row"];
/// The index of long texts keeps no texts of its own: what it is given are those of the books.
const LONG_TEXTS: &str = "SELECT id, description, review, private_notes FROM book
    WHERE description <> '' OR review <> '' OR private_notes <> ''";

/// How often it is looked whether the rows of an import are there; looking takes microseconds.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Imports beside raw writes: a machine that is busy for a while is so for both.
const ROUNDS: u32 = 9;

/// Seconds of one round: of CPU, but for `wall`.
struct Round {
    wall: f64,
    import: f64,
    index: f64,
    raw: f64,
}

pub async fn run(cache: &Path, report: &mut Report) -> Outcome {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push(Round::run(cache).await?);
    }
    let median = |of: fn(&Round) -> f64| median(&rounds.iter().map(of).collect::<Vec<f64>>());
    let against = format!(
        "raw C API writes of the same rows: {:.2} s CPU; medians of {ROUNDS} rounds",
        median(|round| round.raw)
    );
    let wall = median(|round| round.wall);
    report.info("import of 100,000 rows, wall", wall, "s", &against);
    report.info(
        "import of 100,000 rows, CPU, search index included",
        median(|round| round.import),
        "s",
        &against,
    );
    report.info(
        "of that, building the search index, CPU",
        median(|round| round.index),
        "s",
        &against,
    );
    report.at_most(
        "import of 100,000 rows, CPU, against raw writes",
        median(|round| (round.import - round.index) / round.raw),
        "x",
        1.5,
        &against,
    );
    let whole = median(|round| round.import / round.raw);
    report.info("the same, search index included", whole, "x", &against);
    Ok(())
}

impl Round {
    async fn run(cache: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir_in(cache)?;
        let file = folder.path().join("library.db");
        Library::create(&file, &key(), OWNER, &SystemClock).await?;
        let library = Library::open(&file, &key(), OWNER, clock()).await?;
        library.index_ready().await;

        library.index_stored().await;

        let source = export(cache, BOOKS)?;
        let source = ImportFile::new(File::open(source)?, "export.csv".to_owned())?;
        let (go, commit) = commit_in(file.clone());
        go.recv()?;
        let (cpu, started) = (ProcessTime::now(), Instant::now());
        let summary = library.run_import(&source, &ImportWatch::default()).await?;
        let (import, wall) = (cpu.elapsed(), started.elapsed());
        assert_eq!(
            summary.added, BOOKS,
            "the export holds that many different books"
        );
        // The import ends with the search index built anew, which begins when its rows are there.
        let committed = commit.join().map_err(|_| "nothing was committed")??;
        let index = import.saturating_sub(committed.duration_since(cpu));
        library.close().await?;

        Ok(Self {
            wall: wall.as_secs_f64(),
            import: import.as_secs_f64(),
            index: index.as_secs_f64(),
            raw: raw_seconds(&file, folder.path())?,
        })
    }
}

/// The CPU time of the process when another connection commits to this database, or why it is not
/// known. Something is received when it is watched.
fn commit_in(file: PathBuf) -> (mpsc::Receiver<()>, JoinHandle<Result<ProcessTime, String>>) {
    let (watching, watched) = mpsc::channel();
    let commit =
        thread::spawn(move || wait_for_commit(&file, &watching).map_err(|e| e.to_string()));
    (watched, commit)
}

fn wait_for_commit(
    file: &Path,
    watching: &mpsc::Sender<()>,
) -> Result<ProcessTime, Box<dyn std::error::Error>> {
    let database = Database::open(file, &key_text())?;
    let before = database.version()?;
    watching.send(())?;
    while database.version()? == before {
        thread::sleep(LOOK_EVERY);
    }
    Ok(ProcessTime::now())
}

fn raw_seconds(library: &Path, folder: &Path) -> Result<f64, Box<dyn std::error::Error>> {
    let source = Database::open(library, &key_text())?;
    let schema = source.schema()?;
    let mut tables = TABLES
        .into_iter()
        .map(|name| source.table(name))
        .collect::<Result<Vec<_>, _>>()?;
    let long_text = "long_text (rowid, description, review, notes)";
    tables.push(source.asked(long_text, LONG_TEXTS)?);
    drop(source);
    let target = Database::open(&folder.join("raw.db"), &key_text())?;
    for statement in schema {
        target.run(&statement)?;
    }
    let cpu = ProcessTime::now();
    target.run("BEGIN IMMEDIATE")?;
    for table in &tables {
        target.write(table)?;
    }
    target.run("COMMIT")?;
    target.run("PRAGMA wal_checkpoint(PASSIVE)")?;
    Ok(cpu.elapsed().as_secs_f64())
}
