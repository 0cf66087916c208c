//! F9: backups that somebody made to do harm. Each is refused, nothing is written outside the folder
//! for what is only needed for a while, and the library stays as it was.

mod library;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{Cursor, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::{BackupSecret, BackupSource, BookFields, ErrorCode, MemoryKeyring, SecretKind, db};

const PASSWORD: &str = "correct otter shelf lantern";

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_000_000).unwrap()
    }
}

/// Somebody with a library, and a good backup of it.
struct Victim {
    folder: TempDir,
    bookly: Bookly,
    backup: PathBuf,
}

/// The entries of a backup in their order, before they are put into an archive.
type Entries = Vec<(String, Vec<u8>)>;

impl Victim {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bookly = open(folder.path()).await;
        let new = NewAccount {
            username: "ilse".to_owned(),
            email: "ilse@vandermeer.example".to_owned(),
            password: PASSWORD.to_owned().into(),
            stay_signed_in: false,
        };
        bookly.sign_up(new).await.unwrap();
        let fields = BookFields {
            title: "Kept".to_owned(),
            ..BookFields::default()
        };
        bookly
            .library()
            .await
            .unwrap()
            .add_book(fields)
            .await
            .unwrap();
        let made = bookly.back_up(&CopyWatch::default()).await.unwrap();
        let backup = bookly.own_backups_dir().await.unwrap().join(made.name);
        Self {
            folder,
            bookly,
            backup,
        }
    }

    fn entries(&self) -> Entries {
        let mut archive = ZipArchive::new(File::open(&self.backup).unwrap()).unwrap();
        let names = ["library.db", "keyslots.json", "manifest.json"];
        let read = |name: &&str| {
            let mut content = Vec::new();
            archive
                .by_name(name)
                .unwrap()
                .read_to_end(&mut content)
                .unwrap();
            ((*name).to_owned(), content)
        };
        names.iter().map(read).collect()
    }

    /// Tries to restore from these bytes; every file of the data folder must stay as it is.
    async fn refuses(&self, archive: &[u8]) -> ErrorCode {
        let brought = tempfile::tempdir().unwrap();
        let file = brought.path().join("brought.bookly");
        fs::write(&file, archive).unwrap();
        let before = files_of(self.folder.path());
        let opened = self
            .bookly
            .open_backup(
                BackupSource::File(File::open(&file).unwrap()),
                BackupSecret {
                    by: SecretKind::Password,
                    secret: PASSWORD.to_owned().into(),
                },
                &CopyWatch::default(),
            )
            .await;
        let code = opened.expect_err("it was opened").code();
        let restored = self.bookly.restore(&CopyWatch::default()).await;
        assert_eq!(
            restored.err().map(|e| e.code()),
            Some(ErrorCode::BackupGone)
        );
        assert_eq!(files_of(self.folder.path()), before);
        assert_eq!(fs::read_dir(brought.path()).unwrap().count(), 1);
        let left = fs::read_dir(self.folder.path().join("tmp")).unwrap();
        assert_eq!(left.count(), 0, "nothing unpacked stays");
        code
    }

    /// The library of the backup, changed by whoever has its key.
    async fn with_changed_library(&self, statements: &str) -> Vec<u8> {
        let mut entries = self.entries();
        let work = tempfile::tempdir().unwrap();
        let file = work.path().join("library.db");
        fs::write(&file, &entries[0].1).unwrap();
        let (_, of, _) = self.bookly.to_back_up().await.unwrap();
        let mut db = db::open_as_it_is(&file, &of.key).await.unwrap();
        let statements = statements.to_owned();
        sqlx::raw_sql(sqlx::AssertSqlSafe(statements))
            .execute(&mut db)
            .await
            .unwrap();
        sqlx::Connection::close(db).await.unwrap();
        entries[0].1 = fs::read(&file).unwrap();
        archive(&with_true_hashes(entries))
    }
}

async fn open(folder: &Path) -> Bookly {
    let keyring = Arc::new(MemoryKeyring::default());
    let cost = KdfCost::cheap_for_tests();
    Bookly::open_with_cost(folder, Arc::new(FixedClock), keyring, cost)
        .await
        .unwrap()
}

