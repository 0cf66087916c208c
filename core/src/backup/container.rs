//! The file of a backup: a ZIP archive with exactly three entries, stored as they are.
//!
//! A backup may come from anywhere, so nothing in it is believed: names never become paths, a size
//! counts only as far as there are bytes, and an archive that any two programs could read
//! differently is refused.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    path::Path,
};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{BackupKind, CopyStep, CopyWatch, Counts, of_file};
use crate::{Error, Result};

const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const KEY_SLOTS: &str = "keyslots.json";
const LIBRARY: &str = "library.db";
/// Of the two small entries, in bytes; ours have under 2 KiB.
const LARGEST_TEXT: u64 = 64 * 1024;
/// What is copied at a time, in bytes.
const PIECE: usize = 1 << 20;
/// From this size on, an entry needs the wider numbers of ZIP64.
const LARGE: u64 = 0xFFFF_FFFF;

/// What a backup says about itself. It is not encrypted: names, sizes and dates, nothing of a book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Manifest {
    format: u32,
    pub(crate) app: String,
    pub(crate) schema: i64,
    pub(crate) kind: BackupKind,
    /// Milliseconds since 1970, UTC.
    pub(crate) at: i64,
    pub(crate) account_uid: Uuid,
    pub(crate) username: String,
    pub(crate) email: String,
    /// Milliseconds since 1970, UTC.
    pub(crate) account_created_at: i64,
    pub(crate) library_uid: Uuid,
    pub(crate) revision: i64,
    pub(crate) counts: Counts,
    library_bytes: u64,
    sha256: Hashes,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Hashes {
    key_slots: String,
    library: String,
}

/// What is read of a manifest before anything else of it is.
#[derive(Deserialize)]
struct Gate {
    format: u32,
    schema: i64,
}

/// What a manifest says besides what is found out while the backup is written.
pub(super) struct About {
    pub(super) schema: i64,
    pub(super) kind: BackupKind,
    pub(super) at: i64,
    pub(super) account_uid: Uuid,
    pub(super) username: String,
    pub(super) email: String,
    pub(super) account_created_at: i64,
    pub(super) library_uid: Uuid,
    pub(super) revision: i64,
    pub(super) counts: Counts,
}

/// A backup whose shape is sound. Whether its library is, only [`Container::check`] tells.
pub(crate) struct Container<R = File> {
    archive: ZipArchive<R>,
    pub(crate) manifest: Manifest,
    /// keyslots.json as it was on that day.
    pub(crate) key_slots: Vec<u8>,
}

/// Writes a backup and leaves it on the disk. `file` is new.
pub(super) fn write(
    file: File,
    about: About,
    key_slots: &[u8],
    library: &Path,
    watch: &CopyWatch,
) -> Result<()> {
    let mut from = File::open(library).map_err(|error| of_file(&error))?;
    let library_bytes = from.metadata().map_err(|error| of_file(&error))?.len();
    watch.begin(CopyStep::Writing, library_bytes * 2); // once written, once read back
    let mut archive = ZipWriter::new(file);
    let entry = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default()) // so that equal libraries make equal archives
        .unix_permissions(0o600);
    archive
        .start_file(LIBRARY, entry.large_file(library_bytes >= LARGE))
        .map_err(of_zip)?;
    let library_hash = copy(&mut from, &mut archive, watch)?;
    archive.start_file(KEY_SLOTS, entry).map_err(of_zip)?;
    archive
        .write_all(key_slots)
        .map_err(|error| of_file(&error))?;
    let manifest = Manifest {
        format: FORMAT,
        app: env!("CARGO_PKG_VERSION").to_owned(),
        schema: about.schema,
        kind: about.kind,
        at: about.at,
        account_uid: about.account_uid,
        username: about.username,
        email: about.email,
        account_created_at: about.account_created_at,
        library_uid: about.library_uid,
        revision: about.revision,
        counts: about.counts,
        library_bytes,
        sha256: Hashes {
            key_slots: hash(key_slots),
            library: library_hash,
        },
    };
    let json = serde_json::to_vec_pretty(&manifest)
        .map_err(|_| Error::Internal("writing a manifest failed"))?;
    archive.start_file(MANIFEST, entry).map_err(of_zip)?;
    archive.write_all(&json).map_err(|error| of_file(&error))?;
    let file = archive.finish().map_err(of_zip)?;
    file.sync_all().map_err(|error| of_file(&error))
}

