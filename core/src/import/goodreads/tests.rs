use std::{
    io::{self, Read},
    path::Path,
};

use proptest::prelude::*;

use super::*;
use crate::{
    book::{ReadingStatus, Role},
    error::ErrorCode,
    import::{
        Rows as _,
        entry::{Entry, Note},
    },
};

const HEADER: &str =
    "Book Id,Title,Author,ISBN13,My Rating,Date Added,Bookshelves,Exclusive Shelf,My Review\n";

fn all(file: impl Read) -> Vec<Row> {
    open(file).unwrap().map(Result::unwrap).collect()
}

fn entries(file: &[u8]) -> Vec<Entry> {
    all(file).into_iter().map(Result::unwrap).collect()
}

fn refusal(file: impl Read) -> ErrorCode {
    open(file).map(|_| ()).unwrap_err().code()
}

fn titles(rows: &[Row]) -> Vec<&str> {
    rows.iter()
        .map(|row| row.as_ref().map_or("-", |entry| &entry.fields.title))
        .collect()
}

fn rejections(rows: &[Row]) -> Vec<(u64, Rejection)> {
    rows.iter()
        .filter_map(|row| row.as_ref().err())
        .map(|bad| (bad.row, bad.reason))
        .collect()
}

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/it/fixtures/goodreads/", $name))
    };
}

#[test]
fn exports_of_every_width_give_the_same_books() {
    let files: [&[u8]; 4] = [
        fixture!("columns_31.csv"),
        fixture!("columns_24.csv"),
        fixture!("columns_23.csv"),
        fixture!("utf16le.csv"),
    ];
    let fields = files.map(|file| {
        entries(file)
            .into_iter()
            .map(|entry| entry.fields)
            .collect::<Vec<_>>()
    });
    assert_eq!(fields[0].len(), 4);
    assert!(fields.iter().all(|books| *books == fields[0]));
    let layouts = files.map(|file| open(file).unwrap().layout());
    assert_eq!(
        layouts,
        [
            "31 columns",
            "24 columns",
            "23 columns",
            "24 columns, UTF-16"
        ]
    );
    assert_eq!(
        open(files[2]).unwrap().header()[..3],
        ["Book Id", "Title", "Author"]
    );
}

#[test]
fn a_row_becomes_a_book() {
    let entry = entries(fixture!("columns_31.csv")).remove(0);
    let book = &entry.fields;
    assert_eq!((entry.row, book.title.as_str()), (2, "The Lamp Maker"));
    assert_eq!(
        (book.series[0].name.as_str(), book.series[0].from),
        ("The Glass Coast", Some(1.0))
    );
    assert_eq!(
        (
            book.contributors[0].name.as_str(),
            book.contributors[0].sort_name.as_str()
        ),
        ("Orla Fenwick", "Fenwick, Orla")
    );
    assert_eq!(
        (
            book.publisher.as_str(),
            book.published.as_str(),
            book.page_count
        ),
        ("Harbour Row", "2014", Some(312))
    );
    assert_eq!(
        (book.format.as_str(), book.rating, book.status),
        ("paperback", Some(16), ReadingStatus::Finished)
    );
    assert_eq!(book.tags, ["sea", "favourites"]);
    assert_eq!(
        book.review,
        "Slow start.\n\nThen wonderful: 3 < 4 & more. Link She stays."
    );
    assert_eq!(book.private_notes, "Lent by Aunt Vi");
    let schemes: Vec<_> = book
        .identifiers
        .iter()
        .map(|id| id.scheme.as_str())
        .collect();
    assert_eq!(schemes, ["isbn13", "goodreads"]);
    assert_eq!(entry.added_at, Some(1_614_816_000_000));
    assert_eq!(entry.notes, []);
}

