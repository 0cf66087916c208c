//! A slow and obvious reading of the same questions: every book is looked at for every term.
//!
//! It is what the index is held against in tests, and shares nothing with it but the definitions:
//! how a text folds, what was typed asks for, which values are one, and how texts are sorted.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz::Offset};

use super::columns::{series_key, text_key, title_key};
use super::needs::{Need, needs};
use super::whole::whole;
use super::{Asking, Change, IndexedBook, Place, SortBy, SortKey, Wanted};
use crate::book::{Book, BookId, ReadingStatus, Role, isbn::Isbn, partial_date::PartialDate};
use crate::fold::{fold, fold_with_hyphens};
use crate::query::{Bounds, Edge, Field, Node, Query, Term, Test};

/// The books by their ids.
#[derive(Debug, Default)]
pub struct Reference {
    books: BTreeMap<BookId, Prepared>,
}

/// A book, and its texts taken apart once.
#[derive(Debug)]
struct Prepared {
    book: IndexedBook,
    values: Vec<Value>,
}

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spot {
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
struct Value {
    spot: Spot,
    text: String,
    folded: String,
    /// What a word may begin.
    words: Vec<String>,
}

impl Reference {
    /// Follows a change.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Put(book) => {
                let values = values(book);
                let book = book.clone();
                self.books.insert(book.id, Prepared { book, values });
            }
            Change::Remove(id) => {
                self.books.remove(id);
            }
        }
    }

    /// Puts a book of a library, as it is now.
    pub fn put(&mut self, book: &Book) {
        self.apply(&Change::Put(indexed(book)));
    }

    /// Its books.
    pub fn books(&self) -> impl Iterator<Item = &IndexedBook> {
        self.books.values().map(|book| &book.book)
    }

    /// The ids of what is wanted, in order, and how many books the place holds. Corrects nothing.
    pub fn view(&self, wanted: &Wanted<'_>) -> (Vec<BookId>, usize) {
        let queries = [Some(wanted.query), wanted.shelf];
        let and_trash = queries
            .into_iter()
            .flatten()
            .any(|query| query.root.as_ref().is_some_and(asks_for_trash));
        let books: Vec<&Prepared> = self
            .books
            .values()
            .filter(|Prepared { book, .. }| match wanted.place {
                Place::All => and_trash || !book.trashed,
                Place::Shelf { .. } => !book.trashed,
                Place::Trash => book.trashed,
                Place::Status { status } => !book.trashed && book.status == *status,
                Place::Tag { tag } => {
                    let same = |own: &String| whole(own) == whole(tag);
                    !book.trashed && book.tags.iter().any(same)
                }
                Place::Import { .. } => !book.trashed && wanted.among.is_some(),
            })
            .filter(|own| {
                wanted
                    .among
                    .is_none_or(|among| among.contains(&own.book.id))
            })
            .filter(|own| {
                let asked = |shelf| own.asked(shelf, wanted.asking).is_some();
                wanted.shelf.is_none_or(asked)
            })
            .collect();
        let of = books.len();
        let graded = wanted.sort.iter().any(|key| key.by == SortBy::Match);
        let mut hits: Vec<(usize, &IndexedBook)> = books
            .into_iter()
            .filter_map(|own| Some((own.asked(wanted.query, wanted.asking)?, &own.book)))
            .collect();
        hits.sort_by(|(x, a), (y, b)| {
            let match_order = if graded { x.cmp(y) } else { Ordering::Equal };
            let keys = wanted.sort.iter().map(|key| order(a, b, *key));
            keys.fold(match_order, Ordering::then)
                .then(b.added_at.cmp(&a.added_at))
                .then(a.id.cmp(&b.id))
        });
        (hits.iter().map(|(_, book)| book.id).collect(), of)
    }
}

