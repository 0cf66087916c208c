//! The counts beside the list.

use std::collections::HashMap;

use serde::Serialize;

use crate::{Library, ReadingStatus, Result, Shelf, ShelfId, query::Query, search};

/// Counts for the sidebar.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SidebarCounts {
    /// False while the search index is being built; the counts are 0 then.
    pub ready: bool,
    /// Books that are not in the trash.
    pub all: u32,
    /// The same by status.
    pub by_status: HashMap<ReadingStatus, u32>,
    /// Books in the trash.
    pub trash: u32,
    /// Tags with their books, the most used first.
    pub tags: Vec<TagCount>,
    /// The smart shelves in their order.
    pub shelves: Vec<ShelfCount>,
}

/// A tag and how many books have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "two plain members")]
pub struct TagCount {
    pub name: String,
    pub count: u32,
}

/// A smart shelf and how many books it finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ShelfCount {
    /// Its number.
    pub id: ShelfId,
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub query: String,
    /// None while the search index is being built, and when the query cannot be read.
    pub count: Option<u32>,
    /// Why the query cannot be read.
    pub problem: Option<String>,
}

impl Library {
    /// Counts for the sidebar.
    pub async fn sidebar_counts(&self) -> Result<SidebarCounts> {
        let mut counts = SidebarCounts::default();
        for shelf in self.shelves().await? {
            counts.shelves.push(self.shelf_count(shelf).await?);
        }
        let Some(found) = self.index().ask(search::Index::counts) else {
            self.index().want();
            return Ok(counts);
        };
        counts.ready = true;
        counts.all = found.all;
        counts.trash = found.trash;
        let by_status = found.by_status.into_iter();
        counts.by_status = by_status.map(|of| (of.status, of.count)).collect();
        let tags = found.tags.into_iter();
        counts.tags = tags
            .map(|of| TagCount {
                name: of.tag,
                count: of.count,
            })
            .collect();
        Ok(counts)
    }

    async fn shelf_count(&self, saved: Shelf) -> Result<ShelfCount> {
        let (count, problem) = match Query::parse(&saved.query) {
            Ok(read) => (self.count(&read).await?, None),
            Err(problem) => (None, Some(problem.message)),
        };
        Ok(ShelfCount {
            id: saved.id,
            name: saved.name,
            query: saved.query,
            count,
            problem,
        })
    }
}
