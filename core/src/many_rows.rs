//! Writing many rows in one statement.

use sqlx::{
    Arguments, Encode, Sqlite, SqliteConnection, Type, query::Query, sqlite::SqliteArguments,
};

use crate::Result;

/// Rows that are given to the connection's thread at a time. Only these, so that there are few
/// statements to prepare.
const GROUPS: [usize; 5] = [512, 64, 16, 4, 1];
/// Rows of one statement at most, so that what it binds stays near the processor.
const STATEMENT: usize = 64;

/// The statements for each size of a group: literal texts, but for how often a row stands in them.
pub(crate) struct Insert {
    texts: [String; GROUPS.len()],
    /// How many values a row has.
    values: usize,
}

impl Insert {
    /// `into` names the table and its columns, `row` is the list of one row's values.
    ///
    /// To be able to take back half a statement of many rows, `SQLite` would keep a copy of every page
    /// that it touches. Whoever meets a failure drops the transaction, so `into` says `OR FAIL` or
    /// `OR IGNORE`, with which nothing is taken back.
    pub(crate) fn new(into: &str, row: &str) -> Self {
        Self {
            texts: GROUPS.map(|rows| {
                let together = rows.min(STATEMENT);
                let statement = format!("{into} VALUES {};", vec![row; together].join(", "));
                statement.repeat(rows / together)
            }),
            values: row.matches('?').count(),
        }
    }

    /// The same for a virtual table, whose statements of many rows can always be taken back: a group
    /// is a text of as many statements.
    pub(crate) fn into_virtual(into: &str, row: &str) -> Self {
        Self {
            texts: GROUPS.map(|rows| format!("{into} VALUES {row};").repeat(rows)),
            values: row.matches('?').count(),
        }
    }

    /// Writes the rows; `bind` adds the values of one.
    pub(crate) async fn run<T>(
        &'static self,
        db: &mut SqliteConnection,
        rows: Vec<T>,
        mut bind: impl FnMut(&mut Values, T) -> Result<()>,
    ) -> Result<()> {
        let mut rows = rows.into_iter();
        while let Some((size, text)) = self.next_group(rows.len()) {
            let mut values = Values::for_many(size * self.values);
            for row in rows.by_ref().take(size) {
                bind(&mut values, row)?;
            }
            values.into_query(text).execute(&mut *db).await?;
        }
        Ok(())
    }

    fn next_group(&'static self, rows: usize) -> Option<(usize, &'static str)> {
        let mut groups = GROUPS.into_iter().zip(&self.texts);
        let (size, text) = groups.find(|(size, _)| *size <= rows)?;
        Some((size, text.as_str()))
    }
}

/// The values of a statement.
pub(crate) struct Values(SqliteArguments);

impl Values {
    pub(crate) fn for_many(count: usize) -> Self {
        let mut values = SqliteArguments::default();
        values.reserve(count, 0);
        Self(values)
    }

    pub(crate) fn add<'v>(&mut self, value: impl Encode<'v, Sqlite> + Type<Sqlite>) -> Result<()> {
        Ok(self.0.add(value).map_err(sqlx::Error::Encode)?)
    }

    /// A text, or NULL for an empty one.
    pub(crate) fn add_text(&mut self, text: String) -> Result<()> {
        self.add(Some(text).filter(|text| !text.is_empty()))
    }

    pub(crate) fn into_query(self, sql: &'static str) -> Query<'static, Sqlite, SqliteArguments> {
        sqlx::query_with(sql, self.0)
    }
}
