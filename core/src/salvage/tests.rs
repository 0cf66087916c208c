//! Pages of a library are killed: what stood on the others is found, and no more is claimed.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use jiff::Timestamp;

use super::*;
use crate::{Book, BookFields, BookId, Library, Place, ViewQuery};

const PAGE: usize = 4096;
const ACCOUNT: &str = "00000000-0000-4000-8000-000000000001";

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_000_000).unwrap()
    }

    fn steady(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(usize);

impl Dice {
    fn roll(&mut self) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

fn key() -> LibraryKey {
    LibraryKey::for_tests([3; 32])
}

/// A closed library file, and what was in it.
struct Filled {
    folder: tempfile::TempDir,
    file: PathBuf,
    books: BTreeMap<i64, Book>,
    whole: Vec<u8>,
}

async fn open(file: &Path) -> Library {
    Library::open(file, &key(), ACCOUNT, Arc::new(FixedClock))
        .await
        .unwrap()
}

async fn filled(books: usize) -> Filled {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("library.db");
    Library::create(&file, &key(), ACCOUNT, &FixedClock)
        .await
        .unwrap();
    let library = open(&file).await;
    for number in 0..books {
        let fields = BookFields {
            title: format!("Book {number}"),
            description: format!("{number} ").repeat(number % 7 * 400),
            private_notes: format!("Note {number}"),
            tags: vec![format!("tag {}", number % 9)],
            ..BookFields::default()
        };
        library.add_book(fields).await.unwrap();
    }
    library.trash_books(&[BookId(2), BookId(3)]).await.unwrap();
    library.create_shelf("Some", "tag:some").await.unwrap();
    let books = books_of(&library).await;
    library.close().await.unwrap();
    let whole = fs::read(&file).unwrap();
    Filled {
        folder,
        file,
        books,
        whole,
    }
}

async fn books_of(library: &Library) -> BTreeMap<i64, Book> {
    let mut books = BTreeMap::new();
    library.index_ready().await;
    for place in [Place::All, Place::Trash] {
        let query = ViewQuery {
            place,
            ..ViewQuery::default()
        };
        let view = library.open_view(query).await.unwrap().view().unwrap();
        for id in library.view_ids(view.id).await.unwrap() {
            books.insert(id.0, library.book(id).await.unwrap());
        }
    }
    books
}

/// The pages that each book stands on: the one it begins on, and those it goes on over.
fn places(file: &Path) -> BTreeMap<i64, (u32, BTreeSet<u32>)> {
    let pages = Pages::open(file, &key()).unwrap();
    let mut places = BTreeMap::new();
    for number in 1..=pages.count() {
        let page = pages.page(number).unwrap();
        let ids: Vec<i64> = pages
            .rows(&page)
            .iter()
            .filter(|row| Table::of(row) == Some(Table::Book))
            .filter_map(|row| row.id)
            .collect();
        for id in ids {
            // Only the further pages of this book are followed.
            let further = RefCell::new(BTreeSet::new());
            Pages::rows_of(&page, id, &|next| {
                further.borrow_mut().insert(next);
                pages.page(next)
            });
            places.insert(id, (number, further.into_inner()));
        }
    }
    places
}

async fn salvaged(filled: &Filled) -> (SalvageReport, Library) {
    let fresh = filled.folder.path().join("library.salvaging.db");
    let watch = SalvageWatch::default();
    let report = salvage(&filled.file, &fresh, &key(), ACCOUNT, &FixedClock, &watch)
        .await
        .unwrap();
    assert_eq!(watch.progress().unwrap().done, report.survey.pages);
    (report, open(&fresh).await)
}

fn rows(report: &SalvageReport, table: &str) -> u32 {
    report
        .tables
        .iter()
        .find(|of| of.name == table)
        .unwrap()
        .rows
}

#[tokio::test]
async fn f06_salvage_of_a_whole_library_is_that_library() {
    let filled = filled(60).await;
    let (report, library) = salvaged(&filled).await;
    assert_eq!((report.survey.unreadable, report.lost), (0, Some(0)));
    assert_eq!((report.survey.books, report.survey.trashed), (60, 2));
    assert_eq!((report.changes_left_out, rows(&report, "change")), (0, 62));
    assert_eq!(books_of(&library).await, filled.books);
    assert_eq!(library.shelves().await.unwrap().len(), 1);
    assert_eq!(library.sidebar_counts().await.unwrap().all, 58);
    library.undo().await.unwrap();
    library.undo().await.unwrap();
    assert_eq!(library.sidebar_counts().await.unwrap().all, 60);
}

#[tokio::test]
async fn f06_salvage_brings_back_every_row_on_readable_pages() {
    let filled = filled(400).await;
    let places = places(&filled.file);
    assert_eq!(places.len(), filled.books.len());
    let pages = filled.whole.len() / PAGE;
    for (percent, seed) in [(1, 1), (5, 2), (20, 3), (20, 4)] {
        let mut dice = Dice(seed);
        let mut dead = BTreeSet::new();
        while dead.len() < (pages * percent / 100).max(1) {
            dead.insert(u32::try_from(dice.roll() % pages).unwrap() + 1);
        }
        let mut bytes = filled.whole.clone();
        for page in &dead {
            let from = (*page as usize - 1) * PAGE;
            // The salt has a test of its own.
            bytes[from + 16..from + PAGE].fill_with(|| dice.roll().to_le_bytes()[0]);
        }
        fs::write(&filled.file, &bytes).unwrap();
        let (report, library) = salvaged(&filled).await;
        assert_eq!(fs::read(&filled.file).unwrap(), bytes, "only read");
        assert_eq!(report.survey.unreadable as usize, dead.len());
        assert!(report.survey.proven);

        let there: BTreeMap<_, _> = places
            .iter()
            .filter(|(_, (page, _))| !dead.contains(page))
            .collect();
        let found = books_of(&library).await;
        assert_eq!(
            found.keys().collect::<Vec<_>>(),
            there.keys().copied().collect::<Vec<_>>()
        );
        let mut cut = 0;
        for (id, (_, further)) in there {
            if further.is_disjoint(&dead) {
                assert_eq!(found[id], filled.books[id]);
            } else {
                cut += 1;
                assert_eq!(found[id].fields.title, filled.books[id].fields.title);
            }
        }
        assert_eq!(report.survey.incomplete, cut);
        assert_eq!(report.survey.books as usize, found.len());
        assert_eq!(rows(&report, "book") as usize, found.len());
        if let Some(lost) = report.lost {
            let outside = |books: &BTreeMap<i64, Book>| {
                books
                    .values()
                    .filter(|book| book.trashed_at.is_none())
                    .count()
            };
            assert_eq!(lost as usize, outside(&filled.books) - outside(&found));
        }
        // The new library is one to work with.
        library.undo().await.unwrap();
        let title = "Written afterwards".to_owned();
        let new = BookFields {
            title,
            ..BookFields::default()
        };
        let new = library.add_book(new).await.unwrap().book;
        assert!(
            !filled.books.contains_key(&new.id.0),
            "a number is never given twice"
        );
        library.close().await.unwrap();
    }
}

#[tokio::test]
async fn f06_a_number_is_never_given_twice_though_all_that_tells_of_it_is_lost() {
    let filled = filled(100).await;
    let mut bytes = filled.whole.clone();
    let pages = Pages::open(&filled.file, &key()).unwrap();
    for number in 1..=pages.count() {
        let rows = pages.rows(&pages.page(number).unwrap());
        let tells = rows.iter().any(|row| match Table::of(row) {
            Some(Table::Book) => row.id > Some(50),
            Some(Table::Meta | Table::Change | Table::ChangeRow | Table::Shelf) => true,
            _ => false,
        });
        if tells {
            let from = (number as usize - 1) * PAGE;
            bytes[from + 16..from + PAGE].fill(0);
        }
    }
    fs::write(&filled.file, &bytes).unwrap();
    let (report, library) = salvaged(&filled).await;
    assert!((1..=50).contains(&report.survey.books));
    assert_eq!(report.survey.books_before, None);
    let title = "Written afterwards".to_owned();
    let new = BookFields {
        title,
        ..BookFields::default()
    };
    let new = library.add_book(new).await.unwrap().book;
    assert!(!filled.books.contains_key(&new.id.0), "{:?}", new.id);
}

#[tokio::test]
async fn f06_salvage_reads_on_without_the_salt_and_says_that_nothing_proves_it() {
    let filled = filled(30).await;
    let mut bytes = filled.whole.clone();
    bytes[..PAGE].fill(0);
    fs::write(&filled.file, &bytes).unwrap();
    let (report, library) = salvaged(&filled).await;
    assert!(!report.survey.proven);
    assert_eq!(books_of(&library).await, filled.books);
}

#[tokio::test]
async fn f06_a_salvage_that_is_stopped_leaves_nothing_new() {
    let filled = filled(5).await;
    let fresh = filled.folder.path().join("library.salvaging.db");
    let watch = SalvageWatch::default();
    watch.cancel();
    let stopped = salvage(&filled.file, &fresh, &key(), ACCOUNT, &FixedClock, &watch).await;
    assert!(matches!(stopped, Err(Error::SalvageCancelled)));
    assert_eq!(fs::read(&filled.file).unwrap(), filled.whole);
}

#[tokio::test]
async fn what_can_be_read_is_written_out_as_plain_json() {
    let filled = filled(8).await;
    let to = filled.folder.path().join("readable.json");
    let survey = export(&filled.file, &key(), &to, &SalvageWatch::default())
        .await
        .unwrap();
    assert_eq!(survey.books, 8);
    let written: serde_json::Value = serde_json::from_slice(&fs::read(&to).unwrap()).unwrap();
    let books = written["books"].as_array().unwrap();
    assert_eq!(books.len(), 8);
    let third = books.iter().find(|book| book["title"] == "Book 3").unwrap();
    assert_eq!(third["tags"], serde_json::json!(["tag 3"]));
    assert_eq!(third["privateNotes"], "Note 3");
    assert_eq!(written["shelves"][0]["name"], "Some");
}
