//! Undo and redo, for every change alike: the journal holds the other side of each row, and
//! undoing or redoing swaps the sides.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    BookId, ChangeDone, ChangeKind, Error, Library, Result,
    book::{row, store},
    journal::{self, ChangeId, Touched},
    library::Write,
};

/// Rows swapped at a time, so that memory does not grow with the change.
const BATCH: u32 = 500;

/// What undo and redo would do now.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "two plain members")]
pub struct UndoState {
    pub undo: Option<ChangeDone>,
    pub redo: Option<ChangeDone>,
}

impl Library {
    /// Takes the latest change back. It stays known, so that it can be redone.
    pub async fn undo(&self) -> Result<ChangeDone> {
        let mut write = self.begin_write().await?;
        let change = journal::next_undo(write.db())
            .await?
            .ok_or(Error::NothingToUndo)?;
        swap_sides(&mut write, change.id).await?;
        journal::mark(write.db(), change.id, true).await?;
        write.commit_change(change.id).await?;
        Ok(change)
    }

    /// Does the latest undone change again.
    pub async fn redo(&self) -> Result<ChangeDone> {
        let mut write = self.begin_write().await?;
        let change = journal::next_redo(write.db())
            .await?
            .ok_or(Error::NothingToRedo)?;
        swap_sides(&mut write, change.id).await?;
        journal::mark(write.db(), change.id, false).await?;
        write.commit_change(change.id).await?;
        Ok(change)
    }

    /// What undo and redo would do now.
    pub async fn undo_state(&self) -> Result<UndoState> {
        let mut db = self.read().await?;
        Ok(UndoState {
            undo: journal::next_undo(&mut db).await?,
            redo: journal::next_redo(&mut db).await?,
        })
    }

    /// Takes one earlier change back whatever came after it, as a change of its own. Of a book
    /// that was edited since, only what this change wrote and nobody changed again is taken back.
    pub(crate) async fn revert(&self, reverted: ChangeId, kind: ChangeKind) -> Result<ChangeDone> {
        let mut write = self.begin_write().await?;
        let change = journal::begin(write.db(), self.now_ms(), kind, Some(reverted)).await?;
        let mut after = BookId(i64::MIN);
        loop {
            let rows = journal::touched(write.db(), reverted, after, BATCH).await?;
            let Some(last) = rows.last() else { break };
            after = last.entity_id;
            let now = current(&mut write, &rows).await?;
            journal::note_many(write.db(), change, &Value::Object(now.clone()).to_string()).await?;
            let mut target = Map::new();
            for row in rows {
                let key = row.entity_id.0.to_string();
                let then = journal::state_after(write.db(), reverted, row.entity_id).await?;
                let side = without(row.other.as_deref(), then.as_deref(), now.get(&key))?;
                target.insert(key, side);
            }
            put(&mut write, target).await?;
        }
        write.finish(change, "").await
    }
}

/// Swaps what is in the library with what the journal holds for a change.
async fn swap_sides(write: &mut Write, change: ChangeId) -> Result<()> {
    let mut after = BookId(i64::MIN);
    loop {
        let rows = journal::touched(write.db(), change, after, BATCH).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.entity_id;
        let now = current(write, &rows).await?;
        let mut target = Map::new();
        for row in rows {
            target.insert(row.entity_id.0.to_string(), parse(row.other.as_deref())?);
        }
        put(write, target).await?;
        journal::put_other_sides(write.db(), change, &Value::Object(now).to_string()).await?;
    }
}

/// The rows as they are now, by book id: the journal's text, or null where there is none.
async fn current(write: &mut Write, rows: &[Touched]) -> Result<Map<String, Value>> {
    let mut now: Map<String, Value> = rows
        .iter()
        .map(|row| (row.entity_id.0.to_string(), Value::Null))
        .collect();
    let ids = row::json(rows.iter().map(|row| row.entity_id))?;
    for (id, text) in store::snapshots(write.db(), &ids).await? {
        now.insert(id.0.to_string(), Value::String(text));
    }
    Ok(now)
}

/// Makes the library look like `target`: book id to its columns, or null for "not there".
async fn put(write: &mut Write, target: Map<String, Value>) -> Result<()> {
    let (gone, there): (Map<_, _>, Map<_, _>) = target
        .into_iter()
        .partition(|(_, columns)| columns.is_null());
    let gone = row::json(gone.keys().filter_map(|key| key.parse::<i64>().ok()))?;
    store::remove(write.db(), &gone).await?;
    store::restore(write.db(), &there).await
}

fn parse(text: Option<&str>) -> Result<Value> {
    text.map_or(Ok(Value::Null), |text| {
        serde_json::from_str(text).map_err(|_| Error::LibraryDamaged)
    })
}

/// The row with one change taken out of it: `before` and `after` that change, and as it is `now`.
fn without(before: Option<&str>, after: Option<&str>, now: Option<&Value>) -> Result<Value> {
    let before = parse(before)?;
    let now = parse(now.and_then(Value::as_str))?;
    // Nobody touched it since: as it is now is as the change left it.
    let after = if after.is_some() {
        parse(after)?
    } else {
        now.clone()
    };
    match (before, after, now) {
        (Value::Object(before), Value::Object(after), Value::Object(mut now)) => {
            for (column, old) in before {
                if now.get(&column) == after.get(&column) {
                    now.insert(column, old);
                }
            }
            Ok(Value::Object(now))
        }
        (Value::Object(_), _, now) => Ok(now),
        (before, _, _) => Ok(before),
    }
}
