//! Rows of a delimited text file, one at a time and in bounded memory, whatever the file holds.
//!
//! A quote that is never closed would swallow every row behind it. When a record has grown out of shape and one of the
//! lines inside it is a complete row by itself, only the lines before that one are given up.

mod cells;

use std::io::{Read, Result};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

pub(super) use self::cells::Cells;
use super::encoding::{Encoding, Repairs, Text, push_text};

/// More cells than this make no row and no header.
pub(super) const MOST_CELLS: usize = 256;
const LONGEST_ROW: usize = 4 << 20;
const LONGEST_HEADER: usize = 64 << 10;
/// Reading gives up when a row that is too long does not end within this.
const LONGEST_SKIP: usize = 64 << 20;
/// How much may be read twice, in all, to save rows behind open quotes.
const MOST_READ_TWICE: usize = 256 << 20;
/// Fewer columns than this are no proof that a line is a row.
const TELLING_WIDTH: usize = 8;

/// Why a row could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    /// A quote is opened and never closed.
    OpenQuote,
    /// Longer than 4 MiB.
    TooLong,
    /// More than 256 cells.
    TooManyCells,
    /// It does not end; nothing behind it was read.
    Endless,
}

/// A row: its number as a spreadsheet counts, and its cells, or what is wrong with it and its text (64 KiB at most).
#[derive(Debug)]
pub(super) struct CsvRow {
    pub(super) row: u64,
    pub(super) cells: std::result::Result<Cells, (Damage, String)>,
}

/// Reads rows until the end of the file.
pub(super) struct CsvRows<R> {
    input: Text<R>,
    delimiter: u8,
    parser: Reader,
    /// What has been read; the next row begins at `start`.
    buffer: Vec<u8>,
    start: usize,
    at_end: bool,
    /// The last row ended with a CR, so that a LF here belongs to it.
    after_cr: bool,
    out: Vec<u8>,
    ends: Vec<usize>,
    row: u64,
    width: usize,
    read_twice: usize,
}

/// How far one record goes.
struct Extent {
    /// Bytes used, its line end included.
    used: usize,
    text: usize,
    cells: usize,
    shape: std::result::Result<(), Damage>,
}

impl<R: Read> CsvRows<R> {
    /// Finds the delimiter with which `accept` takes the first row as a header, and stands behind that row.
    pub(super) fn open(inner: R, accept: impl Fn(&Cells) -> bool) -> Result<Option<(Self, Cells)>> {
        let mut rows = Self {
            input: Text::open(inner)?,
            delimiter: b',',
            parser: parser(b','),
            buffer: Vec::new(),
            start: 0,
            at_end: false,
            after_cr: false,
            out: vec![0; 4096],
            ends: vec![0; MOST_CELLS + 1],
            row: 0,
            width: 0,
            read_twice: 0,
        };
        while rows.buffer.len() < LONGEST_HEADER && rows.refill()? {}
        let begin = rows.skip_line_ends()?;
        let told = rows.delimiter_line();
        for delimiter in told.map_or(b",;\t".to_vec(), |delimiter| vec![delimiter]) {
            rows.delimiter = delimiter;
            rows.parser = parser(delimiter);
            let header = rows.start;
            let extent = rows.extent(LONGEST_HEADER)?;
            let cells = rows.cells(&extent);
            if begin && extent.shape.is_ok() && accept(&cells) {
                rows.pass(extent.used);
                rows.row += 1;
                rows.width = cells.len();
                return Ok(Some((rows, cells)));
            }
            rows.start = header;
        }
        Ok(None)
    }

    /// Spreadsheets write `sep=;` above the header to say what they mean.
    fn delimiter_line(&mut self) -> Option<u8> {
        let line = self.buffer.get(self.start..self.start + 6)?;
        match line {
            [
                b's' | b'S',
                b'e' | b'E',
                b'p' | b'P',
                b'=',
                delimiter @ (b',' | b';' | b'\t'),
                b'\r' | b'\n',
            ] => {
                let delimiter = *delimiter;
                self.pass(6);
                self.row += 1;
                self.skip_line_ends().ok()?;
                Some(delimiter)
            }
            _ => None,
        }
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.input.encoding()
    }

