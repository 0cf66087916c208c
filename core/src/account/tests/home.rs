//! The data folder: what lies in it, for whom, and which ones are refused.

use std::{fs, path::Path};

use super::rig::{PASSWORD, Rig, files_below, sql};
use crate::{Error, ErrorCode};

#[tokio::test]
async fn no_file_tells_a_secret() {
    let rig = Rig::new().await;
    let signed_up = rig.sign_up("ana", "ana@example.org", true).await.unwrap();
    let entry = rig
        .keyring
        .entry(&signed_up.session.account().uid.to_string())
        .unwrap();
    let code = signed_up.recovery_code.text();
    let key = signed_up.session.library_key().engine_text();
    let secrets = [
        PASSWORD,
        &entry[2..45],
        &entry[46..],
        code.expose(),
        &key[3..67],
        "eyJ",
    ];
    for (file, content) in files_below(&rig.home) {
        let text = String::from_utf8_lossy(&content).to_uppercase();
        for secret in secrets {
            assert!(!text.contains(&secret.to_uppercase()), "{}", file.display());
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn f14_files_and_folders_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let rig = Rig::new().await;
    let session = rig
        .sign_up("ana", "ana@example.org", true)
        .await
        .unwrap()
        .session;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folders = [
        rig.home.clone(),
        rig.home.join("libraries"),
        rig.home.join("quarantine"),
        session.library_dir().to_owned(),
    ];
    for folder in &folders {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
    for file in [rig.home.join("accounts.db"), rig.keyslots()] {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    for path in [
        &rig.home,
        &rig.home.join("libraries"),
        &rig.home.join("accounts.db"),
    ] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let rig = rig.restarted().await;
    assert_eq!(
        (
            mode(&rig.home),
            mode(&rig.home.join("libraries")),
            mode(&rig.home.join("accounts.db"))
        ),
        (0o700, 0o700, 0o600)
    );
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_refused() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    let refused = |result: Option<Error>| matches!(result, Some(Error::HomeNotUsable(_)));

    let link = elsewhere.path().join("link");
    symlink(elsewhere.path(), &link).unwrap();
    assert!(refused(Rig::try_at(&link).await.err()));

    let home = tempfile::tempdir().unwrap();
    symlink(
        elsewhere.path().join("other.db"),
        home.path().join("accounts.db"),
    )
    .unwrap();
    assert!(refused(Rig::try_at(home.path()).await.err()));

    let rig = Rig::new().await;
    let dir = rig
        .sign_up("ana", "ana@example.org", false)
        .await
        .unwrap()
        .session
        .library_dir()
        .to_owned();
    let moved = elsewhere.path().join("moved");
    fs::rename(&dir, &moved).unwrap();
    symlink(&moved, &dir).unwrap();
    assert!(refused(rig.log_in("ana", PASSWORD).await.err()));
    fs::remove_file(&dir).unwrap();
    fs::rename(&moved, &dir).unwrap();
    fs::rename(dir.join("library.db"), elsewhere.path().join("library.db")).unwrap();
    symlink(elsewhere.path().join("library.db"), dir.join("library.db")).unwrap();
    assert!(refused(rig.log_in("ana", PASSWORD).await.err()));
}

#[tokio::test]
async fn a_place_where_nothing_can_be_kept_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    for place in [
        file.clone(),
        file.join("below"),
        Path::new("relative").to_owned(),
    ] {
        let refused = Rig::try_at(&place).await.err().unwrap();
        assert_eq!(
            refused.code(),
            ErrorCode::HomeNotUsable,
            "{}",
            place.display()
        );
    }
}

#[tokio::test]
async fn accounts_of_a_newer_bookly_are_left_alone() {
    let rig = Rig::new().await;
    rig.sign_up("ana", "ana@example.org", false).await.unwrap();
    sql(
        &rig.home,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'later', 1, x'00', 0)",
    )
    .await;
    let home = rig.home.clone();
    let kept = rig.closed().await;
    let before = files_below(&home);
    assert!(matches!(
        Rig::try_at(&home).await.err(),
        Some(Error::LibraryNewer)
    ));
    assert_eq!(files_below(&home), before);
    drop(kept);
}
