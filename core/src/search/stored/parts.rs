//! A stream of numbers and bytes, cut into parts with a checksum each.

use crate::search::roomy::{filled, settled, with_room_for};

/// The size of a part, but for the last one; small in tests, so that they see several.
const PART: usize = if cfg!(test) { 512 } else { 1 << 20 };
/// A part ends with its checksum.
const SUM: usize = size_of::<u64>();
/// Numbers are turned into bytes so many bytes at a time: what stays in the fastest cache, and is
/// a number of whole numbers of any width.
const BLOCK: usize = 12 << 10;

/// A number of fixed width; `N` follows from the type.
pub(in crate::search) trait Plain<const N: usize>: Copy {
    fn to_bytes(self) -> [u8; N];
    fn of_bytes(bytes: [u8; N]) -> Self;
}

macro_rules! plain {
    ($($number:ty)*) => { $(
        impl Plain<{ size_of::<Self>() }> for $number {
            fn to_bytes(self) -> [u8; size_of::<Self>()] {
                self.to_le_bytes()
            }

            fn of_bytes(bytes: [u8; size_of::<Self>()]) -> Self {
                Self::from_le_bytes(bytes)
            }
        }
    )* };
}

plain!(u16 u32 u64 i64);

impl Plain<3> for [u8; 3] {
    fn to_bytes(self) -> [u8; 3] {
        self
    }

    fn of_bytes(bytes: [u8; 3]) -> Self {
        bytes
    }
}

/// Cuts what is written into parts.
pub(in crate::search) struct Writer<'a> {
    give: Box<dyn FnMut(Vec<u8>) -> bool + 'a>,
    part: Vec<u8>,
    /// Of the next part: what its checksum begins with.
    seed: u64,
    wanted: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(revision: i64, give: impl FnMut(Vec<u8>) -> bool + 'a) -> Self {
        Self {
            give: Box::new(give),
            part: Vec::new(),
            seed: revision.cast_unsigned(),
            wanted: true,
        }
    }

    /// Writes bytes, with their number before them.
    pub(in crate::search) fn bytes(&mut self, bytes: &[u8]) {
        self.put(&(bytes.len() as u64).to_bytes());
        self.put(bytes);
    }

    /// Writes so many numbers, with how many there are before them.
    pub(in crate::search) fn numbers<const N: usize, T: Plain<N>>(
        &mut self,
        count: usize,
        numbers: impl Iterator<Item = T>,
    ) {
        self.put(&(count as u64).to_bytes());
        let mut numbers = numbers.take(count);
        let mut block = [0; BLOCK];
        loop {
            let mut filled = 0;
            for (cell, number) in block.as_chunks_mut().0.iter_mut().zip(&mut numbers) {
                *cell = number.to_bytes();
                filled += N;
            }
            if filled == 0 || !self.wanted {
                return;
            }
            self.put(block.get(..filled).unwrap_or_default());
        }
    }

    fn put(&mut self, mut bytes: &[u8]) {
        while self.wanted && !bytes.is_empty() {
            let room = PART - SUM - self.part.len();
            let (now, later) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            self.part.reserve_exact(PART - self.part.len());
            self.part.extend_from_slice(now);
            bytes = later;
            if now.len() == room {
                self.end_part();
            }
        }
    }

    fn end_part(&mut self) {
        let mut part = std::mem::take(&mut self.part);
        self.seed = checksum(self.seed, &part);
        part.extend_from_slice(&self.seed.to_bytes());
        self.wanted = (self.give)(part);
    }

    /// Gives the last part.
    pub(super) fn finish(mut self) {
        if self.wanted && !self.part.is_empty() {
            self.end_part();
        }
    }
}

/// Reads what a [`Writer`] has written. Parts are read when they are needed and dropped when they
/// are used up, so that they never lie in memory together.
pub(in crate::search) struct Reader<'a> {
    parts: Box<dyn Iterator<Item = Vec<u8>> + 'a>,
    part: Vec<u8>,
    at: usize,
    seed: u64,
    /// More bytes than this will not come, whatever a length says.
    left: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        revision: i64,
        size: usize,
        parts: impl Iterator<Item = Vec<u8>> + 'a,
    ) -> Self {
        Self {
            parts: Box::new(parts),
            part: Vec::new(),
            at: 0,
            seed: revision.cast_unsigned(),
            left: size,
        }
    }

    /// Bytes, after their number.
    pub(in crate::search) fn bytes(&mut self) -> Option<Vec<u8>> {
        let mut bytes = filled(0, self.count(1)?);
        self.fill(&mut bytes)?;
        Some(settled(bytes))
    }

    /// Numbers, after how many there are, made into something of the same size.
    pub(in crate::search) fn numbers<const N: usize, T: Plain<N>, U: Copy>(
        &mut self,
        of: impl Fn(T) -> U,
    ) -> Option<Vec<U>> {
        let count = self.count(N)?;
        let mut numbers = with_room_for(count);
        let mut block = [0; BLOCK];
        let mut bytes = count * N;
        while bytes > 0 {
            let now = block.get_mut(..bytes.min(BLOCK))?;
            self.fill(now)?;
            bytes -= now.len();
            let cells = now.as_chunks().0.iter();
            numbers.extend(cells.map(|cell| of(T::of_bytes(*cell))));
        }
        Some(settled(numbers))
    }

    /// Whether there is nothing after what was read.
    pub(super) fn ends(mut self) -> bool {
        self.at == self.part.len() && self.parts.next().is_none()
    }

    /// How many things of a width there are, when there are bytes for them.
    fn count(&mut self, width: usize) -> Option<usize> {
        let mut count = [0; 8];
        self.fill(&mut count)?;
        let count = usize::try_from(u64::of_bytes(count)).ok()?;
        (count.checked_mul(width)? <= self.left).then_some(count)
    }

    fn fill(&mut self, mut out: &mut [u8]) -> Option<()> {
        self.left = self.left.checked_sub(out.len())?;
        while !out.is_empty() {
            if self.at == self.part.len() {
                self.next_part()?;
            }
            let rest = self.part.get(self.at..)?;
            let len = rest.len().min(out.len());
            let (now, later) = out.split_at_mut_checked(len)?;
            now.copy_from_slice(rest.get(..len)?);
            self.at += len;
            out = later;
        }
        Some(())
    }

    fn next_part(&mut self) -> Option<()> {
        self.part = Vec::new();
        self.at = 0;
        let mut part = self.parts.next()?;
        let end = part.len().checked_sub(SUM)?;
        let sum = u64::of_bytes(*part.get(end..)?.first_chunk()?);
        part.truncate(end);
        self.seed = checksum(self.seed, &part);
        if part.is_empty() || self.seed != sum {
            return None;
        }
        self.part = part;
        Some(())
    }
}

/// A number that changes when any of the bytes does. Each part begins where the one before it ended
/// and the first with the revision, so no part fits in another place.
pub(super) fn checksum(seed: u64, bytes: &[u8]) -> u64 {
    // Against a fault and not against a forger: whoever can write here has the key of the library.
    let mix = |sum: u64, word: u64| (sum.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (words, rest) = bytes.as_chunks();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let rest = rest.iter().map(|byte| u64::from(*byte));
    words.chain(rest).fold(mix(seed, bytes.len() as u64), mix)
}

/// Bytes as the parts that they would be written in.
#[cfg(test)]
pub(in crate::search) fn cut(revision: i64, bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut out = Writer::new(revision, |part| {
        parts.push(part);
        true
    });
    out.put(bytes);
    out.finish();
    parts
}
