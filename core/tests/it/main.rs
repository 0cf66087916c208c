//! Use cases on a real, encrypted library in a folder of its own.

mod account;
mod book;
mod import;
mod storage;
mod support;
mod undo;
mod view;
