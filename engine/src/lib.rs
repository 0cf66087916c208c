//! What the engine is told directly, past sqlx, over a connection of sqlx: the key of a library,
//! its log, and many rows; how its crypto starts, and that the program ends only when the engine has.
//!
//! All go by handles that belong to C, so this is the one place of Bookly with unsafe code, and
//! there is nothing else in it.

mod exit;
mod key;
mod log;
mod rows;
mod start;

pub use key::give_key;
pub use log::keep_log;
pub use rows::{Row, run_for_each};
pub use rusqlite::Error;
pub use start::options;
