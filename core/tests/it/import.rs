use std::fmt::Write as _;
use std::path::Path;

use bookly_core::{
    BookChange, BookFields, ErrorCode, ImportFile, ImportWatch, Place, ReadingStatus,
    write_rejected,
};

use crate::support::{TestHome, add, all_books, by, file_of, import, isbn, titled, titles};

const HEADER: &str = "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,\
    Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Bookshelves with positions,\
    Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies";

fn export(rows: &[&str]) -> String {
    let mut text = HEADER.to_owned();
    for row in rows {
        text.push('\n');
        text.push_str(row);
    }
    text.push('\n');
    text
}

const EMMA: &str = r#"6969,Emma,Jane Austen,"Austen, Jane",Fiona Stafford,"=""0141439580""","=""9780141439587""",4,4.05,Penguin,Paperback,474,2003,1815,2021/3/5,2020/12/31,"classics, read","classics (#3), read (#12)",read,"Witty.<br/>And <i>kind</i>.",,,2,1"#;
const DUNE: &str = r#"234225,"Dune (Dune, #1)",Frank Herbert,"Herbert, Frank",,"=""""","=""""",0,4.27,Ace,Hardcover,,,1965,,2019/07/04,to-read,to-read (#1),to-read,,,,0,0"#;

#[tokio::test]
async fn a_preview_says_what_the_import_then_does_and_changes_nothing() {
    let (_home, library) = TestHome::with_library().await;
    add(
        &library,
        BookFields {
            identifiers: vec![isbn("9780141439587")],
            ..titled("Emma")
        },
    )
    .await;
    let before = all_books(&library).await;
    let untitled = "7,,Nobody,,,,,0,,,,,,,,,,,,,,,,";
    let file = file_of(&export(&[EMMA, DUNE, untitled]));

    let preview = library
        .preview_import(&file, &ImportWatch::default())
        .await
        .unwrap();
    assert_eq!(
        (
            preview.rows,
            preview.new,
            preview.filled,
            preview.same,
            preview.rejected
        ),
        (3, 1, 1, 0, 1)
    );
    assert_eq!(preview.rejected_rows[0].row, 4);
    assert_eq!(all_books(&library).await, before);

    let summary = import(&library, &file).await;
    assert_eq!(
        (
            summary.rows,
            summary.added,
            summary.filled,
            summary.same,
            summary.rejected
        ),
        (3, 1, 1, 0, 1)
    );
}

#[tokio::test]
async fn a_row_becomes_a_book_and_nothing_of_it_is_lost() {
    let (_home, library) = TestHome::with_library().await;
    import(&library, &file_of(&export(&[EMMA]))).await;
    let books = all_books(&library).await;
    let emma = &books[0];
    assert_eq!(emma.fields.title, "Emma");
    assert_eq!(emma.fields.contributors[0].sort_name, "Austen, Jane");
    assert_eq!(emma.fields.rating, Some(16));
    assert_eq!(emma.fields.status, ReadingStatus::Finished);
    assert_eq!(emma.fields.tags, ["classics"]);
    assert_eq!(emma.fields.review, "Witty.\nAnd kind.");
    assert_eq!(emma.fields.published, "2003");
    assert_eq!(emma.added_at, 1_609_372_800_000); // 2020-12-31

    // Columns without a field of their own are kept word for word.
    let cell = |name: &str| {
        emma.sources[0]
            .cells
            .iter()
            .find(|(column, _)| column == name)
            .map(|(_, text)| text.as_str())
    };
    assert_eq!(cell("Date Read"), Some("2021/3/5"));
    assert_eq!(cell("Read Count"), Some("2"));
    assert_eq!(cell("Average Rating"), Some("4.05"));
    assert_eq!(cell("My Review"), Some("Witty.<br/>And <i>kind</i>."));
}

