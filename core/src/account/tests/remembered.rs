//! Staying signed in: over restarts, until it ends, and when the keyring says otherwise.

use crate::{
    Error,
    account::{KeyringReason, Resumed, SecretStoreError, session::SignedOut},
};

use super::rig::{NOW, PASSWORD, Rig, login, sql};

const DAY: i64 = 24 * 60 * 60;

#[tokio::test]
async fn who_did_not_ask_is_not_remembered() {
    let rig = Rig::new().await;
    assert_eq!(rig.signed_out().await, Some(SignedOut::NotRemembered));
    let session = rig
        .sign_up("ana", "ana@example.org", false)
        .await
        .unwrap()
        .session;
    rig.accounts.check(&session).await.unwrap();
    let rig = rig.restarted().await;
    assert_eq!(rig.signed_out().await, Some(SignedOut::NotRemembered));
    assert_eq!(rig.keyring.calls(), 0);
    assert!(
        matches!(rig.accounts.check(&session).await, Err(Error::NotLoggedIn)),
        "it lived in memory alone"
    );
}

#[tokio::test]
async fn who_asked_is_still_there_after_a_restart() {
    let rig = Rig::new().await;
    let session = rig
        .sign_up("ana", "ana@example.org", true)
        .await
        .unwrap()
        .session;
    assert!(session.account().stay_signed_in);
    let key = session.library_key().engine_text();
    for _ in 0..3 {
        let rig = &rig;
        let Resumed::Open(resumed) = rig.accounts.resume().await.unwrap() else {
            panic!("signed out")
        };
        assert_eq!(*resumed.library_key().engine_text(), *key);
        assert_eq!(resumed.account(), session.account());
        assert_eq!(resumed.library_dir(), session.library_dir());
        rig.accounts.check(&resumed).await.unwrap();
    }
    let rig = rig.restarted().await;
    assert_eq!(rig.signed_out().await, None);
    assert_eq!(rig.accounts.kdf_runs(), 0);
}

#[tokio::test]
async fn logging_out_ends_it_at_once_whatever_the_keyring_says() {
    for failure in [None, Some(SecretStoreError::Failed)] {
        let rig = Rig::new().await;
        let session = rig
            .sign_up("ana", "ana@example.org", true)
            .await
            .unwrap()
            .session;
        let uid = session.account().uid.to_string();
        let entry = rig.keyring.entry(&uid);
        let Resumed::Open(twin) = rig.accounts.resume().await.unwrap() else {
            panic!("signed out")
        };
        rig.keyring.fail(None, None, failure);
        let cleaned = rig.accounts.log_out(&session).await.unwrap();
        assert_eq!(cleaned.available, failure.is_none());
        assert_eq!(rig.keyring.entry(&uid).is_some(), failure.is_some());
        assert!(matches!(
            rig.accounts.check(&twin).await,
            Err(Error::NotLoggedIn)
        ));
        rig.keyring.plant(&uid, entry);
        assert_eq!(rig.signed_out().await, Some(SignedOut::NotRemembered));
        assert_eq!(
            sql(&rig.home, "SELECT '' || count(*) FROM session").await,
            "0"
        );
        assert_eq!(
            sql(
                &rig.home,
                "SELECT '' || count(*) FROM key_slot WHERE kind = 'remember'"
            )
            .await,
            "0"
        );
        assert_eq!(
            rig.accounts.last_name().await.unwrap().as_deref(),
            Some("ana")
        );
    }
}

