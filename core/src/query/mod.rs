//! The search language: a text becomes a tree, and a tree becomes its text again.
//!
//! It knows no index, no store and no clock: what a tree finds is the work of `search`. The whole language, and why it
//! is read by hand, is in docs/decisions/0008-the-search-language.md.

mod dates;
mod fields;
mod pattern;
mod problem;
mod tree;

pub use dates::Edge;
pub use fields::{FIELDS, Field, FieldInfo, Kind};
pub use pattern::Pattern;
pub use problem::Problem;
pub use tree::{Bounds, Node, Query, Term, Test};
