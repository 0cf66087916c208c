//! The texts of a book taken apart, and whether one fits a term.

use super::super::IndexedBook;
use super::super::whole::whole;
use crate::book::{BookFields, Role, isbn::Isbn};
use crate::fold::{fold, fold_with_hyphens, hangul_endings};
use crate::query::{Field, Test};

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    Title,
    Subtitle,
    Person(Role),
    Series,
    Publisher,
    Tag,
    Identifier { isbn: bool },
    Language,
    Format,
    Long(Field),
}

#[derive(Debug)]
pub(super) struct Value {
    pub(super) spot: Spot,
    text: String,
    pub(super) folded: String,
    /// Its folded words without apostrophes.
    plain: String,
    /// What all spellings of it have in common.
    pub(super) whole: String,
    /// What a word may begin.
    words: Vec<String>,
}

pub(super) fn values(book: &IndexedBook) -> Vec<Value> {
    let mut texts = vec![
        (Spot::Title, &book.title),
        (Spot::Subtitle, &book.subtitle),
        (Spot::Publisher, &book.publisher),
        (Spot::Language, &book.language),
        (Spot::Format, &book.format),
    ];
    for person in &book.contributors {
        texts.push((Spot::Person(person.role), &person.name));
        texts.push((Spot::Person(person.role), &person.sort_name));
    }
    texts.extend(book.series.iter().map(|(name, _)| (Spot::Series, name)));
    texts.extend(book.tags.iter().map(|tag| (Spot::Tag, tag)));
    for (scheme, value) in &book.identifiers {
        let isbn = scheme.starts_with("isbn");
        texts.push((Spot::Identifier { isbn }, value));
    }
    texts.retain(|(_, text)| !text.trim().is_empty());
    let values = texts.into_iter();
    values.map(|(spot, text)| Value::new(spot, text)).collect()
}

pub(super) fn long_values(fields: &BookFields) -> Vec<Value> {
    let texts = [
        (Field::Description, &fields.description),
        (Field::Review, &fields.review),
        (Field::Notes, &fields.private_notes),
    ];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    texts
        .map(|(field, text)| Value::new(Spot::Long(field), text))
        .collect()
}

/// A letter of a script without spaces; of these, the tests use Han, kana, Thai, Lao and Khmer.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{9fff}' | '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}')
}

/// What is between spaces and letters without spaces.
fn pieces(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|letter| letter == ' ' || is_unspaced(letter))
}

/// What is between spaces, hyphens and letters without spaces, and behind apostrophes; compounds as
/// one word too, nouns without the Arabic article, and the ends of Korean words.
fn text_words(folded: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in pieces(folded) {
        let parts: Vec<&str> = word.split('-').filter(|part| !part.is_empty()).collect();
        let is_number = |part: &&str| part.chars().all(|c| c.is_ascii_digit()) || *part == "x";
        if (2..=4).contains(&parts.len()) && !parts.iter().all(is_number) {
            tails(&parts.concat(), &mut words);
        }
        for part in &parts {
            tails(part, &mut words);
        }
    }
    let nouns = words.iter().filter_map(|word| word.strip_prefix("ال"));
    let nouns = nouns.filter(|noun| noun.chars().count() > 1);
    let endings = words.iter().flat_map(|word| hangul_endings(word));
    let inner: Vec<String> = nouns.chain(endings).map(str::to_owned).collect();
    words.extend(inner);
    words
}

/// Rows of initials as one word.
fn initials(folded: &str) -> Vec<String> {
    let is_initial =
        |word: &&str| word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let words: Vec<&str> = pieces(folded).collect();
    let rows = words.chunk_by(|one, next| is_initial(one) && is_initial(next));
    rows.filter(|row| row.len() > 1)
        .map(<[&str]>::concat)
        .collect()
}

/// A word without its apostrophes, and what is behind each of them.
fn tails(word: &str, words: &mut Vec<String>) {
    let parts: Vec<&str> = word.split('\'').filter(|part| !part.is_empty()).collect();
    for from in 0..parts.len() {
        let tail: String = parts.iter().skip(from).copied().collect();
        if from == 0 || tail.chars().count() > 1 {
            words.push(tail);
        }
    }
}

fn number_of(folded: &str) -> String {
    let joined = folded.replace([' ', '\''], "");
    let ten = (joined.len() == 10)
        .then(|| Isbn::parse(&joined).ok())
        .flatten();
    ten.map_or(joined, |isbn| isbn.isbn13())
}

fn number_words(folded: &str) -> Vec<String> {
    let number = number_of(folded);
    let is_isbn = number.len() == 13 && number.bytes().all(|b| b.is_ascii_digit());
    let mut words = if folded.contains(' ') && !is_isbn {
        [text_words(folded), initials(folded)].concat()
    } else {
        Vec::new()
    };
    words.push(number);
    words
}

/// What a number that is typed as an ISBN-10 begins.
fn isbn13_begun(typed: &str) -> Option<String> {
    match typed.len() {
        ..10 => Some(format!("978{typed}")),
        10 => Isbn::parse(typed)
            .ok()?
            .isbn13()
            .get(..12)
            .map(str::to_owned),
        _ => None,
    }
}

/// The text of a test, read once for all values.
#[derive(Debug)]
pub(super) struct Fitting<'a> {
    test: &'a Test,
    typed: &'a str,
    pub(super) folded: String,
    plain: String,
    whole: String,
    number: String,
}

