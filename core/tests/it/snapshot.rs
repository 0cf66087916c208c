//! The search index of a library that is large enough to keep it in its file.

use std::fmt::Write;

use bookly_core::{BookChange, Library, LockReason, Place, ReencryptWatch, Secret, ViewQuery};

use crate::support::{PASSWORD, TestHome, add, file_of, import, titled, titles};

const ROWS: u32 = 2_500;

async fn count(library: &Library, text: &str, place: Place) -> u32 {
    let query = ViewQuery {
        text: text.to_owned(),
        place,
        ..ViewQuery::default()
    };
    let view = library.open_view(query).await.unwrap().view().unwrap();
    view.total
}

async fn fill(library: &Library) {
    let mut export = "Book Id,Title,Author\n".to_owned();
    for row in 0..ROWS {
        writeln!(export, "{row},Volume {row},Author {}", row % 50).unwrap();
    }
    import(library, &file_of(&export)).await;
}

#[tokio::test]
async fn whatever_was_done_last_is_found_after_a_restart() {
    let (mut home, library) = TestHome::with_library().await;
    fill(&library).await;
    library.index_stored().await;
    let book = add(&library, titled("Solaris")).await.id;
    drop(library);
    let states = [
        (vec!["Solaris"], Place::All),
        (vec!["Fiasco"], Place::All),
        (vec!["Solaris"], Place::All), // undone
        (vec!["Fiasco"], Place::All),  // done again
        (vec!["Fiasco"], Place::Trash),
        (vec![], Place::Trash), // gone for good
    ];
    for (step, (expected, place)) in states.into_iter().enumerate() {
        home = home.restart().await;
        home.bookly.start().await.unwrap();
        let library = home.bookly.library().await.unwrap();
        let trashed = u32::from(step == 4);
        assert_eq!(
            titles(&library, "solaris OR fiasco", place).await,
            expected,
            "step {step}"
        );
        assert_eq!(
            count(&library, "", Place::Trash).await,
            trashed,
            "step {step}"
        );
        assert_eq!(
            count(&library, "volume author", Place::All).await,
            ROWS,
            "step {step}"
        );
        let change = BookChange {
            title: Some("Fiasco".into()),
            ..BookChange::default()
        };
        match step {
            0 => drop(library.change_book(book, change).await.unwrap()),
            1 => drop(library.undo().await.unwrap()),
            2 => drop(library.redo().await.unwrap()),
            3 => drop(library.trash_books(&[book]).await.unwrap()),
            4 => drop(library.empty_trash().await.unwrap()),
            _ => {}
        }
    }
}

/// Whatever is on its way into the file when the library is closed under it.
#[tokio::test]
async fn locking_and_encrypting_anew_do_not_wait_for_what_is_stored() {
    let (home, library) = TestHome::with_library().await;
    fill(&library).await;
    let secret = || Secret::from(PASSWORD.to_owned());
    let all_are_found = async || {
        let library = home.bookly.library().await.unwrap();
        assert_eq!(count(&library, "volume author", Place::All).await, ROWS);
        library
    };
    for _ in 0..3 {
        home.bookly.lock(LockReason::Asked).await.unwrap();
        home.bookly.unlock(secret()).await.unwrap();
        let library = all_are_found().await; // which is what begins to store it
        let watch = ReencryptWatch::default();
        home.bookly.reencrypt(secret(), &watch).await.unwrap();
        library.index_stored().await;
        let refused = library.open_view(ViewQuery::default()).await;
        assert!(refused.is_err(), "what was open before is closed for good");
        all_are_found().await;
    }
    home.bookly.delete_account(secret(), "ilse").await.unwrap();
    let left = std::fs::read_dir(home.folder.path().join("libraries"));
    assert_eq!(left.unwrap().count(), 0);
}
