//! Whether a library file is whole: every page proven, and the engine content with how they hang together.
//!
//! Reading a whole file takes seconds at a million books, so it is done beside everything else, while the
//! window is used: whatever is read before its turn comes proves itself anyway.

use std::{path::PathBuf, time::Duration};

use sqlx::SqliteConnection;

use crate::{Error, Library, LibraryKey, Result, blocking::blocking, pages::Pages};

/// After so long a file is read from end to end once more, in milliseconds.
const WEEK: i64 = 7 * 24 * 60 * 60 * 1_000;
/// How often the engine asks whether it should stop, in steps of its machine.
const STEPS: i32 = 10_000;
/// A page that is being written just now is looked at again.
const LOOKS: u32 = 4;
const MOMENT: Duration = Duration::from_millis(20);

/// The file of an open library, for reading its pages without the engine.
pub(crate) struct Checked {
    pub(crate) file: PathBuf,
    pub(crate) key: LibraryKey,
    /// The program did not end properly the last time.
    pub(crate) unclean: bool,
}

impl Library {
    /// Reads everything once when that is due. False when something is not as it was written.
    pub(crate) async fn check_if_due(&self) -> Result<bool> {
        let checked_at: i64 = sqlx::query_scalar("SELECT checked_at FROM meta")
            .fetch_one(&mut *self.read().await?)
            .await?;
        let age = self.now_ms() - checked_at;
        // A clock that was set back does not put it off.
        if !self.checked().unclean && (0..WEEK).contains(&age) {
            return Ok(true);
        }
        self.index().settled().await; // what the window waits for comes first
        if !self.is_sound().await? {
            return Ok(false);
        }
        let mut write = self.begin_write().await?;
        sqlx::query("UPDATE meta SET checked_at = ?1")
            .bind(self.now_ms())
            .execute(write.db())
            .await?;
        write.commit_aside().await?;
        Ok(true)
    }

    /// Reads everything now. Fails only when it cannot be found out; a closed library is sound.
    pub(crate) async fn is_sound(&self) -> Result<bool> {
        if !self.pages_are_whole().await? {
            return Ok(false);
        }
        let mut db = self.read().await?;
        let library = self.clone();
        db.lock_handle()
            .await?
            .set_progress_handler(STEPS, move || !library.is_closed());
        let content = is_content(&mut db).await;
        db.lock_handle().await?.remove_progress_handler();
        if self.is_closed() {
            return Ok(true);
        }
        content
    }

    async fn pages_are_whole(&self) -> Result<bool> {
        let key = self.checked().key.twin();
        let key = key.ok_or(Error::Internal("copying a key failed"))?;
        let (library, file) = (self.clone(), self.checked().file.clone());
        blocking(move || {
            let pages = Pages::open_alone(&file, &key).map_err(|error| Error::of_file(&error))?;
            if !pages.can_prove() {
                return Ok(false);
            }
            for number in 1..=pages.count() {
                if library.is_closed() {
                    return Ok(true);
                }
                let mut looks = 1;
                while !pages.is_whole(number) {
                    if looks == LOOKS {
                        return Ok(false);
                    }
                    looks += 1;
                    std::thread::sleep(MOMENT);
                }
            }
            Ok(true)
        })
        .await
    }
}

async fn is_content(db: &mut SqliteConnection) -> Result<bool> {
    let says: sqlx::Result<String> = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(db)
        .await;
    match says.map_err(Error::from) {
        Ok(says) => Ok(says == "ok"),
        Err(Error::LibraryDamaged) => Ok(false),
        Err(error) => Err(error),
    }
}
