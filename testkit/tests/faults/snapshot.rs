//! A program that is killed while it writes its search index into the file: the next one answers
//! rightly, whatever was left of it.

use std::{
    env,
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use bookly_core::{ImportFile, ImportWatch, Library, LibraryKey, Place};
use tempfile::TempDir;

use crate::child::{ClockAt, found};

/// Enough to be read anew when all are changed at once, and so to be stored anew.
const ROWS: usize = 6_000;
const ROUNDS: u32 = 20;

async fn open(folder: &Path) -> Library {
    let (file, key) = (folder.join("library.db"), LibraryKey::for_tests([3; 32]));
    let opened = Library::open(&file, &key, "killed", Arc::new(ClockAt(0))).await;
    opened.unwrap()
}

/// Child: moves all books to the trash and back over and over, and each time the search index is
/// made anew and written into the file.
pub async fn store(folder: &Path) {
    let library = open(folder).await;
    let books = found(&library, "", Place::All).await.unwrap();
    println!("ready");
    loop {
        library.trash_books(&books).await.unwrap();
        library.index_stored().await;
        library.restore_books(&books).await.unwrap();
        library.index_stored().await;
    }
}

async fn fresh() -> TempDir {
    use std::fmt::Write as _;
    let folder = TempDir::new().unwrap();
    let (file, key) = (
        folder.path().join("library.db"),
        LibraryKey::for_tests([3; 32]),
    );
    let made = Library::create(&file, &key, "killed", &ClockAt(0)).await;
    made.unwrap();
    let mut export = "Book Id,Title,Author,My Rating,Exclusive Shelf\n".to_owned();
    for row in 0..ROWS {
        writeln!(export, "{row},Book {row},Author {},3,read", row % 50).unwrap();
    }
    let path = folder.path().join("export.csv");
    fs::write(&path, export).unwrap();
    let file = ImportFile::new(File::open(path).unwrap(), "export.csv".to_owned()).unwrap();
    let library = open(folder.path()).await;
    let imported = library.run_import(&file, &ImportWatch::default()).await;
    imported.unwrap();
    library.close().await.unwrap();
    folder
}

pub async fn kill_storing() {
    let whole = fresh().await;
    let mut all_trashed = 0;
    for round in 0..ROUNDS {
        let folder = TempDir::new().unwrap();
        let name = "library.db";
        fs::copy(whole.path().join(name), folder.path().join(name)).unwrap();
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["store", folder.path().to_str().unwrap()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut ready).unwrap();
        thread::sleep(Duration::from_millis(u64::from(round) * 100));
        child.kill().unwrap();
        child.wait().unwrap();
        let library = open(folder.path()).await;
        let (there, trashed) = (
            found(&library, "book author", Place::All)
                .await
                .unwrap()
                .len(),
            found(&library, "book author", Place::Trash)
                .await
                .unwrap()
                .len(),
        );
        assert!(
            [(ROWS, 0), (0, ROWS)].contains(&(there, trashed)),
            "round {round}: {there} books, {trashed} in the trash"
        );
        all_trashed += u32::from(there == 0);
        library.close().await.unwrap();
    }
    println!(
        "{ROUNDS} writers of a snapshot killed: {all_trashed} left all books in the trash, 0 answered wrongly"
    );
}
