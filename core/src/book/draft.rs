//! A book that is being written and was not saved: kept in the encrypted file, so that neither a lock
//! nor the end of the program loses it.
//!
//! Nothing in the library has changed yet, so the journal does not know of it.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::BookId;
use crate::{Error, Library, Result};

/// Characters a draft may have: all the fields of a book at their longest, and room around them.
const TEXTS: usize = 4 * 1024 * 1024;

/// A form as it was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Draft {
    /// The book that is edited; none for a new one.
    pub book: Option<BookId>,
    /// What stands in the form, as the form writes it down.
    pub texts: String,
}

impl Library {
    /// What was being written when the library was last left, if anything.
    pub async fn draft(&self) -> Result<Option<Draft>> {
        let mut db = self.read().await?;
        let draft = sqlx::query_as("SELECT book, texts FROM draft");
        let draft = draft.fetch_optional(&mut *db).await?;
        db.proven(draft).await
    }

    /// Keeps what is being written, in place of what was kept before.
    /// Fails with `TextTooLong`, and `BookNotFound` when the book is not there any more.
    pub async fn keep_draft(&self, draft: &Draft) -> Result<()> {
        if draft.texts.chars().count() > TEXTS {
            return Err(Error::TextTooLong("texts".to_owned(), TEXTS));
        }
        let mut write = self.begin_write().await?;
        let kept = sqlx::query(
            "INSERT OR REPLACE INTO draft (id, book, texts)
             SELECT 1, ?1, ?2 WHERE ?1 IS NULL OR ?1 IN (SELECT id FROM book)",
        )
        .bind(draft.book)
        .bind(&draft.texts)
        .execute(write.db())
        .await?;
        if kept.rows_affected() == 0 {
            return Err(Error::BookNotFound);
        }
        write.commit_aside().await
    }

    /// Forgets what was being written: it was saved, or nobody wants it.
    pub async fn drop_draft(&self) -> Result<()> {
        let mut write = self.begin_write().await?;
        sqlx::query("DELETE FROM draft").execute(write.db()).await?;
        write.commit_aside().await
    }
}
