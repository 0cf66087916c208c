//! Words as people misspell them, and whether the word they meant is found.

use std::collections::BTreeMap;

use super::*;
use crate::fold::{fold, shown};
use crate::search::near::Nearest;
use crate::search::postings::Postings;

const LIBRARY: &str = include_str!("../../../tests/it/fixtures/misspelled_library.tsv");
const TYPED: &str = include_str!("../../../tests/it/fixtures/misspelled.tsv");

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split('\t').collect())
}

fn library() -> Vec<IndexedBook> {
    let books = (1..).zip(rows(LIBRARY)).map(|(id, row)| IndexedBook {
        contributors: vec![person(row[1], "", Role::Author)],
        ..book(id, row[0])
    });
    books.collect()
}

fn near(words: &BTreeMap<String, u32>, typed: &str) -> Option<String> {
    let mut vocabulary = Postings::default();
    for (word, books) in words {
        let books: Vec<u32> = (0..*books).collect();
        vocabulary.push(word.as_bytes(), &books);
    }
    Nearest::among(&fold(typed), &[&vocabulary])?.found()
}

#[test]
fn the_right_book_is_among_the_first_for_nearly_every_misspelling() {
    let books = library();
    let index = index(&books);
    let (mut right, mut all, mut put) = (0, 0, 0);
    let mut wrong = Vec::new();
    for row in rows(TYPED) {
        let [typed, title, author] = row[..] else {
            panic!("{row:?}");
        };
        let meant = books
            .iter()
            .find(|book| book.title == title && book.contributors.iter().any(|c| c.name == author));
        let meant = meant.unwrap_or_else(|| panic!("{row:?}")).id;
        let query = Query::parse(typed).unwrap();
        let view = index.open_view(&wanted(&query, &[by(SortBy::Match, false)]));
        all += 1;
        put += usize::from(!view.corrections().is_empty());
        if view.ids(0..5).contains(&meant) {
            right += 1;
        } else {
            wrong.push(format!("{typed}: {title}, {:?}", view.corrections()));
        }
    }
    // A few begin other words of the library, and stay as they are.
    assert!(put >= 200, "{put} of {all}");
    assert!(right * 100 >= all * 95, "{right} of {all}: {wrong:#?}");
}

/// What was typed, the words there are and in how many books, and which of them was meant.
type Meant = (
    &'static str,
    &'static [(&'static str, u32)],
    Option<&'static str>,
);

#[test]
fn the_nearest_word_is_the_likeliest_one() {
    let rows: &[Meant] = &[
        ("tolkein", &[("tolkien", 3), ("token", 9)], Some("tolkien")),
        // Too short, too far, or a number.
        ("tol", &[("tom", 9)], None),
        ("tomk", &[("toms", 1)], Some("toms")),
        ("toknie", &[("tolkien", 9)], None),
        ("hemmingwey", &[("hemingway", 1)], Some("hemingway")),
        ("hemmmimgwey", &[("hemingway", 1)], None),
        ("1985", &[("1984", 9)], None),
        ("abcdefgh1", &[("abcdefgh2", 9)], None),
        ("", &[("a", 1)], None),
        // A swap is one error, also of the first letters.
        ("uzdo", &[("zudo", 1)], Some("zudo")),
        // Fewer errors before whole words, whole words before beginnings.
        (
            "murakani",
            &[("murakamis", 9), ("murakami", 1)],
            Some("murakami"),
        ),
        (
            "dostoyevk",
            &[("dostoyevsky", 1), ("dostojewa", 9)],
            Some("dostoyevs"),
        ),
        // An unfinished word, from five letters on.
        ("dsoto", &[("dostoyevsky", 1)], Some("dosto")),
        ("dsot", &[("dostoyevsky", 1)], None),
        ("murkam", &[("murakami", 1)], Some("murakam")),
        // The first letter before the keys, the keys before the number of books.
        ("karry", &[("harry", 9), ("kerry", 1)], Some("kerry")),
        ("hatry", &[("hairy", 9), ("harry", 1)], Some("harry")),
        ("poter", &[("peter", 9), ("potter", 1)], Some("potter")),
        // Seven letters of a word of eight.
        (
            "afkness",
            &[("darkness", 1), ("afkneq", 1)],
            Some("darkness"),
        ),
        ("afknes", &[("darkness", 1)], None),
        ("harrz", &[("harry", 1), ("harrs", 2)], Some("harrs")),
        (
            "harr",
            &[("hard", 1), ("hart", 1), ("harp", 5), ("harr", 1)],
            Some("harr"),
        ),
        (
            "nabokow",
            &[("nabokov", 1), ("nabokot", 2)],
            Some("nabokov"),
        ),
        ("tset", &[("test", 1), ("tsetse", 5)], Some("test")),
        // Any script.
        ("достаевский", &[("достоевскии", 1)], Some("достоевскии")),
        ("καζαντζακησ", &[("καζαντζακισ", 1)], Some("καζαντζακισ")),
        ("해리포더", &[("해리포터", 1)], Some("해리포터")),
        ("محفوض", &[("محفوظ", 1)], Some("محفوظ")),
    ];
    for (typed, words, meant) in rows {
        let words = words.iter().map(|(word, books)| (fold(word), *books));
        let found = near(&words.collect(), typed);
        assert_eq!(
            found.as_deref().map(shown),
            meant.map(|word| shown(&fold(word))),
            "{typed}"
        );
    }
}

/// The distance as it is defined, without bounds.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let other_letter = usize::from(one[i - 1] != other[j - 1]);
                let mut least = (table[i - 1][j] + 1)
                    .min(table[i][j - 1] + 1)
                    .min(table[i - 1][j - 1] + other_letter);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[one.len()][other.len()]
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..proptest::prelude::ProptestConfig::with_cases(500) })]

    #[test]
    fn no_word_near_enough_is_passed_over(typed in "[abcя]{3,10}", mut words in proptest::collection::vec("[abcя]{0,13}", 1..40)) {
        words.sort();
        let letters: Vec<char> = typed.chars().collect();
        let forgiven = |end: usize| match letters.len() {
            ..4 => 0,
            7.. if letters.len().max(end) >= 8 => 2,
            _ => 1,
        };
        let mut least = None;
        for word in &words {
            let own: Vec<char> = word.chars().collect();
            let beginnings = if letters.len() >= 5 { 0 } else { own.len() };
            for end in beginnings..=own.len() {
                let errors = distance(&letters, &own[..end]);
                if forgiven(end) > 0 && errors <= forgiven(end) && least.is_none_or(|least| errors < least) {
                    least = Some(errors);
                }
            }
        }
        let found = near(&words.iter().map(|word| (word.clone(), 1)).collect(), &typed);
        proptest::prop_assert_eq!(found.is_some(), least.is_some());
        if let Some(found) = found {
            proptest::prop_assert!(words.iter().any(|word| word.starts_with(&found)));
            let found: Vec<char> = found.chars().collect();
            proptest::prop_assert_eq!(Some(distance(&letters, &found)), least);
        }
    }
}
