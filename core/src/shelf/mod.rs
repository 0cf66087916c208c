//! Smart shelves: queries saved under a name, in an order of their own; and what was searched for
//! lately.
//!
//! A shelf holds no books. It knows what to ask, never what the answer is.

mod position;
mod recent;
pub(crate) mod store;

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use unicode_normalization::UnicodeNormalization;

use crate::{
    ChangeDone, ChangeKind, Error, Library, Result,
    fold::{fold, parts_words},
    journal::{self, ChangeId, Entity},
    library::Write,
    query::Query,
};
use store::Row;

/// Characters a name may have.
const NAME: usize = 100;
/// Characters a query may have.
const QUERY: usize = 4_096;
/// Shelves a library may have. They are all listed at once.
const SHELVES: usize = 1_000;

/// The number of a shelf inside its library.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct ShelfId(pub i64);

/// A query saved under a name.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Shelf {
    /// Its number inside this library.
    pub id: ShelfId,
    /// The only one of its kind, whatever the case and accents.
    pub name: String,
    /// As the person wrote it.
    pub query: String,
    /// Milliseconds since 1970, UTC.
    pub created_at: i64,
    /// When name or query were last written; milliseconds since 1970, UTC.
    pub updated_at: i64,
}

impl Library {
    /// The smart shelves in their order.
    pub async fn shelves(&self) -> Result<Vec<Shelf>> {
        let mut db = self.read().await?;
        let shelves = store::all(&mut db).await?;
        db.proven(shelves).await
    }

    /// Saves a query as the last shelf. Fails when the name is taken or the query cannot be read;
    /// the failure names the field.
    pub async fn create_shelf(&self, name: &str, query: &str) -> Result<ChangeDone> {
        let (name, query) = (clean_name(name)?, clean_query(query)?);
        let mut write = self.begin_write().await?;
        let now = self.now_ms();
        let positions = store::positions(write.db()).await?;
        if positions.len() >= SHELVES {
            return Err(Error::TooMany("name".to_owned(), SHELVES));
        }
        let last = positions.last().map(|(_, position)| position.as_slice());
        let row = Row {
            uid: self.new_uid()?,
            name_key: key(&name),
            name,
            query,
            position: position::between(last.unwrap_or_default(), None),
            now,
        };
        let id = store::insert(write.db(), &row).await?;
        let change = journal::begin(write.db(), now, ChangeKind::ShelfCreate, None).await?;
        journal::note(write.db(), change, Entity::Shelf, id.0, None).await?;
        write.finish(change, &row.name).await
    }

    /// Gives a shelf a name and a query. Fails as [`Self::create_shelf`] does.
    pub async fn change_shelf(&self, id: ShelfId, name: &str, query: &str) -> Result<ChangeDone> {
        let (name, query) = (clean_name(name)?, clean_query(query)?);
        let mut write = self.begin_write().await?;
        let (change, _) = self
            .begin_shelf(&mut write, ChangeKind::ShelfChange, id)
            .await?;
        let now = self.now_ms();
        store::set_name_and_query(write.db(), id, (&name, &key(&name)), &query, now).await?;
        write.finish(change, &name).await
    }

    /// Puts a shelf before another one, or behind all.
    pub async fn move_shelf(&self, id: ShelfId, before: Option<ShelfId>) -> Result<ChangeDone> {
        let mut write = self.begin_write().await?;
        let (change, name) = self
            .begin_shelf(&mut write, ChangeKind::ShelfMove, id)
            .await?;
        let positions = store::positions(write.db()).await?;
        let at = |shelf| positions.iter().position(|(other, _)| *other == shelf);
        let next = match before {
            Some(before) => at(before).ok_or(Error::ShelfNotFound)?,
            None => positions.len(),
        };
        let (above, below) = positions.split_at_checked(next).unwrap_or_default();
        let mut above = above.iter().rev().filter(|(other, _)| *other != id);
        let mut below = below.iter().filter(|(other, _)| *other != id);
        let low = above.next().map(|(_, position)| position.as_slice());
        let high = below.next().map(|(_, position)| position.as_slice());
        let position = position::between(low.unwrap_or_default(), high);
        store::set_position(write.db(), id, &position).await?;
        write.finish(change, &name).await
    }

