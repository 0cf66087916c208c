//! Answers to what is likely typed next.
//!
//! Whoever types rests between two letters, and a large library needs a few milliseconds for an answer, more when the
//! processor was idle. So a while after an answer the questions that are one likely letter longer are answered, too, and
//! the next letter finds its books there. Of such an answer only what is said at once is kept, because the sets of hits
//! would take a megabyte each. Nothing is looked up again for a change of the library, only for another text.

use std::{sync::Arc, time::Duration};

use tokio::time::sleep;

use super::Opening;
use crate::{
    Library, Place, Result, SortBy, SortKey, ViewQuery, fold::fold, library::WeakLibrary,
    query::Query,
};

/// How long after an answer it begins: by then the answer is painted. It is no moment that anybody is told, so it
/// comes from the timer and not from the clock.
const REST: Duration = Duration::from_millis(100);

/// The answers that are ready, and the question they go on from.
#[derive(Default)]
pub(crate) struct Ahead {
    from: Option<Arc<ViewQuery>>,
    ready: Vec<Foreseen>,
}

struct Foreseen {
    query: ViewQuery,
    rows: u32,
    opening: Opening,
}

impl Ahead {
    fn goes_on_from(&self, query: &Arc<ViewQuery>) -> bool {
        self.from
            .as_ref()
            .is_some_and(|from| Arc::ptr_eq(from, query))
    }

    fn take(&mut self, query: &ViewQuery, rows: u32, edition: u64) -> Option<Opening> {
        let is_it = |own: &mut Foreseen| {
            own.query == *query && own.rows == rows && own.opening.edition == edition
        };
        let found = self.ready.extract_if(.., is_it).next()?;
        Some(found.opening)
    }

    /// Goes on from another question, unless it is the same text as before.
    fn turn_to(&mut self, query: &Arc<ViewQuery>) -> bool {
        let same = |from: &Arc<ViewQuery>| {
            from.text == query.text && from.place == query.place && from.sort == query.sort
        };
        let is_new = !self.from.as_ref().is_some_and(same);
        if is_new {
            self.from = Some(Arc::clone(query));
            self.ready.clear();
        }
        is_new
    }
}

impl Library {
    /// The answer to a question, if it was foreseen and the library is as it was then; and whether the question is about
    /// another text than the one before. What is looked up for that one is not wanted any more.
    pub(super) fn turn_to(&self, query: &Arc<ViewQuery>, rows: u32) -> (Option<Opening>, bool) {
        if rows == 0 {
            return (None, false); // only the count is asked for, beside the list
        }
        let edition = self.index().ask(|_| self.index().edition());
        self.views_mut(|views| {
            let ahead = &mut views.ahead;
            let foreseen = edition.and_then(|edition| ahead.take(query, rows, edition));
            (foreseen, ahead.turn_to(query))
        })
    }

    /// Looks up in the background what is likely asked after a view that was just opened.
    pub(super) fn foresee(&self, view: u32, query: Arc<ViewQuery>, rows: u32) {
        let library = self.downgrade();
        tokio::spawn(async move {
            // Whoever asks for any of it hears why there is none.
            let _ = foresee(library, view, &query, rows).await;
        });
    }

    /// What is likely asked next, the likeliest first.
    fn likely_queries(&self, query: &ViewQuery) -> Vec<ViewQuery> {
        // A shelf may ask for ages, which go by, and so may what is more than words. The books of an import are read
        // from the store for each answer.
        let is_plain = match query.place {
            Place::Shelf { .. } | Place::Import { .. } => false,
            Place::All | Place::Status { .. } | Place::Tag { .. } | Place::Trash => true,
        };
        let of_words = |letter: char| letter.is_alphanumeric() || letter == ' ';
        if !is_plain || !query.text.chars().all(of_words) {
            return Vec::new();
        }
        let word = query.text.rsplit(' ').next().unwrap_or_default();
        let letters = self.index().ask(|index| index.likely_letters(&fold(word)));
        let letters = letters.unwrap_or_default().into_iter();
        letters
            .map(|letter| ViewQuery {
                text: format!("{}{letter}", query.text),
                place: query.place.clone(),
                sort: sort_of_words(query),
                ..ViewQuery::default()
            })
            .collect()
    }
}