#[tokio::test]
async fn the_choice_can_be_changed_while_logged_in() {
    let rig = Rig::new().await;
    let mut signed_up = rig.sign_up("ana", "ana@example.org", false).await.unwrap();
    let session = &mut signed_up.session;
    let uid = session.account().uid.to_string();
    rig.accounts.stay_signed_in(session, true).await.unwrap();
    assert!(session.account().stay_signed_in && session.keyring().available);
    assert_eq!(rig.signed_out().await, None);
    rig.accounts.stay_signed_in(session, false).await.unwrap();
    assert!(!session.account().stay_signed_in);
    assert_eq!(rig.keyring.entry(&uid), None);
    assert_eq!(rig.signed_out().await, Some(SignedOut::NotRemembered));
    rig.keyring.fail(None, Some(SecretStoreError::Locked), None);
    rig.accounts.stay_signed_in(session, true).await.unwrap();
    assert!(!session.account().stay_signed_in);
    assert_eq!(session.keyring().reason, KeyringReason::Locked);
    rig.accounts.check(session).await.unwrap();
    // The code that was shown before can still be confirmed.
    let group = signed_up.recovery_code.text().expose()[35..].to_owned();
    rig.accounts
        .confirm_recovery(session, &group)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_login_without_the_box_forgets_an_earlier_one_with_it() {
    let rig = Rig::new().await;
    let session = rig
        .sign_up("ana", "ana@example.org", true)
        .await
        .unwrap()
        .session;
    let uid = session.account().uid.to_string();
    rig.log_in("ana", PASSWORD).await.unwrap();
    assert_eq!(rig.keyring.entry(&uid), None);
    assert_eq!(rig.signed_out().await, Some(SignedOut::NotRemembered));
    assert!(matches!(
        rig.accounts.check(&session).await,
        Err(Error::NotLoggedIn)
    ));
}

#[tokio::test]
async fn a_remembered_session_is_renewed_daily_and_ends_half_a_year_after_the_password() {
    let rig = Rig::new().await;
    let first = rig
        .sign_up("ana", "ana@example.org", true)
        .await
        .unwrap()
        .session;
    let uid = first.account().uid.to_string();
    let entry = rig.keyring.entry(&uid).unwrap();
    rig.clock.put(NOW + DAY);
    assert_eq!(rig.signed_out().await, None);
    assert_eq!(
        rig.keyring.entry(&uid).unwrap(),
        entry,
        "not older than a day"
    );
    rig.clock.put(NOW + DAY + 1);
    assert_eq!(rig.signed_out().await, None);
    let renewed = rig.keyring.entry(&uid).unwrap();
    assert_ne!(renewed, entry);
    rig.keyring.plant(&uid, Some(entry));
    assert_eq!(
        rig.signed_out().await,
        Some(SignedOut::Refused),
        "the old token is worth nothing"
    );
    rig.keyring.plant(&uid, Some(renewed));
    let mut days = 1;
    while rig.signed_out().await.is_none() {
        days += 20;
        rig.clock.put(NOW + days * DAY);
    }
    assert_eq!(days, 181);
    assert_eq!(
        sql(&rig.home, "SELECT '' || count(*) FROM session").await,
        "0"
    );
}

#[tokio::test]
async fn a_renewal_that_the_keyring_refuses_keeps_the_old_token() {
    let rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", true).await.unwrap();
    rig.clock.put(NOW + 2 * DAY);
    rig.keyring
        .fail(None, Some(SecretStoreError::Timeout), None);
    let Resumed::Open(session) = rig.accounts.resume().await.unwrap() else {
        panic!("signed out")
    };
    assert_eq!(session.keyring().reason, KeyringReason::Timeout);
    rig.accounts.check(&session).await.unwrap();
    assert_eq!(session.expires_at(), NOW + 30 * DAY);
    rig.keyring.fail(None, None, None);
    let Resumed::Open(session) = rig.accounts.resume().await.unwrap() else {
        panic!("signed out")
    };
    assert_eq!(session.expires_at(), NOW + 32 * DAY);
}

#[tokio::test]
async fn sessions_end_in_time() {
    let rig = Rig::new().await;
    let session = rig
        .sign_up("ana", "ana@example.org", false)
        .await
        .unwrap()
        .session;
    rig.clock.put(NOW - 3_600);
    rig.accounts.check(&session).await.unwrap(); // a clock that was corrected
    rig.clock.put(NOW + 12 * 3_600 - 1);
    rig.accounts.check(&session).await.unwrap();
    rig.clock.put(NOW + 12 * 3_600);
    assert!(matches!(
        rig.accounts.check(&session).await,
        Err(Error::NotLoggedIn)
    ));

    let rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", true).await.unwrap();
    rig.clock.put(NOW + 30 * DAY);
    assert_eq!(rig.signed_out().await, Some(SignedOut::Expired));
    assert_eq!(rig.signed_out().await, Some(SignedOut::NotRemembered));
}

#[tokio::test]
async fn c11_a_clock_set_back_asks_for_the_password_and_deletes_nothing() {
    const BUILT: i64 = 1_776_124_800; // 2026-04-14
    let rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", true).await.unwrap();
    for now in [
        -86_400 * 100,
        -1,
        0,
        30,
        BUILT - 86_400,
        NOW - 301,
        -377_705_023_201,
    ] {
        rig.clock.put(now);
        assert_eq!(rig.signed_out().await, Some(SignedOut::ClockWrong), "{now}");
    }
    rig.clock.put(NOW - 299);
    assert_eq!(
        rig.signed_out().await,
        Some(SignedOut::ClockWrong),
        "before the token was made"
    );
    for (now, why) in [
        (2_147_472_000, SignedOut::Expired),
        (4_102_444_800, SignedOut::Expired),
    ] {
        let rig = Rig::new().await;
        rig.sign_up("ana", "ana@example.org", true).await.unwrap();
        rig.clock.put(now);
        assert_eq!(rig.signed_out().await, Some(why), "2038 and 2100");
    }
    rig.clock.put(NOW);
    assert_eq!(rig.signed_out().await, None);

    rig.clock.put(NOW + 6 * 60);
    rig.accounts.note_seen().await.unwrap();
    rig.clock.put(NOW + 2 * 60);
    assert_eq!(rig.signed_out().await, None, "seen four minutes ahead");
    rig.clock.put(NOW);
    assert_eq!(
        rig.signed_out().await,
        Some(SignedOut::ClockWrong),
        "seen six minutes ahead"
    );
    rig.accounts
        .log_in(login("ana", PASSWORD, true))
        .await
        .unwrap();
    assert_eq!(rig.signed_out().await, None, "a password heals it");
}

#[tokio::test]
async fn c11_one_can_log_in_whatever_the_clock_says() {
    for now in [
        -86_400 * 365,
        0,
        30,
        2_147_483_648,
        4_102_444_800,
        253_402_207_200 - 1,
    ] {
        let rig = Rig::new().await;
        rig.clock.put(now);
        rig.sign_up("ana", "ana@example.org", true).await.unwrap();
        for stay in [true, false] {
            let session = rig
                .accounts
                .log_in(login("ana", PASSWORD, stay))
                .await
                .unwrap();
            rig.accounts.check(&session).await.unwrap();
        }
    }
}

#[tokio::test]
async fn d07_what_the_keyring_holds_is_not_believed_for_being_there() {
    let rig = Rig::new().await;
    let ana = rig
        .sign_up("ana", "ana@example.org", true)
        .await
        .unwrap()
        .session
        .account()
        .uid
        .to_string();
    let ben = rig
        .sign_up("ben", "ben@example.org", true)
        .await
        .unwrap()
        .session
        .account()
        .uid
        .to_string();
    let (anas, bens) = (rig.keyring.entry(&ana), rig.keyring.entry(&ben));
    let good = bens.clone().unwrap();
    let bad = [
        String::new(),
        "1".into(),
        "x".repeat(2 << 20),
        "\u{fffd}\0".into(),
        good.replacen("1.", "0.", 1),
        good.replacen("1.", "2.", 1),
        format!("1{good}"),
        format!(" {good}"),
        format!("{good}\n"),
        good[..45].into(),
        good[..46].into(),
        good[..100].into(),
        good[..good.len() - 1].into(),
        good[2..].into(),
        anas.clone().unwrap(),
        format!("{}{}", &good[..46], &anas.as_ref().unwrap()[46..]),
        format!("{}{}", &anas.as_ref().unwrap()[..46], &good[46..]),
    ];
    for text in bad {
        rig.keyring.plant(&ben, Some(text.clone()));
        let why = rig.signed_out().await;
        assert!(
            matches!(why, Some(SignedOut::EntryGone | SignedOut::Refused)),
            "{why:?} {}",
            text.chars().take(200).collect::<String>()
        );
    }
    rig.keyring.plant(&ben, None);
    assert_eq!(rig.signed_out().await, Some(SignedOut::EntryGone));
    rig.keyring.plant(&ana, bens.clone());
    rig.keyring.plant(&ben, anas);
    assert_eq!(
        rig.signed_out().await,
        Some(SignedOut::Refused),
        "both swapped"
    );
    rig.keyring.plant(&ben, bens);
    assert_eq!(
        rig.signed_out().await,
        None,
        "no row was deleted on the way"
    );
    rig.keyring.plant(&ben, Some("spoilt".into()));
    rig.accounts
        .log_in(login("ben", PASSWORD, true))
        .await
        .unwrap();
    assert_eq!(
        rig.signed_out().await,
        None,
        "the next login replaces the entry"
    );
}

#[tokio::test]
async fn a_keyring_that_keeps_nothing_is_found_out() {
    let rig = Rig::new().await;
    rig.keyring.forget_what_is_written();
    assert!(!rig.accounts.keyring().await.available);
    let session = rig
        .sign_up("ana", "ana@example.org", true)
        .await
        .unwrap()
        .session;
    assert!(!session.account().stay_signed_in && !session.keyring().available);
}

#[tokio::test]
async fn trying_the_keyring_out_leaves_nothing_in_it() {
    let rig = Rig::new().await;
    assert!(rig.accounts.keyring().await.available);
    assert_eq!(rig.keyring.entry("probe"), None);
}

#[tokio::test]
async fn d06_a_keyring_that_fails_at_start_loses_nothing() {
    let rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", true).await.unwrap();
    for failure in [
        SecretStoreError::NoService,
        SecretStoreError::Locked,
        SecretStoreError::Timeout,
        SecretStoreError::Failed,
    ] {
        rig.keyring.fail(Some(failure), None, None);
        assert_eq!(
            rig.signed_out().await,
            Some(SignedOut::Keyring(failure.into()))
        );
    }
    rig.keyring.fail(None, None, None);
    assert_eq!(rig.signed_out().await, None);
}
