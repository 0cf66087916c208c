//! Writing what was read into a new library.

use std::path::Path;

use bookly_engine::Row as Values;
use sqlx::SqliteConnection;

use super::{Found, Highest, Reading, SalvagedTable, tables::Table};
use crate::{
    Clock, Library, LibraryKey, Result, account,
    db::{self, Connections},
    many_rows,
    pages::{Row, Value},
};

pub(super) struct Written {
    pub(super) tables: Vec<SalvagedTable>,
    pub(super) changes_left_out: u32,
}

/// Makes the new library and fills it.
pub(super) async fn write(
    reading: &mut Reading,
    fresh: &Path,
    key: &LibraryKey,
    account_uid: &str,
    clock: &dyn Clock,
) -> Result<Written> {
    account::remove_database(fresh)?; // of a salvage that was stopped
    Library::create(fresh, key, account_uid, clock).await?;
    let connections = db::open(fresh, key, false).await?;
    let filled = fill(reading, &connections).await;
    let closed = connections.close().await;
    let filled = filled?;
    closed?;
    Ok(filled)
}

async fn fill(reading: &mut Reading, connections: &Connections) -> Result<Written> {
    let mut tx = connections.writer.begin_with("BEGIN IMMEDIATE").await?;
    // Rows come in the order of the pages, so that a row may come before the one it belongs to.
    sqlx::query("PRAGMA defer_foreign_keys = ON")
        .execute(&mut *tx)
        .await?;
    let mut meta = false;
    while let Some(found) = reading.next().await? {
        meta |= found.iter().any(|(table, _)| *table == Table::Meta);
        put(&mut tx, found).await?;
    }
    let changes: u32 = count(&mut tx, Table::Change).await?;
    settle(&mut tx).await?;
    let mut highest = reading.highest.above(reading.survey.unreadable);
    if meta {
        highest.book = reading.highest.book; // that row knows better
    }
    pass_over(&mut tx, highest).await?;
    let mut tables = Vec::new();
    for table in Table::ALL {
        let rows = count(&mut tx, table).await?;
        if table != Table::Meta {
            let name = table.name();
            tables.push(SalvagedTable { name, rows });
        }
    }
    let kept = count(&mut tx, Table::Change).await?;
    tx.commit().await?;
    Ok(Written {
        tables,
        changes_left_out: changes - kept,
    })
}

/// Writes rows table by table. Where one is refused, the others of its table are written all the same.
async fn put(db: &mut SqliteConnection, mut found: Found) -> Result<()> {
    found.sort_by_key(|(table, _)| *table);
    for part in found.chunk_by(|one, next| one.0 == next.0) {
        let Some((table, _)) = part.first() else {
            continue;
        };
        let Some(insert) = insert(*table) else {
            for (_, row) in part {
                put_meta(db, row).await?;
            }
            continue;
        };
        sqlx::query("SAVEPOINT part").execute(&mut *db).await?;
        if many_rows::write(db, insert, part, add).await.is_err() {
            sqlx::query("ROLLBACK TO part").execute(&mut *db).await?;
            for row in part {
                let refused = many_rows::write(db, insert, std::slice::from_ref(row), add);
                let _ = refused.await; // the counts at the end say so
            }
        }
        sqlx::query("RELEASE part").execute(&mut *db).await?;
    }
    Ok(())
}

/// The new library goes on as the old one. What was found out about the old file is not true of this one.
async fn put_meta(db: &mut SqliteConnection, row: &Row) -> Result<()> {
    let [
        _,
        Value::Blob(uid),
        _,
        Value::Integer(created_at),
        Value::Integer(revision),
        Value::Integer(next),
        ..,
    ] = row.values.as_slice()
    else {
        return Ok(());
    };
    let update = sqlx::query(
        "UPDATE meta SET library_uid = ?1, created_at = ?2, revision = max(revision, ?3), next_book = max(next_book, ?4)",
    );
    let update = update.bind(uid).bind(created_at).bind(revision).bind(next);
    update.execute(db).await?;
    Ok(())
}

fn add(values: &mut Values<'_, '_>, (_, row): &(Table, Row)) -> Result<()> {
    // Every table with numbers has its number in the first column.
    if let Some(id) = row.id {
        values.add(id)?;
    }
    let rest = row.values.iter().skip(usize::from(row.id.is_some()));
    for value in rest {
        match value {
            Value::Integer(number) => values.add(number)?,
            Value::Text(text) => values.add(text)?,
            Value::Blob(bytes) => values.add(bytes)?,
            Value::Null | Value::Lost => values.add(None::<i64>)?,
        }
    }
    Ok(())
}

