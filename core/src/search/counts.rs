//! How many books each place of the library holds.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::columns::Column;
use super::index::{Found, Index};
use super::narrow;
use super::words::{Field, SPELLING};
use crate::book::ReadingStatus;

const STATUSES: [ReadingStatus; 6] = [
    ReadingStatus::None,
    ReadingStatus::ToRead,
    ReadingStatus::Reading,
    ReadingStatus::Paused,
    ReadingStatus::Finished,
    ReadingStatus::Abandoned,
];

/// How many books there are in each place. Only `trash` counts books in the trash.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Every book.
    pub all: u32,
    /// Every status, in its own order, also those without books.
    pub by_status: Vec<StatusCount>,
    /// The trash.
    pub trash: u32,
    /// Every tag in use, the most used first, then by name.
    pub tags: Vec<TagCount>,
}

/// The books with one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StatusCount {
    /// The status.
    pub status: ReadingStatus,
    /// How many books have it.
    pub count: u32,
}

/// The books with one tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TagCount {
    /// The tag, in the spelling most books have.
    pub tag: String,
    /// How many books have it.
    pub count: u32,
}

impl Index {
    /// How many books there are in each place of the library.
    pub fn counts(&self) -> Counts {
        let shown = self.shown(false);
        let trash = self.shown(true);
        Counts {
            all: narrow(shown.base.count() + shown.delta.count()),
            trash: narrow(trash.base.count() + trash.delta.count()),
            by_status: self.status_counts(&shown),
            tags: self.tag_counts(&shown),
        }
    }

    fn status_counts(&self, shown: &Found) -> Vec<StatusCount> {
        let ranks = self.base.column(Column::Status);
        let mut by_rank = vec![0; ranks.keys.len()];
        for slot in shown.base.iter() {
            if let Some(count) = by_rank.get_mut(ranks.get(slot) as usize) {
                *count += 1;
            }
        }
        let mut by_status: HashMap<ReadingStatus, u32> = HashMap::new();
        for book in shown.delta.iter().filter_map(|slot| self.delta.book(slot)) {
            *by_status.entry(book.status).or_default() += 1;
        }
        STATUSES
            .into_iter()
            .map(|status| {
                let base = by_rank.get(self.status_rank(status) as usize);
                let delta = by_status.get(&status);
                StatusCount {
                    status,
                    count: base.unwrap_or(&0) + delta.unwrap_or(&0),
                }
            })
            .collect()
    }

    fn tag_counts(&self, shown: &Found) -> Vec<TagCount> {
        let mut by_word: BTreeMap<&str, u32> = BTreeMap::new();
        let base = self.base.fields.of(Field::WholeTags);
        for number in 0..base.words().len() {
            let mut count = 0;
            base.each(number..number + 1, |slot| {
                count += u32::from(shown.base.contains(slot));
            });
            let word = base.words().get(number).map(str::from_utf8);
            if let Some(Ok(word)) = word {
                by_word.insert(word, count);
            }
        }
        for (word, slot) in self.delta.words(Field::WholeTags, "") {
            *by_word.entry(word).or_default() += u32::from(shown.delta.contains(slot));
        }
        // The spellings of one tag stand side by side.
        let mut tags: Vec<(&str, TagCount, u32)> = Vec::new();
        for (word, count) in by_word.into_iter().filter(|(_, count)| *count > 0) {
            let Some((key, spelling)) = word.split_once(SPELLING) else {
                continue;
            };
            match tags.last_mut() {
                Some((last, tag, most)) if *last == key => {
                    tag.count += count;
                    if count > *most {
                        *most = count;
                        spelling.clone_into(&mut tag.tag);
                    }
                }
                _ => {
                    let tag = spelling.to_owned();
                    tags.push((key, TagCount { tag, count }, count));
                }
            }
        }
        tags.sort_by_key(|(_, tag, _)| std::cmp::Reverse(tag.count));
        tags.into_iter().map(|(_, tag, _)| tag).collect()
    }
}
