//! What was done to one book, read from the journal.

use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::SqliteConnection;

use super::{BookId, row, store};
use crate::{ChangeKind, Result, journal};

/// One change, as this book saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// Which change.
    pub change_id: journal::ChangeId,
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    /// What was done.
    pub kind: ChangeKind,
    /// The fields that got another content; empty when the book came or went as a whole.
    pub fields: Vec<FieldChange>,
}

/// A field before and after, as lines for reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "three plain members")]
pub struct FieldChange {
    pub field: String,
    pub before: String,
    pub after: String,
}

/// Columns that follow from others or from the change itself.
const NOT_SHOWN: [&str; 6] = [
    "uid",
    "match_key",
    "added_at",
    "updated_at",
    "trashed_at",
    "sources",
];

pub(super) async fn of(db: &mut SqliteConnection, book: BookId) -> Result<Vec<HistoryEntry>> {
    let now = store::snapshots(db, &row::json([book])?).await?;
    let mut after = columns(now.first().map(|(_, text)| text.as_str()));
    let mut entries = Vec::new();
    for part in journal::parts_of(db, book).await? {
        let before = columns(part.other.as_deref());
        let fields = if before.is_empty() || after.is_empty() {
            Vec::new()
        } else {
            differences(&before, &after)
        };
        entries.push(HistoryEntry {
            change_id: part.change_id,
            at: part.at,
            kind: part.kind,
            fields,
        });
        after = before;
    }
    Ok(entries)
}

fn columns(text: Option<&str>) -> Map<String, Value> {
    text.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

fn differences(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<FieldChange> {
    after
        .iter()
        .filter(|(column, value)| {
            !NOT_SHOWN.contains(&column.as_str()) && before.get(*column) != Some(value)
        })
        .map(|(column, value)| FieldChange {
            field: field_name(column),
            before: row::column_text(column, before.get(column)),
            after: row::column_text(column, Some(value)),
        })
        .collect()
}

/// The column's name as the door writes it: `page_count` is `pageCount`.
fn field_name(column: &str) -> String {
    let mut words = column.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut letters = word.chars();
        let initial = letters.next().map(|c| c.to_ascii_uppercase());
        name + &initial.into_iter().chain(letters).collect::<String>()
    })
}
