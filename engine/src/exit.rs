//! The end of the program. When a process ends, the engine wipes and frees all its keys, also those of
//! connections that other threads still write or close with: they would crash or, worse, write pages
//! under a key of zeros. So the end waits until every connection with a key is closed.

use std::{
    sync::{
        Once,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, Result, functions::FunctionFlags};

/// A connection that is still at work after that long is left alone, as by a power cut.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(1);

/// Connections with a key that are not closed.
static OPEN: AtomicUsize = AtomicUsize::new(0);
static REGISTER: Once = Once::new();

/// Counts this connection until it is closed, and lets the end of the process wait for it. To be called
/// when it has its key: what was registered last is run first, and by then the engine and its crypto
/// have registered what they do.
pub(crate) fn wait_for(db: &Connection) -> Result<()> {
    let open = Open::one();
    // What belongs to a function is the last that a connection drops when it is closed.
    db.create_scalar_function("bookly_open", 0, FunctionFlags::default(), move |_| {
        let Open = &open;
        Ok(true)
    })?;
    // It fails only without memory for one more entry; the end is then as it would be without this.
    #[expect(unsafe_code, reason = "a call into C")]
    // SAFETY: the function is there as long as the program.
    REGISTER.call_once(|| unsafe {
        libc::atexit(wait_for_all);
    });
    Ok(())
}

struct Open;

impl Open {
    fn one() -> Self {
        OPEN.fetch_add(1, Ordering::SeqCst);
        Self
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::SeqCst);
    }
}

extern "C" fn wait_for_all() {
    let started = Instant::now();
    while OPEN.load(Ordering::SeqCst) > 0 {
        if started.elapsed() > PATIENCE {
            #[expect(unsafe_code, reason = "a call into C")]
            // SAFETY: the process ends here, and nothing more is run in it.
            unsafe {
                libc::_exit(1)
            }
        }
        thread::sleep(LOOK_EVERY);
    }
}