/// The first letter in an empty box asks for the best match, whatever the order of all books is.
fn sort_of_words(query: &ViewQuery) -> Vec<SortKey> {
    let best = SortKey {
        by: SortBy::Match,
        descending: false,
    };
    if query.text.trim().is_empty() {
        vec![best]
    } else {
        query.sort.clone()
    }
}

async fn foresee(library: WeakLibrary, view: u32, query: &Arc<ViewQuery>, rows: u32) -> Result<()> {
    // What was foreseen itself is answered whole now: its next rows are asked for in a moment.
    if let Some(library) = library.upgrade() {
        library.kept(view).await?;
    }
    sleep(REST).await;
    // Locking does not wait for this: between two answers it holds nothing.
    let wanted = || {
        let library = library.upgrade()?;
        let goes_on = library.views_mut(|views| views.ahead.goes_on_from(query));
        goes_on.then_some(library)
    };
    let likely = wanted().map(|library| library.likely_queries(query));
    for likely in likely.unwrap_or_default() {
        let Some(library) = wanted() else { break };
        let Ok(read) = Query::parse(&likely.text) else {
            continue;
        };
        let (opening, _) = library.opening(&likely, &read, rows).await?;
        library.views_mut(|views| {
            if views.ahead.goes_on_from(query) {
                views.ahead.ready.push(Foreseen {
                    query: likely,
                    rows,
                    opening,
                });
            }
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio::task::yield_now;

    use super::*;
    use crate::{
        BookRow, ErrorCode,
        library::tests,
        view::{Kept, View},
    };

    const ROWS: u32 = 10;

    /// A library whose index has a base to look ahead in.
    async fn library(folder: &tempfile::TempDir) -> Library {
        let library = tests::library(folder).await;
        for title in ["Solaris", "Solo", "The Left Hand of Darkness"] {
            library.add_book(tests::titled(title)).await.unwrap();
        }
        library.rebuild_index().await;
        library.index_stored().await;
        library
    }

    fn words(text: &str) -> ViewQuery {
        ViewQuery {
            text: text.to_owned(),
            sort: sort_of_words(&ViewQuery::default()),
            ..ViewQuery::default()
        }
    }

    async fn open(library: &Library, query: &ViewQuery) -> View {
        let answer = library.open_view_with(query.clone(), ROWS).await;
        answer.unwrap().view().unwrap()
    }

    fn titles(rows: &[BookRow]) -> Vec<&str> {
        rows.iter().map(|row| row.title.as_str()).collect()
    }

    fn foreseen(library: &Library, query: &ViewQuery, rows: u32) -> Option<Opening> {
        let edition = library.index().edition();
        library.views_mut(|views| views.ahead.take(query, rows, edition))
    }

    /// Waits for the answer to a question that is foreseen, really: the store answers on threads of its own.
    async fn wait_for(library: &Library, text: &str) {
        for _ in 0..1000 {
            let is_there = |own: &Foreseen| own.query.text == text;
            if library.views_mut(|views| views.ahead.ready.iter().any(is_there)) {
                return;
            }
            sleep(Duration::from_millis(10)).await;
        }
        panic!("\"{text}\" was not looked up");
    }

    #[tokio::test]
    async fn the_next_letter_is_answered_before_it_is_typed() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(&folder).await;
        open(&library, &words("so")).await;
        wait_for(&library, "sol").await;
        let view = open(&library, &words("sol")).await;
        assert_eq!((view.total, view.of), (2, 3));
        assert_eq!(titles(&view.first), ["Solaris", "Solo"]);
        assert!(view.long_texts_left);
        let window = library.view_window(view.id, 1, 10).await.unwrap();
        assert_eq!(titles(&window), ["Solo"]);
        let at = library.view_position(view.id, window[0].id).await;
        assert_eq!(at.unwrap(), Some(1));
    }

    #[tokio::test]
    async fn what_was_looked_up_is_what_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(&folder).await;
        open(&library, &words("so")).await;
        wait_for(&library, "sol").await;
        library.views_mut(|views| {
            for own in &mut views.ahead.ready {
                own.opening.total = 77;
            }
        });
        assert_eq!(open(&library, &words("sol")).await.total, 77);
        // Whoever only counts asks the index, and ends nothing.
        wait_for(&library, "sola").await;
        let count = library.open_view_with(words("sol"), 0).await;
        assert_eq!(count.unwrap().view().unwrap().total, 2);
        assert!(foreseen(&library, &words("sola"), ROWS).is_some());
    }

    #[tokio::test]
    async fn rows_behind_the_first_fit_them_or_are_gone() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(&folder).await;
        let edition = Some(library.index().edition());
        let query = Arc::new(words("sol"));
        let answer = Arc::default();
        let kept = Kept {
            query,
            answer,
            edition,
        };
        let before = library.views_mut(|views| views.keep(kept.clone()));
        assert_eq!(library.view_window(before, 0, 9).await.unwrap().len(), 2);
        let answer = Arc::default();
        let later = library.views_mut(|views| views.keep(Kept { answer, ..kept }));
        library.add_book(tests::titled("Sold")).await.unwrap();
        let gone = library.view_window(later, 0, 9).await.unwrap_err();
        assert_eq!(gone.code(), ErrorCode::ViewGone);
        assert_eq!(library.view_window(before, 0, 9).await.unwrap().len(), 2);
    }

    #[tokio::test]
    async fn a_library_that_nobody_uses_goes_in_the_middle_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(&folder).await;
        let weak = library.downgrade();
        open(&library, &words("so")).await;
        let others_go_on = async || {
            for _ in 0..10 {
                yield_now().await;
            }
        };
        others_go_on().await;
        library.close().await.unwrap();
        drop(library);
        others_go_on().await;
        assert!(weak.upgrade().is_none());
    }

    #[tokio::test]
    async fn an_empty_box_is_followed_by_the_best_match() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(&folder).await;
        let all = ViewQuery {
            sort: Vec::new(),
            ..words("")
        };
        open(&library, &all).await;
        wait_for(&library, "h").await;
        assert!(foreseen(&library, &words("h"), ROWS).is_some());
        assert!(foreseen(&library, &words("s"), ROWS + 1).is_none());
    }

    #[tokio::test]
    async fn a_change_leaves_nothing_foreseen() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(&folder).await;
        open(&library, &words("so")).await;
        wait_for(&library, "sol").await;
        library.add_book(tests::titled("Sold")).await.unwrap();
        assert!(foreseen(&library, &words("sol"), ROWS).is_none());
        assert_eq!(open(&library, &words("sol")).await.total, 3);
    }

    #[tokio::test]
    async fn another_text_leaves_nothing_foreseen() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(&folder).await;
        open(&library, &words("so")).await;
        wait_for(&library, "sol").await;
        open(&library, &words("le")).await;
        assert!(foreseen(&library, &words("sol"), ROWS).is_none());
        wait_for(&library, "lef").await;
        // The long texts are asked for the same text.
        let long = ViewQuery {
            long_texts: true,
            ..words("le")
        };
        open(&library, &long).await;
        assert!(foreseen(&library, &words("lef"), ROWS).is_some());
    }

    #[tokio::test]
    async fn only_words_are_foreseen() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(&folder).await;
        let texts = |query: ViewQuery| -> Vec<String> {
            let likely = library.likely_queries(&query).into_iter();
            likely.map(|query| query.text).collect()
        };
        assert_eq!(texts(words("So")), ["Sol"]);
        assert_eq!(texts(words("left ha")), ["left han"]);
        assert_eq!(texts(words("left hand")), ["left hand "]);
        for text in ["added:<1d so", "\"so", "-so"] {
            assert_eq!(texts(words(text)), [""; 0], "{text}");
        }
        let (shelf, import) = (Place::Shelf { shelf_id: 1 }, Place::Import { change_id: 1 });
        for place in [shelf, import] {
            let elsewhere = ViewQuery {
                place,
                ..words("so")
            };
            assert_eq!(texts(elsewhere), [""; 0]);
        }
    }
}
