use bookly_core::{
    Book, BookChange, ChangeKind, ErrorCode, Library, Place, ReadingStatus, Shelf, ShelfId,
    ViewQuery,
};
use proptest::prelude::*;

use crate::support::{TestHome, add, all_books, file_of, import, titled};

async fn names(library: &Library) -> Vec<String> {
    let shelves = library.shelves().await.unwrap();
    shelves.into_iter().map(|shelf| shelf.name).collect()
}

async fn id_of(library: &Library, name: &str) -> ShelfId {
    let shelves = library.shelves().await.unwrap();
    shelves.iter().find(|shelf| shelf.name == name).unwrap().id
}

async fn with_shelves(names: &[&str]) -> (TestHome, Library) {
    let (home, library) = TestHome::with_library().await;
    for name in names {
        library.create_shelf(name, "is:unread").await.unwrap();
    }
    (home, library)
}

/// Quits, starts again and opens the library again.
async fn reopened(home: TestHome, library: Library) -> (TestHome, Library) {
    drop(library);
    let home = home.restart().await;
    home.bookly.start().await.unwrap();
    let library = home.bookly.library().await.unwrap();
    library.index_ready().await;
    (home, library)
}

#[tokio::test]
async fn shelves_are_made_renamed_moved_and_deleted_and_all_of_it_undone_after_a_restart() {
    let (home, library) = TestHome::with_library().await;
    let mut states = vec![library.shelves().await.unwrap()];
    let mut done = Vec::new();
    for (name, query) in [("Unread", "is:unread"), ("Short", "pages:<200"), ("Ä", "")] {
        done.push(library.create_shelf(name, query).await.unwrap());
        states.push(library.shelves().await.unwrap());
    }
    let short = id_of(&library, "Short").await;
    home.clock.advance(60);
    let renamed = library.change_shelf(short, " Quick reads ", "pages:<150");
    done.push(renamed.await.unwrap());
    states.push(library.shelves().await.unwrap());
    let first = id_of(&library, "Unread").await;
    done.push(library.move_shelf(short, Some(first)).await.unwrap());
    states.push(library.shelves().await.unwrap());
    assert_eq!(names(&library).await, ["Quick reads", "Unread", "Ä"]);
    done.push(library.delete_shelf(first).await.unwrap());
    states.push(library.shelves().await.unwrap());

    let told: Vec<_> = done
        .iter()
        .map(|d| (d.kind, &*d.subject, d.count))
        .collect();
    assert_eq!(
        told,
        [
            (ChangeKind::ShelfCreate, "Unread", 1),
            (ChangeKind::ShelfCreate, "Short", 1),
            (ChangeKind::ShelfCreate, "Ä", 1),
            (ChangeKind::ShelfChange, "Quick reads", 1),
            (ChangeKind::ShelfMove, "Quick reads", 1),
            (ChangeKind::ShelfDelete, "Unread", 1),
        ]
    );
    let (home, library) = reopened(home, library).await;
    for (state, change) in states.iter().zip(&done).rev() {
        assert_eq!(&library.undo().await.unwrap(), change);
        assert_eq!(&library.shelves().await.unwrap(), state);
    }
    let (_home, library) = reopened(home, library).await;
    for (state, change) in states.iter().skip(1).zip(&done) {
        assert_eq!(&library.redo().await.unwrap(), change);
        assert_eq!(&library.shelves().await.unwrap(), state);
    }
}

#[tokio::test]
async fn a_shelf_holds_what_it_says_as_it_was_typed() {
    let (_home, library) = TestHome::with_library().await;
    add(&library, titled("Middlemarch")).await;
    library
        .create_shelf("Misspelt", "midlemarch")
        .await
        .unwrap();
    library.create_shelf("Right", "middlem").await.unwrap();
    let found = |text: &str, place| {
        let query = ViewQuery {
            text: text.to_owned(),
            place,
            ..ViewQuery::default()
        };
        let library = library.clone();
        async move { library.open_view(query).await.unwrap().view().unwrap() }
    };
    assert_eq!(found("midlemarch", Place::All).await.total, 1);
    for (shelf, holds) in library
        .sidebar_counts()
        .await
        .unwrap()
        .shelves
        .into_iter()
        .zip([0, 1])
    {
        let place = Place::Shelf {
            shelf_id: shelf.id.0,
        };
        let view = found("", place.clone()).await;
        assert_eq!((shelf.count, view.total), (Some(holds), holds));
        assert!(view.corrections.is_empty());
        // What is looked for on a shelf may still be misspelt.
        assert_eq!(found("midlemarch", place).await.total, holds);
    }
}

