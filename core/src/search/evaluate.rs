//! Answers a question for a set of books.

use super::bits::Bits;
use super::columns::Column;
use super::days::may_lie_between;
use super::graded::{Graded, Match, Where, grade};
use super::needs::{Need, isbn13_prefix};
use super::postings::Sought;
use super::question::Ask;
use super::searched::{Searched, Source};
use super::values::Kinds;
use super::words::TextField;

/// The books of `within` that a question asks for.
pub(super) fn evaluate(
    books: &impl Searched,
    ask: &Ask<'_>,
    within: &Bits,
    graded: bool,
) -> Graded {
    let len = within.len();
    let plain = |hits: Bits| Graded::of(hits, 0, graded);
    match ask {
        Ask::All(asks) => {
            let mut found: Option<Graded> = None;
            for ask in asks {
                let within = found.as_ref().map_or(within, |found| &found.hits);
                if within.is_empty() {
                    break;
                }
                let some = evaluate(books, ask, within, graded);
                found = Some(met(found, some));
            }
            found.unwrap_or_else(|| plain(within.clone()))
        }
        Ask::Any(asks) => {
            let mut found = Graded::none(len, graded);
            for ask in asks {
                found.or(&evaluate(books, ask, within, graded));
            }
            found
        }
        Ask::Not(ask) => {
            let mut rest = within.clone();
            rest.and_not(&evaluate(books, ask, within, false).hits);
            plain(rest)
        }
        Ask::Words(needs, sources) => {
            let mut found: Option<Graded> = None;
            for need in needs {
                let some = with_need(books, need, sources, len, graded);
                found = Some(met(found, some));
            }
            found.map_or_else(|| plain(within.clone()), |found| found.within(within))
        }
        Ask::Fits(source, fit, place) => {
            let grade = grade(Match::Whole, *place);
            Graded::of(books.fitting(*source, fit, within), grade, graded)
        }
        Ask::Between(column, from, to) => plain(books.between(*column, *from, *to, within)),
        Ask::Published(from, to) => {
            let wanted = |number| may_lie_between(number, *from, *to);
            plain(books.which(Column::Published, &wanted, within))
        }
        Ask::Marked(mark) => plain(books.marked(*mark, within)),
        Ask::Books(ids) => {
            let mut hits = Bits::new(len);
            books.mark_ids(ids, &mut hits);
            let grade = grade(Match::Begun, Where::Elsewhere);
            Graded::of(hits, grade, graded).within(within)
        }
    }
}

fn met(found: Option<Graded>, mut more: Graded) -> Graded {
    if let Some(found) = found {
        more.and(&found);
    }
    more
}

fn with_need(
    books: &impl Searched,
    need: &Need,
    sources: &[(Source, Where)],
    len: usize,
    graded: bool,
) -> Graded {
    let mut found = Graded::none(len, graded);
    match need {
        Need::Word(word) => mark_word(books, word, sources, &mut found),
        Need::Corrected(word) => {
            for (source, place) in sources {
                let at = found.at(grade(Match::Corrected, *place));
                books.mark(*source, &Sought::begun(word), at);
            }
        }
        Need::Joined(parts, whole) => {
            found = Graded::of(Bits::full(len), 0, graded);
            for part in parts {
                let mut one = Graded::none(len, graded);
                mark_word(books, part, sources, &mut one);
                found.and(&one.summed());
            }
            let mut joined = Graded::none(len, graded);
            mark_word(books, whole, sources, &mut joined);
            found.or(&joined.summed());
            return found;
        }
        Need::Run(pairs) => {
            for (source, place) in sources {
                let mut whole = Bits::full(len);
                // Each pair may be in the name of another person.
                let source = match source.kinds {
                    Kinds::But(_) => Source::all(source.field),
                    _ => *source,
                };
                for pair in pairs {
                    let mut one = Bits::new(len);
                    books.mark(source, &Sought::begun(pair), &mut one);
                    whole.and(&one);
                }
                found.at(grade(Match::Whole, *place)).or(&whole);
            }
        }
        Need::Digits(groups) => {
            found = Graded::of(Bits::full(len), 0, graded);
            for group in groups {
                let mut one = Graded::none(len, graded);
                mark_word(books, group, sources, &mut one);
                mark_isbn10(books, group, sources, &mut one);
                found.and(&one.summed());
            }
            if groups.len() > 1 {
                let number = groups.concat();
                let mut whole = Graded::none(len, graded);
                let only = |source: &Source| source.field == TextField::Identifiers;
                let sources: Vec<_> = sources.iter().filter(|(s, _)| only(s)).copied().collect();
                mark_word(books, &number, &sources, &mut whole);
                mark_isbn10(books, &number, &sources, &mut whole);
                found.or(&whole.summed());
            }
            return found;
        }
    }
    found.summed()
}

fn mark_word(books: &impl Searched, word: &str, sources: &[(Source, Where)], found: &mut Graded) {
    if !found.is_graded() {
        for (source, _) in sources {
            books.mark(*source, &Sought::begun(word), &mut found.hits);
        }
        return;
    }
    let (whole, longer) = (Sought::whole(word), Sought::longer(word));
    for (source, place) in sources {
        let at = found.at(grade(Match::Whole, *place));
        books.mark(*source, &whole, at);
        let at = found.at(grade(Match::Begun, *place));
        books.mark(*source, &longer, at);
    }
}

fn mark_isbn10(
    books: &impl Searched,
    number: &str,
    sources: &[(Source, Where)],
    found: &mut Graded,
) {
    if let Some(prefix) = isbn13_prefix(number) {
        for (source, place) in sources {
            if source.field == TextField::Identifiers {
                let at = found.at(grade(Match::Begun, *place));
                books.mark(*source, &Sought::begun(&*prefix), at);
            }
        }
    }
}
