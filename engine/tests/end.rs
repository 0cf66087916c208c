//! A program that ends while another thread still writes.
#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

use std::{env, path::Path, process::Command, sync::mpsc, thread};

use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::runtime::Builder;

const FILE: &str = "BOOKLY_TEST_FILE";
/// Each in a transaction of its own.
const ROWS: i64 = 200;

async fn open(file: &Path) -> SqliteConnection {
    let options = bookly_engine::options()
        .filename(file)
        .create_if_missing(true);
    let mut db = options.connect().await.unwrap();
    let mut handle = db.lock_handle().await.unwrap();
    assert!(bookly_engine::give_key(&mut handle, c"main", b"a key"));
    drop(handle);
    db
}

#[test]
#[ignore = "a program of its own, run by the test below"]
fn a_program_that_ends_while_it_writes() {
    let file = env::var_os(FILE).unwrap();
    let (writing, begun) = mpsc::channel();
    thread::spawn(move || {
        Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(async {
                let mut db = open(Path::new(&file)).await;
                let write = "INSERT INTO t VALUES (randomblob(20000))";
                let table = "PRAGMA journal_mode = WAL; CREATE TABLE t (a)";
                sqlx::raw_sql(table).execute(&mut db).await.unwrap();
                for _ in 0..ROWS {
                    sqlx::query(write).execute(&mut db).await.unwrap();
                    writing.send(()).ok();
                }
                db.close().await.unwrap();
            });
    });
    begun.recv().unwrap();
}

/// Apple's crypto has no end of its own.
#[cfg(not(target_vendor = "apple"))]
mod crypto {
    use std::{
        ffi::{c_int, c_void},
        ptr,
    };

    use super::{Builder, Command, FILE, Path, env, open};

    const ENDED: c_int = 42;

    #[expect(unsafe_code, reason = "a function of C")]
    unsafe extern "C" {
        fn OPENSSL_init_crypto(opts: u64, settings: *const c_void) -> c_int;
    }

    /// What was registered first is run last: after OpenSSL's own, if it has any.
    extern "C" fn look() {
        #[expect(unsafe_code, reason = "calls into C")]
        // SAFETY: it says whether OpenSSL is there, which it is not any more after its end.
        unsafe {
            if OPENSSL_init_crypto(0, ptr::null()) == 0 {
                libc::_exit(ENDED);
            }
        }
    }

    #[test]
    #[ignore = "a program of its own, run by the test below"]
    fn a_program_that_looks_for_its_crypto_at_the_end() {
        #[expect(unsafe_code, reason = "a call into C")]
        // SAFETY: the function is there as long as the program.
        unsafe {
            libc::atexit(look);
        }
        let file = env::var_os(FILE).unwrap();
        Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(async {
                let mut db = open(Path::new(&file)).await;
                let table = "CREATE TABLE t (a)";
                sqlx::raw_sql(table).execute(&mut db).await.unwrap();
            });
    }

    /// A thread that ends later than the crypto would give back what is given back already.
    #[test]
    fn the_crypto_is_there_as_long_as_any_thread_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let ended = Command::new(env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "crypto::a_program_that_looks_for_its_crypto_at_the_end",
            ])
            .env(FILE, folder.path().join("t.db"))
            .status()
            .unwrap();
        assert!(ended.success(), "{ended}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_end_waits_until_what_is_written_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.db");
    let ended = Command::new(env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "a_program_that_ends_while_it_writes",
        ])
        .env(FILE, &file)
        .status()
        .unwrap();
    assert!(ended.success(), "{ended}");
    let mut db = open(&file).await;
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM t WHERE length(a) = 20000")
        .fetch_one(&mut db)
        .await
        .unwrap();
    assert_eq!(rows, ROWS);
    db.close().await.unwrap();
}
