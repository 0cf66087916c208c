//! The log beside a library file, which holds the newest pages until they are moved in.
//!
//! Source: <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>. The engine plays back every log
//! that agrees with itself, also one that belongs to another file. So it is looked at first.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use super::cipher::{PAGE, PageKeys};

const HEAD: usize = 32;
const FRAME_HEAD: usize = 24;
const FRAME: u64 = (FRAME_HEAD + PAGE) as u64;
const MAGIC: u32 = 0x377f_0682; // its last bit says in which order the bytes of a sum are read
/// Frames of a log whose head cannot be read that are tried with the key.
const TRIED: u64 = 64;

/// What is to be thought of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// There is none, or an empty one.
    Nothing,
    /// The engine plays it back whole. The program did not end properly.
    Whole,
    /// It belongs to this file, and a part of it that was saved cannot be read.
    Damaged,
    /// Nothing in it is of this file.
    Foreign,
}

/// The pages that the log adds to its file.
#[derive(Default)]
pub(super) struct Log {
    file: Option<File>,
    /// Where in the log the newest version of a page stands.
    pages: HashMap<u32, u64>,
    /// The number of pages of the file after the last commit.
    pub(super) size: Option<u32>,
}

impl Log {
    /// What was committed in a log that is of this file.
    pub(super) fn read(path: &Path, keys: &PageKeys) -> io::Result<(Self, Verdict)> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok((Self::default(), Verdict::Nothing));
            }
            Err(error) => return Err(error),
        };
        let length = file.metadata()?.len();
        if length == 0 {
            return Ok((Self::default(), Verdict::Nothing));
        }
        let Some(chain) = Chain::begin(&file)? else {
            return Ok((Self::default(), without_head(&file, length, keys)?));
        };
        Self::follow(file, length, keys, chain)
    }

    fn follow(
        file: File,
        length: u64,
        keys: &PageKeys,
        mut chain: Chain,
    ) -> io::Result<(Self, Verdict)> {
        let mut log = Self::default();
        let (mut open, mut own, mut foreign) = (HashMap::new(), false, false);
        let mut at = HEAD as u64;
        while at + FRAME <= length {
            let Some(frame) = chain.next(&file, at)? else {
                break;
            };
            if keys.is_whole(frame.number, &frame.page) {
                own = true;
            } else {
                foreign = true;
            }
            open.insert(frame.number, at);
            if frame.size != 0 {
                log.pages.extend(open.drain());
                log.size = Some(frame.size);
            }
            at += FRAME;
        }
        let verdict = match (own, foreign) {
            (_, true) if keys.can_prove() && own => Verdict::Damaged,
            (false, true) => Verdict::Foreign,
            _ if chain.is_cut_short(&file, at, length, keys)? => Verdict::Damaged,
            _ => Verdict::Whole,
        };
        if verdict == Verdict::Foreign {
            log = Self::default();
        }
        log.file = Some(file);
        Ok((log, verdict))
    }

    /// A page as it stands in the log.
    pub(super) fn page(&self, number: u32) -> Option<io::Result<[u8; PAGE]>> {
        let at = *self.pages.get(&number)?;
        let file = self.file.as_ref()?;
        let mut page = [0; PAGE];
        Some(read_at(file, at + FRAME_HEAD as u64, &mut page).map(|()| page))
    }

    /// The highest page in it.
    pub(super) fn last_page(&self) -> u32 {
        self.pages.keys().copied().max().unwrap_or(0)
    }
}

/// A log whose head cannot be read is passed over by the engine and then written over. When pages of
/// this file stand in it, they would be lost so.
fn without_head(file: &File, length: u64, keys: &PageKeys) -> io::Result<Verdict> {
    for frame in 0..TRIED {
        let at = HEAD as u64 + frame * FRAME;
        if at + FRAME > length {
            break;
        }
        let frame = Frame::read(file, at)?;
        if keys.can_prove() && keys.is_whole(frame.number, &frame.page) {
            return Ok(Verdict::Damaged);
        }
    }
    Ok(Verdict::Foreign)
}

/// One page in the log.
struct Frame {
    number: u32,
    /// The pages of the file after it; not zero in the last frame of a commit.
    size: u32,
    salts: [u8; 8],
    sum: [u8; 8],
    head: [u8; 8],
    page: Box<[u8; PAGE]>,
}

