//! Work that holds a thread up: hashing, and waiting for a disk.

use zeroize::Zeroize as _;

use crate::{Error, Result};

/// Deeper than such work reaches into its stack, in bytes.
const STACK: usize = 256 * 1024;

/// Runs it on a thread that nobody waits for. What it has left on the stack of that thread is written
/// over: a key that is moved there leaves a copy behind, and the thread goes on to other work.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(move || {
        let done = below(work);
        wipe();
        done
    });
    done.await
        .map_err(|_| Error::Internal("a task ended early"))?
}

/// In a frame of its own, so that all it leaves is where [`wipe`] writes.
#[inline(never)]
fn below<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
#[expect(
    clippy::large_stack_arrays,
    reason = "the stack is what is written over"
)]
fn wipe() {
    let mut room = [0xFF_u8; STACK];
    room.zeroize();
    std::hint::black_box(&room);
}
