use std::{path::Path, sync::Arc};

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{
    BookChange, BookFields, Clock, LibraryKey, Place, ReencryptWatch, SortBy, SortKey, ViewQuery,
    db::{self, Connections},
    query::Query,
    reencrypt,
    search::{Asking, Wanted},
};

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_000_000).unwrap()
    }
}

fn key() -> LibraryKey {
    LibraryKey::for_tests([1; 32])
}

async fn open(folder: &Path) -> Library {
    let file = folder.join("library.db");
    Library::open(&file, &key(), "ilse", Arc::new(FixedClock))
        .await
        .unwrap()
}

/// A library with so many books, and what is stored of their index.
async fn library_of(folder: &Path, books: usize) -> Library {
    let file = folder.join("library.db");
    Library::create(&file, &key(), "ilse", &FixedClock)
        .await
        .unwrap();
    let library = open(folder).await;
    for number in 0..books {
        library.add_book(titled(number)).await.unwrap();
    }
    library.index_ready().await;
    library.index_stored().await;
    library
}

fn titled(number: usize) -> BookFields {
    BookFields {
        title: format!("Book {number} of 紅樓夢"),
        tags: vec![format!("tag {}", number % 3)],
        ..BookFields::default()
    }
}

/// What an index answers to some queries.
fn answers(index: &Index) -> Vec<Vec<BookId>> {
    let sort = [SortKey {
        by: SortBy::Title,
        descending: true,
    }];
    let mut answers = Vec::new();
    for place in [Place::All, Place::Trash] {
        for text in ["", "book", "紅", "tag", "changed", "7"] {
            let wanted = Wanted {
                query: &Query::parse(text).unwrap(),
                place: &place,
                sort: &sort,
                among: None,
                shelf: None,
                asking: Asking::default(),
            };
            answers.push(index.open_view(&wanted).ids(0..u32::MAX));
        }
    }
    answers
}

async fn answers_of_snapshot(library: &Library) -> Option<Vec<Vec<BookId>>> {
    let built = snapshot::read(library).await?;
    Some(answers(&built.index))
}

async fn answers_of_books(library: &Library) -> Vec<Vec<BookId>> {
    answers(&build(library).await.unwrap().index)
}

async fn answers_of_library(library: &Library) -> Vec<Vec<BookId>> {
    library.index_ready().await;
    library.index().ask(answers).unwrap()
}

/// Does one thing, when there is something to do it to.
async fn act(library: &Library, what: u8, which: usize) {
    let books = library.index().ask(|index| {
        let mut all = answers(index);
        let trash = all.split_off(6);
        [all, trash].concat().concat()
    });
    let books = books.unwrap();
    let book = books.get(which % books.len().max(1)).copied();
    // What cannot be done is refused, and changes nothing.
    match what {
        0..=2 => drop(library.add_book(titled(which)).await),
        3 | 4 => {
            let change = BookChange {
                title: Some(format!("changed {which}")),
                ..BookChange::default()
            };
            drop(library.change_book(book.unwrap_or(BookId(0)), change).await);
        }
        5 => drop(library.trash_books(book.as_slice()).await),
        6 => drop(library.restore_books(book.as_slice()).await),
        7 => drop(library.purge_books(book.as_slice()).await),
        8 => drop(library.empty_trash().await),
        9 | 10 => drop(library.undo().await),
        11 => drop(library.redo().await),
        _ => drop(library.create_shelf(&format!("shelf {which}"), "").await),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]
    #[test]
    fn what_was_stored_is_brought_up_to_date(
        acts in prop::collection::vec((0..13_u8, 0..100_usize, prop::bool::weighted(0.1)), 1..40),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let mut library = library_of(folder.path(), 12).await;
            for (what, which, reopen) in acts {
                act(&library, what, which).await;
                if reopen {
                    library.close().await.unwrap();
                    library = open(folder.path()).await;
                }
                let now = answers_of_library(&library).await;
                library.index_stored().await;
                assert_eq!(now, answers_of_books(&library).await);
                if let Some(stored) = answers_of_snapshot(&library).await {
                    assert_eq!(now, stored);
                }
            }
            library.close().await.unwrap();
        });
    }
}

#[tokio::test]
async fn opening_reads_what_was_stored_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let library = library_of(folder.path(), 30).await;
    assert!(answers_of_snapshot(&library).await.is_some());
    library.add_book(titled(31)).await.unwrap();
    let before = answers_of_library(&library).await;
    library.close().await.unwrap();

    let library = open(folder.path()).await;
    assert_eq!(answers_of_library(&library).await, before);
    library.index_stored().await;
    let built = snapshot::read(&library).await.unwrap();
    assert!(built.stored, "one book more is no new base");
    let mut db = library.read().await.unwrap();
    let stored = store::find(&mut db).await.unwrap().unwrap();
    assert!(stored.parts > 1 && stored.revision < built.revision);
}

