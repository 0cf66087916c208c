//! Damage is told apart from a wrong password, nothing wrong is ever shown, nothing is changed unasked.

use std::{collections::BTreeMap, fs, path::Path, path::PathBuf};

use bookly_core::{Book, Damage, Error, ErrorCode, Library, SalvageWatch, Survey, ViewQuery};

use crate::{
    agreement::dice::Dice,
    support::{PASSWORD, TestHome, add, file_of, ids, import, login, titled},
};

const PAGE: usize = 4096;

/// A closed library of some size, and all that is in it.
struct Filled {
    home: TestHome,
    file: PathBuf,
    books: BTreeMap<i64, Book>,
    whole: Vec<u8>,
}

async fn filled(books: usize) -> Filled {
    let (home, library) = TestHome::with_library().await;
    let rows = (0..books).map(|n| {
        let review = format!("{n} ").repeat(n % 5 * 500);
        format!("{n},Book {n},Author {n},{review}\n")
    });
    let csv = format!(
        "Book Id,Title,Author,My Review\n{}",
        rows.collect::<String>()
    );
    import(&library, &file_of(&csv)).await;
    library.index_stored().await;
    let file = home.library_file();
    let books = read(&library).await.unwrap();
    drop(library);
    home.bookly.log_out().await.unwrap();
    let whole = fs::read(&file).unwrap();
    Filled {
        home,
        file,
        books,
        whole,
    }
}

/// Every book, or the first failure to read one.
async fn read(library: &Library) -> Result<BTreeMap<i64, Book>, Error> {
    library.index_ready().await;
    let view = library
        .open_view(ViewQuery::default())
        .await?
        .view()
        .unwrap();
    let mut books = BTreeMap::new();
    for id in library.view_ids(view.id).await? {
        books.insert(id.0, library.book(id).await?);
    }
    Ok(books)
}

/// How damage came to light.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    AtOpening,
    WhileReading,
    ByTheCheck,
}

impl Filled {
    async fn log_in(&self) -> Result<Library, Error> {
        self.home.bookly.log_in(login("ilse", PASSWORD)).await?;
        self.home.bookly.library().await
    }

    /// Opens the library and reads all of it. Whatever is read must be what was written.
    async fn look(&self) -> Option<Seen> {
        let bookly = &self.home.bookly;
        let library = match self.log_in().await {
            Ok(library) => library,
            Err(error) => {
                assert_eq!(error.code(), ErrorCode::LibraryDamaged, "{error:?}");
                self.is_damaged().await;
                return Some(Seen::AtOpening);
            }
        };
        let seen = match read(&library).await {
            Ok(books) => {
                assert_eq!(books, self.books);
                drop(library);
                let found = bookly.check_if_due().await.unwrap();
                found.map(|_| Seen::ByTheCheck)
            }
            Err(error) => {
                assert_eq!(error.code(), ErrorCode::LibraryDamaged, "{error:?}");
                drop(library);
                assert!(bookly.look_for_damage().await.unwrap().is_some());
                Some(Seen::WhileReading)
            }
        };
        if seen.is_some() {
            self.is_damaged().await;
        }
        seen
    }

    async fn is_damaged(&self) {
        let bookly = &self.home.bookly;
        let start = bookly.start().await.unwrap();
        assert!(start.account.is_none());
        let damaged = start.damaged.unwrap();
        assert_eq!(
            (damaged.username.as_str(), damaged.what),
            ("ilse", Damage::Unreadable)
        );
        let refused = bookly.library().await.err().unwrap();
        assert_eq!(refused.code(), ErrorCode::LibraryDamaged);
    }

    async fn with(&self, bytes: &[u8]) -> Option<Seen> {
        fs::write(&self.file, bytes).unwrap();
        let seen = self.look().await;
        if seen == Some(Seen::AtOpening) {
            assert!(
                fs::read(&self.file).unwrap() == bytes,
                "not a byte is changed"
            );
        }
        self.home.bookly.log_out().await.unwrap();
        seen
    }

