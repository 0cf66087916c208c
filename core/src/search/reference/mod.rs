//! A slow and obvious reading of the same questions: every book is looked at for every term.
//!
//! It is what the index is held against in tests, and shares nothing with it but the definitions:
//! how a text folds, what was typed asks for, which values are one, and how texts are sorted.

mod order;
mod values;

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz::Offset};

use self::order::{Keys, order};
use self::values::{Fitting, Spot, Value, is_in, long_values, place, values};
use super::long_texts::long_terms;
use super::needs::{Need, needs};
use super::whole::whole;
use super::words::{Piece, joined, pairs_or_letter, pieces};
use super::{Asking, Change, IndexedBook, LongHits, Place, SortBy, Wanted};
use crate::book::{Book, BookId, ReadingStatus, Role, partial_date::PartialDate};
use crate::query::{Bounds, Edge, Field, Node, Query, Term, Test};

/// The books by their ids.
#[derive(Debug, Default)]
pub struct Reference {
    books: BTreeMap<BookId, Prepared>,
    /// What terms were found to ask for, so that no term is looked for twice in the same books.
    known: RefCell<HashMap<String, Grades>>,
    /// The same of their long texts.
    known_long: RefCell<HashMap<String, Vec<BookId>>>,
}

/// How good each book is, in the order of their ids; none for those that are not asked for.
type Grades = Vec<Option<u8>>;

/// A book, and its texts taken apart once.
#[derive(Debug)]
struct Prepared {
    book: IndexedBook,
    values: Vec<Value>,
    keys: Keys,
}

impl Reference {
    /// Follows a change.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Put(book) => self.insert(book.clone(), values(book)),
            Change::Remove(id) => {
                self.books.remove(id);
            }
        }
        self.known = RefCell::default();
        self.known_long = RefCell::default();
    }

    /// Puts a book of a library, as it is now, with its long texts.
    pub fn put(&mut self, book: &Book) {
        let indexed = indexed(book);
        let values = values(&indexed)
            .into_iter()
            .chain(long_values(&book.fields));
        self.insert(indexed, values.collect());
        self.known = RefCell::default();
        self.known_long = RefCell::default();
    }

    fn insert(&mut self, book: IndexedBook, values: Vec<Value>) {
        let keys = Keys::of(&book);
        let prepared = Prepared { book, values, keys };
        self.books.insert(prepared.book.id, prepared);
    }

    /// Its books.
    pub fn books(&self) -> impl Iterator<Item = &IndexedBook> {
        self.books.values().map(|book| &book.book)
    }

    /// Adds what the long texts answer to the terms that name one and, with `everywhere`, to those
    /// that name no field.
    pub fn ask_long_texts(&self, query: &Query, everywhere: bool, hits: &mut LongHits) {
        for term in long_terms(query) {
            if everywhere || term.field.is_some() {
                hits.add(term, self.in_long_texts(term));
            }
        }
    }

    fn in_long_texts(&self, term: &Term) -> Vec<BookId> {
        let key = format!("{:?} {:?}", term.field, term.test);
        let mut known = self.known_long.borrow_mut();
        let look = || {
            let fitting = Fitting::of(&term.test);
            let has = |own: &&Prepared| own.is_in_long_texts(term, &fitting);
            let books = self.books.values().filter(has);
            books.map(|own| own.book.id).collect()
        };
        known.entry(key).or_insert_with(look).clone()
    }

    /// The ids of what is wanted, in order, and how many books the place holds. Corrects nothing.
    pub fn view(&self, wanted: &Wanted<'_>) -> (Vec<BookId>, usize) {
        let queries = [Some(wanted.query), wanted.shelf];
        let and_trash = queries
            .into_iter()
            .flatten()
            .any(|query| query.root.as_ref().is_some_and(asks_for_trash));
        let grades = self.asked(wanted.query, wanted.asking);
        let of_shelf = wanted.shelf.map(|shelf| self.asked(shelf, wanted.asking));
        let tag = match wanted.place {
            Place::Tag { tag } => whole(tag),
            _ => String::new(),
        };
        let is_there = |(at, (own, _)): &(usize, (&Prepared, &Option<u8>))| {
            let book = &own.book;
            let in_place = match wanted.place {
                Place::All => and_trash || !book.trashed,
                Place::Shelf { .. } => !book.trashed,
                Place::Trash => book.trashed,
                Place::Status { status } => !book.trashed && book.status == *status,
                Place::Tag { .. } => !book.trashed && own.has_tag(&tag),
                Place::Import { .. } => !book.trashed && wanted.among.is_some(),
            };
            let asked = |grades: &Grades| grades.get(*at).is_some_and(Option::is_some);
            in_place
                && wanted.among.is_none_or(|among| among.contains(&book.id))
                && of_shelf.as_ref().is_none_or(asked)
        };
        let books = self.books.values().zip(&grades).enumerate();
        let books: Vec<(&Prepared, &Option<u8>)> =
            books.filter(is_there).map(|(_, book)| book).collect();
        let of = books.len();
        let by_match = wanted.sort.iter().any(|key| key.by == SortBy::Match);
        let mut hits: Vec<(u8, &Prepared)> = books
            .into_iter()
            .filter_map(|(own, grade)| Some(((*grade)?, own)))
            .collect();
        hits.sort_by(|(x, a), (y, b)| {
            let match_order = if by_match { x.cmp(y) } else { Ordering::Equal };
            let keys = wanted.sort.iter().map(|key| order(a, b, *key));
            keys.fold(match_order, Ordering::then)
                .then(b.book.added_at.cmp(&a.book.added_at))
                .then(a.book.id.cmp(&b.book.id))
        });
        (hits.iter().map(|(_, own)| own.book.id).collect(), of)
    }

    fn asked(&self, query: &Query, asking: Asking<'_>) -> Grades {
        let everything = || vec![Some(0); self.books.len()];
        let root = query.root.as_ref();
        root.map_or_else(everything, |root| self.node(root, asking))
    }

    fn node(&self, node: &Node, asking: Asking<'_>) -> Grades {
        let each =
            |nodes: &[Node], start: Option<u8>, join: fn(Option<u8>, Option<u8>) -> Option<u8>| {
                let mut grades = vec![start; self.books.len()];
                for node in nodes {
                    for (grade, other) in grades.iter_mut().zip(self.node(node, asking)) {
                        *grade = join(*grade, other);
                    }
                }
                grades
            };
        match node {
            Node::And(nodes) => each(nodes, Some(0), worse),
            Node::Or(nodes) => each(nodes, None, better),
            Node::Not(node) => {
                let not = |grade: Option<u8>| grade.is_none().then_some(0);
                self.node(node, asking).into_iter().map(not).collect()
            }
            Node::Term(term) => {
                let mut grades = self.term(term, asking);
                if let Some(hits) = asking.long_hits.and_then(|hits| hits.of(term)) {
                    for (grade, id) in grades.iter_mut().zip(self.books.keys()) {
                        *grade = better(*grade, hits.binary_search(id).is_ok().then_some(5));
                    }
                }
                grades
            }
        }
    }

    fn term(&self, term: &Term, asking: Asking<'_>) -> Grades {
        let Term { field, test, .. } = term;
        let key = format!("{field:?} {test:?} {} {}", asking.now_ms, asking.offset_s);
        if let Some(grades) = self.known.borrow().get(&key) {
            return grades.clone();
        }
        let needs = match test {
            Test::Words(text) => needs(text),
            _ => Vec::new(),
        };
        let fitting = Fitting::of(test);
        let books = self.books.values();
        let grades: Grades = books
            .map(|own| own.term(term, &needs, &fitting, asking))
            .collect();
        self.known.borrow_mut().insert(key, grades.clone());
        grades
    }
}

