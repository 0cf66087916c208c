use bookly_core::{
    BookChange, BookFields, BookId, Contributor, ErrorCode, Identifier, Place, ReadingStatus, Role,
    SeriesPlace,
};

use crate::support::{TestHome, add, by, isbn, titled, titles};

fn everything() -> BookFields {
    BookFields {
        title: "The Left Hand of Darkness".into(),
        subtitle: "50th anniversary edition".into(),
        contributors: vec![
            Contributor {
                name: "Ursula K. Le Guin".into(),
                sort_name: "Le Guin, Ursula K.".into(),
                role: Role::Author,
            },
            Contributor {
                name: "China Miéville".into(),
                sort_name: "Miéville, China".into(),
                role: Role::Introduction,
            },
        ],
        series: vec![SeriesPlace {
            name: "Hainish Cycle".into(),
            number: "4".into(),
            from: Some(4.0),
            to: Some(4.0),
        }],
        publisher: "Ace Books".into(),
        published: "1969-03".into(),
        page_count: Some(304),
        language: "en".into(),
        identifiers: vec![Identifier {
            scheme: "isbn13".into(),
            value: "9780441478125".into(),
            shown: "978-0-441-47812-5".into(),
        }],
        format: "paperback".into(),
        description: "Winter.\n\nAnd two people.".into(),
        tags: vec!["science fiction".into(), "reread".into()],
        rating: Some(19),
        review: "Read it twice.".into(),
        private_notes: "Lent by M.".into(),
        status: ReadingStatus::Reading,
    }
}

#[tokio::test]
async fn every_field_comes_back_as_it_was_written() {
    let (_home, library) = TestHome::with_library().await;
    let saved = library.add_book(everything()).await.unwrap();
    assert_eq!(saved.book.fields, everything());
    assert_eq!(library.book(saved.book.id).await.unwrap(), saved.book);
}

#[tokio::test]
async fn a_title_is_enough() {
    let (_home, library) = TestHome::with_library().await;
    let book = add(&library, titled("  Emma\u{7} ")).await;
    assert_eq!(book.fields, titled("Emma"));
}

