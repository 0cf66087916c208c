//! What the books of a view have in common: for each field its values, and how many books have each.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::columns::{Column, MISSING, number};
use super::index::{Found, Index};
use super::narrow;
use super::tally::Tally;
use super::values::{Kind, Kinds};
use super::view::View;
use super::whole::whole;
use super::words::TextField;
use crate::book::{ReadingStatus, Role};
use crate::query::Field;

/// A field whose values are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the words speak for themselves")]
pub enum FacetField {
    Author,
    Tag,
    Series,
    Language,
    /// By decade.
    Year,
    Publisher,
    Rating,
    Status,
    Format,
}

impl FacetField {
    /// Every field, in the order they are shown in.
    pub const ALL: [Self; 9] = [
        Self::Author,
        Self::Tag,
        Self::Series,
        Self::Language,
        Self::Year,
        Self::Publisher,
        Self::Rating,
        Self::Status,
        Self::Format,
    ];

    /// How a query names it.
    pub fn named(self) -> Field {
        match self {
            Self::Author => Field::Author,
            Self::Tag => Field::Tag,
            Self::Series => Field::Series,
            Self::Language => Field::Language,
            Self::Year => Field::Year,
            Self::Publisher => Field::Publisher,
            Self::Rating => Field::Rating,
            Self::Status => Field::Status,
            Self::Format => Field::Format,
        }
    }

    /// The facet of a field, when it has one.
    pub fn of(field: Field) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.named() == field)
    }
}

/// Whether two values are one, however they are spelled.
pub fn same_value(one: &str, other: &str) -> bool {
    one == other || whole(one) == whole(other)
}

/// The values of one field among the books of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The field.
    pub field: FacetField,
    /// The values with most books. Texts stand with the most used first, then by their folded form;
    /// years and ratings with the greatest first; statuses in their own order.
    pub values: Vec<FacetValue>,
    /// How many more values there are.
    pub more: u32,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// As a query names it: a text, `1990..1999`, `4.25`, `to_read`.
    pub value: String,
    /// For reading: of a text, the spelling most books have.
    pub label: String,
    /// How many books of the view have it.
    pub count: u32,
}

impl Index {
    /// Every facet of a view, each with at most so many values.
    pub fn facets(&self, view: &View, limit: usize) -> Vec<Facet> {
        let found = self.found_in(view);
        let fields = FacetField::ALL.into_iter();
        fields
            .map(|field| self.facet_of(&found, field, "", limit))
            .collect()
    }

    /// One facet of a view: the values with a word that begins as every word of `filter` does.
    pub fn facet(&self, view: &View, field: FacetField, filter: &str, limit: usize) -> Facet {
        self.facet_of(&self.found_in(view), field, filter, limit)
    }

    /// One facet of the whole library but the trash.
    pub fn values(&self, field: FacetField, filter: &str, limit: usize) -> Facet {
        self.facet_of(&self.shown(false), field, filter, limit)
    }

    pub(super) fn facet_of(
        &self,
        found: &Found,
        field: FacetField,
        filter: &str,
        limit: usize,
    ) -> Facet {
        let text = |text, kinds| Tally::new(self, found, text, kinds).top(filter, limit);
        let (values, all) = match field {
            FacetField::Author => text(TextField::People, Kinds::Only(Kind::role(Role::Author))),
            FacetField::Tag => text(TextField::Tags, Kinds::All),
            FacetField::Series => text(TextField::Series, Kinds::All),
            FacetField::Language => text(TextField::Language, Kinds::All),
            FacetField::Publisher => text(TextField::Publisher, Kinds::All),
            FacetField::Format => text(TextField::Format, Kinds::All),
            FacetField::Year => {
                let decade = |date: i64| date.div_euclid(100_000);
                top_numbers(
                    self.numbers(found, Column::Published, decade),
                    limit,
                    |decade| {
                        // There was no year zero.
                        let (from, to) = (decade * 10, decade * 10 + 9);
                        let from = if from == 0 { 1 } else { from };
                        format!("{from}..{to}")
                    },
                )
            }
            FacetField::Rating => {
                let ratings = self.numbers(found, Column::Rating, |quarters| quarters);
                top_numbers(ratings, limit, stars)
            }
            FacetField::Status => {
                let statuses = self.numbers(found, Column::Status, |status| -status);
                top_numbers(statuses, limit, |status| status_name(-status).to_owned())
            }
        };
        Facet {
            field,
            more: narrow(all.saturating_sub(values.len())),
            values,
        }
    }

    /// The books of a view as they lie in the index now.
    fn found_in(&self, view: &View) -> Found {
        let mut found = self.nothing();
        match view.hits_of(&self.base.ids) {
            Some(hits) => {
                found.base = hits.clone();
                found.base.and(self.base_live());
                let mut changed = hits.clone();
                changed.and_not(&found.base);
                let ids = changed.iter().map(|slot| self.base.id(slot));
                for slot in ids.filter_map(|id| self.delta.slot(id)) {
                    found.delta.insert(slot);
                }
                for slot in view.others().iter().filter_map(|id| self.delta.slot(*id)) {
                    found.delta.insert(slot);
                }
            }
            None => {
                // The base was merged since the view was opened.
                for id in view.ids(0..u32::MAX) {
                    match (self.delta.slot(id), self.base.slot(id)) {
                        (Some(slot), _) => found.delta.insert(slot),
                        (None, Some(slot)) => found.base.insert(slot),
                        (None, None) => {}
                    }
                }
            }
        }
        found.delta.and(self.delta.live());
        found
    }

    /// Each number that `of` makes of a column, with its books; rising.
    fn numbers(&self, found: &Found, column: Column, of: impl Fn(i64) -> i64) -> Vec<(i64, u32)> {
        let ranks = self.base.column(column);
        let mut by_rank = vec![0; ranks.keys.len()];
        ranks.ranks.each(&found.base, |rank| {
            if rank != MISSING
                && let Some(count) = by_rank.get_mut(rank as usize)
            {
                *count += 1;
            }
        });
        let mut counts: Vec<(i64, u32)> = by_rank
            .into_iter()
            .enumerate()
            .filter_map(|(rank, count)| Some((of(ranks.number(rank)?), count)))
            .collect();
        let changed = found.delta.iter().filter_map(|slot| self.delta.book(slot));
        counts.extend(changed.filter_map(|book| Some((of(number(book, column)?), 1))));
        counts.sort_unstable();
        counts.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        counts.retain(|(_, count)| *count > 0);
        counts
    }
}

/// The numbers with most books, the greatest first, and how many there are in all.
fn top_numbers(
    mut counts: Vec<(i64, u32)>,
    limit: usize,
    name: impl Fn(i64) -> String,
) -> (Vec<FacetValue>, usize) {
    let all = counts.len();
    counts.sort_unstable_by_key(|(number, count)| (Reverse(*count), Reverse(*number)));
    counts.truncate(limit);
    counts.sort_unstable_by_key(|(number, _)| Reverse(*number));
    let value = |(number, count)| FacetValue {
        value: name(number),
        label: name(number),
        count,
    };
    (counts.into_iter().map(value).collect(), all)
}

fn stars(quarters: i64) -> String {
    let part = match quarters.rem_euclid(4) {
        0 => "",
        1 => ".25",
        2 => ".5",
        _ => ".75",
    };
    format!("{}{part}", quarters.div_euclid(4))
}

fn status_name(status: i64) -> &'static str {
    let mut all = ReadingStatus::ALL.into_iter();
    let status = all.find(|own| *own as i64 == status);
    status.map_or("", ReadingStatus::name)
}
