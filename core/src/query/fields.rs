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

impl Field {
    /// The field of this name or alias; case does not matter.
    pub fn named(name: &str) -> Option<Self> {
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        let named = |line: &&FieldInfo| is(&line.name) || line.aliases.iter().any(is);
        FIELDS.iter().find(named).map(|line| line.field)
    }

    /// Its line in the table.
    pub fn info(self) -> &'static FieldInfo {
        let line = FIELDS.iter().find(|line| line.field == self);
        line.unwrap_or(&NOWHERE)
    }

    /// What a person writes before the colon.
    pub fn name(self) -> &'static str {
        self.info().name
    }
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

/// Stands in for a line that is not there; a test holds every field against the table.
static NOWHERE: FieldInfo = line(Field::Title, "title", &[], Kind::Text, "", "");

/// Words before a colon that are no fields but ask something about one, or about the whole book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// `is:unread`
    Is,
    /// `has:cover`
    Has,
    /// `no:cover`
    No,
}

impl Question {
    /// What a person writes before the colon.
    pub fn name(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::Has => "has",
            Self::No => "no",
        }
    }
}

/// What stands before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Field(Field),
    Question(Question),
}

impl Key {
    pub(super) fn named(name: &str) -> Option<Self> {
        let questions = [Question::Is, Question::Has, Question::No];
        let asked = questions
            .into_iter()
            .find(|question| question.name().eq_ignore_ascii_case(name));
        asked
            .map(Self::Question)
            .or_else(|| Field::named(name).map(Self::Field))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Field(field) => field.name(),
            Self::Question(question) => question.name(),
        }
    }

    /// Whether its values can be compared: `year>1990`.
    pub(super) fn has_order(self) -> bool {
        matches!(self, Self::Field(field) if matches!(
            field.info().kind,
            Kind::Number | Kind::Stars | Kind::Date | Kind::Time
        ))
    }
}

/// A line of the help of the search box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "the members are those of `FieldInfo`")]
pub struct HelpLine {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub example: &'static str,
    pub help: &'static str,
}

/// Everything that can stand before a colon, for the help of the search box.
pub fn help() -> Vec<HelpLine> {
    let questions = [
        (
            Question::Is,
            "is:unread",
            "How far you got with it, or in the trash.",
        ),
        (
            Question::Has,
            "has:review",
            "Books where this is filled in.",
        ),
        (Question::No, "no:isbn", "Books where this is empty."),
    ];
    let fields = FIELDS.iter().map(|line| HelpLine {
        name: line.name,
        aliases: line.aliases,
        example: line.example,
        help: line.help,
    });
    let questions = questions
        .into_iter()
        .map(|(question, example, help)| HelpLine {
            name: question.name(),
            aliases: &[],
            example,
            help,
        });
    fields.chain(questions).collect()
}

/// The field that a person most likely meant: its name with one letter wrong, too many, missing or changed places, but
/// begun rightly. Nothing for names of three letters and fewer, which are one edit from too many words.
pub(super) fn nearly(name: &str) -> Option<&'static str> {
    let typed = name.to_lowercase();
    let same_start = |known: &&str| known.chars().next() == typed.chars().next();
    let names = FIELDS.iter().map(|line| line.name);
    names
        .filter(|known| known.len() > 3 && same_start(known))
        .find(|known| one_edit_apart(known, &typed))
}

fn one_edit_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = |a: &&char, b: &&char| a == b;
    let front = one
        .iter()
        .zip(&other)
        .take_while(|(a, b)| same(a, b))
        .count();
    let (rest, others) = (
        one.get(front..).unwrap_or(&[]),
        other.get(front..).unwrap_or(&[]),
    );
    match (rest, others) {
        ([], []) => false,
        ([a, b, rest @ ..], [c, d, others @ ..]) if a == d && b == c && rest == others => true,
        ([a, rest @ ..], [b, others @ ..]) => {
            rest == others || [&[*a], rest].concat() == others || rest == [&[*b], others].concat()
        }
        (longer, []) | ([], longer) => longer.len() == 1,
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_one_line_and_every_name_one_field() {
        let mut names: Vec<&str> = vec!["is", "has", "no"];
        for (at, line) in FIELDS.iter().enumerate() {
            assert_eq!(line.field as usize, at, "{}", line.name);
            assert_eq!(line.field.info(), line);
            assert!(!line.help.is_empty() && line.example.contains(line.name));
            for name in [line.name].iter().chain(line.aliases) {
                assert!(
                    name.chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                );
                assert_eq!(Field::named(&name.to_uppercase()), Some(line.field));
                names.push(name);
            }
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!(help().len(), FIELDS.len() + 3);
    }

    #[test]
    fn a_slip_of_one_letter_is_told_from_another_word() {
        for (typed, meant) in [
            ("autor", Some("author")),
            ("auhtor", Some("author")),
            ("authorr", Some("author")),
            ("Authot", Some("author")),
            ("titel", Some("title")),
            ("serie", Some("series")),
            ("ratting", Some("rating")),
            ("yer", Some("year")),
            ("publised", Some("published")),
            ("mother", None),
            ("lover", None),
            ("re", None),
            ("tap", None),
            ("title", None),
            ("dune", None),
            ("", None),
        ] {
            assert_eq!(nearly(typed), meant, "{typed}");
        }
    }
}
