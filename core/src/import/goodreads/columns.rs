//! The columns of a Goodreads export, by name.

use std::borrow::Cow;

use crate::import::csv_rows::{Cells, MOST_CELLS};

/// Where each column is, if it is there.
pub(super) struct Columns {
    /// As written, in the order of the file; never empty.
    names: Vec<String>,
    folded: Vec<String>,
    pub(super) title: usize,
    pub(super) author: usize,
    pub(super) author_sorted: Option<usize>,
    pub(super) more_authors: Option<usize>,
    pub(super) book_id: Option<usize>,
    pub(super) isbn: Option<usize>,
    pub(super) isbn13: Option<usize>,
    pub(super) my_rating: Option<usize>,
    pub(super) publisher: Option<usize>,
    pub(super) binding: Option<usize>,
    pub(super) pages: Option<usize>,
    pub(super) year: Option<usize>,
    pub(super) original_year: Option<usize>,
    pub(super) date_read: Option<usize>,
    pub(super) date_added: Option<usize>,
    pub(super) shelves: Option<usize>,
    pub(super) exclusive_shelf: Option<usize>,
    pub(super) review: Option<usize>,
    pub(super) private_notes: Option<usize>,
}

impl Columns {
    /// The columns that this header names; `None` when it is not a header of Goodreads.
    pub(super) fn of(header: &Cells) -> Option<Self> {
        let mut folded: Vec<String> = header.iter().map(|name| letters(name).collect()).collect();
        if folded.len() > MOST_CELLS {
            return None;
        }
        while folded.last().is_some_and(String::is_empty) {
            folded.pop();
        }
        let at = |name: &str| folded.iter().position(|folded| folded == name);
        let columns = Self {
            names: header
                .iter()
                .take(folded.len())
                .enumerate()
                .map(|(i, name)| shown(i, name))
                .collect(),
            title: at("title")?,
            author: at("author")?,
            author_sorted: at("authorlf"),
            more_authors: at("additionalauthors"),
            book_id: at("bookid"),
            isbn: at("isbn"),
            isbn13: at("isbn13"),
            my_rating: at("myrating"),
            publisher: at("publisher"),
            binding: at("binding"),
            pages: at("numberofpages"),
            year: at("yearpublished"),
            original_year: at("originalpublicationyear"),
            date_read: at("dateread"),
            date_added: at("dateadded"),
            shelves: at("bookshelves"),
            exclusive_shelf: at("exclusiveshelf"),
            review: at("myreview"),
            private_notes: at("privatenotes"),
            folded,
        };
        let telling = [columns.book_id, columns.exclusive_shelf, columns.shelves];
        telling.iter().any(Option::is_some).then_some(columns)
    }

    /// The names as the file writes them.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// How many cells a whole row has.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of a column as the file writes it; cells behind the last one are numbered.
    pub(super) fn name(&self, index: usize) -> Cow<'_, str> {
        self.names
            .get(index)
            .map_or_else(|| shown(index, "").into(), Cow::from)
    }

    /// True for a row that is the header again, as where two exports were put together.
    pub(super) fn are_named_by(&self, cells: &Cells) -> bool {
        // One look is enough for nearly every row.
        letters(cells.get(self.title)).eq("title".chars())
            && self
                .folded
                .iter()
                .enumerate()
                .all(|(index, name)| letters(cells.get(index)).eq(name.chars()))
    }
}

/// Case, spaces, quotes, marks and question marks do not tell two columns apart.
fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
}

fn shown(index: usize, name: &str) -> String {
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if name.is_empty() {
        format!("Column {}", index + 1)
    } else {
        name.to_owned()
    }
}
