//! Signing up, and what is left behind when it fails.

use std::{fs, path::Path};

use super::rig::{NOW, PASSWORD, Rig, files_below, new_account, sql};
use crate::{
    Error, ErrorCode,
    account::{NewAccount, sign_up::LibraryPlace},
};

#[tokio::test]
async fn signing_up_makes_an_account_with_a_library_of_its_own() {
    let rig = Rig::new().await;
    let signed_up = rig.sign_up("Ana", "Ana@Example.org", false).await.unwrap();
    let account = signed_up.session.account();
    assert_eq!(
        (account.username.as_str(), account.email.as_str()),
        ("Ana", "Ana@Example.org")
    );
    assert_eq!(account.created_at, NOW * 1_000);
    assert!(!account.stay_signed_in && !account.recovery_confirmed);
    assert_eq!(signed_up.recovery_code.text().expose().len(), 39);
    assert_eq!(rig.accounts.count().await.unwrap(), 1);
    assert_eq!(
        rig.accounts.last_name().await.unwrap().as_deref(),
        Some("Ana")
    );

    let built_with = rig.built_with.lock().unwrap().clone().unwrap();
    assert_eq!(built_with, *signed_up.session.library_key().engine_text());
    assert!(signed_up.session.library_dir().join("library.db").is_file());
    assert!(
        signed_up
            .session
            .library_dir()
            .join("keyslots.json")
            .is_file()
    );
    rig.accounts.check(&signed_up.session).await.unwrap();
}

#[tokio::test]
async fn two_accounts_have_two_keys() {
    let rig = Rig::new().await;
    let ana = rig
        .sign_up("ana", "ana@example.org", false)
        .await
        .unwrap()
        .session;
    let ben = rig
        .sign_up("ben", "ben@example.org", false)
        .await
        .unwrap()
        .session;
    assert_ne!(
        *ana.library_key().engine_text(),
        *ben.library_key().engine_text()
    );
    assert_ne!(ana.library_dir(), ben.library_dir());
}

