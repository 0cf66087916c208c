//! What restoring a backup would change, found by reading both libraries side by side.

use futures_util::{StreamExt, stream::Peekable};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::{CopyStep, CopyWatch, Counts, opened};
use crate::{Error, Result};

/// What restoring a backup would do to the library.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Losses {
    /// Books that were added since: they would be gone.
    pub added: u32,
    /// Books that were changed since, or moved into or out of the trash: they would be as before.
    pub changed: u32,
    /// Books that were deleted for ever since: they would be there again.
    pub removed: u32,
    /// Shelves that were added, changed or deleted since.
    pub shelves: u32,
}

/// What tells whether a book or shelf is as it was.
type State = (Vec<u8>, i64, Option<i64>);

/// What would be lost of `library` with `backup` in its place, and how much is in the library now.
pub(crate) async fn compare(
    library: &mut SqliteConnection,
    backup: &mut SqliteConnection,
    watch: &CopyWatch,
) -> Result<(Losses, Counts)> {
    let counts = opened::counts(library).await?;
    watch.begin(
        CopyStep::Comparing,
        u64::from(counts.books) + u64::from(counts.trashed),
    );
    let books = "SELECT uid, updated_at, trashed_at FROM book ORDER BY uid";
    let books = merge(library, backup, books, watch).await?;
    let shelves = "SELECT uid, updated_at, NULL FROM shelf ORDER BY uid";
    let shelves = merge(library, backup, shelves, watch).await?;
    let losses = Losses {
        shelves: shelves.added + shelves.changed + shelves.removed,
        ..books
    };
    Ok((losses, counts))
}

async fn merge(
    library: &mut SqliteConnection,
    backup: &mut SqliteConnection,
    states: &'static str,
    watch: &CopyWatch,
) -> Result<Losses> {
    let mut now = sqlx::query_as(states).fetch(library).peekable();
    let mut then = sqlx::query_as(states).fetch(backup).peekable();
    let mut losses = Losses::default();
    loop {
        watch.go_on()?;
        let (here, there): (Option<State>, Option<State>) =
            (look(&mut now).await?, look(&mut then).await?);
        let (of_now, of_then) = match (&here, &there) {
            (None, None) => return Ok(losses),
            (Some(here), Some(there)) => (here.0 <= there.0, there.0 <= here.0),
            (here, there) => (here.is_some(), there.is_some()),
        };
        match (of_now, of_then) {
            (true, true) => losses.changed += u32::from(here != there),
            (true, false) => losses.added += 1,
            (false, _) => losses.removed += 1,
        }
        if of_now {
            now.next().await;
            watch.add(1);
        }
        if of_then {
            then.next().await;
        }
    }
}

/// The next state, which stays the next.
async fn look<S>(states: &mut Peekable<S>) -> Result<Option<State>>
where
    S: futures_core::Stream<Item = sqlx::Result<State>> + Unpin,
{
    match std::pin::Pin::new(&mut *states).peek().await {
        None => Ok(None),
        Some(Ok(state)) => Ok(Some(state.clone())),
        Some(Err(_)) => match states.next().await {
            Some(Err(error)) => Err(error.into()),
            _ => Err(Error::Internal("a failure has vanished")),
        },
    }
}
