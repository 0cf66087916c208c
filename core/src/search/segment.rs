//! A number of books in the compact form that never changes; the base is one of these.

use std::sync::{Arc, Mutex, PoisonError};

use super::bits::Bits;
use super::columns::{Column, PerColumn, Ranks};
use super::order::Plan;
use super::postings::Postings;
use super::query::Searched;
use super::words::{Field, PerField};
use crate::book::BookId;

/// Books in the order of their ids; the place in it is the slot.
#[derive(Debug, Default)]
pub(super) struct Segment {
    /// Shared with views, which outlive a base that was merged.
    pub(super) ids: Arc<Vec<BookId>>,
    /// Slots that only say that a book is gone. A base has none.
    pub(super) gone: Bits,
    pub(super) trashed: Bits,
    pub(super) fields: PerField<Postings>,
    pub(super) columns: PerColumn<Ranks>,
    permutations: Mutex<Vec<(Plan, Permutation)>>,
}

/// All slots, in some order.
pub(super) type Permutation = Arc<Vec<u32>>;

/// A person flips between few orders; each costs four bytes a book.
const PERMUTATIONS_KEPT: usize = 4;

impl Segment {
    pub(super) fn new(
        ids: Vec<BookId>,
        gone: Bits,
        trashed: Bits,
        fields: PerField<Postings>,
        columns: PerColumn<Ranks>,
    ) -> Self {
        Self {
            ids: Arc::new(ids),
            gone,
            trashed,
            fields,
            columns,
            permutations: Mutex::default(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn slot(&self, id: BookId) -> Option<u32> {
        let slot = self.ids.binary_search(&id).ok()?;
        u32::try_from(slot).ok()
    }

    pub(super) fn id(&self, slot: u32) -> BookId {
        self.ids.get(slot as usize).copied().unwrap_or(BookId(0))
    }

    pub(super) fn column(&self, column: Column) -> &Ranks {
        self.columns.of(column)
    }

    /// All slots in the order of the plan, made when it is first asked for.
    pub(super) fn permutation(&self, plan: &Plan, sort: impl FnOnce() -> Vec<u32>) -> Permutation {
        let kept = || {
            self.permutations
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some((_, found)) = kept().iter().find(|(own, _)| own == plan) {
            return Arc::clone(found);
        }
        let made = Arc::new(sort());
        let mut kept = kept();
        if kept.len() >= PERMUTATIONS_KEPT {
            kept.remove(0);
        }
        kept.push((plan.clone(), Arc::clone(&made)));
        made
    }
}

impl Searched for Segment {
    fn mark(&self, field: Field, prefix: &str, out: &mut Bits) {
        self.fields.of(field).mark(prefix, out);
    }
}
