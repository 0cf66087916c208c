//! accounts.db damaged or gone: it is made anew from what lies beside the libraries.

use std::fs;

use super::rig::{PASSWORD, Rig, sql};
use crate::Error;

async fn two_accounts() -> (Rig, String) {
    let rig = Rig::new().await;
    let signed_up = rig.sign_up("ana", "ana@example.org", true).await.unwrap();
    let code = signed_up.recovery_code.text().expose().to_owned();
    rig.sign_up("Bén", "ben@example.org", false).await.unwrap();
    (rig, code)
}

/// Both log in, by name and by email, and the recovery code opens.
async fn all_is_well(rig: &Rig, code: &str) {
    assert_eq!(rig.accounts.count().await.unwrap(), 2);
    for name in ["ana", "ben@example.org", "bén"] {
        rig.log_in(name, PASSWORD).await.unwrap();
    }
    rig.recover("ana", code, "walnut ferry copper lilac")
        .await
        .unwrap();
}

fn quarantined(rig: &Rig) -> usize {
    fs::read_dir(rig.home.join("quarantine")).unwrap().count()
}

#[tokio::test]
async fn f02_a_file_of_accounts_that_is_gone_or_damaged_is_made_anew() {
    for damage in ["gone", "empty", "cut", "no database", "a page of zeros"] {
        let (rig, code) = two_accounts().await;
        let file = rig.home.join("accounts.db");
        rig.accounts.close().await;
        let mut bytes = fs::read(&file).unwrap();
        match damage {
            "empty" => bytes.clear(),
            "cut" => bytes.truncate(9_000),
            "no database" => bytes.fill(b'x'),
            _ => bytes[4_096..8_192].fill(0),
        }
        if damage == "gone" {
            fs::remove_file(&file).unwrap();
        } else {
            fs::write(&file, &bytes).unwrap();
        }
        let rig = rig.restarted().await;
        all_is_well(&rig, &code).await;
        assert_eq!(quarantined(&rig), usize::from(damage != "gone"), "{damage}");
    }
}

#[tokio::test]
async fn f02_a_byte_that_no_page_gives_away_is_found_by_the_rules() {
    for damage in [
        "UPDATE account SET username_folded = 'anb' WHERE username = 'ana'",
        "UPDATE account SET username = 'anb' WHERE username = 'ana'",
        "UPDATE account SET email = 'anb@example.org' WHERE username = 'ana'",
        "UPDATE account SET email_folded = 'anb@example.org' WHERE username = 'ana'",
        "PRAGMA foreign_keys = OFF; UPDATE account SET uid = 'x' || substr(uid, 2) WHERE username = 'ana'",
        "UPDATE meta SET last_name = CAST(x'ff' AS TEXT)",
        "PRAGMA ignore_check_constraints = ON; UPDATE key_slot SET kind = 'passworc' WHERE kind = 'password'",
        "CREATE TRIGGER t AFTER UPDATE ON throttle BEGIN DELETE FROM account; END",
        "UPDATE _sqlx_migrations SET version = 9999 WHERE version = 2",
        "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1",
    ] {
        let (rig, code) = two_accounts().await;
        sql(&rig.home, damage).await;
        let rig = rig.restarted().await;
        all_is_well(&rig, &code).await;
        assert_eq!(quarantined(&rig), 1, "{damage}");
    }
}

/// A login that is refused because its account was left out would call damage a wrong password.
#[tokio::test]
async fn f02_nobody_is_left_out() {
    let (rig, _) = two_accounts().await;
    fs::write(rig.keyslots_of("ana").await, "{}").unwrap();
    sql(&rig.home, "UPDATE account SET username = 'x' || username").await;
    let (home, folder) = (rig.home.clone(), rig.closed().await);
    let before = fs::read(home.join("accounts.db")).unwrap();
    let refused = Rig::try_at(&home).await.err();
    assert!(matches!(refused, Some(Error::LibraryDamaged)));
    assert_eq!(fs::read(home.join("accounts.db")).unwrap(), before);
    drop(folder);
}

#[tokio::test]
async fn a_file_that_is_whole_is_left_as_it_is() {
    let (rig, _) = two_accounts().await;
    let rig = rig.restarted().await;
    rig.accounts.close().await;
    let file = rig.home.join("accounts.db");
    let before = fs::read(&file).unwrap();
    let rig = rig.restarted().await;
    rig.accounts.close().await;
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(quarantined(&rig), 0);
}
