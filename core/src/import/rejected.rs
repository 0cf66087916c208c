//! The rejected rows of a file, saved in the layout they came in.

use std::{fs::File, io, path::Path};

use super::{ImportFile, ImportWatch};
use crate::{Error, Result, book::clean};

/// Writes the header and the rejected rows of `file` to `path`, as CSV.
pub fn write_rejected(file: &ImportFile, path: &Path) -> Result<()> {
    let (_, rows) = file.open(&ImportWatch::default())?;
    let unwritable = |error: csv::Error| Error::ImportFileUnreadable(io::Error::other(error));
    let target = File::create(path).map_err(Error::ImportFileUnreadable)?;
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(target);
    let header = rows.header().to_vec();
    out.write_record(&header).map_err(unwritable)?;
    for row in rows {
        let cells = match row? {
            Err(rejected) => in_order(&header, &rejected.cells),
            Ok(entry) if clean(entry.fields.clone()).is_err() => {
                in_order(&header, &entry.source.row()?.cells)
            }
            Ok(_) => continue,
        };
        out.write_record(cells).map_err(unwritable)?;
    }
    out.flush().map_err(Error::ImportFileUnreadable)
}

/// The cells of a row under its header; empty cells were not kept.
fn in_order(header: &[String], cells: &[(String, String)]) -> Vec<String> {
    let cell = |column: &String| {
        cells
            .iter()
            .find(|(name, _)| name == column)
            .map(|(_, text)| text.clone())
    };
    header
        .iter()
        .map(|column| cell(column).unwrap_or_default())
        .collect()
}
