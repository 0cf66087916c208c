//! Books: what they are made of, and everything a person does with one.
//!
//! Every change goes through the journal in its own transaction. Finding books is `search`'s work.

mod draft;
mod fields;
mod history;
pub(crate) mod html_text;
pub(crate) mod insert;
pub(crate) mod isbn;
pub(crate) mod names;
pub(crate) mod partial_date;
pub(crate) mod row;
mod rules;
pub(crate) mod series_number;
pub(crate) mod store;

use serde::Serialize;
use sqlx::SqliteConnection;

pub use draft::Draft;
pub use fields::*;
pub use history::{FieldChange, HistoryEntry};
pub use isbn::{IsbnCheck, IsbnFault};
pub use row::BookRow;
pub(crate) use rules::{clean, derive};

use crate::{
    ChangeDone, ChangeKind, Error, Library, Result,
    journal::{self, Entity},
    library::Write,
};
use row::NewRow;

/// A book of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Book {
    /// Its number inside this library.
    pub id: BookId,
    /// Its name in any library: a UUID.
    pub uid: String,
    /// What a person can write into it.
    pub fields: BookFields,
    /// What the imports said that brought it.
    pub sources: Vec<SourceRow>,
    /// Milliseconds since 1970, UTC.
    pub added_at: i64,
    /// Milliseconds since 1970, UTC.
    pub updated_at: i64,
    /// When it went to the trash; milliseconds since 1970, UTC.
    pub trashed_at: Option<i64>,
}

/// A book as it was saved, and the change that saved it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "two plain members")]
pub struct BookSaved {
    pub book: Book,
    pub change: ChangeDone,
}

/// A code that was scanned or typed, and the books that have it already (the trash included).
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "two plain members")]
pub struct IsbnLookup {
    pub check: IsbnCheck,
    pub known: Vec<BookRow>,
}

impl Library {
    /// Adds a book. Fails when a field breaks its rule; the failure names the field.
    pub async fn add_book(&self, new_book: BookFields) -> Result<BookSaved> {
        rules::not_in_the_future(&new_book.published, self.now())?;
        let fields = derive(clean(new_book)?);
        let mut write = self.begin_write().await?;
        let now = self.now_ms();
        let change = journal::begin(write.db(), now, ChangeKind::Add, None).await?;
        let id = store::take_ids(write.db(), 1).await?;
        let uid = self.new_uid()?;
        let row = NewRow {
            id,
            uid,
            match_key: row::match_key(&fields.title, &fields.contributors),
            fields,
            sources: row::sources_json(&[])?,
            added_at: now,
            updated_at: now,
            trashed_at: None,
        };
        insert::add(write.db(), &[row]).await?;
        journal::note(write.db(), change, Entity::Book, id.0, None).await?;
        let book = require(write.db(), id).await?;
        let change = write.finish(change, &book.fields.title).await?;
        Ok(BookSaved { book, change })
    }

    /// One book, whole.
    pub async fn book(&self, id: BookId) -> Result<Book> {
        let mut db = self.read().await?;
        let book = require(&mut db, id).await?;
        db.proven(book).await
    }

    /// Changes the fields that are there. Fails when one breaks its rule; nothing is changed then.
    pub async fn change_book(&self, id: BookId, change: BookChange) -> Result<BookSaved> {
        if let Some(published) = &change.published {
            rules::not_in_the_future(published, self.now())?;
        }
        let mut write = self.begin_write().await?;
        let now = self.now_ms();
        let old = require(write.db(), id).await?;
        let fields = derive(clean(change.apply(old.fields))?);
        let change = self
            .begin_change(&mut write, ChangeKind::Edit, &[id])
            .await?;
        put_fields(write.db(), id, &fields, now).await?;
        let book = require(write.db(), id).await?;
        let change = write.finish(change, &book.fields.title).await?;
        Ok(BookSaved { book, change })
    }

    /// Moves books to the trash. Those already there are left out.
    pub async fn trash_books(&self, ids: &[BookId]) -> Result<ChangeDone> {
        self.set_trashed(ids, ChangeKind::Trash, Some(self.now_ms()))
            .await
    }

    /// Takes books out of the trash.
    pub async fn restore_books(&self, ids: &[BookId]) -> Result<ChangeDone> {
        self.set_trashed(ids, ChangeKind::Restore, None).await
    }

    async fn set_trashed(
        &self,
        ids: &[BookId],
        kind: ChangeKind,
        at: Option<i64>,
    ) -> Result<ChangeDone> {
        let mut write = self.begin_write().await?;
        let ids = store::ids_where_trashed(write.db(), &row::json(ids)?, at.is_none()).await?;
        let first = *ids.first().ok_or(Error::BookNotFound)?;
        let change = self.begin_change(&mut write, kind, &ids).await?;
        store::set_trashed(write.db(), &row::json(&ids)?, at).await?;
        let title = require(write.db(), first).await?.fields.title;
        write.finish(change, &title).await
    }

