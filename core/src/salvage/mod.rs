//! What can still be read of a damaged library: counted, written into a new library, or written out as
//! plain text. The damaged file is only read.

mod export;
mod tables;
#[cfg(test)]
mod tests;
mod write;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use serde::Serialize;

use self::tables::{BOOK_TITLE, Table, in_place_of};
use crate::{
    Clock, Error, LibraryKey, Result,
    blocking::blocking,
    pages::{Pages, Row, Value},
};

pub(crate) use self::export::export;

/// Pages that are read before what was found is written.
const BATCH: u32 = 512;

/// More than a page of 4096 bytes holds: a row takes two bytes to be found and six to be told apart.
const ROWS_OF_A_PAGE: i64 = 512;

/// Looks on while a damaged library is read, and can stop it.
#[derive(Clone, Default)]
pub struct SalvageWatch(Arc<Watched>);

#[derive(Default)]
struct Watched {
    cancelled: AtomicBool,
    done: AtomicU32,
    total: AtomicU32,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SalvageProgress {
    /// Pages read.
    pub done: u32,
    /// Pages of the file.
    pub total: u32,
}

impl SalvageWatch {
    /// Stops as soon as possible; nothing has changed then.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    /// How far it is; none before it has begun.
    pub fn progress(&self) -> Option<SalvageProgress> {
        let total = self.0.total.load(Ordering::Relaxed);
        (total > 0).then(|| SalvageProgress {
            done: self.0.done.load(Ordering::Relaxed).min(total),
            total,
        })
    }
}

/// What can be read of a damaged library, before anything is done about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Survey {
    /// Pages of the file.
    pub pages: u32,
    /// Those that cannot be read.
    pub unreadable: u32,
    /// Whether the file can still prove that what is read is what was written.
    pub proven: bool,
    /// Books that can be read, the trash included.
    pub books: u32,
    /// Of those, the books that lack some of their fields.
    pub incomplete: u32,
    /// Books in the trash that can be read.
    pub trashed: u32,
    /// Books outside the trash that there were; unknown when the page that says so is unreadable.
    pub books_before: Option<u32>,
    /// Smart shelves that can be read.
    pub shelves: u32,
}

impl Survey {
    /// Books outside the trash that are lost, when that is known.
    pub fn lost(&self) -> Option<u32> {
        let there = self.books - self.trashed;
        self.books_before.map(|before| before.saturating_sub(there))
    }
}

/// What became of a salvage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SalvageReport {
    /// What was read.
    pub survey: Survey,
    /// Books outside the trash that are lost, when that is known.
    pub lost: Option<u32>,
    /// Rows in the new library, table by table.
    pub tables: Vec<SalvagedTable>,
    /// Changes that cannot be undone any more, because a part of what they touched is lost.
    pub changes_left_out: u32,
    /// The folder in `quarantine/` that keeps the damaged file.
    pub kept_in: String,
}

/// How many rows of a table are in the new library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SalvagedTable {
    /// As it is called in the file.
    pub name: &'static str,
    /// Rows that were read and are in the new library.
    pub rows: u32,
}

/// Rows that can be read, with the table each is of.
type Found = Vec<(Table, Row)>;

/// Reads a damaged file from its first page to its last.
struct Reading {
    pages: Arc<Pages>,
    next: u32,
    watch: SalvageWatch,
    survey: Survey,
    /// The highest numbers that were seen, also in rows that are not taken over.
    highest: Highest,
}

/// Numbers that rows were given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Highest {
    book: i64,
    shelf: i64,
    change: i64,
}

impl Highest {
    fn see(&mut self, table: Table, row: &Row) {
        let (of, number) = match (table, row.id, row.values.as_slice()) {
            (Table::Book, Some(id), _) => (&mut self.book, id),
            (Table::Shelf, Some(id), _) => (&mut self.shelf, id),
            (Table::Change | Table::ImportRun, Some(id), _) => (&mut self.change, id),
            (
                Table::ChangeRow,
                _,
                [
                    Value::Integer(change),
                    Value::Text(entity),
                    Value::Integer(id),
                    ..,
                ],
            ) => {
                self.change = self.change.max(*change);
                let of = if entity == "book" {
                    &mut self.book
                } else {
                    &mut self.shelf
                };
                (of, *id)
            }
            _ => return,
        };
        *of = number.max(*of);
    }