#[test]
fn nothing_of_a_row_is_lost() {
    let file = fixture!("columns_31.csv");
    for entry in entries(file) {
        let mut reader = csv::Reader::from_reader(file.as_slice());
        let header = reader.headers().unwrap().clone();
        let row = reader
            .records()
            .nth(usize::try_from(entry.row).unwrap() - 2)
            .unwrap()
            .unwrap();
        let cells = header
            .iter()
            .zip(&row)
            .filter(|(_, cell)| !matches!(*cell, "" | "=\"\""));
        let cells: Vec<_> = cells
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect();
        let source = entry.source.row().unwrap();
        assert_eq!(source.cells, cells);
        assert_eq!(
            (source.source.as_str(), source.key.as_str()),
            ("goodreads", &row[0])
        );
    }
}

#[test]
fn the_other_rows_are_read_as_written() {
    let entries = entries(fixture!("columns_24.csv"));
    let [_, salt, shores, formula] = entries.as_slice() else {
        unreachable!()
    };
    let source = salt.source.row().unwrap();
    assert_eq!(
        (source.key.as_str(), salt.fields.published.as_str()),
        ("99999999999", "-0043")
    );
    let people: Vec<_> = salt
        .fields
        .contributors
        .iter()
        .map(|c| (c.sort_name.as_str(), c.role))
        .collect();
    let other = Role::Other;
    assert_eq!(
        people,
        [
            ("La Rive, Jean de", Role::Author),
            ("Voss, Mara", other),
            ("Tann, Ilse", other),
            ("Lind, Bo, Jr.", other)
        ]
    );
    assert_eq!(
        (salt.fields.status, salt.fields.tags.as_slice()),
        (ReadingStatus::ToRead, &["old".to_owned()][..])
    );
    let places: Vec<_> = shores
        .fields
        .series
        .iter()
        .map(|s| (s.name.as_str(), s.from, s.to))
        .collect();
    assert_eq!(
        places,
        [
            ("The Glass Coast", Some(1.5), Some(1.5)),
            ("Shorelines", Some(2.0), Some(3.0))
        ]
    );
    assert_eq!(
        (
            shores.fields.format.as_str(),
            shores.fields.tags[0].as_str()
        ),
        ("Broché", "waiting")
    );
    assert_eq!(shores.notes, [Note::ShelfAsTag]);
    assert_eq!(formula.fields.title, "=cmd|' /C calc'!A0");
    assert_eq!(
        (
            formula.fields.contributors[0].name.as_str(),
            formula.fields.publisher.as_str()
        ),
        ("+Plus", "-dash")
    );
    assert_eq!(formula.fields.status, ReadingStatus::Abandoned);
}

#[test]
fn odd_rows_are_kept_with_a_note() {
    let read = all(fixture!("odd.csv").as_slice());
    let found: Vec<_> = read
        .iter()
        .filter_map(|row| row.as_ref().ok())
        .map(|d| (d.row, d.notes.as_slice()))
        .collect();
    let expected: [(u64, &[Note]); 11] = [
        (2, &[Note::IsbnInvalid]),
        (3, &[Note::IsbnRounded]),
        (4, &[Note::IsbnZeroAdded]),
        (6, &[Note::DateUnreadable, Note::HeaderAgain]),
        (8, &[Note::RatingUnreadable, Note::PagesUnreadable]),
        (9, &[Note::OldEncoding]),
        (10, &[Note::KeyUnreadable]),
        (11, &[Note::ControlsDropped]),
        (12, &[Note::TooFewCells]),
        (13, &[Note::TooManyCells]),
        (16, &[]),
    ];
    assert_eq!(found, expected);
    assert_eq!(
        rejections(&read),
        [(14, Rejection::NoTitle), (15, Rejection::OpenQuote)]
    );
    let windows = read[5].as_ref().unwrap();
    assert_eq!(windows.fields.contributors[0].name, "Café “Author”");
    assert_eq!(windows.fields.contributors[0].sort_name, "“Author”, Café");
    let source = read[9].as_ref().unwrap().source.row().unwrap();
    assert_eq!(source.cells.last().unwrap().1, "more");
}