#[tokio::test]
async fn a_base_that_took_in_many_changes_is_stored_anew() {
    let folder = tempfile::tempdir().unwrap();
    let library = library_of(folder.path(), 30).await;
    let mut db = library.read().await.unwrap();
    let first = store::find(&mut db).await.unwrap().unwrap();
    for number in 0..20 {
        library.add_book(titled(number)).await.unwrap();
    }
    library.index_stored().await;
    let second = store::find(&mut db).await.unwrap().unwrap();
    assert!(second.revision > first.revision && second.size > first.size);
    drop(db);
    let now = answers_of_library(&library).await;
    assert_eq!(answers_of_snapshot(&library).await, Some(now));
}

async fn connections(folder: &Path) -> Connections {
    let file = folder.join("library.db");
    db::open(&file, &key(), false).await.unwrap()
}

#[tokio::test]
async fn a_snapshot_that_does_not_fit_is_thrown_away() {
    for damage in [
        "UPDATE search_snapshot SET made_by = made_by + 1",
        "UPDATE search_snapshot SET revision = revision - 1",
        "UPDATE search_snapshot SET parts = parts - 1",
        "UPDATE search_snapshot SET parts = parts + 1",
        "UPDATE search_snapshot SET parts = -1",
        "UPDATE search_snapshot_part SET data = x'' WHERE part = 1",
        "UPDATE search_snapshot_part SET data = zeroblob(length(data)) WHERE part = 1",
        "UPDATE search_snapshot_part SET data = (SELECT data FROM search_snapshot_part WHERE part = 1) WHERE part = 2",
        "DELETE FROM search_snapshot_part",
        "DELETE FROM search_snapshot",
        "UPDATE meta SET followed_from = revision + 1",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let library = library_of(folder.path(), 30).await;
        let before = answers_of_library(&library).await;
        library.close().await.unwrap();
        let connections = connections(folder.path()).await;
        let done = sqlx::query(damage).execute(&connections.writer).await;
        assert!(done.unwrap().rows_affected() > 0);
        connections.close().await.unwrap();

        let library = open(folder.path()).await;
        assert!(answers_of_snapshot(&library).await.is_none(), "{damage}");
        assert_eq!(answers_of_library(&library).await, before, "{damage}");
        if !damage.contains("followed_from") {
            library.index_stored().await;
            let stored = answers_of_snapshot(&library).await;
            assert_eq!(stored, Some(before), "{damage}");
        }
        library.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_library_that_became_small_keeps_no_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let library = library_of(folder.path(), 30).await;
    let books = library.index().ask(answers).unwrap().remove(0);
    library.trash_books(&books).await.unwrap();
    library.empty_trash().await.unwrap();
    library.index_stored().await;
    assert!(answers_of_snapshot(&library).await.is_none());
    let mut db = library.read().await.unwrap();
    assert!(store::part(&mut db, 0).await.unwrap().is_none());
}

#[tokio::test]
async fn closing_does_not_wait_for_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let library = library_of(folder.path(), 3).await;
    // With no connection left to read with, a build does not come to its end.
    let readers = [
        library.read().await.unwrap(),
        library.read().await.unwrap(),
        library.read().await.unwrap(),
    ];
    let building = tokio::spawn({
        let library = library.clone();
        async move { library.index().rebuild(&library).await }
    });
    tokio::task::yield_now().await;
    library.index().close();
    building.await.unwrap().unwrap();
    drop(readers);
    library.close().await.unwrap();
    assert!(library.open_view(ViewQuery::default()).await.is_err());
}

#[tokio::test]
async fn a_library_encrypted_anew_keeps_what_is_stored_of_its_index() {
    let folder = tempfile::tempdir().unwrap();
    let library = library_of(folder.path(), 6).await;
    let expected = answers_of_books(&library).await;
    library.close().await.unwrap();
    let (file, fresh) = ["library.db", "fresh.db"]
        .map(|name| folder.path().join(name))
        .into();
    let other = LibraryKey::for_tests([2; 32]);
    reencrypt::write_anew(&file, &key(), &fresh, &other, &ReencryptWatch::default())
        .await
        .unwrap();
    let clock = Arc::new(FixedClock);
    let library = Library::open(&fresh, &other, "ilse", clock).await.unwrap();
    assert_eq!(answers_of_snapshot(&library).await, Some(expected));
}