/// A book of a library as the index sees it.
fn indexed(book: &Book) -> IndexedBook {
    let fields = &book.fields;
    IndexedBook {
        id: book.id,
        title: fields.title.clone(),
        subtitle: fields.subtitle.clone(),
        contributors: fields.contributors.clone(),
        series: fields
            .series
            .iter()
            .map(|s| (s.name.clone(), s.from))
            .collect(),
        publisher: fields.publisher.clone(),
        published: PartialDate::parse(&fields.published)
            .ok()
            .map(|date| date.parts()),
        page_count: fields.page_count,
        language: fields.language.clone(),
        format: fields.format.clone(),
        identifiers: fields
            .identifiers
            .iter()
            .map(|i| (i.scheme.clone(), i.value.clone()))
            .collect(),
        tags: fields.tags.clone(),
        rating: fields.rating,
        status: fields.status,
        added_at: book.added_at,
        updated_at: book.updated_at,
        has_description: !fields.description.is_empty(),
        has_review: !fields.review.is_empty(),
        has_notes: !fields.private_notes.is_empty(),
        trashed: book.trashed_at.is_some(),
    }
}

fn asks_for_trash(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(asks_for_trash),
        Node::Not(node) => asks_for_trash(node),
        Node::Term(term) => term.test == Test::Trashed,
    }
}