impl Container {
    /// Opens a backup as far as its shape. Fails with `BackupDamaged` when it is none or not whole,
    /// and `LibraryNewer` when a newer Bookly wrote it.
    pub(crate) fn open(file: File) -> Result<Self> {
        let about = file.metadata().map_err(|error| of_file(&error))?;
        if !about.is_file() {
            return Err(Error::BackupDamaged);
        }
        Self::read(file, about.len())
    }
}

impl<R: Read + Seek> Container<R> {
    /// As [`Self::open`], of anything with so many bytes.
    pub(super) fn read(mut from: R, bytes: u64) -> Result<Self> {
        let ending = ending(&mut from, bytes)?;
        let mut archive = ZipArchive::new(from).map_err(of_zip)?;
        prove_shape(&mut archive, bytes)?;
        ending.must_be_of(&archive, bytes)?;
        let json = small_entry(&mut archive, MANIFEST)?;
        let gate: Gate = serde_json::from_slice(&json).map_err(|_| Error::BackupDamaged)?;
        if gate.format > FORMAT || gate.schema > crate::db::newest_schema() {
            return Err(Error::LibraryNewer);
        }
        let manifest: Manifest = serde_json::from_slice(&json).map_err(|_| Error::BackupDamaged)?;
        let key_slots = small_entry(&mut archive, KEY_SLOTS)?;
        let library_bytes = archive.by_name(LIBRARY).map_err(of_zip)?.size();
        if manifest.format != FORMAT
            || manifest.library_bytes != library_bytes
            || manifest.sha256.key_slots != hash(&key_slots)
        {
            return Err(Error::BackupDamaged);
        }
        Ok(Self {
            archive,
            manifest,
            key_slots,
        })
    }

    /// The size of its library, in bytes: as many as there are.
    pub(crate) fn library_bytes(&self) -> u64 {
        self.manifest.library_bytes
    }

    /// Writes its library out and proves that it is the one of the manifest.
    pub(crate) fn extract(&mut self, to: &mut impl Write, watch: &CopyWatch) -> Result<()> {
        let mut library = self.archive.by_name(LIBRARY).map_err(of_zip)?;
        if copy(&mut library, to, watch)? == self.manifest.sha256.library {
            Ok(())
        } else {
            Err(Error::BackupDamaged)
        }
    }

    /// Reads the whole backup and compares it with its manifest.
    pub(crate) fn check(&mut self, watch: &CopyWatch) -> Result<()> {
        self.extract(&mut io::sink(), watch)
    }
}

/// Three entries of our names, one behind the other from the first byte to the directory, and
/// nothing else anywhere.
fn prove_shape<R: Read + Seek>(archive: &mut ZipArchive<R>, file_bytes: u64) -> Result<()> {
    if archive.len() != 3
        || archive.has_duplicate_names()
        || archive.offset() != 0
        || !archive.comment().is_empty()
    {
        return Err(Error::BackupDamaged);
    }
    archive.validate_header_consistency().map_err(of_zip)?;
    let mut places = Vec::with_capacity(3);
    for name in [LIBRARY, KEY_SLOTS, MANIFEST] {
        let entry = archive.by_name(name).map_err(of_zip)?;
        let plain = entry.compression() == CompressionMethod::Stored
            && !entry.encrypted()
            && !entry.is_symlink()
            && !entry.is_dir()
            && entry.size() == entry.compressed_size();
        let begins = entry.data_start().ok_or(Error::BackupDamaged)?;
        let ends = begins.checked_add(entry.size());
        let ends = ends.filter(|ends| *ends <= file_bytes && plain);
        places.push((entry.header_start(), ends.ok_or(Error::BackupDamaged)?));
    }
    places.sort_unstable();
    let mut at = 0;
    for (begins, ends) in places {
        if begins != at {
            return Err(Error::BackupDamaged);
        }
        at = ends;
    }
    if at == archive.central_directory_start() {
        Ok(())
    } else {
        Err(Error::BackupDamaged)
    }
}