    fn quarantined(&self, name: &str) -> Vec<PathBuf> {
        let folders = fs::read_dir(self.home.folder.path().join("quarantine")).unwrap();
        let files = folders.map(|folder| folder.unwrap().path().join(name));
        files.filter(|file| file.exists()).collect()
    }
}

fn log_of(file: &Path) -> PathBuf {
    file.with_extension("db-wal")
}

#[tokio::test]
async fn f01_a_bit_that_fell_over_is_found_and_never_shown() {
    let filled = filled(120).await;
    let mut dice = Dice(1);
    let mut seen = BTreeMap::new();
    for _ in 0..60 {
        let mut bytes = filled.whole.clone();
        let place = dice.below(bytes.len());
        bytes[place] ^= 1 << dice.below(8);
        let how = filled.with(&bytes).await;
        let how = how.unwrap_or_else(|| panic!("a bit of byte {place} is not missed"));
        *seen.entry(how).or_insert(0) += 1;
    }
    assert!(seen.len() > 1, "{seen:?}");
    assert_eq!(filled.with(&filled.whole).await, None);
}

#[tokio::test]
async fn f03_a_file_that_was_cut_off_is_damaged() {
    let filled = filled(40).await;
    let pages = filled.whole.len() / PAGE;
    for cut in (0..pages).step_by(7).flat_map(|page| {
        let at = page * PAGE;
        [at.saturating_sub(1), at, at + 1]
    }) {
        let seen = filled.with(&filled.whole[..cut]).await;
        // The last page may only be short: then no page is missing, and what reads that one finds it.
        let none_missing = cut.div_ceil(PAGE) == pages;
        assert!(
            seen == Some(Seen::AtOpening) || (none_missing && seen.is_some()),
            "cut off at {cut}: {seen:?}"
        );
    }
    let longer = [filled.whole.as_slice(), &[0xAB; 10_000]].concat();
    assert_eq!(
        filled.with(&longer).await.unwrap_or(Seen::ByTheCheck),
        Seen::ByTheCheck
    );
}

#[tokio::test]
async fn f04_pages_that_are_zero_or_not_in_their_place_are_found() {
    let filled = filled(40).await;
    let mut bytes = filled.whole.clone();
    bytes[..PAGE].fill(0);
    assert_eq!(filled.with(&bytes).await, Some(Seen::AtOpening));
    for (one, other) in [(3, 9), (5, 30), (20, 21)] {
        let mut bytes = filled.whole.clone();
        let (left, right) = bytes.split_at_mut(other * PAGE);
        left[one * PAGE..][..PAGE].swap_with_slice(&mut right[..PAGE]);
        assert!(filled.with(&bytes).await.is_some());
    }
    for page in (1..filled.whole.len() / PAGE).step_by(3) {
        let mut bytes = filled.whole.clone();
        bytes[page * PAGE..][..PAGE].fill(0);
        assert!(filled.with(&bytes).await.is_some(), "page {page} of zeros");
    }
}

