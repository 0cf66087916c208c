//! A slow and obvious reading of the same questions: every book is looked at for every term.
//!
//! It is what the index is held against in tests, and shares nothing with it but the definitions:
//! how a text folds, what was typed asks for, which values are one, and how texts are sorted.

mod order;
mod values;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz::Offset};

use self::order::order;
use self::values::{Spot, Value, is_in, place, values};
use super::needs::{Need, needs};
use super::whole::whole;
use super::{Asking, Change, IndexedBook, Place, SortBy, Wanted};
use crate::book::{Book, BookId, ReadingStatus, Role, partial_date::PartialDate};
use crate::fold::fold;
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