    /// The next row; `None` at the end of the file.
    pub(super) fn next_row(&mut self) -> Result<Option<CsvRow>> {
        if !self.skip_line_ends()? {
            return Ok(None);
        }
        self.row += 1;
        let row = self.row;
        let extent = self.extent(LONGEST_ROW)?;
        let record = self
            .buffer
            .get(self.start..self.start + extent.used)
            .unwrap_or_default();
        if let Some((bytes, lines)) = self.row_inside(record, &extent) {
            let cells = Err((
                Damage::OpenQuote,
                beginning_of(record.get(..bytes).unwrap_or(record)),
            ));
            self.read_twice += extent.used;
            self.start += bytes;
            self.row += lines - 1;
            return Ok(Some(CsvRow { row, cells }));
        }
        let cells = match extent.shape {
            Ok(()) => Ok(self.cells(&extent)),
            Err(Damage::TooLong) => {
                let beginning = beginning_of(record);
                let damage = self.skip_record(extent.used)?;
                return Ok(Some(CsvRow {
                    row,
                    cells: Err((damage, beginning)),
                }));
            }
            Err(damage) => Err((damage, beginning_of(record))),
        };
        self.pass(extent.used);
        Ok(Some(CsvRow { row, cells }))
    }

    /// Runs the parser over one record without leaving its beginning.
    fn extent(&mut self, longest: usize) -> Result<Extent> {
        self.parser.reset();
        let mut extent = Extent {
            used: 0,
            text: 0,
            cells: 0,
            shape: Ok(()),
        };
        loop {
            let mut input = self
                .buffer
                .get(self.start + extent.used..)
                .unwrap_or_default();
            let closing = input.is_empty();
            if closing {
                if extent.used > longest {
                    extent.shape = Err(Damage::TooLong);
                    return Ok(extent);
                }
                if self.refill()? {
                    continue;
                }
                // Outside quotes this ends the last record.
                input = b"\n";
            }
            let out = self.out.get_mut(extent.text..).unwrap_or_default();
            let ends = self.ends.get_mut(extent.cells..).unwrap_or_default();
            let (result, read, written, ended) = self.parser.read_record(input, out, ends);
            extent.used += if closing { 0 } else { read };
            extent.text += written;
            extent.cells += ended;
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => return Ok(extent),
                ReadRecordResult::InputEmpty if closing => {
                    extent.shape = Err(Damage::OpenQuote);
                    return Ok(extent);
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.out.resize(self.out.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => {
                    extent.shape = Err(Damage::TooManyCells);
                    extent.cells = 0;
                }
            }
        }
    }

    /// Where inside a record that has lost its shape a whole row begins: the bytes and the lines before it.
    fn row_inside(&self, record: &[u8], extent: &Extent) -> Option<(usize, u64)> {
        if self.width < TELLING_WIDTH || self.read_twice > MOST_READ_TWICE {
            return None;
        }
        let mut at = line_length(record)?;
        let mut lines = 1;
        if at == record.len() {
            return None; // one line only, as nearly all are
        }
        // Not a clone: csv-core 0.1.13 forgets the delimiter when a reader is cloned.
        let mut parser = parser(self.delimiter);
        let (mut out, mut ends) = (vec![0; 4096], vec![0; MOST_CELLS + 1]);
        loop {
            let rest = record.get(at..).filter(|rest| !rest.is_empty())?;
            let length = line_length(rest);
            // A last line without an end is cut off where the record was.
            if length.is_none() && extent.shape == Err(Damage::TooLong) {
                return None;
            }
            let line = rest.get(..length.unwrap_or(rest.len()))?;
            if cells_in(&mut parser, line, &mut out, &mut ends) == Some(self.width) {
                return Some((at, lines));
            }
            at += length?;
            lines += 1;
        }
    }

    /// Passes over the rest of a record that is too long to keep.
    fn skip_record(&mut self, mut skipped: usize) -> Result<Damage> {
        self.start += skipped;
        loop {
            let input = self.buffer.get(self.start..).unwrap_or_default();
            if input.is_empty() {
                if skipped > LONGEST_SKIP {
                    self.at_end = true;
                    return Ok(Damage::Endless);
                }
                if self.refill()? {
                    continue;
                }
                return Ok(Damage::TooLong);
            }
            let (result, read, _, _) =
                self.parser
                    .read_record(input, &mut self.out, &mut self.ends);
            self.pass(read);
            skipped += read;
            if matches!(result, ReadRecordResult::Record | ReadRecordResult::End) {
                return Ok(Damage::TooLong);
            }
        }
    }

    fn pass(&mut self, bytes: usize) {
        self.start += bytes;
        let last = self.start.checked_sub(1).and_then(|at| self.buffer.get(at));
        self.after_cr = last == Some(&b'\r');
    }

    /// Stands at the next row. Empty lines count as rows, as they do in a spreadsheet. False at the end of the file.
    fn skip_line_ends(&mut self) -> Result<bool> {
        loop {
            match self.buffer.get(self.start).copied() {
                Some(b'\n') if self.after_cr => self.after_cr = false,
                Some(end @ (b'\n' | b'\r')) => {
                    self.row += 1;
                    self.after_cr = end == b'\r';
                }
                Some(_) => {
                    self.after_cr = false;
                    return Ok(true);
                }
                None if self.refill()? => continue,
                None => return Ok(false),
            }
            self.start += 1;
        }
    }

    /// Reads the next piece behind what is there, and forgets what is before `start`.
    fn refill(&mut self) -> Result<bool> {
        if self.at_end {
            return Ok(false);
        }
        self.buffer.drain(..self.start.min(self.buffer.len()));
        self.start = 0;
        self.at_end = !self.input.more(&mut self.buffer)?;
        Ok(!self.at_end)
    }

    fn cells(&self, extent: &Extent) -> Cells {
        let bytes = self.out.get(..extent.text).unwrap_or_default();
        let ends = self.ends.get(..extent.cells).unwrap_or_default();
        Cells::new(bytes, ends)
    }
}

fn parser(delimiter: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).build()
}

