//! The values of a field that many books share: people, tags, publishers and the like.
//!
//! A field keeps each of its values once, with the books that have it, and its words lead to the
//! values and not to the books. So a test of a value is made once for all books that have it, a
//! role or a kind of number is a property of the value, and how many books of a result have a value
//! is counted along its list.

use super::bits::Bits;
use super::narrow;
use super::postings::{Postings, Sought};
use super::roomy::{settled, with_room_for};
use super::stored::{Reader, Writer};
use super::whole::whole;
use super::words::{TextField, number};
use crate::book::{Contributor, Role};
use crate::fold::fold;

/// A value of a book in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value<'a> {
    /// As it is written.
    pub(super) text: &'a str,
    /// By what else it can be found: a sort name. Or empty.
    pub(super) other: &'a str,
    pub(super) kind: Kind,
}

/// What tells values with one text apart: roles, and ISBNs from other numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Kind(u8);

impl Kind {
    const PLAIN: Self = Self(b'-');
    pub(super) const ISBN: Self = Self(b'i');

    pub(super) const fn role(role: Role) -> Self {
        Self(b'A' + role as u8)
    }
}

/// The kinds of values to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kinds {
    All,
    Only(Kind),
    But(Kind),
}

impl Kinds {
    pub(super) fn has(self, kind: Kind) -> bool {
        match self {
            Self::All => true,
            Self::Only(own) => own == kind,
            Self::But(other) => other != kind,
        }
    }
}

impl<'a> Value<'a> {
    pub(super) fn plain(text: &'a str) -> Self {
        Self {
            text: text.trim(),
            other: "",
            kind: Kind::PLAIN,
        }
    }

    pub(super) fn person(contributor: &'a Contributor) -> Self {
        let (name, sort_name) = (contributor.name.trim(), contributor.sort_name.trim());
        let unnamed = name.is_empty();
        Self {
            text: if unnamed { sort_name } else { name },
            other: if unnamed { "" } else { sort_name },
            kind: Kind::role(contributor.role),
        }
    }

    pub(super) fn identifier(scheme: &str, value: &'a str) -> Self {
        Self {
            text: value.trim(),
            other: "",
            kind: if scheme.starts_with("isbn") {
                Kind::ISBN
            } else {
                Kind::PLAIN
            },
        }
    }

    /// Writes all of it, as one text.
    pub(super) fn write(&self, out: &mut String) {
        out.push_str(self.text);
        out.push('\0');
        out.push_str(self.other);
        out.push('\0');
        out.push(char::from(self.kind.0));
    }

    /// What two spellings of one value have in common.
    pub(super) fn whole(&self, field: TextField) -> String {
        if field == TextField::Identifiers {
            number(&fold(self.text))
        } else {
            whole(self.text)
        }
    }

    /// The entry in the table of values: what spellings have in common, and then what parts them.
    pub(super) fn key(&self, field: TextField) -> Box<str> {
        let mut key = self.whole(field);
        let text = if key == self.text { "" } else { self.text };
        for part in [text, self.other] {
            key.push('\0');
            key.extend(part.chars().filter(|letter| *letter != '\0'));
        }
        key.push(char::from(self.kind.0));
        key.into()
    }

    /// Reads an entry back: what its spellings have in common, and the value.
    pub(super) fn of_key(key: &'a [u8]) -> Option<(&'a str, Self)> {
        let (kind, key) = key.split_last()?;
        let mut parts = str::from_utf8(key).ok()?.split('\0');
        let whole = parts.next()?;
        let text = parts.next()?;
        let value = Self {
            text: if text.is_empty() { whole } else { text },
            other: parts.next()?,
            kind: Kind(*kind),
        };
        Some((whole, value))
    }
}

/// The values of one field in a segment.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// The entries, each with the slots of its books.
    pub(super) entries: Postings,
    /// The words, each with the entries that have it.
    words: Postings,
    /// The first entry of each value; the other spellings follow it.
    firsts: Bits,
    /// Of each entry, so that nobody looks for the end of its text.
    kinds: Vec<Kind>,
}

impl Values {
    pub(super) fn new(entries: Postings, words: Postings) -> Self {
        let keys = entries.texts();
        let mut firsts = Bits::new(keys.len());
        let mut kinds = with_room_for(keys.len());
        let mut before: Option<&[u8]> = None;
        for entry in 0..keys.len() {
            let whole = keys
                .get(entry)
                .and_then(|key| key.split(|b| *b == 0).next());
            if whole != before {
                firsts.insert(narrow(entry));
                before = whole;
            }
            let kind = keys.get(entry).and_then(<[u8]>::last);
            kinds.push(kind.map_or(Kind::PLAIN, |kind| Kind(*kind)));
        }
        Self {
            entries,
            words,
            firsts,
            kinds: settled(kinds),
        }
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        self.entries.write(out);
        self.words.write(out);
    }

    /// Reads the values of so many books.
    pub(super) fn read(bytes: &mut Reader<'_>, len: u32) -> Option<Self> {
        let entries = Postings::read(bytes, len)?;
        let words = Postings::read(bytes, narrow(entries.texts().len()))?;
        Some(Self::new(entries, words))
    }

    pub(super) fn words(&self) -> &Postings {
        &self.words
    }

    pub(super) fn is_first(&self, entry: usize) -> bool {
        self.firsts.contains(narrow(entry))
    }

    pub(super) fn len(&self) -> usize {
        self.entries.texts().len()
    }

    pub(super) fn get(&self, entry: usize) -> Option<(&str, Value<'_>)> {
        Value::of_key(self.entries.texts().get(entry)?)
    }

    /// The entries with a word that is so, or begins so.
    pub(super) fn with_word(&self, sought: &Sought) -> Bits {
        let mut entries = Bits::new(self.len());
        self.words.mark(sought, &mut entries);
        entries
    }

    pub(super) fn is_of(&self, entry: usize, kinds: Kinds) -> bool {
        kinds == Kinds::All || self.kinds.get(entry).is_some_and(|kind| kinds.has(*kind))
    }

    /// Adds the slots of an entry.
    pub(super) fn mark(&self, entry: usize, out: &mut Bits) {
        let slots = self.entries.lists();
        slots.each(entry..entry + 1, |slot| out.insert(slot));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_from_its_entry() {
        let person = Contributor {
            name: "Émile Zola".into(),
            sort_name: "Zola, Émile".into(),
            role: Role::Other,
        };
        for (field, value, common) in [
            (TextField::People, Value::person(&person), "emile zola"),
            (TextField::Tags, Value::plain("fiction"), "fiction"),
            (TextField::Tags, Value::plain("C++"), "c\u{1}++"),
            (
                TextField::Identifiers,
                Value::identifier("isbn10", "0441478123"),
                "9780441478125",
            ),
        ] {
            let key = value.key(field);
            assert_eq!(Value::of_key(key.as_bytes()), Some((common, value)));
        }
    }
}
