//! Makes one segment of several: the end of a build, and what becomes of base and delta.

use std::sync::Arc;

use super::bits::Bits;
use super::columns::{MISSING, PerColumn, Ranks};
use super::narrow;
use super::postings::Postings;
use super::segment::Segment;
use super::sorted::{Sorted, merged};
use super::words::PerField;
use crate::book::BookId;

/// A segment to merge.
#[derive(Debug)]
pub(super) struct Part {
    segment: Source,
    /// Slots that do not count any more.
    dead: Bits,
}

#[derive(Debug)]
enum Source {
    /// Given up piece by piece, so that old and new do not both stay in memory whole.
    Own(Box<Segment>),
    /// Still answering queries somewhere.
    Shared(Arc<Segment>),
}

impl Part {
    pub(super) fn own(segment: Segment) -> Self {
        Self {
            dead: Bits::new(segment.len()),
            segment: Source::Own(Box::new(segment)),
        }
    }

    pub(super) fn base(base: Arc<Segment>, dead: Bits) -> Self {
        Self {
            segment: match Arc::try_unwrap(base) {
                Ok(segment) => Source::Own(Box::new(segment)),
                Err(shared) => Source::Shared(shared),
            },
            dead,
        }
    }

    fn segment(&self) -> &Segment {
        match &self.segment {
            Source::Own(segment) => segment,
            Source::Shared(segment) => segment,
        }
    }

    fn own_mut(&mut self) -> Option<&mut Segment> {
        match &mut self.segment {
            Source::Own(segment) => Some(segment),
            Source::Shared(_) => None,
        }
    }
}

/// One segment with the books of all parts. Of two books with one id, that of the later part counts.
pub(super) fn merge(mut parts: Vec<Part>) -> Segment {
    if parts.len() == 1
        && let Some(part) = parts.first_mut()
        && part.dead.is_empty()
        && let Some(own) = part.own_mut()
        && own.gone.is_empty()
    {
        return std::mem::take(own);
    }

    let mut order: Vec<(BookId, u32, u32)> = Vec::new();
    for (number, part) in (0..).zip(&parts) {
        let slots = part.segment().ids.iter().zip(0..);
        order.extend(
            slots
                .filter(|(_, slot)| !part.dead.contains(*slot))
                .map(|(id, slot)| (*id, number, slot)),
        );
    }
    // Stable, because it is quick on runs that are in order already.
    order.sort();
    order.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            *kept = *later;
        }
        same
    });
    order.retain(|(_, part, slot)| {
        parts
            .get(*part as usize)
            .is_some_and(|part| !part.segment().gone.contains(*slot))
    });

    let mut slots: Vec<Vec<u32>> = parts
        .iter()
        .map(|part| vec![MISSING; part.segment().len()])
        .collect();
    let mut trashed = Bits::new(order.len());
    for (new, (_, part, old)) in (0..).zip(&order) {
        let map = slots.get_mut(*part as usize);
        if let Some(slot) = map.and_then(|map| map.get_mut(*old as usize)) {
            *slot = new;
        }
        let part = parts.get(*part as usize);
        if part.is_some_and(|part| part.segment().trashed.contains(*old)) {
            trashed.insert(new);
        }
    }

    let mut fields = PerField::<Postings>::default();
    for (number, field) in fields.0.iter_mut().enumerate() {
        *field = merge_field(&parts, number, &slots);
        for own in parts.iter_mut().filter_map(Part::own_mut) {
            if let Some(field) = own.fields.0.get_mut(number) {
                *field = Postings::default();
            }
        }
    }
    let mut columns = PerColumn::<Ranks>::default();
    for (number, column) in columns.0.iter_mut().enumerate() {
        *column = merge_column(&parts, number, &slots, order.len());
        for own in parts.iter_mut().filter_map(Part::own_mut) {
            if let Some(column) = own.columns.0.get_mut(number) {
                *column = Ranks::default();
            }
        }
    }
    Segment::new(
        order.iter().map(|(id, ..)| *id).collect(),
        Bits::new(order.len()),
        trashed,
        fields,
        columns,
    )
}

fn merge_field(parts: &[Part], number: usize, slots: &[Vec<u32>]) -> Postings {
    let fields: Vec<&Postings> = parts
        .iter()
        .filter_map(|part| part.segment().fields.0.get(number))
        .collect();
    let words: Vec<&Sorted> = fields.iter().map(|field| field.words()).collect();
    let mut out = Postings::with_room_for(&fields);
    let mut found = Vec::new();
    merged(&words, |word, places| {
        for &(part, word) in places {
            if let (Some(field), Some(slots)) = (fields.get(part), slots.get(part)) {
                let new = |old: u32| slots.get(old as usize).copied().unwrap_or(MISSING);
                field.each(word..word + 1, |old| found.push(new(old)));
            }
        }
        found.retain(|slot| *slot != MISSING);
        if !found.is_empty() {
            found.sort_unstable();
            out.push(word, found.drain(..));
        }
    });
    out.shrink();
    out
}

fn merge_column(parts: &[Part], number: usize, slots: &[Vec<u32>], len: usize) -> Ranks {
    let columns: Vec<&Ranks> = parts
        .iter()
        .filter_map(|part| part.segment().columns.0.get(number))
        .collect();
    // A key that no living book has any more must not stay.
    let used: Vec<Bits> = columns
        .iter()
        .zip(slots)
        .map(|(column, slots)| {
            let mut used = Bits::new(column.keys.len());
            for (rank, slot) in column.ranks.iter().zip(slots) {
                if *slot != MISSING && *rank != MISSING {
                    used.insert(*rank);
                }
            }
            used
        })
        .collect();
    let keys: Vec<&Sorted> = columns.iter().map(|column| &column.keys).collect();
    let mut new_ranks: Vec<Vec<u32>> = keys.iter().map(|keys| vec![MISSING; keys.len()]).collect();
    let mut out = Ranks {
        keys: Sorted::with_room_for(&keys),
        ranks: Vec::new(),
    };
    merged(&keys, |key, places| {
        let is_used = |(part, rank): &(usize, usize)| {
            used.get(*part)
                .is_some_and(|used| used.contains(narrow(*rank)))
        };
        if !places.iter().any(is_used) {
            return;
        }
        let new = narrow(out.keys.len());
        out.keys.push(key);
        for &(part, rank) in places {
            if let Some(entry) = new_ranks
                .get_mut(part)
                .and_then(|ranks| ranks.get_mut(rank))
            {
                *entry = new;
            }
        }
    });
    out.keys.shrink();
    out.ranks = vec![MISSING; len];
    for ((column, new_ranks), slots) in columns.iter().zip(&new_ranks).zip(slots) {
        for (rank, slot) in column.ranks.iter().zip(slots) {
            let new = new_ranks.get(*rank as usize);
            if let (Some(entry), Some(new)) = (out.ranks.get_mut(*slot as usize), new) {
                *entry = *new;
            }
        }
    }
    out
}
