//! Locking: what is closed, what opens it again, and when it happens by itself.

use bookly_core::{ErrorCode, LockReason, SecretStoreError};

use crate::support::{PASSWORD, TestHome, add, ilse, login, titled, titles};

fn secret(text: &str) -> bookly_core::Secret {
    text.to_owned().into()
}

async fn refused(home: &TestHome) -> Option<ErrorCode> {
    home.bookly.library().await.err().map(|error| error.code())
}

#[tokio::test]
async fn a_locked_library_is_closed_and_its_password_opens_it_again() {
    let (home, library) = TestHome::with_library().await;
    add(&library, titled("Middlemarch")).await;
    let file = home.library_file();
    let locked = home.bookly.lock(LockReason::Asked).await.unwrap();
    assert_eq!(
        (locked.username.as_str(), locked.why),
        ("ilse", LockReason::Asked)
    );
    assert!(
        !file.with_extension("db-wal").exists(),
        "folded into the file"
    );
    assert_eq!(refused(&home).await, Some(ErrorCode::Locked));
    // Whoever still holds the library from before finds it closed, and nothing of it in memory.
    assert!(
        library
            .open_view(bookly_core::ViewQuery::default())
            .await
            .is_err()
    );
    assert!(library.sidebar_counts().await.is_err());

    let wrong = home
        .bookly
        .unlock(secret("not the password"))
        .await
        .unwrap_err();
    assert_eq!(wrong.code(), ErrorCode::PasswordWrong);
    assert_eq!(wrong.tries().unwrap().left, 4);
    assert_eq!(refused(&home).await, Some(ErrorCode::Locked));
    let account = home.bookly.unlock(secret(PASSWORD)).await.unwrap();
    assert!(account.stay_signed_in, "as it was before");
    let library = home.bookly.library().await.unwrap();
    library.index_ready().await;
    let all = titles(&library, "", bookly_core::Place::All).await;
    assert_eq!(all, ["Middlemarch"]);
    let again = home.bookly.unlock(secret(PASSWORD)).await.unwrap_err();
    assert_eq!(again.code(), ErrorCode::NotLoggedIn, "nothing is locked");
}

#[tokio::test]
async fn a_restart_after_a_lock_asks_for_the_password() {
    for failure in [None, Some(SecretStoreError::Timeout)] {
        let (home, library) = TestHome::with_library().await;
        drop(library);
        home.keyring.fail(None, None, failure);
        home.bookly.lock(LockReason::Asked).await.unwrap();
        let start = home.bookly.start().await.unwrap();
        assert!(start.account.is_none() && start.locked.is_some());
        assert_eq!(home.bookly.start().await.unwrap().locked, start.locked);

        let home = home.restart().await;
        let start = home.bookly.start().await.unwrap();
        assert!(start.account.is_none() && start.locked.is_none());
        assert_eq!(start.last_name.as_deref(), Some("ilse"));
        assert_eq!(refused(&home).await, Some(ErrorCode::NotLoggedIn));
        home.bookly.log_in(login("ilse", PASSWORD)).await.unwrap();
    }
}

#[tokio::test]
async fn a_library_that_nobody_uses_locks_itself() {
    let home = TestHome::new().await;
    home.bookly.sign_up(ilse(false)).await.unwrap();
    home.clock.advance(15 * 60 - 1);
    assert_eq!(home.bookly.lock_if_idle().await.unwrap(), None);
    home.bookly.note_person();
    home.clock.advance(15 * 60 - 1);
    assert_eq!(home.bookly.lock_if_idle().await.unwrap(), None);
    home.clock.advance(1);
    let locked = home.bookly.lock_if_idle().await.unwrap().unwrap();
    assert_eq!((locked.why, locked.after_minutes), (LockReason::Idle, 15));
    assert_eq!(home.bookly.lock_if_idle().await.unwrap(), None, "once");

    home.bookly.unlock(secret(PASSWORD)).await.unwrap();
    assert_eq!(home.bookly.lock_if_idle().await.unwrap(), None);
    home.bookly.lock_after(1).await.unwrap();
    home.clock.advance(60);
    assert!(home.bookly.lock_if_idle().await.unwrap().is_some());
    home.bookly.unlock(secret(PASSWORD)).await.unwrap();
    home.bookly.lock_after(0).await.unwrap();
    home.clock.advance(3_600 * 11);
    assert_eq!(home.bookly.lock_if_idle().await.unwrap(), None, "never");
}

