//! A person with an open library, a clock that stands still, and a keyring in memory.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use bookly_core::{
    Book, BookFields, BookId, Bookly, Clock, Contributor, Identifier, ImportFile, ImportSummary,
    ImportWatch, KdfCost, Library, Login, MemoryKeyring, NewAccount, Place, ViewQuery,
};
use jiff::Timestamp;
use tempfile::TempDir;

pub const PASSWORD: &str = "correct otter shelf lantern";

/// The time of day, and time that nobody can set.
pub struct TestClock {
    wall: AtomicI64,
    steady: AtomicI64,
}

impl TestClock {
    /// Time passes.
    pub fn advance(&self, seconds: i64) {
        self.sleep(seconds);
        self.steady.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The computer sleeps, or somebody sets its clock: only the time of day goes on.
    pub fn sleep(&self, seconds: i64) {
        self.wall.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.wall.load(Ordering::Relaxed)).unwrap()
    }

    fn steady(&self) -> Duration {
        Duration::from_secs(self.steady.load(Ordering::Relaxed).unsigned_abs())
    }
}

pub struct TestHome {
    pub folder: TempDir,
    pub clock: Arc<TestClock>,
    pub keyring: Arc<MemoryKeyring>,
    pub bookly: Bookly,
}

impl TestHome {
    pub async fn new() -> Self {
        Self::in_folder(TempDir::new().unwrap()).await
    }

    /// A data folder that is there already.
    pub async fn in_folder(folder: TempDir) -> Self {
        let clock = Arc::new(TestClock {
            wall: AtomicI64::new(1_795_000_000), // November 2026
            steady: AtomicI64::new(0),
        });
        let keyring = Arc::new(MemoryKeyring::default());
        let bookly = open(&folder, &clock, &keyring).await;
        Self {
            folder,
            clock,
            keyring,
            bookly,
        }
    }

    pub async fn with_library() -> (Self, Library) {
        let home = Self::new().await;
        home.bookly.sign_up(ilse(true)).await.unwrap();
        let library = home.bookly.library().await.unwrap();
        library.index_ready().await;
        (home, library)
    }

    /// Quits and starts again.
    pub async fn restart(self) -> Self {
        self.bookly.close().await.unwrap();
        drop(self.bookly);
        let bookly = open(&self.folder, &self.clock, &self.keyring).await;
        Self { bookly, ..self }
    }

    pub fn library_file(&self) -> PathBuf {
        let mut accounts = std::fs::read_dir(self.folder.path().join("libraries")).unwrap();
        accounts.next().unwrap().unwrap().path().join("library.db")
    }
}

async fn open(folder: &TempDir, clock: &Arc<TestClock>, keyring: &Arc<MemoryKeyring>) -> Bookly {
    Bookly::open_with_cost(
        folder.path(),
        clock.clone(),
        keyring.clone(),
        KdfCost::cheap_for_tests(),
    )
    .await
    .unwrap()
}

pub fn ilse(stay_signed_in: bool) -> NewAccount {
    NewAccount {
        username: "ilse".to_owned(),
        email: "ilse@vandermeer.example".to_owned(),
        password: PASSWORD.to_owned().into(),
        stay_signed_in,
    }
}

pub fn login(name: &str, password: &str) -> Login {
    Login {
        name: name.to_owned(),
        password: password.to_owned().into(),
        stay_signed_in: false,
    }
}

pub fn titled(title: &str) -> BookFields {
    BookFields {
        title: title.to_owned(),
        ..BookFields::default()
    }
}

pub fn by(title: &str, author: &str) -> BookFields {
    let contributor = Contributor {
        name: author.to_owned(),
        ..Contributor::default()
    };
    BookFields {
        contributors: vec![contributor],
        ..titled(title)
    }
}

pub fn isbn(value: &str) -> Identifier {
    Identifier {
        scheme: "isbn13".to_owned(),
        value: value.to_owned(),
        shown: String::new(),
    }
}

pub async fn add(library: &Library, fields: BookFields) -> Book {
    library.add_book(fields).await.unwrap().book
}

/// The titles a query finds, in order.
pub async fn titles(library: &Library, text: &str, place: Place) -> Vec<String> {
    let query = ViewQuery {
        text: text.to_owned(),
        place,
        ..ViewQuery::default()
    };
    library
        .open_view(query)
        .await
        .unwrap()
        .view()
        .unwrap()
        .first
        .into_iter()
        .map(|row| row.title)
        .collect()
}

/// All books that a query finds, in order.
pub async fn ids(library: &Library, query: ViewQuery) -> Vec<BookId> {
    let view = library.open_view(query).await.unwrap().view().unwrap();
    library.view_ids(view.id).await.unwrap()
}

pub async fn all_books(library: &Library) -> Vec<Book> {
    let mut books = Vec::new();
    for id in ids(library, ViewQuery::default()).await {
        books.push(library.book(id).await.unwrap());
    }
    books.sort_by_key(|book| book.id);
    books
}

pub fn file_of(csv: &str) -> ImportFile {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("export.csv");
    std::fs::write(&path, csv).unwrap();
    ImportFile::new(std::fs::File::open(path).unwrap(), "export.csv".to_owned()).unwrap()
}

pub async fn import(library: &Library, file: &ImportFile) -> ImportSummary {
    library
        .run_import(file, &ImportWatch::default())
        .await
        .unwrap()
}
