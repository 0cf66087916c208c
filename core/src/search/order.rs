//! Puts hits into order.
//!
//! Of a few hits, all ranks that an order looks at, and the slot last, are packed into one number, so
//! that sorting compares plain numbers. For many hits it is quicker to walk the permutation of all
//! books, which is made by counting ranks and then kept. Counting takes the same few steps for each
//! book and column, so an order that nobody asked for yet need not be made ready.

use std::{cmp::Ordering, sync::Arc};

use super::bits::Bits;
use super::columns::{Column, MISSING, Ranks};
use super::segment::{Permutation, Segment};
use super::{SortBy, SortKey, narrow};

/// The columns to compare, the most important first, and which of them run backwards.
///
/// It always ends with the last added first; books equal in everything stand by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan(Vec<(Column, bool)>);

impl Plan {
    pub(super) fn new(keys: &[SortKey]) -> Self {
        let mut plan: Vec<(Column, bool)> = Vec::with_capacity(keys.len() + 2);
        let mut add = |column, descending| {
            // A column that was compared already can decide nothing more.
            if plan.iter().all(|(known, _)| *known != column) {
                plan.push((column, descending));
            }
        };
        for key in keys {
            if let Some(column) = column(key.by) {
                add(column, key.descending);
            }
            if key.by == SortBy::Series {
                add(Column::SeriesNumber, key.descending);
            }
        }
        add(Column::Added, true);
        Self(plan)
    }