#[tokio::test]
async fn a_name_belongs_to_one_shelf() {
    let (_home, library) = with_shelves(&["Été 2026", "C++"]).await;
    let refused = library.create_shelf("ete 2026", "").await.unwrap_err();
    let expected = (ErrorCode::ShelfNameTaken, Some("name"));
    assert_eq!((refused.code(), refused.field()), expected);
    let other = id_of(&library, "C++").await;
    let refused = library
        .change_shelf(other, "ÉTÉ 2026", "")
        .await
        .unwrap_err();
    assert_eq!((refused.code(), refused.field()), expected);
    // Its own name in other letters is free, and so is one with other signs.
    let own = id_of(&library, "Été 2026").await;
    library.change_shelf(own, "ETE 2026", "").await.unwrap();
    library.create_shelf("C", "").await.unwrap();
    assert_eq!(names(&library).await, ["ETE 2026", "C++", "C"]);
    assert_eq!(library.undo().await.unwrap().kind, ChangeKind::ShelfCreate);
}

#[tokio::test]
async fn what_is_no_shelf_is_refused_and_changes_nothing() {
    let (_home, library) = with_shelves(&["Unread"]).await;
    let before = library.shelves().await.unwrap();
    let long = "é".repeat(4097);
    let refused = library.create_shelf("Long", &long).await.unwrap_err();
    let too_long = (ErrorCode::TextTooLong, Some("query"));
    assert_eq!((refused.code(), refused.field()), too_long);
    let refused = library.create_shelf("Odd", "pages:many").await.unwrap_err();
    let unreadable = (ErrorCode::QueryUnreadable, Some("query"));
    assert_eq!((refused.code(), refused.field()), unreadable);
    let refused = library.create_shelf(" ", "").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NameMissing);
    let nobody = ShelfId(999);
    let unread = before[0].id;
    for refused in [
        library.change_shelf(nobody, "Name", "").await,
        library.move_shelf(nobody, None).await,
        library.move_shelf(unread, Some(nobody)).await,
        library.delete_shelf(nobody).await,
    ] {
        assert_eq!(refused.unwrap_err().code(), ErrorCode::ShelfNotFound);
    }
    assert_eq!(library.shelves().await.unwrap(), before);
}

#[tokio::test]
async fn a_shelf_goes_before_any_other_or_behind_all() {
    let (_home, library) = with_shelves(&["a", "b", "c", "d"]).await;
    for (moved, before, order) in [
        ("d", Some("a"), "d a b c"),
        ("d", Some("c"), "a b d c"),
        ("a", None, "b d c a"),
        ("d", Some("d"), "b d c a"),
        ("d", Some("c"), "b d c a"),
        ("a", None, "b d c a"),
    ] {
        let moved = id_of(&library, moved).await;
        let before = match before {
            Some(before) => Some(id_of(&library, before).await),
            None => None,
        };
        library.move_shelf(moved, before).await.unwrap();
        assert_eq!(names(&library).await.join(" "), order);
    }
}

#[tokio::test]
async fn a_shelf_has_no_part_in_the_history_of_a_book_with_its_number() {
    let (_home, library) = TestHome::with_library().await;
    let emma = add(&library, titled("Emma")).await.id;
    library.create_shelf("Unread", "is:unread").await.unwrap();
    let shelf = id_of(&library, "Unread").await;
    assert_eq!(shelf.0, emma.0);
    library
        .change_shelf(shelf, "Read", "is:read")
        .await
        .unwrap();
    let history = library.book_history(emma).await.unwrap();
    assert_eq!(history.len(), 1);
    // Nor does deleting that book for ever take the shelf out of undo.
    library.trash_books(&[emma]).await.unwrap();
    library.empty_trash().await.unwrap();
    assert_eq!(library.undo().await.unwrap().kind, ChangeKind::ShelfChange);
    assert_eq!(names(&library).await, ["Unread"]);
}