impl Frame {
    fn read(file: &File, at: u64) -> io::Result<Self> {
        let mut head = [0; FRAME_HEAD];
        read_at(file, at, &mut head)?;
        let mut page = Box::new([0; PAGE]);
        read_at(file, at + FRAME_HEAD as u64, &mut *page)?;
        let part = |from: usize| -> [u8; 8] {
            let part = head
                .get(from..from + 8)
                .and_then(|part| part.try_into().ok());
            part.unwrap_or_default()
        };
        Ok(Self {
            number: word(&head, 0),
            size: word(&head, 4),
            head: part(0),
            salts: part(8),
            sum: part(16),
            page,
        })
    }
}

/// The sums of a log, each made of the one before.
struct Chain {
    big_endian: bool,
    salts: [u8; 8],
    sum: (u32, u32),
}

impl Chain {
    fn begin(file: &File) -> io::Result<Option<Self>> {
        let mut head = [0; HEAD];
        match read_at(file, 0, &mut head) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        let magic = word(&head, 0);
        let mut chain = Self {
            big_endian: magic & 1 == 1,
            salts: head
                .get(16..24)
                .and_then(|salts| salts.try_into().ok())
                .unwrap_or_default(),
            sum: (0, 0),
        };
        chain.add(head.get(..24).unwrap_or_default());
        let fits = magic & !1 == MAGIC
            && usize::try_from(word(&head, 8)) == Ok(PAGE)
            && chain.sum == (word(&head, 24), word(&head, 28));
        Ok(fits.then_some(chain))
    }

    /// The next frame, when it goes on where the last one ended.
    fn next(&mut self, file: &File, at: u64) -> io::Result<Option<Frame>> {
        let frame = Frame::read(file, at)?;
        let before = self.sum;
        self.add(&frame.head);
        self.add(&*frame.page);
        let fits = frame.salts == self.salts
            && frame.number != 0
            && self.sum == (word(&frame.sum, 0), word(&frame.sum, 4));
        if !fits {
            self.sum = before;
        }
        Ok(fits.then_some(frame))
    }

    /// Whether commits are lost behind the place where the sums end. Two things are none. The last
    /// commit may have been cut off by a power cut before anybody was told of it. And a commit that the
    /// disk refused to keep stays behind what is written over it: whole, but alone in its chain.
    fn is_cut_short(
        &self,
        file: &File,
        from: u64,
        length: u64,
        keys: &PageKeys,
    ) -> io::Result<bool> {
        let (mut at, mut commits, mut in_chain, mut longest) = (from, 0, 0, 0);
        let mut broken = false;
        let mut before = [self.sum; 2];
        while at + FRAME <= length {
            let frame = Frame::read(file, at)?;
            let stored = (word(&frame.sum, 0), word(&frame.sum, 4));
            let ours = frame.salts == self.salts;
            let whole = keys.is_whole(frame.number, &frame.page);
            let follows = at != from && before.iter().any(|sum| self.after(*sum, &frame) == stored);
            if follows {
                before = [stored; 2];
            } else {
                // Whatever is wrong with it, its sum as it stands or as it should stand is followed.
                before = [stored, self.after(before[0], &frame)];
                in_chain = 0;
                broken |= ours && !whole;
            }
            // A frame is damaged itself or it is not: its head alone proves nothing.
            if ours && frame.size != 0 && (whole || !follows) {
                in_chain += 1;
                commits += 1;
                longest = in_chain.max(longest);
            }
            at += FRAME;
        }
        Ok(longest > 1 || (broken && commits > 1))
    }

    /// The sum after a frame that follows one with another sum.
    fn after(&self, sum: (u32, u32), frame: &Frame) -> (u32, u32) {
        let mut chain = Self { sum, ..*self };
        chain.add(&frame.head);
        chain.add(&*frame.page);
        chain.sum
    }

    fn add(&mut self, bytes: &[u8]) {
        for pair in bytes.chunks_exact(8) {
            let read = |from: usize| {
                let word = pair
                    .get(from..from + 4)
                    .and_then(|word| word.try_into().ok());
                let word = word.unwrap_or_default();
                if self.big_endian {
                    u32::from_be_bytes(word)
                } else {
                    u32::from_le_bytes(word)
                }
            };
            let (first, second) = (read(0), read(4));
            self.sum.0 = self.sum.0.wrapping_add(first).wrapping_add(self.sum.1);
            self.sum.1 = self.sum.1.wrapping_add(second).wrapping_add(self.sum.0);
        }
    }
}

/// Four bytes as a number, the highest first.
pub(super) fn word(bytes: &[u8], at: usize) -> u32 {
    let word = bytes.get(at..at + 4).and_then(|word| word.try_into().ok());
    u32::from_be_bytes(word.unwrap_or_default())
}

pub(super) fn read_at(mut file: &File, at: u64, into: &mut [u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(into)
}
