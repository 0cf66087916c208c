//! Archives whose shape is sound and whose content is not.

use serde_json::Value;
use sqlx::Connection;

use super::*;

#[tokio::test]
async fn f09_a_manifest_that_is_not_of_its_library_is_refused() {
    let victim = Victim::new().await;
    let stranger = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    for (member, lie, code) in [
        (
            "accountUid",
            Value::from(stranger),
            ErrorCode::BackupOfOther,
        ),
        (
            "libraryUid",
            Value::from(stranger),
            ErrorCode::BackupDamaged,
        ),
        ("revision", Value::from(7_000), ErrorCode::BackupDamaged),
        ("schema", Value::from(9_999), ErrorCode::LibraryNewer),
        ("schema", Value::from(0), ErrorCode::BackupDamaged),
        ("format", Value::from(2), ErrorCode::LibraryNewer),
        ("format", Value::from(0), ErrorCode::BackupDamaged),
        ("counts", Value::from(1), ErrorCode::BackupDamaged),
        (
            "more",
            Value::from("than there is"),
            ErrorCode::BackupDamaged,
        ),
    ] {
        let entries = with_manifest(victim.entries(), |manifest| manifest[member] = lie.clone());
        assert_eq!(victim.refuses(&archive(&entries)).await, code, "{member}");
    }
    // The whole backup of somebody else, and its library under the victim's name.
    let other = Victim::new().await;
    let whole = fs::read(&other.backup).unwrap();
    assert_eq!(victim.refuses(&whole).await, ErrorCode::BackupOfOther);
    let manifest: Value = serde_json::from_slice(&victim.entries()[2].1).unwrap();
    let mut mixed = other.entries();
    mixed[1] = victim.entries()[1].clone();
    let mixed = with_manifest(mixed, |mixed| {
        mixed["accountUid"] = manifest["accountUid"].clone();
    });
    assert_eq!(
        victim.refuses(&archive(&mixed)).await,
        ErrorCode::BackupDamaged
    );
}

#[tokio::test]
async fn f09_a_library_that_is_not_encrypted_is_refused() {
    let victim = Victim::new().await;
    let mut entries = victim.entries();
    entries[0].1 = [&b"SQLite format 3\0"[..], &[0; 8176]].concat();
    let entries = with_true_hashes(entries);
    assert_eq!(
        victim.refuses(&archive(&entries)).await,
        ErrorCode::BackupDamaged
    );
    // A true one that anybody could have made.
    let work = tempfile::tempdir().unwrap();
    let file = work.path().join("plain.db");
    let options = bookly_engine::options()
        .filename(&file)
        .create_if_missing(true);
    let mut db = sqlx::SqliteConnection::connect_with(&options)
        .await
        .unwrap();
    sqlx::raw_sql("CREATE TABLE book (id INTEGER PRIMARY KEY)")
        .execute(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();
    let mut entries = victim.entries();
    entries[0].1 = fs::read(&file).unwrap();
    let entries = with_true_hashes(entries);
    assert_eq!(
        victim.refuses(&archive(&entries)).await,
        ErrorCode::BackupDamaged
    );
}

#[tokio::test]
async fn f09_triggers_views_and_foreign_tables_are_refused() {
    let victim = Victim::new().await;
    for foreign in [
        "CREATE TRIGGER evil AFTER UPDATE ON book BEGIN DELETE FROM book; END",
        "CREATE VIEW evil AS SELECT * FROM book",
        "CREATE TABLE evil (id INTEGER PRIMARY KEY, twice INTEGER AS (id * 2))",
        "CREATE VIRTUAL TABLE evil USING fts5 (text)",
        "CREATE INDEX evil ON book (title)",
        "ALTER TABLE book ADD COLUMN evil TEXT",
        "DROP INDEX book_added",
        "DROP TABLE recent_search",
        "DROP TABLE _sqlx_migrations",
        "DROP TABLE _sqlx_migrations;
         CREATE VIEW _sqlx_migrations AS SELECT 1 AS version",
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'json_type(tags)', 'json_type(+tags)') WHERE name = 'book'",
    ] {
        let archive = victim.with_changed_library(foreign).await;
        assert_eq!(victim.refuses(&archive).await, ErrorCode::BackupForeign, "{foreign}");
    }
    for (broken, code) in [
        (
            "UPDATE _sqlx_migrations SET version = 9999 WHERE version = (SELECT max(version) FROM _sqlx_migrations)",
            ErrorCode::LibraryNewer,
        ),
        ("DELETE FROM _sqlx_migrations", ErrorCode::BackupForeign),
        ("DELETE FROM meta", ErrorCode::BackupDamaged),
        ("UPDATE meta SET books = 40", ErrorCode::BackupDamaged),
        (
            "PRAGMA ignore_check_constraints = ON; UPDATE book SET rating = 1000",
            ErrorCode::BackupDamaged,
        ),
        (
            "PRAGMA foreign_keys = OFF; INSERT INTO identifier VALUES ('isbn13', '9780141439518', 4000)",
            ErrorCode::BackupDamaged,
        ),
    ] {
        let archive = victim.with_changed_library(broken).await;
        assert_eq!(victim.refuses(&archive).await, code, "{broken}");
    }
}

#[tokio::test]
async fn f09_slots_that_ask_for_too_much_are_refused() {
    let victim = Victim::new().await;
    // One that costs terabytes is not even tried; its hash is put right, as anybody could.
    let mut entries = victim.entries();
    let slots = String::from_utf8(entries[1].1.clone()).unwrap();
    let mut slots: Value = serde_json::from_str(&slots).unwrap();
    slots["content"]["slots"][0]["cost"] = serde_json::json!([4_000_000_000_u64, 2, 1]);
    entries[1].1 = serde_json::to_vec(&slots).unwrap();
    let entries = with_true_hashes(entries);
    assert_eq!(
        victim.refuses(&archive(&entries)).await,
        ErrorCode::BackupDamaged
    );
}
