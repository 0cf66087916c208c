//! A backup in the place of a library, or as a new account.

use super::*;

#[tokio::test]
async fn f07_a_backup_is_restored_by_the_password_and_the_code_of_its_day() {
    let home = TestHome::new().await;
    let old_code = home
        .bookly
        .sign_up(ilse(false))
        .await
        .unwrap()
        .recovery_code;
    let library = home.bookly.library().await.unwrap();
    fill(&library, 3).await;
    let backup = back_up(&home.bookly).await;
    drop(library);

    // From here on everything is different: password, code, key and books.
    let (old, new) = (PASSWORD.to_owned(), OTHER.to_owned());
    home.bookly
        .change_password(old.into(), new.into())
        .await
        .unwrap();
    let watch = bookly_core::ReencryptWatch::default();
    let new_code = home
        .bookly
        .reencrypt(OTHER.to_owned().into(), &watch)
        .await
        .unwrap();
    let new_code = new_code.recovery_code;
    let library = home.bookly.library().await.unwrap();
    add(&library, titled("Of today")).await;
    drop(library);
    let today = all_titles(&home.bookly).await;
    assert_eq!(today.len(), 4);

    for wrong in [
        password(OTHER),
        password("not the password"),
        code(&new_code),
    ] {
        let refused = open(&home.bookly, own(&backup), wrong).await;
        assert_eq!(refused, Err(ErrorCode::BackupRefused));
        assert_eq!(all_titles(&home.bookly).await, today);
    }
    let refused = open(&home.bookly, own(&backup), code("no code")).await;
    assert_eq!(refused, Err(ErrorCode::RecoveryCodeInvalid));

    for right in [password(PASSWORD), code(&old_code)] {
        let library = home.bookly.library().await.unwrap();
        fill(&library, 1).await;
        drop(library);
        restore(&home.bookly, &backup, right).await;
        assert_eq!(
            all_titles(&home.bookly).await,
            ["Book 0", "Book 1", "Book 2"]
        );
        // It takes changes, and opens with the password and the key of today.
        let library = home.bookly.library().await.unwrap();
        let book = add(&library, titled("After")).await;
        library
            .change_book(book.id, BookChange::default())
            .await
            .unwrap();
        library.undo().await.unwrap();
        library.undo().await.unwrap();
        drop(library);
        home.bookly.log_out().await.unwrap();
        home.bookly.log_in(login("ilse", OTHER)).await.unwrap();
        assert_eq!(all_titles(&home.bookly).await.len(), 3);
    }
}

#[tokio::test]
async fn f07_every_kind_of_backup_is_restored() {
    let (home, library) = TestHome::with_library().await;
    let mut csv = "Book Id,Title,Author,My Rating,Exclusive Shelf\n".to_owned();
    for n in 0..150 {
        writeln!(csv, "{n},Row {n},Somebody,3,read").unwrap();
    }
    let watch = CopyWatch::default();
    fill(&library, 1).await;
    back_up(&home.bookly).await;
    fill(&library, 1).await;
    home.clock.advance(DAY);
    let auto = home.bookly.back_up_if_due(Moment::InUse, &watch).await;
    assert_eq!(auto.unwrap().unwrap().kind, BackupKind::Auto);
    fill(&library, 1).await;
    home.clock.advance(60);
    let (file, importing) = (file_of(&csv), ImportWatch::default());
    let imported = home.bookly.run_import(&file, &importing).await;
    assert_eq!(imported.unwrap().added, 150);
    drop(library);
    home.clock.advance(60);
    // Restoring one makes another, of what is there now.
    let manual = home.bookly.backups().await.unwrap().pop().unwrap();
    restore(&home.bookly, &manual, password(PASSWORD)).await;

    let backups = home.bookly.backups().await.unwrap();
    let kinds: Vec<(BackupKind, u32)> = backups
        .iter()
        .map(|backup| (backup.kind, backup.counts.unwrap().books))
        .collect();
    assert_eq!(
        kinds,
        [
            (BackupKind::PreRestore, 153),
            (BackupKind::PreImport, 3),
            (BackupKind::Auto, 2),
            (BackupKind::Manual, 1)
        ]
    );
    for backup in &backups {
        home.clock.advance(60);
        restore(&home.bookly, backup, password(PASSWORD)).await;
        let library = home.bookly.library().await.unwrap();
        library.index_ready().await;
        let count = ids(&library, ViewQuery::default()).await.len();
        drop(library);
        assert_eq!(
            count,
            backup.counts.unwrap().books as usize,
            "{:?}",
            backup.kind
        );
    }
}

