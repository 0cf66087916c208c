//! One row of a Goodreads export as an entry.

use std::{borrow::Cow, collections::HashSet};

use super::{columns::Columns, isbns, words};
use crate::{
    book::{
        BookFields, Contributor, Identifier, Role,
        html_text::plain_text,
        isbn::unwrapped,
        names::{collapse, sort_name, split_names},
        partial_date::PartialDate,
        row::SourceText,
        series_number::split_series,
    },
    import::{
        csv_rows::Cells,
        entry::{Entry, Note, Rejected, Rejection, Row},
    },
};

const LONGEST_CELL: usize = 64 << 10;
const LONGEST_REVIEW: usize = 1 << 20;

/// Reads a row. Only a row without a title, or with a cell that is too long, makes no book.
pub(super) fn read(columns: &Columns, cells: &Cells, row: u64) -> Row {
    let rejected = |reason| {
        let kept = |text: &str| -> String {
            let end = text.floor_char_boundary(LONGEST_CELL);
            text.get(..end).unwrap_or_default().to_owned()
        };
        let cells_kept = all_cells(columns, cells)
            .map(|(name, text)| (name.into_owned(), kept(text)))
            .collect();
        Err(Rejected {
            row,
            says: says(cells),
            reason,
            cells: cells_kept,
        })
    };
    let may_be_long = |index| [columns.review, columns.private_notes].contains(&Some(index));
    let longest = |index| {
        if may_be_long(index) {
            LONGEST_REVIEW
        } else {
            LONGEST_CELL
        }
    };
    if cells
        .iter()
        .enumerate()
        .any(|(index, cell)| cell.len() > longest(index))
    {
        return rejected(Rejection::CellTooLong);
    }
    let whole_title = collapse(cells.get(columns.title));
    let (title, series) = split_series(&whole_title);
    if title.is_empty() {
        return rejected(Rejection::NoTitle);
    }

    let cell = |column: Option<usize>| column.map_or("", |column| cells.get(column));
    let mut notes = notes_on_form(columns, cells);
    let key = key(cell(columns.book_id), &mut notes);
    let (status, tags) = words::shelves(
        cell(columns.exclusive_shelf),
        cell(columns.shelves),
        &mut notes,
    );
    let goodreads = Some(&key)
        .filter(|key| !key.is_empty())
        .map(|key| Identifier {
            scheme: "goodreads".to_owned(),
            value: key.clone(),
            ..Identifier::default()
        });
    let isbns = isbns::identifiers([cell(columns.isbn), cell(columns.isbn13)], &mut notes);
    let fields = BookFields {
        title: title.to_owned(),
        contributors: contributors(columns, cells),
        series,
        publisher: collapse(cell(columns.publisher)),
        published: published(
            [cell(columns.year), cell(columns.original_year)],
            &mut notes,
        ),
        page_count: noted(words::pages(cell(columns.pages)), &mut notes),
        identifiers: isbns.into_iter().chain(goodreads).collect(),
        format: words::format(cell(columns.binding)),
        tags,
        rating: noted(words::quarter_stars(cell(columns.my_rating)), &mut notes),
        review: plain_text(cell(columns.review)),
        private_notes: plain_text(cell(columns.private_notes)),
        status,
        ..BookFields::default()
    };
    date(cell(columns.date_read), &mut notes);
    let added_at = date(cell(columns.date_added), &mut notes).and_then(|day| day.starts_at());
    notes.sort_unstable();
    notes.dedup();
    let source = SourceText::new("goodreads", &key, all_cells(columns, cells));
    Ok(Entry {
        row,
        fields,
        added_at,
        source,
        notes,
    })
}

/// How the row begins, for a person who looks for it.
fn says(cells: &Cells) -> String {
    let filled = cells.iter().map(str::trim).filter(|cell| !cell.is_empty());
    let words = filled
        .take(8)
        .flat_map(|cell| cell.chars().take(80).chain(" ".chars()));
    collapse(&words.collect::<String>())
        .chars()
        .take(80)
        .collect()
}

fn notes_on_form(columns: &Columns, cells: &Cells) -> Vec<Note> {
    let repairs = cells.repairs;
    let more = cells
        .iter()
        .skip(columns.len())
        .any(|cell| !cell.is_empty());
    [
        (cells.len() < columns.len(), Note::TooFewCells),
        (more, Note::TooManyCells),
        (repairs.old_encoding, Note::OldEncoding),
        (
            repairs.unreadable || cells.are_damaged(),
            Note::UnreadableCharacters,
        ),
        (repairs.controls_dropped, Note::ControlsDropped),
    ]
    .into_iter()
    .filter_map(|(there, note)| there.then_some(note))
    .collect()
}

/// The number by which Goodreads knows the book. A rounded one would make one book of many.
fn key(cell: &str, notes: &mut Vec<Note>) -> String {
    let key = unwrapped(cell);
    if key.len() <= 20 && key.bytes().all(|b| b.is_ascii_digit()) {
        return key.to_owned();
    }
    notes.push(Note::KeyUnreadable);
    String::new()
}

fn contributors(columns: &Columns, cells: &Cells) -> Vec<Contributor> {
    let cell = |column: Option<usize>| column.map_or("", |column| cells.get(column));
    let author = collapse(cells.get(columns.author));
    let mut sorted = collapse(cell(columns.author_sorted));
    if sorted.is_empty() {
        sorted = sort_name(&author);
    }
    let author = Contributor {
        name: author,
        sort_name: sorted,
        role: Role::Author,
    };
    let others = cell(columns.more_authors);
    if others.is_empty() && !author.name.is_empty() {
        return vec![author];
    }
    // Goodreads does not say what the others did.
    let others = split_names(others).into_iter().map(|name| {
        let sort_name = sort_name(&name);
        Contributor {
            name,
            sort_name,
            role: Role::Other,
        }
    });
    let mut seen = HashSet::new();
    let all = std::iter::once(author).chain(others);
    all.filter(|person| !person.name.is_empty() && seen.insert(person.name.to_lowercase()))
        .collect()
}

/// When this edition was published, else when the first one was.
fn published(years: [&str; 2], notes: &mut Vec<Note>) -> String {
    let [this, first] = years.map(|year| date(year, notes));
    this.or(first)
        .map(|date| date.to_string())
        .unwrap_or_default()
}

fn date(cell: &str, notes: &mut Vec<Note>) -> Option<PartialDate> {
    let text = unwrapped(cell);
    let date = PartialDate::read_loosely(text);
    notes.extend((date.is_none() && !text.is_empty()).then_some(Note::DateUnreadable));
    date
}

fn noted<T>(value: Result<Option<T>, Note>, notes: &mut Vec<Note>) -> Option<T> {
    value.unwrap_or_else(|note| {
        notes.push(note);
        None
    })
}

/// Everything that the row says; `=""` says nothing.
fn all_cells<'a>(
    columns: &'a Columns,
    cells: &'a Cells,
) -> impl Iterator<Item = (Cow<'a, str>, &'a str)> + Clone {
    let filled = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty() && *cell != "=\"\"");
    filled.map(|(index, cell)| (columns.name(index), cell))
}