#[tokio::test]
async fn importing_the_same_file_again_adds_nothing() {
    let (_home, library) = TestHome::with_library().await;
    let file = file_of(&export(&[EMMA, DUNE]));
    import(&library, &file).await;
    let before = all_books(&library).await;
    let again = import(&library, &file).await;
    assert_eq!(
        (again.added, again.filled, again.same, again.change_id),
        (0, 0, 2, None)
    );
    assert_eq!(all_books(&library).await, before);
    assert_eq!(library.past_imports().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_book_is_found_again_by_what_an_earlier_row_filled_in() {
    for between in [0, 3_000] {
        let (_home, library) = TestHome::with_library().await;
        let mut rows = vec!["1,Emma,,,9780141439587".to_owned()];
        let others = |from: u32| (from..from + between).map(|i| format!("{i},Book {i},Ann,,"));
        rows.extend(others(10_000));
        rows.push("2,Emma: A Novel,Jane Austen,,9780141439587".to_owned()); // gives it its author
        rows.extend(others(20_000));
        rows.push(",Emma,Jane Austen,,".to_owned()); // found by title and author
        let csv = format!("Book Id,Title,Author,ISBN,ISBN13\n{}\n", rows.join("\n"));
        let summary = import(&library, &file_of(&csv)).await;
        let found = (summary.added, summary.filled + summary.same);
        assert_eq!(found, (2 * between + 1, 2), "{between} rows between");
    }
}

#[tokio::test]
async fn a_book_that_comes_twice_in_a_file_is_added_once() {
    let (_home, library) = TestHome::with_library().await;
    let other_edition = EMMA
        .replace("6969", "42")
        .replace("0141439580", "0199535523")
        .replace("9780141439587", "9780199535521");
    let summary = import(
        &library,
        &file_of(&export(&[EMMA, EMMA, &other_edition, DUNE, DUNE, EMMA])),
    )
    .await;
    assert_eq!(
        (summary.added, summary.same),
        (3, 3),
        "another edition is another book"
    );
}

#[tokio::test]
async fn what_a_person_wrote_is_never_replaced() {
    let (_home, library) = TestHome::with_library().await;
    let mine = BookFields {
        review: "My own words.".into(),
        rating: Some(20),
        ..by("Emma", "Jane Austen")
    };
    let mine = add(&library, mine).await;
    let summary = import(&library, &file_of(&export(&[EMMA]))).await;
    assert_eq!((summary.added, summary.filled), (0, 1));
    let filled = library.book(mine.id).await.unwrap();
    assert_eq!(
        (filled.fields.review.as_str(), filled.fields.rating),
        ("My own words.", Some(20))
    );
    assert_eq!(
        (filled.fields.publisher.as_str(), filled.fields.page_count),
        ("Penguin", Some(474))
    );
}

#[tokio::test]
async fn an_import_is_undone_and_redone_as_one() {
    let (_home, library) = TestHome::with_library().await;
    add(&library, by("Emma", "Jane Austen")).await;
    let before = all_books(&library).await;
    import(&library, &file_of(&export(&[EMMA, DUNE]))).await;
    let after = all_books(&library).await;
    library.undo().await.unwrap();
    assert_eq!(all_books(&library).await, before);
    library.redo().await.unwrap();
    assert_eq!(all_books(&library).await, after);
}

#[tokio::test]
async fn an_earlier_import_is_taken_back_without_losing_later_edits() {
    let (_home, library) = TestHome::with_library().await;
    let mine = add(&library, by("Emma", "Jane Austen")).await.id;
    let change = import(&library, &file_of(&export(&[EMMA, DUNE])))
        .await
        .change_id
        .unwrap();
    let noted = BookChange {
        private_notes: Some("Later.".into()),
        publisher: Some("Mine".into()),
        ..BookChange::default()
    };
    library.change_book(mine, noted).await.unwrap();

    library.undo_import(change).await.unwrap();
    assert_eq!(titles(&library, "", Place::All).await, ["Emma"]);
    let emma = library.book(mine).await.unwrap().fields;
    assert_eq!(
        (emma.private_notes.as_str(), emma.publisher.as_str()),
        ("Later.", "Mine")
    );
    assert_eq!(
        (emma.page_count, emma.review.as_str()),
        (None, ""),
        "what only the import wrote is gone"
    );
    assert!(library.past_imports().await.unwrap()[0].undone);
    assert_eq!(
        library.undo_import(change).await.unwrap_err().code(),
        ErrorCode::ChangeNotUndoable
    );

    library.undo().await.unwrap();
    assert_eq!(titles(&library, "", Place::All).await.len(), 2);
    assert!(!library.past_imports().await.unwrap()[0].undone);
}

#[tokio::test]
async fn the_books_of_an_import_are_a_place() {
    let (_home, library) = TestHome::with_library().await;
    add(&library, titled("Mine")).await;
    let change_id = import(&library, &file_of(&export(&[EMMA, DUNE])))
        .await
        .change_id
        .unwrap();
    assert_eq!(
        titles(&library, "", Place::Import { change_id })
            .await
            .len(),
        2
    );
    assert_eq!(
        titles(&library, "herbert", Place::Import { change_id }).await,
        ["Dune"]
    );
}

#[tokio::test]
async fn a_cancelled_import_leaves_nothing() {
    let (_home, library) = TestHome::with_library().await;
    let watch = ImportWatch::default();
    watch.cancel();
    let error = library
        .run_import(&file_of(&export(&[EMMA])), &watch)
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::ImportCancelled);
    assert_eq!(all_books(&library).await, []);
    add(&library, titled("Later")).await; // the writer is free again
}

#[tokio::test]
async fn a_file_that_is_no_export_is_refused() {
    let (_home, library) = TestHome::with_library().await;
    for text in ["", "hello", "a,b,c\n1,2,3\n", "\u{0}\u{1}\u{2}"] {
        let error = library
            .preview_import(&file_of(text), &ImportWatch::default())
            .await
            .unwrap_err();
        assert_eq!(error.code(), ErrorCode::ImportNotRecognised, "{text:?}");
    }
}

#[tokio::test]
async fn rejected_rows_can_be_saved_in_the_layout_they_came_in() {
    let (_home, library) = TestHome::with_library().await;
    let untitled = r#"7,,"Nobody, at all",,,,,0,,,,,,,,,,,,,,,,"#;
    let file = file_of(&export(&[EMMA, untitled, DUNE]));
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("rejected.csv");
    write_rejected(&file, &path).unwrap();
    let saved = std::fs::read_to_string(path).unwrap();
    assert_eq!(saved.lines().count(), 2, "{saved}");
    assert!(saved.starts_with("Book Id,Title,Author,"));
    assert!(saved.contains("\"Nobody, at all\""));
    drop(library);
}

#[tokio::test]
async fn a_large_import_is_followed_by_the_index_and_undone() {
    let (_home, library) = TestHome::with_library().await;
    let mut text = export(&[]);
    for i in 0..6_000 {
        writeln!(
            text,
            "{i},Book number {i},Author {},,,,,0,,,,,,,,2020/1/1,,,read,,,,,",
            i % 97
        )
        .unwrap();
    }
    let summary = import(&library, &file_of(&text)).await;
    assert_eq!((summary.added, summary.rejected), (6_000, 0));
    assert_eq!(
        titles(&library, "book number 5999", Place::All).await,
        ["Book number 5999"]
    );
    library.undo().await.unwrap();
    assert_eq!(titles(&library, "", Place::All).await, Vec::<String>::new());
    library.redo().await.unwrap();
    assert_eq!(titles(&library, "number 17", Place::All).await.len(), 50);
}

#[tokio::test]
async fn real_exports_are_read_whole() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples/goodreads");
    if !samples.is_dir() {
        eprintln!("skipped: ../shared/samples is not here");
        return;
    }
    let counts = [
        ("bookwyrm__goodreads.csv", 3),
        ("jelu__goodreads1.csv", 10),
        ("jelu__goodreads_library_export-2022.csv", 10),
        (
            "jelu__goodreads_library_export_one_line_modified_review.csv",
            5,
        ),
        ("openlibrary__goodreads_library_export.csv", 3),
        ("keras-goodreads__goodreads_library_export.csv", 232),
    ];
    for (name, count) in counts {
        let (_home, library) = TestHome::with_library().await;
        let open = || {
            ImportFile::new(
                std::fs::File::open(samples.join(name)).unwrap(),
                name.to_owned(),
            )
            .unwrap()
        };
        let first = import(&library, &open()).await;
        assert_eq!(
            (first.rows, first.added, first.rejected),
            (count, count, 0),
            "{name}"
        );
        let again = import(&library, &open()).await;
        assert_eq!(
            (again.added, again.filled, again.same),
            (0, 0, count),
            "{name}"
        );
    }
}
