//! The start of the engine, before its first connection.

use std::sync::Once;
#[cfg(not(target_vendor = "apple"))]
use std::{
    ffi::{c_int, c_void},
    ptr,
};

use sqlx::sqlite::SqliteConnectOptions;

use crate::memory::settle_allocator;

/// The options of a new connection: every one of Bookly begins here.
#[must_use]
pub fn options() -> SqliteConnectOptions {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        settle_allocator();
        #[cfg(not(target_vendor = "apple"))]
        keep_crypto_to_the_end();
    });
    #[expect(clippy::disallowed_methods, reason = "the one place where they begin")]
    SqliteConnectOptions::new()
}

/// Of OpenSSL's `crypto.h`, the same since 1.1.1.
#[cfg(not(target_vendor = "apple"))]
const OPENSSL_INIT_NO_ATEXIT: u64 = 0x0008_0000;

#[cfg(not(target_vendor = "apple"))]
#[expect(unsafe_code, reason = "a function of C")]
unsafe extern "C" {
    fn OPENSSL_init_crypto(opts: u64, settings: *const c_void) -> c_int;
}

/// A thread that ends gives back what OpenSSL keeps for it, and OpenSSL gives back everything when the
/// process ends. When both happen at once, memory is freed twice: so the latter, which nobody needs, is
/// left to the system. To be said before anything else makes OpenSSL start.
#[cfg(not(target_vendor = "apple"))]
fn keep_crypto_to_the_end() {
    #[expect(unsafe_code, reason = "a call into C")]
    // SAFETY: it may be called at any time and from any thread; null stands for the usual settings.
    // Where it fails, the engine fails too, and with an error.
    unsafe {
        OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, ptr::null());
    }
}
