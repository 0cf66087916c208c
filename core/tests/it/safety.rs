//! Passwords, codes and keys that are replaced, and accounts that are deleted.

use std::{fs, path::Path};

use bookly_core::{
    Book, BookFields, ErrorCode, LockReason, Place, Recovery, ReencryptWatch, Secret,
    SecretStoreError, ViewQuery,
};

use sqlx::{ConnectOptions, Connection};

use crate::support::{PASSWORD, TestHome, add, all_books, ilse, login, titled, titles};

const NEW: &str = "walnut ferry copper lilac";

fn secret(text: &str) -> Secret {
    text.to_owned().into()
}

fn recovery(name: &str, code: &str, new: &str) -> Recovery {
    Recovery {
        name: name.to_owned(),
        code: secret(code),
        new_password: secret(new),
        stay_signed_in: true,
    }
}

async fn with_books(home: &TestHome) -> Vec<Book> {
    let library = home.bookly.library().await.unwrap();
    for title in ["Middlemarch", "Persuasion", "東京"] {
        add(&library, titled(title)).await;
    }
    all_books(&library).await
}

async fn opens(home: &TestHome, password: &str) -> bool {
    home.clock.advance(300);
    home.bookly.log_in(login("ilse", password)).await.is_ok()
}

#[tokio::test]
async fn a_changed_password_opens_the_same_books() {
    let (home, _library) = TestHome::with_library().await;
    let books = with_books(&home).await;
    let changed = home.bookly.change_password(secret(PASSWORD), secret(NEW));
    assert!(changed.await.unwrap().stay_signed_in);
    assert_eq!(
        all_books(&home.bookly.library().await.unwrap()).await,
        books
    );
    let home = home.restart().await;
    assert!(home.bookly.start().await.unwrap().account.is_some());
    assert!(!opens(&home, PASSWORD).await);
    assert!(opens(&home, NEW).await);
    assert_eq!(
        all_books(&home.bookly.library().await.unwrap()).await,
        books
    );
}

/// Without a keyring the password changes all the same, and staying signed in ends.
#[tokio::test]
async fn a_keyring_that_is_gone_does_not_stop_a_change() {
    let (home, _library) = TestHome::with_library().await;
    let gone = Some(SecretStoreError::Failed);
    home.keyring.fail(gone, gone, gone);
    let changed = home.bookly.change_password(secret(PASSWORD), secret(NEW));
    assert!(!changed.await.unwrap().stay_signed_in);
    home.bookly.library().await.unwrap();
    home.keyring.fail(None, None, None);
    let home = home.restart().await;
    assert!(home.bookly.start().await.unwrap().account.is_none());
    assert!(opens(&home, NEW).await);
}

#[tokio::test]
async fn the_recovery_code_opens_the_books_from_wherever_one_stands() {
    for state in ["signed out", "locked", "open", "restarted"] {
        let home = TestHome::new().await;
        let code = home.bookly.sign_up(ilse(true)).await.unwrap().recovery_code;
        let books = with_books(&home).await;
        let home = match state {
            "signed out" => {
                home.bookly.log_out().await.unwrap();
                home
            }
            "locked" => {
                home.bookly.lock(LockReason::Asked).await.unwrap();
                home
            }
            "restarted" => home.restart().await,
            _ => home,
        };
        let other = code.replace(|c: char| c.is_ascii_digit(), "0");
        let refused = home.bookly.recover(recovery("ilse", &other, NEW)).await;
        assert!(refused.is_err());
        let recovered = home.bookly.recover(recovery("ilse", &code, NEW)).await;
        let recovered = recovered.unwrap();
        assert!(!recovered.account.recovery_confirmed && recovered.account.stay_signed_in);
        assert_eq!(
            all_books(&home.bookly.library().await.unwrap()).await,
            books
        );
        let group = recovered
            .recovery_code
            .rsplit('-')
            .next()
            .unwrap()
            .to_owned();
        home.bookly.confirm_recovery(&group).await.unwrap();

        home.bookly.log_out().await.unwrap();
        let again = home.bookly.recover(recovery("ilse", &code, PASSWORD)).await;
        assert_eq!(again.err().unwrap().code(), ErrorCode::RecoveryRefused);
        assert!(
            !opens(&home, PASSWORD).await && opens(&home, NEW).await,
            "{state}"
        );
        assert_eq!(
            all_books(&home.bookly.library().await.unwrap()).await,
            books
        );
    }
}

