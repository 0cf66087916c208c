//! What Bookly is measured against: the engine's C API writing the same rows into the same schema, with
//! the same key and file settings, in one transaction of prepared statements.

use std::{
    ffi::{CStr, CString, c_char, c_int},
    path::Path,
    ptr,
};

use libsqlite3_sys as ffi;

type Failure = Box<dyn std::error::Error>;

/// A database by its C handle.
pub struct Database(*mut ffi::sqlite3);

/// A value of a row.
enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

/// Rows, and the table that they are for.
pub struct Table {
    into: String,
    columns: usize,
    rows: Vec<Vec<Value>>,
}

impl Database {
    /// Opens a file with the settings of Bookly's writer.
    pub fn open(file: &Path, key: &str) -> Result<Self, Failure> {
        let path = CString::new(file.to_str().ok_or("a path is not UTF-8")?)?;
        let mut handle = ptr::null_mut();
        // SAFETY: `path` outlives the call, and SQLite fills `handle`.
        let code = unsafe { ffi::sqlite3_open(path.as_ptr(), &raw mut handle) };
        let database = Self(handle);
        database.check(code)?;
        database.run(&format!("PRAGMA key = {key}"))?;
        for pragma in [
            "cipher_log_level = NONE",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "temp_store = MEMORY",
            "mmap_size = 0",
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
            "cache_size = -65536",
        ] {
            database.run(&format!("PRAGMA {pragma}"))?;
        }
        Ok(database)
    }

    /// Runs statements without values.
    pub fn run(&self, sql: &str) -> Result<(), Failure> {
        let sql = CString::new(sql)?;
        // SAFETY: the handle is open and `sql` outlives the call.
        let code = unsafe {
            ffi::sqlite3_exec(self.0, sql.as_ptr(), None, ptr::null_mut(), ptr::null_mut())
        };
        self.check(code)
    }

    /// The statements that make this database's tables and indexes. The index of long texts makes its
    /// own tables.
    pub fn schema(&self) -> Result<Vec<String>, Failure> {
        let rows = self.rows("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND name NOT LIKE 'long\\_text\\_%' ESCAPE '\\' ORDER BY rowid")?;
        Ok(rows
            .into_iter()
            .filter_map(|mut row| row.pop().and_then(text))
            .collect())
    }

    /// A number that changes when another connection commits.
    pub fn version(&self) -> Result<i64, Failure> {
        match self.rows("PRAGMA data_version")?.first().map(Vec::as_slice) {
            Some([Value::Integer(version)]) => Ok(*version),
            _ => Err("the engine does not tell its data version".into()),
        }
    }

    /// Every row of a table.
    pub fn table(&self, name: &str) -> Result<Table, Failure> {
        self.asked(name, &format!("SELECT * FROM {name}"))
    }

    /// What is to be written into a table, as another one's rows give it.
    pub fn asked(&self, into: &str, select: &str) -> Result<Table, Failure> {
        let rows = self.rows(select)?;
        Ok(Table {
            into: into.to_owned(),
            columns: rows.first().map_or(0, Vec::len),
            rows,
        })
    }

    /// Writes every row of a table, one prepared statement stepped for each.
    pub fn write(&self, table: &Table) -> Result<(), Failure> {
        if table.rows.is_empty() {
            return Ok(());
        }
        let marks = vec!["?"; table.columns].join(",");
        let statement = self.prepare(&format!("INSERT INTO {} VALUES ({marks})", table.into))?;
        for row in &table.rows {
            for (value, at) in row.iter().zip(1..) {
                self.check(bind(statement, at, value))?;
            }
            // SAFETY: the statement is prepared and lives until it is finalised below.
            let code = unsafe { ffi::sqlite3_step(statement) };
            if code != ffi::SQLITE_DONE {
                self.check(code)?;
            }
            // SAFETY: as above.
            self.check(unsafe { ffi::sqlite3_reset(statement) })?;
        }
        // SAFETY: the statement is not used any more.
        self.check(unsafe { ffi::sqlite3_finalize(statement) })
    }

