//! The program: opens Bookly's window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    bookly_lib::run()
}
