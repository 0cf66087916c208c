//! The part of a long text that a search found, as it is written.

use std::ops::Range;

use serde::Serialize;
use unicode_normalization::char::is_combining_mark;

use super::{LongField, Sought, spans::spans, store};
use crate::{
    BookId, Error, Library, Result,
    query::{Node, Query},
};

/// Letters in a passage, about.
const LENGTH: usize = 160;
/// Letters before the first word that was found, about.
const BEFORE: usize = 40;
/// Letters within which a passage is cut at a space rather than inside a word.
const NEAR: usize = 24;
/// Rows of words that are marked. A search with more is not one that a person typed.
const ROWS: usize = 100;

/// The part of a long text around the first words that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Passage {
    /// Where it stands.
    pub field: LongField,
    /// Its text, in the parts that were found and those between.
    pub parts: Vec<PassagePart>,
    /// Whether the text has something before it.
    pub cut_before: bool,
    /// Whether the text goes on behind it.
    pub cut_after: bool,
}

/// A part of a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "two plain members")]
pub struct PassagePart {
    pub text: String,
    pub hit: bool,
}

impl Library {
    /// Where the long texts of a book have what a query looks for; a passage for each that does. A
    /// query that cannot be read looks for nothing.
    pub async fn book_passages(&self, book: BookId, query: &str) -> Result<Vec<Passage>> {
        let mut db = self.read().await?;
        let found = store::texts_of(&mut db, book).await?;
        let texts = db.proven(found).await?.ok_or(Error::BookNotFound)?.texts;
        let mut sought = Vec::new();
        if let Some(root) = Query::parse(query).ok().and_then(|query| query.root) {
            collect(&root, &mut sought);
        }
        let passages = LongField::ALL.into_iter().zip(&texts);
        let passages = passages.filter_map(|(field, text)| {
            let here = sought.iter().filter(|(_, fields)| fields.contains(&field));
            passage(field, text, here.map(|(sought, _)| sought))
        });
        Ok(passages.collect())
    }
}

/// What a query wants to be there. What it wants not to be there is in no text that it found.
fn collect(node: &Node, sought: &mut Vec<(Sought, &'static [LongField])>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => {
            for node in nodes {
                collect(node, sought);
            }
        }
        Node::Not(_) => {}
        Node::Term(term) => sought.extend(Sought::of(term)),
    }
}

fn passage<'a>(
    field: LongField,
    text: &str,
    sought: impl Iterator<Item = &'a Sought>,
) -> Option<Passage> {
    let hits = hits(text, sought);
    let window = window(text, hits.first()?);
    let mut parts = Vec::new();
    let mut add = |at: Range<usize>, hit| match text.get(at) {
        None | Some("") => {}
        Some(text) => parts.push(PassagePart {
            text: text.to_owned(),
            hit,
        }),
    };
    let mut done = window.start;
    for hit in hits {
        let start = hit.start.clamp(done, window.end);
        let end = hit.end.clamp(start, window.end);
        add(done..start, false);
        add(start..end, true);
        done = end;
    }
    add(done..window.end, false);
    Some(Passage {
        field,
        parts,
        cut_before: window.start > 0,
        cut_after: window.end < text.len(),
    })
}

/// The places of what was found, in their order; none touches the next.
fn hits<'a>(text: &str, sought: impl Iterator<Item = &'a Sought>) -> Vec<Range<usize>> {
    let rows: Vec<_> = sought.flat_map(Sought::rows).take(ROWS).collect();
    let spans = spans(text);
    let mut hits: Vec<Range<usize>> = Vec::new();
    for row in rows {
        for found in spans.windows(row.words.len().max(1)) {
            let (Some(first), Some(last)) = (found.first(), found.last()) else {
                continue;
            };
            if row.is(found.iter().map(|span| span.word.as_str())) {
                hits.push(first.at.start..last.at.end);
            }
        }
    }
    hits.sort_unstable_by_key(|hit| (hit.start, hit.end));
    hits.dedup_by(|next, hit| {
        let touches = next.start <= hit.end;
        if touches {
            hit.end = hit.end.max(next.end);
        }
        touches
    });
    hits
}