/// E15 and E14: the steady clock stands still in a sleep, the other may be set back.
#[tokio::test]
async fn e15_whichever_clock_says_more_counts() {
    let home = TestHome::new().await;
    home.bookly.sign_up(ilse(false)).await.unwrap();
    home.clock.sleep(15 * 60);
    assert!(home.bookly.lock_if_idle().await.unwrap().is_some());

    home.bookly.unlock(secret(PASSWORD)).await.unwrap();
    home.clock.advance(10 * 60);
    home.clock.sleep(-3_600);
    assert_eq!(home.bookly.lock_if_idle().await.unwrap(), None);
    home.clock.advance(5 * 60);
    assert!(home.bookly.lock_if_idle().await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_that_has_come_to_its_end_locks() {
    let home = TestHome::new().await;
    home.bookly.sign_up(ilse(false)).await.unwrap();
    home.clock.advance(12 * 3_600 - 1);
    assert_eq!(refused(&home).await, None);
    home.clock.advance(1);
    assert_eq!(refused(&home).await, Some(ErrorCode::Locked));
    let locked = home.bookly.start().await.unwrap().locked.unwrap();
    assert_eq!(locked.why, LockReason::Expired);
    home.bookly.unlock(secret(PASSWORD)).await.unwrap();
    assert_eq!(refused(&home).await, None);
}

#[tokio::test]
async fn a_locked_library_can_be_left() {
    let (home, _library) = TestHome::with_library().await;
    home.bookly.lock(LockReason::Asked).await.unwrap();
    home.bookly.log_out().await.unwrap();
    assert_eq!(refused(&home).await, Some(ErrorCode::NotLoggedIn));
    let start = home.bookly.start().await.unwrap();
    assert!(start.locked.is_none() && start.account.is_none());
}

#[tokio::test]
async fn five_wrong_passwords_are_still_counted_after_a_restart() {
    let (home, _library) = TestHome::with_library().await;
    home.bookly.lock(LockReason::Asked).await.unwrap();
    for _ in 0..6 {
        let wrong = home.bookly.unlock(secret("not the password")).await;
        home.clock
            .advance(wrong.unwrap_err().tries().unwrap().wait.into());
    }
    let wrong = home.bookly.unlock(secret("not the password")).await;
    assert_eq!(wrong.unwrap_err().tries().unwrap().wait, 4);
    assert_eq!(home.bookly.start().await.unwrap().pause.unwrap().wait, 4);
    let home = home.restart().await;
    let pause = home.bookly.start().await.unwrap().pause.unwrap();
    assert_eq!((pause.failures, pause.wait, pause.whole_wait), (7, 4, 4));
    let paused = home
        .bookly
        .log_in(login("ilse", PASSWORD))
        .await
        .unwrap_err();
    assert_eq!(paused.code(), ErrorCode::TooManyTries);
    home.clock.advance(4);
    home.bookly.log_in(login("ilse", PASSWORD)).await.unwrap();
    assert_eq!(home.bookly.start().await.unwrap().pause, None);
}

#[tokio::test]
async fn e15_it_locks_with_the_screen_unless_it_never_locks_by_itself() {
    let home = TestHome::new().await;
    home.bookly.sign_up(ilse(false)).await.unwrap();
    home.bookly.lock_after(0).await.unwrap();
    assert_eq!(home.bookly.lock_when_away().await.unwrap(), None);
    home.bookly.lock_after(15).await.unwrap();
    let locked = home.bookly.lock_when_away().await.unwrap().unwrap();
    assert_eq!(locked.why, LockReason::Away);
    assert_eq!(home.bookly.lock_when_away().await.unwrap(), None);
}
