//! What a book is made of, and the rules each part keeps.

use serde::{Deserialize, Deserializer, Serialize};

/// The number of a book inside its library.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct BookId(pub i64);

/// Everything that a person can write into a book. An empty text means "not known".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookFields {
    /// The only text that must be there.
    pub title: String,
    /// What follows the title.
    pub subtitle: String,
    /// Who made the book, in the order of the title page.
    pub contributors: Vec<Contributor>,
    /// The series it belongs to.
    pub series: Vec<SeriesPlace>,
    /// Who published it.
    pub publisher: String,
    /// As precise as it is known: `1999`, `1999-06`, `1999-06-18`, `-0043`, or empty.
    pub published: String,
    /// 1 to 1,000,000.
    pub page_count: Option<u32>,
    /// A BCP 47 tag such as `en` or `pt-BR`.
    pub language: String,
    /// ISBN, DOI, and numbers of other catalogues.
    pub identifiers: Vec<Identifier>,
    /// `hardcover`, `paperback`, `mass-market`, `ebook`, `audiobook`, or the words of the source.
    pub format: String,
    /// The publisher's text.
    pub description: String,
    /// The owner's own words for it, each once.
    pub tags: Vec<String>,
    /// Quarter stars, 1 to 20.
    pub rating: Option<u8>,
    /// What the owner says of it.
    pub review: String,
    /// What the owner keeps to themselves.
    pub private_notes: String,
    /// How far the owner got.
    pub status: ReadingStatus,
}

/// A person (or body) with a part in a book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contributor {
    /// As printed: `Ursula K. Le Guin`.
    pub name: String,
    /// As sorted: `Le Guin, Ursula K.`; made from the name when empty.
    pub sort_name: String,
    /// The part played.
    pub role: Role,
}

/// The part a contributor played. Source: the MARC relator terms that catalogues use most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the terms speak for themselves")]
pub enum Role {
    #[default]
    Author,
    Editor,
    Translator,
    Illustrator,
    Narrator,
    Photographer,
    Foreword,
    Introduction,
    Afterword,
    Compiler,
    Other,
}

impl Role {
    /// As it is stored.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Editor => "editor",
            Self::Translator => "translator",
            Self::Illustrator => "illustrator",
            Self::Narrator => "narrator",
            Self::Photographer => "photographer",
            Self::Foreword => "foreword",
            Self::Introduction => "introduction",
            Self::Afterword => "afterword",
            Self::Compiler => "compiler",
            Self::Other => "other",
        }
    }
}

/// A place in a series.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeriesPlace {
    /// The series.
    pub name: String,
    /// As written: `1.5`, `1-3`, `II`, or empty.
    pub number: String,
    /// First number covered, read from `number`.
    pub from: Option<f64>,
    /// Last number covered.
    pub to: Option<f64>,
}

// `from` and `to` are derived from `number`, so the texts decide.
impl Eq for SeriesPlace {}

/// A number that a catalogue knows the book by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Identifier {
    /// `isbn13`, `isbn10`, `isbn-invalid`, `goodreads`, `doi`, or any lower-case word.
    pub scheme: String,
    /// The number itself; ISBNs without hyphens.
    pub value: String,
    /// For reading: ISBNs hyphenated by the range table, anything else as it is. Derived.
    pub shown: String,
}

/// How far the owner got with a book.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words speak for themselves")]
pub enum ReadingStatus {
    #[default]
    None,
    ToRead,
    Reading,
    Paused,
    Finished,
    Abandoned,
}

impl ReadingStatus {
    pub(crate) const ALL: [Self; 6] = [
        Self::None,
        Self::ToRead,
        Self::Reading,
        Self::Paused,
        Self::Finished,
        Self::Abandoned,
    ];

    /// As it is stored and written in a query.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ToRead => "to_read",
            Self::Reading => "reading",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Abandoned => "abandoned",
        }
    }
}

/// A row of an import as its file said it, so that nothing of it is ever lost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SourceRow {
    /// The program it came from: `goodreads`.
    pub source: String,
    /// The row's own number there.
    pub key: String,
    /// Column name and text of every cell that is not empty, in the file's order.
    pub cells: Vec<(String, String)>,
}

/// An edit: only the members that are there are changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of `BookFields`")]
pub struct BookChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contributors: Option<Vec<Contributor>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<Vec<SeriesPlace>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "bindings", specta(type = Option<u32>))]
    pub page_count: Option<Option<u32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifiers: Option<Vec<Identifier>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "bindings", specta(type = Option<u8>))]
    pub rating: Option<Option<u8>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_notes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ReadingStatus>,
}

/// Tells `null` (clear it) from a member that is not there (leave it).
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(input: D) -> Result<Option<T>, D::Error> {
    T::deserialize(input).map(Some)
}

impl BookChange {
    /// The fields with this change made to them.
    pub fn apply(self, fields: BookFields) -> BookFields {
        BookFields {
            title: self.title.unwrap_or(fields.title),
            subtitle: self.subtitle.unwrap_or(fields.subtitle),
            contributors: self.contributors.unwrap_or(fields.contributors),
            series: self.series.unwrap_or(fields.series),
            publisher: self.publisher.unwrap_or(fields.publisher),
            published: self.published.unwrap_or(fields.published),
            page_count: self.page_count.unwrap_or(fields.page_count),
            language: self.language.unwrap_or(fields.language),
            identifiers: self.identifiers.unwrap_or(fields.identifiers),
            format: self.format.unwrap_or(fields.format),
            description: self.description.unwrap_or(fields.description),
            tags: self.tags.unwrap_or(fields.tags),
            rating: self.rating.unwrap_or(fields.rating),
            review: self.review.unwrap_or(fields.review),
            private_notes: self.private_notes.unwrap_or(fields.private_notes),
            status: self.status.unwrap_or(fields.status),
        }
    }
}
