//! Writing many rows.

use bookly_engine::{Row, run_for_each};
use sqlx::SqliteConnection;

use crate::Result;

/// Rows that are written before others get their turn on this thread: about ten milliseconds of work.
const TURN: usize = 512;

/// Runs a statement for each row; `add` gives it the values of one. What was written before a failure
/// stays in the transaction, which is to be dropped then.
pub(crate) async fn write<T>(
    db: &mut SqliteConnection,
    sql: &str,
    rows: &[T],
    mut add: impl FnMut(&mut Row<'_, '_>, &T) -> Result<()>,
) -> Result<()> {
    for rows in rows.chunks(TURN) {
        {
            let mut db = db.lock_handle().await?;
            run_for_each(&mut db, sql, rows, &mut add)?;
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}
