//! The search of a real library against a slow reading of all its books, after many changes, undone and redone in
//! between.

mod books;
pub mod dice;
mod questions;

use std::collections::BTreeMap;

use bookly_core::{
    Book, BookId, Clock, Library, Place, ViewQuery,
    query::Query,
    search_reference::{Asking, LongHits, Reference, Wanted},
};
use tokio::task::spawn_blocking;

use crate::support::{TestHome, add, file_of, ids, import};
use dice::Dice;

/// Another seed is another library, other changes and other queries.
const SEED: u64 = 3;
const BOOKS: usize = 5_000;
const CHANGES: usize = 1_000;
const QUERIES: usize = 10_000;
/// What queries are made of. Fewer than the queries, because the slow reading looks each of them up in every book.
const TERMS: usize = 1_500;

/// What is asked of a library.
#[derive(Clone)]
struct Questions {
    now_ms: i64,
    shelves: BTreeMap<i64, Query>,
    queries: Vec<ViewQuery>,
}

/// What lies in a place.
async fn in_place(library: &Library, place: Place) -> Vec<BookId> {
    let query = ViewQuery {
        place,
        ..ViewQuery::default()
    };
    ids(library, query).await
}

/// Changes something; gives what was done, unless it was refused: books of the trash, and those that are gone, are
/// chosen as well.
async fn change(
    library: &Library,
    dice: &mut Dice,
    known: &mut Vec<BookId>,
) -> Option<&'static str> {
    let id = dice.of(known);
    let (name, done) = match dice.below(100) {
        0..15 => {
            known.push(add(library, books::book(dice)).await.id);
            return Some("add");
        }
        15..55 => (
            "edit",
            library.change_book(id, books::change(dice)).await.is_ok(),
        ),
        55..65 => (
            "trash",
            library.trash_books(&dice.some(known, 3)).await.is_ok(),
        ),
        65..73 => {
            let mut ids = in_place(library, Place::Trash).await;
            ids.truncate(2);
            if dice.percent(60) {
                ("restore", library.restore_books(&ids).await.is_ok())
            } else {
                ("delete for ever", library.purge_books(&ids).await.is_ok())
            }
        }
        73..75 => {
            let number = dice.below(9_000);
            let csv = format!(
                "Book Id,Title,Author\n{number},Winter Import,Ann Le Guin\n{},Dune,\n",
                id.0
            );
            import(library, &file_of(&csv)).await;
            return Some("import");
        }
        75..90 => ("undo", library.undo().await.is_ok()),
        _ => ("redo", library.redo().await.is_ok()),
    };
    done.then_some(name)
}

/// A library with a history.
async fn changed(home: &TestHome, library: &Library, dice: &mut Dice) {
    let mut known = Vec::new();
    let mut done = BTreeMap::new();
    for step in 0..BOOKS + CHANGES {
        home.clock
            .advance(i64::try_from(dice.below(3_600)).unwrap());
        if step < BOOKS {
            known.push(add(library, books::book(dice)).await.id);
        } else if let Some(name) = change(library, dice, &mut known).await {
            *done.entry(name).or_insert(0) += 1;
        }
    }
    assert!(
        done.len() == 8 && done.values().all(|count| *count >= 10),
        "{done:?}"
    );
}

/// Every book of the library, the trash included, as it is now.
async fn every_book(library: &Library) -> Vec<Book> {
    let mut books = Vec::new();
    for place in [Place::All, Place::Trash] {
        for id in in_place(library, place).await {
            books.push(library.book(id).await.unwrap());
        }
    }
    books
}

/// What a library is asked, half of it with some terms and half with others.
async fn questions(
    home: &TestHome,
    library: &Library,
    books: &[Book],
    dice: &mut Dice,
) -> [Questions; 2] {
    let terms = [(); 2].map(|()| questions::terms(dice, books, TERMS / 2));
    for (name, terms) in ["a", "b", "c"].iter().zip(terms.iter().cycle()) {
        library
            .create_shelf(name, &questions::text(dice, terms, 2))
            .await
            .unwrap();
    }
    let shelves = library.shelves().await.unwrap().into_iter();
    let shelves: BTreeMap<i64, Query> = shelves
        .map(|shelf| (shelf.id.0, Query::parse(&shelf.query).unwrap()))
        .collect();
    let numbers: Vec<i64> = shelves.keys().copied().collect();
    terms.map(|terms| Questions {
        now_ms: home.clock.now().as_millisecond(),
        shelves: shelves.clone(),
        queries: (0..QUERIES / 2)
            .map(|_| questions::query(dice, &terms, &numbers))
            .collect(),
    })
}

/// What the slow reading of these books answers.
fn slowly(books: &[Book], questions: &Questions) -> Vec<Vec<BookId>> {
    let mut slow = Reference::default();
    for book in books {
        slow.put(book);
    }
    let answer = |asked: &ViewQuery| {
        let query = Query::parse(&asked.text).unwrap();
        let mut long_hits = LongHits::default();
        let shelf = match asked.place {
            Place::Shelf { shelf_id } => questions.shelves.get(&shelf_id),
            _ => None,
        };
        if let Some(shelf) = shelf {
            slow.ask_long_texts(shelf, true, &mut long_hits);
        }
        slow.ask_long_texts(&query, asked.long_texts, &mut long_hits);
        let wanted = Wanted {
            query: &query,
            place: &asked.place,
            sort: &asked.sort,
            among: None,
            shelf,
            asking: Asking {
                as_typed: asked.as_typed,
                now_ms: questions.now_ms,
                offset_s: 0,
                long_hits: Some(&long_hits),
            },
        };
        slow.view(&wanted).0
    };
    questions.queries.iter().map(answer).collect()
}

#[tokio::test]
async fn a_library_that_was_changed_undone_and_redone_answers_like_a_scan_of_its_books() {
    let (home, library) = TestHome::with_library().await;
    let mut dice = Dice(SEED);
    changed(&home, &library, &mut dice).await;
    let books = every_book(&library).await;
    assert!(books.len() > BOOKS, "{}", books.len());
    let halves = questions(&home, &library, &books, &mut dice).await;
    let slow = halves.each_ref().map(|half| {
        let (books, half) = (books.clone(), half.clone());
        spawn_blocking(move || slowly(&books, &half))
    });
    let mut found = 0;
    for (half, slow) in halves.iter().zip(slow) {
        let mut answers = Vec::new();
        for query in &half.queries {
            answers.push(ids(&library, query.clone()).await);
        }
        let slow = slow.await.unwrap();
        for (query, (answer, slow)) in half.queries.iter().zip(answers.iter().zip(&slow)) {
            let lengths = (answer.len(), slow.len());
            let unlike = answer.iter().zip(slow).find(|(one, other)| one != other);
            assert!(
                answer == slow,
                "seed {SEED}: {query:?}: {lengths:?} books, first unlike: {unlike:?}"
            );
            found += usize::from(!slow.is_empty());
        }
    }
    assert!(found > QUERIES / 2, "{found}");
}