#[tokio::test]
async fn a_preview_says_what_would_be_lost() {
    let (home, library) = TestHome::with_library().await;
    fill(&library, 6).await;
    library.create_shelf("Long", "pages:>500").await.unwrap();
    let backup = back_up(&home.bookly).await;
    let watch = CopyWatch::default();
    let preview = async || {
        let opened = home
            .bookly
            .open_backup(own(&backup), password(PASSWORD), &watch);
        opened.await.unwrap()
    };
    assert_eq!(preview().await.losses, Some(Losses::default()));

    home.clock.advance(60);
    let books = all_books(&library).await;
    let change = |title: &str| BookChange {
        title: Some(title.to_owned()),
        ..BookChange::default()
    };
    library
        .change_book(books[0].id, change("Changed"))
        .await
        .unwrap();
    library
        .trash_books(&[books[1].id, books[2].id])
        .await
        .unwrap();
    library.purge_books(&[books[2].id]).await.unwrap();
    fill(&library, 3).await;
    library
        .delete_shelf(library.shelves().await.unwrap()[0].id)
        .await
        .unwrap();
    let preview = preview().await;
    let losses = Losses {
        added: 3,
        changed: 2,
        removed: 1,
        shelves: 1,
    };
    assert_eq!(preview.losses, Some(losses));
    assert_eq!(preview.counts.books, 6);
    let now = preview.now.unwrap();
    assert_eq!((now.books, now.trashed, now.shelves), (7, 1, 0));
    assert!(!preview.needs_password);
}

#[tokio::test]
async fn the_replaced_library_is_kept_for_ninety_days() {
    let (home, library) = TestHome::with_library().await;
    fill(&library, 2).await;
    let backup = back_up(&home.bookly).await;
    drop(library);
    let quarantine = home.folder.path().join("quarantine");
    let kept = || fs::read_dir(&quarantine).unwrap().count();
    restore(&home.bookly, &backup, password(PASSWORD)).await;
    assert_eq!(kept(), 1);
    fs::write(quarantine.join("new-something"), "of another kind").unwrap();
    home.clock.advance(90 * DAY - 10);
    let home = home.restart().await;
    assert_eq!(kept(), 2);
    home.clock.advance(20);
    let home = home.restart().await;
    assert_eq!(kept(), 1, "only what was replaced is ever deleted");
    drop(home);
}

#[tokio::test]
async fn a_backup_makes_an_account_on_a_fresh_computer() {
    let home = TestHome::new().await;
    let old_code = home
        .bookly
        .sign_up(ilse(false))
        .await
        .unwrap()
        .recovery_code;
    let library = home.bookly.library().await.unwrap();
    fill(&library, 4).await;
    let made = back_up(&home.bookly).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let saved = elsewhere.path().join("copy of ilse.bookly");
    let watch = CopyWatch::default();
    home.bookly
        .save_backup(&made.name, &saved, &watch)
        .await
        .unwrap();
    let file = || BackupSource::File(File::open(&saved).unwrap());
    let name = "ilse";

    // Here it is already.
    drop(library);
    home.bookly.log_out().await.unwrap();
    let refused = open(&home.bookly, file(), password(PASSWORD)).await;
    assert_eq!(refused, Err(ErrorCode::BackupIsHere));

    // By its password, the account is as it was: the old code opens it too.
    let fresh = TestHome::new().await;
    assert_eq!(
        open(&fresh.bookly, file(), password(OTHER)).await,
        Err(ErrorCode::BackupRefused)
    );
    let opened = fresh.bookly.open_backup(file(), password(PASSWORD), &watch);
    let preview = opened.await.unwrap();
    assert_eq!((preview.username.as_str(), preview.losses), (name, None));
    let restored = fresh.bookly.restore_as_account(None, &watch).await.unwrap();
    assert_eq!(restored.account.email, "ilse@vandermeer.example");
    assert!(restored.recovery_code.is_none() && restored.account.recovery_confirmed);
    assert_eq!(all_titles(&fresh.bookly).await.len(), 4);
    let fresh = fresh.restart().await;
    fresh.bookly.log_in(login(name, PASSWORD)).await.unwrap();
    assert_eq!(all_titles(&fresh.bookly).await.len(), 4);
    let recovery = bookly_core::Recovery {
        name: name.to_owned(),
        code: old_code.clone().into(),
        new_password: OTHER.to_owned().into(),
        stay_signed_in: false,
    };
    fresh.bookly.recover(recovery).await.unwrap();

    // By its code, a new password is chosen and a new code is given.
    let fresh = TestHome::new().await;
    let opened = fresh.bookly.open_backup(file(), code(&old_code), &watch);
    assert!(opened.await.unwrap().needs_password);
    for (weak, why) in [
        (None, ErrorCode::PasswordTooShort),
        (Some("password12"), ErrorCode::PasswordWeak),
    ] {
        let weak = weak.map(|weak| weak.to_owned().into());
        let refused = fresh.bookly.restore_as_account(weak, &watch).await;
        assert_eq!(refused.err().map(|error| error.code()), Some(why));
    }
    let new = Some(OTHER.to_owned().into());
    let restored = fresh.bookly.restore_as_account(new, &watch).await.unwrap();
    let new_code = restored.recovery_code.unwrap();
    assert!(new_code != old_code && !restored.account.recovery_confirmed);
    fresh.bookly.log_out().await.unwrap();
    assert!(fresh.bookly.log_in(login(name, PASSWORD)).await.is_err());
    fresh.bookly.log_in(login(name, OTHER)).await.unwrap();
    assert_eq!(all_titles(&fresh.bookly).await.len(), 4);
    back_up(&fresh.bookly).await;
}

