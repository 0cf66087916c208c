//! What a query shows: the ids of all its books, in order.

use std::ops::Range;
use std::sync::Arc;

use super::delta::Standing;
use super::index::Index;
use super::order::{Plan, in_order};
use super::query::{find, needs};
use super::segment::Segment;
use super::{ViewQuery, narrow};
use crate::book::BookId;

/// The answer to a query. It stays as it is when the index changes: open it anew after a change.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Slots of the base, and behind those the places in `others`.
    places: Vec<u32>,
    base: Arc<Vec<BookId>>,
    others: Vec<BookId>,
    of: u32,
}

impl View {
    /// How many books it shows.
    pub fn total(&self) -> u32 {
        narrow(self.places.len())
    }

    /// How many books its place holds, whatever the text.
    pub fn of(&self) -> u32 {
        self.of
    }

    /// The books at these positions; fewer, or none, where the view ends before.
    pub fn ids(&self, positions: Range<u32>) -> Vec<BookId> {
        let end = positions.end.min(self.total());
        let start = positions.start.min(end);
        let places = self.places.get(start as usize..end as usize);
        let places = places.unwrap_or_default().iter();
        places.filter_map(|place| self.id(*place)).collect()
    }

    /// Where a book stands, if it is there. Looks at every position before it.
    pub fn position(&self, id: BookId) -> Option<u32> {
        // A changed book is among the others, and its slot in the base is dead.
        let others = self.others.iter().position(|own| *own == id);
        let place = others.map(|other| self.base.len() + other);
        let place = place.or_else(|| self.base.binary_search(&id).ok())?;
        let place = narrow(place);
        self.places.iter().position(|own| *own == place).map(narrow)
    }

    fn id(&self, place: u32) -> Option<BookId> {
        let place = place as usize;
        let other = || self.others.get(place - self.base.len());
        self.base.get(place).or_else(other).copied()
    }
}

impl Index {
    /// Finds and sorts.
    ///
    /// With `among`, only these books can be found, in any place; [`Place::Import`] needs it and is
    /// empty without.
    ///
    /// [`Place::Import`]: super::Place::Import
    pub fn open_view(&self, query: &ViewQuery, among: Option<&[BookId]>) -> View {
        let place = self.place(&query.place, among);
        let of = narrow(place.base.count() + place.delta.count());
        let needs = needs(&query.text);
        let plan = Plan::new(&query.sort);
        let base_hits = find(&*self.base, &needs, place.base);
        let delta_hits = find(&self.delta, &needs, place.delta);
        let slots = in_order(&self.base, &base_hits, &plan);
        let standings = self.delta.in_order(&delta_hits, &plan);
        View {
            places: woven(&self.base, slots, &standings, &plan),
            base: Arc::clone(&self.base.ids),
            others: standings.iter().map(|standing| standing.id).collect(),
            of,
        }
    }
}

/// Sorted hits of the base, with those of the delta put in where they belong.
fn woven(base: &Segment, slots: Vec<u32>, delta: &[&Standing], plan: &Plan) -> Vec<u32> {
    if delta.is_empty() {
        return slots;
    }
    let mut places = Vec::with_capacity(slots.len() + delta.len());
    let mut slots = slots.as_slice();
    for (other, standing) in (narrow(base.len())..).zip(delta) {
        let before = slots.partition_point(|slot| standing.is_after(base, *slot, plan));
        if let Some((first, rest)) = slots.split_at_checked(before) {
            places.extend_from_slice(first);
            slots = rest;
        }
        places.push(other);
    }
    places.extend_from_slice(slots);
    places
}