/// Every file below a folder with its content, but for the counted tries, which must be counted, and
/// what the engine keeps in memory.
fn files_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files.extend(files_of(&path));
        } else if !name.starts_with("accounts.db") && !name.ends_with("-shm") {
            let content = fs::read(&path).unwrap();
            files.insert(path, content);
        }
    }
    files
}

fn archive(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    archive_with(entries, |options| options)
}

fn archive_with(
    entries: &[(String, Vec<u8>)],
    change: impl Fn(SimpleFileOptions) -> SimpleFileOptions,
) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in entries {
        archive.start_file(name, change(options)).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn hash(content: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(content))
}

/// Changes the manifest, whose hashes and sizes are then those of the other entries.
fn with_manifest(mut entries: Entries, change: impl Fn(&mut Value)) -> Entries {
    let mut manifest: Value = serde_json::from_slice(&entries[2].1).unwrap();
    manifest["libraryBytes"] = entries[0].1.len().into();
    manifest["sha256"]["library"] = hash(&entries[0].1).into();
    manifest["sha256"]["keySlots"] = hash(&entries[1].1).into();
    change(&mut manifest);
    entries[2].1 = serde_json::to_vec(&manifest).unwrap();
    entries
}

fn with_true_hashes(entries: Entries) -> Entries {
    with_manifest(entries, |_| {})
}

/// Replaces bytes of an archive, all of them, by others of the same length.
fn with_bytes(archive: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut changed = archive.to_vec();
    let mut found = 0;
    for at in 0..archive.len() - from.len() {
        if &archive[at..at + from.len()] == from {
            changed[at..at + from.len()].copy_from_slice(to);
            found += 1;
        }
    }
    assert!(found > 0, "nothing was replaced");
    changed
}

#[tokio::test]
async fn f09_what_is_built_here_is_taken_when_it_is_not_hostile() {
    let victim = Victim::new().await;
    let brought = tempfile::tempdir().unwrap();
    let file = brought.path().join("brought.bookly");
    fs::write(&file, archive(&with_true_hashes(victim.entries()))).unwrap();
    let secret = BackupSecret {
        by: SecretKind::Password,
        secret: PASSWORD.to_owned().into(),
    };
    let source = BackupSource::File(File::open(&file).unwrap());
    let watch = CopyWatch::default();
    victim
        .bookly
        .open_backup(source, secret, &watch)
        .await
        .unwrap();
    victim.bookly.restore(&watch).await.unwrap();
}

#[tokio::test]
async fn f09_an_archive_with_other_entries_is_refused() {
    let victim = Victim::new().await;
    let entries = victim.entries();
    for name in [
        "../../evil",
        "/tmp/evil",
        "C:\\evil",
        "library.db/",
        "evil",
        "",
    ] {
        let mut more = entries.clone();
        more.push((name.to_owned(), b"evil".to_vec()));
        assert_eq!(
            victim.refuses(&archive(&more)).await,
            ErrorCode::BackupDamaged,
            "{name}"
        );
        let mut other = entries.clone();
        other[0].0 = name.to_owned();
        assert_eq!(
            victim.refuses(&archive(&other)).await,
            ErrorCode::BackupDamaged,
            "{name}"
        );
    }
    for missing in 0..3 {
        let mut fewer = entries.clone();
        fewer.remove(missing);
        assert_eq!(
            victim.refuses(&archive(&fewer)).await,
            ErrorCode::BackupDamaged
        );
    }
    for other in [&b""[..], b"PK", b"no archive at all", &[0; 4096]] {
        assert_eq!(victim.refuses(other).await, ErrorCode::BackupDamaged);
    }
}

#[tokio::test]
async fn f09_three_copies_of_the_library_are_refused() {
    let victim = Victim::new().await;
    let mut entries = victim.entries();
    let library = entries[0].1.clone();
    // Written under names of the same length, then given the name of the library.
    entries.insert(0, ("library.d1".to_owned(), library.clone()));
    entries.insert(0, ("library.d2".to_owned(), library));
    let archive = archive(&entries);
    let archive = with_bytes(&archive, b"library.d1", b"library.db");
    let archive = with_bytes(&archive, b"library.d2", b"library.db");
    assert_eq!(victim.refuses(&archive).await, ErrorCode::BackupDamaged);
}