/// The last bytes of an archive: where its directory is. An archive reader finds it anywhere.
struct Ending {
    directory_bytes: u32,
    directory_begins: u32,
}

/// Its length, when there is no comment.
const ENDING: u64 = 22;

fn ending(from: &mut (impl Read + Seek), file_bytes: u64) -> Result<Ending> {
    let at = file_bytes.checked_sub(ENDING).ok_or(Error::BackupDamaged)?;
    let mut bytes = [0; 22];
    from.seek(io::SeekFrom::Start(at))
        .and_then(|_| from.read_exact(&mut bytes))
        .map_err(|error| of_reading(&error))?;
    // Source: APPNOTE.TXT of PKWARE, 4.3.16. All that is between is checked by the reader.
    let ([b'P', b'K', 5, 6], [0, 0]) = (part(&bytes, 0), part(&bytes, 20)) else {
        return Err(Error::BackupDamaged); // no ending, or one with a comment
    };
    Ok(Ending {
        directory_bytes: u32::from_le_bytes(part(&bytes, 12)),
        directory_begins: u32::from_le_bytes(part(&bytes, 16)),
    })
}

/// Some bytes of what an archive ends with; zeros beyond it.
fn part<const N: usize>(bytes: &[u8; 22], from: usize) -> [u8; N] {
    let part = bytes.get(from..).and_then(<[u8]>::first_chunk);
    part.copied().unwrap_or([0; N])
}

impl Ending {
    /// The directory ends where this begins, unless ZIP64 has put its own records between.
    fn must_be_of<R: Read + Seek>(&self, archive: &ZipArchive<R>, file_bytes: u64) -> Result<()> {
        let begins = archive.central_directory_start();
        let ends = u64::from(self.directory_begins) + u64::from(self.directory_bytes);
        let fits = begins == u64::from(self.directory_begins) && ends + ENDING == file_bytes;
        if fits || begins >= LARGE {
            Ok(())
        } else {
            Err(Error::BackupDamaged)
        }
    }
}

fn small_entry<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str) -> Result<Vec<u8>> {
    let entry = archive.by_name(name).map_err(of_zip)?;
    let mut content = Vec::new();
    let read = entry.take(LARGEST_TEXT + 1).read_to_end(&mut content);
    match read.map_err(|error| of_reading(&error)) {
        Ok(read) if read as u64 <= LARGEST_TEXT => Ok(content),
        Ok(_) => Err(Error::BackupDamaged),
        Err(error) => Err(error),
    }
}

/// Copies all there is and gives its SHA-256.
fn copy(from: &mut impl Read, to: &mut impl Write, watch: &CopyWatch) -> Result<String> {
    let mut piece = vec![0; PIECE];
    let mut hash = Sha256::new();
    loop {
        watch.go_on()?;
        let read = from.read(&mut piece).map_err(|error| of_reading(&error))?;
        let Some(read) = piece.get(..read).filter(|read| !read.is_empty()) else {
            return Ok(HEXLOWER.encode(&hash.finalize()));
        };
        hash.update(read);
        to.write_all(read).map_err(|error| of_file(&error))?;
        watch.add(read.len() as u64);
    }
}

fn hash(content: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(content))
}

/// An entry that ends too early or has another check sum is damaged, and not the disk.
fn of_reading(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::Other => {
            Error::BackupDamaged
        }
        _ => of_file(error),
    }
}

fn of_zip(error: zip::result::ZipError) -> Error {
    match error {
        zip::result::ZipError::Io(error) => of_reading(&error),
        _ => Error::BackupDamaged,
    }
}

/// For a file that is read through more than once.
pub(crate) fn from_start(file: &File) -> Result<File> {
    let mut again = file.try_clone().map_err(|error| of_file(&error))?;
    again.rewind().map_err(|error| of_file(&error))?;
    Ok(again)
}
