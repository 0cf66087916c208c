//! The words behind `status:` and `is:`.

use super::tree::Test;
use crate::book::ReadingStatus::{self, Abandoned, Finished, None, Paused, Reading, ToRead};

/// Every status with the word for it and others that are understood.
static STATUSES: [(ReadingStatus, &str, &[&str]); 6] = [
    (None, "none", &["unset", "notset"]),
    (ToRead, "to_read", &["wanted", "toread"]),
    (Reading, "reading", &["current"]),
    (Paused, "paused", &["onhold"]),
    (Finished, "finished", &["read", "done"]),
    (Abandoned, "abandoned", &["dropped", "dnf"]),
];

/// What `is:` can be asked, the words of the list above included.
pub(super) static STATES: [&str; 7] = [
    "unread",
    "read",
    "reading",
    "paused",
    "abandoned",
    "wanted",
    "trashed",
];

/// The words for the statuses, in their order.
pub fn status_words() -> impl Iterator<Item = &'static str> {
    STATUSES.iter().map(|(_, word, _)| *word)
}

/// What `is:` can be asked.
pub fn state_words() -> &'static [&'static str] {
    &STATES
}

/// The word for a status.
pub(super) fn word(status: ReadingStatus) -> &'static str {
    let line = STATUSES.iter().find(|(known, ..)| *known == status);
    line.map_or("none", |(_, word, _)| word)
}

/// The status of a word; hyphens and case do not matter.
pub(super) fn status(text: &str) -> Option<ReadingStatus> {
    let typed = plain(text);
    let known = |(_, word, others): &&(ReadingStatus, &str, &[&str])| {
        plain(word) == typed || others.contains(&typed.as_str())
    };
    STATUSES.iter().find(known).map(|(status, ..)| *status)
}

/// Statuses in their order, each once.
pub(super) fn in_order(wanted: &[ReadingStatus]) -> Vec<ReadingStatus> {
    let all = STATUSES.iter().map(|(status, ..)| *status);
    all.filter(|status| wanted.contains(status)).collect()
}

/// The statuses of a book that is not read yet.
pub(super) const UNREAD: [ReadingStatus; 2] = [None, ToRead];

/// What `is:` followed by this word asks.
pub(super) fn state(text: &str) -> Option<Test> {
    match plain(text).as_str() {
        "unread" => Some(Test::Status(UNREAD.to_vec())),
        "trashed" | "trash" | "deleted" => Some(Test::Trashed),
        typed => status(typed)
            .filter(|status| *status != None)
            .map(|status| Test::Status(vec![status])),
    }
}

fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}
