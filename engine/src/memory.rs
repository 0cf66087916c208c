//! What the allocator of glibc keeps; those of other systems are left as they are.

/// Sets what it would otherwise learn from the program, and learns badly from this one: once a large
/// list was freed, those like it leave gaps in memory that is kept, and what one keystroke gives back
/// the next one needs again. To be said before there is anything large.
pub(crate) fn settle_allocator() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        /// In bytes. The great lists of a large index lie by themselves, and go back whole.
        const LARGE: libc::c_int = 4 << 20;
        /// In bytes, of each arena. A keystroke needs less.
        const KEPT: libc::c_int = 8 << 20;
        /// No more threads than that are at work at a time.
        const ARENAS: libc::c_int = 4;
        #[expect(unsafe_code, reason = "calls into C")]
        // SAFETY: they may be called at any time and from any thread. Where one fails, all is as before.
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
            libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT);
            libc::mallopt(libc::M_ARENA_MAX, ARENAS);
        }
    }
}

/// Gives back to the system what was freed: after an index was made, that is much. It may take some
/// ten milliseconds.
pub fn give_back_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "a call into C")]
    // SAFETY: it may be called at any time and from any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}
