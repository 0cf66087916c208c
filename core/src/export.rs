//! Plain exports: every book with every field as JSON, for whatever program or year may read it.
//!
//! What is written is not encrypted; where it lies is the person's choice.

use std::{
    fs::{self, File, OpenOptions},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::Serialize;
use sqlx::SqliteConnection;

use crate::{
    BookId, CopyStep, CopyWatch, Error, Library, Result, account, backup,
    blocking::blocking,
    book::store,
    shelf::{self, Shelf},
};

/// Books that are read at a time.
const BATCH: u32 = 500;

/// What an export begins with; the books follow, one in each line.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    format: &'static str,
    version: u32,
    /// As in RFC 3339, UTC.
    exported_at: String,
    shelves: Vec<SavedSearch>,
}

#[derive(Serialize)]
struct SavedSearch {
    name: String,
    query: String,
}

impl From<Shelf> for SavedSearch {
    fn from(Shelf { name, query, .. }: Shelf) -> Self {
        Self { name, query }
    }
}

impl Library {
    /// Writes all books, those in the trash as well, and the shelves to a file of the person's choice
    /// as one JSON object, whole or not at all; what was there is replaced at the end. The library
    /// stays usable; the export is of the moment it began. Gives the number of books.
    /// Fails with `CopyCancelled`, `DiskFull` or `PlaceNotWritable`.
    pub async fn export(&self, to: &Path, watch: &CopyWatch) -> Result<u32> {
        let aside = self.begin_aside(watch).await?;
        let mut db = aside.connection().await?;
        sqlx::query("BEGIN").execute(&mut *db).await?; // one moment for all that is read
        let part = part_of(to)?;
        let written = self.write(&mut db, &part, watch).await;
        db.close().await?;
        let (part, to) = (part, to.to_owned());
        blocking(move || {
            let named = written.and_then(|count| {
                put(&part, &to).map_err(|error| backup::of_file(&error))?;
                Ok(count)
            });
            if named.is_err() {
                let _ = fs::remove_file(&part); // half a file is of no use to anybody
            }
            named
        })
        .await
    }

    async fn write(
        &self,
        db: &mut SqliteConnection,
        part: &Path,
        watch: &CopyWatch,
    ) -> Result<u32> {
        let total: i64 = sqlx::query_scalar("SELECT count(*) FROM book")
            .fetch_one(&mut *db)
            .await?;
        watch.begin(CopyStep::Exporting, u64::try_from(total).unwrap_or(0));
        let head = Head {
            format: "bookly-export",
            version: 1,
            exported_at: self.now().to_string(),
            shelves: shelf::store::all(db)
                .await?
                .into_iter()
                .map(Into::into)
                .collect(),
        };
        let mut text = json(&head)?;
        text.pop(); // the object goes on
        text.extend_from_slice(b",\"books\":[");
        let part = part.to_owned();
        let mut file = blocking(move || {
            let file = new_file(&part).map_err(|error| backup::of_file(&error))?;
            Ok(BufWriter::new(file))
        })
        .await?;
        let (mut count, mut last) = (0, BookId(0));
        loop {
            watch.go_on()?;
            let books = store::after(db, last, BATCH).await?;
            for book in &books {
                text.extend_from_slice(if count == 0 { b"\n" } else { b",\n" });
                append(&mut text, book)?;
                count += 1;
            }
            watch.add(books.len() as u64);
            let done = books.last().map(|book| last = book.id).is_none();
            if done {
                text.extend_from_slice(b"\n]}\n");
            }
            let piece = std::mem::take(&mut text);
            file = blocking(move || {
                let written = file.write_all(&piece).and_then(|()| {
                    if done {
                        file.flush()?;
                        file.get_ref().sync_all()?;
                    }
                    Ok(())
                });
                written.map_err(|error| backup::of_file(&error))?;
                Ok(file)
            })
            .await?;
            if done {
                return Ok(count);
            }
        }
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    append(&mut text, value)?;
    Ok(text)
}

fn append(text: &mut Vec<u8>, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(text, value).map_err(|_| Error::Internal("a book is no JSON"))
}

/// Where a file is written before it has its name.
fn part_of(to: &Path) -> Result<PathBuf> {
    let mut name = to.file_name().ok_or(Error::PlaceNotWritable)?.to_owned();
    name.push(".part");
    Ok(to.with_file_name(name))
}

fn new_file(part: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(part)
}

fn put(part: &Path, to: &Path) -> std::io::Result<()> {
    fs::rename(part, to)?;
    to.parent().map_or(Ok(()), account::sync_folder)
}
