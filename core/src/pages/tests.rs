//! Pages read here are those that the engine wrote.

use std::path::{Path, PathBuf};

use sqlx::{Connection, SqliteConnection};

use super::*;
use crate::db;

fn key() -> LibraryKey {
    LibraryKey::for_tests([7; 32])
}

/// A library file of the engine; nothing is closed, so that its log stays beside it.
async fn written(folder: &Path, sql: &'static str) -> (PathBuf, SqliteConnection) {
    let file = folder.join("library.db");
    let options = bookly_engine::options()
        .filename(&file)
        .create_if_missing(true);
    let mut db = SqliteConnection::connect_with(&options).await.unwrap();
    db::give_key(&mut db, c"main", &key()).await.unwrap();
    sqlx::raw_sql(sql).execute(&mut db).await.unwrap();
    (file, db)
}

fn all_rows(pages: &Pages) -> Vec<Row> {
    let mut rows = Vec::new();
    for number in 2..=pages.count() {
        rows.extend(pages.rows(&pages.page(number).unwrap()));
    }
    rows
}

const FILLED: &str = "
    CREATE TABLE thing (id INTEGER PRIMARY KEY, word TEXT, number INTEGER, bytes BLOB);
    INSERT INTO thing VALUES (1, 'Ünïcödé', -5, x'00ff'), (2, '', 0, NULL), (300, hex(zeroblob(20000)), 1 << 40, x''),
        (301, 'a', -9223372036854775808, x'01');
    CREATE TABLE named (name TEXT, number INTEGER, PRIMARY KEY (name, number)) WITHOUT ROWID;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        INSERT INTO named SELECT 'name ' || i, i FROM n;
";

fn is_thing(row: &Row) -> bool {
    row.id.is_some() && row.values.len() == 4
}

#[tokio::test]
async fn rows_are_read_as_the_engine_wrote_them() {
    let folder = tempfile::tempdir().unwrap();
    let (file, db) = written(folder.path(), FILLED).await;
    db.close().await.unwrap();
    let pages = Pages::open(&file, &key()).unwrap();
    assert_eq!(pages.verdict(), Verdict::Nothing);
    let rows = all_rows(&pages);
    let things: Vec<Row> = rows.iter().filter(|row| is_thing(row)).cloned().collect();
    let text = |text: &str| Value::Text(text.to_owned());
    let expected = [
        (
            1,
            text("Ünïcödé"),
            Value::Integer(-5),
            Value::Blob(vec![0, 255]),
        ),
        (2, text(""), Value::Integer(0), Value::Null),
        (
            300,
            text(&"0".repeat(40_000)),
            Value::Integer(1 << 40),
            Value::Blob(vec![]),
        ),
        (
            301,
            text("a"),
            Value::Integer(i64::MIN),
            Value::Blob(vec![1]),
        ),
    ];
    let expected = expected.map(|(id, word, number, bytes)| Row {
        id: Some(id),
        values: vec![Value::Null, word, number, bytes],
    });
    assert_eq!(things, expected);
    let named = rows.iter().filter(|row| row.id.is_none()).count();
    assert_eq!(named, 3_000, "rows of inner pages are read, too");
}

#[tokio::test]
async fn the_log_beside_a_file_is_read_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (file, mut db) = written(folder.path(), "PRAGMA journal_mode = WAL").await;
    sqlx::raw_sql(FILLED).execute(&mut db).await.unwrap();
    let pages = Pages::open(&file, &key()).unwrap();
    assert_eq!(pages.verdict(), Verdict::Whole);
    assert_eq!(
        all_rows(&pages).iter().filter(|row| is_thing(row)).count(),
        4
    );
}

#[tokio::test]
async fn a_bit_that_fell_over_anywhere_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (file, db) = written(folder.path(), FILLED).await;
    db.close().await.unwrap();
    let whole = std::fs::read(&file).unwrap();
    for place in (SALT..whole.len()).step_by(997) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        std::fs::write(&file, &bytes).unwrap();
        let pages = Pages::open(&file, &key()).unwrap();
        let broken: Vec<u32> = (1..=pages.count())
            .filter(|page| !pages.is_whole(*page))
            .collect();
        assert_eq!(broken, [u32::try_from(place / PAGE).unwrap() + 1]);
    }
}

#[tokio::test]
async fn a_salt_with_a_bit_fallen_over_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let (file, db) = written(folder.path(), FILLED).await;
    db.close().await.unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[9] ^= 0x20;
    std::fs::write(&file, &bytes).unwrap();
    let pages = Pages::open(&file, &key()).unwrap();
    assert!(pages.can_prove());
    assert_eq!(
        all_rows(&pages).iter().filter(|row| is_thing(row)).count(),
        4
    );

    bytes[..PAGE].fill(0);
    std::fs::write(&file, &bytes).unwrap();
    let pages = Pages::open(&file, &key()).unwrap();
    assert!(!pages.can_prove());
    assert_eq!(
        all_rows(&pages).iter().filter(|row| is_thing(row)).count(),
        4
    );
}