#[test]
fn delimiters_line_ends_and_marks_may_be_any() {
    let semicolon = entries(fixture!("semicolon.csv"));
    assert_eq!(
        (
            semicolon[0].fields.title.as_str(),
            semicolon[1].fields.title.as_str()
        ),
        ("One; two", "Three")
    );
    for file in [
        "Title\tAuthor\tBook Id\nT\tA\t1",
        "sep=;\r\nTitle;Author;Book Id\r\nT;A;1\r\n",
        "\n\r\n\rTitle,Author,Book Id\n\r\n\n,,\n  \nT,A,1\r\r\n",
        "\u{feff}\"Title\",\"Author\",\"Book Id\",,\rT,A,1,,\r",
        "title,AUTHOR,Bookshelves\nT,A,to-read",
        "Title,Author,Exclusive Shelf?\nT,A,\"read\"",
    ] {
        let entries = entries(file.as_bytes());
        assert_eq!(
            (entries.len(), entries[0].fields.title.as_str()),
            (1, "T"),
            "{file:?}"
        );
        assert_eq!(entries[0].notes, [], "{file:?}");
    }
}

#[test]
fn other_files_are_not_recognised() {
    let wide = format!("{HEADER}{}", "x,".repeat(10)).replace("My Review", &"c,".repeat(1_000_000));
    for file in [
        "",
        "\n\n",
        "\0\0\0\0",
        "Title,Author\nT,A",
        "Book Id,Title\n1,T",
        "just a text",
        "\u{feff}",
        "\"",
        "sep=;",
        "sep=,\n",
        "Title,Authors,ISBN/UID,Read Status\nT,A,1,read",
        &wide,
    ] {
        assert_eq!(refusal(file.as_bytes()), ErrorCode::ImportNotRecognised);
    }
    assert_eq!(
        refusal(&[0xFF, 0xFE, 0x00][..]),
        ErrorCode::ImportNotRecognised
    );
    assert_eq!(refusal(io::repeat(0)), ErrorCode::ImportNotRecognised);
    assert_eq!(refusal(io::repeat(b'x')), ErrorCode::ImportNotRecognised);
    assert_eq!(
        refusal(io::repeat(b'\n').take(200_000)),
        ErrorCode::ImportNotRecognised
    );
}

#[test]
fn endless_input_ends() {
    for byte in [0, b'x', b'"', b',', 0xFF] {
        let rows = all(format!("{HEADER}1,T,A\n2,")
            .as_bytes()
            .chain(io::repeat(byte)));
        assert_eq!(titles(&rows), ["T", "-"], "{byte}");
        assert_eq!(rejections(&rows), [(3, Rejection::Endless)], "{byte}");
    }
}

#[test]
fn an_open_quote_costs_one_row() {
    let words = "fine ".repeat(100);
    let line = |n: u32| format!("{n},Title {n},A,,0,2021/01/01,,read,{words}\n");
    let lines = |range: std::ops::Range<u32>| range.map(line).collect::<String>();
    for (after, count) in [(10..20, 10), (10..10_010, 10_000)] {
        let file = format!(
            "{HEADER}{}2,\"Open,A,,0,2021/01/01,,read,\n{}",
            line(1),
            lines(after)
        );
        let rows = all(file.as_bytes());
        assert_eq!(rejections(&rows), [(3, Rejection::OpenQuote)]);
        assert_eq!(rows.len(), count + 2);
        assert_eq!(rows[2].as_ref().unwrap().row, 4);
    }
    // Where the next quote makes the widths agree again, the row inside still tells.
    let file =
        format!("{HEADER}1,\"Open,A,,0,2021/01/01,,read,\n2,\"Two\",A,,0,2021/01/01,,read,\n");
    assert_eq!(titles(&all(file.as_bytes())), ["-", "Two"]);
}

#[test]
fn hostile_quotes_take_bounded_work() {
    let file = format!("{HEADER}{}", "a\",\"x\n".repeat(1_000_000));
    assert!(all(file.as_bytes()).iter().all(Result::is_err));
    let file = format!(
        "{HEADER}{}",
        "a\",\"x\n1,T,A,,0,2021/01/01,,read,\n".repeat(200_000)
    );
    assert!(all(file.as_bytes()).len() > 50);
}