#[tokio::test]
async fn f09_bytes_that_no_entry_has_are_refused() {
    let victim = Victim::new().await;
    let whole = fs::read(&victim.backup).unwrap();
    let before = [&b"#!/bin/sh\n"[..], &whole].concat();
    assert_eq!(victim.refuses(&before).await, ErrorCode::BackupDamaged);
    let after = [&whole[..], &b"\0\0\0\0"[..]].concat();
    assert_eq!(victim.refuses(&after).await, ErrorCode::BackupDamaged);
}

#[tokio::test]
async fn f09_a_link_is_refused() {
    let victim = Victim::new().await;
    let mut entries = victim.entries();
    entries[0].1 = b"/etc/passwd".to_vec();
    let entries = with_true_hashes(entries);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive
        .add_symlink("library.db", "/etc/passwd", options)
        .unwrap();
    for (name, content) in &entries[1..] {
        archive.start_file(name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    let archive = archive.finish().unwrap().into_inner();
    assert_eq!(victim.refuses(&archive).await, ErrorCode::BackupDamaged);
}

#[tokio::test]
async fn f09_sizes_that_lie_are_refused() {
    let victim = Victim::new().await;
    let whole = fs::read(&victim.backup).unwrap();
    let size = u32::try_from(victim.entries()[0].1.len()).unwrap();
    // As if there were nearly 4 GiB, or a thousand times as much as is stored.
    for lie in [0xFFFF_FFF0, size * 1000, size + 1, size - 1, 0] {
        let archive = with_bytes(&whole, &size.to_le_bytes(), &lie.to_le_bytes());
        assert_eq!(
            victim.refuses(&archive).await,
            ErrorCode::BackupDamaged,
            "{lie}"
        );
    }
    // Only the size after unpacking lies: local header and directory have it at other places.
    let twice = [size.to_le_bytes(), size.to_le_bytes()].concat();
    let lie = [size.to_le_bytes(), (size * 1000).to_le_bytes()].concat();
    let archive = with_bytes(&whole, &twice, &lie);
    assert_eq!(victim.refuses(&archive).await, ErrorCode::BackupDamaged);
    let mut entries = victim.entries();
    let large = with_manifest(entries.clone(), |manifest| {
        manifest["libraryBytes"] = (10_u64 << 30).into();
    });
    assert_eq!(
        victim.refuses(&archive_of(&large)).await,
        ErrorCode::BackupDamaged
    );
    entries[2].1 = vec![b' '; 100_000];
    assert_eq!(
        victim.refuses(&archive_of(&entries)).await,
        ErrorCode::BackupDamaged
    );
    // Packed, which Bookly never does: what it would come to is not found out.
    let packed = with_bytes(
        &whole,
        b"PK\x03\x04\x0A\0\0\0\0\0",
        b"PK\x03\x04\x0A\0\0\0\x08\0",
    );
    assert_eq!(victim.refuses(&packed).await, ErrorCode::BackupDamaged);
}

fn archive_of(entries: &Entries) -> Vec<u8> {
    archive(entries)
}

#[tokio::test]
async fn f09_wrong_hashes_are_refused() {
    let victim = Victim::new().await;
    for hash in ["library", "keySlots"] {
        let entries = with_manifest(victim.entries(), |manifest| {
            manifest["sha256"][hash] = "00".repeat(32).into();
        });
        assert_eq!(
            victim.refuses(&archive(&entries)).await,
            ErrorCode::BackupDamaged,
            "{hash}"
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn f09_a_link_in_the_folder_of_backups_is_refused() {
    let victim = Victim::new().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let moved = elsewhere.path().join("moved");
    fs::rename(&victim.backup, &moved).unwrap();
    std::os::unix::fs::symlink(&moved, &victim.backup).unwrap();
    let listed = victim.bookly.backups().await.unwrap();
    assert!(listed.iter().all(|backup| !backup.sound));
    for name in ["../accounts.db", "/etc/passwd", "", "x.bookly"] {
        let checked = victim
            .bookly
            .check_backup(name, &CopyWatch::default())
            .await;
        assert_eq!(
            checked.err().map(|e| e.code()),
            Some(ErrorCode::BackupGone),
            "{name}"
        );
    }
}