#[tokio::test]
async fn a_library_encrypted_anew_holds_the_same_under_another_key() {
    let (home, library) = TestHome::with_library().await;
    let books = with_books(&home).await;
    let history = library.book_history(books[0].id).await.unwrap();
    let lent = BookFields {
        private_notes: "lent to the lighthouse keeper".to_owned(),
        ..titled("Walden")
    };
    let walden = add(&library, lent).await;
    let books = [books, vec![walden]].concat();
    drop(library);
    let file = home.library_file();
    home.bookly.lock(LockReason::Asked).await.unwrap();
    let before = home.folder.path().join("before.db");
    fs::copy(&file, &before).unwrap();
    home.bookly.unlock(secret(PASSWORD)).await.unwrap();

    let watch = ReencryptWatch::default();
    let wrong = home
        .bookly
        .reencrypt(secret("not the password"), &watch)
        .await;
    assert_eq!(wrong.err().unwrap().code(), ErrorCode::PasswordWrong);
    let done = home
        .bookly
        .reencrypt(secret(PASSWORD), &watch)
        .await
        .unwrap();
    assert!(!done.account.recovery_confirmed && done.account.stay_signed_in);
    assert_eq!(watch.progress().map(|far| far.total > 0), Some(true));

    let library = home.bookly.library().await.unwrap();
    assert_eq!(all_books(&library).await, books);
    assert_eq!(library.book_history(books[0].id).await.unwrap(), history);
    library.index_ready().await;
    assert_eq!(titles(&library, "persua", Place::All).await, ["Persuasion"]);
    assert_eq!(
        titles(&library, "notes:keeper", Place::All).await,
        ["Walden"]
    );
    library.undo().await.unwrap();
    library.redo().await.unwrap();
    drop(library);
    assert_eq!(
        names_beside(&file),
        ["keyslots.json", "library.db"].map(String::from)
    );

    // The file of before lies under the old key: put back, it is no library for the new slots.
    let home = home.restart().await;
    assert!(home.bookly.start().await.unwrap().account.is_some());
    assert_eq!(
        all_books(&home.bookly.library().await.unwrap()).await.len(),
        4
    );
    home.bookly.log_out().await.unwrap();
    let now = fs::read(&file).unwrap();
    fs::copy(&before, &file).unwrap();
    let refused = home.bookly.log_in(login("ilse", PASSWORD)).await;
    assert_eq!(refused.err().unwrap().code(), ErrorCode::LibraryDamaged);
    fs::write(&file, now).unwrap();
    assert!(opens(&home, PASSWORD).await);
    let code = done.recovery_code;
    home.bookly
        .recover(recovery("ilse", &code, NEW))
        .await
        .unwrap();
}

