//! A query made ready to be asked: every text folded once, every date a number, typing errors
//! corrected. What is cheap to answer stands first where all of several things are asked for.

use super::columns::Column;
use super::days::{self, Day};
use super::fit::Fit;
use super::graded::Where;
use super::index::Index;
use super::long_texts::{LongHits, is_long};
use super::needs::{Need, isbn13_prefix, needs};
use super::searched::Source;
use super::segment::Mark;
use super::values::{Kind, Kinds};
use super::view::Correction;
use super::words::TextField;
use crate::book::{BookId, ReadingStatus, Role};
use crate::fold::shown;
use crate::query::{Bounds, Edge, Field, Node, Query, Term, Test};

/// A part of a question.
#[derive(Debug, PartialEq)]
pub(super) enum Ask<'a> {
    /// All of these; nothing asked finds every book.
    All(Vec<Ask<'a>>),
    /// At least one of these; none finds no book.
    Any(Vec<Ask<'a>>),
    Not(Box<Ask<'a>>),
    /// All of these words in these places.
    Words(Vec<Need>, Vec<(Source, Where)>),
    /// A value that fits.
    Fits(Source, Fit, Where),
    /// A number between these, both included.
    Between(Column, i64, i64),
    /// A date that may lie between these, both included.
    Published(Option<Day>, Option<Day>),
    Marked(Mark),
    /// These books, by rising ids.
    Books(&'a [BookId]),
}

/// What is known when a query is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asking<'a> {
    /// Search for the very words that were typed.
    pub as_typed: bool,
    /// The present moment; milliseconds since 1970, UTC.
    pub now_ms: i64,
    /// How far the clock on the wall is before UTC, in seconds.
    pub offset_s: i32,
    /// What the long texts answered.
    pub long_hits: Option<&'a LongHits>,
}

/// Where a word is looked for when no field is named. A language or a form found by one word would
/// be noise: `de` and `en` begin half of all titles.
const EVERYWHERE: [(TextField, Kinds, Where); 8] = [
    (TextField::Title, Kinds::All, Where::Title),
    (
        TextField::People,
        Kinds::Only(Kind::role(Role::Author)),
        Where::Author,
    ),
    (
        TextField::People,
        Kinds::But(Kind::role(Role::Author)),
        Where::Elsewhere,
    ),
    (TextField::Subtitle, Kinds::All, Where::Elsewhere),
    (TextField::Series, Kinds::All, Where::Elsewhere),
    (TextField::Publisher, Kinds::All, Where::Elsewhere),
    (TextField::Tags, Kinds::All, Where::Elsewhere),
    (TextField::Identifiers, Kinds::All, Where::Elsewhere),
];

/// Makes queries ready.
pub(super) struct Asker<'a> {
    pub(super) index: &'a Index,
    pub(super) asking: Asking<'a>,
    pub(super) corrections: Vec<Correction>,
    /// Whether what is found is to be graded: then authors are looked at by themselves.
    pub(super) graded: bool,
}

impl<'a> Asker<'a> {
    pub(super) fn query(&mut self, query: &Query) -> Ask<'a> {
        match &query.root {
            Some(root) => self.node(root, false),
            None => Ask::All(Vec::new()),
        }
    }

    /// What is excluded is never corrected: nobody wants to lose books to a guess.
    fn node(&mut self, node: &Node, excluded: bool) -> Ask<'a> {
        match node {
            Node::And(nodes) => {
                let mut asks: Vec<Ask<'_>> = nodes.iter().map(|n| self.node(n, excluded)).collect();
                asks.sort_by_key(Ask::cost);
                Ask::All(asks)
            }
            Node::Or(nodes) => Ask::Any(nodes.iter().map(|n| self.node(n, excluded)).collect()),
            Node::Not(node) => Ask::Not(Box::new(self.node(node, true))),
            Node::Term(term) => self.term(term, excluded),
        }
    }

    fn term(&mut self, term: &Term, excluded: bool) -> Ask<'a> {
        let long = self.asking.long_hits.and_then(|hits| hits.of(term));
        let ask = match (term.field, &term.test) {
            (_, Test::Trashed) => Ask::Marked(Mark::Trashed),
            (_, Test::Status(statuses)) => Ask::Any(statuses.iter().map(|s| status(*s)).collect()),
            (Some(field), Test::Present) => present(field),
            (None, Test::Present) => Ask::All(Vec::new()),
            (Some(field), _) if is_long(field) => Ask::Any(Vec::new()),
            (Some(field), Test::Number(bounds)) => number(field, *bounds),
            (Some(field), Test::Date(bounds)) => self.date(field, *bounds),
            (None, Test::Number(_) | Test::Date(_)) => Ask::Any(Vec::new()),
            (field, Test::Words(text)) => {
                let sources = sources(field, self.graded);
                let mut needs = needs(text);
                if needs.is_empty() {
                    return Ask::All(Vec::new());
                }
                if !excluded && !self.asking.as_typed && long.is_none_or(<[_]>::is_empty) {
                    self.correct(text, &mut needs, &sources);
                }
                Ask::Words(needs, sources)
            }
            (
                field,
                test @ (Test::Phrase(_) | Test::Exact(_) | Test::Starts(_) | Test::Regex(_)),
            ) => {
                let sources = sources(field, self.graded);
                let asks = sources
                    .into_iter()
                    .map(|(source, place)| fits(source, place, test));
                match asks.collect::<Option<Vec<Vec<Ask<'_>>>>>() {
                    Some(asks) => Ask::Any(asks.into_iter().flatten().collect()),
                    None => return Ask::All(Vec::new()),
                }
            }
        };
        match long {
            Some(books) => Ask::Any(vec![ask, Ask::Books(books)]),
            None => ask,
        }
    }

    fn correct(&mut self, text: &str, needs: &mut [Need], sources: &[(Source, Where)]) {
        let alone = needs.len() == 1;
        for need in needs {
            if let Need::Word(word) = need
                && let Some(used) = self.index.correction(word, sources)
            {
                self.corrections.push(Correction {
                    typed: if alone {
                        text.trim().to_owned()
                    } else {
                        shown(word)
                    },
                    used: shown(&used),
                });
                *need = Need::Corrected(used);
            }
        }
    }

    fn date(&self, field: Field, bounds: Bounds<Edge>) -> Ask<'a> {
        let column = match field {
            Field::Added => Column::Added,
            Field::Updated => Column::Updated,
            Field::Published => {
                let day = |edge: Option<Edge>| match edge? {
                    Edge::Day(year, month, day) => Some((year, month, day)),
                    Edge::Ago { .. } | Edge::DaysBack { .. } => None,
                };
                return Ask::Published(day(bounds.from), day(bounds.to));
            }
            _ => return Ask::Any(Vec::new()),
        };
        let clock = days::LocalClock::new(self.asking.now_ms, self.asking.offset_s);
        let from = bounds.from.map_or(i64::MIN, |edge| clock.first_ms(edge));
        let to = bounds.to.map_or(i64::MAX, |edge| clock.last_ms(edge));
        Ask::Between(column, from, to)
    }
}

