//! The index of long texts in a real library file: it finds the same as reading every book would.

use std::{io::Write, path::Path, sync::Arc};

use jiff::Timestamp;
use proptest::prelude::*;

use super::{LongField, Sought, sought::indexed, spans::spans, store};
use crate::{
    BookChange, BookFields, BookId, Clock, ImportFile, ImportWatch, Library, LibraryKey, Result,
};

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_000_000).unwrap()
    }
}

async fn open(folder: &Path) -> Library {
    let (file, key) = (folder.join("library.db"), LibraryKey::for_tests([1; 32]));
    if !file.exists() {
        let made = Library::create(&file, &key, "ilse", &FixedClock).await;
        made.unwrap();
    }
    let opened = Library::open(&file, &key, "ilse", Arc::new(FixedClock)).await;
    opened.unwrap()
}

fn described(description: &str) -> BookFields {
    BookFields {
        title: "A book".into(),
        description: description.into(),
        ..BookFields::default()
    }
}

async fn add(library: &Library, fields: BookFields) -> BookId {
    library.add_book(fields).await.unwrap().book.id
}

async fn import(library: &Library, csv: &str) -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(csv.as_bytes()).unwrap();
    let file = std::fs::File::open(path).unwrap();
    let file = ImportFile::new(file, "export.csv".into()).unwrap();
    library.run_import(&file, &ImportWatch::default()).await?;
    Ok(())
}

async fn hits(library: &Library, sought: Sought, fields: &[LongField]) -> Vec<BookId> {
    let mut db = library.read().await.unwrap();
    store::hits(&mut db, &sought, fields).await.unwrap()
}

async fn indexed_books(library: &Library) -> i64 {
    let mut db = library.read().await.unwrap();
    let rows = sqlx::query_scalar("SELECT count(*) FROM long_text");
    rows.fetch_one(&mut *db).await.unwrap()
}

async fn found(library: &Library, sought: Sought) -> bool {
    !hits(library, sought, &LongField::ALL).await.is_empty()
}

#[tokio::test]
async fn words_and_phrases_are_found_in_every_script() {
    let folder = tempfile::tempdir().unwrap();
    let library = open(folder.path()).await;
    for (text, words, phrase, not) in [
        (
            "Die größten Straßen",
            "strasse grosst",
            "die GROSSTEN",
            "straßen die",
        ),
        (
            "L'Étranger d'Albert",
            "etr albe",
            "l'etranger d'albert",
            "albert letranger",
        ),
        ("Ὀδύσσεια καὶ λόγος", "λογοσ οδυσ", "και λόγος", "λογος και"),
        (
            "Мастер и Маргарита: ёлка",
            "елка марг",
            "мастер и",
            "маргарита и",
        ),
        ("שָׁלוֹם רב צה״ל", "צהל שלו", "שלום רב", "רב שלום"),
        ("أَلْفُ لَيْلَةٍ وليلة", "ليله الف", "الف ليلة", "وليلة الف"),
        ("हिंदी की कहानियाँ", "कहानि हिं", "हिंदी की", "की हिंदी"),
        ("தமிழ் நூல் இது", "தமி நூல்", "தமிழ் நூல்", "நூல் தமிழ்"),
        ("เขาอ่านสี่แผ่นดินแล้ว", "แผ่นดิน", "สี่แผ่น", "แผ่นสี่ดิน"),
        ("昨日紅樓夢を読んだ。", "樓夢", "紅樓夢を", "夢樓"),
        (
            "がっこうの ハリー・ポッター",
            "ポッタ がっ",
            "ハリーポッター",
            "かっこう",
        ),
        ("한국 소설을 읽다", "한구 소", "한국 소설을", "한구 소설을"),
        ("ქართული ენა", "ქართ", "ქართული ენა", "ენა ქართული"),
        ("Հայոց լեզու", "հայ լեզ", "ՀԱՅՈՑ լեզու", "լեզու հայոց"),
        ("\u{1e900}\u{1e912} 𠮷野家 🙂 №7", "𠮷", "野家", "家野"),
    ] {
        let id = add(&library, described(text)).await;
        assert!(found(&library, Sought::words(words)).await, "{words}");
        assert!(found(&library, Sought::phrase(phrase)).await, "{phrase}");
        assert!(!found(&library, Sought::phrase(not)).await, "{not}");
        library.trash_books(&[id]).await.unwrap();
        library.empty_trash().await.unwrap();
        assert_eq!(indexed_books(&library).await, 0, "{text}");
    }
}