impl<'a> Fitting<'a> {
    pub(super) fn of(test: &'a Test) -> Self {
        let typed = match test {
            Test::Exact(typed) | Test::Starts(typed) | Test::Phrase(typed) | Test::Words(typed) => {
                typed
            }
            _ => "",
        };
        let folded = fold(typed);
        Self {
            test,
            typed,
            plain: folded.replace('\'', ""),
            whole: whole(typed),
            number: number_of(&folded),
            folded,
        }
    }
}

impl Value {
    fn new(spot: Spot, text: &str) -> Self {
        let folded = fold(text);
        let words = match spot {
            Spot::Identifier { .. } => number_words(&folded),
            // There, a hyphen only parts, and initials stay apart.
            Spot::Long(_) => text_words(&folded),
            _ => {
                let folded = fold_with_hyphens(text);
                [text_words(&folded), initials(&folded)].concat()
            }
        };
        Self {
            spot,
            text: text.trim().to_owned(),
            plain: folded.replace('\'', ""),
            whole: whole(text),
            folded,
            words,
        }
    }

    /// The grade of a word, but for its place.
    pub(super) fn word(&self, word: &str, digits: bool) -> Option<u8> {
        let isbn = matches!(self.spot, Spot::Identifier { .. })
            .then(|| isbn13_begun(word).filter(|_| digits))
            .flatten();
        if self.words.iter().any(|own| own == word) {
            return Some(0);
        }
        let begins = |own: &String| {
            own.starts_with(word) || isbn.as_ref().is_some_and(|isbn| own.starts_with(isbn))
        };
        self.words.iter().any(begins).then_some(3)
    }

    pub(super) fn fits(&self, fitting: &Fitting<'_>) -> bool {
        let number = matches!(self.spot, Spot::Identifier { .. });
        match fitting.test {
            Test::Exact(_) | Test::Phrase(_) if number => number_of(&self.folded) == fitting.number,
            Test::Starts(_) if number && !fitting.folded.is_empty() => {
                let begun = fitting.plain.replace(' ', "");
                let own = number_of(&self.folded);
                own.starts_with(&begun)
                    || isbn13_begun(&begun).is_some_and(|isbn| own.starts_with(&isbn))
            }
            Test::Exact(_) => self.whole == fitting.whole,
            Test::Starts(_) if fitting.plain.is_empty() => {
                let begun = fitting.typed.trim().to_lowercase();
                self.text.to_lowercase().starts_with(&begun)
            }
            Test::Starts(_) => self.plain.starts_with(&fitting.plain),
            Test::Phrase(_) => {
                side_by_side(&self.folded, &fitting.folded)
                    || side_by_side(&self.plain, &fitting.plain)
            }
            Test::Regex(pattern) => pattern.is_match(&self.text),
            _ => false,
        }
    }
}

/// Whether words stand side by side in a text: word by word, and letter by letter where there are
/// no spaces.
fn side_by_side(text: &str, phrase: &str) -> bool {
    /// A word or a single letter, and whether it follows the one before without a space.
    type Token = (bool, String);
    fn tokens(text: &str) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        for word in text.split(' ') {
            let mut open = false;
            for (at, letter) in word.char_indices() {
                match tokens.last_mut() {
                    Some((_, last)) if open && !is_unspaced(letter) => last.push(letter),
                    _ => tokens.push((at > 0, letter.to_string())),
                }
                open = !is_unspaced(letter);
            }
        }
        tokens
    }
    let (text, phrase) = (tokens(text), tokens(phrase));
    let same = |(at, (own, wanted)): (usize, (&Token, &Token))| {
        let tail = own.1.strip_suffix(wanted.1.as_str());
        if at == 0 {
            let is_word = wanted.1.chars().nth(1).is_some();
            tail.is_some_and(|before| before.is_empty() || is_word && before.ends_with('\''))
        } else {
            own == wanted
        }
    };
    text.windows(phrase.len().max(1))
        .any(|window| window.iter().zip(&phrase).enumerate().all(same))
}

/// Title, author, elsewhere; a field that was named is as good as the title.
pub(super) fn place(spot: Spot, field: Option<Field>) -> u8 {
    match spot {
        _ if field.is_some() => 0,
        Spot::Title => 0,
        Spot::Person(Role::Author) => 1,
        _ => 2,
    }
}

pub(super) fn is_in(spot: Spot, field: Field) -> bool {
    let role = match field {
        Field::Person => return matches!(spot, Spot::Person(_)),
        Field::Author => Role::Author,
        Field::Editor => Role::Editor,
        Field::Translator => Role::Translator,
        Field::Illustrator => Role::Illustrator,
        Field::Narrator => Role::Narrator,
        Field::Photographer => Role::Photographer,
        Field::Foreword => Role::Foreword,
        Field::Introduction => Role::Introduction,
        Field::Afterword => Role::Afterword,
        Field::Compiler => Role::Compiler,
        Field::OtherRole => Role::Other,
        Field::Title => return spot == Spot::Title,
        Field::Subtitle => return spot == Spot::Subtitle,
        Field::Series => return spot == Spot::Series,
        Field::Publisher => return spot == Spot::Publisher,
        Field::Tag => return spot == Spot::Tag,
        Field::Language => return spot == Spot::Language,
        Field::Format => return spot == Spot::Format,
        Field::Isbn => return spot == Spot::Identifier { isbn: true },
        Field::Identifier => return matches!(spot, Spot::Identifier { .. }),
        _ => return false,
    };
    spot == Spot::Person(role)
}
