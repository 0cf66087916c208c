//! How many books each place of the library holds.

use serde::Serialize;

use super::columns::Column;
use super::facets::FacetField;
use super::index::{Found, Index};
use super::question::Ask;
use crate::book::ReadingStatus;

const STATUSES: [ReadingStatus; 6] = [
    ReadingStatus::None,
    ReadingStatus::ToRead,
    ReadingStatus::Reading,
    ReadingStatus::Paused,
    ReadingStatus::Finished,
    ReadingStatus::Abandoned,
];

/// How many books there are in each place. Only `trash` counts books in the trash.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Every book.
    pub all: u32,
    /// Every status, in its own order, also those without books.
    pub by_status: Vec<StatusCount>,
    /// The trash.
    pub trash: u32,
    /// Every tag in use, the most used first, then by name.
    pub tags: Vec<TagCount>,
}

/// The books with one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StatusCount {
    /// The status.
    pub status: ReadingStatus,
    /// How many books have it.
    pub count: u32,
}

/// The books with one tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TagCount {
    /// The tag, in the spelling most books have.
    pub tag: String,
    /// How many books have it.
    pub count: u32,
}

impl Index {
    /// How many books there are in each place of the library.
    pub fn counts(&self) -> Counts {
        let shown = self.shown(false);
        let tags = self.facet_of(&shown, FacetField::Tag, "", usize::MAX);
        let tags = tags.values.into_iter().map(|tag| TagCount {
            tag: tag.label,
            count: tag.count,
        });
        Counts {
            all: shown.count(),
            trash: self.shown(true).count(),
            by_status: self.status_counts(&shown),
            tags: tags.collect(),
        }
    }

    fn status_counts(&self, shown: &Found) -> Vec<StatusCount> {
        let count = |status: ReadingStatus| {
            let own = Ask::Between(Column::Status, status as i64, status as i64);
            self.within(&own, shown).count()
        };
        STATUSES
            .into_iter()
            .map(|status| StatusCount {
                status,
                count: count(status),
            })
            .collect()
    }
}