#[tokio::test]
async fn f05_a_log_is_judged_before_the_engine_believes_it() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (file, mut db) = written(folder.path(), "PRAGMA journal_mode = WAL").await;
    for _ in 0..4 {
        sqlx::raw_sql("CREATE TABLE IF NOT EXISTS t (x); INSERT INTO t VALUES (1)")
            .execute(&mut db)
            .await
            .unwrap();
    }
    let whole = std::fs::read(log_of(&file)).unwrap();
    let copy = other.path().join("library.db"); // where no engine has its hands on it
    std::fs::copy(&file, &copy).unwrap();
    let judged = |bytes: &[u8]| {
        std::fs::write(log_of(&copy), bytes).unwrap();
        Pages::open(&copy, &key()).unwrap().verdict()
    };
    assert_eq!(judged(&[]), Verdict::Nothing);
    assert_eq!(judged(&whole), Verdict::Whole);
    let mut bytes = whole.clone();
    bytes[20] ^= 1;
    assert_eq!(
        judged(&bytes),
        Verdict::Damaged,
        "a head with our pages behind it"
    );
    let mut bytes = whole.clone();
    bytes[700] ^= 1;
    assert_eq!(judged(&bytes), Verdict::Damaged, "commits stand behind it");
    let mut bytes = whole.clone();
    let last = bytes.len() - 700;
    bytes[last] ^= 1;
    assert_eq!(judged(&bytes), Verdict::Whole, "as a power cut leaves it");
    for cut in (512..whole.len()).step_by(512) {
        assert_eq!(judged(&whole[..cut]), Verdict::Whole, "cut off at {cut}");
    }
    assert_eq!(judged(&vec![0xAB; 20_000]), Verdict::Foreign);
    assert_eq!(judged(&vec![0; 20_000]), Verdict::Foreign);

    let options = bookly_engine::options()
        .filename(other.path().join("other.db"))
        .create_if_missing(true);
    let mut db = SqliteConnection::connect_with(&options).await.unwrap();
    db::give_key(&mut db, c"main", &LibraryKey::for_tests([8; 32]))
        .await
        .unwrap();
    sqlx::raw_sql("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)")
        .execute(&mut db)
        .await
        .unwrap();
    let foreign = std::fs::read(other.path().join("other.db-wal")).unwrap();
    assert_eq!(judged(&foreign), Verdict::Foreign);
}

/// What is left of commits that the disk refused to keep: each begins where the one before began.
#[tokio::test]
async fn f05_what_the_disk_refused_to_keep_is_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let (file, mut db) = written(folder.path(), "PRAGMA journal_mode = WAL").await;
    sqlx::raw_sql("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
        .execute(&mut db)
        .await
        .unwrap();
    let base = std::fs::read(&file).unwrap();
    let kept = std::fs::read(log_of(&file)).unwrap();
    let mut left = kept.clone();
    let mut logs = Vec::new();
    for sql in [
        "INSERT INTO t VALUES (hex(randomblob(60000)))",
        "INSERT INTO t VALUES (hex(randomblob(30000)))",
        "INSERT INTO t VALUES (hex(randomblob(10000)))",
        "INSERT INTO t VALUES (2)",
    ] {
        let other = tempfile::tempdir().unwrap();
        let copy = other.path().join("library.db");
        std::fs::write(&copy, &base).unwrap();
        std::fs::write(log_of(&copy), &kept).unwrap();
        let (copy, also) = written(other.path(), sql).await;
        let log = std::fs::read(log_of(&copy)).unwrap();
        assert!(log.starts_with(&kept) && log.len() > kept.len());
        left.splice(..log.len().min(left.len()), log);
        logs.push((other, also));
    }
    let other = tempfile::tempdir().unwrap();
    let copy = other.path().join("library.db");
    std::fs::write(&copy, &base).unwrap();
    std::fs::write(log_of(&copy), &left).unwrap();
    assert_eq!(
        Pages::open(&copy, &key()).unwrap().verdict(),
        Verdict::Whole
    );
    // The same with a page that is not as it was written.
    let last = left.len() - 700;
    left[last] ^= 1;
    left[kept.len() + 700] ^= 1;
    std::fs::write(log_of(&copy), &left).unwrap();
    assert_eq!(
        Pages::open(&copy, &key()).unwrap().verdict(),
        Verdict::Damaged
    );
}

#[tokio::test]
async fn the_page_that_the_engine_locks_is_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let (file, db) = written(folder.path(), FILLED).await;
    db.close().await.unwrap();
    let large = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
    large.set_len((1 << 30) + 2 * PAGE as u64).unwrap(); // with holes, which take no room
    let pages = Pages::open(&file, &key()).unwrap();
    let whole = (LOCK_PAGE - 1..=pages.count()).map(|number| pages.is_whole(number));
    assert_eq!(whole.collect::<Vec<_>>(), [false, true, false]);
    let rows = pages.page(LOCK_PAGE).map(|page| pages.rows(&page).len());
    assert_eq!(rows, Some(0));
}
