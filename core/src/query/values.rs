//! What one value asks, by the kind of the field before it.

use std::ops::Range;

use super::{
    dates,
    fields::{Field, Key, Kind, Question},
    numbers,
    pattern::Pattern,
    print,
    problem::Problem,
    ranges,
    tokens::{Form, Value, Whole},
    tree::{Node, Term, Test},
    words,
};
use crate::fold;

/// A value, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Asked<'a> {
    pub value: &'a Value,
    /// The value alone.
    pub place: Range<usize>,
    /// The value with its key, where that stands before it.
    pub term: Range<usize>,
    /// How its key stands before it; none when that stands before a bracket around it.
    pub named: Option<Named>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    /// False in `year>1990`.
    pub colon: bool,
}

/// What a value that a person left out of a range gives: nothing to look for.
pub(super) type Answer<T> = Result<Option<T>, Wrong>;

/// Why a value cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub message: String,
    pub instead: Instead,
}

/// What could stand there.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Instead {
    Nothing,
    /// Another value.
    Value(String),
    /// Another end of the range; see [`Wrong::within`].
    End(String),
    /// Another field, too.
    Term(String),
}

impl Wrong {
    pub(super) fn new(message: impl Into<String>, instead: Instead) -> Self {
        let message = message.into();
        Self { message, instead }
    }

    /// The same, with a better end put into the range.
    pub(super) fn within(mut self, range: &str, end: &str) -> Self {
        if let Instead::End(better) = &self.instead {
            let range = match range.strip_suffix(end) {
                Some(front) => [front, better].concat(),
                None => range.replacen(end, better, 1),
            };
            self.instead = Instead::Value(range);
        }
        self
    }
}

/// Whether it is a sign of comparison that its value must still follow.
pub(super) fn is_comparison(text: &str) -> bool {
    matches!(ranges::plain(text).as_str(), "<" | ">" | "<=" | ">=" | "=")
}

/// The test of a value; none when it asks for nothing.
pub(super) fn node(asked: &Asked<'_>) -> Result<Option<Node>, Problem> {
    let read = match asked.value.key {
        None => Ok(text_test(asked.value).map(|test| term(asked, None, test))),
        Some(Key::Field(field)) => field_node(asked, field),
        Some(Key::Question(question)) => question_node(asked, question),
    };
    read.map_err(|wrong| problem(asked, wrong))
}

fn problem(asked: &Asked<'_>, wrong: Wrong) -> Problem {
    let place = asked.place.clone();
    let instead = match wrong.instead {
        // Quotes keep a hyphen before them from becoming a sign: `rating:-"4.3"`.
        Instead::Value(value) if asked.value.form == Form::Quoted && !value.contains('"') => {
            Instead::Value(print::quoted(&value))
        }
        other => other,
    };
    match (instead, asked.named) {
        (Instead::Value(value), Some(Named { colon: false })) => {
            Problem::new(place, wrong.message).suggest(format!(":{value}"))
        }
        (Instead::Value(value), _) => Problem::new(place, wrong.message).suggest(value),
        // In a bracket behind a key no other field may be named.
        (Instead::Term(term), Some(_)) => {
            Problem::new(asked.term.clone(), wrong.message).suggest(term)
        }
        _ => Problem::new(place, wrong.message),
    }
}

fn term(asked: &Asked<'_>, field: Option<Field>, test: Test) -> Node {
    let span = asked.term.clone();
    Node::Term(Term { field, test, span })
}

/// Words and phrases. A text without a letter or digit asks for nothing; all of a value may be `???`.
fn text_test(value: &Value) -> Option<Test> {
    let text = value.text.clone();
    let has_words = || !fold(&text).is_empty();
    Some(match (value.whole, value.form) {
        (Whole::Yes, _) if text.trim().is_empty() => return None,
        (Whole::Yes, _) => Test::Exact(text),
        _ if !has_words() => return None,
        (Whole::Beginning, _) => Test::Starts(text),
        (Whole::No, Form::Quoted) => Test::Phrase(text),
        (Whole::No, _) => Test::Words(text),
    })
}

