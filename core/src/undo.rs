//! Undo and redo, for every change alike: the journal holds the other side of each row, and
//! undoing or redoing swaps the sides.

use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::SqliteConnection;

use crate::{
    ChangeDone, ChangeKind, Error, Library, Result,
    book::{self, row},
    journal::{self, ChangeId, Entity, Touched},
    library::Write,
    shelf,
};

/// Rows swapped at a time, so that memory does not grow with the change.
const BATCH: u32 = 500;

/// What undo and redo would do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
        let state = UndoState {
            undo: journal::next_undo(&mut db).await?,
            redo: journal::next_redo(&mut db).await?,
        };
        db.proven(state).await
    }

    /// Takes one earlier change back whatever came after it, as a change of its own. Of a row
    /// that was edited since, only what this change wrote and nobody changed again is taken back.
    pub(crate) async fn revert(&self, reverted: ChangeId, kind: ChangeKind) -> Result<ChangeDone> {
        let mut write = self.begin_write().await?;
        let change = journal::begin(write.db(), self.now_ms(), kind, Some(reverted)).await?;
        for entity in Entity::ALL {
            let mut rows = Rows::of(reverted, entity);
            while let Some(rows) = rows.next(&mut write).await? {
                let db = write.db();
                let now = entity.current(db, &rows).await?;
                let before = Value::Object(now.clone()).to_string();
                journal::note_many(db, change, entity, &before).await?;
                let mut target = Map::new();
                for row in rows {
                    let key = row.entity_id.to_string();
                    let then = journal::state_after(db, reverted, entity, row.entity_id).await?;
                    let side = without(row.other.as_deref(), then.as_deref(), now.get(&key))?;
                    target.insert(key, side);
                }
                entity.put(db, target).await?;
            }
        }
        write.finish(change, "").await
    }
}

/// Swaps what is in the library with what the journal holds for a change.
async fn swap_sides(write: &mut Write, change: ChangeId) -> Result<()> {
    for entity in Entity::ALL {
        let mut rows = Rows::of(change, entity);
        while let Some(rows) = rows.next(write).await? {
            let db = write.db();
            let now = entity.current(db, &rows).await?;
            let mut target = Map::new();
            for row in rows {
                target.insert(row.entity_id.to_string(), parse(row.other.as_deref())?);
            }
            entity.put(db, target).await?;
            let sides = Value::Object(now).to_string();
            journal::put_other_sides(db, change, entity, &sides).await?;
        }
    }
    Ok(())
}

/// The rows of a change that are about one kind of thing, batch by batch.
struct Rows {
    change: ChangeId,
    entity: Entity,
    after: i64,
}

impl Rows {
    fn of(change: ChangeId, entity: Entity) -> Self {
        Self {
            change,
            entity,
            after: i64::MIN,
        }
    }

    async fn next(&mut self, write: &mut Write) -> Result<Option<Vec<Touched>>> {
        let rows =
            journal::touched(write.db(), self.change, self.entity, self.after, BATCH).await?;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        self.after = last.entity_id;
        Ok(Some(rows))
    }
}

/// What undo must know of a room: how its rows are read for the journal, put back, and taken out.
impl Entity {
    const ALL: [Self; 2] = [Self::Book, Self::Shelf];

    async fn snapshots(self, db: &mut SqliteConnection, ids: &str) -> Result<Vec<(i64, String)>> {
        match self {
            Self::Book => book::store::snapshots(db, ids).await,
            Self::Shelf => shelf::store::snapshots(db, ids).await,
        }
    }

    async fn restore(self, db: &mut SqliteConnection, there: &Map<String, Value>) -> Result<()> {
        match self {
            Self::Book => book::store::restore(db, there).await,
            Self::Shelf => shelf::store::restore(db, there).await,
        }
    }

    async fn remove(self, db: &mut SqliteConnection, ids: &str) -> Result<()> {
        match self {
            Self::Book => book::store::remove(db, ids).await,
            Self::Shelf => shelf::store::remove(db, ids).await,
        }
    }

    /// The rows as they are now, by number: the journal's text, or null where there is none.
    async fn current(
        self,
        db: &mut SqliteConnection,
        rows: &[Touched],
    ) -> Result<Map<String, Value>> {
        let mut now: Map<String, Value> = rows
            .iter()
            .map(|row| (row.entity_id.to_string(), Value::Null))
            .collect();
        let ids = row::json(rows.iter().map(|row| row.entity_id))?;
        for (id, text) in self.snapshots(db, &ids).await? {
            now.insert(id.to_string(), Value::String(text));
        }
        Ok(now)
    }

    /// Makes the library look like `target`: number to columns, or null for "not there".
    async fn put(self, db: &mut SqliteConnection, target: Map<String, Value>) -> Result<()> {
        let (gone, there): (Map<_, _>, Map<_, _>) = target
            .into_iter()
            .partition(|(_, columns)| columns.is_null());
        let gone = row::json(gone.keys().filter_map(|key| key.parse::<i64>().ok()))?;
        self.remove(db, &gone).await?;
        self.restore(db, &there).await
    }
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
