//! The reading half of an import: makes batches of candidates.

use super::{
    Entry, Note, Row, Rows,
    names::{Name, Naming},
};
use crate::{
    BookFields, Result,
    book::{
        clean, derive,
        row::{self, SourceText},
    },
    import::RejectedRow,
};

/// Rows that are handled at a time: the more of them, the more of their numbers are written as
/// neighbours. It takes about 0.1 s, after which a cancel is heard.
const BATCH: usize = 2048;
/// Text that is handled at a time; rows of megabytes come one by one.
const BATCH_BYTES: usize = 4 << 20;

/// A row that can be a book.
pub(super) struct Candidate {
    pub(super) row: u64,
    pub(super) fields: BookFields,
    pub(super) key: String,
    pub(super) names: Vec<Name>,
    pub(super) added_at: Option<i64>,
    pub(super) source: SourceText,
    pub(super) notes: Vec<Note>,
}

/// Rows that were read and checked.
pub(super) type Batch = Vec<Result<Candidate, RejectedRow>>;

/// Reads and checks rows, a batch at a time, on the thread that writes them: a second one would mostly
/// free what the first has allocated, and they would share a core where there are few.
pub(super) struct Batches {
    rows: Box<dyn Rows>,
    naming: Naming,
}

impl Batches {
    pub(super) fn new(rows: Box<dyn Rows>, naming: Naming) -> Self {
        Self { rows, naming }
    }
}

impl Iterator for Batches {
    type Item = Result<Batch>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut batch = Vec::with_capacity(BATCH);
        let mut bytes = 0;
        while batch.len() < BATCH && bytes <= BATCH_BYTES {
            let Some(row) = self.rows.next() else { break };
            let row = match row {
                Ok(row) => row,
                Err(error) => return Some(Err(error)),
            };
            bytes += size_of_row(&row);
            let checked = row.map_err(RejectedRow::from);
            batch.push(checked.and_then(|entry| candidate(entry, &self.naming)));
        }
        (!batch.is_empty()).then_some(Ok(batch))
    }
}

/// The text in a row, about.
fn size_of_row(row: &Row) -> usize {
    match row {
        Ok(entry) => entry.source.len(),
        Err(rejected) => rejected.cells.iter().map(|(_, text)| text.len()).sum(),
    }
}

fn candidate(entry: Entry, naming: &Naming) -> Result<Candidate, RejectedRow> {
    let title = entry.fields.title.clone();
    match clean(entry.fields) {
        Ok(fields) => {
            let fields = derive(fields);
            let key = row::match_key(&fields.title, &fields.contributors);
            Ok(Candidate {
                row: entry.row,
                names: naming.names(&fields.identifiers, &key),
                fields,
                key,
                added_at: entry.added_at,
                source: entry.source,
                notes: entry.notes,
            })
        }
        Err(error) => Err(RejectedRow {
            row: entry.row,
            says: title.chars().take(200).collect(),
            reason: error.to_string(),
        }),
    }
}
