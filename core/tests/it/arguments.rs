//! Arguments that nobody thought of: what crosses from the window is refused or taken, and never more.

use bookly_core::{
    BookChange, BookFields, BookId, ErrorCode, Library, Login, NewAccount, Recovery, ShelfId,
    ViewQuery,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{TestHome, add, titled};

/// Any JSON, with the names of our own members among others.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        Just(json!("x".repeat(100_000))),
    ];
    let name = prop_oneof![
        "[a-zA-Z]{0,8}",
        proptest::sample::select(vec![
            "title",
            "contributors",
            "name",
            "password",
            "text",
            "place",
            "sort",
            "id",
            "role",
            "tags",
            "rating"
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn h05_no_argument_makes_a_reader_stop(sent in any_json()) {
        let _ = serde_json::from_value::<BookFields>(sent.clone());
        let _ = serde_json::from_value::<BookChange>(sent.clone());
        let _ = serde_json::from_value::<ViewQuery>(sent.clone());
        let _ = serde_json::from_value::<Login>(sent.clone());
        let _ = serde_json::from_value::<NewAccount>(sent.clone());
        let _ = serde_json::from_value::<Recovery>(sent);
    }
}

const IDS: [i64; 5] = [0, -1, i64::MIN, i64::MAX, 4_611_686_018_427_387_904];

async fn answers_to(library: &Library, id: i64) -> Vec<Option<ErrorCode>> {
    let (book, shelf) = (BookId(id), ShelfId(id));
    let many = vec![book; 10_000];
    let change = BookChange {
        title: Some("x".to_owned()),
        ..BookChange::default()
    };
    let view = u32::try_from(id).unwrap_or(u32::MAX);
    vec![
        library.book(book).await.err().map(|e| e.code()),
        library
            .change_book(book, change)
            .await
            .err()
            .map(|e| e.code()),
        library.trash_books(&many).await.err().map(|e| e.code()),
        library.restore_books(&[book]).await.err().map(|e| e.code()),
        library
            .book_passages(book, "x")
            .await
            .err()
            .map(|e| e.code()),
        library.delete_shelf(shelf).await.err().map(|e| e.code()),
        library
            .view_window(view, u32::MAX, u32::MAX)
            .await
            .err()
            .map(|e| e.code()),
    ]
}

#[tokio::test]
async fn h05_numbers_of_nothing_change_nothing() {
    use ErrorCode::{BookNotFound, ShelfNotFound, ViewGone};
    let (_home, library) = TestHome::with_library().await;
    let book = add(&library, titled("Emma")).await;
    for id in IDS {
        let told = answers_to(&library, id).await;
        let wanted = [
            BookNotFound,
            BookNotFound,
            BookNotFound,
            BookNotFound,
            BookNotFound,
            ShelfNotFound,
            ViewGone,
        ];
        assert_eq!(told, wanted.map(Some), "{id}");
        assert_eq!(library.purge_books(&[BookId(id)]).await.unwrap(), 0);
        assert!(library.book_history(BookId(id)).await.unwrap().is_empty());
    }
    assert_eq!(library.book(book.id).await.unwrap(), book);
}

#[tokio::test]
async fn h05_a_text_of_any_length_is_refused_by_its_field() {
    let (_home, library) = TestHome::with_library().await;
    let book = add(&library, titled("Emma")).await;
    let endless = "x".repeat(4 << 20);
    let mut fields = titled(&endless);
    assert_eq!(
        library.add_book(fields.clone()).await.err().unwrap().code(),
        ErrorCode::TextTooLong
    );
    "Emma".clone_into(&mut fields.title);
    fields.tags = vec![String::from("t"); 100_000];
    fields
        .tags
        .iter_mut()
        .enumerate()
        .for_each(|(n, tag)| *tag = format!("t{n}"));
    assert_eq!(
        library.add_book(fields).await.err().unwrap().code(),
        ErrorCode::TooMany
    );
    let refused = library.create_shelf(&endless, "x").await.err().unwrap();
    assert_eq!(refused.field(), Some("name"));
    assert!(library.create_shelf("s", &endless).await.is_err());
    assert!(library.note_recent_search(&endless).await.is_err());
    assert_eq!(library.book(book.id).await.unwrap(), book);
}
