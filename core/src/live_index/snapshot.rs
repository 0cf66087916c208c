//! The snapshot of the index in the library file, so that opening a large library reads that and not
//! every book.
//!
//! It is the base of the index, in the parts that [`search`](crate::search) cuts it into, and a
//! revision of the library that it is as new as; books touched since are read again. It is written
//! in the background whenever there is a new base: after the index was built, and when changes were
//! merged into it. So there are never many changes to read again, and closing writes nothing.
//!
//! The one writer writes it, a part for each transaction, so that nobody's edit waits for more than
//! one. While it is written there is none: the new parts take the place of the old ones, and the
//! file never holds both. Whoever is stopped in the middle leaves none.

use std::iter;

use tokio::{
    sync::{Mutex, mpsc, watch},
    task::spawn_blocking,
};

use super::{Built, apply, in_background, store};
use crate::{
    Library, Result,
    book::{self, row},
    journal::revision,
    search::{Base, Index, made_by},
};

/// Reading fewer books than this takes no longer; few in tests.
const WORTH_IT: usize = if cfg!(test) { 4 } else { 2_000 };
/// Parts that wait between file and index: while one is decoded, the next is read.
const AHEAD: usize = 1;

/// Who is writing a snapshot, and who is about to.
pub(super) struct Keeping {
    one_at_a_time: Mutex<()>,
    under_way: watch::Sender<usize>,
}

impl Default for Keeping {
    fn default() -> Self {
        Self {
            one_at_a_time: Mutex::default(),
            under_way: watch::Sender::new(0),
        }
    }
}

impl Keeping {
    /// Until what it gives is dropped, something is on its way into the file.
    pub(super) fn begin(&self) -> UnderWay {
        self.under_way.send_modify(|count| *count += 1);
        UnderWay(self.under_way.clone())
    }

    pub(super) async fn ended(&self) {
        let mut under_way = self.under_way.subscribe();
        // The sender lives as long as `self`, so the wait cannot fail.
        let _ = under_way.wait_for(|count| *count == 0).await;
    }
}

pub(super) struct UnderWay(watch::Sender<usize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

/// The index out of the snapshot, brought up to date. None when there is no snapshot, or anything
/// about it does not fit: whoever asks builds the index anew then, and that says what is wrong with
/// the file, if something is.
pub(super) async fn read(library: &Library) -> Option<Built> {
    try_read(library).await.ok().flatten()
}

async fn try_read(library: &Library) -> Result<Option<Built>> {
    let mut db = library.read().await?;
    let now = revision::current(&mut db).await?;
    let Some(snapshot) = store::find(&mut db).await? else {
        return Ok(None);
    };
    if snapshot.made_by != in_background(made_by).await? {
        return Ok(None);
    }
    let Some(changed) = revision::books_since(&mut db, snapshot.revision).await? else {
        return Ok(None);
    };

    let size = usize::try_from(snapshot.size).unwrap_or_default();
    let (parts, mut received) = mpsc::channel(AHEAD);
    let reading = spawn_blocking(move || {
        let parts = iter::from_fn(|| received.blocking_recv());
        Index::read(snapshot.revision, size, parts)
    });
    for number in 0..snapshot.parts {
        let Some(part) = store::part(&mut db, number).await? else {
            return Ok(None);
        };
        if parts.send(part).await.is_err() {
            break; // it does not fit
        }
    }
    drop(parts);
    let there = book::store::indexed(&mut db, &row::json(&changed)?).await?;
    let there = db.proven(there).await?;
    let Ok(Some(mut index)) = reading.await else {
        return Ok(None);
    };
    // Many changes are merged into a new base, and that takes its time.
    let caught_up = in_background(move || {
        let new_base = apply(&mut index, &changed, there);
        (index, !new_base)
    });
    let (index, stored) = caught_up.await?;
    Ok(Some(Built {
        index,
        revision: now,
        stored,
    }))
}

/// Writes a base that is as new as a revision, unless there is a newer base meanwhile.
pub(super) async fn write(library: &Library, base: Base, revision: i64) -> Result<()> {
    let index = library.index();
    let _one_at_a_time = index.keeping.one_at_a_time.lock().await;
    let is_wanted = |base: &Base| index.ask(|index| index.is_upon(base)) == Some(true);
    if !is_wanted(&base) {
        return Ok(());
    }
    let mut write = library.begin_write().await?;
    store::forget(write.db()).await?;
    write.commit_aside().await?;

    let mut count = 0;
    if base.len() >= WORTH_IT {
        let (parts, mut written) = mpsc::channel(AHEAD);
        let own = base.clone();
        let writing =
            spawn_blocking(move || own.write(revision, |part| parts.blocking_send(part).is_ok()));
        while let Some(part) = written.recv().await {
            if !is_wanted(&base) {
                return Ok(());
            }
            let mut write = library.begin_write().await?;
            store::put_part(write.db(), count, part).await?;
            write.commit_aside().await?;
            count += 1;
        }
        if writing.await.is_err() {
            return Ok(()); // it ended in the middle
        }
    }
    loop {
        let mut write = library.begin_write().await?;
        let dropped = store::drop_part(write.db(), count).await?;
        write.commit_aside().await?;
        if !dropped {
            break;
        }
    }
    if count > 0 {
        let made_by = in_background(made_by).await?;
        let mut write = library.begin_write().await?;
        store::complete(write.db(), revision, made_by, count).await?;
        write.commit_aside().await?;
    }
    let mut write = library.begin_write().await?;
    store::forget_pages(write.db()).await?;
    write.commit_aside().await
}
