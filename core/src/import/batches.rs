//! The reading half of an import: makes batches of candidates, on a thread of its own.

use tokio::sync::mpsc;

use super::{
    Draft, Note, Row, Rows,
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

/// Rows that are handled at a time.
const BATCH: usize = 512;
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

/// Sends the rows in batches; ends when they end, fail, or nobody listens any more.
pub(super) fn send(rows: Box<dyn Rows>, naming: &Naming, batches: &mpsc::Sender<Result<Batch>>) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut bytes = 0;
    for row in rows {
        match row {
            Ok(row) => {
                bytes += size_of_row(&row);
                let checked = row.map_err(RejectedRow::from);
                batch.push(checked.and_then(|draft| candidate(draft, naming)));
            }
            Err(error) => {
                // Nobody listens only when the import has ended already.
                let _ = batches.blocking_send(Err(error));
                return;
            }
        }
        if batch.len() == BATCH || bytes > BATCH_BYTES {
            bytes = 0;
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            if batches.blocking_send(Ok(full)).is_err() {
                return;
            }
        }
    }
    let _ = batches.blocking_send(Ok(batch));
}

/// The text in a row, about.
fn size_of_row(row: &Row) -> usize {
    match row {
        Ok(draft) => draft.source.len(),
        Err(rejected) => rejected.cells.iter().map(|(_, text)| text.len()).sum(),
    }
}

fn candidate(draft: Draft, naming: &Naming) -> Result<Candidate, RejectedRow> {
    let title = draft.fields.title.clone();
    match clean(draft.fields) {
        Ok(fields) => {
            let fields = derive(fields);
            let key = row::match_key(&fields.title, &fields.contributors);
            Ok(Candidate {
                row: draft.row,
                names: naming.names(&fields.identifiers, &key),
                fields,
                key,
                added_at: draft.added_at,
                source: draft.source,
                notes: draft.notes,
            })
        }
        Err(error) => Err(RejectedRow {
            row: draft.row,
            says: title.chars().take(200).collect(),
            reason: error.to_string(),
        }),
    }
}
