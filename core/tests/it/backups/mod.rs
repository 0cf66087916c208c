//! Backups made, listed, thinned and restored, on real files.

mod restoring;

use std::{
    collections::HashSet,
    fmt::Write as _,
    fs::{self, File},
    path::{Path, PathBuf},
};

use bookly_core::{
    Backup, BackupKind, BackupSecret, BackupSource, BookChange, BookFields, Bookly, CopyWatch,
    Counts, ErrorCode, ImportWatch, Library, Losses, Moment, Place, SecretKind, ViewQuery,
    list_backups, newest_verified_backup,
};

use crate::support::{
    PASSWORD, TestHome, add, all_books, file_of, ids, ilse, login, titled, titles,
};

const DAY: i64 = 86_400;
const OTHER: &str = "walnut ferry copper lilac";

fn backups_dir(home: &TestHome) -> PathBuf {
    let account = home.library_file();
    let account = account.parent().unwrap().file_name().unwrap();
    home.folder.path().join("backups").join(account)
}

async fn back_up(bookly: &Bookly) -> Backup {
    bookly.back_up(&CopyWatch::default()).await.unwrap()
}

fn password(text: &str) -> BackupSecret {
    BackupSecret {
        by: SecretKind::Password,
        secret: text.to_owned().into(),
    }
}

fn code(text: &str) -> BackupSecret {
    BackupSecret {
        by: SecretKind::Code,
        secret: text.to_owned().into(),
    }
}

fn own(backup: &Backup) -> BackupSource {
    BackupSource::Own(backup.name.clone())
}

async fn open(
    bookly: &Bookly,
    source: BackupSource,
    secret: BackupSecret,
) -> Result<(), ErrorCode> {
    let watch = CopyWatch::default();
    let opened = bookly.open_backup(source, secret, &watch).await;
    opened.map(drop).map_err(|error| error.code())
}

async fn restore(bookly: &Bookly, backup: &Backup, secret: BackupSecret) {
    open(bookly, own(backup), secret).await.unwrap();
    bookly.restore(&CopyWatch::default()).await.unwrap();
}

async fn all_titles(bookly: &Bookly) -> Vec<String> {
    let library = bookly.library().await.unwrap();
    library.index_ready().await;
    let mut titles = titles(&library, "", Place::All).await;
    titles.sort();
    titles
}

async fn fill(library: &Library, count: u32) {
    for n in 0..count {
        add(library, titled(&format!("Book {n}"))).await;
    }
}

#[tokio::test]
async fn a_backup_is_listed_with_its_date_size_and_counts() {
    let (home, library) = TestHome::with_library().await;
    fill(&library, 5).await;
    let all = ids(&library, ViewQuery::default()).await;
    library.trash_books(&all[..2]).await.unwrap();
    library.create_shelf("Long", "pages:>500").await.unwrap();
    assert_eq!(home.bookly.backups().await.unwrap(), []);

    let made = back_up(&home.bookly).await;
    let counts = Counts {
        books: 3,
        trashed: 2,
        shelves: 1,
    };
    assert_eq!(made.counts, Some(counts));
    assert_eq!((made.kind, made.sound), (BackupKind::Manual, true));
    assert_eq!(made.at, 1_795_000_000_000);
    let file = backups_dir(&home).join(&made.name);
    assert_eq!(made.bytes, fs::metadata(&file).unwrap().len());
    assert_eq!(
        home.bookly.backups().await.unwrap(),
        std::slice::from_ref(&made)
    );
    let watch = CopyWatch::default();
    assert!(home.bookly.check_backup(&made.name, &watch).await.unwrap());

    // The library goes on, and another backup in the same second has a name of its own.
    add(&library, titled("Another")).await;
    let second = back_up(&home.bookly).await;
    assert_ne!(second.name, made.name);
    assert_eq!(home.bookly.backups().await.unwrap().len(), 2);
    let left = fs::read_dir(backups_dir(&home)).unwrap().count();
    assert_eq!(left, 2, "nothing unfinished stays behind");
}

#[tokio::test]
async fn a_backup_is_for_its_owner_and_shows_nothing_of_a_book() {
    let (home, library) = TestHome::with_library().await;
    let fields = BookFields {
        private_notes: "quercus petraea".to_owned(),
        ..titled("Sentinel of the North")
    };
    add(&library, fields).await;
    let file = backups_dir(&home).join(back_up(&home.bookly).await.name);
    let bytes = fs::read(&file).unwrap();
    for secret in ["Sentinel", "quercus", "CREATE TABLE", "SQLite format 3"] {
        let found = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
        assert!(!found, "{secret}");
    }
    assert!(
        bytes.windows(4).any(|window| window == b"ilse"),
        "its name is no secret"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(file.parent().unwrap()), 0o700);
    }
}

