//! From starting to the first rows, large beside small.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use bookly_core::{
    Bookly, Clock, ImportFile, ImportWatch, KdfCost, Library, LibraryKey, Login, MemoryKeyring,
    NewAccount, SortBy, SortKey, ViewQuery,
};
use jiff::Timestamp;

use crate::{
    BOOKS, Outcome,
    export::export,
    figures::{Report, Times},
};

type Failure = Box<dyn std::error::Error>;

pub const OWNER: &str = "bench";
const KEY: [u8; 32] = [7; 32];
const RUNS: u32 = 25;

pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that is handed to the core"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

pub fn key() -> LibraryKey {
    LibraryKey::for_tests(KEY)
}

/// The key as the engine's pragma takes it.
pub fn key_text() -> String {
    format!("\"{}\"", key().pragma_text().trim_matches('"'))
}

/// From starting the core (accounts, remembered session, token, library) to the first rows.
pub async fn run(cache: &Path, report: &mut Report) -> Outcome {
    let (small, large) = (Home::of(cache, 100).await?, Home::of(cache, BOOKS).await?);
    let (mut few, mut many) = (Times::default(), Times::default());
    for _ in 0..RUNS {
        few.push(small.first_rows().await?);
        many.push(large.first_rows().await?);
    }
    let against = format!("100 books: {:.1} ms", few.median());
    let name = "start to first rows, 100,000 books";
    report.info(name, many.median(), "ms", &against);
    let ratio = many.median() / few.median();
    report.at_most(&format!("{name} against 100"), ratio, "x", 1.2, &against);
    Ok(())
}

/// A data folder whose account stays signed in.
struct Home {
    folder: PathBuf,
    keyring: Arc<MemoryKeyring>,
}

impl Home {
    async fn of(cache: &Path, books: u32) -> Result<Self, Failure> {
        let folder = std::path::absolute(cache.join(format!("home-v2-{books}")))?;
        let home = Self {
            folder,
            keyring: Arc::default(),
        };
        let fresh = !home.folder.is_dir();
        let bookly = home.open().await?;
        if fresh {
            bookly.sign_up(account()).await?;
            let source = File::open(export(cache, books)?)?;
            let source = ImportFile::new(source, "export.csv".to_owned())?;
            let library = bookly.library().await?;
            library.run_import(&source, &ImportWatch::default()).await?;
        } else {
            let NewAccount {
                username, password, ..
            } = account();
            bookly
                .log_in(Login {
                    name: username,
                    password,
                    stay_signed_in: true,
                })
                .await?;
        }
        bookly.close().await?;
        Ok(home)
    }

    async fn open(&self) -> Result<Bookly, Failure> {
        let cost = KdfCost::cheap_for_tests();
        Ok(Bookly::open_with_cost(&self.folder, clock(), self.keyring.clone(), cost).await?)
    }

    async fn first_rows(&self) -> Result<Duration, Failure> {
        let started = Instant::now();
        let bookly = self.open().await?;
        bookly.start().await?;
        let library = bookly.library().await?;
        let newest = SortKey {
            by: SortBy::Added,
            descending: true,
        };
        let query = ViewQuery {
            sort: vec![newest],
            ..ViewQuery::default()
        };
        let view = library.open_view(query).await?.view().ok_or("unread")?;
        let took = started.elapsed();
        assert_eq!(view.first.len(), 100);
        library.index_ready().await;
        drop(library);
        bookly.close().await?;
        Ok(took)
    }
}

fn account() -> NewAccount {
    NewAccount {
        username: "bench".to_owned(),
        email: "bench@bookly.example".to_owned(),
        password: "correct otter shelf lantern".to_owned().into(),
        stay_signed_in: true,
    }
}

/// The library with this many books, made when it is not there yet.
pub async fn library(cache: &Path, books: u32) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let path = cache.join(format!("library-v3-{books}.db"));
    if path.is_file() {
        return Ok(path);
    }
    let new = path.with_extension("new");
    for left in ["", "-wal", "-shm"] {
        // From a run that was stopped; usually there is nothing.
        let _ = std::fs::remove_file(format!("{}{left}", new.display()));
    }
    Library::create(&new, &key(), OWNER, &SystemClock).await?;
    let library = Library::open(&new, &key(), OWNER, clock()).await?;
    let source = ImportFile::new(File::open(export(cache, books)?)?, "export.csv".to_owned())?;
    library.run_import(&source, &ImportWatch::default()).await?;
    library.close().await?;
    std::fs::rename(new, &path)?;
    Ok(path)
}