#[tokio::test]
async fn a_name_or_email_that_is_taken_is_refused_and_nothing_is_written() {
    let rig = Rig::new().await;
    rig.sign_up("Straße", "Ana@Example.org", false)
        .await
        .unwrap();
    let before = files_below(&rig.home);
    for (username, email, field) in [
        ("other", "ana@example.ORG", "email"),
        ("other", "  ana@example.org ", "email"),
        ("STRASSE", "other@example.org", "username"),
        (" straße ", "other@example.org", "username"),
        ("strasse", "ANA@example.org", "email"),
    ] {
        let refused = rig.sign_up(username, email, true).await.err().unwrap();
        assert!(
            matches!(refused, Error::AccountExists(at) if at == field),
            "{username} {email}: {refused:?}"
        );
        assert_eq!(refused.to_string(), "User Account Already Exists");
        assert_eq!(files_below(&rig.home), before);
    }
    assert_eq!(rig.accounts.count().await.unwrap(), 1);
    assert_eq!(rig.keyring.calls(), 0);
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_and_nothing_is_written() {
    let rig = Rig::new().await;
    let before = files_below(&rig.home);
    for (username, email, password, code) in [
        ("", "a@b", PASSWORD, ErrorCode::UsernameInvalid),
        ("a@b", "a@b", PASSWORD, ErrorCode::UsernameInvalid),
        ("ana", "ana", PASSWORD, ErrorCode::EmailInvalid),
        ("ana", "a@b", "kT9#vQ2mX", ErrorCode::PasswordTooShort),
        (
            "ana",
            "a@b",
            &"kT9#vQ2mXz7!".repeat(22),
            ErrorCode::PasswordTooLong,
        ),
        (
            "margarethe",
            "a@b",
            "margarethe123",
            ErrorCode::PasswordWeak,
        ),
    ] {
        let new = NewAccount {
            password: password.to_owned().into(),
            ..new_account(username, email, false)
        };
        let refused = rig.sign_up_as(new).await.err().unwrap();
        assert_eq!(refused.code(), code, "{username} {email}");
        assert_eq!(files_below(&rig.home), before);
    }
}

#[tokio::test]
async fn a_library_that_cannot_be_built_leaves_nothing_behind() {
    let rig = Rig::new().await;
    let before = files_below(&rig.home);
    let failing = |place: LibraryPlace| async move {
        fs::write(place.dir.join("library.db"), "half").unwrap();
        Err(Error::DiskFull)
    };
    let refused = rig
        .accounts
        .sign_up(new_account("ana", "ana@example.org", true), failing)
        .await;
    assert!(matches!(refused.err(), Some(Error::DiskFull)));
    assert_eq!(files_below(&rig.home), before);
    assert_eq!(rig.accounts.count().await.unwrap(), 0);
    rig.sign_up("ana", "ana@example.org", false).await.unwrap();
}

#[tokio::test]
async fn a_library_that_a_kill_left_half_made_is_set_aside_at_the_next_start() {
    let rig = Rig::new().await;
    // Never finishes, as in a process that is killed; dropping the future is the kill.
    let (reached, here) = tokio::sync::oneshot::channel();
    let hanging = |place: LibraryPlace| async move {
        fs::write(place.dir.join("library.db"), "half").unwrap();
        reached.send(()).unwrap();
        std::future::pending::<()>().await;
        Ok(())
    };
    let new = new_account("ana", "ana@example.org", false);
    tokio::select! {
        _ = rig.accounts.sign_up(new, hanging) => unreachable!(),
        _ = here => {}
    }
    let left: Vec<_> = names_in(&rig.home.join("libraries"));
    assert_eq!(left.len(), 1);
    assert!(left[0].starts_with(".new-"));

    let rig = rig.restarted().await;
    assert_eq!(names_in(&rig.home.join("libraries")), [""; 0]);
    let aside = names_in(&rig.home.join("quarantine"));
    assert_eq!(aside, [left[0].trim_start_matches('.')]);
    assert_eq!(
        fs::read(
            rig.home
                .join("quarantine")
                .join(&aside[0])
                .join("library.db")
        )
        .unwrap(),
        b"half"
    );
    assert_eq!(rig.accounts.count().await.unwrap(), 0);
    rig.sign_up("ana", "ana@example.org", false).await.unwrap();
}

#[tokio::test]
async fn the_recovery_code_is_confirmed_by_its_last_group() {
    let rig = Rig::new().await;
    let mut signed_up = rig.sign_up("ana", "ana@example.org", false).await.unwrap();
    let code = signed_up.recovery_code.text();
    let group = code.expose().rsplit('-').next().unwrap();
    let wrong = rig
        .accounts
        .confirm_recovery(&mut signed_up.session, "UUUU")
        .await
        .unwrap_err();
    assert_eq!(wrong.code(), ErrorCode::RecoveryGroupWrong);
    assert!(!signed_up.session.account().recovery_confirmed);
    rig.accounts
        .confirm_recovery(&mut signed_up.session, &group.to_lowercase())
        .await
        .unwrap();
    assert!(signed_up.session.account().recovery_confirmed);
    assert!(
        rig.log_in("ana", PASSWORD)
            .await
            .unwrap()
            .account()
            .recovery_confirmed
    );
}

#[tokio::test]
async fn a_code_that_was_never_confirmed_can_be_replaced() {
    let rig = Rig::new().await;
    let first = rig
        .sign_up("ana", "ana@example.org", false)
        .await
        .unwrap()
        .recovery_code;
    let mut session = rig.log_in("ana", PASSWORD).await.unwrap();
    let first_group = first.text().expose()[35..].to_owned();
    assert!(
        rig.accounts
            .confirm_recovery(&mut session, &first_group)
            .await
            .is_err()
    );

    let slot = sql(
        &rig.home,
        "SELECT hex(wrapped_key) FROM key_slot WHERE kind = 'recovery'",
    )
    .await;
    let second = rig.accounts.issue_recovery(&mut session).await.unwrap();
    assert_ne!(first.text().expose(), second.text().expose());
    assert_ne!(
        sql(
            &rig.home,
            "SELECT hex(wrapped_key) FROM key_slot WHERE kind = 'recovery'"
        )
        .await,
        slot
    );
    assert!(
        fs::read_to_string(rig.keyslots())
            .unwrap()
            .contains("\"generation\": 2")
    );
    rig.accounts.check(&session).await.unwrap();
    rig.accounts
        .confirm_recovery(&mut session, &second.text().expose()[35..])
        .await
        .unwrap();
    assert!(rig.accounts.issue_recovery(&mut session).await.is_err());
}

fn names_in(folder: &Path) -> Vec<String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}
