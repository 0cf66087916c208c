//! Many rows, written by one prepared statement on the thread that has them.
//!
//! By sqlx, each value is copied for the connection's own thread, which copies it once more for the
//! engine and frees it: for an import that costs as much as half of the writing.

use rusqlite::{Connection, Result, Statement, ToSql};
use sqlx::sqlite::LockedSqliteHandle;

/// A row whose values are given to the statement, one after another.
pub struct Row<'s, 'c> {
    statement: &'s mut Statement<'c>,
    values: usize,
}

impl Row<'_, '_> {
    /// Gives the next value.
    ///
    /// # Errors
    /// When the statement asks for no more values, or the engine has no memory.
    pub fn add(&mut self, value: impl ToSql) -> Result<()> {
        self.values += 1;
        self.statement.raw_bind_parameter(self.values, value)
    }
}

/// Runs a statement for each row; `add` gives it the values of one. Ends at the first failure: to take
/// back what was written by then, drop the transaction.
///
/// # Errors
/// Those of the engine, and those of `add`.
pub fn run_for_each<T, E: From<rusqlite::Error>>(
    db: &mut LockedSqliteHandle<'_>,
    sql: &str,
    rows: &[T],
    mut add: impl FnMut(&mut Row<'_, '_>, &T) -> Result<(), E>,
) -> Result<(), E> {
    #[expect(unsafe_code, reason = "a handle of C")]
    // SAFETY: the connection is open and ours alone for as long as its handle is locked, which is longer
    // than what is made of it here lives. It is not closed with it.
    let db = unsafe { Connection::from_handle(db.as_raw_handle().as_ptr()) }?;
    let mut statement = db.prepare(sql)?;
    for row in rows {
        let mut values = Row {
            statement: &mut statement,
            values: 0,
        };
        add(&mut values, row)?;
        statement.raw_execute()?;
    }
    Ok(())
}