/// `OR IGNORE`: a row that breaks a rule of the schema is left out, and of two with one number the
/// first is kept.
fn insert(table: Table) -> Option<&'static str> {
    Some(match table {
        Table::Meta => return None, // it has its row already
        Table::Book => {
            "INSERT OR IGNORE INTO book (id, uid, title, subtitle, contributors, series, publisher, published,
                    page_count, language, identifiers, format, tags, rating, status, added_at, updated_at,
                    trashed_at, match_key, description, review, private_notes, sources)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        }
        Table::Change => {
            "INSERT OR IGNORE INTO change (id, at, kind, count, subject, undone, reverts, revision)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        }
        Table::ChangeRow => {
            "INSERT OR IGNORE INTO change_row (change_id, entity, entity_id, other) VALUES (?, ?, ?, ?)"
        }
        Table::ImportRun => {
            "INSERT OR IGNORE INTO import_run (change_id, source, file_name, added, filled, same, rejected)
             VALUES (?, ?, ?, ?, ?, ?, ?)"
        }
        Table::Shelf => {
            "INSERT OR IGNORE INTO shelf (id, uid, name, name_key, query, position, created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        }
        Table::RecentSearch => {
            "INSERT OR IGNORE INTO recent_search (id, text, text_key, at) VALUES (?, ?, ?, ?)"
        }
    })
}

/// Puts right what follows from the rows. A change of which a part is lost would undo a part only, so it
/// goes; the words of long texts are made at the next opening.
async fn settle(db: &mut SqliteConnection) -> Result<()> {
    for statement in [
        "DELETE FROM change
          WHERE count <> (SELECT count(*) FROM change_row WHERE change_id = change.id)",
        "DELETE FROM change_row WHERE change_id NOT IN (SELECT id FROM change)",
        "DELETE FROM import_run WHERE change_id NOT IN (SELECT id FROM change)",
        "UPDATE change SET reverts = NULL WHERE reverts NOT IN (SELECT id FROM change)",
        "INSERT OR IGNORE INTO identifier (scheme, value, book_id)
         SELECT one.value ->> 0, one.value ->> 1, book.id FROM book, json_each(identifiers) AS one",
        "UPDATE meta SET books = (SELECT count(*) FROM book WHERE trashed_at IS NULL),
            revision = 1 + max(revision, coalesce((SELECT max(revision) FROM change), 0)),
            long_text_words = 0",
        "UPDATE meta SET followed_from = revision",
    ] {
        sqlx::query(statement).execute(&mut *db).await?;
    }
    Ok(())
}

/// The numbers that come next are higher than all of these: one that is given twice would mix the history
/// of two books.
async fn pass_over(db: &mut SqliteConnection, highest: Highest) -> Result<()> {
    let next = sqlx::query("UPDATE meta SET next_book = max(next_book, ?1)");
    next.bind(highest.book.saturating_add(1))
        .execute(&mut *db)
        .await?;
    for (table, number) in [("shelf", highest.shelf), ("change", highest.change)] {
        let there = "INSERT INTO sqlite_sequence (name, seq)
             SELECT ?1, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)";
        sqlx::query(there).bind(table).execute(&mut *db).await?;
        let seq = sqlx::query("UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1");
        seq.bind(table).bind(number).execute(&mut *db).await?;
    }
    Ok(())
}

async fn count(db: &mut SqliteConnection, table: Table) -> Result<u32> {
    let count = match table {
        Table::Meta => "SELECT count(*) FROM meta",
        Table::Book => "SELECT count(*) FROM book",
        Table::Change => "SELECT count(*) FROM change",
        Table::ChangeRow => "SELECT count(*) FROM change_row",
        Table::ImportRun => "SELECT count(*) FROM import_run",
        Table::Shelf => "SELECT count(*) FROM shelf",
        Table::RecentSearch => "SELECT count(*) FROM recent_search",
    };
    let rows: i64 = sqlx::query_scalar(count).fetch_one(db).await?;
    Ok(u32::try_from(rows).unwrap_or(u32::MAX))
}
