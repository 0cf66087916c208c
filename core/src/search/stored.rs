//! The base of an index as bytes, so that opening a large library need not read every book.
//!
//! The bytes are the arrays of the segment one after the other, little-endian, each after its
//! length, cut into parts of 1 MiB ([`parts`]). They are a cache: whatever does not fit makes the
//! reader give up, and whoever asked builds the index anew. So the reader believes nothing. A
//! checksum finds damage; and because a checksum is no proof, lengths are held against the bytes
//! there are, and every number against what it counts in, before anything is asked of it.
//!
//! What changed since is not in there, and no permutation is: sorting again takes less time than
//! reading one.

mod made_by;
mod parts;

use std::sync::Arc;

use super::bits::Bits;
use super::columns::{Column, PerColumn, Ranks};
use super::index::Index;
use super::postings::Postings;
use super::segment::{PerMark, Segment};
use super::texts::Texts;
use super::values::Values;
use super::words::PerField;
use crate::book::BookId;

pub use made_by::made_by;
#[cfg(test)]
pub(super) use parts::cut;
pub(super) use parts::{Reader, Writer};

/// The base of an index, which never changes: what is stored of it.
#[derive(Debug, Clone)]
pub struct Base(Arc<Segment>);

impl Base {
    /// How many books it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Makes ready what whoever begins to type asks for, as long as `go_on` wants it.
    pub fn look_ahead(&self, go_on: impl Fn() -> bool) {
        self.0.look_ahead(go_on);
    }

    /// Gives its bytes part by part, until `give` wants no more. They fit this revision only.
    pub fn write(&self, revision: i64, give: impl FnMut(Vec<u8>) -> bool) {
        let mut out = Writer::new(revision, give);
        write(&self.0, &mut out);
        out.finish();
    }
}

impl Index {
    /// What can be stored of it: the books as they were when the base was made.
    pub fn base(&self) -> Base {
        Base(Arc::clone(&self.base))
    }

    /// Whether this is the base it has now.
    pub fn is_upon(&self, base: &Base) -> bool {
        Arc::ptr_eq(&self.base, &base.0)
    }

    /// Reads what was written for this revision: `size` is how many bytes all parts have. None when
    /// anything is missing, damaged or does not fit together.
    pub fn read(revision: i64, size: usize, parts: impl Iterator<Item = Vec<u8>>) -> Option<Self> {
        let mut bytes = Reader::new(revision, size, parts);
        let segment = read(&mut bytes)?;
        bytes.ends().then(|| Self::from_base(Arc::new(segment)))
    }
}

fn write(segment: &Segment, out: &mut Writer<'_>) {
    let ids = segment.ids.iter().map(|id| id.0);
    out.numbers(segment.len(), ids);
    for mark in &segment.marks.0 {
        mark.write(out);
    }
    segment.titles.write(out);
    segment.title_words.write(out);
    for values in &segment.values.0 {
        values.write(out);
    }
    for column in &segment.columns.0 {
        column.write(out);
    }
}

fn read(bytes: &mut Reader<'_>) -> Option<Segment> {
    let ids: Vec<BookId> = bytes.numbers(BookId)?;
    let len = u32::try_from(ids.len()).ok()?;
    if !ids.is_sorted_by(|one, next| one < next) {
        return None;
    }
    let mut marks = PerMark::<Bits>::default();
    for mark in &mut marks.0 {
        *mark = Bits::read(bytes, ids.len())?;
    }
    let titles = Texts::read(bytes, ids.len())?;
    let title_words = Postings::read(bytes, len)?;
    let mut values = PerField::<Values>::default();
    for field in &mut values.0 {
        *field = Values::read(bytes, len)?;
    }
    let mut columns = PerColumn::<Ranks>::default();
    for (ranks, column) in columns.0.iter_mut().zip(Column::ALL) {
        *ranks = Ranks::read(bytes, column, ids.len())?;
    }
    Some(Segment {
        gone: Bits::new(ids.len()),
        marks,
        titles,
        title_words,
        values,
        columns,
        ..Segment::of(ids)
    })
}