/// The length of the first line with its end, LF, CR LF or CR; `None` when it has no end.
fn line_length(bytes: &[u8]) -> Option<usize> {
    let end = bytes.iter().position(|b| matches!(b, b'\n' | b'\r'))?;
    let crlf = bytes.get(end..end + 2) == Some(b"\r\n");
    Some(end + if crlf { 2 } else { 1 })
}

/// The number of cells in a line that is a whole record.
fn cells_in(parser: &mut Reader, line: &[u8], out: &mut [u8], ends: &mut [usize]) -> Option<usize> {
    parser.reset();
    let (mut cells, mut at) = (0, 0);
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let closing = rest.is_empty();
        let input = if closing { b"\n" } else { rest };
        let (result, read, _, ended) = parser.read_record(input, out, ends);
        at += read;
        cells += ended;
        match result {
            ReadRecordResult::Record => return Some(cells),
            ReadRecordResult::OutputFull => {}
            ReadRecordResult::InputEmpty if !closing => {}
            _ => return None,
        }
    }
}

/// As much of a damaged row as is kept of it.
fn beginning_of(record: &[u8]) -> String {
    let mut text = String::new();
    let start = record
        .get(..record.len().min(LONGEST_HEADER))
        .unwrap_or(record);
    push_text(&mut text, start.trim_ascii_end(), &mut Repairs::default());
    text
}
