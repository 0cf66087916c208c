//! Why a text could not be read.

use std::{fmt, ops::Range};

/// What is wrong with a query, where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The place in the text, in bytes.
    pub span: Range<usize>,
    /// A sentence for the reader.
    pub message: String,
    /// What to write at the place instead. With it there, the text can be read so far; only a range may have another end
    /// to mend.
    pub suggestion: Option<String>,
}

impl Problem {
    /// A problem without a way out that could be named.
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            suggestion: None,
        }
    }

    /// The same, and what to write instead.
    pub(super) fn suggest(mut self, instead: impl Into<String>) -> Self {
        self.suggestion = Some(instead.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
