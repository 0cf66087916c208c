//! The search language: a text becomes a tree, and a tree becomes its text again.
//!
//! It knows no index, no store and no clock: what a tree finds is the work of `search`. The whole language, and why it
//! is read by hand, is in docs/decisions/0008-the-search-language.md.

mod chips;
mod completing;
mod dates;
mod edit;
mod fields;
mod numbers;
mod offsets;
mod parse;
mod pattern;
mod print;
mod problem;
mod ranges;
mod tokens;
mod tree;
mod values;
mod words;

pub use chips::{Chip, chips};
pub use completing::{Completing, Typed, completing};
pub use dates::Edge;
pub use edit::{Choice, choices, with_value};
pub use fields::{FIELDS, Field, FieldInfo, HelpLine, Kind, Question, help};
pub use offsets::{in_bytes, in_units};
pub use pattern::Pattern;
pub use problem::Problem;
pub use tree::{Bounds, Node, Query, Term, Test};
pub use words::{state_words, status_words};

#[cfg(test)]
pub(crate) mod tests;
