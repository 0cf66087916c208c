//! The fields of a query: one table that reading, completion, messages and help all use.
//!
//! A new field of a book is one line in [`FIELDS`] and one name in [`Field`].

use serde::Serialize;

/// A part of a book that can be asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is explained by its line in `FIELDS`")]
pub enum Field {
    Title,
    Subtitle,
    Person,
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
    OtherRole,
    Series,
    Publisher,
    Published,
    Year,
    Pages,
    Language,
    Isbn,
    Identifier,
    Format,
    Tag,
    Rating,
    Status,
    Added,
    Updated,
    Description,
    Review,
    Notes,
    Cover,
}

/// What the values of a field are like, and so what can be asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line of text: words, phrases, `=`, `^` and `/patterns/`.
    Text,
    /// A text of many lines, read from the library file: words and phrases only.
    LongText,
    /// A whole number or a range.
    Number,
    /// Stars in quarter steps, or a range.
    Stars,
    /// A day, a month or a year, or a range.
    Date,
    /// The same, `today`, or an age.
    Time,
    /// A word for how far the reading is.
    Status,
    /// A number of a catalogue; hyphens and spaces do not matter.
    Identifier,
    /// There, or not there.
    Presence,
}

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldInfo {
    /// The field.
    pub field: Field,
    /// What a person writes before the colon.
    pub name: &'static str,
    /// What they may write as well.
    pub aliases: &'static [&'static str],
    /// What its values are like.
    pub kind: Kind,
    /// A query that uses it.
    pub example: &'static str,
    /// What it finds.
    pub help: &'static str,
}

#[rustfmt::skip]
/// Every field, in the order of the help.
pub static FIELDS: [FieldInfo; 32] = [
    line(Field::Title, "title", &["titles"], Kind::Text, "title:dune", "Words of the title."),
    line(Field::Subtitle, "subtitle", &["subtitles"], Kind::Text, "subtitle:history", "Words of the subtitle."),
    line(Field::Person, "person", &["people", "persons", "contributor", "contributors"], Kind::Text, "person:\"le guin\"", "Anyone with a part in the book."),
    line(Field::Author, "author", &["authors", "by", "writer"], Kind::Text, "author:tolkien", "Who wrote it."),
    line(Field::Editor, "editor", &["editors"], Kind::Text, "editor:dozois", "Who edited it."),
    line(Field::Translator, "translator", &["translators"], Kind::Text, "translator:wilson", "Who translated it."),
    line(Field::Illustrator, "illustrator", &["illustrators"], Kind::Text, "illustrator:blake", "Who drew for it."),
    line(Field::Narrator, "narrator", &["narrators"], Kind::Text, "narrator:fry", "Who reads it aloud."),
    line(Field::Photographer, "photographer", &["photographers"], Kind::Text, "photographer:adams", "Who took its photographs."),
    line(Field::Foreword, "foreword", &["forewords"], Kind::Text, "foreword:gaiman", "Who wrote the foreword."),
    line(Field::Introduction, "introduction", &["intro"], Kind::Text, "introduction:atwood", "Who wrote the introduction."),
    line(Field::Afterword, "afterword", &["afterwords"], Kind::Text, "afterword:king", "Who wrote the afterword."),
    line(Field::Compiler, "compiler", &["compilers"], Kind::Text, "compiler:grimm", "Who compiled it."),
    line(Field::OtherRole, "other-role", &["otherrole"], Kind::Text, "other-role:smith", "Who had another part in it."),
    line(Field::Series, "series", &[], Kind::Text, "series:earthsea", "The series it belongs to."),
    line(Field::Publisher, "publisher", &["publishers"], Kind::Text, "publisher:penguin", "Who published it."),
    line(Field::Published, "published", &["date", "pubdate"], Kind::Date, "published:1999-06", "When it was published, as far as that is known."),
    line(Field::Year, "year", &["years"], Kind::Number, "year:1990..1999", "The year it was published in."),
    line(Field::Pages, "pages", &["page", "pagecount"], Kind::Number, "pages:<200", "How many pages it has."),
    line(Field::Language, "language", &["lang", "languages"], Kind::Text, "language:en", "The language, as a tag."),
    line(Field::Isbn, "isbn", &["isbn10", "isbn13", "isbns"], Kind::Identifier, "isbn:0-441-47812-3", "The ISBN in any form."),
    line(Field::Identifier, "identifier", &["id", "ids", "identifiers"], Kind::Identifier, "identifier:2767052", "Any number it is known by."),
    line(Field::Format, "format", &["formats", "binding"], Kind::Text, "format:paperback", "Hardcover, paperback, ebook and so on."),
    line(Field::Tag, "tag", &["tags", "genre", "genres"], Kind::Text, "tag:\"science fiction\"", "Your tags."),
    line(Field::Rating, "rating", &["ratings", "stars"], Kind::Stars, "rating:>=4", "Your rating, in stars."),
    line(Field::Status, "status", &[], Kind::Status, "status:reading", "How far you got with it."),
    line(Field::Added, "added", &[], Kind::Time, "added:<30d", "When it came into the library."),
    line(Field::Updated, "updated", &["changed", "modified"], Kind::Time, "updated:today", "When it was last changed."),
    line(Field::Description, "description", &["descriptions", "summary"], Kind::LongText, "description:desert", "The publisher's text."),
    line(Field::Review, "review", &["reviews"], Kind::LongText, "review:\"read again\"", "Your review."),
    line(Field::Notes, "notes", &["note"], Kind::LongText, "notes:lent", "Your private notes."),
    line(Field::Cover, "cover", &["covers"], Kind::Presence, "has:cover", "Whether it has a cover."),
];

const fn line(
    field: Field,
    name: &'static str,
    aliases: &'static [&'static str],
    kind: Kind,
    example: &'static str,
    help: &'static str,
) -> FieldInfo {
    FieldInfo {
        field,
        name,
        aliases,
        kind,
        example,
        help,
    }
}
