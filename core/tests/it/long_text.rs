use bookly_core::{BookChange, BookFields, BookId, ErrorCode, Library, LongField, PassagePart};

use crate::support::{TestHome, add, titled};

/// The passages of a book, what was found between stars.
async fn marked(library: &Library, book: BookId, text: &str) -> Vec<(LongField, String)> {
    let passages = library.book_passages(book, text).await.unwrap();
    let text = |part: &PassagePart| {
        let mark = if part.hit { "*" } else { "" };
        format!("{mark}{}{mark}", part.text)
    };
    let marked = passages.iter();
    marked
        .map(|passage| (passage.field, passage.parts.iter().map(text).collect()))
        .collect()
}

#[tokio::test]
async fn the_passages_of_a_book_are_those_that_were_found_and_follow_its_edits() {
    let (home, library) = TestHome::with_library().await;
    let fields = BookFields {
        description: "Winter on Gethen.\n\nAnd two people crossing the ice.".into(),
        review: "Ice, and more ICE. Naïve? No.".into(),
        private_notes: "Lent to M.".into(),
        ..titled("The Left Hand of Darkness")
    };
    let book = add(&library, fields).await.id;
    let expected = [
        (
            LongField::Description,
            "Winter on Gethen.\n\nAnd two people crossing the *ice*.".to_owned(),
        ),
        (
            LongField::Review,
            "*Ice*, and more *ICE*. Naïve? No.".to_owned(),
        ),
    ];
    assert_eq!(marked(&library, book, "íce").await, expected);
    let only = marked(&library, book, "darkness review:\"more ICE\" -crossing (").await;
    let review = "Ice, and *more ICE*. Naïve? No.".to_owned();
    assert_eq!(only, [(LongField::Review, review)]);
    for nothing in ["darkness", "notes:ice", "-ice", "pages:many", ""] {
        let found = marked(&library, book, nothing).await;
        assert!(found.is_empty(), "{nothing}");
    }

    let change = BookChange {
        review: Some("昨日、紅樓夢を読んだ".into()),
        ..BookChange::default()
    };
    library.change_book(book, change).await.unwrap();
    assert_eq!(marked(&library, book, "ice").await, expected[..1]);
    let found = (LongField::Review, "昨日、*紅樓夢*を読んだ".to_owned());
    assert_eq!(marked(&library, book, "紅樓夢").await, [found]);
    library.undo().await.unwrap();
    drop(library);

    let home = home.restart().await;
    home.bookly.start().await.unwrap();
    let library = home.bookly.library().await.unwrap();
    assert_eq!(marked(&library, book, "íce").await, expected);
    let gone = library.book_passages(BookId(999), "ice").await;
    assert_eq!(gone.unwrap_err().code(), ErrorCode::BookNotFound);
}

#[tokio::test]
async fn a_passage_says_where_the_text_was_cut() {
    let (_home, library) = TestHome::with_library().await;
    let fields = BookFields {
        description: format!("{} needle {}", "before ".repeat(50), "after ".repeat(50)),
        private_notes: "A needle.".into(),
        ..titled("Haystack")
    };
    let book = add(&library, fields).await.id;
    let passages = library.book_passages(book, "need").await.unwrap();
    let cut: Vec<_> = passages
        .iter()
        .map(|passage| (passage.field, passage.cut_before, passage.cut_after))
        .collect();
    let expected = [
        (LongField::Description, true, true),
        (LongField::Notes, false, false),
    ];
    assert_eq!(cut, expected);
}
