//! Homes: data folders with an account that stays signed in, and how they start.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use bookly_core::{
    Bookly, Clock, Library, LibraryKey, Login, MemoryKeyring, NewAccount, Secret, SortBy, SortKey,
    ViewQuery,
};
use jiff::Timestamp;

use crate::{cache::fill, raw::Database};

type Failure = Box<dyn std::error::Error>;

pub const OWNER: &str = "bench";
const KEY: [u8; 32] = [7; 32];

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
    format!("\"{}\"", key().engine_text().as_str())
}

/// Forgets the index that lies in a library, so that it is built anew.
pub fn forget_index(library: &Path) -> Result<(), Failure> {
    let file = Database::open(library, &key_text())?;
    for statement in file.schema()? {
        // Its tables are a cache; whichever there are, they may be empty.
        let words: Vec<&str> = statement.split_whitespace().collect();
        if let ["CREATE", "TABLE", name, ..] = words.as_slice()
            && name.contains("snapshot")
        {
            file.run(&format!("DELETE FROM {name}"))?;
        }
    }
    Ok(())
}

/// A data folder whose account stays signed in.
pub struct Home {
    pub folder: PathBuf,
    keyring: Arc<MemoryKeyring>,
}

/// What a start took, in ms.
pub struct Started {
    pub first_rows: f64,
    pub ready: f64,
}

impl Home {
    /// The home with this many books, made when it is not there yet.
    pub async fn of(cache: &Path, books: u32) -> Result<Self, Failure> {
        let folder = cache.join(format!("home-{books}"));
        if !folder.is_dir() {
            make(&folder, cache, books).await?;
        }
        let home = Self {
            folder,
            keyring: Arc::default(),
        };
        let bookly = home.open().await?;
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
        // Once a week the whole file is read beside everything else; not while something is measured.
        show_newest(&bookly.library().await?).await?;
        bookly.check_if_due().await?;
        bookly.close().await?;
        Ok(home)
    }

    /// Opens the data folder, at the cost that passwords have for everybody.
    pub async fn open(&self) -> Result<Bookly, Failure> {
        Ok(Bookly::open(&self.folder, clock(), self.keyring.clone()).await?)
    }

    /// Starts the core (accounts, remembered session, token, library) and asks for the first rows.
    pub async fn start(&self) -> Result<Started, Failure> {
        let began = Instant::now();
        let took = || began.elapsed().as_secs_f64() * 1000.0;
        let bookly = self.open().await?;
        bookly.start().await?;
        let library = bookly.library().await?;
        show_newest(&library).await?;
        let first_rows = took();
        library.index_ready().await;
        let ready = took();
        // Closing does not wait for what is being kept of a new index, and the next start is to find it.
        library.index_stored().await;
        drop(library);
        bookly.close().await?;
        Ok(Started { first_rows, ready })
    }
}

/// What the window asks for first: the newest books.
pub async fn show_newest(library: &Library) -> Result<(), Failure> {
    let newest = SortKey {
        by: SortBy::Added,
        descending: true,
    };
    let query = ViewQuery {
        sort: vec![newest],
        ..ViewQuery::default()
    };
    let view = library.open_view(query).await?.view();
    let view = view.ok_or("a query cannot be read")?;
    assert_eq!(view.first.len(), 50, "the first rows are there");
    Ok(())
}

/// Makes a home with an account whose recovery code was kept. It appears when it is whole.
async fn make(folder: &Path, cache: &Path, books: u32) -> Result<(), Failure> {
    let new = folder.with_extension("new");
    // From a run that was stopped; usually there is nothing.
    let _ = std::fs::remove_dir_all(&new);
    let home = Home {
        folder: new.clone(),
        keyring: Arc::default(),
    };
    let bookly = home.open().await?;
    let code = bookly.sign_up(account()).await?.recovery_code;
    let last = code.rsplit('-').next().unwrap_or_default();
    bookly.confirm_recovery(last).await?;
    let library = bookly.library().await?;
    fill(&library, cache, books).await?;
    library.index_stored().await;
    drop(library);
    bookly.close().await?;
    std::fs::rename(new, folder)?;
    Ok(())
}

/// The account of every home; `e2e/million.mjs` logs in to it.
fn account() -> NewAccount {
    NewAccount {
        username: "bench".to_owned(),
        email: "bench@bookly.example".to_owned(),
        password: password(),
        stay_signed_in: true,
    }
}

pub fn password() -> Secret {
    "correct otter shelf lantern".to_owned().into()
}
