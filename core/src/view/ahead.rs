//! Answers to what is likely typed next.
//!
//! Whoever types rests between two letters, and a large library needs a few milliseconds for an answer; some more
//! when it has rested as well. So a while after an answer the questions that are one likely letter longer are
//! answered, too, and the next letter finds its books there. Of such an answer only what is said at once is kept:
//! sets of hits would take a megabyte each. Nothing is looked up again for a change of the library, only for another
//! text.

use std::{sync::Arc, time::Duration};

use tokio::time::sleep;

use super::Opening;
use crate::{
    Library, Place, Result, SortBy, SortKey, ViewQuery, fold::fold, library::Remembered,
    query::Query,
};

/// How long nobody asks before it begins: by then the answer is painted.
const REST: Duration = Duration::from_millis(100);

/// The answers that are ready, and what they go on from.
#[derive(Default)]
pub(crate) struct Ahead {
    from: Option<Arc<ViewQuery>>,
    /// Which text they go on from; what is looked up for an earlier one is not wanted any more.
    turn: u64,
    ready: Vec<Foreseen>,
}

struct Foreseen {
    query: ViewQuery,
    rows: u32,
    /// Of the library, before it was asked.
    revision: u64,
    opening: Opening,
}

impl Ahead {
    /// Goes on from another question, unless it is the same text as before.
    fn begin(&mut self, query: &Arc<ViewQuery>) -> Option<u64> {
        let same = |from: &Arc<ViewQuery>| {
            from.text == query.text && from.place == query.place && from.sort == query.sort
        };
        if self.from.as_ref().is_some_and(same) {
            return None;
        }
        self.from = Some(Arc::clone(query));
        self.turn += 1;
        self.ready.clear();
        Some(self.turn)
    }
}

impl Library {
    /// The answer to a question that was foreseen, unless the library has changed since.
    pub(super) fn foreseen(&self, query: &ViewQuery, rows: u32) -> Option<Opening> {
        let revision = self.revision();
        let is_it = |own: &mut Foreseen| {
            own.revision == revision && own.rows == rows && own.query == *query
        };
        self.views_mut(|views| views.ahead.ready.extract_if(.., is_it).next())
            .map(|own| own.opening)
    }

    /// Looks up in the background what is likely asked after a view that was just opened.
    pub(super) fn look_ahead(&self, view: u32, query: Arc<ViewQuery>, rows: u32) {
        let turn = self.views_mut(|views| views.ahead.begin(&query));
        let library = self.remembered();
        tokio::spawn(async move {
            // Who asks for them hears why there are none.
            let _ = look_ahead(library, view, &query, rows, turn).await;
        });
    }

    fn is_turn(&self, turn: u64) -> bool {
        self.views_mut(|views| views.ahead.turn == turn)
    }

    /// What is likely asked next, the likeliest first.
    fn likely_queries(&self, query: &ViewQuery) -> Vec<ViewQuery> {
        // A shelf may ask for ages, which go by, and so may what is more than words.
        let words = |letter: char| letter.is_alphanumeric() || letter == ' ';
        if matches!(query.place, Place::Shelf { .. }) || !query.text.chars().all(words) {
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

async fn look_ahead(
    library: Remembered,
    view: u32,
    query: &ViewQuery,
    rows: u32,
    turn: Option<u64>,
) -> Result<()> {
    if let Some(library) = library.library() {
        library.kept(view).await?; // as it is now, where only its first rows were known
    }
    let Some(turn) = turn else { return Ok(()) };
    sleep(REST).await;
    // Locking does not wait for this: between two answers it holds nothing.
    let wanted = || library.library().filter(|library| library.is_turn(turn));
    let likely = wanted().map(|library| library.likely_queries(query));
    for query in likely.unwrap_or_default() {
        let Some(library) = wanted() else { break };
        let revision = library.revision();
        let Ok(read) = Query::parse(&query.text) else {
            continue;
        };
        let (opening, _) = library.opening(&query, &read, rows).await?;
        let foreseen = Foreseen {
            query,
            rows,
            revision,
            opening,
        };
        library.views_mut(|views| {
            if views.ahead.turn == turn {
                views.ahead.ready.push(foreseen);
            }
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BookRow, library::tests, view::View};

    const ROWS: u32 = 10;

    /// A library whose index has a base to look ahead in.
    async fn library(folder: &tempfile::TempDir) -> Library {
        let library = tests::library(folder).await;
        for title in ["Solaris", "Solo", "The Left Hand of Darkness"] {
            library.add_book(tests::titled(title)).await.unwrap();
        }
        library.rebuild_index().await;
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

    /// Waits for the answer to a question that is foreseen.
    async fn is_ready(library: &Library, text: &str) {
        let there = |views: &mut super::super::Views| {
            views.ahead.ready.iter().any(|own| own.query.text == text)
        };
        for _ in 0..1000 {
            if library.views_mut(there) {
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
        is_ready(&library, "sol").await;
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
    async fn an_empty_box_is_followed_by_the_best_match() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(&folder).await;
        let all = ViewQuery {
            sort: Vec::new(),
            ..words("")
        };
        open(&library, &all).await;
        is_ready(&library, "h").await;
        assert!(library.foreseen(&words("h"), ROWS).is_some());
        assert!(library.foreseen(&words("s"), ROWS + 1).is_none());
    }

    #[tokio::test]
    async fn a_change_leaves_nothing_foreseen() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(&folder).await;
        open(&library, &words("so")).await;
        is_ready(&library, "sol").await;
        library.add_book(tests::titled("Sold")).await.unwrap();
        assert!(library.foreseen(&words("sol"), ROWS).is_none());
        assert_eq!(open(&library, &words("sol")).await.total, 3);
    }

    #[tokio::test]
    async fn another_text_leaves_nothing_foreseen() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(&folder).await;
        open(&library, &words("so")).await;
        is_ready(&library, "sol").await;
        open(&library, &words("le")).await;
        assert!(library.foreseen(&words("sol"), ROWS).is_none());
        is_ready(&library, "lef").await;
        // The long texts are asked for the same text.
        let long = ViewQuery {
            long_texts: true,
            ..words("le")
        };
        open(&library, &long).await;
        assert!(library.foreseen(&words("lef"), ROWS).is_some());
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
        let place = Place::Shelf { shelf_id: 1 };
        let shelf = ViewQuery {
            place,
            ..words("so")
        };
        assert_eq!(texts(shelf), [""; 0]);
    }
}
