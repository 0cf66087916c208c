//! New passwords, new codes, and what the old ones open afterwards: nothing.

use std::fs;

use super::rig::{PASSWORD, Rig, login, sql};
use crate::{
    Error, ErrorCode, Secret,
    account::{OpenSession, RecoveryCode, Resumed},
};

const NEW: &str = "walnut ferry copper lilac";

fn secret(text: &str) -> Secret {
    text.to_owned().into()
}

async fn staying(rig: &Rig) -> (OpenSession, String, String) {
    let signed_up = rig.sign_up("ana", "ana@example.org", true).await.unwrap();
    let key = signed_up.session.library_key().engine_text().to_string();
    let code = signed_up.recovery_code.text().expose().to_owned();
    (signed_up.session, key, code)
}

fn key_of(session: &OpenSession) -> String {
    session.library_key().engine_text().to_string()
}

async fn opens(rig: &Rig, password: &str) -> bool {
    match rig.log_in("ana", password).await {
        Ok(_) => true,
        Err(Error::LoginRefused(_)) => {
            rig.clock.pass(300);
            false
        }
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_new_password_takes_the_place_of_the_old_one() {
    let rig = Rig::new().await;
    let (mut session, key, _) = staying(&rig).await;
    let uid = session.account().uid.to_string();
    let entry = rig.keyring.entry(&uid).unwrap();
    let Resumed::Open(twin) = rig.accounts.resume().await.unwrap() else {
        panic!("signed out")
    };
    let changed = rig
        .accounts
        .change_password(&mut session, secret(PASSWORD), secret(NEW));
    changed.await.unwrap();
    assert_eq!(key_of(&session), key, "the library is the same");
    rig.accounts.check(&session).await.unwrap();
    assert!(matches!(
        rig.accounts.check(&twin).await,
        Err(Error::NotLoggedIn)
    ));

    // The keyring holds another key and token; those of before open nothing.
    let renewed = rig.keyring.entry(&uid).unwrap();
    assert_ne!(renewed[..46], entry[..46]);
    assert!(session.account().stay_signed_in);
    rig.keyring.plant(&uid, Some(entry));
    assert!(rig.signed_out().await.is_some());
    rig.keyring.plant(&uid, Some(renewed));
    assert_eq!(rig.signed_out().await, None);

    let rig = rig.restarted().await;
    assert!(!opens(&rig, PASSWORD).await);
    assert!(opens(&rig, NEW).await);
    let copy = fs::read_to_string(rig.keyslots()).unwrap();
    assert!(copy.contains("\"generation\": 2"));
}

#[tokio::test]
async fn a_password_is_changed_only_for_who_knows_it_and_only_for_a_good_one() {
    let rig = Rig::new().await;
    let (mut session, ..) = staying(&rig).await;
    let before = sql(
        &rig.home,
        "SELECT group_concat(hex(wrapped_key)) FROM key_slot",
    )
    .await;
    for (current, new, code, field) in [
        ("not the password", NEW, ErrorCode::PasswordWrong, "current"),
        ("", NEW, ErrorCode::PasswordWrong, "current"),
        (PASSWORD, "short", ErrorCode::PasswordTooShort, "password"),
        (
            PASSWORD,
            "ana@example.org",
            ErrorCode::PasswordWeak,
            "password",
        ),
    ] {
        let refused = rig
            .accounts
            .change_password(&mut session, secret(current), secret(new));
        let refused = refused.await.unwrap_err();
        assert_eq!((refused.code(), refused.field()), (code, Some(field)));
    }
    let after = sql(
        &rig.home,
        "SELECT group_concat(hex(wrapped_key)) FROM key_slot",
    )
    .await;
    assert_eq!(before, after);
    rig.accounts.check(&session).await.unwrap();
    assert!(opens(&rig, PASSWORD).await);
}

/// The row is committed, and the program ends before keyslots.json has followed.
#[tokio::test]
async fn an_older_copy_of_the_slots_does_not_bring_an_old_password_back() {
    let rig = Rig::new().await;
    let (mut session, ..) = staying(&rig).await;
    let old = fs::read(rig.keyslots()).unwrap();
    let changed = rig
        .accounts
        .change_password(&mut session, secret(PASSWORD), secret(NEW));
    changed.await.unwrap();
    fs::write(rig.keyslots(), &old).unwrap();
    let rig = rig.killed().await;
    assert!(!opens(&rig, PASSWORD).await);
    assert!(opens(&rig, NEW).await);
    assert_ne!(fs::read(rig.keyslots()).unwrap(), old, "written again");
}

#[tokio::test]
async fn a11_a_recovery_code_opens_once_and_ends_everything_before() {
    let rig = Rig::new().await;
    let (session, key, code) = staying(&rig).await;
    rig.accounts.log_out(&session).await.unwrap();
    rig.accounts
        .log_in(login("ana", PASSWORD, true))
        .await
        .unwrap();
    let written = code.to_lowercase().replace('-', " ").replace('0', "o");
    let recovered = rig.recover("ANA@example.org", &written, NEW).await.unwrap();
    assert_eq!(key_of(&recovered.session), key);
    assert!(!recovered.session.account().recovery_confirmed);
    assert_ne!(recovered.recovery_code.text().expose(), code);
    assert!(rig.signed_out().await.is_some(), "remembered before");

    let again = rig.recover("ana", &code, "another fine walnut ferry").await;
    assert!(matches!(again.err(), Some(Error::RecoveryRefused(_))));
    assert!(!opens(&rig, PASSWORD).await);
    assert!(opens(&rig, NEW).await);
    let rig = rig.restarted().await;
    let code = recovered.recovery_code.text();
    rig.recover("ana", code.expose(), PASSWORD).await.unwrap();
    assert!(opens(&rig, PASSWORD).await);
}

#[tokio::test]
async fn a_recovery_that_is_refused_leaves_everything_as_it_was() {
    let rig = Rig::new().await;
    let (_, _, code) = staying(&rig).await;
    let other = RecoveryCode::generate().unwrap();
    for (name, code, new, says) in [
        (
            "ana",
            other.text().expose(),
            NEW,
            ErrorCode::RecoveryRefused,
        ),
        ("nobody", code.as_str(), NEW, ErrorCode::RecoveryRefused),
        ("ana", "", NEW, ErrorCode::RecoveryCodeInvalid),
        ("ana", &code[..38], NEW, ErrorCode::RecoveryCodeInvalid),
        ("ana", &code, "short", ErrorCode::PasswordTooShort),
        ("ana", &code, "ana-ana-ana", ErrorCode::PasswordWeak),
    ] {
        let refused = rig.recover(name, code, new).await.err().unwrap();
        assert_eq!(refused.code(), says, "{name} {new}");
    }
    assert_eq!(rig.signed_out().await, None);
    assert!(opens(&rig, PASSWORD).await);
    rig.recover("ana", &code, NEW).await.unwrap();
}

#[tokio::test]
async fn a12_a_damaged_recovery_row_is_no_obstacle() {
    let rig = Rig::new().await;
    let (_, key, code) = staying(&rig).await;
    sql(
        &rig.home,
        "UPDATE key_slot SET wrapped_key = zeroblob(48), nonce = zeroblob(24)",
    )
    .await;
    let recovered = rig.recover("ana", &code, NEW).await.unwrap();
    assert_eq!(key_of(&recovered.session), key);
    assert!(opens(&rig, NEW).await);
}

/// Found by flipping bits: the login took the damaged row for the newer one and wrote it over its copy.
#[tokio::test]
async fn a12_a_login_does_not_spread_a_damaged_recovery_row() {
    let rig = Rig::new().await;
    let (_, key, code) = staying(&rig).await;
    let whole = fs::read(rig.keyslots()).unwrap();
    sql(
        &rig.home,
        "UPDATE key_slot SET salt = randomblob(16) WHERE kind = 'recovery'",
    )
    .await;
    assert!(opens(&rig, PASSWORD).await);
    assert_eq!(fs::read(rig.keyslots()).unwrap(), whole);
    let recovered = rig.recover("ana", &code, NEW).await.unwrap();
    assert_eq!(key_of(&recovered.session), key);
}

#[tokio::test]
async fn a_new_code_is_given_to_who_knows_the_password() {
    let rig = Rig::new().await;
    let (mut session, _, first) = staying(&rig).await;
    rig.accounts
        .confirm_recovery(&mut session, "")
        .await
        .unwrap();
    let refused = rig
        .accounts
        .renew_recovery(&mut session, secret("not the password"));
    assert!(matches!(refused.await.err(), Some(Error::PasswordWrong(_))));
    assert!(session.account().recovery_confirmed);

    let renewed = rig.accounts.renew_recovery(&mut session, secret(PASSWORD));
    let second = renewed.await.unwrap().text();
    assert!(!session.account().recovery_confirmed);
    let group = second.expose()[35..].to_owned();
    rig.accounts
        .confirm_recovery(&mut session, &group)
        .await
        .unwrap();
    rig.accounts.check(&session).await.unwrap();
    assert_eq!(rig.signed_out().await, None, "a new code ends no session");
    let old = rig.recover("ana", &first, NEW).await.err();
    assert!(matches!(old, Some(Error::RecoveryRefused(_))));
    rig.recover("ana", second.expose(), NEW).await.unwrap();
}