#[tokio::test]
async fn f02_a_damaged_backup_is_never_offered_as_good() {
    let (home, library) = TestHome::with_library().await;
    fill(&library, 50).await;
    let good = back_up(&home.bookly).await;
    home.clock.advance(60);
    let other = back_up(&home.bookly).await;
    let dir = backups_dir(&home);
    let file = dir.join(&other.name);
    let whole = fs::read(&file).unwrap();
    let watch = CopyWatch::default();
    let mut plainly = 0;
    for step in 0..60 {
        let mut bytes = whole.clone();
        let place = (bytes.len() - 1) * step / 59;
        bytes[place] ^= 1 << (step % 8);
        fs::write(&file, &bytes).unwrap();
        let listed = home.bookly.backups().await.unwrap();
        let sound = listed.iter().find(|b| b.name == other.name).unwrap().sound;
        plainly += u32::from(!sound);
        let checked = home.bookly.check_backup(&other.name, &watch).await;
        assert!(!sound || !checked.unwrap(), "bit at {place}");
        let newest = newest_verified_backup(&dir, &watch).unwrap();
        assert_eq!(newest.unwrap().name, good.name, "bit at {place}");
        let refused = open(&home.bookly, own(&other), password(PASSWORD)).await;
        assert!(refused.is_err(), "bit at {place}");
    }
    assert!(plainly > 0, "the list sees a manifest that is not whole");
    for length in [0, 1, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&file, &whole[..length]).unwrap();
        let listed = home.bookly.backups().await.unwrap();
        assert!(!listed.iter().find(|b| b.name == other.name).unwrap().sound);
    }
    fs::write(&file, &whole).unwrap();
    let newest = newest_verified_backup(&dir, &watch).unwrap();
    assert_eq!(newest.unwrap().name, other.name);
}

#[tokio::test]
async fn a_backup_is_made_by_itself_when_it_is_due() {
    let (home, library) = TestHome::with_library().await;
    let watch = CopyWatch::default();
    let due = async |moment| {
        let made = home.bookly.back_up_if_due(moment, &watch).await.unwrap();
        made.is_some()
    };
    assert!(!due(Moment::Closing).await, "an empty library");
    fill(&library, 199).await;
    assert!(!due(Moment::InUse).await);
    fill(&library, 1).await;
    assert!(due(Moment::InUse).await, "200 changes");
    assert!(!due(Moment::Closing).await, "nothing has changed since");
    home.clock.advance(DAY * 3);
    assert!(!due(Moment::InUse).await);
    fill(&library, 1).await;
    assert!(due(Moment::InUse).await, "a change, and days");
    fill(&library, 1).await;
    assert!(!due(Moment::InUse).await);
    assert!(due(Moment::Closing).await, "at close, any change");
    fill(&library, 1).await;
    home.clock.sleep(-DAY * 30);
    assert!(due(Moment::InUse).await, "the newest is of a time to come");
    home.bookly
        .lock(bookly_core::LockReason::Asked)
        .await
        .unwrap();
    assert!(!due(Moment::Closing).await, "a locked library has no key");
}

#[tokio::test]
async fn closing_stops_a_backup_and_leaves_nothing_of_it() {
    let (home, library) = TestHome::with_library().await;
    fill(&library, 20).await;
    let watch = CopyWatch::default();
    watch.cancel();
    let stopped = home.bookly.back_up(&watch).await;
    assert_eq!(
        stopped.err().map(|e| e.code()),
        Some(ErrorCode::CopyCancelled)
    );
    let left = fs::read_dir(backups_dir(&home)).unwrap().count();
    assert_eq!(left, 0);

    let watch = CopyWatch::default();
    let (made, locked) = tokio::join!(
        home.bookly.back_up(&watch),
        home.bookly.lock(bookly_core::LockReason::Asked)
    );
    locked.unwrap();
    // Whichever came first: a whole backup or none.
    let left = list_backups(&backups_dir(&home)).unwrap();
    assert_eq!(left.len(), usize::from(made.is_ok()));
    home.bookly
        .unlock(PASSWORD.to_owned().into())
        .await
        .unwrap();
    back_up(&home.bookly).await;
}