#[tokio::test]
async fn f05_what_stands_beside_a_library_is_believed_only_when_it_is_its_own() {
    let filled = filled(10).await;
    let library = filled.log_in().await.unwrap();
    let after = |count: usize| {
        (0..count)
            .map(|n| format!("Afterwards {n}"))
            .collect::<Vec<_>>()
    };
    let mut logs = Vec::new();
    for title in after(4) {
        add(&library, titled(&title)).await;
        logs.push(fs::read(log_of(&filled.file)).unwrap());
    }
    // As a kill leaves it: the file as it is, and its log.
    let (file, log) = (fs::read(&filled.file).unwrap(), logs.pop().unwrap());
    drop(library);
    filled.home.bookly.log_out().await.unwrap();
    let killed = |log: &[u8]| {
        fs::write(&filled.file, &file).unwrap();
        fs::write(log_of(&filled.file), log).unwrap();
    };
    let titles = async || {
        let library = filled.log_in().await?;
        let books = read(&library).await?;
        drop(library);
        filled.home.bookly.log_out().await?;
        let titles = books.values().map(|book| book.fields.title.clone());
        Ok::<_, Error>(
            titles
                .filter(|title| title.starts_with("After"))
                .collect::<Vec<_>>(),
        )
    };
    killed(&log);
    assert_eq!(titles().await.unwrap(), after(4));
    for cut in (0..log.len()).step_by(log.len() / 40) {
        killed(&log[..cut]);
        let left = titles().await.unwrap();
        assert_eq!(left, after(left.len()), "cut off at {cut}");
    }
    let mut bytes = log.clone();
    bytes[5_000] ^= 8;
    killed(&bytes);
    assert_eq!(
        titles().await.unwrap_err().code(),
        ErrorCode::LibraryDamaged
    );
    assert!(
        fs::read(log_of(&filled.file)).unwrap() == bytes,
        "the log is left as it is"
    );
    filled.home.bookly.log_out().await.unwrap();

    let (other, library) = TestHome::with_library().await;
    add(&library, titled("Of another library")).await;
    let foreign = fs::read(log_of(&other.library_file())).unwrap();
    let noise = vec![0xAB; 50_000];
    for (times, stray) in [&foreign, &noise].into_iter().enumerate() {
        killed(stray);
        assert_eq!(titles().await.unwrap(), [""; 0]);
        let kept = filled.quarantined("library.db-wal");
        assert_eq!(kept.len(), times + 1);
        assert!(kept.iter().any(|kept| fs::read(kept).unwrap() == *stray));
    }
    killed(&[]);
    fs::write(filled.file.with_extension("db-journal"), &foreign).unwrap();
    assert_eq!(titles().await.unwrap(), [""; 0]);
    assert_eq!(filled.quarantined("library.db-journal").len(), 1);
}

#[tokio::test]
async fn f06_salvage_puts_a_new_library_in_the_place_of_a_damaged_one_and_keeps_that() {
    let filled = filled(200).await;
    let mut bytes = filled.whole.clone();
    for page in (8..bytes.len() / PAGE).step_by(9) {
        bytes[page * PAGE + 500] ^= 1;
    }
    fs::write(&filled.file, &bytes).unwrap();
    let bookly = &filled.home.bookly;
    assert!(filled.look().await.is_some());
    let bytes = fs::read(&filled.file).unwrap(); // closing may have moved its log in

    let watch = SalvageWatch::default();
    let survey: Survey = bookly.survey(&watch).await.unwrap();
    assert!(survey.unreadable > 0 && survey.books > 0);
    let json = filled.home.folder.path().join("readable.json");
    assert_eq!(bookly.export_readable(&json, &watch).await.unwrap(), survey);
    assert!(
        fs::read(&filled.file).unwrap() == bytes,
        "nothing is changed before it is asked for"
    );

    let report = bookly.salvage(&watch).await.unwrap();
    assert_eq!(report.survey, survey);
    let kept = filled
        .home
        .folder
        .path()
        .join("quarantine")
        .join(&report.kept_in);
    assert!(fs::read(kept.join("library.db")).unwrap() == bytes);
    let library = bookly.library().await.unwrap();
    let books = read(&library).await.unwrap();
    assert_eq!(books.len(), survey.books as usize);
    assert_eq!(Some(200 - survey.books), report.lost);
    let whole = books.iter().filter(|(id, book)| filled.books[id] == **book);
    let whole = u32::try_from(whole.count()).unwrap();
    assert_eq!(whole, survey.books - survey.incomplete);
    add(&library, titled("Written afterwards")).await;
    drop(library);

    let file = filled.home.library_file();
    bookly.log_out().await.unwrap();
    assert!(bookly.start().await.unwrap().damaged.is_none());
    let library = filled.log_in().await.unwrap();
    assert_eq!(read(&library).await.unwrap().len(), books.len() + 1);
    drop(library);
    assert!(!file.with_file_name("library.salvaging.db").exists());
}

