//! Views: the ordered answers to queries, read by position.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use serde::Serialize;

use crate::{
    BookId, BookRow, Error, Library, Place, ReadingStatus, Result, SortBy, SortKey, ViewQuery,
    book::{row, store},
    journal,
    query::{Problem, Query},
    search::{self, Asking, Correction, Facet, FacetField, Wanted},
};

/// Rows that come with a view, and the most that a window may ask for at once.
const FIRST: u32 = 100;
const WINDOW: u32 = 1_000;
/// Values that a facet shows until somebody asks for more.
const FACET: usize = 12;
/// Views kept open. The window shows one; a late request may ask for the one before.
const KEPT: usize = 4;

/// An answer to a query.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// For asking for windows of it.
    pub id: u32,
    /// Books that match.
    pub total: u32,
    /// Books in the place, whatever the text.
    pub of: u32,
    /// False while the search index is being built: then the text was empty and only the first
    /// rows are known.
    pub ready: bool,
    /// What the answer took in the core.
    // Written as a plain number: it is never NaN.
    #[cfg_attr(feature = "bindings", specta(type = i32))]
    pub took_ms: f64,
    /// The first 100 rows.
    pub first: Vec<BookRow>,
    /// Words that were taken for others, because nothing began as they were typed.
    pub corrections: Vec<Correction>,
    /// Whether asking again with the long texts may find more.
    pub long_texts_left: bool,
}

/// What comes of a query.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ViewAnswer {
    /// It was read and answered.
    View(View),
    /// It cannot be read. What was shown before stays.
    Unreadable {
        /// Where the problem begins, in UTF-16 units.
        start: u32,
        /// Where it ends.
        end: u32,
        /// What is wrong, in a sentence.
        message: String,
        /// What to write there instead.
        suggestion: Option<String>,
    },
}

impl ViewAnswer {
    fn unreadable(text: &str, problem: Problem) -> Self {
        let units = |end: usize| {
            let before = text.get(..end).unwrap_or(text);
            u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
        };
        Self::Unreadable {
            start: units(problem.span.start),
            end: units(problem.span.end),
            message: problem.message,
            suggestion: problem.suggestion,
        }
    }

    /// The view, when the query could be read.
    pub fn view(self) -> Option<View> {
        match self {
            Self::View(view) => Some(view),
            Self::Unreadable { .. } => None,
        }
    }
}

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
}

/// A tag and how many books have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "two plain members")]
pub struct TagCount {
    pub name: String,
    pub count: u32,
}

/// The views that are open.
#[derive(Default)]
pub(crate) struct Views {
    next: u32,
    open: VecDeque<(u32, Kept)>,
}

/// The ids in order, or the query of a view that could not be answered yet.
#[derive(Clone)]
enum Kept {
    Answered(Arc<search::View>),
    Asked(ViewQuery),
}

impl Views {
    fn keep(&mut self, view: Kept) -> u32 {
        self.next = self.next.wrapping_add(1);
        self.open.push_back((self.next, view));
        if self.open.len() > KEPT {
            self.open.pop_front();
        }
        self.next
    }

    fn find(&self, id: u32) -> Option<Kept> {
        self.open
            .iter()
            .find(|(open, _)| *open == id)
            .map(|(_, view)| view.clone())
    }
}

impl Library {
    /// Answers a query. Before the search index is ready, the default list is answered from the
    /// store; anything else waits for the index, so that nothing is ever counted wrongly.
    pub async fn open_view(&self, query: ViewQuery) -> Result<ViewAnswer> {
        let started = self.now();
        let read = match Query::parse(&query.text) {
            Ok(read) => read,
            Err(problem) => return Ok(ViewAnswer::unreadable(&query.text, problem)),
        };
        if self.index().ask(|_| ()).is_none() {
            if is_default_list(&query) {
                let first = self.first_of_default_list(query).await?;
                return Ok(ViewAnswer::View(first));
            }
            self.index_ready().await;
        }
        let view = self.answer(&query, &read).await?;
        let (total, of) = (view.total(), view.of());
        let corrections = view.corrections().to_vec();
        let ids = view.ids(0..FIRST);
        let id = self.views_mut(|views| views.keep(Kept::Answered(Arc::new(view))));
        let first = self.rows_of(&ids).await?;
        let took_ms = self.now().duration_since(started).as_secs_f64() * 1000.0;
        Ok(ViewAnswer::View(View {
            id,
            total,
            of,
            ready: true,
            took_ms,
            first,
            corrections,
            long_texts_left: !query.long_texts && !search::long_terms(&read).is_empty(),
        }))
    }

