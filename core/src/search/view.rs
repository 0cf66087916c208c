//! What a query shows: the ids of all its books, in order.

use std::ops::Range;

use super::delta::Standing;
use super::index::Index;
use super::order::{Plan, in_order};
use super::query::{find, needs};
use super::segment::Segment;
use super::{ViewQuery, narrow};
use crate::book::BookId;

/// The answer to a query. It stays as it is when the index changes: open it anew after a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    ids: Vec<BookId>,
    of: u32,
}

impl View {
    /// How many books it shows.
    pub fn total(&self) -> u32 {
        narrow(self.ids.len())
    }

    /// How many books its place holds, whatever the text.
    pub fn of(&self) -> u32 {
        self.of
    }

    /// The books at these positions; fewer, or none, where the view ends before.
    pub fn ids(&self, positions: Range<u32>) -> &[BookId] {
        let end = positions.end.min(self.total());
        let start = positions.start.min(end);
        self.ids
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// All its books, in order.
    pub fn all_ids(&self) -> &[BookId] {
        &self.ids
    }

    /// Where a book stands, if it is there. Looks at every book before it.
    pub fn position(&self, id: BookId) -> Option<u32> {
        self.ids.iter().position(|own| *own == id).map(narrow)
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
            ids: woven(&self.base, &slots, &standings, &plan),
            of,
        }
    }
}

/// The ids of sorted hits of the base, with those of the delta put in where they belong.
fn woven(base: &Segment, mut slots: &[u32], delta: &[&Standing], plan: &Plan) -> Vec<BookId> {
    let mut ids = Vec::with_capacity(slots.len() + delta.len());
    for standing in delta {
        let before = slots.partition_point(|slot| standing.is_after(base, *slot, plan));
        if let Some((first, rest)) = slots.split_at_checked(before) {
            ids.extend(first.iter().map(|slot| base.id(*slot)));
            slots = rest;
        }
        ids.push(standing.id);
    }
    ids.extend(slots.iter().map(|slot| base.id(*slot)));
    ids
}
