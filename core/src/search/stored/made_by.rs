//! How this program makes an index, as a number.

use std::sync::LazyLock;

use super::parts::checksum;
use crate::book::{BookId, Contributor, ReadingStatus, Role};
use crate::search::{Builder, IndexedBook};

/// Raised when the bytes change their meaning in a way that the samples do not show.
const FORMAT: u64 = 1;

/// How this program makes an index of books. What another way of folding, sorting or parting words
/// has made answers wrongly, so it is not to be read.
///
/// It is what comes of indexing samples, so that nobody has to remember to raise a number; and the
/// version, because no sample has everything.
pub fn made_by() -> i64 {
    static MADE_BY: LazyLock<i64> = LazyLock::new(|| {
        let mut builder = Builder::new();
        for book in samples() {
            builder.push(&book);
        }
        let mut sum = checksum(FORMAT, env!("CARGO_PKG_VERSION").as_bytes());
        builder.finish().base().write(0, |part| {
            sum = checksum(sum, &part);
            true
        });
        sum.cast_signed()
    });
    *MADE_BY
}

/// A book for every alphabet, and some of Chinese, Korean and what is seldom written.
fn samples() -> impl Iterator<Item = IndexedBook> {
    const LANGUAGES: [&str; 8] = ["", "en", "de", "fr", "es", "it", "pt", "nl"];
    const BEGINNINGS: [&str; 8] = ["", "The ", "Der ", "L'", "El ", "Gli ", "O ", "Het "];
    let alphabets = 0..0x34_u32;
    let others = (0x34..0x300).step_by(37);
    let languages = LANGUAGES.iter().zip(BEGINNINGS).cycle();
    alphabets.chain(others).zip(languages).zip(1_u8..).map(
        |((block, (language, beginning)), number)| {
            let letters = (0..=0xff_u32).filter_map(|low| char::from_u32(block << 8 | low));
            let mut text = beginning.to_owned();
            for (place, letter) in letters.enumerate() {
                text.extend(match place % 21 {
                    7 => Some('-'),
                    14 => Some('\''),
                    20 => Some(' '),
                    _ => None,
                });
                text.push(letter);
            }
            sample(number, text, language)
        },
    )
}

fn sample(number: u8, text: String, language: &str) -> IndexedBook {
    let count = u32::from(number);
    IndexedBook {
        id: BookId(i64::from(number)),
        subtitle: format!("J. R. R. {number}"),
        contributors: vec![Contributor {
            name: format!("Ursula K. {number}"),
            sort_name: format!("{number}, Ursula K."),
            role: if number.is_multiple_of(2) {
                Role::Author
            } else {
                Role::Translator
            },
        }],
        series: vec![(format!("The {number}"), Some(f64::from(number) / 2.0))],
        publisher: format!("Éditions {number}"),
        published: Some((i32::from(number) * 20, number % 13, number % 29)),
        page_count: Some(count * 9),
        language: language.to_owned(),
        format: "ebook".to_owned(),
        identifiers: vec![
            ("isbn10".to_owned(), format!("04414781{number:02}")),
            ("doi".to_owned(), format!("10.{number}/Ab")),
        ],
        tags: vec![text.clone(), "C++".to_owned()],
        title: text,
        rating: Some(number % 20 + 1),
        status: ReadingStatus::Reading,
        added_at: i64::from(number),
        updated_at: -i64::from(number),
        has_description: number.is_multiple_of(2),
        has_review: number.is_multiple_of(3),
        has_notes: number.is_multiple_of(5),
        trashed: number.is_multiple_of(7),
    }
}