    /// The rows at `start` and behind it, at most 1,000. Rows of books that went for ever since
    /// the view was opened are left out.
    pub async fn view_window(&self, view: u32, start: u32, len: u32) -> Result<Vec<BookRow>> {
        let kept = self.kept(view).await?;
        let end = start.saturating_add(len.min(WINDOW));
        self.rows_of(&kept.ids(start..end)).await
    }

    /// Where a book stands in a view.
    pub async fn view_position(&self, view: u32, book: BookId) -> Result<Option<u32>> {
        Ok(self.kept(view).await?.position(book))
    }

    /// What the books of a view have in common: the values most of them have, for each field.
    pub async fn facets(&self, view: u32) -> Result<Vec<Facet>> {
        let kept = self.kept(view).await?;
        self.index()
            .ask(|index| index.facets(&kept, FACET))
            .ok_or(Error::NotLoggedIn)
    }

    /// The values of one facet with a word that begins as each word of `filter` does.
    pub async fn facet_values(
        &self,
        view: u32,
        field: FacetField,
        filter: &str,
        limit: u32,
    ) -> Result<Facet> {
        let kept = self.kept(view).await?;
        self.index()
            .ask(|index| index.facet(&kept, field, filter, limit as usize))
            .ok_or(Error::NotLoggedIn)
    }

    /// How many books a query finds; none while the search index is being built.
    pub fn count(&self, query: &Query) -> Option<u32> {
        let asking = self.asking(false);
        self.index().ask(|index| index.count(query, asking))
    }

    /// What the search must know of the moment. Days are those of UTC.
    fn asking(&self, as_typed: bool) -> Asking<'static> {
        Asking {
            as_typed,
            now_ms: self.now_ms(),
            offset_s: 0,
            long_hits: None,
        }
    }

    /// Counts for the sidebar.
    pub fn sidebar_counts(&self) -> SidebarCounts {
        let Some(counts) = self.index().ask(search::Index::counts) else {
            self.index().want();
            return SidebarCounts::default();
        };
        SidebarCounts {
            ready: true,
            all: counts.all,
            by_status: counts
                .by_status
                .into_iter()
                .map(|of| (of.status, of.count))
                .collect(),
            trash: counts.trash,
            tags: counts
                .tags
                .into_iter()
                .map(|of| TagCount {
                    name: of.tag,
                    count: of.count,
                })
                .collect(),
        }
    }

    async fn first_of_default_list(&self, query: ViewQuery) -> Result<View> {
        let started = self.now();
        let mut db = self.read().await?;
        let first = store::latest(&mut db, FIRST).await?;
        let total = store::count(&mut db).await?;
        drop(db);
        self.index().want();
        let id = self.views_mut(|views| views.keep(Kept::Asked(query)));
        let took_ms = self.now().duration_since(started).as_secs_f64() * 1000.0;
        Ok(View {
            id,
            total,
            of: total,
            ready: false,
            took_ms,
            first,
            corrections: Vec::new(),
            long_texts_left: false,
        })
    }

    async fn answer(&self, query: &ViewQuery, read: &Query) -> Result<search::View> {
        let within = match query.place {
            Place::Import { change_id } => {
                let mut db = self.read().await?;
                Some(journal::touched_books(&mut db, change_id, u32::MAX).await?)
            }
            _ => None,
        };
        let wanted = Wanted {
            query: read,
            place: &query.place,
            sort: &query.sort,
            among: within.as_deref(),
            shelf: None,
            asking: self.asking(query.as_typed),
        };
        self.index()
            .ask(|index| index.open_view(&wanted))
            .ok_or(Error::NotLoggedIn)
    }

    /// A view that is open; one that was asked too early is answered now.
    async fn kept(&self, id: u32) -> Result<Arc<search::View>> {
        match self.views_mut(|views| views.find(id)) {
            Some(Kept::Answered(view)) => Ok(view),
            Some(Kept::Asked(query)) => {
                self.index_ready().await;
                // Only the default list is asked too early, and that has no text.
                Ok(Arc::new(self.answer(&query, &Query::default()).await?))
            }
            None => Err(Error::ViewGone),
        }
    }

    async fn rows_of(&self, ids: &[BookId]) -> Result<Vec<BookRow>> {
        let mut db = self.read().await?;
        store::rows(&mut db, &row::json(ids)?).await
    }
}

fn is_default_list(query: &ViewQuery) -> bool {
    let default = SortKey {
        by: SortBy::Added,
        descending: true,
    };
    query.text.trim().is_empty()
        && query.place == Place::All
        && query.sort.first().is_none_or(|first| *first == default)
}
