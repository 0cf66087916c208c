//! Views: the ordered answers to queries, read by position; what they have in common; and the counts
//! beside them.

mod ahead;
mod facets;
mod sidebar;

use std::{collections::VecDeque, sync::Arc};

use serde::Serialize;
use tokio::sync::OnceCell;

use crate::{
    BookId, BookRow, Error, Library, Place, Result, ShelfId, SortBy, SortKey, ViewQuery,
    book::{row, store},
    journal, long_text,
    query::{self, Problem, Query, Term},
    search::{self, Asking, Correction, LongHits, Wanted},
    shelf,
};

use ahead::Ahead;

pub use facets::{Chosen, Facet, FacetValue};
pub use sidebar::{ShelfCount, SidebarCounts, TagCount};

/// Rows that come with a view unless told, and the most that may be asked for at once.
const FIRST: u32 = 50;
const WINDOW: u32 = 1_000;
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
    /// The first rows, as many as were asked for: those that are seen at once. More would take longer to read than
    /// to find.
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
        let place = query::in_units(text, problem.span);
        Self::Unreadable {
            start: place.start,
            end: place.end,
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

/// The views that are open.
#[derive(Default)]
pub(crate) struct Views {
    next: u32,
    open: VecDeque<(u32, Kept)>,
    ahead: Ahead,
}

/// A view that is open: what was asked, and the answer as soon as more than its first rows was asked for.
#[derive(Clone)]
struct Kept {
    query: Arc<ViewQuery>,
    answer: Arc<OnceCell<Arc<search::View>>>,
    /// Of the index that the first rows came from, unless they came from the store.
    edition: Option<u64>,
}

/// An answer, and the edition of the index that gave it.
struct Answer {
    view: Arc<search::View>,
    edition: u64,
}

/// What is said at once of an answer.
struct Opening {
    total: u32,
    of: u32,
    first: Vec<BookRow>,
    corrections: Vec<Correction>,
    long_texts_left: bool,
    edition: u64,
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
    /// Answers a query, with the first 50 rows.
    pub async fn open_view(&self, query: ViewQuery) -> Result<ViewAnswer> {
        self.open_view_with(query, FIRST).await
    }

    /// Answers a query, with its first `rows`, at most 1,000. Before the search index is ready, the default list is
    /// answered from the store; anything else waits for the index, so that nothing is ever counted wrongly.
    pub async fn open_view_with(&self, query: ViewQuery, rows: u32) -> Result<ViewAnswer> {
        let rows = rows.min(WINDOW);
        let started = self.now();
        let read = match Query::parse(&query.text) {
            Ok(read) => read,
            Err(problem) => return Ok(ViewAnswer::unreadable(&query.text, problem)),
        };
        if self.index().ask(|_| ()).is_none() {
            if is_default_list(&query) {
                let first = self.first_of_default_list(query, rows).await?;
                return Ok(ViewAnswer::View(first));
            }
            self.index_ready().await;
        }
        let query = Arc::new(query);
        let (foreseen, is_new) = self.turn_to(&query, rows);
        let (opening, answer) = if let Some(opening) = foreseen {
            (opening, OnceCell::new())
        } else {
            let (opening, view) = self.opening(&query, &read, rows).await?;
            (opening, OnceCell::new_with(Some(view)))
        };
        let kept = Kept {
            query: Arc::clone(&query),
            answer: Arc::new(answer),
            edition: Some(opening.edition),
        };
        let id = self.views_mut(|views| views.keep(kept));
        if is_new {
            self.foresee(id, query, rows);
        }
        let took_ms = self.now().duration_since(started).as_secs_f64() * 1000.0;
        Ok(ViewAnswer::View(View {
            id,
            total: opening.total,
            of: opening.of,
            ready: true,
            took_ms,
            first: opening.first,
            corrections: opening.corrections,
            long_texts_left: opening.long_texts_left,
        }))
    }

    /// Answers a query that was read.
    async fn opening(
        &self,
        query: &ViewQuery,
        read: &Query,
        rows: u32,
    ) -> Result<(Opening, Arc<search::View>)> {
        let Answer { view, edition } = self.answer(query, read).await?;
        let everywhere = |term: &&Term| term.field.is_none();
        let opening = Opening {
            total: view.total(),
            of: view.of(),
            first: self.rows_of(&view.ids(0..rows)).await?,
            corrections: view.corrections().to_vec(),
            long_texts_left: !query.long_texts && search::long_terms(read).iter().any(everywhere),
            edition,
        };
        Ok((opening, view))
    }

    /// The rows at `start` and behind it, at most 1,000. Rows of books that went for ever since
    /// the view was opened are left out.
    pub async fn view_window(&self, view: u32, start: u32, len: u32) -> Result<Vec<BookRow>> {
        let (_, kept) = self.kept(view).await?;
        let end = start.saturating_add(len.min(WINDOW));
        self.rows_of(&kept.ids(start..end)).await
    }

    /// All books of a view, in order.
    #[cfg(any(test, feature = "test-kit"))]
    pub async fn view_ids(&self, view: u32) -> Result<Vec<BookId>> {
        let (_, kept) = self.kept(view).await?;
        Ok(kept.ids(0..u32::MAX))
    }

    /// Where a book stands in a view.
    pub async fn view_position(&self, view: u32, book: BookId) -> Result<Option<u32>> {
        Ok(self.kept(view).await?.1.position(book))
    }

    /// How many books the query of a shelf finds, as it was typed and long texts included; none
    /// while the search index is being built.
    async fn count(&self, query: &Query) -> Result<Option<u32>> {
        if self.index().ask(|_| ()).is_none() {
            return Ok(None);
        }
        let mut long_hits = LongHits::default();
        self.ask_long_texts(query, true, &mut long_hits).await?;
        let asking = Asking {
            long_hits: Some(&long_hits),
            ..self.asking(true)
        };
        Ok(self.index().ask(|index| index.count(query, asking)))
    }

    /// What the search must know of the moment.
    fn asking(&self, as_typed: bool) -> Asking<'static> {
        let now = self.now();
        Asking {
            as_typed,
            now_ms: now.as_millisecond(),
            offset_s: self.utc_offset(now),
            long_hits: None,
        }
    }

    async fn first_of_default_list(&self, query: ViewQuery, rows: u32) -> Result<View> {
        let started = self.now();
        let mut db = self.read().await?;
        let first = store::latest(&mut db, rows).await?;
        let total = store::count(&mut db).await?;
        let (first, total) = db.proven((first, total)).await?;
        self.index().want();
        let kept = Kept {
            query: Arc::new(query),
            answer: Arc::default(),
            edition: None,
        };
        let id = self.views_mut(|views| views.keep(kept));
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

    async fn answer(&self, query: &ViewQuery, read: &Query) -> Result<Answer> {
        let (mut among, mut saved) = (None, None);
        let mut long_hits = LongHits::default();
        match query.place {
            Place::Import { change_id } => {
                let mut db = self.read().await?;
                let touched = journal::touched_books(&mut db, change_id, u32::MAX).await?;
                among = Some(db.proven(touched).await?);
            }
            Place::Shelf { shelf_id } => {
                let query = self.shelf_query(ShelfId(shelf_id)).await?;
                self.ask_long_texts(&query, true, &mut long_hits).await?;
                saved = Some(query);
            }
            _ => {}
        }
        self.ask_long_texts(read, query.long_texts, &mut long_hits)
            .await?;
        let wanted = Wanted {
            query: read,
            place: &query.place,
            sort: &query.sort,
            among: among.as_deref(),
            shelf: saved.as_ref(),
            asking: Asking {
                long_hits: Some(&long_hits),
                ..self.asking(query.as_typed)
            },
        };
        self.index()
            .ask(|index| Answer {
                view: Arc::new(index.open_view(&wanted)),
                edition: self.index().edition(),
            })
            .ok_or_else(|| self.without_index())
    }

    /// What a shelf asks for.
    async fn shelf_query(&self, id: ShelfId) -> Result<Query> {
        let mut db = self.read().await?;
        let text = shelf::store::query(&mut db, id).await?;
        let text = db.proven(text).await?.ok_or(Error::ShelfNotFound)?;
        Query::parse(&text).map_err(|problem| Error::QueryUnreadable(problem.message))
    }

    /// Asks the store for the books whose long texts the terms of a query find: those that name a
    /// long text, and with `everywhere` those that name no field.
    async fn ask_long_texts(
        &self,
        query: &Query,
        everywhere: bool,
        hits: &mut LongHits,
    ) -> Result<()> {
        let terms = search::long_terms(query).into_iter();
        let terms: Vec<_> = terms
            .filter(|term| everywhere || term.field.is_some())
            .collect();
        if terms.is_empty() {
            return Ok(());
        }
        let mut db = self.read().await?;
        for term in terms {
            hits.add(term, long_text::hits(&mut db, term).await?);
        }
        db.proven(()).await
    }

    /// A view that is open and what it was asked. Where only the first rows are known it is answered now; it is gone
    /// when that would not fit them any more.
    async fn kept(&self, id: u32) -> Result<(Arc<ViewQuery>, Arc<search::View>)> {
        let kept = self.views_mut(|views| views.find(id));
        let Kept {
            query,
            answer,
            edition: expected,
        } = kept.ok_or(Error::ViewGone)?;
        let make = async || {
            self.index_ready().await;
            let read = Query::parse(&query.text)
                .map_err(|problem| Error::QueryUnreadable(problem.message))?;
            let Answer { view, edition } = self.answer(&query, &read).await?;
            if expected.is_some_and(|expected| expected != edition) {
                return Err(Error::ViewGone);
            }
            Ok(view)
        };
        let view = Arc::clone(answer.get_or_try_init(make).await?);
        Ok((query, view))
    }

    async fn rows_of(&self, ids: &[BookId]) -> Result<Vec<BookRow>> {
        let mut db = self.read().await?;
        let rows = store::rows(&mut db, &row::json(ids)?).await?;
        db.proven(rows).await
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
