//! The program: opens Bookly's window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

/// Made for many threads: books are read, written and indexed on several, and what one of them
/// allocates another frees. An import takes a tenth less of CPU with it than with the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    bookly_lib::run()
}
