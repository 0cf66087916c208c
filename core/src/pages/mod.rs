//! The pages of a library file, read without the engine: what is still whole of a damaged file can be
//! read here, and what stands beside a file can be judged before the engine believes it.
//!
//! Nothing here writes.

mod cells;
mod cipher;
mod log;
#[cfg(test)]
mod tests;

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

pub(crate) use self::{
    cells::{Row, Value},
    log::Verdict,
};
use self::{
    cipher::{PAGE, PageKeys, SALT},
    log::{Log, read_at},
};
use crate::LibraryKey;

/// Pages that are tried to find out whether a salt is the right one.
const TRIED: u32 = 16;

/// The page at one GiB, whose bytes the engine locks. It never writes to it, so that page has no seal:
/// `SQLite` file format, section 1.4.
const LOCK_PAGE: u32 = 262_145;

/// A library file and its log.
pub(crate) struct Pages {
    file: File,
    /// Pages in the file itself.
    in_file: u32,
    keys: PageKeys,
    log: Log,
    verdict: Verdict,
}

impl Pages {
    /// Opens a file and the log beside it.
    pub(crate) fn open(path: &Path, key: &LibraryKey) -> io::Result<Self> {
        let mut pages = Self::open_alone(path, key)?;
        (pages.log, pages.verdict) = Log::read(&log_of(path), &pages.keys)?;
        Ok(pages)
    }

    /// Opens a file without its log, which the engine may be writing to.
    pub(crate) fn open_alone(path: &Path, key: &LibraryKey) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let in_file = u32::try_from(length / PAGE as u64).unwrap_or(u32::MAX - 1);
        Ok(Self {
            keys: keys_of(&file, in_file, key),
            file,
            in_file,
            log: Log::default(),
            verdict: Verdict::Nothing,
        })
    }

    /// What is to be thought of its log.
    pub(crate) fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Whether a page can be proven to be as it was written. Without the salt at its beginning a file
    /// still opens, but nothing in it is certain.
    pub(crate) fn can_prove(&self) -> bool {
        self.keys.can_prove()
    }

    /// How many pages there are; they are counted from one.
    pub(crate) fn count(&self) -> u32 {
        let grown = self.log.size.unwrap_or(0).max(self.log.last_page());
        self.in_file.max(grown)
    }

    /// What a page says; none when it is not whole or the disk does not give it out.
    pub(crate) fn page(&self, number: u32) -> Option<Vec<u8>> {
        if number == LOCK_PAGE {
            return Some(vec![0; PAGE]);
        }
        self.keys.open(number, &self.raw(number)?)
    }

    /// Whether a page is as it was written. Quicker than reading it.
    pub(crate) fn is_whole(&self, number: u32) -> bool {
        let is_written = |raw: [u8; PAGE]| self.keys.is_whole(number, &raw);
        number == LOCK_PAGE || self.raw(number).is_some_and(is_written)
    }

    /// The rows that stand in a page itself; none when it is no such page.
    pub(crate) fn rows(&self, page: &[u8]) -> Vec<Row> {
        cells::rows(page, &|number| self.page(number))
    }

    /// As [`Self::rows`], but only the one with this number, and told how to follow it.
    #[cfg(test)]
    pub(crate) fn rows_of(
        page: &[u8],
        id: i64,
        follow: &dyn Fn(u32) -> Option<Vec<u8>>,
    ) -> Vec<Row> {
        cells::rows_where(page, &|found| found == Some(id), follow)
    }

    fn raw(&self, number: u32) -> Option<[u8; PAGE]> {
        if let Some(newest) = self.log.page(number) {
            return newest.ok();
        }
        let before = number.checked_sub(1).filter(|_| number <= self.in_file)?;
        let mut raw = [0; PAGE];
        read_at(&self.file, u64::from(before) * PAGE as u64, &mut raw).ok()?;
        Some(raw)
    }
}

/// The log of a library file.
pub(crate) fn log_of(file: &Path) -> PathBuf {
    file.with_extension("db-wal")
}

/// A bit that has fallen over in the salt makes every page of a file look wrong: such a salt is mended.
/// One that is lost proves nothing.
fn keys_of(file: &File, pages: u32, key: &LibraryKey) -> PageKeys {
    let mut salt = [0; SALT];
    if read_at(file, 0, &mut salt).is_err() {
        return PageKeys::without_proof(key);
    }
    let sample: Vec<(u32, [u8; PAGE])> = (0..pages.min(TRIED))
        .filter_map(|before| {
            let mut raw = [0; PAGE];
            read_at(file, u64::from(before) * PAGE as u64, &mut raw).ok()?;
            Some((before + 1, raw))
        })
        .collect();
    let fallen = (0..SALT).flat_map(|byte| (0..8).map(move |bit| (byte, 1_u8 << bit)));
    std::iter::once((0, 0))
        .chain(fallen)
        .find_map(|(byte, bit)| {
            let mut salt = salt;
            *salt.get_mut(byte)? ^= bit;
            let keys = PageKeys::new(key, salt)?;
            let fits = sample
                .iter()
                .any(|(number, raw)| keys.is_whole(*number, raw));
            fits.then_some(keys)
        })
        .unwrap_or_else(|| PageKeys::without_proof(key))
}
