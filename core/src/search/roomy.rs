//! Large pieces of memory that go back to the system as soon as they are not needed.
//!
//! An index is made of parts, and old and new lie between each other for a while. What an allocator
//! cuts out of its own blocks stays with it afterwards, in holes: as much again as the index. But a
//! piece that is larger than any of its blocks it takes from the system alone, with only those pages
//! that are written to; there it stays while it shrinks, and goes back when it is dropped.

/// More than any block of the allocator: glibc's limit is 32 MiB. Others give back what is free by
/// themselves, and some count room that is not used.
const ALONE: usize = if cfg!(all(target_os = "linux", target_env = "gnu")) {
    33 << 20
} else {
    0
};
/// Smaller pieces leave no holes worth the trouble.
const LARGE: usize = if cfg!(test) { 64 } else { 32 << 10 };

/// An empty vector with room for so many things. Say [`settled`] when it is filled.
pub(super) fn with_room_for<T>(count: usize) -> Vec<T> {
    if count.saturating_mul(size_of::<T>()) < LARGE {
        return Vec::with_capacity(count);
    }
    Vec::with_capacity(count.max(ALONE / size_of::<T>().max(1)))
}

/// Makes room for more things at the end.
pub(super) fn make_room<T: Copy>(things: &mut Vec<T>, more: usize) {
    let needed = things.len() + more;
    if needed > things.capacity() {
        let mut larger = with_room_for(needed * 2);
        larger.extend_from_slice(things);
        *things = larger;
    }
}

/// So many of one thing.
pub(super) fn filled<T: Clone>(thing: T, count: usize) -> Vec<T> {
    let mut all = with_room_for(count);
    all.resize(count, thing);
    all
}

/// Gives back the room that was not needed.
pub(super) fn settled<T: Copy>(mut filled: Vec<T>) -> Vec<T> {
    if size_of_val(filled.as_slice()) < LARGE {
        // A page would be more than it needs.
        return filled.as_slice().to_vec();
    }
    filled.shrink_to_fit();
    filled
}
