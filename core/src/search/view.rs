//! What a query shows: the ids of all its books, in order.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::bits::Bits;
use super::evaluate::evaluate;
use super::index::Index;
use super::lined_up::{LinedUp, Other};
use super::order::Plan;
use super::question::{Asker, Asking};
use super::{Place, SortBy, SortKey, narrow};
use crate::book::BookId;
use crate::query::{Node, Query, Test};

/// The answer to a query. It stays as it is when the index changes: open it anew after a change.
#[derive(Debug, Default)]
pub struct View {
    /// Slots of the base, and behind those the places in `others`.
    places: LinedUp,
    base: Arc<Vec<BookId>>,
    others: Vec<BookId>,
    /// The slots of the base among the places.
    hits: Bits,
    of: u32,
    corrections: Vec<Correction>,
}

/// A word that was taken for another, because nothing began as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Correction {
    /// The word as it was typed.
    pub typed: String,
    /// The word that was looked for.
    pub used: String,
}

impl View {
    /// How many books it shows.
    pub fn total(&self) -> u32 {
        self.places.count()
    }

    /// How many books its place holds, whatever the text.
    pub fn of(&self) -> u32 {
        self.of
    }

    /// Words that were taken for others.
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }

    /// The books at these positions; fewer, or none, where the view ends before.
    pub fn ids(&self, positions: Range<u32>) -> Vec<BookId> {
        let end = positions.end.min(self.total());
        let start = positions.start.min(end);
        self.places.up_to(end, |places| {
            let places = places.get(start as usize..end as usize);
            let places = places.unwrap_or_default().iter();
            places.filter_map(|place| self.id(*place)).collect()
        })
    }

    /// Where a book stands, if it is there. Looks at every position before it.
    pub fn position(&self, id: BookId) -> Option<u32> {
        // A changed book is among the others, and its slot in the base is dead.
        let others = self.others.iter().position(|own| *own == id);
        let place = others.map(|other| self.base.len() + other);
        let place = place.or_else(|| self.base.binary_search(&id).ok())?;
        let place = narrow(place);
        let place_of = |places: &[u32]| places.iter().position(|own| *own == place);
        self.places.up_to(self.total(), place_of).map(narrow)
    }

    /// The slots of its books in this base, when it is its own.
    pub(super) fn hits_of(&self, base: &Arc<Vec<BookId>>) -> Option<&Bits> {
        Arc::ptr_eq(&self.base, base).then_some(&self.hits)
    }

    /// Its books that were not in the base.
    pub(super) fn others(&self) -> &[BookId] {
        &self.others
    }

    fn id(&self, place: u32) -> Option<BookId> {
        let place = place as usize;
        let other = || self.others.get(place - self.base.len());
        self.base.get(place).or_else(other).copied()
    }
}

/// Which books to find, and in which order to show them.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What was asked for.
    pub query: &'a Query,
    /// Where to look.
    pub place: &'a Place,
    /// The keys to sort by, the most important first.
    pub sort: &'a [SortKey],
    /// When given, only these books can be found, in any place; [`Place::Import`] needs it and is
    /// empty without.
    pub among: Option<&'a [BookId]>,
    /// When given, only books can be found that this finds as well: the query of the shelf.
    pub shelf: Option<&'a Query>,
    /// What else is known.
    pub asking: Asking<'a>,
}

impl Index {
    /// Finds and sorts.
    pub fn open_view(&self, wanted: &Wanted<'_>) -> View {
        let graded = wanted.sort.iter().any(|key| key.by == SortBy::Match);
        let asks_for_trash = |query: &Query| query.root.as_ref().is_some_and(asks_for_trash);
        let and_trash = asks_for_trash(wanted.query) || wanted.shelf.is_some_and(asks_for_trash);
        let mut place = self.place(wanted.place, and_trash, wanted.among);
        if let Some(shelf) = wanted.shelf {
            // It was saved as it is meant: nobody is there to refuse a correction.
            let asking = Asking {
                as_typed: true,
                ..wanted.asking
            };
            place = self.within(&self.asker(asking, false).query(shelf), &place);
        }
        let mut asker = self.asker(wanted.asking, graded);
        let ask = asker.query(wanted.query);
        let base_hits = evaluate(&*self.base, &ask, &place.base, graded);
        let delta_hits = evaluate(&self.delta, &ask, &place.delta, graded);

        let plan = Plan::new(wanted.sort);
        let others = self.delta.in_order(&delta_hits.hits, &plan).into_iter();
        let others = others.filter_map(|slot| Some((slot, self.delta.standing(slot)?)));
        let others: Vec<Other<'_>> = (narrow(self.base.len())..)
            .zip(others)
            .map(|(place, (slot, standing))| Other {
                standing,
                place,
                grade: delta_hits.grade_of(slot),
            })
            .collect();
        let hits = base_hits.hits.clone();
        View {
            places: LinedUp::new(&self.base, base_hits, &others, &plan),
            base: Arc::clone(&self.base.ids),
            others: others.iter().map(|other| other.standing.id).collect(),
            hits,
            of: place.count(),
            corrections: asker.corrections,
        }
    }

    /// How many books a query finds, the trash left out unless it asks for it.
    pub fn count(&self, query: &Query, asking: Asking<'_>) -> u32 {
        let and_trash = query.root.as_ref().is_some_and(asks_for_trash);
        let place = self.place(&Place::All, and_trash, None);
        self.within(&self.asker(asking, false).query(query), &place)
            .count()
    }

    fn asker<'a>(&'a self, asking: Asking<'a>, graded: bool) -> Asker<'a> {
        Asker {
            index: self,
            asking,
            corrections: Vec::new(),
            graded,
        }
    }
}

/// Whether a query says something about the trash; then it looks there, too.
fn asks_for_trash(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(asks_for_trash),
        Node::Not(node) => asks_for_trash(node),
        Node::Term(term) => term.test == Test::Trashed,
    }
}