#[tokio::test]
async fn f06_a_kill_between_the_two_files_ends_with_the_new_one() {
    let filled = filled(20).await;
    let dir = filled.file.parent().unwrap();
    // The new one is complete, the damaged one still or no longer in its place.
    for damaged in [true, false] {
        let salvaged = dir.join("library.salvaged.db");
        fs::write(&salvaged, &filled.whole).unwrap();
        let _ = fs::remove_file(&filled.file);
        if damaged {
            fs::write(&filled.file, [1; 8_192]).unwrap();
        }
        assert_eq!(filled.look().await, None);
        filled.home.bookly.log_out().await.unwrap();
        assert!(!salvaged.exists());
    }
    assert_eq!(filled.quarantined("library.db").len(), 1);
}

#[tokio::test]
async fn somebody_whose_library_is_damaged_can_lock_and_log_out() {
    let filled = filled(3).await;
    fs::write(&filled.file, [7; 10_000]).unwrap();
    assert_eq!(filled.look().await, Some(Seen::AtOpening));
    let bookly = &filled.home.bookly;
    bookly.lock(bookly_core::LockReason::Asked).await.unwrap();
    let refused = bookly.unlock("not the password".to_owned().into()).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::PasswordWrong);
    let refused = bookly.unlock(PASSWORD.to_owned().into()).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::LibraryDamaged);
    filled.is_damaged().await;
    bookly.log_out().await.unwrap();
    assert!(bookly.start().await.unwrap().damaged.is_none());
    let wrong = bookly.log_in(login("ilse", "not the password")).await;
    assert_eq!(wrong.unwrap_err().code(), ErrorCode::LoginRefused);
}

#[tokio::test]
async fn e09_a_folder_that_is_taken_away_is_said_and_never_made_anew() {
    let filled = filled(3).await;
    let library = filled.log_in().await.unwrap();
    let dir = filled.file.parent().unwrap();
    let elsewhere = filled.home.folder.path().join("elsewhere");
    fs::rename(dir, &elsewhere).unwrap();
    let refused = library.add_book(titled("Lost?")).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::LibraryMoved);
    assert!(!dir.exists());
    assert!(filled.home.bookly.look_for_damage().await.is_ok());
    fs::rename(&elsewhere, dir).unwrap();
    let library = match filled.home.bookly.library().await {
        Ok(library) => library,
        Err(_) => filled.log_in().await.unwrap(),
    };
    add(&library, titled("Not lost")).await;
    assert_eq!(ids(&library, ViewQuery::default()).await.len(), 4);
    drop(library);
    filled.home.bookly.log_out().await.unwrap();

    fs::remove_file(&filled.file).unwrap();
    let refused = filled.log_in().await.err().unwrap();
    assert_eq!(refused.code(), ErrorCode::LibraryMissing);
    let damaged = filled.home.bookly.start().await.unwrap().damaged.unwrap();
    assert_eq!(damaged.what, Damage::Missing);
    assert!(!filled.file.exists());
    let bookly = &filled.home.bookly;
    assert_eq!(bookly.reopen().await.unwrap(), Some(damaged));
    fs::write(&filled.file, &filled.whole).unwrap();
    assert_eq!(bookly.reopen().await.unwrap(), None);
    assert!(bookly.library().await.is_ok());
}

#[tokio::test]
async fn after_a_recovery_the_new_code_is_shown_although_the_library_is_damaged() {
    let home = TestHome::new().await;
    let signed_up = home
        .bookly
        .sign_up(crate::support::ilse(false))
        .await
        .unwrap();
    let file = home.library_file();
    home.bookly.log_out().await.unwrap();
    fs::write(&file, [9; 8_192]).unwrap();
    let recovery = bookly_core::Recovery {
        name: "ilse".to_owned(),
        code: signed_up.recovery_code.into(),
        new_password: "meadow anvil sparrow plum".to_owned().into(),
        stay_signed_in: false,
    };
    let recovered = home.bookly.recover(recovery).await.unwrap();
    assert_eq!(recovered.recovery_code.len(), 39);
    assert!(home.bookly.start().await.unwrap().damaged.is_some());
}