#[tokio::test]
async fn a_phrase_is_whole_words_of_one_field() {
    let folder = tempfile::tempdir().unwrap();
    let library = open(folder.path()).await;
    let fields = BookFields {
        review: "Read l'or bleu and the children's hour.".into(),
        private_notes: "Lent, it came back.".into(),
        ..described("A left-hand turn, 1Q84と夢. It's \"OR\" AND (NEAR) description:x*")
    };
    let book = add(&library, fields).await;
    let one = |field: LongField| [field];
    for (phrase, field, is_found) in [
        ("left hand", LongField::Description, true),
        ("left han", LongField::Description, false),
        ("eft hand", LongField::Description, false),
        ("left turn", LongField::Description, false),
        ("1Q84と", LongField::Description, true),
        ("it's or", LongField::Description, true),
        ("and NEAR description", LongField::Description, true),
        ("l'or bleu", LongField::Review, true),
        ("or bleu", LongField::Review, true),
        ("childrens hour", LongField::Review, true),
        ("bleu and the", LongField::Notes, false),
        ("hour lent", LongField::Review, false),
    ] {
        let found = hits(&library, Sought::phrase(phrase), &one(field)).await;
        assert_eq!(found == [book], is_found, "{phrase}");
    }
    // Words may stand in different fields, pairs of one run may not.
    assert_eq!(
        hits(&library, Sought::words("hou len"), &LongField::ALL).await,
        [book]
    );
    let fields = [LongField::Review, LongField::Notes];
    assert!(
        hits(&library, Sought::words("left"), &fields)
            .await
            .is_empty()
    );
    assert!(
        hits(&library, Sought::words("…"), &LongField::ALL)
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn anything_can_be_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let library = open(folder.path()).await;
    let long = "紅樓夢".repeat(1365);
    let book = add(
        &library,
        described(&format!("{long} {}", "w".repeat(100_000))),
    )
    .await;
    assert_eq!(
        hits(&library, Sought::words(&long), &LongField::ALL).await,
        [book]
    );
    assert_eq!(
        hits(&library, Sought::phrase(&long), &LongField::ALL).await,
        [book]
    );
    for odd in [
        "\"",
        "*",
        "^",
        "\u{0}a\u{0}",
        "(",
        "NOT",
        "{a} : b",
        "-",
        "\u{e000}",
    ] {
        hits(&library, Sought::words(odd), &LongField::ALL).await;
        hits(&library, Sought::phrase(odd), &LongField::ALL).await;
    }
    let words: Vec<String> = (0..800).map(|word| format!("w{word}")).collect();
    assert!(!found(&library, Sought::words(&words.join(" "))).await);
}

#[tokio::test]
async fn long_texts_follow_an_import_and_its_undoing() {
    let folder = tempfile::tempdir().unwrap();
    let library = open(folder.path()).await;
    let csv = "Book Id,Title,Author,My Review,Private Notes\n\
               1,One,Ann,A quiet novel.,\n2,Two,Ann,,Lent to Bo.\n3,Three,Ann,,\n";
    import(&library, csv).await.unwrap();
    assert_eq!(
        hits(&library, Sought::words("quiet"), &LongField::ALL).await,
        [BookId(1)]
    );
    assert_eq!(indexed_books(&library).await, 2);
    library.undo().await.unwrap();
    assert_eq!(indexed_books(&library).await, 0);
    library.redo().await.unwrap();
    assert_eq!(
        hits(&library, Sought::words("lent"), &LongField::ALL).await,
        [BookId(2)]
    );
}

/// When this fails, the rules of words have changed: raise `store::WORDS`, so that libraries are
/// indexed anew, and write the new sum here.
#[test]
fn the_rules_of_words_are_those_of_their_number() {
    let letters: Vec<char> = ('\0'..'\u{20000}').collect();
    let sum = letters
        .chunks(64)
        .fold(0xcbf2_9ce4_8422_2325, |sum, letters| {
            let text: String = letters
                .iter()
                .flat_map(|c| ['x', *c, *c, 'y', ' '])
                .collect();
            let bytes = indexed(&text).into_bytes().into_iter();
            bytes.fold(sum, |sum: u64, byte| {
                (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            })
        });
    assert_eq!((store::WORDS, sum), (1, 1_916_086_689_384_130_208));
}

#[tokio::test]
async fn words_of_other_rules_are_made_anew_when_the_library_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let library = open(folder.path()).await;
    for i in 0..600 {
        let text = if i % 2 == 0 { "sea" } else { "" };
        add(&library, described(text)).await;
    }
    let mut write = library.begin_write().await.unwrap();
    for stale in [
        "INSERT INTO long_text (long_text) VALUES ('delete-all')",
        "INSERT INTO long_text (rowid, description) VALUES (2, 'stale')",
        "UPDATE meta SET long_text_words = 0",
    ] {
        sqlx::query(stale).execute(write.db()).await.unwrap();
    }
    write.commit_aside().await.unwrap();
    library.close().await.unwrap();
    let library = open(folder.path()).await;
    assert_eq!(
        hits(&library, Sought::words("sea"), &LongField::ALL)
            .await
            .len(),
        300
    );
    assert!(!found(&library, Sought::words("stale")).await);
}

const WORDS: [&str; 6] = ["sea", "été", "紅樓", "กา", "한", "l'or"];

fn text(which: usize) -> String {
    let words = (0..which % 4).map(|word| WORDS[(which / 4 + word * 5) % WORDS.len()]);
    words.collect::<Vec<_>>().join(" ")
}

async fn act(library: &Library, what: u8, which: usize, books: &[BookId]) {
    let book = books.get(which % books.len().max(1)).copied();
    // What cannot be done is refused, and changes nothing.
    match what {
        0 => drop(library.add_book(described(&text(which))).await),
        1 | 2 => {
            let change = BookChange {
                review: (which % 4 > 1).then(|| text(which)),
                private_notes: (which % 5 > 2).then(|| text(which / 2)),
                title: Some(format!("Book {which}")),
                ..BookChange::default()
            };
            drop(library.change_book(book.unwrap_or(BookId(0)), change).await);
        }
        3 => {
            let rows = (0..5)
                .map(|i| format!("{i}{which},Book {i}{which},Ann,{}", text(which + i)))
                .collect::<Vec<_>>();
            let csv = format!("Book Id,Title,Author,My Review\n{}\n", rows.join("\n"));
            drop(import(library, &csv).await);
        }
        4 => drop(library.trash_books(book.as_slice()).await),
        5 => drop(
            library
                .purge_books(books.get(..2).unwrap_or_default())
                .await,
        ),
        6..=8 => drop(library.undo().await),
        _ => drop(library.redo().await),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn after_any_changes_the_same_is_found_as_by_reading_every_book(
        acts in proptest::collection::vec((0..12_u8, 0..1000_usize), 1..30),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let library = open(folder.path()).await;
            let mut ids = Vec::new();
            for (what, which) in acts {
                act(&library, what, which, &ids).await;
                let mut db = library.read().await.unwrap();
                let all = sqlx::query_scalar("SELECT id FROM book ORDER BY id");
                ids = all.fetch_all(&mut *db).await.unwrap();
                let mut books = Vec::new();
                for id in &ids {
                    let texts = store::texts_of(&mut db, *id).await.unwrap().unwrap();
                    books.push((*id, texts.texts.map(|text| spans(&text))));
                }
                for (field, at) in LongField::ALL.into_iter().zip(0..) {
                    for word in WORDS.into_iter().chain(["se", "or", "ka", "樓"]) {
                        let sought = Sought::phrase(word);
                        let scan = books.iter().filter(|(_, texts)| {
                            sought.rows().any(|row| {
                                let mut windows = texts[at].windows(row.words.len());
                                windows.any(|w| row.is(w.iter().map(|span| span.word.as_str())))
                            })
                        });
                        let scan: Vec<BookId> = scan.map(|(id, _)| *id).collect();
                        let found = store::hits(&mut db, &sought, &[field]).await.unwrap();
                        assert_eq!(found, scan, "{word} in {field:?}");
                    }
                }
                let any = books.iter().filter(|(_, texts)| texts.iter().any(|t| !t.is_empty()));
                let any = i64::try_from(any.count()).unwrap();
                let rows = sqlx::query_scalar("SELECT count(*) FROM long_text");
                let rows: i64 = rows.fetch_one(&mut *db).await.unwrap();
                assert_eq!(rows, any, "books without long texts take no room");
            }
        });
    }
}
