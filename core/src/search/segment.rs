//! A number of books in the compact form that never changes; the base is one of these.

use std::sync::{Arc, Mutex, PoisonError};

use super::IndexedBook;
use super::begun::Begun;
use super::bits::Bits;
use super::columns::{Column, PerColumn, Ranks};
use super::order::Plan;
use super::postings::Postings;
use super::texts::Texts;
use super::values::Values;
use super::words::{PerField, TextField};
use crate::book::BookId;

/// Books in the order of their ids; the place in it is the slot.
#[derive(Debug, Default)]
pub(super) struct Segment {
    /// Shared with views, which outlive a base that was merged.
    pub(super) ids: Arc<Vec<BookId>>,
    /// Slots that only say that a book is gone. A base has none.
    pub(super) gone: Bits,
    pub(super) marks: PerMark<Bits>,
    /// Hardly any title has two books, so titles are kept by their slots.
    pub(super) titles: Texts,
    pub(super) title_words: Postings,
    /// Every other field; that of the title is empty.
    pub(super) values: PerField<Values>,
    pub(super) columns: PerColumn<Ranks>,
    /// Orders of the whole segment that were asked for.
    pub(super) permutations: Mutex<Vec<(Plan, Permutation)>>,
    pub(super) begun: Begun,
}

/// Something that is so of a book or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Trashed,
    Description,
    Review,
    Notes,
}

impl Mark {
    pub(super) const ALL: [Self; 4] = [Self::Trashed, Self::Description, Self::Review, Self::Notes];

    pub(super) fn is_on(self, book: &IndexedBook) -> bool {
        match self {
            Self::Trashed => book.trashed,
            Self::Description => book.has_description,
            Self::Review => book.has_review,
            Self::Notes => book.has_notes,
        }
    }
}

/// One of something for each mark.
#[derive(Debug, Default)]
pub(super) struct PerMark<T>(pub(super) [T; 4]);

impl<T> PerMark<T> {
    #[expect(clippy::indexing_slicing, reason = "there is one for each mark")]
    pub(super) fn of(&self, mark: Mark) -> &T {
        &self.0[mark as usize]
    }
}

/// All slots, in some order.
pub(super) type Permutation = Arc<Vec<u32>>;

/// A person flips between few orders; each costs four bytes a book.
const PERMUTATIONS_KEPT: usize = 4;

impl Segment {
    /// Books with these ids, of which nothing else is known yet.
    pub(super) fn of(ids: Vec<BookId>) -> Self {
        Self {
            ids: Arc::new(ids),
            ..Self::default()
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

    /// The words of a field, each with the values that have it, or the titles.
    pub(super) fn words(&self, field: TextField) -> &Postings {
        match field {
            TextField::Title => &self.title_words,
            _ => self.values.of(field).words(),
        }
    }

    /// Adds the slots of these books, which rise by their ids.
    pub(super) fn mark_ids(&self, ids: &[BookId], out: &mut Bits) {
        /// With fewer books in one that is wanted, walking all of them costs less than looking up.
        const DENSE: usize = 16;
        if ids.len() < self.len() / DENSE {
            for slot in ids.iter().filter_map(|id| self.slot(*id)) {
                out.insert(slot);
            }
            return;
        }
        let mut rest = ids.iter().peekable();
        for (slot, id) in (0..).zip(self.ids.iter()) {
            while rest.next_if(|wanted| *wanted < id).is_some() {}
            if rest.peek() == Some(&id) {
                out.insert(slot);
            }
        }
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
