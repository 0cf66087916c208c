//! Locking and deleting.

use std::fs;

use super::rig::{PASSWORD, Rig, files_below, login, sql};
use crate::{
    Error, Secret, SecretStoreError,
    account::{Accounts, OpenSession},
};

fn password() -> Secret {
    PASSWORD.to_owned().into()
}

async fn ana_and_ben() -> (Rig, OpenSession) {
    let rig = Rig::new().await;
    rig.sign_up("ben", "ben@example.org", false).await.unwrap();
    let ana = rig.sign_up("ana", "ana@example.org", true).await.unwrap();
    (rig, ana.session)
}

#[tokio::test]
async fn a_locked_session_opens_nothing_at_the_next_start() {
    for failure in [None, Some(SecretStoreError::Timeout)] {
        let (rig, session) = ana_and_ben().await;
        let uid = session.account().uid;
        let entry = rig.keyring.entry(&uid.to_string());
        rig.keyring.fail(None, None, failure);
        if let Some(cleaning) = rig.accounts.lock(&session).await.unwrap() {
            cleaning.await.unwrap();
        }
        assert_eq!(
            rig.keyring.entry(&uid.to_string()).is_some(),
            failure.is_some()
        );
        assert!(matches!(
            rig.accounts.check(&session).await,
            Err(Error::NotLoggedIn)
        ));
        rig.keyring.plant(&uid.to_string(), entry);
        let rig = rig.killed().await;
        assert!(rig.signed_out().await.is_some());
        rig.keyring.fail(None, None, None);
        let session = rig.accounts.unlock(uid, password(), true).await.unwrap();
        assert!(session.account().stay_signed_in, "as it was before");
        assert_eq!(rig.signed_out().await, None);
    }
}

#[tokio::test]
async fn d13_a_deleted_account_leaves_nothing_and_nobody_else_is_touched() {
    let (rig, session) = ana_and_ben().await;
    let uid = session.account().uid.to_string();
    let bens = files_below(&rig.home.join("libraries").join(rig.uid_of("ben").await));
    rig.guess("ana").await;
    assert!(matches!(
        Accounts::confirm_name(&session, "ben"),
        Err(Error::NameNotConfirmed)
    ));
    Accounts::confirm_name(&session, " ANA ").unwrap();
    let proof = rig.accounts.prove(&session, password()).await.unwrap();
    rig.accounts.delete(proof).await.unwrap();

    assert!(!session.library_dir().exists());
    assert_eq!(rig.keyring.entry(&uid), None);
    assert_eq!(rig.accounts.last_name().await.unwrap(), None);
    assert_eq!(rig.accounts.count().await.unwrap(), 1);
    assert!(matches!(
        rig.accounts.check(&session).await,
        Err(Error::NotLoggedIn)
    ));
    for (file, content) in files_below(&rig.home) {
        let content = String::from_utf8_lossy(&content);
        for trace in ["ana@example", &uid] {
            assert!(
                !content.contains(trace) && !file.to_string_lossy().contains(trace),
                "{trace} in {}",
                file.display()
            );
        }
    }
    let after = files_below(&rig.home.join("libraries").join(rig.uid_of("ben").await));
    assert_eq!(after, bens);
    rig.log_in("ben", PASSWORD).await.unwrap();
    assert_eq!(rig.guess("ana").await.failures, 1, "an unknown name");
    rig.sign_up("ana", "ana@example.org", false).await.unwrap();
}

#[tokio::test]
async fn a_deletion_that_a_kill_has_stopped_is_finished_at_the_next_start() {
    let (rig, session) = ana_and_ben().await;
    let dir = session.library_dir().to_owned();
    let left = files_below(&dir);
    let entry = rig.keyring.entry(&session.account().uid.to_string());
    let proof = rig.accounts.prove(&session, password()).await.unwrap();
    rig.accounts.delete(proof).await.unwrap();
    // As it was right after the commit, and with one file gone already.
    for keep_slots in [true, false] {
        let uid = session.account().uid.to_string();
        sql(
            &rig.home,
            "INSERT INTO account (uid, username, username_folded, email, email_folded, created_at, deleting)
             SELECT uid, uid, uid, uid || '@deleted', uid || '@deleted', 0, 1 FROM (SELECT 'u' AS uid)",
        )
        .await;
        let mut db = super::rig::raw(&rig.home).await;
        sqlx::query("UPDATE account SET uid = ?1 WHERE uid = 'u'")
            .bind(&uid)
            .execute(&mut db)
            .await
            .unwrap();
        fs::create_dir_all(&dir).unwrap();
        for (file, content) in &left {
            if keep_slots || !file.ends_with("keyslots.json") {
                fs::write(file, content).unwrap();
            }
        }
        rig.keyring.plant(&uid, entry.clone());
        assert_eq!(rig.accounts.count().await.unwrap(), 1);
        let next = super::rig::reopened(&rig).await;
        assert!(!dir.exists());
        assert_eq!(rig.keyring.entry(&uid), None);
        assert_eq!(
            sql(&rig.home, "SELECT '' || count(*) FROM account").await,
            "1"
        );
        next.close().await;
    }
}

/// Nobody chose: fifteen minutes, and never for somebody who stays signed in.
#[tokio::test]
async fn the_time_until_a_lock_is_kept_for_each_account() {
    let rig = Rig::new().await;
    let mut session = rig
        .sign_up("ana", "ana@example.org", false)
        .await
        .unwrap()
        .session;
    assert_eq!(session.account().lock_after_minutes, 15);
    let staying = rig
        .accounts
        .log_in(login("ana", PASSWORD, true))
        .await
        .unwrap();
    assert_eq!(staying.account().lock_after_minutes, 0);
    assert!(rig.accounts.lock_after(&mut session, 5).await.is_err());

    let mut session = staying;
    assert!(rig.accounts.lock_after(&mut session, 7).await.is_err());
    rig.accounts.lock_after(&mut session, 5).await.unwrap();
    let rig = rig.restarted().await;
    let session = rig.log_in("ana", PASSWORD).await.unwrap();
    assert_eq!(session.account().lock_after_minutes, 5);
}