#[tokio::test]
async fn a_name_that_somebody_has_is_not_taken_by_a_backup() {
    let (home, library) = TestHome::with_library().await;
    fill(&library, 1).await;
    let made = backups_dir(&home).join(back_up(&home.bookly).await.name);
    let other = TestHome::new().await;
    other.bookly.sign_up(ilse(false)).await.unwrap();
    // Into the library of somebody of the same name, who is somebody else.
    let file = || BackupSource::File(File::open(&made).unwrap());
    let refused = open(&other.bookly, file(), password(PASSWORD)).await;
    assert_eq!(refused, Err(ErrorCode::BackupOfOther));
    other.bookly.log_out().await.unwrap();
    open(&other.bookly, file(), password(PASSWORD))
        .await
        .unwrap();
    let watch = CopyWatch::default();
    let refused = other.bookly.restore_as_account(None, &watch).await;
    assert_eq!(
        refused.err().map(|e| e.code()),
        Some(ErrorCode::AccountExists)
    );
    let libraries = fs::read_dir(other.folder.path().join("libraries")).unwrap();
    assert_eq!(libraries.count(), 1);
}

#[tokio::test]
async fn a_damaged_or_missing_library_is_restored_from_its_backup_or_a_file() {
    let (home, library) = TestHome::with_library().await;
    let bookly = &home.bookly;
    fill(&library, 30).await;
    let backup = back_up(bookly).await;
    let elsewhere = home.folder.path().join("elsewhere.bookly");
    let watch = CopyWatch::default();
    bookly
        .save_backup(&backup.name, &elsewhere, &watch)
        .await
        .unwrap();
    add(&library, titled("Written afterwards")).await;
    drop(library);
    let then = 30;
    for (missing, from_file) in [(false, false), (true, false), (false, true)] {
        let file = home.library_file();
        bookly.log_out().await.unwrap();
        let mut bytes = fs::read(&file).unwrap();
        bytes[700..].fill(7);
        fs::write(&file, &bytes).unwrap();
        if missing {
            fs::remove_file(&file).unwrap();
        }
        let refused = bookly.log_in(login("ilse", PASSWORD)).await;
        assert!(refused.is_err());
        assert!(bookly.start().await.unwrap().damaged.is_some());

        assert!(bookly.backups().await.unwrap().contains(&backup));
        let source = || {
            if from_file {
                BackupSource::File(File::open(&elsewhere).unwrap())
            } else {
                own(&backup)
            }
        };
        let wrong = open(bookly, source(), password(OTHER)).await;
        assert_eq!(wrong, Err(ErrorCode::BackupRefused));
        home.clock.advance(60);
        let opened = bookly
            .open_backup(source(), password(PASSWORD), &watch)
            .await;
        let preview = opened.unwrap();
        assert_eq!((preview.counts.books, preview.now), (then, None));
        assert!(preview.losses.is_none() && !preview.needs_password);
        if !missing {
            assert!(fs::read(&file).unwrap() == bytes, "nothing is changed yet");
        }
        bookly.restore(&watch).await.unwrap();
        assert_eq!(all_titles(bookly).await.len(), then as usize);
        assert!(bookly.start().await.unwrap().damaged.is_none());
        if !missing {
            let kept = fs::read_dir(home.folder.path().join("quarantine")).unwrap();
            let mut kept = kept.map(|folder| folder.unwrap().path().join("library.db"));
            assert!(kept.any(|kept| fs::read(kept).is_ok_and(|kept| kept == bytes)));
        }
        let library = bookly.library().await.unwrap();
        add(&library, titled("Written afterwards")).await;
    }
}