    /// Compares two books by their ranks, and by `keys` where ranks are equal.
    pub(super) fn compare(
        &self,
        ranks: impl Fn(Column) -> (u32, u32),
        keys: impl Fn(Column) -> Ordering,
    ) -> Ordering {
        for &(column, descending) in &self.0 {
            let (left, right) = ranks(column);
            let order = left.cmp(&right).then_with(|| keys(column));
            let order = if descending && left != MISSING && right != MISSING {
                order.reverse()
            } else {
                order
            };
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }
}

/// How well books match is no column: whoever asked for it parts the ordered hits by it.
fn column(by: SortBy) -> Option<Column> {
    Some(match by {
        SortBy::Match => return None,
        SortBy::Title => Column::Title,
        SortBy::Author => Column::Author,
        SortBy::Series => Column::SeriesName,
        SortBy::Published => Column::Published,
        SortBy::Rating => Column::Rating,
        SortBy::Status => Column::Status,
        SortBy::Tags => Column::Tags,
        SortBy::Added => Column::Added,
        SortBy::Updated => Column::Updated,
        SortBy::Publisher => Column::Publisher,
        SortBy::Pages => Column::Pages,
        SortBy::Language => Column::Language,
        SortBy::Format => Column::Format,
    })
}

/// So many hits are sorted by themselves even in a small library; few in tests, so that they see
/// both ways.
const FEW: usize = if cfg!(test) { 4 } else { 4096 };
/// One hit in so many books is worth sorting by itself: measured, walking a permutation costs
/// about as much as sorting this share of it.
const SPARSE: usize = 64;

/// Whether hits are so few that each is worth sorting by itself.
pub(super) fn is_few(segment: &Segment, hits: &Bits) -> bool {
    let count = hits.count();
    count <= FEW || count < segment.len() / SPARSE
}

/// The hits among the books of a segment in order; where they are many, among all other slots.
pub(super) fn line(segment: &Segment, hits: &Bits, plan: &Plan) -> Permutation {
    if is_few(segment, hits) {
        return Arc::new(sorted(segment, hits.iter(), plan));
    }
    segment.permutation(plan, || all_sorted(segment, plan))
}

/// The first so many of the hits in order.
pub(super) fn first_in_order(segment: &Segment, hits: &Bits, plan: &Plan, most: usize) -> Vec<u32> {
    let line = line(segment, hits, plan);
    let hits = line.iter().filter(|slot| hits.contains(**slot));
    hits.take(most).copied().collect()
}

/// Gives the hits in a line, some at a time.
pub(super) fn each_hit(line: &[u32], hits: &Bits, mut give: impl FnMut(&[u32])) {
    // Every slot is written and only kept when it is a hit: a branch on what cannot be foreseen
    // would cost more than the writing.
    let mut kept = [0; 256];
    for slots in line.chunks(kept.len()) {
        let mut count = 0;
        for &slot in slots {
            if let Some(place) = kept.get_mut(count) {
                *place = slot;
            }
            count += usize::from(hits.contains(slot));
        }
        give(kept.get(..count).unwrap_or_default());
    }
}

/// All slots in order: put into the order of one column after the other, the least important first.
fn all_sorted(segment: &Segment, plan: &Plan) -> Vec<u32> {
    let mut slots: Vec<u32> = (0..narrow(segment.len())).collect();
    let mut moved = vec![0; slots.len()];
    for &(column, descending) in plan.0.iter().rev() {
        let column = PackedColumn::new(segment.column(column), descending);
        // Where the next slot of each rank goes.
        let mut ends = vec![0_u32; column.count as usize + 1];
        for slot in 0..narrow(slots.len()) {
            if let Some(end) = ends.get_mut(column.get(slot) as usize) {
                *end += 1;
            }
        }
        let mut before = 0;
        for end in &mut ends {
            before += std::mem::replace(end, before);
        }
        for &slot in &slots {
            if let Some(end) = ends.get_mut(column.get(slot) as usize) {
                if let Some(place) = moved.get_mut(*end as usize) {
                    *place = slot;
                }
                *end += 1;
            }
        }
        std::mem::swap(&mut slots, &mut moved);
    }
    slots
}

fn sorted(segment: &Segment, slots: impl Iterator<Item = u32>, plan: &Plan) -> Vec<u32> {
    let columns: Vec<PackedColumn<'_>> = plan
        .0
        .iter()
        .map(|&(column, descending)| PackedColumn::new(segment.column(column), descending))
        .collect();
    let slot_bits = bits_for(narrow(segment.len()));
    let all_bits = slot_bits + columns.iter().map(|column| column.bits).sum::<u32>();
    match all_bits {
        ..=64 => {
            let mut packed: Vec<u64> = slots
                .map(|slot| {
                    let ranks = columns.iter().fold(0, |packed, column| {
                        packed << column.bits | u64::from(column.get(slot))
                    });
                    ranks << slot_bits | u64::from(slot)
                })
                .collect();
            packed.sort_unstable();
            let mask = (1 << slot_bits) - 1;
            let slot = |packed| u32::try_from(packed & mask).unwrap_or(MISSING);
            packed.into_iter().map(slot).collect()
        }
        65..=128 => {
            let mut packed: Vec<u128> = slots
                .map(|slot| {
                    let ranks = columns.iter().fold(0, |packed, column| {
                        packed << column.bits | u128::from(column.get(slot))
                    });
                    ranks << slot_bits | u128::from(slot)
                })
                .collect();
            packed.sort_unstable();
            let mask = (1 << slot_bits) - 1;
            let slot = |packed| u32::try_from(packed & mask).unwrap_or(MISSING);
            packed.into_iter().map(slot).collect()
        }
        // More keys than anyone chooses by hand.
        _ => {
            let mut slots: Vec<u32> = slots.collect();
            slots.sort_unstable_by(|&left, &right| {
                columns
                    .iter()
                    .map(|column| column.get(left).cmp(&column.get(right)))
                    .find(|order| order.is_ne())
                    .unwrap_or_else(|| left.cmp(&right))
            });
            slots
        }
    }
}

/// A column as numbers of few bits that rise in the order wanted.
struct PackedColumn<'a> {
    ranks: &'a Ranks,
    /// How many ranks there are; also the number of a missing value, which comes last.
    count: u32,
    bits: u32,
    descending: bool,
}

impl<'a> PackedColumn<'a> {
    fn new(ranks: &'a Ranks, descending: bool) -> Self {
        let count = narrow(ranks.keys.len());
        Self {
            ranks,
            count,
            bits: bits_for(count),
            descending,
        }
    }

    fn get(&self, slot: u32) -> u32 {
        match self.ranks.get(slot) {
            MISSING => self.count,
            rank if self.descending => self.count.wrapping_sub(1).wrapping_sub(rank),
            rank => rank,
        }
    }
}

/// How many bits hold numbers from zero to this one.
fn bits_for(greatest: u32) -> u32 {
    u32::BITS - greatest.leading_zeros()
}
