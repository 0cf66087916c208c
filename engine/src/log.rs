//! The log beside a library: whether it stays when the library is closed.

use std::ffi::c_int;

use libsqlite3_sys::{SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, SQLITE_OK, sqlite3_db_config};
use sqlx::sqlite::LockedSqliteHandle;

/// Says whether the log stays as it is when this connection is the last one to be closed. Otherwise it is
/// folded into the file then, and removed. False when the engine does not listen.
#[must_use]
pub fn keep_log(db: &mut LockedSqliteHandle<'_>, keep: bool) -> bool {
    let handle = db.as_raw_handle();
    let nobody_listens = std::ptr::null_mut::<c_int>();
    #[expect(unsafe_code, reason = "a call into C")]
    // SAFETY: the connection is open and ours alone for as long as its handle is locked. This setting takes
    // a number and the place for an answer, which may be null.
    let answer = unsafe {
        sqlite3_db_config(
            handle.as_ptr(),
            SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
            c_int::from(keep),
            nobody_listens,
        )
    };
    answer == SQLITE_OK
}
