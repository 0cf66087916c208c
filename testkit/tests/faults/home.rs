//! Data folders: one that is made once, and copies of it to be damaged.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use bookly_core::Bookly;
use tempfile::TempDir;

use crate::{
    child::{new_account, open_cheaply, thing},
    ledger::Ledger,
    script::{self, BOOKS, BYSTANDER, BYSTANDERS_BOOKS, WRITER},
};

/// A data folder with two accounts and books in both, and what is known of it.
pub struct Template {
    folder: TempDir,
    /// The writer's recovery code.
    pub code: String,
    pub ledger: Ledger,
    /// The folders of the libraries.
    writers: PathBuf,
}

impl Template {
    pub async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let bookly = open_cheaply(folder.path()).await.unwrap();
        let mut ledger = Ledger::default();
        sign_up(&bookly, BYSTANDER, BYSTANDERS_BOOKS, &mut Ledger::default()).await;
        let code = sign_up(&bookly, WRITER, BOOKS, &mut ledger).await;
        let file = bookly.library_file().await.unwrap();
        let writers = file.parent().unwrap().strip_prefix(folder.path());
        let writers = writers.unwrap().to_owned();
        bookly.close().await.unwrap();
        ledger.know("account", "there");
        ledger.know("password", "0");
        ledger.know("code", &code);
        Self {
            folder,
            code,
            ledger,
            writers,
        }
    }

    pub fn copy(&self) -> Home {
        let home = Home {
            folder: TempDir::new().unwrap(),
            library: self.writers.join("library.db"),
        };
        copy_folder(self.folder.path(), &home.path()).unwrap();
        home
    }

    /// A copy in a place that may be too small for it.
    pub fn copy_to(&self, place: &Path) -> io::Result<()> {
        copy_folder(self.folder.path(), place)
    }

    pub fn bytes(&self) -> u64 {
        size(self.folder.path())
    }
}

async fn sign_up(bookly: &Bookly, name: &str, books: u64, ledger: &mut Ledger) -> String {
    let signed_up = bookly.sign_up(new_account(name)).await.unwrap();
    let library = bookly.library().await.unwrap();
    for number in 0..books {
        let saved = library.add_book(script::fields(number, 0)).await.unwrap();
        ledger.know(&thing(number), &script::state_of(&saved.book));
    }
    signed_up.recovery_code
}

/// A data folder in a folder of its own.
pub struct Home {
    folder: TempDir,
    library: PathBuf,
}

impl Home {
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The writer's library.
    pub fn library(&self) -> PathBuf {
        self.path().join(&self.library)
    }

    /// Beside the data folder, where nothing is wrong.
    pub fn scratch(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Leaves it where it is, for somebody to look at.
    pub fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}

pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn size(folder: &Path) -> u64 {
    let files = files_below(folder);
    files
        .iter()
        .map(|file| fs::metadata(file).map_or(0, |about| about.len()))
        .sum()
}
