//! All that can be read of a damaged library, as plain JSON: one book a line, readable without Bookly.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::{Found, Reading, SalvageWatch, Survey, tables::Table};
use crate::{
    Error, LibraryKey, Result,
    pages::{Row, Value},
};

/// What the columns of a book are called in the file; none for what says nothing to a person.
const BOOK: [Option<&str>; 23] = [
    None,
    None,
    Some("title"),
    Some("subtitle"),
    Some("contributors"),
    Some("series"),
    Some("publisher"),
    Some("published"),
    Some("pageCount"),
    Some("language"),
    Some("identifiers"),
    Some("format"),
    Some("tags"),
    Some("ratingInQuarterStars"),
    Some("status"),
    Some("addedAt"),
    Some("updatedAt"),
    Some("trashedAt"),
    None,
    Some("description"),
    Some("review"),
    Some("privateNotes"),
    Some("sources"),
];

/// Those that are stored as JSON.
const LISTS: [&str; 5] = ["contributors", "series", "identifiers", "tags", "sources"];

/// Writes a new file; one that is there already is written over.
pub(crate) async fn export(
    file: &Path,
    key: &LibraryKey,
    to: &Path,
    watch: &SalvageWatch,
) -> Result<Survey> {
    let mut reading = Reading::begin(file, key, watch).await?;
    let mut out = Out {
        file: BufWriter::new(File::create(to).map_err(|error| Error::of_file(&error))?),
        shelves: Vec::new(),
        first: true,
    };
    out.text("{\"format\":\"bookly-readable/1\",\n\"books\":[\n")?;
    while let Some(found) = reading.next().await? {
        out.books(&found)?;
    }
    out.text("\n],\n\"shelves\":")?;
    let shelves = std::mem::take(&mut out.shelves);
    out.json(&shelves)?;
    out.text("}\n")?;
    out.end()?;
    Ok(reading.survey)
}

struct Out {
    file: BufWriter<File>,
    shelves: Vec<Json>,
    first: bool,
}

impl Out {
    fn books(&mut self, found: &Found) -> Result<()> {
        for (table, row) in found {
            match table {
                Table::Book => {
                    let before = if self.first { "" } else { ",\n" };
                    self.first = false;
                    self.text(before)?;
                    self.json(&book(row))?;
                }
                Table::Shelf => self.shelves.push(json!({
                    "name": plain(row.values.get(2)),
                    "query": plain(row.values.get(4)),
                })),
                _ => {}
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<()> {
        let written = self.file.write_all(text.as_bytes());
        written.map_err(|error| Error::of_file(&error))
    }

    fn json(&mut self, value: &impl Serialize) -> Result<()> {
        let written = serde_json::to_writer(&mut self.file, value);
        written.map_err(|error| Error::of_file(&error.into()))
    }

    fn end(self) -> Result<()> {
        let file = self.file.into_inner();
        let synced = file.map_err(std::io::IntoInnerError::into_error);
        synced
            .and_then(|file| file.sync_all())
            .map_err(|error| Error::of_file(&error))
    }
}

fn book(row: &Row) -> Json {
    let values = BOOK.iter().zip(&row.values);
    let named = values.filter_map(|(name, value)| {
        let name = (*name)?;
        let list = LISTS.contains(&name).then(|| list(value)).flatten();
        Some((name.to_owned(), list.unwrap_or_else(|| plain(Some(value)))))
    });
    Json::Object(named.collect::<Map<_, _>>())
}

fn list(value: &Value) -> Option<Json> {
    match value {
        Value::Text(text) => serde_json::from_str(text).ok(),
        _ => None,
    }
}

fn plain(value: Option<&Value>) -> Json {
    match value {
        Some(Value::Text(text)) => Json::from(text.as_str()),
        Some(Value::Integer(number)) => Json::from(*number),
        _ => Json::Null,
    }
}