impl Ask<'_> {
    fn cost(&self) -> u8 {
        match self {
            Self::Books(_) | Self::Marked(_) => 0,
            Self::Words(..) => 1,
            Self::Between(..) => 2,
            Self::Published(..) => 3,
            Self::Fits(_, Fit::Regex(_), _) => 6,
            Self::Fits(_, Fit::Any, _) => 4,
            Self::Fits(..) => 5,
            Self::All(asks) | Self::Any(asks) => asks.iter().map(Self::cost).max().unwrap_or(0),
            Self::Not(ask) => ask.cost(),
        }
    }
}

fn status(status: ReadingStatus) -> Ask<'static> {
    Ask::Between(Column::Status, status as i64, status as i64)
}

fn number(field: Field, bounds: Bounds<i64>) -> Ask<'static> {
    let (from, to) = (
        bounds.from.unwrap_or(i64::MIN),
        bounds.to.unwrap_or(i64::MAX),
    );
    match field {
        Field::Pages => Ask::Between(Column::Pages, from, to),
        Field::Rating => Ask::Between(Column::Rating, from, to),
        // All that a year holds, down to its last day.
        Field::Year => Ask::Between(
            Column::Published,
            from.saturating_mul(10_000),
            to.saturating_mul(10_000).saturating_add(9_999),
        ),
        _ => Ask::Any(Vec::new()),
    }
}

