//! Which revision of the library a book was last touched in, so that what was stored of an earlier
//! one can be brought up to date.
//!
//! Every change carries the revision in which it was last made, undone or done again. Of changes
//! that the journal drops, `dropped_book` keeps the books.

use sqlx::SqliteConnection;

use super::ChangeId;
use crate::{BookId, Result};

/// Books beyond which reading everything anew is better than following, and that are kept of what
/// the journal drops.
const MOST: i64 = 50_000;

/// The revision of the library now.
pub(crate) async fn current(db: &mut SqliteConnection) -> Result<i64> {
    let revision = sqlx::query_scalar("SELECT revision FROM meta");
    Ok(revision.fetch_one(db).await?)
}

/// Raises the revision of the library. Who calls this must say which books it is about.
async fn raise(db: &mut SqliteConnection) -> Result<i64> {
    let raise = sqlx::query_scalar("UPDATE meta SET revision = revision + 1 RETURNING revision");
    Ok(raise.fetch_one(db).await?)
}

/// Raises the revision for a change that was made, undone or done again.
pub(super) async fn raise_for(
    db: &mut SqliteConnection,
    change: ChangeId,
    undone: bool,
) -> Result<()> {
    let revision = raise(db).await?;
    sqlx::query("UPDATE change SET undone = ?2, revision = ?3 WHERE id = ?1")
        .bind(change)
        .bind(undone)
        .bind(revision)
        .execute(db)
        .await?;
    Ok(())
}

/// Raises the revision for books that the journal forgets: `books` is a JSON array of ids.
pub(super) async fn raise_for_gone(db: &mut SqliteConnection, books: &str) -> Result<()> {
    let revision = raise(db).await?;
    let keep = sqlx::query(
        "INSERT INTO dropped_book (book_id, revision) SELECT value, ?2 FROM json_each(?1) WHERE true
             ON CONFLICT (book_id) DO UPDATE SET revision = excluded.revision",
    );
    keep.bind(books).bind(revision).execute(&mut *db).await?;
    keep_few(db).await
}

