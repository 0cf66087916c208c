//! Accounts as the program uses them: one door, and a library behind it.
//! The rules of the room itself are tested beside it, in `src/account/tests`.

use bookly_core::{ErrorCode, SecretStoreError};

use crate::support::{PASSWORD, TestHome, add, ilse, login, titled};

#[tokio::test]
async fn signing_up_opens_an_empty_library() {
    let home = TestHome::new().await;
    let signed_up = home.bookly.sign_up(ilse(false)).await.unwrap();
    assert_eq!(signed_up.message, "User Created successfully");
    assert_eq!(signed_up.account.username, "ilse");
    assert_eq!(
        signed_up
            .recovery_code
            .split('-')
            .map(str::len)
            .collect::<Vec<_>>(),
        [4; 8]
    );
    add(&home.bookly.library().await.unwrap(), titled("Middlemarch")).await;
}

#[tokio::test]
async fn nobody_signs_up_twice() {
    let home = TestHome::new().await;
    home.bookly.sign_up(ilse(false)).await.unwrap();
    let refused = home.bookly.sign_up(ilse(false)).await.err().unwrap();
    assert_eq!(refused.code(), ErrorCode::AccountExists);
    assert_eq!(refused.field(), Some("email"));
    assert_eq!(home.bookly.start().await.unwrap().account_count, 1);
}

#[tokio::test]
async fn without_a_login_there_is_no_library() {
    let home = TestHome::new().await;
    assert_eq!(
        home.bookly.library().await.err().unwrap().code(),
        ErrorCode::NotLoggedIn
    );
    home.bookly.sign_up(ilse(true)).await.unwrap();
    home.bookly.log_out().await.unwrap();
    assert_eq!(
        home.bookly.library().await.err().unwrap().code(),
        ErrorCode::NotLoggedIn
    );
    let refused = home
        .bookly
        .log_in(login("ilse", "not the password"))
        .await
        .err()
        .unwrap();
    assert_eq!(refused.code(), ErrorCode::LoginRefused);
    assert_eq!(
        home.bookly.library().await.err().unwrap().code(),
        ErrorCode::NotLoggedIn
    );
    home.bookly
        .log_in(login("ilse@vandermeer.example", PASSWORD))
        .await
        .unwrap();
    home.bookly.library().await.unwrap();
}

#[tokio::test]
async fn each_account_sees_its_own_books_alone() {
    let home = TestHome::new().await;
    home.bookly.sign_up(ilse(false)).await.unwrap();
    let book = add(&home.bookly.library().await.unwrap(), titled("Middlemarch")).await;
    let mut other = ilse(false);
    other.username = "ben".to_owned();
    other.email = "ben@example.org".to_owned();
    home.bookly.sign_up(other).await.unwrap();
    let library = home.bookly.library().await.unwrap();
    assert_eq!(
        library.book(book.id).await.err().unwrap().code(),
        ErrorCode::BookNotFound
    );
    home.bookly.log_in(login("ilse", PASSWORD)).await.unwrap();
    let library = home.bookly.library().await.unwrap();
    assert_eq!(
        library.book(book.id).await.unwrap().fields.title,
        "Middlemarch"
    );
}

#[tokio::test]
async fn who_stays_signed_in_finds_the_library_open() {
    for stay in [true, false] {
        let home = TestHome::new().await;
        home.bookly.sign_up(ilse(stay)).await.unwrap();
        let home = home.restart().await;
        let start = home.bookly.start().await.unwrap();
        assert_eq!(start.account.is_some(), stay);
        assert_eq!(start.last_name.as_deref(), Some("ilse"));
        assert_eq!(home.bookly.library().await.is_ok(), stay);
    }
}

#[tokio::test]
async fn without_a_keyring_everything_but_staying_works() {
    let home = TestHome::new().await;
    let failure = Some(SecretStoreError::NoService);
    home.keyring.fail(failure, failure, failure);
    let signed_up = home.bookly.sign_up(ilse(true)).await.unwrap();
    assert!(!signed_up.account.stay_signed_in);
    home.bookly.library().await.unwrap();
    home.bookly.log_out().await.unwrap();
    let start = home.bookly.start().await.unwrap();
    assert!(!start.keyring.available && start.account.is_none());
}

#[tokio::test]
async fn the_recovery_code_is_confirmed_by_group_or_by_word() {
    let home = TestHome::new().await;
    let code = home
        .bookly
        .sign_up(ilse(false))
        .await
        .unwrap()
        .recovery_code;
    assert_eq!(
        home.bookly
            .confirm_recovery("0000")
            .await
            .err()
            .unwrap()
            .code(),
        ErrorCode::RecoveryGroupWrong
    );
    home.bookly
        .confirm_recovery(code.rsplit('-').next().unwrap())
        .await
        .unwrap();

    let home = TestHome::new().await;
    home.bookly.sign_up(ilse(true)).await.unwrap();
    let home = home.restart().await;
    assert!(
        !home
            .bookly
            .start()
            .await
            .unwrap()
            .account
            .unwrap()
            .recovery_confirmed
    );
    let code = home.bookly.issue_recovery().await.unwrap();
    assert!(home.bookly.confirm_recovery("").await.is_ok() && code.len() == 39);
    let home = home.restart().await;
    assert!(
        home.bookly
            .start()
            .await
            .unwrap()
            .account
            .unwrap()
            .recovery_confirmed
    );
}
