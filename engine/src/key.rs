//! The key of a library. A statement such as `PRAGMA key` would do the same, but its text stays in
//! memory that others free unwiped.

use std::ffi::{CStr, c_int};

use libsqlite3_sys::{SQLITE_OK, sqlite3_key_v2};
use rusqlite::Connection;
use sqlx::sqlite::LockedSqliteHandle;

use crate::exit;

/// Gives the key to a database of an open connection: `main`, or one that was attached. To be done
/// before anything reads it; whether the key is the right one, only reading tells.
/// False when the engine does not take it.
#[must_use]
pub fn give_key(db: &mut LockedSqliteHandle<'_>, database: &CStr, key: &[u8]) -> bool {
    let Ok(length) = c_int::try_from(key.len()) else {
        return false;
    };
    let handle = db.as_raw_handle();
    #[expect(unsafe_code, reason = "a call into C")]
    // SAFETY: the connection is open and ours alone for as long as its handle is locked. The engine
    // reads the name up to its end and `length` bytes of the key, and keeps neither pointer.
    let answer = unsafe {
        sqlite3_key_v2(
            handle.as_ptr(),
            database.as_ptr(),
            key.as_ptr().cast(),
            length,
        )
    };
    #[expect(unsafe_code, reason = "a handle of C")]
    // SAFETY: as above; what is made of the handle here ends before the connection, and does not close it.
    let connection = unsafe { Connection::from_handle(handle.as_ptr()) };
    answer == SQLITE_OK && connection.is_ok_and(|db| exit::wait_for(&db).is_ok())
}
