//! What is made once: exports, and the libraries made of them by the program's own import.
//!
//! The folder's name says which generator and which schema made it. When either changes, all is made
//! anew and the old is removed.

use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
    time::Instant,
};

use bookly_core::{ImportFile, ImportWatch, Library};

use crate::{
    export::export,
    raw::Database,
    start::{OWNER, SystemClock, clock, key, key_text},
    tongues::TONGUES,
};

type Failure = Box<dyn std::error::Error>;

/// Goes up with every change of what the generator writes.
const VERSION: u32 = 3;

/// The folder for this generator and this schema, made when it is not there.
pub fn folder() -> Result<PathBuf, Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("the bench is not in a workspace")?;
    let mut schema = DefaultHasher::new();
    for room in ["accounts", "library"] {
        let files = fs::read_dir(root.join("core/migrations").join(room))?;
        let mut files: Vec<PathBuf> = files
            .map(|file| Ok(file?.path()))
            .collect::<Result<_, std::io::Error>>()?;
        files.sort();
        for file in files {
            file.file_name().hash(&mut schema);
            fs::read(&file)?.hash(&mut schema);
        }
    }
    let all = root.join(".cache/bench");
    let name = format!("v{VERSION}-{:016x}", schema.finish());
    let folder = all.join(&name);
    if !folder.is_dir() {
        fs::create_dir_all(&all)?;
        for old in fs::read_dir(&all)? {
            let old = old?.path();
            if old.is_dir() {
                fs::remove_dir_all(old)?;
            } else {
                fs::remove_file(old)?;
            }
        }
        fs::create_dir(&folder)?;
    }
    Ok(folder)
}

/// The library with this many books, made when it is not there yet.
pub async fn library(cache: &Path, books: u32) -> Result<PathBuf, Failure> {
    let path = cache.join(format!("library-{books}.db"));
    if path.is_file() {
        read_whole(&path)?;
        return Ok(path);
    }
    let new = path.with_extension("new");
    for left in ["", "-wal", "-shm"] {
        // From a run that was stopped; usually there is nothing.
        let _ = fs::remove_file(format!("{}{left}", new.display()));
    }
    Library::create(&new, &key(), OWNER, &SystemClock).await?;
    if books > 0 {
        Database::open(&new, &key_text())?.run(&languages())?;
        let started = Instant::now();
        let library = Library::open(&new, &key(), OWNER, clock()).await?;
        fill(&library, cache, books).await?;
        library.close().await?;
        Database::open(&new, &key_text())?.run("DROP TRIGGER made_language")?;
        fs::write(
            seconds_file(cache, books),
            started.elapsed().as_secs().to_string(),
        )?;
    }
    fs::rename(new, &path)?;
    Ok(path)
}

/// Leaves a file in the system's cache, as one that was just made is.
fn read_whole(path: &Path) -> Result<(), Failure> {
    io::copy(&mut File::open(path)?, &mut io::sink())?;
    Ok(())
}

/// How many seconds it took to make the library with this many books.
pub fn made_in(cache: &Path, books: u32) -> Result<f64, Failure> {
    Ok(fs::read_to_string(seconds_file(cache, books))?.parse()?)
}

/// Imports an export of this many books.
pub async fn fill(library: &Library, cache: &Path, books: u32) -> Result<(), Failure> {
    let source = ImportFile::new(File::open(export(cache, books)?)?, "export.csv".to_owned())?;
    let summary = library.run_import(&source, &ImportWatch::default()).await?;
    if summary.added != books {
        return Err(format!("{} of {books} rows became new books", summary.added).into());
    }
    Ok(())
}

/// Another copy of a library, to be changed; it goes with the folder that is given with it.
pub fn copy(cache: &Path, library: &Path) -> Result<(tempfile::TempDir, PathBuf), Failure> {
    let folder = tempfile::tempdir_in(cache)?;
    let path = folder.path().join("library.db");
    fs::copy(library, &path)?;
    Ok((folder, path))
}

fn seconds_file(cache: &Path, books: u32) -> PathBuf {
    cache.join(format!("library-{books}.seconds"))
}

/// A Goodreads export has no column for languages. The generator writes them as the last two digits of
/// a book's number; while a library is made, this reads them from there.
fn languages() -> String {
    let tags: Vec<&str> = TONGUES.iter().map(|tongue| tongue.tag).collect();
    let tags = format!("[\"{}\"]", tags.join("\",\""));
    format!(
        "CREATE TRIGGER made_language AFTER INSERT ON book BEGIN
           UPDATE book SET language = json_extract('{tags}',
             '$[' || CAST(substr(json_extract(NEW.identifiers, '$[#-1][1]'), -2) AS INTEGER) || ']')
           WHERE id = NEW.id;
         END"
    )
}
