//! Small numbers, one for each slot, in as few bytes as they need.

use super::bits::Bits;
use super::columns::MISSING;
use super::roomy::{filled, settled};
use super::stored::{Reader, Writer};

/// Numbers below a limit, or [`MISSING`]. The limit decides the width: a column of six statuses
/// takes one byte a book and not four.
#[derive(Debug, Clone)]
pub(super) enum Packed {
    One(Vec<u8>),
    Two(Vec<u16>),
    Three(Vec<[u8; 3]>),
    Four(Vec<u32>),
}

impl Default for Packed {
    fn default() -> Self {
        Self::One(Vec::new())
    }
}

/// A number in its packed form; the greatest one of its width stands for [`MISSING`].
trait Cell: Copy {
    fn read(self) -> u32;
    fn of(number: u32) -> Self;
}

impl Cell for u8 {
    fn read(self) -> u32 {
        if self == Self::MAX {
            MISSING
        } else {
            u32::from(self)
        }
    }

    fn of(number: u32) -> Self {
        Self::try_from(number).unwrap_or(Self::MAX)
    }
}

impl Cell for u16 {
    fn read(self) -> u32 {
        if self == Self::MAX {
            MISSING
        } else {
            u32::from(self)
        }
    }

    fn of(number: u32) -> Self {
        Self::try_from(number).unwrap_or(Self::MAX)
    }
}

impl Cell for [u8; 3] {
    fn read(self) -> u32 {
        let [low, middle, high] = self;
        if self == [u8::MAX; 3] {
            MISSING
        } else {
            u32::from_le_bytes([low, middle, high, 0])
        }
    }

    fn of(number: u32) -> Self {
        match number.to_le_bytes() {
            [low, middle, high, 0] => [low, middle, high],
            _ => [u8::MAX; 3],
        }
    }
}

impl Cell for u32 {
    fn read(self) -> u32 {
        self
    }

    fn of(number: u32) -> Self {
        number
    }
}

/// Runs the same code on the cells of any width.
macro_rules! on_cells {
    ($packed:expr, $cells:ident => $run:expr) => {
        match $packed {
            Packed::One($cells) => $run,
            Packed::Two($cells) => $run,
            Packed::Three($cells) => $run,
            Packed::Four($cells) => $run,
        }
    };
}

impl Packed {
    /// So many numbers, all missing, with room for numbers below the limit.
    pub(super) fn missing(len: usize, limit: usize) -> Self {
        match limit {
            ..=0xff => Self::One(settled(filled(u8::MAX, len))),
            0x100..=0xffff => Self::Two(settled(filled(u16::MAX, len))),
            0x1_0000..=0xff_ffff => Self::Three(settled(filled([u8::MAX; 3], len))),
            _ => Self::Four(settled(filled(u32::MAX, len))),
        }
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::One(cells) => out.bytes(cells),
            Self::Two(cells) => out.numbers(cells.len(), cells.iter().copied()),
            Self::Three(cells) => out.numbers(cells.len(), cells.iter().copied()),
            Self::Four(cells) => out.numbers(cells.len(), cells.iter().copied()),
        }
    }

    /// Reads so many numbers below a limit.
    pub(super) fn read(bytes: &mut Reader<'_>, len: usize, limit: usize) -> Option<Self> {
        fn fits<C: Cell>(cells: &[C], len: usize, limit: usize) -> bool {
            let fits = |number| number == MISSING || (number as usize) < limit;
            cells.len() == len && cells.iter().all(|cell| fits(cell.read()))
        }
        let read = match Self::missing(0, limit) {
            Self::One(_) => Self::One(bytes.bytes()?),
            Self::Two(_) => Self::Two(bytes.numbers(|cell: u16| cell)?),
            Self::Three(_) => Self::Three(bytes.numbers(|cell: [u8; 3]| cell)?),
            Self::Four(_) => Self::Four(bytes.numbers(|cell: u32| cell)?),
        };
        on_cells!(&read, cells => fits(cells, len, limit)).then_some(read)
    }

    pub(super) fn set(&mut self, slot: u32, number: u32) {
        fn set<C: Cell>(cells: &mut [C], slot: u32, number: u32) {
            if let Some(cell) = cells.get_mut(slot as usize) {
                *cell = C::of(number);
            }
        }
        on_cells!(self, cells => set(cells, slot, number));
    }

    pub(super) fn get(&self, slot: u32) -> u32 {
        on_cells!(self, cells => cells.get(slot as usize).map_or(MISSING, |cell| cell.read()))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        let len = on_cells!(self, cells => cells.len());
        (0..super::narrow(len)).map(|slot| self.get(slot))
    }

    /// The slots of `within` whose number is wanted.
    pub(super) fn keep(&self, within: &Bits, wanted: impl Fn(u32) -> bool) -> Bits {
        fn keep<C: Cell>(cells: &[C], within: &Bits, wanted: impl Fn(u32) -> bool) -> Bits {
            within.map_words(cells.chunks(64), |word, cells| {
                if word == 0 {
                    return 0;
                }
                let bits = cells.iter().zip(0_u32..);
                word & bits.fold(0, |bits, (cell, bit)| {
                    bits | u64::from(wanted(cell.read())) << bit
                })
            })
        }
        on_cells!(self, cells => keep(cells, within, wanted))
    }

    /// Gives the number of every slot of `within`.
    pub(super) fn each(&self, within: &Bits, mut give: impl FnMut(u32)) {
        on_cells!(self, cells => {
            for slot in within.iter() {
                give(cells.get(slot as usize).map_or(MISSING, |cell| cell.read()));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_width_come_back() {
        for limit in [3, 0xff, 0x100, 0xffff, 0x1_0000, 0xff_ffff, 0x100_0000] {
            let mut packed = Packed::missing(70, limit);
            let last = u32::try_from(limit - 1).unwrap();
            packed.set(0, 0);
            packed.set(69, last);
            packed.set(70, 1);
            assert_eq!((packed.get(0), packed.get(69)), (0, last), "{limit}");
            assert_eq!((packed.get(1), packed.get(70)), (MISSING, MISSING));
            let kept = packed.keep(&Bits::full(70), |number| number != MISSING);
            assert_eq!(kept.iter().collect::<Vec<_>>(), [0, 69]);
            let mut seen = Vec::new();
            packed.each(&kept, |number| seen.push(number));
            assert_eq!(seen, [0, last]);
        }
    }
}
