//! Logging in, with whole slots and damaged ones, with a keyring and without.

use std::fs;

use super::rig::{PASSWORD, Rig, files_below, login, new_account, sql};
use crate::{
    Error,
    account::{
        KdfCost, KeyringReason, NewAccount, Resumed, SecretStoreError, sign_up::LibraryPlace,
    },
};

#[tokio::test]
async fn one_logs_in_by_username_or_email_however_they_are_written() {
    let rig = Rig::new().await;
    let key = rig
        .sign_up("Straße", "Ana@Example.org", false)
        .await
        .unwrap()
        .session
        .library_key()
        .engine_text();
    for name in [
        "Straße",
        "strasse",
        " STRASSE ",
        "Ana@Example.org",
        "ana@example.ORG\n",
    ] {
        let session = rig.log_in(name, PASSWORD).await.unwrap();
        assert_eq!(*session.library_key().engine_text(), *key);
        assert_eq!(session.account().username, "Straße");
    }
}

#[tokio::test]
async fn a13_unknown_names_and_wrong_passwords_get_one_answer_for_the_same_work() {
    let rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", false).await.unwrap();
    let accounts_db = rig.home.join("accounts.db");
    let mut before = files_below(&rig.home);
    before.remove(&accounts_db);
    let mut answers = Vec::new();
    for name in [
        "ana",
        "nobody",
        "ana@example.org",
        "nobody@example.org",
        "ana",
        "",
        " ANA ",
        "@",
    ] {
        let runs = rig.accounts.kdf_runs();
        let refused = rig.log_in(name, "not the password").await.err().unwrap();
        answers.push((
            format!("{refused:?} {refused} {:?}", refused.field()),
            rig.accounts.kdf_runs() - runs,
        ));
    }
    for pair in answers.chunks(2) {
        assert!(pair[0].0.starts_with("LoginRefused") && pair[0].1 == 1);
        assert_eq!(pair[0], pair[1], "the known name and the unknown one");
    }
    let mut after = files_below(&rig.home);
    after.remove(&accounts_db);
    assert_eq!(after, before, "only the tries are written down");
}

#[tokio::test]
async fn a_password_is_taken_to_the_letter() {
    let rig = Rig::new().await;
    let new = NewAccount {
        password: "gravel oboé tundra pickle ".to_owned().into(),
        ..new_account("ana", "ana@example.org", false)
    };
    rig.sign_up_as(new).await.unwrap();
    for wrong in [
        "gravel oboé tundra pickle",
        "Gravel oboé tundra pickle ",
        "gravel oboe tundra pickle ",
        "",
    ] {
        assert!(
            matches!(
                rig.log_in("ana", wrong).await.err(),
                Some(Error::LoginRefused(_))
            ),
            "{wrong}"
        );
    }
    rig.log_in("ana", "gravel oboe\u{301} tundra pickle ")
        .await
        .unwrap();
}

#[tokio::test]
async fn a09_a_slot_of_weaker_make_is_rewritten_at_the_next_login() {
    let rig = Rig::new().await;
    let key = rig
        .sign_up("ana", "ana@example.org", false)
        .await
        .unwrap()
        .session
        .library_key()
        .engine_text();
    let rig = rig.restarted_with(KdfCost::standard()).await;
    for runs in [2, 1] {
        let before = rig.accounts.kdf_runs();
        let session = rig.log_in("ana", PASSWORD).await.unwrap();
        assert_eq!(rig.accounts.kdf_runs() - before, runs);
        assert_eq!(*session.library_key().engine_text(), *key);
    }
    let cost = sql(
        &rig.home,
        "SELECT memory_kib || ' ' || passes || ' ' || lanes FROM key_slot WHERE kind = 'password'",
    )
    .await;
    assert_eq!(cost, "65536 3 1");
    assert_eq!(
        sql(&rig.home, "SELECT '' || slot_generation FROM account").await,
        "2"
    );
    let copy = fs::read_to_string(rig.keyslots()).unwrap();
    assert!(copy.contains("65536") && !copy.contains("19456"));
}

#[tokio::test]
async fn a12_a_damaged_row_is_put_right_from_the_copy_beside_the_library() {
    for damage in [
        "DELETE FROM key_slot",
        "UPDATE key_slot SET wrapped_key = zeroblob(48) WHERE kind = 'password'",
        "UPDATE key_slot SET verifier = zeroblob(32) WHERE kind = 'password'",
        "UPDATE key_slot SET salt = zeroblob(16) WHERE kind = 'password'",
        "UPDATE key_slot SET memory_kib = 4294967295 WHERE kind = 'password'",
        "UPDATE key_slot SET salt = zeroblob(1048576) WHERE kind = 'password'",
    ] {
        let rig = Rig::new().await;
        let key = rig
            .sign_up("ana", "ana@example.org", false)
            .await
            .unwrap()
            .session
            .library_key()
            .engine_text();
        let whole = sql(
            &rig.home,
            "SELECT hex(wrapped_key) FROM key_slot WHERE kind = 'password'",
        )
        .await;
        sql(&rig.home, damage).await;
        assert!(
            matches!(
                rig.log_in("ana", "not the password").await.err(),
                Some(Error::LoginRefused(_))
            ),
            "{damage}"
        );
        let session = rig.log_in("ana", PASSWORD).await.unwrap();
        assert_eq!(*session.library_key().engine_text(), *key, "{damage}");
        assert_eq!(
            sql(
                &rig.home,
                "SELECT hex(wrapped_key) FROM key_slot WHERE kind = 'password'"
            )
            .await,
            whole
        );
    }
}