#[tokio::test]
async fn a_change_of_shelves_is_announced() {
    let (_home, library) = TestHome::with_library().await;
    let mut revisions = library.revisions();
    revisions.borrow_and_update();
    library.create_shelf("Unread", "is:unread").await.unwrap();
    assert!(revisions.has_changed().unwrap());
    revisions.borrow_and_update();
    library.note_recent_search("dune").await.unwrap();
    assert!(
        !revisions.has_changed().unwrap(),
        "searching changes nothing"
    );
}

#[tokio::test]
async fn the_latest_twenty_searches_are_known_each_once() {
    let (home, library) = TestHome::with_library().await;
    for i in 0..25 {
        let text = format!("author:Ünver {i}");
        library.note_recent_search(&text).await.unwrap();
    }
    library
        .note_recent_search(" AUTHOR:unver 20 ")
        .await
        .unwrap();
    library.note_recent_search("  ").await.unwrap();
    let (_home, library) = reopened(home, library).await;
    let known = library.recent_searches().await.unwrap();
    assert_eq!(known.len(), 20);
    assert_eq!(known[..2], ["AUTHOR:unver 20", "author:Ünver 24"]);
    assert!(!known.contains(&"author:Ünver 20".to_owned()));

    library
        .forget_recent_search("author:ünver 24")
        .await
        .unwrap();
    assert_eq!(
        library.recent_searches().await.unwrap()[1],
        "author:Ünver 23"
    );
    library.note_recent_search("-dune").await.unwrap();
    library.note_recent_search("dune").await.unwrap();
    assert_eq!(
        library.recent_searches().await.unwrap()[..2],
        ["dune", "-dune"]
    );
    library.clear_recent_searches().await.unwrap();
    assert!(library.recent_searches().await.unwrap().is_empty());
    assert_eq!(
        library.undo().await.unwrap_err().code(),
        ErrorCode::NothingToUndo
    );
}

type State = (Vec<Book>, Vec<Shelf>);

async fn state(library: &Library) -> State {
    (all_books(library).await, library.shelves().await.unwrap())
}

/// Does one thing; false when there was nothing to do it to.
async fn act(library: &Library, what: u8, which: usize) -> bool {
    let (books, shelves) = state(library).await;
    let book = books.get(which % books.len().max(1)).map(|book| book.id);
    let shelf = shelves
        .get(which % shelves.len().max(1))
        .map(|shelf| shelf.id);
    let other = shelves
        .get(which / 7 % (shelves.len() + 1))
        .map(|shelf| shelf.id);
    let name = format!("Shelf {}", which % 9);
    match (what, book, shelf) {
        (0, ..) => library.add_book(titled(&name)).await.is_ok(),
        (1, Some(book), _) => {
            let change = BookChange {
                status: Some(ReadingStatus::Finished),
                description: Some(name),
                ..BookChange::default()
            };
            library.change_book(book, change).await.is_ok()
        }
        (2, Some(book), _) => library.trash_books(&[book]).await.is_ok(),
        (3, ..) => {
            let csv = format!("Book Id,Title,Author\n{which},{name},Ann\n{name},Other,Ann\n");
            import(library, &file_of(&csv)).await.change_id.is_some()
        }
        (4 | 5, ..) => library.create_shelf(&name, "is:unread").await.is_ok(),
        (6, _, Some(shelf)) => library.change_shelf(shelf, &name, "dune").await.is_ok(),
        (7, _, Some(shelf)) => library.move_shelf(shelf, other).await.is_ok(),
        (8, _, Some(shelf)) => library.delete_shelf(shelf).await.is_ok(),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn whatever_was_done_to_books_and_shelves_undo_gives_back(
        acts in proptest::collection::vec((0..9_u8, 0..1000_usize), 1..20),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let (_home, library) = TestHome::with_library().await;
            let mut states = vec![state(&library).await];
            for (what, which) in acts {
                if act(&library, what, which).await {
                    states.push(state(&library).await);
                }
            }
            for before in states.iter().rev().skip(1) {
                library.undo().await.unwrap();
                assert_eq!(&state(&library).await, before);
            }
            assert!(library.undo().await.is_err());
            for after in states.iter().skip(1) {
                library.redo().await.unwrap();
                assert_eq!(&state(&library).await, after);
            }
        });
    }
}
