//! Libraries of every version there was, kept as they were: this version opens each, and finds all of it.
//!
//! `fixtures/homes/schema-<n>/` is a data folder as a version with that schema left it, and beside it what
//! was in it. They are never made anew. A new schema adds one, by the test at the end.

use std::{
    fs,
    path::{Path, PathBuf},
};

use bookly_core::{BookChange, Draft, Library, Place, ViewQuery};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{
    PASSWORD, TestHome, add, all_books, by, file_of, ids, ilse, import, isbn, login, titled,
};

const CSV: &str = include_str!("fixtures/goodreads/columns_31.csv");

fn homes() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/homes")
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

/// All that a person would miss.
async fn content(library: &Library) -> Value {
    let trashed = ViewQuery {
        place: Place::Trash,
        ..ViewQuery::default()
    };
    let mut trash = Vec::new();
    for id in ids(library, trashed).await {
        trash.push(library.book(id).await.unwrap());
    }
    let books = all_books(library).await;
    let mut histories = Vec::new();
    for book in &books {
        histories.push(library.book_history(book.id).await.unwrap().len());
    }
    let shelves = library.shelves().await.unwrap();
    let shelves = shelves.iter().map(|shelf| json!([shelf.name, shelf.query]));
    json!({
        "books": books,
        "trash": trash,
        "histories": histories,
        "shelves": shelves.collect::<Vec<_>>(),
        "imports": library.past_imports().await.unwrap().len(),
        "undo": library.undo_state().await.unwrap(),
        "draft": library.draft().await.unwrap(),
    })
}

/// What a later version adds to an answer is no loss.
fn is_all_there(was: &Value, now: &Value) -> bool {
    match (was, now) {
        (Value::Object(was), Value::Object(now)) => was
            .iter()
            .all(|(key, was)| now.get(key).is_some_and(|now| is_all_there(was, now))),
        (Value::Array(was), Value::Array(now)) => {
            was.len() == now.len() && was.iter().zip(now).all(|(was, now)| is_all_there(was, now))
        }
        (was, now) => was == now,
    }
}

fn kept() -> Vec<PathBuf> {
    let mut kept: Vec<_> = fs::read_dir(homes())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    kept.sort();
    assert!(!kept.is_empty());
    kept
}

#[tokio::test]
async fn f11_a_library_of_every_version_opens_with_all_that_was_in_it() {
    for kept in kept() {
        let folder = TempDir::new().unwrap();
        copy(&kept.join("home"), folder.path());
        let home = TestHome::in_folder(folder).await;
        home.bookly.log_in(login("ilse", PASSWORD)).await.unwrap();
        let library = home.bookly.library().await.unwrap();
        library.index_ready().await;
        let was: Value =
            serde_json::from_slice(&fs::read(kept.join("content.json")).unwrap()).unwrap();
        let now = content(&library).await;
        assert!(is_all_there(&was, &now), "{}: {now:#}", kept.display());
        library.undo().await.unwrap();
        library.redo().await.unwrap();
        add(&library, titled("Written by this version")).await;
        drop(library);
        home.bookly.close().await.unwrap();
    }
}

/// `BOOKLY_WRITE_HOME=schema-<n> cargo test -p bookly-core --test it this_version` makes the folder.
#[tokio::test]
async fn a_library_of_this_version_can_be_kept() {
    let home = TestHome::new().await;
    home.bookly.sign_up(ilse(false)).await.unwrap();
    let library = home.bookly.library().await.unwrap();
    library.index_ready().await;
    let mut emma = by("Emma", "Jane Austen");
    emma.description = "Matchmaking. ".repeat(400); // goes on over further pages
    emma.private_notes = "From Marit.".to_owned();
    emma.tags = vec!["classic".to_owned(), "english".to_owned()];
    emma.rating = Some(18);
    emma.identifiers = vec![isbn("9780141439587")];
    let emma = add(&library, emma).await;
    let change = BookChange {
        review: Some("Better each time.".to_owned()),
        ..BookChange::default()
    };
    library.change_book(emma.id, change).await.unwrap();
    let gone = add(&library, titled("Thrown away")).await;
    library.trash_books(&[gone.id]).await.unwrap();
    import(&library, &file_of(CSV)).await;
    library
        .create_shelf("Classics", "tag:classic")
        .await
        .unwrap();
    library.create_shelf("Long", "pages:>500").await.unwrap();
    let texts = r#"{"title":"Half a ti"}"#.to_owned();
    let draft = Draft { book: None, texts };
    library.keep_draft(&draft).await.unwrap();
    let content = content(&library).await;
    assert!(content["books"].as_array().unwrap().len() > 1);
    drop(library);
    home.bookly.log_out().await.unwrap();
    home.bookly.close().await.unwrap();
    let Some(name) = std::env::var_os("BOOKLY_WRITE_HOME") else {
        return;
    };
    let to = homes().join(name);
    copy(home.folder.path(), &to.join("home"));
    for empty in ["instance.lock", "accounts.db-journal"] {
        let _ = fs::remove_file(to.join("home").join(empty));
    }
    fs::write(
        to.join("content.json"),
        serde_json::to_vec_pretty(&content).unwrap(),
    )
    .unwrap();
}