/// Whether there is something. A status is something, unless it is "none".
fn present(field: Field) -> Ask<'static> {
    let any = |column| Ask::Between(column, i64::MIN, i64::MAX);
    match field {
        Field::Published | Field::Year => any(Column::Published),
        Field::Pages => any(Column::Pages),
        Field::Rating => any(Column::Rating),
        Field::Added => any(Column::Added),
        Field::Updated => any(Column::Updated),
        Field::Status => Ask::Not(Box::new(status(ReadingStatus::None))),
        Field::Description => Ask::Marked(Mark::Description),
        Field::Review => Ask::Marked(Mark::Review),
        Field::Notes => Ask::Marked(Mark::Notes),
        Field::Cover => Ask::Any(Vec::new()),
        _ => {
            let sources = sources(Some(field), false).into_iter();
            Ask::Any(
                sources
                    .map(|(source, place)| Ask::Fits(source, Fit::Any, place))
                    .collect(),
            )
        }
    }
}

/// The places that a field names. There the person said where to look, so no place is better than another.
pub(super) fn sources(field: Option<Field>, graded: bool) -> Vec<(Source, Where)> {
    let Some(field) = field else {
        let all = EVERYWHERE.into_iter();
        if graded {
            let apart = all.map(|(field, kinds, place)| (Source { field, kinds }, place));
            return apart.collect();
        }
        // The authors are among the people, and only to be told from them when it matters.
        let wanted = all.filter(|(_, kinds, _)| !matches!(kinds, Kinds::Only(_)));
        return wanted
            .map(|(field, _, place)| (Source::all(field), place))
            .collect();
    };
    let of_role = |role| Some((TextField::People, Kinds::Only(Kind::role(role))));
    let source = match field {
        Field::Title => Some((TextField::Title, Kinds::All)),
        Field::Subtitle => Some((TextField::Subtitle, Kinds::All)),
        Field::Person => Some((TextField::People, Kinds::All)),
        Field::Author => of_role(Role::Author),
        Field::Editor => of_role(Role::Editor),
        Field::Translator => of_role(Role::Translator),
        Field::Illustrator => of_role(Role::Illustrator),
        Field::Narrator => of_role(Role::Narrator),
        Field::Photographer => of_role(Role::Photographer),
        Field::Foreword => of_role(Role::Foreword),
        Field::Introduction => of_role(Role::Introduction),
        Field::Afterword => of_role(Role::Afterword),
        Field::Compiler => of_role(Role::Compiler),
        Field::OtherRole => of_role(Role::Other),
        Field::Series => Some((TextField::Series, Kinds::All)),
        Field::Publisher => Some((TextField::Publisher, Kinds::All)),
        Field::Language => Some((TextField::Language, Kinds::All)),
        Field::Isbn => Some((TextField::Identifiers, Kinds::Only(Kind::ISBN))),
        Field::Identifier => Some((TextField::Identifiers, Kinds::All)),
        Field::Format => Some((TextField::Format, Kinds::All)),
        Field::Tag => Some((TextField::Tags, Kinds::All)),
        Field::Published
        | Field::Year
        | Field::Pages
        | Field::Rating
        | Field::Status
        | Field::Added
        | Field::Updated
        | Field::Description
        | Field::Review
        | Field::Notes
        | Field::Cover => None,
    };
    source
        .map(|(field, kinds)| (Source { field, kinds }, Where::Title))
        .into_iter()
        .collect()
}

/// None when nothing is asked for.
fn fits<'a>(source: Source, place: Where, test: &Test) -> Option<Vec<Ask<'a>>> {
    let field = source.field;
    let fit = match test {
        Test::Phrase(typed) => Fit::phrase(field, typed)?,
        Test::Exact(typed) => Fit::exact(field, typed),
        Test::Starts(typed) => Fit::starts(field, typed),
        Test::Regex(pattern) => Fit::Regex(pattern.clone()),
        _ => return None,
    };
    let mut asks = Vec::new();
    if let (TextField::Identifiers, Fit::Starts(begun)) = (field, &fit) {
        // The beginning of an ISBN-10, too.
        asks.extend(isbn13_prefix(begun).map(|isbn| Ask::Fits(source, Fit::Starts(isbn), place)));
    }
    asks.push(Ask::Fits(source, fit, place));
    Some(asks)
}
