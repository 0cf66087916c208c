//! Importing a large export, beside raw writes of the same rows.

use std::{fs::File, path::Path, time::Instant};

use bookly_core::{ImportFile, ImportWatch, Library};
use cpu_time::ProcessTime;

use crate::{
    BOOKS, Outcome,
    export::export,
    figures::Report,
    raw::Database,
    start::{OWNER, SystemClock, clock, key, key_text},
};

/// Tables with one or more rows for each book.
const TABLES: [&str; 5] = ["meta", "book", "identifier", "change", "change_row"];

pub async fn run(cache: &Path, report: &mut Report) -> Outcome {
    let folder = tempfile::tempdir_in(cache)?;
    let file = folder.path().join("library.db");
    Library::create(&file, &key(), OWNER, &SystemClock).await?;
    let library = Library::open(&file, &key(), OWNER, clock()).await?;
    library.index_ready().await;

    let source = export(cache, BOOKS)?;
    let source = ImportFile::new(File::open(source)?, "export.csv".to_owned())?;
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    let summary = library.run_import(&source, &ImportWatch::default()).await?;
    let (cpu, wall) = (cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64());
    assert_eq!(
        summary.added, BOOKS,
        "the export holds that many different books"
    );
    library.close().await?;

    // The import ends with the search index built anew; what that takes is what opening takes.
    let index = ProcessTime::now();
    let library = Library::open(&file, &key(), OWNER, clock()).await?;
    library.index_ready().await;
    let index = index.elapsed().as_secs_f64();
    library.close().await?;

    let raw = raw_seconds(&file, folder.path())?;
    let against = format!("raw C API writes of the same rows: {raw:.2} s CPU");
    report.info("import of 100,000 rows, wall", wall, "s", &against);
    report.info(
        "import of 100,000 rows, CPU, search index included",
        cpu,
        "s",
        &against,
    );
    report.info(
        "of that, building the search index, CPU",
        index,
        "s",
        &against,
    );
    report.at_most(
        "import of 100,000 rows, CPU, against raw writes",
        (cpu - index) / raw,
        "x",
        1.5,
        &against,
    );
    report.info("the same, search index included", cpu / raw, "x", &against);
    Ok(())
}

fn raw_seconds(library: &Path, folder: &Path) -> Result<f64, Box<dyn std::error::Error>> {
    let source = Database::open(library, &key_text())?;
    let schema = source.schema()?;
    let tables = TABLES
        .into_iter()
        .map(|name| source.table(name))
        .collect::<Result<Vec<_>, _>>()?;
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