#[tokio::test]
async fn each_broken_rule_names_its_field_and_writes_nothing() {
    let (_home, library) = TestHome::with_library().await;
    let person = |name: &str| Contributor {
        name: name.into(),
        sort_name: "x".into(),
        role: Role::Author,
    };
    let cases: Vec<(BookFields, ErrorCode, &str)> = vec![
        (titled(" \t "), ErrorCode::TitleMissing, "title"),
        (titled(&"x".repeat(65_537)), ErrorCode::TextTooLong, "title"),
        (
            BookFields {
                published: "1999-13".into(),
                ..titled("a")
            },
            ErrorCode::DateInvalid,
            "published",
        ),
        (
            BookFields {
                published: "2206".into(),
                ..titled("a")
            },
            ErrorCode::DateInFuture,
            "published",
        ),
        (
            BookFields {
                page_count: Some(0),
                ..titled("a")
            },
            ErrorCode::PageCountInvalid,
            "pageCount",
        ),
        (
            BookFields {
                rating: Some(21),
                ..titled("a")
            },
            ErrorCode::RatingInvalid,
            "rating",
        ),
        (
            BookFields {
                language: "english language".into(),
                ..titled("a")
            },
            ErrorCode::LanguageInvalid,
            "language",
        ),
        (
            BookFields {
                contributors: vec![person("A"), person(" ")],
                ..titled("a")
            },
            ErrorCode::NameMissing,
            "contributors.1.name",
        ),
        (
            BookFields {
                identifiers: vec![isbn("9780441478124")],
                ..titled("a")
            },
            ErrorCode::IsbnInvalid,
            "identifiers.0.value",
        ),
        (
            BookFields {
                tags: (0..1001).map(|i| i.to_string()).collect(),
                ..titled("a")
            },
            ErrorCode::TooMany,
            "tags",
        ),
    ];
    for (fields, code, field) in cases {
        let error = library.add_book(fields).await.unwrap_err();
        assert_eq!((error.code(), error.field()), (code, Some(field)));
    }
    assert_eq!(titles(&library, "", Place::All).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_isbn_in_any_form_becomes_one_number() {
    let (_home, library) = TestHome::with_library().await;
    for form in [
        "0-441-47812-3",
        "0441478123",
        "978-0-441-47812-5",
        "ISBN: 978 0 441 47812 5",
    ] {
        let given = Identifier {
            scheme: "ISBN".into(),
            value: form.into(),
            shown: String::new(),
        };
        let book = add(
            &library,
            BookFields {
                identifiers: vec![given],
                ..titled(form)
            },
        )
        .await;
        assert_eq!(book.fields.identifiers, everything().identifiers, "{form}");
    }
}

#[tokio::test]
async fn a_change_touches_only_what_it_names() {
    let (home, library) = TestHome::with_library().await;
    let book = add(&library, everything()).await;
    home.clock.advance(60);
    let change = BookChange {
        rating: Some(None),
        status: Some(ReadingStatus::Finished),
        ..BookChange::default()
    };
    let saved = library.change_book(book.id, change).await.unwrap();
    let expected = BookFields {
        rating: None,
        status: ReadingStatus::Finished,
        ..everything()
    };
    assert_eq!(saved.book.fields, expected);
    assert_eq!(saved.book.added_at, book.added_at);
    assert_eq!(saved.book.updated_at, book.updated_at + 60_000);
}

#[tokio::test]
async fn the_sort_name_follows_from_the_name_when_none_is_given() {
    let (_home, library) = TestHome::with_library().await;
    let book = add(&library, by("Emma", "Jane  Austen")).await;
    assert_eq!(book.fields.contributors[0].name, "Jane Austen");
    assert_eq!(book.fields.contributors[0].sort_name, "Austen, Jane");
}

#[tokio::test]
async fn lookalikes_share_a_number_or_title_and_author() {
    let (_home, library) = TestHome::with_library().await;
    let here = add(&library, everything()).await;
    let alike = |fields| library.lookalikes(fields, None);
    let ids =
        |rows: Vec<bookly_core::BookRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();

    let same_number = BookFields {
        identifiers: vec![isbn("0441478123")],
        ..titled("Something else")
    };
    assert_eq!(ids(alike(same_number).await.unwrap()), [here.id]);
    assert_eq!(
        ids(alike(by("the left hand of DARKNESS", "Ursula K. Le Guin"))
            .await
            .unwrap()),
        [here.id]
    );
    assert_eq!(
        ids(alike(by("The Dispossessed", "Ursula K. Le Guin"))
            .await
            .unwrap()),
        []
    );
    let itself = library
        .lookalikes(everything(), Some(here.id))
        .await
        .unwrap();
    assert_eq!(ids(itself), []);
}

#[tokio::test]
async fn a_scanned_code_finds_the_book_that_has_it() {
    let (_home, library) = TestHome::with_library().await;
    let here = add(&library, everything()).await;
    let found = library.look_up_isbn("0-441-47812-3").await.unwrap();
    assert!(found.check.valid);
    assert_eq!(found.check.shown, "978-0-441-47812-5");
    assert_eq!(
        found.known.iter().map(|row| row.id).collect::<Vec<_>>(),
        [here.id]
    );
    assert!(
        !library
            .look_up_isbn("9780441478124")
            .await
            .unwrap()
            .check
            .valid
    );
}

#[tokio::test]
async fn the_trash_gives_back_and_deletes_for_ever() {
    let (_home, library) = TestHome::with_library().await;
    let emma = add(&library, titled("Emma")).await.id;
    let dune = add(&library, titled("Dune")).await.id;
    library.trash_books(&[emma, dune]).await.unwrap();
    assert_eq!(titles(&library, "", Place::All).await.len(), 0);
    library.restore_books(&[dune]).await.unwrap();
    assert_eq!(titles(&library, "", Place::All).await, ["Dune"]);
    assert_eq!(titles(&library, "", Place::Trash).await, ["Emma"]);

    // Only what is in the trash can be deleted for ever.
    assert_eq!(library.purge_books(&[emma, dune]).await.unwrap(), 1);
    assert_eq!(
        library.book(emma).await.unwrap_err().code(),
        ErrorCode::BookNotFound
    );
    assert_eq!(titles(&library, "", Place::All).await, ["Dune"]);
    assert_eq!(library.empty_trash().await.unwrap(), 0);
}

#[tokio::test]
async fn a_book_that_is_not_there_is_said_so() {
    let (_home, library) = TestHome::with_library().await;
    let nobody = BookId(77);
    assert_eq!(
        library.book(nobody).await.unwrap_err().code(),
        ErrorCode::BookNotFound
    );
    let change = library.change_book(nobody, BookChange::default()).await;
    assert_eq!(change.unwrap_err().code(), ErrorCode::BookNotFound);
    assert_eq!(
        library.trash_books(&[nobody]).await.unwrap_err().code(),
        ErrorCode::BookNotFound
    );
}

#[tokio::test]
async fn the_history_tells_what_changed_and_when() {
    let (home, library) = TestHome::with_library().await;
    let book = add(&library, by("Emma", "Jane Austen")).await;
    home.clock.advance(60);
    let rated = BookChange {
        rating: Some(Some(16)),
        tags: Some(vec!["classic".into(), "reread".into()]),
        ..BookChange::default()
    };
    library.change_book(book.id, rated).await.unwrap();
    library.trash_books(&[book.id]).await.unwrap();

    let history = library.book_history(book.id).await.unwrap();
    let kinds: Vec<String> = history
        .iter()
        .map(|entry| format!("{:?}", entry.kind))
        .collect();
    assert_eq!(kinds, ["Trash", "Edit", "Add"]);
    let edit = &history[1];
    assert_eq!(edit.at, book.added_at + 60_000);
    let lines: Vec<_> = edit
        .fields
        .iter()
        .map(|f| (f.field.as_str(), f.before.as_str(), f.after.as_str()))
        .collect();
    assert_eq!(
        lines,
        [("rating", "", "16"), ("tags", "", "classic, reread")]
    );
    assert!(history[0].fields.is_empty() && history[2].fields.is_empty());
}
