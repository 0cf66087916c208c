//! Imports: reading other programs' files into the library, all of it or nothing.
//!
//! A dry run is the import itself, in a transaction that is rolled back: what is shown before is
//! what happens after, and memory does not grow with the file. Nothing here knows a format
//! but by its line in [`FORMATS`].

mod batches;
mod csv_rows;
mod encoding;
mod entry;
mod fill;
mod goodreads;
mod importer;
mod names;
mod rejected;

use std::{
    fs::File,
    io::{Read, Seek},
    sync::Arc,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use serde::Serialize;
use sqlx::FromRow;

pub(crate) use entry::{Entry, Note, Rejected, Row};
pub use rejected::write_rejected;

use crate::{
    ChangeDone, ChangeKind, CopyProgress, CopyWatch, Error, Library, Result, journal::ChangeId,
};
use batches::Batches;
use importer::Importer;

/// A format: its name, and how its rows are read. A file is offered to each in turn.
pub(crate) struct Format {
    /// The program that writes it.
    pub(crate) source: &'static str,
    /// Opens a file of this format; `ImportNotRecognised` when it is none.
    pub(crate) open: Open,
}

/// Begins to read a file of some format.
type Open = fn(Box<dyn Read + Send>) -> Result<Box<dyn Rows>>;

/// The rows of a file, one after the other. A failure ends them.
pub(crate) trait Rows: Iterator<Item = Result<Row>> + Send {
    /// The layout, for the person to see: `31 columns`.
    fn layout(&self) -> String;
    /// The columns in the file's order.
    fn header(&self) -> &[String];
}

/// Every format there is.
pub(crate) const FORMATS: &[Format] = &[Format {
    source: "goodreads",
    open: |file| Ok(Box::new(goodreads::open(file)?)),
}];

/// For fuzzing: reads a file of some format to its end.
#[cfg(any(test, feature = "test-kit"))]
pub(crate) fn read_anything(bytes: &[u8]) -> Vec<Row> {
    let file = Box::new(std::io::Cursor::new(bytes.to_vec()));
    let opened = FORMATS
        .iter()
        .find_map(|format| (format.open)(file.clone()).ok());
    opened.into_iter().flatten().map_while(Result::ok).collect()
}

/// Rejected rows and samples that a preview shows.
const SHOWN: usize = 100;

/// A file that a person chose, opened once.
pub struct ImportFile {
    file: File,
    name: String,
    bytes: u64,
}

/// How far an import is. Cheap to clone; all clones are the same.
#[derive(Clone, Default)]
pub struct ImportWatch {
    inner: Arc<Watched>,
}

#[derive(Default)]
struct Watched {
    rows: AtomicU64,
    bytes_read: AtomicU64,
    cancelled: AtomicBool,
    /// Of the backup before it.
    copying: CopyWatch,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "three plain counts and their backup")]
pub struct ImportProgress {
    pub rows: u64,
    pub bytes_read: u64,
    pub bytes: u64,
    /// There while the library is backed up before.
    pub backup: Option<CopyProgress>,
}

/// What an import would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// The program that wrote the file.
    pub source: String,
    /// The layout that was recognised.
    pub layout: String,
    /// Rows in the file, the header not counted.
    pub rows: u32,
    /// Books that would be added.
    pub new: u32,
    /// Rows of books that are here already and would gain nothing.
    pub same: u32,
    /// Rows of books that are here already and would have empty fields filled.
    pub filled: u32,
    /// Rows that cannot be a book.
    pub rejected: u32,
    /// The first 100 of them.
    pub rejected_rows: Vec<RejectedRow>,
    /// The first 100 rows that were read.
    pub sample: Vec<SampleRow>,
    /// What was put right on the way.
    pub notes: Vec<NoteCount>,
}

/// A row that cannot be a book, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "three plain members")]
pub struct RejectedRow {
    pub row: u64,
    pub says: String,
    pub reason: String,
}

/// A row that was read, and what would become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "four plain members")]
pub struct SampleRow {
    pub row: u64,
    pub title: String,
    pub authors: String,
    pub verdict: Verdict,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A new book.
    New,
    /// A book that is here already; nothing to add.
    Same,
    /// A book that is here already and gets empty fields filled.
    Filled,
}

/// Something put right on the way, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "two plain members")]
pub struct NoteCount {
    pub text: String,
    pub count: u32,
}

/// What an import did. `change_id` is missing when it had nothing to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the members are those of `ImportPreview`")]
pub struct ImportSummary {
    pub change_id: Option<ChangeId>,
    pub rows: u32,
    pub added: u32,
    pub same: u32,
    pub filled: u32,
    pub rejected: u32,
    // Written as a plain number: it is never NaN.
    #[cfg_attr(feature = "bindings", specta(type = i32))]
    pub seconds: f64,
}

/// An import that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the members are those of `ImportSummary`")]
pub struct PastImport {
    pub change_id: ChangeId,
    pub at: i64,
    pub source: String,
    pub file_name: String,
    pub added: u32,
    pub filled: u32,
    pub rejected: u32,
    pub undone: bool,
}

