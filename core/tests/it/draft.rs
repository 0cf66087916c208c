use bookly_core::{BookId, Draft, ErrorCode, LockReason};

use crate::support::{PASSWORD, TestHome, add, ilse, login, titled};

fn draft(book: Option<BookId>, texts: &str) -> Draft {
    Draft {
        book,
        texts: texts.to_owned(),
    }
}

#[tokio::test]
async fn a_draft_is_there_after_a_lock_and_after_a_restart() {
    let home = TestHome::new().await;
    let bookly = &home.bookly;
    bookly.sign_up(ilse(false)).await.unwrap();
    let library = bookly.library().await.unwrap();
    assert_eq!(library.draft().await.unwrap(), None);
    let emma = add(&library, titled("Emma")).await;
    library.keep_draft(&draft(None, "{}")).await.unwrap();
    let half = draft(Some(emma.id), r#"{"title":"Emma, half a tit"}"#);
    library.keep_draft(&half).await.unwrap();
    drop(library);

    bookly.lock(LockReason::Asked).await.unwrap();
    bookly.unlock(PASSWORD.to_owned().into()).await.unwrap();
    let library = bookly.library().await.unwrap();
    assert_eq!(library.draft().await.unwrap().as_ref(), Some(&half));
    drop(library);

    bookly.log_out().await.unwrap();
    bookly.log_in(login("ilse", PASSWORD)).await.unwrap();
    let library = bookly.library().await.unwrap();
    assert_eq!(library.draft().await.unwrap(), Some(half));
    library.drop_draft().await.unwrap();
    assert_eq!(library.draft().await.unwrap(), None);
}

#[tokio::test]
async fn a_draft_changes_nothing_in_the_library() {
    let home = TestHome::new().await;
    home.bookly.sign_up(ilse(false)).await.unwrap();
    let library = home.bookly.library().await.unwrap();
    let emma = add(&library, titled("Emma")).await;
    let before = library.undo_state().await.unwrap();
    library
        .keep_draft(&draft(Some(emma.id), "Emmma"))
        .await
        .unwrap();
    assert_eq!(library.undo_state().await.unwrap(), before);
    assert_eq!(library.book(emma.id).await.unwrap(), emma);
    assert_eq!(library.book_history(emma.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_draft_goes_with_its_book() {
    let home = TestHome::new().await;
    home.bookly.sign_up(ilse(false)).await.unwrap();
    let library = home.bookly.library().await.unwrap();
    let emma = add(&library, titled("Emma")).await;
    library
        .keep_draft(&draft(Some(emma.id), "Emmma"))
        .await
        .unwrap();
    library.trash_books(&[emma.id]).await.unwrap();
    library.purge_books(&[emma.id]).await.unwrap();
    assert_eq!(library.draft().await.unwrap(), None);
    let refused = library.keep_draft(&draft(Some(emma.id), "Emmma")).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::BookNotFound);
}

#[tokio::test]
async fn a_draft_has_an_end() {
    let home = TestHome::new().await;
    home.bookly.sign_up(ilse(false)).await.unwrap();
    let library = home.bookly.library().await.unwrap();
    let most = "ä".repeat(4 * 1024 * 1024);
    library.keep_draft(&draft(None, &most)).await.unwrap();
    let refused = library
        .keep_draft(&draft(None, &(most.clone() + "ä")))
        .await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::TextTooLong);
    assert_eq!(library.draft().await.unwrap().unwrap().texts, most);
}
