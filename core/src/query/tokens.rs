//! Cuts a text into the signs and words of the language. Every text can be cut; what the pieces mean together, and
//! whether they can be read, is decided by `parse`.

use std::{ops::Range, str::Chars};

use super::fields::{self, Key};

/// A piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub what: Lexeme,
    /// Bytes.
    pub span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// A bracket, and the key whose values are in it.
    Open(Option<Key>),
    Close,
    /// A hyphen (or several) before something.
    Minus,
    /// The word `NOT`.
    Not,
    And,
    Or,
    /// `author:`, or `year` before a sign that compares; what belongs to it comes next and says so.
    Key {
        key: Key,
        colon: bool,
    },
    /// `autor:`, colon included, with something behind it: the name that was nearly written.
    Nearly(&'static str),
    Value(Value),
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// What it is a value of.
    pub key: Option<Key>,
    pub whole: Whole,
    pub form: Form,
    /// Without quotes or slashes.
    pub text: String,
    /// What is missing at its end; empty when it was closed.
    pub closer: String,
}

/// How much of a field's value it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// Some words of it.
    No,
    /// `=`: all of it.
    Yes,
    /// `^`: its beginning.
    Beginning,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Word,
    Quoted,
    Pattern,
}

pub(super) fn cut(text: &str) -> Vec<Token> {
    let mut cutter = Cutter {
        text,
        at: 0,
        brackets: Vec::new(),
        after: None,
        after_quote: false,
    };
    let mut tokens = Vec::new();
    while let Some(token) = cutter.next() {
        cutter.after_quote =
            matches!(&token.what, Lexeme::Value(value) if value.form != Form::Word);
        tokens.push(token);
    }
    tokens
}

struct Cutter<'a> {
    text: &'a str,
    at: usize,
    /// The key of each open bracket.
    brackets: Vec<Option<Key>>,
    /// A key that has no value yet.
    after: Option<After>,
    /// The last piece ended with a quote or slash.
    after_quote: bool,
}

/// Spaces, control characters and the marks of writing direction that come along when text is pasted.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        )
        || matches!(c, '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn is_open(c: char) -> bool {
    matches!(c, '(' | '（')
}

fn is_close(c: char) -> bool {
    matches!(c, ')' | '）')
}

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '−' | '－')
}

fn in_word(c: char) -> bool {
    !is_blank(c) && !is_open(c) && !is_close(c)
}

/// What may close a text that begins with this quote, its own first. An apostrophe is a letter, not a quote.
fn closers(quote: char) -> Option<&'static [char]> {
    Some(match quote {
        '"' => &['"'],
        '＂' => &['＂', '"'],
        '“' | '”' | '‟' => &['”', '“', '‟', '"'],
        '„' => &['“', '”', '‟', '"'],
        '«' => &['»', '«'],
        '»' => &['«', '»'],
        _ => return None,
    })
}

#[derive(Clone, Copy)]
struct After {
    key: Key,
    whole: Whole,
    /// Where the sign stands.
    sign: Option<usize>,
}