fn names_beside(file: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(file.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn an_encryption_that_is_stopped_changes_nothing() {
    let (home, _library) = TestHome::with_library().await;
    let books = with_books(&home).await;
    let watch = ReencryptWatch::default();
    watch.cancel();
    let stopped = home.bookly.reencrypt(secret(PASSWORD), &watch).await;
    assert_eq!(stopped.err().unwrap().code(), ErrorCode::ReencryptCancelled);
    assert_eq!(
        all_books(&home.bookly.library().await.unwrap()).await,
        books
    );
    assert_eq!(
        names_beside(&home.library_file()),
        ["keyslots.json", "library.db"].map(String::from)
    );
    let home = home.restart().await;
    assert!(home.bookly.start().await.unwrap().account.is_some());
    assert_eq!(
        all_books(&home.bookly.library().await.unwrap()).await,
        books
    );
}

/// What a kill leaves of a copy that was never finished: nobody has its key.
#[tokio::test]
async fn half_a_copy_is_cleared_at_the_next_start() {
    let (home, _library) = TestHome::with_library().await;
    let books = with_books(&home).await;
    let half = home.library_file().with_file_name("library.reencrypted.db");
    fs::write(&half, "half").unwrap();
    fs::write(half.with_extension("db-journal"), "half").unwrap();
    let home = home.restart().await;
    assert!(!half.exists() && !half.with_extension("db-journal").exists());
    home.bookly.start().await.unwrap();
    assert_eq!(
        all_books(&home.bookly.library().await.unwrap()).await,
        books
    );
}

/// Killed after the commit of the new slots: before the new file got its name, and right after.
#[tokio::test]
async fn a_library_encrypted_anew_takes_its_place_at_the_next_start() {
    for renamed in [false, true] {
        let (home, _library) = TestHome::with_library().await;
        let books = with_books(&home).await;
        let file = home.library_file();
        home.bookly.lock(LockReason::Asked).await.unwrap();
        let before = fs::read(&file).unwrap();
        home.bookly.unlock(secret(PASSWORD)).await.unwrap();
        let watch = ReencryptWatch::default();
        home.bookly
            .reencrypt(secret(PASSWORD), &watch)
            .await
            .unwrap();
        home.bookly.lock(LockReason::Asked).await.unwrap();
        if !renamed {
            fs::rename(&file, file.with_file_name("library.reencrypted.db")).unwrap();
            fs::write(&file, &before).unwrap();
        }
        let options = bookly_engine::options().filename(home.folder.path().join("accounts.db"));
        let mut db = options.connect().await.unwrap();
        sqlx::query("UPDATE account SET reencrypted = 1")
            .execute(&mut db)
            .await
            .unwrap();
        db.close().await.unwrap();

        let home = home.restart().await;
        assert!(opens(&home, PASSWORD).await);
        assert_eq!(
            all_books(&home.bookly.library().await.unwrap()).await,
            books
        );
        assert_eq!(
            names_beside(&file),
            ["keyslots.json", "library.db"].map(String::from)
        );
        assert_ne!(fs::read(&file).unwrap(), before);
    }
}

#[tokio::test]
async fn a_deleted_account_is_gone_and_the_other_is_not() {
    let home = TestHome::new().await;
    let mut other = ilse(false);
    (other.username, other.email) = ("ben".to_owned(), "ben@example.org".to_owned());
    home.bookly.sign_up(other).await.unwrap();
    with_books(&home).await;
    home.bookly.sign_up(ilse(true)).await.unwrap();
    with_books(&home).await;

    for (password, name, code) in [
        (PASSWORD, "ben", ErrorCode::NameNotConfirmed),
        (PASSWORD, "", ErrorCode::NameNotConfirmed),
        ("not the password", "ilse", ErrorCode::PasswordWrong),
    ] {
        let refused = home.bookly.delete_account(secret(password), name).await;
        assert_eq!(refused.err().unwrap().code(), code);
        home.bookly.library().await.unwrap();
    }
    home.bookly
        .delete_account(secret(PASSWORD), "Ilse")
        .await
        .unwrap();
    let start = home.bookly.start().await.unwrap();
    assert_eq!((start.account_count, start.account), (1, None));
    assert_eq!(
        fs::read_dir(home.folder.path().join("libraries"))
            .unwrap()
            .count(),
        1
    );
    let home = home.restart().await;
    let gone = home.bookly.log_in(login("ilse", PASSWORD)).await;
    assert_eq!(gone.err().unwrap().code(), ErrorCode::LoginRefused);
    home.bookly.log_in(login("ben", PASSWORD)).await.unwrap();
    assert_eq!(
        all_books(&home.bookly.library().await.unwrap()).await.len(),
        3
    );
    home.bookly
        .delete_account(secret(PASSWORD), "ben")
        .await
        .unwrap();
    assert_eq!(home.bookly.start().await.unwrap().account_count, 0);
    home.bookly.sign_up(ilse(false)).await.unwrap();
}

/// What each call of the core answers in each state. A call that is not allowed changes nothing.
#[tokio::test]
async fn h04_every_call_in_every_state() {
    const CALLS: [(&str, Answer, Answer); 12] = [
        // call, when signed out, when locked; open: all are allowed
        ("library", Refused, LockedOut),
        ("library_file", Refused, LockedOut),
        ("stay_signed_in", Refused, LockedOut),
        ("confirm_recovery", Refused, LockedOut),
        ("issue_recovery", Refused, LockedOut),
        ("renew_recovery", Refused, LockedOut),
        ("change_password", Refused, LockedOut),
        ("reencrypt", Refused, LockedOut),
        ("delete_account", Refused, LockedOut),
        ("lock_after", Refused, LockedOut),
        ("unlock", Refused, Allowed),
        ("lock", Refused, Allowed),
    ];
    use Answer::{Allowed, LockedOut, Refused};
    for (call, signed_out, locked) in CALLS {
        for (state, wanted) in [
            ("signed out", signed_out),
            ("locked", locked),
            ("open", Allowed),
        ] {
            let (home, library) = TestHome::with_library().await;
            drop(library);
            match state {
                "signed out" => home.bookly.log_out().await.unwrap(),
                "locked" => drop(home.bookly.lock(LockReason::Asked).await.unwrap()),
                _ => {}
            }
            let answer = match made(&home, call).await {
                None => Allowed,
                Some(ErrorCode::NotLoggedIn) if (call, state) == ("unlock", "open") => Allowed,
                Some(ErrorCode::NotLoggedIn) => Refused,
                Some(ErrorCode::Locked) => LockedOut,
                Some(other) => panic!("{call}, {state}: {other:?}"),
            };
            assert_eq!(answer, wanted, "{call}, {state}");
        }
    }
}

#[derive(Debug, PartialEq, Clone, Copy)]
enum Answer {
    Allowed,
    Refused,
    LockedOut,
}

async fn made(home: &TestHome, call: &str) -> Option<ErrorCode> {
    let bookly = &home.bookly;
    let password = secret(PASSWORD);
    let refused = match call {
        "library" => bookly.library().await.err(),
        "library_file" => bookly.library_file().await.err(),
        "stay_signed_in" => bookly.stay_signed_in(false).await.err(),
        "confirm_recovery" => bookly.confirm_recovery("").await.err(),
        "issue_recovery" => bookly.issue_recovery().await.err(),
        "renew_recovery" => bookly.renew_recovery(password).await.err(),
        "change_password" => bookly.change_password(password, secret(NEW)).await.err(),
        "reencrypt" => bookly
            .reencrypt(password, &ReencryptWatch::default())
            .await
            .err(),
        "delete_account" => bookly.delete_account(password, "ilse").await.err(),
        "lock_after" => bookly.lock_after(5).await.err(),
        "unlock" => bookly.unlock(password).await.err(),
        "lock" => bookly.lock(LockReason::Asked).await.err(),
        other => unreachable!("{other}"),
    };
    refused.map(|error| error.code())
}

#[test]
fn h06_nothing_but_what_is_asked_for_is_taken() {
    let good = [
        r#""name":"a","password":"p","staySignedIn":true"#,
        r#""name":"a","code":"c","newPassword":"p","staySignedIn":true"#,
        r#""username":"a","email":"e","password":"p","staySignedIn":true"#,
    ];
    let read = |at: usize, members: &str| {
        let json = format!("{{{members}}}");
        match at {
            0 => serde_json::from_str::<bookly_core::Login>(&json).is_ok(),
            1 => serde_json::from_str::<Recovery>(&json).is_ok(),
            _ => serde_json::from_str::<bookly_core::NewAccount>(&json).is_ok(),
        }
    };
    for (at, members) in good.iter().enumerate() {
        assert!(read(at, members));
        for extra in ["account_id", "uid", "user", "path", "token", "name2"] {
            assert!(
                !read(at, &format!("{members},\"{extra}\":\"x\"")),
                "{extra}"
            );
        }
    }
}

/// What crosses to the window is written from these types; the token is in none of them.
#[tokio::test]
async fn c14_no_answer_holds_the_token() {
    let home = TestHome::new().await;
    let signed_up = home.bookly.sign_up(ilse(true)).await.unwrap();
    let mut answers = vec![serde_json::to_string(&signed_up).unwrap()];
    let locked = home.bookly.lock(LockReason::Asked).await.unwrap();
    answers.push(serde_json::to_string(&locked).unwrap());
    let account = home.bookly.unlock(secret(PASSWORD)).await.unwrap();
    answers.push(serde_json::to_string(&account).unwrap());
    let account = home
        .bookly
        .change_password(secret(PASSWORD), secret(NEW))
        .await;
    answers.push(serde_json::to_string(&account.unwrap()).unwrap());
    let watch = ReencryptWatch::default();
    let done = home.bookly.reencrypt(secret(NEW), &watch).await.unwrap();
    answers.push(serde_json::to_string(&done).unwrap());
    let view = home.bookly.library().await.unwrap();
    let view = view.open_view(ViewQuery::default()).await.unwrap();
    answers.push(serde_json::to_string(&view).unwrap());
    answers.push(format!("{:?}", home.bookly.start().await.unwrap()));
    let uid = home.library_file();
    let uid = uid.parent().unwrap().file_name().unwrap().to_str().unwrap();
    let entry = home.keyring.entry(uid).unwrap();
    for answer in &answers {
        assert!(!answer.contains("eyJ"), "{answer}");
        for part in entry.split('.').filter(|part| part.len() > 1) {
            assert!(!answer.contains(part), "{answer}");
        }
    }
}