    /// Deletes books of the trash for ever, with their history. Gives the number deleted.
    pub async fn purge_books(&self, ids: &[BookId]) -> Result<u32> {
        let mut write = self.begin_write().await?;
        let ids = store::ids_where_trashed(write.db(), &row::json(ids)?, true).await?;
        self.purge(write, ids).await
    }

    /// Deletes everything in the trash for ever. Gives the number deleted.
    pub async fn empty_trash(&self) -> Result<u32> {
        let mut write = self.begin_write().await?;
        let ids = store::trashed_ids(write.db()).await?;
        self.purge(write, ids).await
    }

    async fn purge(&self, mut write: Write, ids: Vec<BookId>) -> Result<u32> {
        if ids.is_empty() {
            return Ok(0);
        }
        let books = row::json(&ids)?;
        store::remove(write.db(), &books).await?;
        journal::forget(write.db(), &books).await?;
        let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        write.commit(ids).await?;
        Ok(count)
    }

    /// What was done to a book, the newest first.
    pub async fn book_history(&self, id: BookId) -> Result<Vec<HistoryEntry>> {
        let mut db = self.read().await?;
        let history = history::of(&mut db, id).await?;
        db.proven(history).await
    }

    /// Books that may be the same: with one of its identifiers, or its folded title and first
    /// contributor. At most 20; `except` is left out.
    pub async fn lookalikes(
        &self,
        fields: BookFields,
        except: Option<BookId>,
    ) -> Result<Vec<BookRow>> {
        let fields = derive(rules::tidy(fields));
        let mut db = self.read().await?;
        let wanted: Vec<_> = fields
            .identifiers
            .iter()
            .map(|i| (&i.scheme, &i.value))
            .collect();
        let by_number = store::by_identifiers(&mut db, &row::json(wanted)?).await?;
        let mut ids: Vec<BookId> = by_number.into_iter().map(|(_, _, id)| id).collect();
        if !fields.title.is_empty() {
            let key = row::match_key(&fields.title, &fields.contributors);
            ids.extend(
                store::by_match_keys(&mut db, &row::json([key])?)
                    .await?
                    .into_iter()
                    .map(|(_, id)| id),
            );
        }
        ids.sort_unstable();
        ids.dedup();
        ids.retain(|id| Some(*id) != except);
        ids.truncate(20);
        let rows = store::rows(&mut db, &row::json(ids)?).await?;
        db.proven(rows).await
    }

    /// Checks a code and finds the books that have it.
    pub async fn look_up_isbn(&self, text: &str) -> Result<IsbnLookup> {
        let check = IsbnCheck::of(text);
        let mut db = self.read().await?;
        let found =
            store::by_identifiers(&mut db, &row::json([("isbn13", &check.isbn13)])?).await?;
        let ids = found.into_iter().map(|(_, _, id)| id).take(20);
        let known = store::rows(&mut db, &row::json(ids)?).await?;
        db.proven(IsbnLookup { check, known }).await
    }

    /// Starts a change and notes how these books are now.
    pub(crate) async fn begin_change(
        &self,
        write: &mut Write,
        kind: ChangeKind,
        ids: &[BookId],
    ) -> Result<journal::ChangeId> {
        let change = journal::begin(write.db(), self.now_ms(), kind, None).await?;
        for (id, before) in store::snapshots(write.db(), &row::json(ids)?).await? {
            journal::note(write.db(), change, Entity::Book, id, Some(&before)).await?;
        }
        Ok(change)
    }
}

/// A book that must be there.
pub(crate) async fn require(db: &mut SqliteConnection, id: BookId) -> Result<Book> {
    store::find(db, id).await?.ok_or(Error::BookNotFound)
}

/// Writes new fields into a book; what the person does not write stays.
pub(crate) async fn put_fields(
    db: &mut SqliteConnection,
    id: BookId,
    fields: &BookFields,
    now: i64,
) -> Result<()> {
    let old = require(db, id).await?;
    put_whole(db, &old, fields, &old.sources, now).await
}

/// Writes new fields and sources into a book.
pub(crate) async fn put_whole(
    db: &mut SqliteConnection,
    old: &Book,
    fields: &BookFields,
    sources: &[SourceRow],
    now: i64,
) -> Result<()> {
    let uid = old.uid.parse().map_err(|_| Error::LibraryDamaged)?;
    let row = NewRow {
        id: old.id,
        uid,
        match_key: row::match_key(&fields.title, &fields.contributors),
        fields: fields.clone(),
        sources: row::sources_json(sources)?,
        added_at: old.added_at,
        updated_at: now,
        trashed_at: old.trashed_at,
    };
    insert::replace(db, row).await
}
