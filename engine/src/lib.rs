//! What the engine is told directly, past sqlx, over a connection of sqlx: the key of a library, and
//! many rows.
//!
//! Both go by the handle that belongs to C, so this is the one place of Bookly with unsafe code, and
//! there is nothing else in it.

mod key;
mod rows;

pub use key::give_key;
pub use rows::{Row, run_for_each};
pub use rusqlite::Error;