    /// The same above all that may have stood on pages that cannot be read. Numbers are given one after
    /// the other, and each leaves a row.
    fn above(self, unreadable: u32) -> Self {
        let unseen = i64::from(unreadable) * ROWS_OF_A_PAGE;
        Self {
            book: self.book.saturating_add(unseen),
            shelf: self.shelf.saturating_add(unseen),
            change: self.change.saturating_add(unseen),
        }
    }
}

impl Reading {
    async fn begin(file: &Path, key: &LibraryKey, watch: &SalvageWatch) -> Result<Self> {
        let key = key.twin().ok_or(Error::Internal("copying a key failed"))?;
        let file = file.to_owned();
        let pages = blocking(move || match Pages::open(&file, &key) {
            Ok(pages) => Ok(Arc::new(pages)), // they hold the key, so they stay where they are
            Err(error) => Err(Error::of_file(&error)),
        })
        .await?;
        watch.0.total.store(pages.count(), Ordering::Relaxed);
        watch.0.done.store(0, Ordering::Relaxed);
        let survey = Survey {
            pages: pages.count(),
            proven: pages.can_prove(),
            ..Survey::default()
        };
        Ok(Self {
            pages,
            next: 1,
            watch: watch.clone(),
            survey,
            highest: Highest::default(),
        })
    }

    /// What the next pages hold; none after the last one.
    async fn next(&mut self) -> Result<Option<Found>> {
        if self.watch.0.cancelled.load(Ordering::Relaxed) {
            return Err(Error::SalvageCancelled);
        }
        if self.next > self.pages.count() {
            return Ok(None);
        }
        let end = self.next.saturating_add(BATCH).min(self.pages.count() + 1);
        let (pages, batch) = (Arc::clone(&self.pages), self.next..end);
        let read = blocking(move || {
            let (mut found, mut unreadable) = (Found::new(), 0);
            for number in batch {
                let Some(page) = pages.page(number) else {
                    unreadable += 1;
                    continue;
                };
                let rows = pages.rows(&page);
                found.extend(
                    rows.into_iter()
                        .filter_map(|row| Some((Table::of(&row)?, row))),
                );
            }
            Ok((found, unreadable))
        });
        let (mut found, unreadable) = read.await?;
        self.survey.unreadable += unreadable;
        for (table, row) in &mut found {
            self.highest.see(*table, row);
            self.count(*table, row);
        }
        self.next = end;
        self.watch.0.done.store(end - 1, Ordering::Relaxed);
        Ok(Some(found))
    }

    fn count(&mut self, table: Table, row: &mut Row) {
        match table {
            Table::Book => {
                self.survey.books += 1;
                self.survey.incomplete += u32::from(mend(row));
                let trashed = row.values.get(BOOK_TRASHED_AT) != Some(&Value::Null);
                self.survey.trashed += u32::from(trashed);
            }
            Table::Shelf => self.survey.shelves += 1,
            Table::Meta => {
                if let Some(Value::Integer(books)) = row.values.get(META_BOOKS) {
                    self.survey.books_before = u32::try_from(*books).ok();
                }
            }
            _ => {}
        }
    }
}

const BOOK_TRASHED_AT: usize = 17;
const META_BOOKS: usize = 8;

/// Fills in for the fields of a book that are lost; whether any was.
fn mend(row: &mut Row) -> bool {
    let mut mended = false;
    for (column, value) in row.values.iter_mut().enumerate().skip(BOOK_TITLE) {
        if *value == Value::Lost {
            *value = in_place_of(column);
            mended = true;
        }
    }
    mended
}

/// Looks through a damaged file.
pub(crate) async fn survey(file: &Path, key: &LibraryKey, watch: &SalvageWatch) -> Result<Survey> {
    let mut reading = Reading::begin(file, key, watch).await?;
    while reading.next().await?.is_some() {}
    Ok(reading.survey)
}

/// Writes all that can be read into a new library under the same key, and proves that one whole. A
/// failure leaves nothing behind but a file that nobody looks for.
pub(crate) async fn salvage(
    file: &Path,
    fresh: &Path,
    key: &LibraryKey,
    account_uid: &str,
    clock: &dyn Clock,
    watch: &SalvageWatch,
) -> Result<SalvageReport> {
    let mut reading = Reading::begin(file, key, watch).await?;
    let written = write::write(&mut reading, fresh, key, account_uid, clock).await?;
    crate::reencrypt::prove(fresh, key).await?;
    Ok(SalvageReport {
        lost: reading.survey.lost(),
        survey: reading.survey,
        tables: written.tables,
        changes_left_out: written.changes_left_out,
        kept_in: String::new(),
    })
}