#[test]
fn line_breaks_inside_quotes_belong_to_the_review() {
    let file =
        format!("{HEADER}1,T,A,,5,2021/1/2,,read,\"one\r\ntwo, three\r\n\r\nfour\"\n2,U,A\n");
    let rows = all(file.as_bytes());
    assert_eq!(
        rows[0].as_ref().unwrap().fields.review,
        "one\ntwo, three\n\nfour"
    );
    assert_eq!(rows[1].as_ref().unwrap().row, 3);
}

#[test]
fn too_much_in_a_row_rejects_only_that_row() {
    let filler = "x".repeat(70_000);
    let file = format!(
        "{HEADER}1,{filler},A\n2,T,A,,0,,,read,{filler}\n3,T,A,,0,,,read,{}\n4,T,A,{}\n5,{}\n6,Last,A\n",
        "y".repeat(1_100_000),
        ",".repeat(300),
        "z".repeat(5_000_000),
    );
    let rows = all(file.as_bytes());
    assert_eq!(titles(&rows), ["-", "T", "-", "-", "-", "Last"]);
    let expected = [
        (2, Rejection::CellTooLong),
        (4, Rejection::CellTooLong),
        (5, Rejection::TooManyCells),
        (6, Rejection::TooLong),
    ];
    assert_eq!(rejections(&rows), expected);
    assert!(
        rows.iter()
            .filter_map(|row| row.as_ref().err())
            .all(|bad| bad.says.chars().count() <= 80)
    );
    assert_eq!(rows[5].as_ref().unwrap().row, 7);
}

#[test]
fn a_file_that_cannot_be_read_on_ends_with_the_failure() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let whole = format!("{HEADER}{}", "1,T,A\n".repeat(20_000));
    let mut rows = open(whole.as_bytes().chain(Broken)).unwrap();
    let failed = rows.by_ref().find_map(Result::err).unwrap();
    assert_eq!(failed.code(), ErrorCode::ImportFileUnreadable);
    assert!(rows.next().is_none());
}

/// The exports of other people's test suites are not part of this repository; where they lie beside it, they must be read.
#[test]
fn the_collected_samples_are_read_completely() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples/goodreads");
    for (name, count) in [
        ("bookwyrm__goodreads.csv", 3),
        ("jelu__goodreads1.csv", 10),
        ("jelu__goodreads_library_export-2022.csv", 10),
        (
            "jelu__goodreads_library_export_one_line_modified_review.csv",
            5,
        ),
        ("openlibrary__goodreads_library_export.csv", 3),
        ("keras-goodreads__goodreads_library_export.csv", 232),
    ] {
        let Ok(file) = std::fs::read(folder.join(name)) else {
            eprintln!("skipped: no samples in {}", folder.display());
            return;
        };
        let entries = entries(&file);
        assert_eq!(entries.len(), count, "{name}");
        for entry in entries {
            assert!(
                entry
                    .notes
                    .iter()
                    .all(|note| matches!(note, Note::ShelfAsTag | Note::IsbnInvalid)),
                "{name}: {entry:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        if let Ok(rows) = open(bytes.as_slice()) {
            assert!(rows.count() <= bytes.len());
        }
    }

    #[test]
    fn any_bytes_behind_a_header_are_answered(text in "[\",\r\n0-9a=é\\x00-\\x20]{0,400}", junk in prop::collection::vec(any::<u8>(), 0..200)) {
        let file = [HEADER.as_bytes(), text.as_bytes(), &junk].concat();
        let whole: Vec<Row> = all(file.as_slice());
        assert!(whole.len() <= file.len());
        // The pieces in which a file arrives change nothing.
        let crumbs: Vec<Row> = all(Crumbs(&file));
        assert_eq!(whole, crumbs);
    }
}

/// Gives one byte at a time.
struct Crumbs<'a>(&'a [u8]);

impl Read for Crumbs<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (Some((first, rest)), Some(place)) = (self.0.split_first(), buffer.first_mut()) else {
            return Ok(0);
        };
        *place = *first;
        self.0 = rest;
        Ok(1)
    }
}