/// Both: the worse of two decides.
fn worse(one: Option<u8>, other: Option<u8>) -> Option<u8> {
    Some(one?.max(other?))
}

/// Either: the better of two decides.
fn better(one: Option<u8>, other: Option<u8>) -> Option<u8> {
    one.into_iter().chain(other).min()
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
    fn has_tag(&self, tag: &str) -> bool {
        let tags = self.values.iter().filter(|own| own.spot == Spot::Tag);
        tags.into_iter().any(|own| own.whole == tag)
    }

    fn is_in_long_texts(&self, term: &Term, fitting: &Fitting<'_>) -> bool {
        let texts = self.values.iter();
        let texts = texts.filter(|own| match (own.spot, term.field) {
            (Spot::Long(own), Some(field)) => own == field,
            (spot, _) => matches!(spot, Spot::Long(_)),
        });
        let texts: Vec<&Value> = texts.collect();
        if !matches!(term.test, Test::Words(_)) {
            return texts.iter().any(|own| own.fits(fitting));
        }
        let has = |piece| {
            texts.iter().any(|own| match piece {
                Piece::Word(word) => own.word(&joined(word), false).is_some(),
                Piece::Run(run) => pairs_or_letter(run).all(|pair| own.folded.contains(&pair)),
            })
        };
        !texts.is_empty() && pieces(&fitting.folded).all(has)
    }

    fn term(
        &self,
        term: &Term,
        needs: &[Need],
        fitting: &Fitting<'_>,
        asking: Asking<'_>,
    ) -> Option<u8> {
        let book = &self.book;
        let yes = |yes: bool| yes.then_some(0);
        match &term.test {
            Test::Trashed => yes(book.trashed),
            Test::Status(statuses) => yes(statuses.contains(&book.status)),
            Test::Present => yes(self.has(term.field)),
            Test::Number(bounds) => yes(self.number(term.field, *bounds)),
            Test::Date(bounds) => yes(self.date(term.field, *bounds, asking)),
            Test::Words(_) => needs
                .iter()
                .map(|need| self.need(need, term.field))
                .fold(Some(0), worse),
            Test::Phrase(_) if fitting.folded.is_empty() => Some(0),
            _ => {
                let own = self
                    .values_of(term.field)
                    .filter(|value| value.fits(fitting));
                own.map(|value| place(value.spot, term.field)).min()
            }
        }
    }

    fn values_of(&self, field: Option<Field>) -> impl Iterator<Item = &Value> {
        let everywhere =
            |spot: Spot| !matches!(spot, Spot::Language | Spot::Format | Spot::Long(_));
        self.values.iter().filter(move |value| {
            field.map_or(everywhere(value.spot), |field| is_in(value.spot, field))
        })
    }

    fn need(&self, need: &Need, field: Option<Field>) -> Option<u8> {
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
                let fields: [(u8, &dyn Fn(Spot) -> bool); 7] = [
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

    fn word(&self, word: &str, field: Option<Field>, digits: bool) -> Option<u8> {
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