#[tokio::test]
async fn f10_rotation_of_400_days_keeps_what_it_should() {
    let (home, library) = TestHome::with_library().await;
    let book = add(&library, titled("0")).await;
    let dir = backups_dir(&home);
    let watch = CopyWatch::default();
    let mut newest = String::new();
    for day in (5..=400).step_by(5) {
        home.clock.advance(5 * DAY);
        let change = BookChange {
            title: Some(day.to_string()),
            ..BookChange::default()
        };
        library.change_book(book.id, change).await.unwrap();
        let made = home.bookly.back_up_if_due(Moment::InUse, &watch).await;
        newest = made.unwrap().expect("a day and a change").name;
        let kept = list_backups(&dir).unwrap();
        assert_eq!(kept[0].name, newest);
        assert!(kept.iter().all(|backup| backup.sound));
        assert!(kept.len() <= 33, "day {day}: {}", kept.len());
    }
    let days: HashSet<i64> = list_backups(&dir)
        .unwrap()
        .iter()
        .map(|backup| (home_now(&home) - backup.at) / 86_400_000)
        .collect();
    assert!((0..10).all(|turn| days.contains(&(turn * 5))), "{days:?}");
    assert!(days.iter().any(|day| *day > 300), "{days:?}");
    assert!(home.bookly.check_backup(&newest, &watch).await.unwrap());

    // The library fails its check: no backup comes of it, and nothing of the past is given away.
    let kept = list_backups(&dir).unwrap();
    drop(library);
    let home = home.restart().await;
    let file = home.library_file();
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..] {
        *byte ^= 0x55;
    }
    fs::write(&file, &bytes).unwrap();
    home.clock.advance(DAY);
    let opened = home.bookly.log_in(login("ilse", PASSWORD)).await;
    if opened.is_ok() {
        let refused = home.bookly.back_up(&CopyWatch::default()).await;
        assert_eq!(
            refused.err().map(|e| e.code()),
            Some(ErrorCode::LibraryDamaged)
        );
    }
    assert_eq!(list_backups(&dir).unwrap(), kept);
}

fn home_now(home: &TestHome) -> i64 {
    bookly_core::Clock::now(&*home.clock).as_millisecond()
}

#[tokio::test]
async fn an_export_has_every_book_with_every_field() {
    let (home, library) = TestHome::with_library().await;
    let fields = BookFields {
        subtitle: "A \"quoted\"\nline".to_owned(),
        private_notes: "ночь 🌙".to_owned(),
        tags: vec!["one".to_owned(), "two".to_owned()],
        ..titled("Whole")
    };
    let whole = add(&library, fields).await;
    fill(&library, 1_100).await;
    let trashed = add(&library, titled("In the trash")).await;
    library.trash_books(&[trashed.id]).await.unwrap();
    library.create_shelf("Long", "pages:>500").await.unwrap();
    let to = home.folder.path().join("export.json");
    fs::write(&to, "an older export").unwrap();
    let watch = CopyWatch::default();
    assert_eq!(library.export(&to, &watch).await.unwrap(), 1_102);
    let progress = watch.progress().unwrap();
    assert_eq!((progress.done, progress.total), (1_102, 1_102));

    let text = fs::read_to_string(&to).unwrap();
    assert_eq!(text.lines().count(), 1_104, "a book a line");
    let export: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(export["format"], "bookly-export");
    assert_eq!(export["exportedAt"], "2026-11-18T11:06:40Z");
    assert_eq!(export["shelves"][0]["query"], "pages:>500");
    let books = export["books"].as_array().unwrap();
    assert_eq!(books.len(), 1_102);
    let now = serde_json::to_value(library.book(whole.id).await.unwrap()).unwrap();
    assert_eq!(books[0], now, "all that Bookly knows of it");
    assert!(books[1_101]["trashedAt"].is_number());

    // Stopped or impossible, what was there stays, and nothing else.
    let stopped = CopyWatch::default();
    stopped.cancel();
    let refused = library.export(&to, &stopped).await;
    assert_eq!(
        refused.err().map(|e| e.code()),
        Some(ErrorCode::CopyCancelled)
    );
    let nowhere = home.folder.path().join("nowhere").join("export.json");
    assert!(
        library
            .export(&nowhere, &CopyWatch::default())
            .await
            .is_err()
    );
    assert_eq!(fs::read_to_string(&to).unwrap(), text);
    assert!(!home.folder.path().join("export.json.part").exists());
}

#[tokio::test]
async fn deleting_an_account_leaves_its_backups_unless_they_go_too() {
    for together in [false, true] {
        let (home, library) = TestHome::with_library().await;
        fill(&library, 1).await;
        let made = backups_dir(&home).join(back_up(&home.bookly).await.name);
        drop(library);
        let secret = PASSWORD.to_owned().into();
        if together {
            home.bookly
                .delete_account_and_backups(secret, "ilse")
                .await
                .unwrap();
            assert!(!made.parent().unwrap().exists());
        } else {
            home.bookly.delete_account(secret, "ilse").await.unwrap();
            let source = BackupSource::File(File::open(&made).unwrap());
            open(&home.bookly, source, password(PASSWORD))
                .await
                .unwrap();
            let watch = CopyWatch::default();
            home.bookly.restore_as_account(None, &watch).await.unwrap();
            assert_eq!(all_titles(&home.bookly).await, ["Book 0"]);
        }
    }
}
