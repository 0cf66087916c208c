//! Which table a row is of. Where it stands says nothing when what leads there is gone, but no two
//! tables have rows of the same shape; a test holds the shapes to the schema.

use crate::pages::{Row, Value};

/// A table whose rows are taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Table {
    Meta,
    Book,
    Change,
    ChangeRow,
    ImportRun,
    Shelf,
    RecentSearch,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The number of the row, which stands beside the values.
    Number,
    Uid,
    Text,
    Integer,
    Blob,
    /// Not in every row.
    Maybe(Kind),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
}

use Shape::{Blob, Integer, Maybe, Number, Text, Uid};

impl Table {
    pub(super) const ALL: [Self; 7] = [
        Self::Meta,
        Self::Book,
        Self::Change,
        Self::ChangeRow,
        Self::ImportRun,
        Self::Shelf,
        Self::RecentSearch,
    ];

    /// The table that a row is of.
    pub(super) fn of(row: &Row) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.fits(row))
    }

    pub(super) fn shape(self) -> &'static [Shape] {
        const MAYBE_INTEGER: Shape = Maybe(Kind::Integer);
        match self {
            Self::Meta => &[
                Number, Uid, Text, Integer, Integer, Integer, Integer, Integer, Integer, Integer,
            ],
            Self::Book => &[
                Number,
                Uid,
                Text,
                Text,
                Text,
                Text,
                Text,
                Text,
                MAYBE_INTEGER,
                Text,
                Text,
                Text,
                Text,
                MAYBE_INTEGER,
                Text,
                Integer,
                Integer,
                MAYBE_INTEGER,
                Text,
                Text,
                Text,
                Text,
                Text,
            ],
            Self::Change => &[
                Number,
                Integer,
                Text,
                Integer,
                Text,
                Integer,
                MAYBE_INTEGER,
                Integer,
            ],
            Self::ChangeRow => &[Integer, Text, Integer, Maybe(Kind::Text)],
            Self::ImportRun => &[Number, Text, Text, Integer, Integer, Integer, Integer],
            Self::Shelf => &[Number, Uid, Text, Text, Text, Blob, Integer, Integer],
            Self::RecentSearch => &[Number, Text, Text, Integer],
        }
    }

    /// The columns that a row of an older file lacks at its end.
    fn newer_columns(self) -> usize {
        usize::from(self == Self::Meta)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Book => "book",
            Self::Change => "change",
            Self::ChangeRow => "change_row",
            Self::ImportRun => "import_run",
            Self::Shelf => "shelf",
            Self::RecentSearch => "recent_search",
        }
    }

    fn fits(self, row: &Row) -> bool {
        let shape = self.shape();
        let own = shape.len() - self.newer_columns()..=shape.len();
        own.contains(&row.values.len())
            && row.id.is_some() == (shape.first() == Some(&Number))
            && shape
                .iter()
                .zip(&row.values)
                .enumerate()
                .all(|(at, (shape, value))| match value {
                    Value::Lost => self.can_spare(at),
                    value => shape.fits(value),
                })
            && self.word_fits(row)
    }

    /// A book is worth keeping by its title alone.
    fn can_spare(self, column: usize) -> bool {
        self == Self::Book && column > BOOK_TITLE
    }

    /// Rows of other tables that have the same shape say other words.
    fn word_fits(self, row: &Row) -> bool {
        match self {
            Self::ChangeRow => {
                matches!(row.values.get(1), Some(Value::Text(word)) if word == "book" || word == "shelf")
            }
            _ => true,
        }
    }
}

pub(super) const BOOK_TITLE: usize = 2;

impl Shape {
    fn fits(self, value: &Value) -> bool {
        match self {
            Self::Number | Self::Maybe(_) if *value == Value::Null => true,
            Self::Uid => matches!(value, Value::Blob(bytes) if bytes.len() == 16),
            Self::Text | Self::Maybe(Kind::Text) if matches!(value, Value::Text(_)) => true,
            Self::Integer | Self::Maybe(Kind::Integer) if matches!(value, Value::Integer(_)) => {
                true
            }
            Self::Blob => matches!(value, Value::Blob(_)),
            Self::Number | Self::Maybe(_) | Self::Text | Self::Integer => false,
        }
    }
}

/// What stands for a value of a book that is lost: what an empty field of a form would give.
pub(super) fn in_place_of(column: usize) -> Value {
    const CONTRIBUTORS: usize = 4;
    const SERIES: usize = 5;
    const IDENTIFIERS: usize = 10;
    const TAGS: usize = 12;
    const STATUS: usize = 14;
    const SOURCES: usize = 22;
    match column {
        CONTRIBUTORS | SERIES | IDENTIFIERS | TAGS | SOURCES => Value::Text("[]".to_owned()),
        STATUS => Value::Text("none".to_owned()),
        column => match Table::Book.shape().get(column) {
            Some(Integer) => Value::Integer(0),
            Some(Maybe(_)) => Value::Null,
            _ => Value::Text(String::new()),
        },
    }
}

#[cfg(test)]
mod tests {
    use sqlx::SqlitePool;

    use super::*;
    use crate::{LibraryKey, db};

    async fn columns(writer: &SqlitePool, table: &str) -> Vec<(String, String, bool)> {
        let columns = sqlx::query_as("SELECT name, type, \"notnull\" FROM pragma_table_info(?1)");
        columns.bind(table).fetch_all(writer).await.unwrap()
    }

    #[tokio::test]
    async fn the_shapes_are_those_of_the_schema() {
        let folder = tempfile::tempdir().unwrap();
        let key = LibraryKey::for_tests([1; 32]);
        let file = folder.path().join("library.db");
        let connections = db::open(&file, &key, true).await.unwrap();
        for table in Table::ALL {
            let columns = columns(&connections.writer, table.name()).await;
            assert_eq!(columns.len(), table.shape().len(), "{}", table.name());
            for ((name, kind, always), shape) in columns.iter().zip(table.shape()) {
                let fits = match shape {
                    Number => kind == "INTEGER",
                    Uid | Blob => kind == "BLOB" && *always,
                    Text => kind == "TEXT" && *always,
                    Integer => kind == "INTEGER" && *always,
                    Maybe(Kind::Text) => kind == "TEXT" && !*always,
                    Maybe(Kind::Integer) => kind == "INTEGER" && !*always,
                };
                assert!(fits, "{}.{name} is {kind}, {shape:?}", table.name());
            }
        }
        connections.close().await.unwrap();
    }
}