/// Drops the changes that are undone. A book may still be as one of them left it in what was stored
/// before, so the books are kept.
pub(super) async fn drop_undone(db: &mut SqliteConnection) -> Result<()> {
    let undone: i64 =
        sqlx::query_scalar("SELECT coalesce(sum(count), 0) FROM change WHERE undone = 1")
            .fetch_one(&mut *db)
            .await?;
    if undone > MOST {
        sqlx::query(
            "UPDATE meta SET followed_from =
                max(followed_from, (SELECT max(revision) FROM change WHERE undone = 1))",
        )
        .execute(&mut *db)
        .await?;
    } else if undone > 0 {
        sqlx::query(
            "INSERT INTO dropped_book (book_id, revision)
             SELECT entity_id, max(revision) FROM change CROSS JOIN change_row ON change_id = change.id
              WHERE undone = 1 AND entity = 'book' GROUP BY entity_id
                 ON CONFLICT (book_id) DO UPDATE SET revision = max(revision, excluded.revision)",
        )
        .execute(&mut *db)
        .await?;
        keep_few(db).await?;
    }
    sqlx::query("DELETE FROM change WHERE undone = 1")
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets the books of dropped changes when they are many; what is older cannot be followed then.
async fn keep_few(db: &mut SqliteConnection) -> Result<()> {
    let forget = sqlx::query(
        "UPDATE meta SET followed_from = max(followed_from, (SELECT max(revision) FROM dropped_book))
          WHERE (SELECT count(*) FROM dropped_book) > ?1",
    );
    if forget.bind(MOST).execute(&mut *db).await?.rows_affected() > 0 {
        sqlx::query("DELETE FROM dropped_book").execute(db).await?;
    }
    Ok(())
}

/// The books that may not be any more as they were in a revision, in the order of their ids. None
/// when they are too many to be worth following, or not known any more.
pub(crate) async fn books_since(
    db: &mut SqliteConnection,
    revision: i64,
) -> Result<Option<Vec<BookId>>> {
    let can_follow = sqlx::query_scalar(
        "SELECT followed_from <= ?1
                AND (SELECT coalesce(sum(count), 0) FROM change WHERE revision > ?1) <= ?2 FROM meta",
    );
    let can_follow: bool = can_follow
        .bind(revision)
        .bind(MOST)
        .fetch_one(&mut *db)
        .await?;
    if !can_follow {
        return Ok(None);
    }
    // A cross join is done in this order: from the few changes to their books, and not through all
    // books that ever changed.
    let books = sqlx::query_scalar(
        "SELECT entity_id FROM change CROSS JOIN change_row ON change_id = change.id
          WHERE revision > ?1 AND entity = 'book'
          UNION SELECT book_id FROM dropped_book WHERE revision > ?1 ORDER BY 1 LIMIT 100000",
    );
    Ok(Some(books.bind(revision).fetch_all(db).await?))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, path::Path, sync::Arc};

    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::{BookChange, BookFields, Clock, Library, LibraryKey, book, db, journal};

    struct FixedClock;

    impl Clock for FixedClock {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(1_795_000_000).unwrap()
        }
    }

    async fn new_library(folder: &Path) -> Library {
        let (file, key) = (folder.join("library.db"), LibraryKey::for_tests([1; 32]));
        Library::create(&file, &key, "ilse", &FixedClock)
            .await
            .unwrap();
        Library::open(&file, &key, "ilse", Arc::new(FixedClock))
            .await
            .unwrap()
    }

    type Books = BTreeMap<BookId, String>;

    async fn state(db: &mut SqliteConnection) -> (i64, Books) {
        let ids = sqlx::query_scalar("SELECT json_group_array(id) FROM book");
        let ids: String = ids.fetch_one(&mut *db).await.unwrap();
        let books = book::store::snapshots(db, &ids).await.unwrap();
        let revision = sqlx::query_scalar("SELECT revision FROM meta");
        let books = books.into_iter().map(|(id, text)| (BookId(id), text));
        (revision.fetch_one(db).await.unwrap(), books.collect())
    }

    /// Does one thing, when there is something to do it to.
    async fn act(library: &Library, what: u8, which: usize, books: &[BookId]) {
        let book = books.get(which % books.len().max(1)).copied();
        let title = format!("Book {which}");
        // What cannot be done is refused, and changes nothing.
        match what {
            0 | 1 => {
                let fields = BookFields {
                    title,
                    ..BookFields::default()
                };
                let _ = library.add_book(fields).await;
            }
            2 => {
                let change = BookChange {
                    title: Some(title),
                    ..BookChange::default()
                };
                let _ = library.change_book(book.unwrap_or(BookId(0)), change).await;
            }
            3 => drop(
                library
                    .trash_books(books.get(..which % 3).unwrap_or(books))
                    .await,
            ),
            4 => drop(library.create_shelf(&title, "").await),
            5 => drop(library.purge_books(book.as_slice()).await),
            6 => drop(library.empty_trash().await),
            7..=9 => drop(library.undo().await),
            _ => drop(library.redo().await),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
        #[test]
        fn what_was_stored_of_any_revision_can_follow(
            acts in proptest::collection::vec((0..12_u8, 0..100_usize), 1..40),
        ) {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let folder = tempfile::tempdir().unwrap();
                let library = new_library(folder.path()).await;
                let mut db = library.read().await.unwrap();
                let mut stored = vec![state(&mut db).await];
                for (what, which) in acts {
                    let (before, books) = stored.last().unwrap().clone();
                    let ids: Vec<BookId> = books.keys().copied().collect();
                    act(&library, what, which, &ids).await;
                    let (now, books) = state(&mut db).await;
                    assert_eq!(now > before, now != before, "a revision never falls");
                    let told: i64 = sqlx::query_scalar(
                        "SELECT max(coalesce((SELECT max(revision) FROM change), 0),
                                    coalesce((SELECT max(revision) FROM dropped_book), 0))",
                    )
                    .fetch_one(&mut *db).await.unwrap();
                    assert_eq!(told, now, "whatever raises the revision says for which books");
                    for (revision, mut old) in stored.clone() {
                        for id in books_since(&mut db, revision).await.unwrap().unwrap() {
                            match books.get(&id) {
                                Some(text) => old.insert(id, text.clone()),
                                None => old.remove(&id),
                            };
                        }
                        assert_eq!(old, books);
                    }
                    stored.push((now, books));
                }
                assert_eq!(books_since(&mut db, i64::MAX).await.unwrap(), Some(vec![]));
            });
        }
    }

    /// A library whose only change says that it touched `count` books.
    async fn with_large_change(folder: &Path, count: i64) -> db::Connections {
        let (file, key) = (folder.join("library.db"), LibraryKey::for_tests([1; 32]));
        Library::create(&file, &key, "ilse", &FixedClock)
            .await
            .unwrap();
        let connections = db::open(&file, &key, false).await.unwrap();
        let mut writer = connections.writer.acquire().await.unwrap();
        let import = journal::ChangeKind::Import;
        let change = journal::begin(&mut writer, 0, import, None).await.unwrap();
        let noted = journal::note_new(&mut writer, change, BookId(1), count).await;
        noted.unwrap();
        journal::finish(&mut writer, change, "").await.unwrap();
        drop(writer);
        connections
    }

    async fn follow(connections: &db::Connections, revision: i64) -> Option<usize> {
        let mut db = connections.writer.acquire().await.unwrap();
        let books = books_since(&mut db, revision).await.unwrap();
        books.map(|books| books.len())
    }

    #[tokio::test]
    async fn too_many_books_are_not_followed() {
        for (count, followed) in [(MOST, Some(50_000)), (MOST + 1, None)] {
            let folder = tempfile::tempdir().unwrap();
            let connections = with_large_change(folder.path(), count).await;
            assert_eq!(follow(&connections, 0).await, followed);
            assert_eq!(follow(&connections, 1).await, Some(0));

            // Undone and dropped by the next change, of which nothing is known by then.
            let mut writer = connections.writer.acquire().await.unwrap();
            journal::mark(&mut writer, 1, true).await.unwrap();
            let edit = journal::ChangeKind::Edit;
            journal::begin(&mut writer, 0, edit, None).await.unwrap();
            drop(writer);
            assert_eq!(follow(&connections, 1).await, followed);
            assert_eq!(follow(&connections, 2).await, Some(0));

            // And once more, deleted for ever.
            let mut writer = connections.writer.acquire().await.unwrap();
            let ids: Vec<i64> = (1..=count).collect();
            let ids = serde_json::to_string(&ids).unwrap();
            journal::forget(&mut writer, &ids).await.unwrap();
            drop(writer);
            assert_eq!(follow(&connections, 2).await, followed);
            assert_eq!(follow(&connections, 3).await, Some(0));
            connections.close().await.unwrap();
        }
    }
}
