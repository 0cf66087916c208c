//! What a change comes to when the engine refuses it.

use std::time::{Duration, Instant};

use sqlx::{Connection, SqliteConnection};

use super::*;
use crate::{BookFields, ErrorCode, Place, ViewQuery};

const ACCOUNT: &str = "00000000-0000-4000-8000-000000000001";

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_000_000).unwrap()
    }

    fn steady(&self) -> Duration {
        Duration::ZERO
    }
}

fn key() -> LibraryKey {
    LibraryKey::for_tests([5; 32])
}

pub(crate) async fn library(folder: &tempfile::TempDir) -> Library {
    let file = folder.path().join("library.db");
    Library::create(&file, &key(), ACCOUNT, &FixedClock)
        .await
        .unwrap();
    let library = Library::open(&file, &key(), ACCOUNT, Arc::new(FixedClock)).await;
    let library = library.unwrap();
    library.index_ready().await;
    library.index_stored().await; // nothing else is written meanwhile
    library
}

pub(crate) fn titled(title: &str) -> BookFields {
    BookFields {
        title: title.to_owned(),
        ..BookFields::default()
    }
}

async fn found(library: &Library, text: &str) -> Vec<String> {
    let query = ViewQuery {
        text: text.to_owned(),
        place: Place::All,
        ..ViewQuery::default()
    };
    let view = library.open_view(query).await.unwrap().view().unwrap();
    view.first.into_iter().map(|row| row.title).collect()
}

#[tokio::test]
async fn e16_what_is_not_committed_is_not_found_and_can_be_saved_again() {
    let folder = tempfile::tempdir().unwrap();
    let library = library(&folder).await;
    library.add_book(titled("There before")).await.unwrap();
    let revision = *library.revisions().borrow();
    let mut db = library.inner.connections.writer.acquire().await.unwrap();
    db.lock_handle().await.unwrap().set_commit_hook(|| false);
    drop(db);
    assert!(library.add_book(titled("Never there")).await.is_err());
    assert_eq!(found(&library, "").await, ["There before"]);
    assert_eq!(found(&library, "never").await, [""; 0]);
    assert_eq!(
        *library.revisions().borrow(),
        revision,
        "nobody is told of a change"
    );
    library.add_book(titled("Never there")).await.unwrap();
    let mut db = library.inner.connections.writer.acquire().await.unwrap();
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous")
        .fetch_one(&mut *db)
        .await
        .unwrap();
    assert_eq!(synchronous, 2, "a new connection keeps the same promises");
    drop(db);
    assert_eq!(found(&library, "never").await, ["Never there"]);
    library.close().await.unwrap();
}

#[tokio::test]
async fn e13_a_file_in_other_hands_is_waited_for_and_then_said_to_be_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let library = library(&folder).await;
    let options = bookly_engine::options().filename(folder.path().join("library.db"));
    let mut other = SqliteConnection::connect_with(&options).await.unwrap();
    db::give_key(&mut other, c"main", &key()).await.unwrap();
    let mut hold = async |held: bool| {
        let what = if held { "BEGIN EXCLUSIVE" } else { "ROLLBACK" };
        sqlx::query(what).execute(&mut other).await.unwrap();
    };
    hold(true).await;
    let saving = tokio::spawn({
        let library = library.clone();
        async move { library.add_book(titled("Waited for")).await }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    hold(false).await;
    saving.await.unwrap().unwrap();

    hold(true).await;
    let begun = Instant::now();
    let refused = library.add_book(titled("In use")).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::LibraryInUse);
    assert!(begun.elapsed() >= Duration::from_secs(4));
    assert_eq!(found(&library, "").await, ["Waited for"]);
    hold(false).await;
    library.add_book(titled("In use")).await.unwrap();
    assert_eq!(found(&library, "").await.len(), 2);
    library.close().await.unwrap();
}
