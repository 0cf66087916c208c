use bookly_core::{
    BookChange, BookFields, ErrorCode, Place, ReadingStatus, SortBy, SortKey, ViewQuery,
};

use crate::support::{TestHome, add, by, file_of, import, isbn, titled, titles};

fn sorted(by: SortBy, descending: bool) -> ViewQuery {
    ViewQuery {
        sort: vec![SortKey { by, descending }],
        ..ViewQuery::default()
    }
}

#[tokio::test]
async fn a_search_follows_every_change() {
    let (_home, library) = TestHome::with_library().await;
    let book = add(&library, by("Solaris", "Stanisław Lem")).await.id;
    assert_eq!(titles(&library, "stanislaw", Place::All).await, ["Solaris"]);
    let change = BookChange {
        title: Some("Fiasco".into()),
        tags: Some(vec!["ocean".into()]),
        ..BookChange::default()
    };
    library.change_book(book, change).await.unwrap();
    assert_eq!(
        titles(&library, "sol", Place::All).await,
        Vec::<String>::new()
    );
    assert_eq!(titles(&library, "oce fias", Place::All).await, ["Fiasco"]);
    library.undo().await.unwrap();
    assert_eq!(titles(&library, "sol", Place::All).await, ["Solaris"]);
    library.trash_books(&[book]).await.unwrap();
    assert_eq!(
        titles(&library, "sol", Place::All).await,
        Vec::<String>::new()
    );
    assert_eq!(titles(&library, "sol", Place::Trash).await, ["Solaris"]);
}

#[tokio::test]
async fn books_are_found_by_scripts_and_numbers() {
    let (_home, library) = TestHome::with_library().await;
    add(&library, by("雪国", "川端康成")).await;
    add(&library, by("Мастер и Маргарита", "Михаил Булгаков")).await;
    add(
        &library,
        BookFields {
            identifiers: vec![isbn("9780441478125")],
            ..titled("The Left Hand of Darkness")
        },
    )
    .await;
    for (text, title) in [
        ("雪", "雪国"),
        ("端康", "雪国"),
        ("мастер", "Мастер и Маргарита"),
        ("0-441-47812-3", "The Left Hand of Darkness"),
        ("978-0-441", "The Left Hand of Darkness"),
    ] {
        assert_eq!(titles(&library, text, Place::All).await, [title], "{text}");
    }
}

#[tokio::test]
async fn places_hold_their_books_only() {
    let (_home, library) = TestHome::with_library().await;
    add(
        &library,
        BookFields {
            status: ReadingStatus::Reading,
            tags: vec!["sea".into()],
            ..titled("Moby-Dick")
        },
    )
    .await;
    add(&library, titled("Emma")).await;
    let reading = Place::Status {
        status: ReadingStatus::Reading,
    };
    assert_eq!(titles(&library, "", reading).await, ["Moby-Dick"]);
    assert_eq!(
        titles(&library, "", Place::Tag { tag: "sea".into() }).await,
        ["Moby-Dick"]
    );
    let counts = library.sidebar_counts().await.unwrap();
    assert!(counts.ready);
    assert_eq!((counts.all, counts.trash), (2, 0));
}

#[tokio::test]
async fn any_window_of_any_order_holds_the_right_rows() {
    let (_home, library) = TestHome::with_library().await;
    for i in 0..250_u32 {
        let fields = BookFields {
            page_count: Some(1 + (i * 37) % 250),
            ..titled(&format!("Book {i:03}"))
        };
        add(&library, fields).await;
    }
    let view = library
        .open_view(sorted(SortBy::Pages, true))
        .await
        .unwrap()
        .view()
        .unwrap();
    assert_eq!((view.total, view.first.len()), (250, 50));
    let window = library.view_window(view.id, 240, 100).await.unwrap();
    let pages: Vec<_> = window.iter().filter_map(|row| row.page_count).collect();
    assert_eq!(pages, (1..=10).rev().collect::<Vec<_>>());
    let last = window.last().unwrap().id;
    assert_eq!(
        library.view_position(view.id, last).await.unwrap(),
        Some(249)
    );
}

