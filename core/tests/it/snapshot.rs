//! The search index of a library that is large enough to keep it in its file.

use std::fmt::Write;

use bookly_core::{BookChange, Library, Place, ViewQuery};

use crate::support::{TestHome, add, file_of, import, titled, titles};

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

#[tokio::test]
async fn whatever_was_done_last_is_found_after_a_restart() {
    let (mut home, library) = TestHome::with_library().await;
    let mut export = "Book Id,Title,Author\n".to_owned();
    for row in 0..ROWS {
        writeln!(export, "{row},Volume {row},Author {}", row % 50).unwrap();
    }
    import(&library, &file_of(&export)).await;
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