impl ImportFile {
    /// Takes a file that was opened for reading. Fails when it is not a regular file, or larger than 2 GiB.
    pub fn new(file: File, name: String) -> Result<Self> {
        let about = file.metadata().map_err(Error::ImportFileUnreadable)?;
        if !about.is_file() || about.len() > 2 << 30 {
            return Err(Error::ImportFileUnreadable(
                std::io::ErrorKind::InvalidInput.into(),
            ));
        }
        Ok(Self {
            file,
            name,
            bytes: about.len(),
        })
    }

    /// The file's own name, without its folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its size.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether there are more rows in it than so many.
    pub(crate) async fn has_more_rows_than(&self, rows: usize) -> Result<bool> {
        let (_, found) = self.open(&ImportWatch::default())?;
        let counted = tokio::task::spawn_blocking(move || found.take(rows + 1).count());
        let counted = counted
            .await
            .map_err(|_| Error::Internal("a parser failed"))?;
        Ok(counted > rows)
    }

    /// Reads it from the start, counting what was read.
    fn open(&self, watch: &ImportWatch) -> Result<(&'static str, Box<dyn Rows>)> {
        for format in FORMATS {
            let mut file = self.file.try_clone().map_err(Error::ImportFileUnreadable)?;
            file.rewind().map_err(Error::ImportFileUnreadable)?;
            watch.inner.bytes_read.store(0, Ordering::Relaxed);
            let counted = Counted {
                file: file.take(self.bytes),
                watch: watch.clone(),
            };
            match (format.open)(Box::new(counted)) {
                Err(Error::ImportNotRecognised) => {}
                opened => return Ok((format.source, opened?)),
            }
        }
        Err(Error::ImportNotRecognised)
    }
}

impl ImportWatch {
    /// Stops the import. It leaves nothing behind.
    pub fn cancel(&self) {
        self.inner.cancelled.store(true, Ordering::Relaxed);
        self.inner.copying.cancel();
    }

    /// The watch of the backup before the import.
    pub(crate) fn copying(&self) -> &CopyWatch {
        &self.inner.copying
    }

    /// How far the import of `file` is.
    pub fn progress(&self, file: &ImportFile) -> ImportProgress {
        let rows = self.inner.rows.load(Ordering::Relaxed);
        ImportProgress {
            rows,
            backup: self.inner.copying.progress().filter(|_| rows == 0),
            bytes_read: self.inner.bytes_read.load(Ordering::Relaxed),
            bytes: file.bytes,
        }
    }

    fn go_on(&self) -> Result<()> {
        if self.inner.cancelled.load(Ordering::Relaxed) {
            Err(Error::ImportCancelled)
        } else {
            Ok(())
        }
    }
}

/// A reader that tells the watch how far it is.
struct Counted {
    file: std::io::Take<File>,
    watch: ImportWatch,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.watch
            .inner
            .bytes_read
            .fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Library {
    /// What importing this file would do. Changes nothing.
    pub async fn preview_import(
        &self,
        file: &ImportFile,
        watch: &ImportWatch,
    ) -> Result<ImportPreview> {
        let importer = self.import_rows(file, watch).await?;
        importer.roll_back().await
    }

    /// Imports a file: all of it in one change, or, when it fails or is cancelled, nothing.
    pub async fn run_import(
        &self,
        file: &ImportFile,
        watch: &ImportWatch,
    ) -> Result<ImportSummary> {
        let started = self.now();
        let importer = self.import_rows(file, watch).await?;
        let summary = importer.commit(&file.name).await?;
        let seconds = self.now().duration_since(started).as_secs_f64();
        Ok(ImportSummary { seconds, ..summary })
    }

    /// Takes a whole import back, whatever came after it; undo brings it back.
    pub async fn undo_import(&self, change: ChangeId) -> Result<ChangeDone> {
        let mut db = self.read().await?;
        let past = importer::past(&mut db).await?;
        let past = db.proven(past).await?;
        let known = past.into_iter().find(|import| import.change_id == change);
        match known {
            Some(import) if !import.undone => self.revert(change, ChangeKind::ImportUndo).await,
            _ => Err(Error::ChangeNotUndoable),
        }
    }

    /// The imports that were kept, the newest first; at most 100.
    pub async fn past_imports(&self) -> Result<Vec<PastImport>> {
        let mut db = self.read().await?;
        let past = importer::past(&mut db).await?;
        db.proven(past).await
    }

    /// Reads, checks and writes the rows, a batch at a time.
    async fn import_rows(&self, file: &ImportFile, watch: &ImportWatch) -> Result<Importer> {
        watch.go_on()?;
        let (source, rows) = file.open(watch)?;
        let mut importer = Importer::begin(self, source, rows.layout()).await?;
        for batch in Batches::new(rows, importer.naming()) {
            watch.go_on()?;
            let rows = batch?;
            let count = rows.len() as u64;
            importer.take(rows).await?;
            watch.inner.rows.fetch_add(count, Ordering::Relaxed);
        }
        watch.go_on()?;
        Ok(importer)
    }
}
