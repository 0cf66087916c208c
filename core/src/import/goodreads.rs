//! Exports of Goodreads. Columns are found by their names, so 31, 24 and 23 of them are one format; a title and an author
//! are all that must be there. A row keeps every cell it had, whether a field took it or not.

mod columns;
mod isbns;
mod row;
mod words;

use std::io::Read;

use self::columns::Columns;
use super::{
    csv_rows::{CsvRow, CsvRows, Damage},
    encoding::Encoding,
    entry::{Note, Rejected, Rejection, Row},
};
use crate::error::{Error, Result};

/// The rows of an export, read one at a time.
pub struct Rows<R> {
    file: CsvRows<R>,
    columns: Columns,
    /// The header came again, and no book after it yet.
    header_again: bool,
    done: bool,
}

/// Reads the header of a file. Fails with [`Error::ImportNotRecognised`] when it is not one of Goodreads.
pub fn open<R: Read>(reader: R) -> Result<Rows<R>> {
    let opened = CsvRows::open(reader, |header| Columns::of(header).is_some());
    let (file, header) = opened
        .map_err(Error::ImportFileUnreadable)?
        .ok_or(Error::ImportNotRecognised)?;
    let columns = Columns::of(&header).ok_or(Error::ImportNotRecognised)?;
    Ok(Rows {
        file,
        columns,
        header_again: false,
        done: false,
    })
}

impl<R: Read> Rows<R> {
    fn advance(&mut self) -> std::io::Result<Option<Row>> {
        while let Some(CsvRow { row, cells }) = self.file.next_row()? {
            match cells {
                Err((damage, text)) => return Ok(Some(Err(self.damaged(row, damage, text)))),
                Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => {}
                Ok(cells) if self.columns.are_named_by(&cells) => self.header_again = true,
                Ok(cells) => {
                    let mut read = row::read(&self.columns, &cells, row);
                    if let Ok(entry) = &mut read
                        && std::mem::take(&mut self.header_again)
                    {
                        entry.notes.push(Note::HeaderAgain);
                    }
                    return Ok(Some(read));
                }
            }
        }
        Ok(None)
    }

    fn damaged(&self, row: u64, damage: Damage, text: String) -> Rejected {
        let says = text
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .take(80)
            .collect();
        Rejected {
            row,
            says,
            reason: damage.into(),
            cells: vec![(self.columns.name(0).into_owned(), text)],
        }
    }
}

impl<R: Read + Send> super::Rows for Rows<R> {
    fn layout(&self) -> String {
        let columns = self.columns.len();
        match self.file.encoding() {
            Encoding::Utf8 => format!("{columns} columns"),
            Encoding::Utf16Le | Encoding::Utf16Be => format!("{columns} columns, UTF-16"),
        }
    }

    fn header(&self) -> &[String] {
        self.columns.names()
    }
}

/// Ends after the first failure to read the file.
impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self
            .advance()
            .map_err(Error::ImportFileUnreadable)
            .transpose();
        self.done = !matches!(next, Some(Ok(_)));
        next
    }
}

impl From<Damage> for Rejection {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::OpenQuote => Self::OpenQuote,
            Damage::TooLong => Self::TooLong,
            Damage::TooManyCells => Self::TooManyCells,
            Damage::Endless => Self::Endless,
        }
    }
}

#[cfg(test)]
mod tests;
