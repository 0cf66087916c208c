//! The pause after wrong passwords: how long, for whom, and what does not help against it.

use std::sync::Arc;

use super::rig::{NOW, PASSWORD, Rig, sql};
use crate::{Error, ErrorCode};

async fn failures(rig: &Rig) -> String {
    sql(
        &rig.home,
        "SELECT group_concat(failures, ' ') FROM (SELECT failures FROM throttle ORDER BY failures)",
    )
    .await
}

/// Eight wrong passwords, each after the pause of the one before: the next pause is 8 s.
async fn paused() -> Rig {
    let rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", false).await.unwrap();
    for _ in 0..8 {
        let tries = rig.guess("ana").await;
        rig.clock.pass(tries.wait.into());
    }
    let last = rig.guess("ana").await;
    assert_eq!((last.failures, last.wait, last.whole_wait), (9, 16, 16));
    rig
}

async fn code(rig: &Rig) -> Option<ErrorCode> {
    rig.log_in("ana", PASSWORD).await.err().map(|e| e.code())
}

#[tokio::test]
async fn b01_the_pause_doubles_from_the_fifth_failure_on() {
    let rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", false).await.unwrap();
    let mut waits = Vec::new();
    for left in [4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] {
        let tries = rig.guess("ana").await;
        assert_eq!((tries.left, tries.whole_wait), (left, tries.wait));
        waits.push(tries.wait);
        for _ in 0..tries.wait {
            let runs = rig.accounts.kdf_runs();
            assert_eq!(code(&rig).await, Some(ErrorCode::TooManyTries));
            assert_eq!(rig.accounts.kdf_runs(), runs, "nothing is tried in a pause");
            rig.clock.pass(1);
        }
    }
    assert_eq!(
        waits,
        [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    );
    rig.log_in("ana", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn b02_a_restart_does_not_end_the_pause() {
    let mut rig = paused().await;
    for seconds in [0, 10, 5] {
        rig.clock.pass(seconds);
        rig = rig.killed().await;
        assert_eq!(code(&rig).await, Some(ErrorCode::TooManyTries));
        assert!(rig.accounts.last_pause().await.unwrap().is_some());
    }
    let tries = rig.accounts.last_pause().await.unwrap().unwrap();
    assert_eq!((tries.failures, tries.wait, tries.whole_wait), (9, 1, 16));
    rig.clock.pass(1);
    assert_eq!(rig.accounts.last_pause().await.unwrap(), None);
    assert_eq!(rig.guess("ana").await.failures, 10);
}

#[tokio::test]
async fn b03_a_try_that_ends_in_the_middle_is_counted() {
    let mut rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", false).await.unwrap();
    for try_ in 1..=50 {
        rig.clock.pass(300);
        let runs = rig.accounts.kdf_runs();
        let held = rig.accounts.hold_kdf().await;
        {
            let mut trying = std::pin::pin!(rig.log_in("ana", "not the password"));
            while rig.accounts.kdf_runs() == runs {
                // Polled until the hash has begun, and dropped there, as in a kill.
                tokio::select! {
                    biased;
                    _ = &mut trying => panic!("refused without a hash"),
                    () = tokio::task::yield_now() => {}
                }
            }
        }
        drop(held);
        assert_eq!(failures(&rig).await, try_.to_string());
        if try_ % 10 == 0 {
            rig = rig.killed().await;
        }
    }
}

#[tokio::test]
async fn b04_setting_the_clock_does_not_help() {
    // While Bookly runs, it makes no difference at all.
    let rig = paused().await;
    for now in [NOW + 3_600, NOW - 86_400, NOW + 86_400 * 365, 0] {
        rig.clock.put(now);
        let tries = rig.guess("ana").await;
        assert_eq!((tries.failures, tries.wait), (9, 16), "{now}");
    }
    rig.clock.pass(15);
    assert_eq!(rig.guess("ana").await.wait, 1);

    // After a restart, one set back begins the pause anew.
    let rig = paused().await;
    rig.clock.pass(10);
    rig.clock.put(NOW - 86_400);
    let rig = rig.killed().await;
    assert_eq!(rig.guess("ana").await.wait, 16);
    rig.clock.pass(10);
    let rig = rig.killed().await;
    assert_eq!(rig.guess("ana").await.wait, 6, "the new time is believed");

    // One set forward ends at most this pause; the next one is longer.
    let rig = paused().await;
    rig.clock.put(NOW + 3_600);
    let rig = rig.killed().await;
    assert_eq!(rig.guess("ana").await.whole_wait, 32);
}

#[tokio::test]
async fn b05_success_ends_it_and_each_account_has_its_own() {
    let rig = paused().await;
    rig.sign_up("ben", "ben@example.org", false).await.unwrap();
    rig.log_in("ben", PASSWORD).await.unwrap();
    rig.log_in("ben@example.org", PASSWORD).await.unwrap();
    assert_eq!(
        rig.guess("ANA@example.org").await.failures,
        9,
        "both of her names"
    );
    rig.clock.pass(16);
    rig.log_in("ana", PASSWORD).await.unwrap();
    assert_eq!(failures(&rig).await, "");
    assert_eq!(rig.guess("ana").await.failures, 1);

    for (n, name) in (1..).zip(["nobody", "somebody", "", "@", "x@y"]) {
        assert_eq!(rig.guess(name).await.failures, n, "{name}");
    }
    assert_eq!(rig.guess("yet another").await.wait, 1);
    assert_eq!(failures(&rig).await, "1 5", "one row for all of them");
    rig.log_in("ana", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn b06_codes_and_confirmations_count_too() {
    let rig = Rig::new().await;
    let code = rig
        .sign_up("ana", "ana@example.org", false)
        .await
        .unwrap()
        .recovery_code;
    let code = code.text();
    let other = crate::account::RecoveryCode::generate().unwrap();
    let other = other.text();
    let new = "walnut ferry copper lilac";
    let mut session = rig.log_in("ana", PASSWORD).await.unwrap();
    let wrong = || "not the password".to_owned().into();

    let refused = rig.recover("ana", other.expose(), new).await.err();
    assert!(matches!(refused, Some(Error::RecoveryRefused(tries)) if tries.failures == 1));
    let refused = rig
        .accounts
        .change_password(&mut session, wrong(), new.to_owned().into())
        .await;
    assert!(matches!(refused, Err(Error::PasswordWrong(tries)) if tries.failures == 2));
    let refused = rig.accounts.renew_recovery(&mut session, wrong()).await;
    assert!(matches!(refused, Err(Error::PasswordWrong(tries)) if tries.failures == 3));
    let refused = rig.accounts.prove(&session, wrong()).await;
    assert!(matches!(refused, Err(Error::PasswordWrong(tries)) if tries.failures == 4));
    let uid = session.account().uid;
    let refused = rig.accounts.unlock(uid, wrong(), false).await;
    assert!(matches!(refused, Err(Error::PasswordWrong(tries)) if tries.wait == 1));

    // A typing error is no guess: it can never be the code.
    let typo = rig.recover("ana", &code.expose()[1..], new).await.err();
    assert!(matches!(typo, Some(Error::RecoveryCodeInvalid)));
    for _ in 0..2 {
        let paused = rig.recover("ana", code.expose(), new).await.err();
        assert!(matches!(paused, Some(Error::TooManyTries(tries)) if tries.failures == 5));
    }
    rig.clock.pass(1);
    rig.recover("ana", code.expose(), new).await.unwrap();
    assert_eq!(failures(&rig).await, "");

    for n in 1..=5 {
        let refused = rig.recover("nobody", other.expose(), new).await.err();
        assert!(matches!(refused, Some(Error::RecoveryRefused(tries)) if tries.failures == n));
    }
    let paused = rig.recover("nobody else", other.expose(), new).await.err();
    assert!(matches!(paused, Some(Error::TooManyTries(_))));
}

/// A try in a pause is refused unseen, so of twenty at once five are made: each of those is
/// counted, and none of the others tells anything.
#[tokio::test]
async fn b07_tries_at_the_same_moment_are_made_one_after_the_other() {
    let rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", false).await.unwrap();
    let home = rig.home.clone();
    let accounts = Arc::new(rig.accounts);
    let trying: Vec<_> = (0..20)
        .map(|_| {
            let accounts = Arc::clone(&accounts);
            let login = super::rig::login("ana", "not the password", false);
            tokio::spawn(async move { accounts.log_in(login).await.err().unwrap() })
        })
        .collect();
    let (mut refused, mut paused) = (Vec::new(), 0);
    for answer in trying {
        match answer.await.unwrap() {
            Error::LoginRefused(tries) => refused.push(tries.failures),
            Error::TooManyTries(_) => paused += 1,
            other => panic!("{other:?}"),
        }
    }
    refused.sort_unstable();
    assert_eq!((refused, paused), (vec![1, 2, 3, 4, 5], 15));
    assert_eq!(sql(&home, "SELECT '' || failures FROM throttle").await, "5");
}
