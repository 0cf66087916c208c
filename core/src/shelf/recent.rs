//! What was searched for lately, so that it can be searched for again.
//!
//! It is the person's own, kept in the encrypted file and nowhere else, and forgotten when they say
//! so. Searching changes nothing, so the journal does not know of it.

use sqlx::SqliteConnection;

use super::{QUERY, at_most, key, one_line};
use crate::{Library, Result};

impl Library {
    /// The latest searches, the newest first; at most 20.
    pub async fn recent_searches(&self) -> Result<Vec<String>> {
        let mut db = self.read().await?;
        let texts = sqlx::query_scalar("SELECT text FROM recent_search ORDER BY id DESC LIMIT 20");
        let texts = texts.fetch_all(&mut *db).await?;
        db.proven(texts).await
    }

    /// Remembers a search as the newest; the oldest of more than 20 is forgotten. A text without
    /// anything in it is no search.
    pub async fn note_recent_search(&self, text: &str) -> Result<()> {
        let text = at_most(QUERY, "text", one_line(text))?;
        if text.is_empty() {
            return Ok(());
        }
        let mut write = self.begin_write().await?;
        forget(write.db(), &key(&text)).await?;
        let note =
            sqlx::query("INSERT INTO recent_search (text, text_key, at) VALUES (?1, ?2, ?3)");
        note.bind(&text)
            .bind(key(&text))
            .bind(self.now_ms())
            .execute(write.db())
            .await?;
        sqlx::query(
            "DELETE FROM recent_search
              WHERE id NOT IN (SELECT id FROM recent_search ORDER BY id DESC LIMIT 20)",
        )
        .execute(write.db())
        .await?;
        write.commit_aside().await
    }

    /// Forgets one search.
    pub async fn forget_recent_search(&self, text: &str) -> Result<()> {
        let mut write = self.begin_write().await?;
        forget(write.db(), &key(&one_line(text))).await?;
        write.commit_aside().await
    }

    /// Forgets every search.
    pub async fn clear_recent_searches(&self) -> Result<()> {
        let mut write = self.begin_write().await?;
        sqlx::query("DELETE FROM recent_search")
            .execute(write.db())
            .await?;
        write.commit_aside().await
    }
}

async fn forget(db: &mut SqliteConnection, text_key: &str) -> Result<()> {
    sqlx::query("DELETE FROM recent_search WHERE text_key = ?1")
        .bind(text_key)
        .execute(db)
        .await?;
    Ok(())
}
