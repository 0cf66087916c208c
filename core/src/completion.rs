//! What could stand in the search box next: fields, values, saved and recent searches.

use serde::Serialize;

use crate::{
    FacetField, Library, Result,
    fold::fold,
    query::{self, Choice, Completing, FIELDS, Field, Kind, Typed},
};

/// Of each kind, so many are offered beside others, and so many alone.
const FEW: usize = 3;
const MANY: usize = 8;
/// From so many letters on, a bare word may be the beginning of a name.
const TELLING: usize = 2;

/// What can stand in the place of a piece of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Completions {
    /// Where the piece begins, in UTF-16 units.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What can stand there, the likeliest first.
    pub items: Vec<Completion>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// What it is.
    pub kind: CompletionKind,
    /// What to write in the place of the piece.
    pub insert: String,
    /// What to show.
    pub label: String,
    /// What to show beside it: the help of a field, the field of a value, the query of a shelf.
    pub detail: String,
    /// How many books have a value.
    pub count: Option<u32>,
}

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the words speak for themselves")]
pub enum CompletionKind {
    Field,
    Value,
    Shelf,
    Recent,
}

impl Library {
    /// What could stand where the caret is, which is counted in UTF-16 units. Before the search index
    /// is ready, no values are known.
    pub async fn complete(&self, text: &str, caret: u32) -> Result<Completions> {
        if text.trim().is_empty() {
            let recent = self.recent_searches().await?.into_iter();
            return Ok(Completions {
                start: 0,
                end: query::in_units(text, 0..text.len()).end,
                items: recent.take(MANY).map(Completion::recent).collect(),
            });
        }
        let Some(Completing { span, what }) = query::completing(text, query::in_bytes(text, caret))
        else {
            return Ok(Completions {
                start: caret,
                end: caret,
                items: Vec::new(),
            });
        };
        let items = match what {
            Typed::Word(typed) => self.words(&typed).await?,
            Typed::Value { field, typed } => self.values(field, &typed),
            Typed::State(typed) => begun(query::state_words().iter().copied(), &typed)
                .map(|word| Completion::plain(CompletionKind::Value, word))
                .collect(),
            Typed::Name(typed) => begun(FIELDS.iter().map(|line| line.name), &typed)
                .map(|name| Completion::plain(CompletionKind::Field, name))
                .collect(),
        };
        let place = query::in_units(text, span);
        Ok(Completions {
            start: place.start,
            end: place.end,
            items,
        })
    }

    /// What a bare word may become.
    async fn words(&self, typed: &str) -> Result<Vec<Completion>> {
        let folded = fold(typed);
        if folded.is_empty() {
            return Ok(Vec::new());
        }
        let fields = FIELDS.iter().filter(|line| {
            let mut names = line.aliases.iter().chain([&line.name]);
            names.any(|name| name.starts_with(&folded))
        });
        let fields = fields.map(|line| Completion {
            kind: CompletionKind::Field,
            insert: format!("{}:", line.name),
            label: format!("{}:", line.name),
            detail: line.help.to_owned(),
            count: None,
        });
        let mut items: Vec<Completion> = fields.take(FEW).collect();
        let shelves = self.shelves().await?.into_iter();
        let named = shelves.filter(|shelf| begins_a_word(&shelf.name, &folded));
        items.extend(named.take(FEW).map(|shelf| Completion {
            kind: CompletionKind::Shelf,
            insert: format!("({})", shelf.query),
            label: shelf.name,
            detail: shelf.query,
            count: None,
        }));
        if folded.chars().count() >= TELLING {
            for field in [FacetField::Author, FacetField::Series, FacetField::Tag] {
                items.extend(self.counted(field, typed, FEW, |_, written| written));
            }
        }
        Ok(items)
    }

    /// What the value of a field may be.
    fn values(&self, field: Field, typed: &str) -> Vec<Completion> {
        if field.info().kind == Kind::Status {
            let words = begun(query::status_words(), typed);
            return words
                .map(|word| Completion::plain(CompletionKind::Value, word))
                .collect();
        }
        let Some(facet) = FacetField::of(field) else {
            return Vec::new();
        };
        // The field's name and the colon stand there already.
        self.counted(facet, typed, MANY, |name, written| {
            written
                .strip_prefix(&format!("{name}:"))
                .map_or_else(|| written.clone(), str::to_owned)
        })
    }

    fn counted(
        &self,
        facet: FacetField,
        typed: &str,
        limit: usize,
        write: impl Fn(&str, String) -> String,
    ) -> Vec<Completion> {
        let field = facet.named();
        let found = self.index().ask(|index| index.values(facet, typed, limit));
        let values = found.map(|facet| facet.values).unwrap_or_default();
        let one = |value: crate::search::FacetValue| Completion {
            kind: CompletionKind::Value,
            insert: write(
                field.name(),
                query::with_value("", field, &value.value, Choice::Include),
            ),
            label: value.label,
            detail: field.name().to_owned(),
            count: Some(value.count),
        };
        values.into_iter().map(one).collect()
    }
}

impl Completion {
    fn plain(kind: CompletionKind, word: &str) -> Self {
        Self {
            kind,
            insert: word.to_owned(),
            label: word.to_owned(),
            detail: String::new(),
            count: None,
        }
    }

    fn recent(text: String) -> Self {
        Self {
            kind: CompletionKind::Recent,
            label: text.clone(),
            insert: text,
            detail: String::new(),
            count: None,
        }
    }
}

fn begun<'a>(words: impl Iterator<Item = &'a str>, typed: &str) -> impl Iterator<Item = &'a str> {
    let typed = typed.trim().to_lowercase();
    words.filter(move |word| word.starts_with(&typed))
}

fn begins_a_word(name: &str, folded: &str) -> bool {
    let name = fold(name);
    name.starts_with(folded) || name.split(' ').any(|word| word.starts_with(folded))
}