impl<'a> Cutter<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Steps over what fits and gives it.
    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn next(&mut self) -> Option<Token> {
        let before = self.at;
        self.take_while(is_blank);
        let start = self.at;
        let c = self.peek()?;
        // Directly behind its colon, everything is a value: `title:OR`.
        let attached = self.after.is_some() && start == before;
        let what = if is_open(c) {
            self.at += c.len_utf8();
            self.open()
        } else if is_close(c) {
            self.at += c.len_utf8();
            self.after = None;
            self.brackets.pop();
            Lexeme::Close
        } else if is_minus(c) && !self.is_number() {
            self.take_while(is_minus);
            if self.after_quote && start == before {
                return self.next(); // `"Spider"-Man` excludes nobody
            }
            if !attached {
                self.after = None;
            }
            Lexeme::Minus
        } else if let Some(what) = (!attached).then(|| self.keyword()).flatten() {
            what
        } else {
            return self.value(start);
        };
        let span = start..self.at;
        Some(Token { what, span })
    }

    /// A bracket behind a key, or inside a bracket behind one, holds values of that key.
    fn open(&mut self) -> Lexeme {
        let key = self.key();
        self.after = None;
        self.brackets.push(key);
        Lexeme::Open(key)
    }

    fn key(&self) -> Option<Key> {
        let around = || self.brackets.last().copied().flatten();
        self.after.map(|after| after.key).or_else(around)
    }

    /// `-300` where numbers are: its hyphen excludes nothing.
    fn is_number(&self) -> bool {
        let digits = self.inner().next().is_some_and(char::is_numeric);
        digits && self.key().is_some_and(Key::has_order)
    }

    /// `OR`, `AND`, `NOT`, or a name with its colon.
    fn keyword(&mut self) -> Option<Lexeme> {
        let rest = self.rest();
        let word = rest
            .find(|c| !in_word(c))
            .map_or(rest, |end| rest.get(..end).unwrap_or(rest));
        let what = match word {
            "OR" | "|" | "||" => Lexeme::Or,
            "AND" | "&&" => Lexeme::And,
            "NOT" => Lexeme::Not,
            _ => return self.named(word),
        };
        self.at += word.len();
        self.after = None;
        Some(what)
    }

    fn named(&mut self, word: &str) -> Option<Lexeme> {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let end = word.find(|c| !is_name(c))?;
        let (name, behind) = word.split_at_checked(end)?;
        let sign = behind.chars().next()?;
        let key = Key::named(name);
        if !matches!(sign, ':' | '：') {
            // `year>1990`; the sign belongs to the value.
            let key = key.filter(|key| key.has_order() && "<>=≤≥＜＞＝".contains(sign))?;
            self.at += name.len();
            return Some(self.expect(key, false));
        }
        let colon = name.len() + sign.len_utf8();
        if let Some(key) = key {
            self.at += colon;
            return Some(self.expect(key, true));
        }
        if self.brackets.last().is_some_and(Option::is_some) {
            return None; // a value; nothing else can be named here
        }
        let behind = self.rest().get(colon..)?.chars().next();
        behind.filter(|c| !is_blank(*c) && !is_close(*c))?;
        let meant = fields::nearly(name)?;
        self.at += colon;
        self.after = None;
        Some(Lexeme::Nearly(meant))
    }

    fn expect(&mut self, key: Key, colon: bool) -> Lexeme {
        self.after = Some(After {
            key,
            whole: Whole::No,
            sign: None,
        });
        Lexeme::Key { key, colon }
    }

    fn value(&mut self, start: usize) -> Option<Token> {
        let key = self.key();
        let after = self.after.take();
        let start = after.and_then(|after| after.sign).unwrap_or(start);
        let mut whole = after.map_or(Whole::No, |after| after.whole);
        let is_text = key.is_some_and(|key| !key.has_order());
        if is_text && whole == Whole::No {
            whole = match self.peek() {
                Some('=' | '＝') => Whole::Yes,
                Some('^' | '＾') => Whole::Beginning,
                _ => Whole::No,
            };
            if whole != Whole::No {
                self.at += self.peek().map_or(0, char::len_utf8);
                if let Some(key) = key.filter(|_| self.peek().is_some_and(is_blank)) {
                    self.after = Some(After {
                        key,
                        whole,
                        sign: Some(start),
                    });
                    return self.next();
                }
            }
        }
        let first = self.peek();
        let (form, text, closer) = if let Some(closers) = first.and_then(closers) {
            let (text, closer) = self.quoted(closers);
            (Form::Quoted, text, closer)
        } else if is_text && whole == Whole::No && matches!(first, Some('/' | '／')) {
            let (text, closer) = self.pattern();
            (Form::Pattern, text, closer)
        } else {
            (
                Form::Word,
                self.take_while(in_word).to_owned(),
                String::new(),
            )
        };
        let value = Value {
            key,
            whole,
            form,
            text,
            closer,
        };
        let span = start..self.at;
        Some(Token {
            what: Lexeme::Value(value),
            span,
        })
    }

    /// To the closing quote, or to the end. A backslash before a quote or a backslash says that it is only a letter.
    fn quoted(&mut self, closers: &[char]) -> (String, String) {
        let own = closers.first().copied().unwrap_or('"');
        let mut text = String::new();
        let mut letters = self.inner();
        while let Some(c) = letters.next() {
            let mut ahead = letters.clone();
            match ahead.next() {
                Some(next) if c == '\\' && (next == c || closers.contains(&next)) => {
                    text.push(next);
                    letters = ahead;
                }
                _ if closers.contains(&c) => {
                    self.at = self.text.len() - letters.as_str().len();
                    return (text, String::new());
                }
                // It would make a letter of the quote that is put behind it.
                None if c == '\\' => {
                    text.push(c);
                    self.at = self.text.len();
                    return (text, format!("\\{own}"));
                }
                _ => text.push(c),
            }
        }
        self.at = self.text.len();
        (text, own.to_string())
    }

    /// To the next slash without a backslash before it, or to the end.
    fn pattern(&mut self) -> (String, String) {
        let mut text = String::new();
        let mut letters = self.inner();
        while let Some(c) = letters.next() {
            match c {
                '/' | '／' => {
                    self.at = self.text.len() - letters.as_str().len();
                    return (text, String::new());
                }
                '\\' => match letters.next() {
                    Some(slash @ ('/' | '／')) => text.push(slash),
                    escaped => text.extend([Some(c), escaped].into_iter().flatten()),
                },
                _ => text.push(c),
            }
        }
        self.at = self.text.len();
        (text, "/".to_owned())
    }

    /// What follows the character here.
    fn inner(&self) -> Chars<'a> {
        let mut letters = self.rest().chars();
        letters.next();
        letters
    }
}