    fn rows(&self, sql: &str) -> Result<Vec<Vec<Value>>, Failure> {
        let statement = self.prepare(sql)?;
        let mut rows = Vec::new();
        loop {
            // SAFETY: the statement is prepared and lives until it is finalised below.
            match unsafe { ffi::sqlite3_step(statement) } {
                ffi::SQLITE_ROW => rows.push(row_of(statement)),
                ffi::SQLITE_DONE => break,
                code => self.check(code)?,
            }
        }
        // SAFETY: the statement is not used any more.
        self.check(unsafe { ffi::sqlite3_finalize(statement) })?;
        Ok(rows)
    }

    fn prepare(&self, sql: &str) -> Result<*mut ffi::sqlite3_stmt, Failure> {
        let sql = CString::new(sql)?;
        let mut statement = ptr::null_mut();
        // SAFETY: the handle is open, `sql` outlives the call, and SQLite fills `statement`.
        let code = unsafe {
            ffi::sqlite3_prepare_v2(
                self.0,
                sql.as_ptr(),
                -1,
                &raw mut statement,
                ptr::null_mut(),
            )
        };
        self.check(code)?;
        Ok(statement)
    }

    fn check(&self, code: c_int) -> Result<(), Failure> {
        if code == ffi::SQLITE_OK {
            return Ok(());
        }
        // SAFETY: the handle is open; SQLite keeps the text until its next call.
        let message = unsafe { CStr::from_ptr(ffi::sqlite3_errmsg(self.0)) };
        Err(message.to_string_lossy().into_owned().into())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // SAFETY: the handle came from `sqlite3_open` and every statement was finalised.
        unsafe { ffi::sqlite3_close(self.0) };
    }
}

fn bind(statement: *mut ffi::sqlite3_stmt, at: c_int, value: &Value) -> c_int {
    let len = |bytes: &[u8]| c_int::try_from(bytes.len()).unwrap_or(c_int::MAX);
    // SAFETY: the statement is prepared; texts and blobs live in the table until after the step
    // (`SQLITE_STATIC`).
    unsafe {
        match value {
            Value::Null => ffi::sqlite3_bind_null(statement, at),
            Value::Integer(value) => ffi::sqlite3_bind_int64(statement, at, *value),
            Value::Real(value) => ffi::sqlite3_bind_double(statement, at, *value),
            Value::Text(bytes) => ffi::sqlite3_bind_text(
                statement,
                at,
                bytes.as_ptr().cast::<c_char>(),
                len(bytes),
                ffi::SQLITE_STATIC(),
            ),
            Value::Blob(bytes) => ffi::sqlite3_bind_blob(
                statement,
                at,
                bytes.as_ptr().cast(),
                len(bytes),
                ffi::SQLITE_STATIC(),
            ),
        }
    }
}

fn row_of(statement: *mut ffi::sqlite3_stmt) -> Vec<Value> {
    // SAFETY: the statement stands on a row; what SQLite points to is copied before its next call.
    unsafe {
        let bytes = |at| {
            let length =
                usize::try_from(ffi::sqlite3_column_bytes(statement, at)).unwrap_or_default();
            let start = ffi::sqlite3_column_blob(statement, at).cast::<u8>();
            if start.is_null() {
                Vec::new()
            } else {
                std::slice::from_raw_parts(start, length).to_vec()
            }
        };
        (0..ffi::sqlite3_column_count(statement))
            .map(|at| match ffi::sqlite3_column_type(statement, at) {
                ffi::SQLITE_INTEGER => Value::Integer(ffi::sqlite3_column_int64(statement, at)),
                ffi::SQLITE_FLOAT => Value::Real(ffi::sqlite3_column_double(statement, at)),
                ffi::SQLITE_TEXT => Value::Text(bytes(at)),
                ffi::SQLITE_BLOB => Value::Blob(bytes(at)),
                _ => Value::Null,
            })
            .collect()
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Text(bytes) => String::from_utf8(bytes).ok(),
        _ => None,
    }
}
