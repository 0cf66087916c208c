//! The texts of a book taken apart, and whether one fits a term.

use super::super::IndexedBook;
use super::super::whole::whole;
use crate::book::{Role, isbn::Isbn};
use crate::fold::{fold, fold_with_hyphens};
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
}

#[derive(Debug)]
pub(super) struct Value {
    pub(super) spot: Spot,
    text: String,
    pub(super) folded: String,
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
    let value = |(spot, text): (Spot, &String)| {
        let folded = fold(text);
        let words = match spot {
            Spot::Identifier { .. } => number_words(&folded),
            _ => text_words(&fold_with_hyphens(text)),
        };
        Value {
            spot,
            text: text.trim().to_owned(),
            folded,
            words,
        }
    };
    texts.into_iter().map(value).collect()
}

/// A letter of a script without spaces; of these, the tests use Han, kana and Thai.
fn is_unspaced(letter: char) -> bool {
    ('\u{3040}'..='\u{9fff}').contains(&letter) || ('\u{e00}'..='\u{e7f}').contains(&letter)
}

/// What is between spaces, hyphens and letters without spaces, and behind apostrophes; compounds and
/// rows of initials as one word too, and nouns without the Arabic article.
fn text_words(folded: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut initials = String::new();
    let end = std::iter::once("");
    for word in folded
        .split(|letter| letter == ' ' || is_unspaced(letter))
        .chain(end)
    {
        let parts: Vec<&str> = word.split('-').filter(|part| !part.is_empty()).collect();
        let is_number = |part: &&str| part.chars().all(|c| c.is_ascii_digit()) || *part == "x";
        if (2..=4).contains(&parts.len()) && !parts.iter().all(is_number) {
            tails(&parts.concat(), &mut words);
        }
        for part in &parts {
            tails(part, &mut words);
        }
        match word.chars().next() {
            Some(letter) if letter.is_alphabetic() && word.chars().count() == 1 => {
                initials.push(letter);
            }
            _ => {
                let row = std::mem::take(&mut initials);
                words.extend((row.chars().count() > 1).then_some(row));
            }
        }
    }
    let nouns = words.iter().filter_map(|word| word.strip_prefix("ال"));
    let nouns = nouns.filter(|noun| noun.chars().count() > 1);
    let nouns: Vec<String> = nouns.map(str::to_owned).collect();
    words.extend(nouns);
    words
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
        text_words(folded)
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

impl Value {
    /// The grade of a word, but for its place.
    pub(super) fn word(&self, word: &str, digits: bool) -> Option<usize> {
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

    pub(super) fn fits(&self, test: &Test) -> bool {
        let number = matches!(self.spot, Spot::Identifier { .. });
        let plain = |text: &str| fold(text).replace('\'', "");
        match test {
            Test::Exact(typed) | Test::Phrase(typed) if number => {
                number_of(&self.folded) == number_of(&fold(typed))
            }
            Test::Starts(typed) if number && !fold(typed).is_empty() => {
                let begun = fold(typed).replace([' ', '\''], "");
                let own = number_of(&self.folded);
                own.starts_with(&begun)
                    || isbn13_begun(&begun).is_some_and(|isbn| own.starts_with(&isbn))
            }
            Test::Exact(typed) => whole(&self.text) == whole(typed),
            Test::Starts(typed) if plain(typed).is_empty() => {
                let begun = typed.trim().to_lowercase();
                self.text.to_lowercase().starts_with(&begun)
            }
            Test::Starts(typed) => plain(&self.text).starts_with(&plain(typed)),
            Test::Phrase(typed) => {
                side_by_side(&self.folded, &fold(typed))
                    || side_by_side(&plain(&self.text), &plain(typed))
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
            tail.is_some_and(|before| before.is_empty() || before.ends_with('\''))
        } else {
            own == wanted
        }
    };
    text.windows(phrase.len().max(1))
        .any(|window| window.iter().zip(&phrase).enumerate().all(same))
}

/// Title, author, elsewhere; a field that was named is as good as the title.
pub(super) fn place(spot: Spot, field: Option<Field>) -> usize {
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
