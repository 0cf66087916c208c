//! An open library: the handle that proves its holder may read and write it.

mod aside;
#[cfg(test)]
pub(crate) mod tests;

use std::{
    fs,
    ops::{Deref, DerefMut},
    path::Path,
    sync::{
        Arc, OnceLock, PoisonError, RwLock, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::Timestamp;
use sqlx::{Sqlite, SqliteConnection, Transaction, pool::PoolConnection};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use uuid::Uuid;

use self::aside::LongWork;
use crate::{
    BookId, ChangeDone, Clock, Error, LibraryKey, Result,
    book::store,
    check::Checked,
    db::{self, Connections},
    journal::{self, ChangeId},
    live_index::LiveIndex,
    long_text, pages, random,
    view::Views,
};

/// More books than this in one change, and the search index is built anew beside the old one.
const MANY: u32 = 5_000;

/// One account's library, open. Cheap to clone; all clones are the same library.
#[derive(Clone)]
pub struct Library {
    inner: Arc<Inner>,
}

/// The same, for work that must not keep it in memory once nobody else does.
pub(crate) struct WeakLibrary(Weak<Inner>);

impl WeakLibrary {
    pub(crate) fn upgrade(&self) -> Option<Library> {
        self.0.upgrade().map(|inner| Library { inner })
    }
}

struct Inner {
    connections: Connections,
    checked: Checked,
    /// Which file was opened, whatever its name is now.
    identity: Option<Identity>,
    closed: AtomicBool,
    /// Held from the first statement of a change until the index has followed it, so that the
    /// index sees changes in the order they were committed.
    turn: Arc<Mutex<()>>,
    index: LiveIndex,
    index_failure: OnceLock<Error>,
    views: RwLock<Views>,
    revision: watch::Sender<u64>,
    clock: Arc<dyn Clock>,
    long_work: LongWork,
}

impl Library {
    /// Makes the file of a new library and closes it again, proven readable.
    pub async fn create(
        file: &Path,
        key: &LibraryKey,
        account_uid: &str,
        clock: &dyn Clock,
    ) -> Result<()> {
        let connections = db::open(file, key, true).await?;
        let meta = sqlx::query(
            "INSERT INTO meta (id, library_uid, account_uid, created_at) VALUES (1, ?1, ?2, ?3)",
        );
        let made = meta
            .bind(random::uuid_v7(clock.now())?)
            .bind(account_uid)
            .bind(clock.now().as_millisecond())
            .execute(&connections.writer)
            .await;
        connections.close().await?;
        made?;
        let connections = db::open(file, key, false).await?;
        let proven = belongs_to(&connections, account_uid).await;
        connections.close().await?;
        proven
    }

    /// Opens a library. Its search index is built in the background as soon as somebody asks for
    /// the first rows, for counts or for the index. Must be called inside a tokio runtime.
    pub async fn open(
        file: &Path,
        key: &LibraryKey,
        account_uid: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let unclean = fs::metadata(pages::log_of(file)).is_ok_and(|log| log.len() > 0);
        let key_of_checks = key.twin().ok_or(Error::Internal("copying a key failed"))?;
        let connections = db::open(file, key, false).await?;
        let fit = match belongs_to(&connections, account_uid).await {
            Ok(()) => long_text::store::bring_up_to_date(&connections.writer).await,
            refused => refused,
        };
        if let Err(error) = fit {
            let _ = connections.close().await; // the first failure says more
            return Err(error);
        }
        let library = Self {
            inner: Arc::new(Inner {
                connections,
                checked: Checked {
                    file: file.to_owned(),
                    key: key_of_checks,
                    unclean,
                },
                identity: identity(file),
                closed: AtomicBool::new(false),
                turn: Arc::default(),
                index: LiveIndex::default(),
                index_failure: OnceLock::new(),
                views: RwLock::default(),
                revision: watch::Sender::new(0),
                clock,
                long_work: LongWork::default(),
            }),
        };
        tokio::spawn({
            let library = library.clone();
            async move {
                let built = library.inner.index.build_when_wanted(&library).await;
                library.index_built(&built);
            }
        });
        Ok(library)
    }

    /// Closes the library: stops what reads all of it, waits for the change under way, folds the WAL
    /// into the file. Views and index are gone from memory with the last clone.
    pub async fn close(&self) -> Result<()> {
        self.inner.closed.store(true, Ordering::Relaxed);
        // First, so that nobody goes on to build an index that will not be asked.
        self.inner.index.close();
        self.inner.long_work.end().await;
        let _turn = self.inner.turn.lock().await;
        self.views_mut(|views| *views = Views::default());
        self.inner.connections.close().await
    }

    /// What tells how much it has changed.
    pub(crate) async fn about(&self) -> Result<About> {
        let mut db = self.read().await?;
        let about = sqlx::query_as("SELECT revision, created_at FROM meta WHERE id = 1");
        let (revision, created_at) = about.fetch_one(&mut *db).await?;
        Ok(About {
            revision,
            created_at,
            bytes: db::bytes_of(&mut db).await?,
        })
    }

    /// Rises with every commit and when the search index gets ready.
    pub fn revisions(&self) -> watch::Receiver<u64> {
        self.inner.revision.subscribe()
    }

    pub(crate) fn downgrade(&self) -> WeakLibrary {
        WeakLibrary(Arc::downgrade(&self.inner))
    }

    /// Waits until the search index answers.
    pub async fn index_ready(&self) {
        self.inner.index.ready().await;
    }

    /// Waits until nothing of the search index is on its way into the file. Closing does not wait:
    /// what is not written whole is built anew.
    pub async fn index_stored(&self) {
        self.inner.index.kept().await;
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.inner.closed.load(Ordering::Relaxed)
    }

    pub(crate) fn checked(&self) -> &Checked {
        &self.inner.checked
    }

    /// Why there is no search index to ask.
    pub(crate) fn without_index(&self) -> Error {
        let failure = self.inner.index_failure.get();
        failure
            .filter(|_| !self.is_closed())
            .map_or(Error::NotLoggedIn, Error::again)
    }

    pub(crate) fn index(&self) -> &LiveIndex {
        &self.inner.index
    }

    pub(crate) fn views_mut<T>(&self, use_views: impl FnOnce(&mut Views) -> T) -> T {
        use_views(
            &mut self
                .inner
                .views
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    pub(crate) fn utc_offset(&self, at: Timestamp) -> i32 {
        self.inner.clock.utc_offset(at)
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.now().as_millisecond()
    }

    pub(crate) fn new_uid(&self) -> Result<Uuid> {
        random::uuid_v7(self.now())
    }

    pub(crate) fn new_uids(&self, count: usize) -> Result<impl Iterator<Item = Uuid> + use<>> {
        random::uuids_v7(self.now(), count)
    }

    /// A connection that can only read. What it answers is handed out through [`Reading::proven`].
    pub(crate) async fn read(&self) -> Result<Reading> {
        Ok(Reading(self.inner.connections.readers.acquire().await?))
    }

    /// The one transaction of a use case. Dropped without a commit, it leaves nothing behind.
    /// Fails with `LibraryMoved` when the file is not in its place: the system would let it be written
    /// to all the same, and nobody would find it again.
    pub(crate) async fn begin_write(&self) -> Result<Write> {
        if identity(&self.inner.checked.file) != self.inner.identity {
            return Err(Error::LibraryMoved);
        }
        let turn = self.inner.turn.clone().lock_owned().await;
        let tx = self
            .inner
            .connections
            .writer
            .begin_with("BEGIN IMMEDIATE")
            .await?;
        Ok(Write {
            tx,
            library: self.clone(),
            _turn: turn,
        })
    }

    /// Reads all books into a new search index, which then takes the place of the old one.
    pub(crate) async fn rebuild_index(&self) {
        let built = self.inner.index.rebuild(self).await;
        self.index_built(&built);
    }

    fn index_built(&self, built: &Result<()>) {
        if let Err(error) = built {
            // The library was closed meanwhile, or its file cannot be read. Those who wait for the
            // index must not wait for ever; they hear why there is none.
            let _ = self.inner.index_failure.set(error.again());
            self.inner.index.close();
        }
        self.announce();
    }

    fn announce(&self) {
        self.inner.revision.send_modify(|revision| *revision += 1);
    }
}

/// What the system calls a file, whatever its name is.
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(file: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let found = fs::metadata(file).ok()?;
    Some((found.dev(), found.ino()))
}

/// Windows: a file that is open can be neither moved nor deleted.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<Identity> {
    None
}

/// See [`Library::about`].
pub(crate) struct About {
    pub(crate) revision: i64,
    /// Milliseconds since 1970, UTC.
    pub(crate) created_at: i64,
    /// Of its file.
    pub(crate) bytes: u64,
}

async fn belongs_to(connections: &Connections, account_uid: &str) -> Result<()> {
    let owner: Option<String> = sqlx::query_scalar("SELECT account_uid FROM meta WHERE id = 1")
        .fetch_optional(&connections.writer)
        .await?;
    if owner.as_deref() == Some(account_uid) {
        Ok(())
    } else {
        Err(Error::LibraryDamaged)
    }
}

/// A connection that can only read.
pub(crate) struct Reading(PoolConnection<Sqlite>);

impl Reading {
    /// Hands an answer out when every page that it was read from was whole. The engine gives zeros for
    /// a page whose seal is broken, and fails only with the next question: a text that ends on such a
    /// page would seem to be read.
    pub(crate) async fn proven<T>(mut self, answer: T) -> Result<T> {
        self.prove().await?;
        Ok(answer)
    }

    /// Closes the connection. Fails when anything that was read was not whole.
    pub(crate) async fn close(mut self) -> Result<()> {
        let proven = self.prove().await;
        self.0.close().await?;
        proven
    }

    /// Fails when anything that was read so far was not whole.
    pub(crate) async fn prove(&mut self) -> Result<()> {
        Ok(db::prove(&mut self.0).await?)
    }
}

impl Deref for Reading {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.0
    }
}

impl DerefMut for Reading {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
}

/// A transaction that changes the library, with the turn to do so.
pub(crate) struct Write {
    tx: Transaction<'static, Sqlite>,
    library: Library,
    _turn: OwnedMutexGuard<()>,
}

impl Write {
    /// The connection, for statements.
    pub(crate) fn db(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }

    /// Ends the change, commits it and lets the index follow.
    pub(crate) async fn finish(mut self, change: ChangeId, subject: &str) -> Result<ChangeDone> {
        let done = journal::finish(self.db(), change, subject).await?;
        self.commit_change(change).await?;
        Ok(done)
    }

    /// Commits; the index follows every book that the journal names for this change.
    pub(crate) async fn commit_change(mut self, change: ChangeId) -> Result<()> {
        let books = journal::touched_books(self.db(), change, MANY + 1).await?;
        if books.len() > MANY as usize {
            self.tx.commit().await?;
            self.library.rebuild_index().await;
            return Ok(());
        }
        self.commit(books).await
    }

    /// Commits; the index follows these books.
    pub(crate) async fn commit(mut self, books: Vec<BookId>) -> Result<()> {
        if books.is_empty() {
            self.tx.commit().await?;
            self.library.announce();
            return Ok(());
        }
        let there = store::indexed(self.db(), &crate::book::row::json(&books)?).await?;
        let revision = journal::revision::current(self.db()).await?;
        self.tx.commit().await?;
        let index = self.library.index();
        index.follow(&self.library, books, there, revision);
        self.library.announce();
        Ok(())
    }

    /// Commits what is no change to the library, so that nobody needs to hear of it.
    pub(crate) async fn commit_aside(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }

    /// Leaves everything as it was.
    pub(crate) async fn roll_back(self) -> Result<()> {
        Ok(self.tx.rollback().await?)
    }
}