/// About 160 letters around a place; words stay whole where there are spaces near by.
fn window(text: &str, around: &Range<usize>) -> Range<usize> {
    let before = text.get(..around.start).unwrap_or_default();
    let after = text.get(around.start..).unwrap_or_default();
    // Near its end, the text has more room for what comes before.
    let back = BEFORE.max(LENGTH.saturating_sub(after.chars().take(LENGTH).count()));
    let start = before.char_indices().rev().nth(back - 1);
    let start = start.map_or(0, |(start, _)| start);
    let start = if start == 0 {
        0
    } else {
        let cut = before.get(start..).unwrap_or_default();
        let space = cut
            .char_indices()
            .take(NEAR)
            .find(|(_, c)| c.is_whitespace());
        let marks = cut.chars().take_while(|c| is_combining_mark(*c));
        start
            + space.map_or_else(
                || marks.map(char::len_utf8).sum(),
                |(at, c)| at + c.len_utf8(),
            )
    };
    let rest = text.get(start..).unwrap_or_default();
    let mut ends = rest.char_indices().skip(LENGTH);
    // Marks stay with the letter they stand on.
    let Some((end, _)) = ends.find(|(_, c)| !is_combining_mark(*c)) else {
        return start..text.len();
    };
    let cut = rest.get(..end).unwrap_or_default();
    let space = cut
        .char_indices()
        .rev()
        .take(NEAR)
        .find(|(_, c)| c.is_whitespace());
    let whole = space
        .map(|(at, _)| start + at)
        .filter(|at| *at >= around.end);
    let end = whole.unwrap_or(start + end);
    let shown = text.get(start..end).unwrap_or_default();
    start..start + shown.trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, sought: &Sought) -> Option<String> {
        let found = passage(LongField::Review, text, std::iter::once(sought))?;
        let parts = found.parts.iter().flat_map(|part| {
            let mark = if part.hit { "*" } else { "" };
            [mark, &part.text, mark]
        });
        let shown: String = parts.collect();
        let dots = |cut| if cut { "…" } else { "" };
        Some(format!(
            "{}{shown}{}",
            dots(found.cut_before),
            dots(found.cut_after)
        ))
    }

    #[test]
    fn what_was_found_is_marked_as_it_is_written() {
        for (text, sought, expected) in [
            (
                "Naïve and naïvely.",
                Sought::words("NAIVE"),
                "*Naïve* and *naïvely*.",
            ),
            (
                "The sea, the sea!",
                Sought::phrase("sea the"),
                "The *sea, the* sea!",
            ),
            ("L’Étranger", Sought::words("etr"), "*L’Étranger*"),
            ("un l'or bleu", Sought::phrase("or bleu"), "un *l'or bleu*"),
            (
                "読んだ紅樓夢を",
                Sought::words("紅樓夢"),
                "読んだ*紅樓夢*を",
            ),
            ("ภาษาไทย", Sought::phrase("ไทย"), "ภาษา*ไทย*"),
            ("한국 소설", Sought::words("한구"), "*한국* 소설"),
            ("a b a", Sought::words("a b"), "*a* *b* *a*"),
        ] {
            assert_eq!(shown(text, &sought).as_deref(), Some(expected));
        }
        assert_eq!(shown("The sea", &Sought::words("land")), None);
        assert_eq!(shown("The sea", &Sought::words("…")), None);
        assert_eq!(shown("", &Sought::words("sea")), None);
    }

    #[test]
    fn long_texts_are_cut_between_words() {
        let text = format!("{}needle {}", "hay and ".repeat(50), "more hay ".repeat(50));
        let found = shown(text.trim(), &Sought::words("needle")).unwrap();
        assert!(found.starts_with("…and hay and "), "{found}");
        assert!(found.contains(" and *needle* more hay "), "{found}");
        assert!(
            found.ends_with(" hay…") || found.ends_with(" more…"),
            "{found}"
        );
        assert!((140..=170).contains(&found.chars().count()), "{found}");

        let text = format!("{}夢{}", "紅".repeat(500), "樓".repeat(500));
        let found = shown(&text, &Sought::words("夢")).unwrap();
        assert!((160..=166).contains(&found.chars().count()), "{found}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_somewhere(
            text in "[ab \u{e9}\u{301}紅樓ไที่\n]{0,400}", word in "[ab紅ไ]{1,2}",
        ) {
            if let Some(found) = passage(LongField::Notes, &text, std::iter::once(&Sought::words(&word))) {
                let shown: String = found.parts.iter().map(|part| part.text.as_str()).collect();
                assert!(text.contains(&shown));
                assert!(found.parts.iter().any(|part| part.hit));
                assert_eq!(found.cut_before || found.cut_after, shown != text);
            }
        }
    }
}
