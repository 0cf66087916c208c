//! Use cases on a real, encrypted library in a folder of its own.
#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

mod account;
mod agreement;
mod arguments;
mod backups;
mod book;
mod damage;
mod draft;
mod import;
mod lock;
mod long_text;
mod queries;
mod safety;
mod shelf;
mod snapshot;
mod storage;
mod support;
mod undo;
mod upgrade;
mod view;