fn values(book: &IndexedBook) -> Vec<Value> {
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

impl Prepared {
    /// The grade of the book, when it is asked for.
    fn asked(&self, query: &Query, asking: Asking<'_>) -> Option<usize> {
        query
            .root
            .as_ref()
            .map_or(Some(0), |root| self.node(root, asking))
    }

    fn node(&self, node: &Node, asking: Asking<'_>) -> Option<usize> {
        match node {
            Node::And(nodes) => nodes
                .iter()
                .map(|node| self.node(node, asking))
                .try_fold(0, |worst, grade| Some(worst.max(grade?))),
            Node::Or(nodes) => nodes
                .iter()
                .filter_map(|node| self.node(node, asking))
                .min(),
            Node::Not(node) => self.node(node, asking).is_none().then_some(0),
            Node::Term(term) => {
                let long = asking.long_hits.and_then(|hits| hits.of(term));
                let long = long.is_some_and(|books| books.contains(&self.book.id));
                let own = self.term(term, asking);
                own.into_iter().chain(long.then_some(5)).min()
            }
        }
    }

    fn term(&self, term: &Term, asking: Asking<'_>) -> Option<usize> {
        let book = &self.book;
        let yes = |yes: bool| yes.then_some(0);
        match &term.test {
            Test::Trashed => yes(book.trashed),
            Test::Status(statuses) => yes(statuses.contains(&book.status)),
            Test::Present => yes(self.has(term.field)),
            Test::Number(bounds) => yes(self.number(term.field, *bounds)),
            Test::Date(bounds) => yes(self.date(term.field, *bounds, asking)),
            Test::Words(text) => needs(text)
                .iter()
                .map(|need| self.need(need, term.field))
                .try_fold(0, |worst, grade| Some(worst.max(grade?))),
            Test::Phrase(text) if fold(text).is_empty() => Some(0),
            test => {
                let fitting = self.values_of(term.field).filter(|value| value.fits(test));
                fitting.map(|value| place(value.spot, term.field)).min()
            }
        }
    }

    fn values_of(&self, field: Option<Field>) -> impl Iterator<Item = &Value> {
        let everywhere = |spot: Spot| !matches!(spot, Spot::Language | Spot::Format);
        self.values.iter().filter(move |value| {
            field.map_or(everywhere(value.spot), |field| is_in(value.spot, field))
        })
    }

    fn need(&self, need: &Need, field: Option<Field>) -> Option<usize> {
        match need {
            Need::Word(word) | Need::Corrected(word) => self.word(word, field, false),
            Need::Joined(parts, whole) => {
                let parts = parts.iter().map(|part| self.word(part, field, false));
                let apart = parts.reduce(|one, other| Some(one?.max(other?))).flatten();
                let joined = self.word(whole, field, false);
                apart.into_iter().chain(joined).min()
            }
            Need::Run(pairs) => {
                // All pairs in one field, though not in one value of it.
                let has = |among: &dyn Fn(Spot) -> bool| {
                    let own: Vec<&Value> =
                        self.values_of(field).filter(|v| among(v.spot)).collect();
                    pairs
                        .iter()
                        .all(|pair| own.iter().any(|own| own.folded.contains(pair)))
                };
                if field.is_some() {
                    return has(&|_| true).then_some(0);
                }
                let fields: [(usize, &dyn Fn(Spot) -> bool); 7] = [
                    (0, &|spot| spot == Spot::Title),
                    (1, &|spot| spot == Spot::Person(Role::Author)),
                    (2, &|spot| matches!(spot, Spot::Person(_))),
                    (2, &|spot| spot == Spot::Subtitle),
                    (2, &|spot| spot == Spot::Series),
                    (2, &|spot| spot == Spot::Publisher),
                    (2, &|spot| spot == Spot::Tag),
                ];
                let found = fields.iter().find(|(_, among)| has(*among));
                found.map(|(grade, _)| *grade)
            }
            Need::Digits(groups) => {
                let apart = groups
                    .iter()
                    .map(|group| self.word(group, field, true))
                    .try_fold(0, |worst, grade| Some(worst.max(grade?)));
                let number = groups.concat();
                let joined = self
                    .values_of(field)
                    .filter(|value| matches!(value.spot, Spot::Identifier { .. }))
                    .filter_map(|value| {
                        value
                            .word(&number, true)
                            .map(|k| k + place(value.spot, field))
                    })
                    .min();
                apart.into_iter().chain(joined).min()
            }
        }
    }

    fn word(&self, word: &str, field: Option<Field>, digits: bool) -> Option<usize> {
        let grade = |value: &Value| Some(value.word(word, digits)? + place(value.spot, field));
        self.values_of(field).filter_map(grade).min()
    }

    fn has(&self, field: Option<Field>) -> bool {
        let book = &self.book;
        match field {
            None | Some(Field::Added | Field::Updated) => true,
            Some(Field::Published | Field::Year) => book.published.is_some(),
            Some(Field::Pages) => book.page_count.is_some(),
            Some(Field::Rating) => book.rating.is_some(),
            Some(Field::Status) => book.status != ReadingStatus::None,
            Some(Field::Description) => book.has_description,
            Some(Field::Review) => book.has_review,
            Some(Field::Notes) => book.has_notes,
            Some(Field::Cover) => false,
            field => self.values_of(field).next().is_some(),
        }
    }

    fn number(&self, field: Option<Field>, bounds: Bounds<i64>) -> bool {
        let number = match field {
            Some(Field::Pages) => self.book.page_count.map(i64::from),
            Some(Field::Rating) => self.book.rating.map(i64::from),
            Some(Field::Year) => self.book.published.map(|(year, ..)| i64::from(year)),
            _ => None,
        };
        number.is_some_and(|number| {
            bounds.from.is_none_or(|from| from <= number) && bounds.to.is_none_or(|to| number <= to)
        })
    }

    fn date(&self, field: Option<Field>, bounds: Bounds<Edge>, asking: Asking<'_>) -> bool {
        let at = match field {
            Some(Field::Added) => self.book.added_at,
            Some(Field::Updated) => self.book.updated_at,
            Some(Field::Published) => return self.published(bounds),
            _ => return false,
        };
        let offset = Offset::from_seconds(asking.offset_s).unwrap_or(Offset::UTC);
        let local = |ms: i64| {
            let moment = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
            offset.to_datetime(moment).date()
        };
        let compared = |edge: Edge| match edge {
            Edge::Day(year, month, day) => local(at).cmp(&date((year, month, day))),
            Edge::DaysBack { days } => {
                let day = local(asking.now_ms).saturating_sub(i64::from(days).days());
                local(at).cmp(&day)
            }
            Edge::Ago { days } => at.cmp(&(asking.now_ms - i64::from(days) * 86_400_000)),
        };
        bounds.from.is_none_or(|from| compared(from).is_ge())
            && bounds.to.is_none_or(|to| compared(to).is_le())
    }

    fn published(&self, bounds: Bounds<Edge>) -> bool {
        let Some((year, month, day)) = self.book.published else {
            return false;
        };
        let months = if month == 0 { 1..=12 } else { month..=month };
        let may = |day: (i32, u8, u8)| {
            let day_of = |edge| match edge {
                Edge::Day(year, month, day) => (year, month, day),
                _ => (0, 0, 0),
            };
            bounds.from.is_none_or(|from| day_of(from) <= day)
                && bounds.to.is_none_or(|to| day <= day_of(to))
        };
        months.into_iter().any(|month| {
            let mut days = if day == 0 { 1..=31 } else { day..=day };
            days.any(|day| may((year, month, day)))
        })
    }
}

fn date((year, month, day): (i32, u8, u8)) -> Date {
    let part = |part: u8| i8::try_from(part).unwrap_or(1);
    let year = i16::try_from(year).unwrap_or(0);
    Date::new(year, part(month), part(day)).unwrap_or(Date::ZERO)
}

impl Value {
    /// The grade of a word, but for its place.
    fn word(&self, word: &str, digits: bool) -> Option<usize> {
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

    fn fits(&self, test: &Test) -> bool {
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
    /// Words and single letters, and whether each follows the one before without a space.
    fn tokens(text: &str) -> Vec<(bool, String)> {
        let mut tokens: Vec<(bool, String)> = Vec::new();
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
    let same = |(at, (own, wanted)): (usize, (&(bool, String), &(bool, String)))| {
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
fn place(spot: Spot, field: Option<Field>) -> usize {
    match spot {
        _ if field.is_some() => 0,
        Spot::Title => 0,
        Spot::Person(Role::Author) => 1,
        _ => 2,
    }
}

fn is_in(spot: Spot, field: Field) -> bool {
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

fn order(a: &IndexedBook, b: &IndexedBook, key: SortKey) -> Ordering {
    fn compare<T: PartialOrd>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) => {
                let order = a.partial_cmp(&b).unwrap_or(Ordering::Equal);
                if descending { order.reverse() } else { order }
            }
            (a, b) => a.is_none().cmp(&b.is_none()),
        }
    }
    macro_rules! by {
        ($read:expr) => {{
            fn read<T>(book: &IndexedBook, read: impl Fn(&IndexedBook) -> Option<T>) -> Option<T> {
                read(book)
            }
            compare(read(a, $read), read(b, $read), key.descending)
        }};
    }
    match key.by {
        SortBy::Match => Ordering::Equal,
        SortBy::Title => by!(|book| title_key(&book.title, &book.language)),
        SortBy::Author => by!(|book| {
            let first = book.contributors.first()?;
            let unsorted = first.sort_name.is_empty();
            text_key(if unsorted {
                &first.name
            } else {
                &first.sort_name
            })
        }),
        SortBy::Series => {
            by!(|book| series_key(&book.series.first()?.0)).then(by!(|book| book.series.first()?.1))
        }
        SortBy::Tags => by!(|book| text_key(&book.tags.join(", "))),
        SortBy::Publisher => by!(|book| text_key(&book.publisher)),
        SortBy::Language => by!(|book| text_key(&book.language)),
        SortBy::Format => by!(|book| text_key(&book.format)),
        SortBy::Published => by!(|book| book.published),
        SortBy::Rating => by!(|book| book.rating),
        SortBy::Pages => by!(|book| book.page_count),
        SortBy::Status => by!(|book| Some(book.status as u8)),
        SortBy::Added => by!(|book| Some(book.added_at)),
        SortBy::Updated => by!(|book| Some(book.updated_at)),
    }
}
