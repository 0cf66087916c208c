use bookly_core::{BookChange, ChangeKind, ErrorCode, Place, ReadingStatus};

use crate::support::{TestHome, add, all_books, by, isbn, titled, titles};

fn status(status: ReadingStatus) -> BookChange {
    BookChange {
        status: Some(status),
        ..BookChange::default()
    }
}

#[tokio::test]
async fn undo_takes_back_one_change_after_the_other_and_redo_does_them_again() {
    let (_home, library) = TestHome::with_library().await;
    let mut states = vec![all_books(&library).await];
    let emma = add(&library, by("Emma", "Jane Austen")).await.id;
    states.push(all_books(&library).await);
    library
        .change_book(emma, status(ReadingStatus::Finished))
        .await
        .unwrap();
    states.push(all_books(&library).await);
    let change = BookChange {
        identifiers: Some(vec![isbn("9780141439587")]),
        ..BookChange::default()
    };
    library.change_book(emma, change).await.unwrap();
    states.push(all_books(&library).await);
    library.trash_books(&[emma]).await.unwrap();
    states.push(all_books(&library).await);

    for state in states.iter().rev().skip(1) {
        library.undo().await.unwrap();
        assert_eq!(&all_books(&library).await, state);
    }
    assert_eq!(
        library.undo().await.unwrap_err().code(),
        ErrorCode::NothingToUndo
    );
    for state in states.iter().skip(1) {
        library.redo().await.unwrap();
        assert_eq!(&all_books(&library).await, state);
    }
    assert_eq!(
        library.redo().await.unwrap_err().code(),
        ErrorCode::NothingToRedo
    );
    let found = library.look_up_isbn("9780141439587").await.unwrap();
    assert_eq!(
        found.known.len(),
        1,
        "identifiers are found again after redo"
    );
}

#[tokio::test]
async fn undo_works_after_a_restart() {
    let (home, library) = TestHome::with_library().await;
    let emma = add(&library, titled("Emma")).await.id;
    library
        .change_book(emma, status(ReadingStatus::Reading))
        .await
        .unwrap();
    drop(library);

    let home = home.restart().await;
    home.bookly.start().await.unwrap();
    let library = home.bookly.library().await.unwrap();
    let undone = library.undo().await.unwrap();
    assert_eq!(
        (undone.kind, undone.subject.as_str()),
        (ChangeKind::Edit, "Emma")
    );
    assert_eq!(
        library.book(emma).await.unwrap().fields.status,
        ReadingStatus::None
    );
    assert_eq!(
        library.undo_state().await.unwrap().redo.unwrap().id,
        undone.id
    );
}

#[tokio::test]
async fn a_new_change_ends_what_could_be_redone() {
    let (_home, library) = TestHome::with_library().await;
    add(&library, titled("Emma")).await;
    library.undo().await.unwrap();
    add(&library, titled("Dune")).await;
    assert_eq!(
        library.redo().await.unwrap_err().code(),
        ErrorCode::NothingToRedo
    );
    assert_eq!(titles(&library, "", Place::All).await, ["Dune"]);
}

#[tokio::test]
async fn a_number_is_never_given_to_a_second_book() {
    let (_home, library) = TestHome::with_library().await;
    let emma = add(&library, titled("Emma")).await.id;
    library.undo().await.unwrap();
    let dune = add(&library, titled("Dune")).await.id;
    assert_ne!(emma, dune);
}

#[tokio::test]
async fn deleting_for_ever_takes_the_book_out_of_undo() {
    let (_home, library) = TestHome::with_library().await;
    let emma = add(&library, titled("Emma")).await.id;
    add(&library, titled("Dune")).await;
    library.trash_books(&[emma]).await.unwrap();
    library.empty_trash().await.unwrap();

    let undone = library.undo().await.unwrap();
    assert_eq!(
        (undone.kind, undone.subject.as_str()),
        (ChangeKind::Add, "Dune")
    );
    assert_eq!(
        library.undo().await.unwrap_err().code(),
        ErrorCode::NothingToUndo
    );
}