#[tokio::test]
async fn a_view_that_was_closed_is_said_so() {
    let (_home, library) = TestHome::with_library().await;
    let first = library
        .open_view(ViewQuery::default())
        .await
        .unwrap()
        .view()
        .unwrap();
    for _ in 0..4 {
        library.open_view(ViewQuery::default()).await.unwrap();
    }
    let error = library.view_window(first.id, 0, 10).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::ViewGone);
}

#[tokio::test]
async fn the_first_rows_are_there_before_the_index_and_are_the_same() {
    let (home, library) = TestHome::with_library().await;
    for i in 0..120 {
        home.clock.advance(1);
        add(&library, titled(&format!("Book {i:03}"))).await;
    }
    let default = || sorted(SortBy::Added, true);
    let ready = library.open_view(default()).await.unwrap().view().unwrap();
    drop(library);
    let home = home.restart().await;
    home.bookly.start().await.unwrap();
    let library = home.bookly.library().await.unwrap();
    let early = library.open_view(default()).await.unwrap().view().unwrap();
    assert_eq!((early.total, &early.first), (120, &ready.first));
    let later = library.view_window(early.id, 110, 100).await.unwrap();
    assert_eq!(later.len(), 10);
    // A search that is typed early waits, and never counts wrongly.
    assert_eq!(titles(&library, "book 07", Place::All).await.len(), 10);
}

#[tokio::test]
async fn the_first_rows_after_opening_come_with_the_right_count() {
    let (mut home, library) = TestHome::with_library().await;
    let one = add(&library, titled("One")).await.id;
    let two = add(&library, titled("Two")).await.id;
    let csv = "Book Id,Title,Author\n1,Three,Ann\n2,Four,Ann\n3,Five,Ann\n";
    let imported = import(&library, &file_of(csv)).await.change_id.unwrap();
    for step in 0..9 {
        let library = home.bookly.library().await.unwrap();
        let expected = match step {
            0 => 5,
            1 => library.trash_books(&[one, two]).await.map(|_| 3).unwrap(),
            2 => library.restore_books(&[two]).await.map(|_| 4).unwrap(),
            3 => library.purge_books(&[one]).await.map(|_| 4).unwrap(),
            4 => library.undo_import(imported).await.map(|_| 1).unwrap(),
            5 => library.undo().await.map(|_| 4).unwrap(),
            6 => library.undo().await.map(|_| 3).unwrap(), // the restoring
            7 => library.redo().await.map(|_| 4).unwrap(),
            _ => library.trash_books(&[two]).await.map(|_| 3).unwrap(),
        };
        home = home.restart().await;
        home.bookly.start().await.unwrap();
        let library = home.bookly.library().await.unwrap();
        let first = library
            .open_view(ViewQuery::default())
            .await
            .unwrap()
            .view()
            .unwrap();
        assert_eq!((first.ready, first.total), (false, expected), "step {step}");
        library.index_ready().await;
        assert_eq!(
            library.sidebar_counts().await.unwrap().all,
            expected,
            "step {step}"
        );
    }
}

#[tokio::test]
async fn an_answer_brings_as_many_rows_as_are_asked_for() {
    let (_home, library) = TestHome::with_library().await;
    for title in ["Emma", "Persuasion", "Sanditon"] {
        add(&library, titled(title)).await;
    }
    for (rows, brought) in [(0, 0), (2, 2), (u32::MAX, 3)] {
        let query = sorted(SortBy::Title, false);
        let view = library.open_view_with(query, rows).await.unwrap();
        let view = view.view().unwrap();
        assert_eq!((view.total, view.first.len()), (3, brought));
        let rest = library.view_window(view.id, 0, 3).await.unwrap();
        assert_eq!(rest.len(), 3);
    }
}
