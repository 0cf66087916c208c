//! The parts of the bench that take the same figures of a library of any size.

mod edit;
mod facets;
mod keystrokes;
mod lock;
mod memory;
mod open;
mod sort;
mod typos;
mod windows;

use std::path::Path;

use bookly_core::{Library, SortBy, SortKey, View, ViewQuery};

use crate::{
    cache,
    figures::Value,
    start::{OWNER, clock, key},
};

pub use memory::probe;

type Failure = Box<dyn std::error::Error>;

/// Up to this size a keystroke has to be answered within 5 ms, beyond it within a frame.
const LARGE: u32 = 100_000;
/// Queries, one in each line.
pub const QUERIES: &str = include_str!("../../queries.txt");

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Keystrokes,
    Sort,
    Windows,
    Facets,
    Typos,
    Memory,
    Open,
    Lock,
    Edit,
}

impl Part {
    pub const ALL: [Self; 9] = [
        Self::Keystrokes,
        Self::Sort,
        Self::Windows,
        Self::Facets,
        Self::Typos,
        Self::Memory,
        Self::Open,
        Self::Lock,
        Self::Edit,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Keystrokes => "keystrokes",
            Self::Sort => "sort",
            Self::Windows => "windows",
            Self::Facets => "facets",
            Self::Typos => "typos",
            Self::Memory => "memory",
            Self::Open => "open",
            Self::Lock => "lock",
            Self::Edit => "edit",
        }
    }

    /// Takes the figures of a library of this size.
    pub async fn measure(self, cache: &Path, books: u32) -> Result<Vec<Value>, Failure> {
        match self {
            Self::Memory => return memory::measure(cache, books).await,
            Self::Open => return open::measure(cache, books).await,
            Self::Lock => return lock::measure(cache, books).await,
            Self::Edit => return edit::measure(cache, books).await,
            _ => {}
        }
        let library = opened(&cache::library(cache, books).await?).await?;
        let values = match self {
            Self::Keystrokes => keystrokes::measure(&library, books).await,
            Self::Sort => sort::measure(&library).await,
            Self::Windows => windows::measure(&library).await,
            Self::Facets => facets::measure(&library).await,
            _ => typos::measure(&library, books).await,
        };
        library.close().await?;
        values
    }
}

/// A library whose search answers.
async fn opened(file: &Path) -> Result<Library, Failure> {
    let library = Library::open(file, &key(), OWNER, clock()).await?;
    library.index_ready().await;
    Ok(library)
}

/// The answer to what is typed: the count and the first rows.
async fn ask(library: &Library, text: &str, sort: &[SortKey]) -> Result<View, Failure> {
    let view = typed(library, text, sort).await?;
    Ok(view.ok_or_else(|| format!("this query cannot be read: {text}"))?)
}

/// The same, or none for a query that cannot be read, as one half typed may not.
async fn typed(library: &Library, text: &str, sort: &[SortKey]) -> Result<Option<View>, Failure> {
    let query = ViewQuery {
        text: text.to_owned(),
        sort: sort.to_vec(),
        ..ViewQuery::default()
    };
    Ok(library.open_view(query).await?.view())
}

fn by(by: SortBy) -> SortKey {
    SortKey {
        by,
        descending: false,
    }
}

/// The most a keystroke may take, in ms.
fn keystroke_limit(books: u32) -> f64 {
    if books <= LARGE { 5.0 } else { 16.0 }
}
