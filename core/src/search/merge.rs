//! Makes one segment of several: the end of a build, and what becomes of base and delta.

use std::sync::Arc;

use super::bits::Bits;
use super::columns::{Column, MISSING, PerColumn, Ranks};
use super::keys::Keys;
use super::narrow;
use super::packed::Packed;
use super::postings::Postings;
use super::roomy::{filled, settled, with_room_for};
use super::segment::{PerMark, Segment};
use super::sorted::{Sorted, merged};
use super::texts::Texts;
use super::values::Values;
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

    let all = parts.iter().map(|part| part.segment().len()).sum();
    let mut order: Vec<(BookId, u32, u32)> = with_room_for(all);
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
        .map(|part| filled(MISSING, part.segment().len()))
        .collect();
    let mut marks = PerMark(std::array::from_fn(|_| Bits::new(order.len())));
    for (new, (_, part, old)) in (0..).zip(&order) {
        let map = slots.get_mut(*part as usize);
        if let Some(slot) = map.and_then(|map| map.get_mut(*old as usize)) {
            *slot = new;
        }
        if let Some(part) = parts.get(*part as usize) {
            for (mark, old_mark) in marks.0.iter_mut().zip(&part.segment().marks.0) {
                if old_mark.contains(*old) {
                    mark.insert(new);
                }
            }
        }
    }

    let titles = merge_titles(&parts, &order);
    let title_words = {
        let words: Vec<&Postings> = of_all(&parts, |segment| &segment.title_words);
        merge_postings(&words, &slots).0
    };
    for own in parts.iter_mut().filter_map(Part::own_mut) {
        own.titles = Texts::default();
        own.title_words = Postings::default();
    }
    let mut values = PerField::<Values>::default();
    for (number, field) in values.0.iter_mut().enumerate() {
        *field = merge_values(&parts, number, &slots);
        for own in parts.iter_mut().filter_map(Part::own_mut) {
            if let Some(field) = own.values.0.get_mut(number) {
                *field = Values::default();
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
    let mut ids = with_room_for(order.len());
    ids.extend(order.iter().map(|(id, ..)| *id));
    let ids = settled(ids);
    Segment {
        gone: Bits::new(order.len()),
        marks,
        titles,
        title_words,
        values,
        columns,
        ..Segment::of(ids)
    }
}

fn of_all<'a, T>(parts: &'a [Part], piece: impl Fn(&'a Segment) -> &'a T) -> Vec<&'a T> {
    parts.iter().map(|part| piece(part.segment())).collect()
}

fn merge_titles(parts: &[Part], order: &[(BookId, u32, u32)]) -> Texts {
    let size = parts.iter().map(|part| part.segment().titles.size()).sum();
    let mut titles = Texts::with_room_for(order.len(), size);
    for (_, part, slot) in order {
        let part = parts.get(*part as usize);
        titles.push(part.map_or("", |part| part.segment().titles.get(*slot)));
    }
    titles.shrink();
    titles
}

fn merge_values(parts: &[Part], number: usize, slots: &[Vec<u32>]) -> Values {
    let values: Vec<&Values> = parts
        .iter()
        .filter_map(|part| part.segment().values.0.get(number))
        .collect();
    let entries: Vec<&Postings> = values.iter().map(|values| &values.entries).collect();
    let words: Vec<&Postings> = values.iter().map(|values| values.words()).collect();
    let (entries, new_entries) = merge_postings(&entries, slots);
    let (words, _) = merge_postings(&words, &new_entries);
    Values::new(entries, words)
}

/// One table of several, whose numbers became those in `new_numbers`; and what became of the places
/// of the texts. A text whose numbers are all gone is gone too.
fn merge_postings(tables: &[&Postings], new_numbers: &[Vec<u32>]) -> (Postings, Vec<Vec<u32>>) {
    let texts: Vec<&Sorted> = tables.iter().map(|table| table.texts()).collect();
    let mut new_places: Vec<Vec<u32>> = texts
        .iter()
        .map(|texts| filled(MISSING, texts.len()))
        .collect();
    let mut out = Postings::with_room_for(tables);
    let mut found = Vec::new();
    merged(&texts, |text, places| {
        for &(part, place) in places {
            if let (Some(table), Some(new)) = (tables.get(part), new_numbers.get(part)) {
                let new = |old: u32| new.get(old as usize).copied().unwrap_or(MISSING);
                table
                    .lists()
                    .each(place..place + 1, |old| found.push(new(old)));
            }
        }
        found.retain(|number| *number != MISSING);
        if found.is_empty() {
            return;
        }
        found.sort_unstable();
        found.dedup();
        let new = narrow(out.texts().len());
        out.push(text, &found);
        found.clear();
        for &(part, place) in places {
            let places = new_places.get_mut(part);
            if let Some(entry) = places.and_then(|places| places.get_mut(place)) {
                *entry = new;
            }
        }
    });
    out.shrink();
    (out, new_places)
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
                if *slot != MISSING && rank != MISSING {
                    used.insert(rank);
                }
            }
            used
        })
        .collect();
    let keys: Vec<_> = columns.iter().map(|column| column.keys.spread()).collect();
    let keys: Vec<&Sorted> = keys.iter().map(|keys| &**keys).collect();
    let mut new_ranks: Vec<Vec<u32>> = keys
        .iter()
        .map(|keys| filled(MISSING, keys.len()))
        .collect();
    let mut out = Sorted::with_room_for(&keys);
    merged(&keys, |key, places| {
        let is_used = |(part, rank): &(usize, usize)| {
            used.get(*part)
                .is_some_and(|used| used.contains(narrow(*rank)))
        };
        if !places.iter().any(is_used) {
            return;
        }
        let new = narrow(out.len());
        out.push(key);
        for &(part, rank) in places {
            if let Some(entry) = new_ranks
                .get_mut(part)
                .and_then(|ranks| ranks.get_mut(rank))
            {
                *entry = new;
            }
        }
    });
    let mut ranks = Packed::missing(len, out.len());
    for ((column, new_ranks), slots) in columns.iter().zip(&new_ranks).zip(slots) {
        for (rank, slot) in column.ranks.iter().zip(slots) {
            if let Some(new) = new_ranks.get(rank as usize) {
                ranks.set(*slot, *new);
            }
        }
    }
    let are_numbers = Column::ALL
        .get(number)
        .is_some_and(|column| column.is_of_numbers());
    Ranks {
        keys: Keys::of(out, are_numbers),
        ranks,
    }
}