#[tokio::test]
async fn a12_a_damaged_copy_is_written_again_and_an_older_one_is_not_believed() {
    let rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", false).await.unwrap();
    let whole = fs::read(rig.keyslots()).unwrap();
    for damage in [
        "",
        "{}",
        "null",
        &"x".repeat(1 << 20),
        &String::from_utf8(whole.clone())
            .unwrap()
            .replace("\"generation\": 1", "\"generation\": 7"),
    ] {
        fs::write(rig.keyslots(), damage).unwrap();
        rig.log_in("ana", PASSWORD).await.unwrap();
        assert_eq!(fs::read(rig.keyslots()).unwrap(), whole);
    }
    // A later generation of slots: the copy of the first one must open nothing any more.
    sql(&rig.home, "UPDATE account SET slot_generation = 2").await;
    sql(
        &rig.home,
        "UPDATE key_slot SET wrapped_key = zeroblob(48) WHERE kind = 'password'",
    )
    .await;
    assert!(matches!(
        rig.log_in("ana", PASSWORD).await.err(),
        Some(Error::SlotDamaged)
    ));
    assert!(matches!(
        rig.log_in("ana", "not the password").await.err(),
        Some(Error::LoginRefused(_))
    ));
}

#[tokio::test]
async fn a07_a_slot_of_one_account_opens_nothing_in_another() {
    let rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", false).await.unwrap();
    rig.sign_up("ben", "ben@example.org", false).await.unwrap();
    fs::remove_file(rig.keyslots_of("ben").await).unwrap();
    sql(
        &rig.home,
        "UPDATE key_slot SET (salt, nonce, wrapped_key, verifier) =
            (SELECT salt, nonce, wrapped_key, verifier FROM key_slot JOIN account ON uid = account_uid
              WHERE username = 'ana' AND kind = 'password')
          WHERE kind = 'password' AND account_uid = (SELECT uid FROM account WHERE username = 'ben')",
    )
    .await;
    assert!(matches!(
        rig.log_in("ben", PASSWORD).await.err(),
        Some(Error::SlotDamaged)
    ));
    rig.log_in("ana", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn d06_a_keyring_that_fails_does_not_stop_anybody() {
    for (failure, reason) in [
        (SecretStoreError::NoService, KeyringReason::NoService),
        (SecretStoreError::Locked, KeyringReason::Locked),
        (SecretStoreError::Timeout, KeyringReason::Timeout),
        (SecretStoreError::Failed, KeyringReason::Failed),
    ] {
        let rig = Rig::new().await;
        rig.keyring
            .fail(Some(failure), Some(failure), Some(failure));
        assert_eq!(rig.accounts.keyring().await.reason, reason);
        let session = rig
            .sign_up("ana", "ana@example.org", true)
            .await
            .unwrap()
            .session;
        assert_eq!(
            (session.keyring().available, session.keyring().reason),
            (false, reason)
        );
        assert!(!session.account().stay_signed_in);
        rig.accounts.check(&session).await.unwrap();
        assert_eq!(
            sql(
                &rig.home,
                "SELECT '' || count(*) FROM key_slot WHERE kind = 'remember'"
            )
            .await,
            "0"
        );
        rig.accounts.log_out(&session).await.unwrap();
        let session = rig
            .accounts
            .log_in(login("ana", PASSWORD, true))
            .await
            .unwrap();
        assert!(!session.keyring().available && !session.account().stay_signed_in);
        let rig = rig.restarted().await;
        assert!(matches!(
            rig.accounts.resume().await.unwrap(),
            Resumed::SignedOut(_)
        ));
        rig.keyring.fail(None, None, None);
        assert!(rig.accounts.retry_keyring().await.available);
        let session = rig
            .accounts
            .log_in(login("ana", PASSWORD, true))
            .await
            .unwrap();
        assert!(session.keyring().available && session.account().stay_signed_in);
    }
}

/// Compiles only while the futures may move between threads, as the window's commands need.
#[tokio::test]
async fn use_cases_can_be_spawned() {
    let rig = Rig::new().await;
    let accounts = std::sync::Arc::new(rig.accounts);
    let uses = tokio::spawn(async move {
        let built = |place: LibraryPlace| async move {
            fs::write(place.dir.join("library.db"), "").map_err(|_| Error::DiskError)
        };
        let mut session = accounts
            .sign_up(new_account("ana", "ana@example.org", true), built)
            .await?
            .session;
        accounts.stay_signed_in(&mut session, false).await?;
        accounts.issue_recovery(&mut session).await?;
        accounts.confirm_recovery(&mut session, "").await?;
        accounts.log_out(&session).await?;
        let session = accounts.log_in(login("ana", PASSWORD, true)).await?;
        accounts.check(&session).await?;
        accounts.resume().await
    });
    assert!(matches!(uses.await.unwrap().unwrap(), Resumed::Open(_)));
}