fn field_node(asked: &Asked<'_>, field: Field) -> Answer<Node> {
    let value = asked.value;
    let kind = field.info().kind;
    let bare = value.form == Form::Word && value.whole == Whole::No;
    let present = term(asked, Some(field), Test::Present);
    if bare && value.text == "*" {
        return Ok(Some(present));
    }
    let never_a_word = !matches!(kind, Kind::Text | Kind::LongText | Kind::Status);
    if bare && never_a_word && value.text.eq_ignore_ascii_case("none") {
        return Ok(Some(present.negated()));
    }
    let test = match kind {
        Kind::Text | Kind::Identifier => line_test(value)?,
        Kind::LongText => long_text_test(value, field)?,
        Kind::Number => numbers::whole(&value.text, field)?.map(Test::Number),
        Kind::Stars => numbers::stars(&value.text)?.map(Test::Number),
        Kind::Date => dates::read(&value.text, field, false)?.map(Test::Date),
        Kind::Time => dates::read(&value.text, field, true)?.map(Test::Date),
        Kind::Status => status_test(value)?,
        Kind::Presence => return presence(value, field, present),
    };
    Ok(test.map(|test| term(asked, Some(field), test)))
}

fn line_test(value: &Value) -> Answer<Test> {
    if value.form != Form::Pattern {
        return Ok(text_test(value));
    }
    if value.text.is_empty() {
        return Ok(None);
    }
    match Pattern::new(&value.text) {
        Ok(pattern) => Ok(Some(Test::Regex(pattern))),
        Err(why) => {
            let message = format!("This pattern cannot be read: {why}.");
            Err(Wrong::new(message, Instead::Nothing))
        }
    }
}

fn long_text_test(value: &Value, field: Field) -> Answer<Test> {
    if value.whole == Whole::No && value.form != Form::Pattern {
        return Ok(text_test(value));
    }
    let name = field.name();
    let message = format!("In {name} only words and \"phrases\" can be looked for.");
    let instead = match value.form {
        Form::Pattern => Instead::Nothing,
        _ => Instead::Value(print::quoted(&value.text)),
    };
    Err(Wrong::new(message, instead))
}

fn status_test(value: &Value) -> Answer<Test> {
    let mut statuses = Vec::new();
    for word in value.text.split(',').filter(|word| !word.trim().is_empty()) {
        let unread = word.eq_ignore_ascii_case("unread");
        match words::status(word) {
            Some(status) => statuses.push(status),
            None if unread => statuses.extend(words::UNREAD),
            None => return Err(no_such("status", word, words::status_words())),
        }
    }
    let statuses = words::in_order(&statuses);
    Ok((!statuses.is_empty()).then_some(Test::Status(statuses)))
}

fn presence(value: &Value, field: Field, present: Node) -> Answer<Node> {
    let name = field.name();
    match value.text.to_lowercase().as_str() {
        "" => Ok(None),
        "yes" | "true" => Ok(Some(present)),
        "no" | "false" => Ok(Some(present.negated())),
        _ => Err(Wrong::new(
            format!("Write has:{name} or no:{name}."),
            Instead::Term(format!("has:{name}")),
        )),
    }
}

fn question_node(asked: &Asked<'_>, question: Question) -> Answer<Node> {
    let word = asked.value.text.trim();
    if word.is_empty() {
        return Ok(None);
    }
    if question == Question::Is {
        let Some(test) = words::state(word) else {
            return Err(no_such("is", word, words::STATES.into_iter()));
        };
        let field = (test != Test::Trashed).then_some(Field::Status);
        return Ok(Some(term(asked, field, test)));
    }
    let Some(field) = Field::named(word) else {
        let names = super::FIELDS.iter().map(|line| line.name);
        return Err(no_such(question.name(), word, names));
    };
    let present = term(asked, Some(field), Test::Present);
    Ok(Some(match question {
        Question::No => present.negated(),
        _ => present,
    }))
}

/// A word that is none of those a key knows: names them, and gives the one that begins so, or the first.
fn no_such(key: &str, typed: &str, known: impl Iterator<Item = &'static str>) -> Wrong {
    let known: Vec<&str> = known.collect();
    let typed = typed.to_lowercase();
    let begins = |word: &&&str| word.starts_with(&typed);
    let close = known.iter().find(begins).or(known.first());
    let (last, others) = known.split_last().unwrap_or((&"", &[]));
    let message = format!("{key}: can be followed by {} or {last}.", others.join(", "));
    let close = close.copied().unwrap_or_default().to_owned();
    Wrong::new(message, Instead::Value(close))
}