    /// Takes a shelf away; its books stay where they are.
    pub async fn delete_shelf(&self, id: ShelfId) -> Result<ChangeDone> {
        let mut write = self.begin_write().await?;
        let (change, name) = self
            .begin_shelf(&mut write, ChangeKind::ShelfDelete, id)
            .await?;
        store::remove(write.db(), &format!("[{}]", id.0)).await?;
        write.finish(change, &name).await
    }

    /// Starts a change of one shelf and notes how it is now; gives its name too.
    async fn begin_shelf(
        &self,
        write: &mut Write,
        kind: ChangeKind,
        id: ShelfId,
    ) -> Result<(ChangeId, String)> {
        let db = write.db();
        let name = store::name(db, id).await?.ok_or(Error::ShelfNotFound)?;
        let change = journal::begin(db, self.now_ms(), kind, None).await?;
        for (id, before) in store::snapshots(db, &format!("[{}]", id.0)).await? {
            journal::note(db, change, Entity::Shelf, id, Some(&before)).await?;
        }
        Ok((change, name))
    }
}

fn clean_name(name: &str) -> Result<String> {
    let composed: String = name.nfc().collect();
    let words: Vec<&str> = composed
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let name = words.join(" ");
    if key(&name).is_empty() {
        return Err(Error::NameMissing("name".to_owned()));
    }
    at_most(NAME, "name", name)
}

fn clean_query(query: &str) -> Result<String> {
    let query = at_most(QUERY, "query", one_line(query))?;
    Query::parse(&query).map_err(|problem| Error::QueryUnreadable(problem.message))?;
    Ok(query)
}

fn at_most(limit: usize, field: &str, text: String) -> Result<String> {
    if text.chars().count() > limit {
        return Err(Error::TextTooLong(field.to_owned(), limit));
    }
    Ok(text)
}

/// A query as it is kept: NFC, every control character a space, no blank ends.
fn one_line(query: &str) -> String {
    let spaced = query.nfc().map(|c| if c.is_control() { ' ' } else { c });
    spaced.collect::<String>().trim().to_owned()
}

/// What two texts have in common that are the same but for case and accents. Signs count: `C` is
/// not `C++`, and `-dune` asks for other books than `dune`.
fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut word = String::new();
    for letter in text.chars() {
        if parts_words(letter) {
            key.push_str(&fold(&word));
            word.clear();
            key.push(letter);
        } else {
            word.push(letter);
        }
    }
    key.push_str(&fold(&word));
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_make_no_other_name_but_signs_do() {
        for (one, other) in [
            ("Été", "ete"),
            ("CAFÉ ROMA", "Cafe\u{301} Roma"),
            ("Straße", "STRASSE"),
            ("O’Brien", "o'brien"),
            ("Ёлка", "елка"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
        }
        for (one, other) in [
            ("C", "C++"),
            ("★", "★★"),
            ("a -b", "-a b"),
            ("pages:<200", "pages:>200"),
            ("か", "が"),
        ] {
            assert_ne!(key(one), key(other), "{one}");
        }
    }

    #[test]
    fn a_name_is_one_line_with_something_in_it() {
        assert_eq!(clean_name(" To\tread \n soon ").unwrap(), "To read soon");
        assert_eq!(clean_name(&"é".repeat(NAME)).unwrap().chars().count(), NAME);
        for (name, code) in [
            ("", crate::ErrorCode::NameMissing),
            (" \u{200d}\u{0}", crate::ErrorCode::NameMissing),
            (&*"é".repeat(NAME + 1), crate::ErrorCode::TextTooLong),
        ] {
            let refused = clean_name(name).unwrap_err();
            assert_eq!((refused.code(), refused.field()), (code, Some("name")));
        }
    }
}
