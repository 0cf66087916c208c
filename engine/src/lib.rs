//! What the engine is told directly, past sqlx, over a connection of sqlx: the key of a library,
//! its log, and many rows; how its crypto starts, and that the program ends only when the engine has;
//! and to the allocator, what it keeps.
//!
//! All go by handles that belong to C, so this is the one place of Bookly with unsafe code, and
//! there is nothing else in it.

mod exit;
mod key;
mod log;
mod memory;
mod rows;
mod start;

pub use key::give_key;
pub use log::keep_log;
pub use memory::give_back_memory;
pub use rows::{Row, run_for_each};
pub use rusqlite::Error;
pub use start::options;
