//! The order of texts: decided here and nowhere else.
//!
//! Texts become keys, and keys compare byte by byte. The order is that of the Unicode collation for
//! the language of the interface, which is English and so its root: letters first, then accents,
//! then capitals. Numbers count as numbers, so `Book 2` stands before `Book 10`.

mod articles;
mod plain;

use std::sync::LazyLock;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use unicode_normalization::char::is_combining_mark;

/// The key of a name: of a person, a publisher, a tag.
///
/// There is no byte 0 in a key, so a key, a 0 and a text still compare by the key first.
pub(crate) fn key(text: &str) -> Vec<u8> {
    let spoken = spoken(text);
    if spoken.is_empty() {
        // `!!!` is a title too.
        ORDER.key(text.trim())
    } else {
        ORDER.key(&spoken)
    }
}

/// The key of a title in this language, which may be empty: its article does not count.
pub(crate) fn title_key(title: &str, language: &str) -> Vec<u8> {
    key(articles::without(title.trim(), language))
}

/// The key of a series: its books belong together however its letters are cased and accented.
pub(crate) fn series_key(name: &str) -> Vec<u8> {
    // A series has no language of its own. Levels are parted by 1, and the letters come first.
    let mut key = title_key(name, "");
    if let Some(letters) = key.iter().position(|byte| *byte == 1) {
        key.truncate(letters);
    }
    key
}

/// A text as it is read aloud: words with one space between them, and no punctuation.
///
/// The space stays, because `New York` stands before `Newark` wherever books are listed.
fn spoken(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars() {
        let is_part = match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' => true,
            // Apostrophes, a soft hyphen and invisible signs part nothing.
            '\''
            | '`'
            | '\u{ad}'
            | '\u{b4}'
            | '\u{2018}'..='\u{201b}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => continue,
            _ if letter.is_ascii() => false,
            _ => letter.is_alphanumeric() || is_combining_mark(letter),
        };
        if is_part {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            out.push(letter);
        }
        gap = !is_part;
    }
    out
}

static ORDER: LazyLock<Order> = LazyLock::new(Order::new);

/// What makes keys. It is dear to make, so there is one.
struct Order {
    /// None never happens: the tables are part of the program.
    collator: Option<CollatorBorrowed<'static>>,
    plain: Option<plain::Plain>,
}

impl Order {
    fn new() -> Self {
        let mut language = CollatorPreferences::default();
        language.numeric_ordering = Some(CollationNumericOrdering::True);
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Tertiary);
        let collator = CollatorBorrowed::try_new(language, options).ok();
        let mut order = Self {
            collator,
            plain: None,
        };
        order.plain = plain::Plain::learn(|text| order.collated(text));
        order
    }

    fn key(&self, text: &str) -> Vec<u8> {
        let plain = self.plain.as_ref().and_then(|plain| plain.key(text));
        plain.unwrap_or_else(|| self.collated(text))
    }

    fn collated(&self, text: &str) -> Vec<u8> {
        let Some(collator) = &self.collator else {
            return text.replace('\0', "").into_bytes();
        };
        let mut key = Vec::with_capacity(text.len() * 2);
        let Ok(()) = collator.write_sort_key_to(text, &mut key);
        key
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_stand_as_readers_expect_them() {
        let rising = [
            "!",
            "???",
            "007",
            "8 ½",
            "10",
            "1984",
            "20000",
            "a",
            "A",
            "á",
            "À",
            "aa",
            "AA",
            "Book 2",
            "Book 2, Part 10",
            "book 10",
            "Book 10",
            "Émile",
            "“Émile”",
            "Emma",
            "Jane Eyre",
            "Le Guin",
            "Leguin",
            "New York",
            "Newark",
            "O'Brien",
            "O’Brien II",
            "œuvre",
            "Œuvres",
            "Ofer",
            "Straße",
            "Strasse 2",
            "Zoë",
            "Ελλάδα",
            "ελλάδα β",
            "Ёлка",
            "Заря",
            "שלום",
            "كتاب",
            "हिंदी",
            "ไทย",
            "가",
            "한",
            "あ",
            "カ",
            "紅",
        ];
        let rising: Vec<_> = rising.iter().map(|text| (key(text), *text)).collect();
        for pair in rising.windows(2) {
            assert!(pair[0].0 <= pair[1].0, "{} {}", pair[0].1, pair[1].1);
        }
        assert_eq!(key("Spider-Man"), key("  Spider Man!"));
        assert_eq!(key("it’s"), key("its"));
        assert_ne!(key("Uber"), key("Über"));
        assert!(key("uber z") > key("Über a"));
        assert_eq!(series_key("The Témeraire"), series_key("temeraire"));
        assert!(series_key("Dune 2") < series_key("DUNE 10"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn the_short_way_makes_the_same_keys(text in "[ a-zA-Z]{0,12}[ 0-9a-cA-C]{0,200}") {
            prop_assert_eq!(ORDER.key(&text), ORDER.collated(&text));
        }

        #[test]
        fn a_key_holds_no_zero_and_compares_as_the_texts_do(one in any::<String>(), other in any::<String>()) {
            let (own, others) = (key(&one), key(&other));
            prop_assert!(!own.contains(&0));
            if let Some(collator) = &ORDER.collator {
                let (one, other) = (spoken(&one), spoken(&other));
                if !one.is_empty() && !other.is_empty() {
                    prop_assert_eq!(own.cmp(&others), collator.compare(&one, &other));
                }
            }
        }
    }

    #[test]
    fn plain_text_goes_the_short_way() {
        let plain = ORDER.plain.as_ref().unwrap();
        for text in ["The Left Hand of Darkness", "book 10233", "007", "A1b22"] {
            assert_eq!(plain.key(text), Some(ORDER.collated(text)), "{text}");
        }
        for text in ["", "a\u{301}", "a-b", "1234567890", "紅"] {
            assert_eq!(plain.key(text), None, "{text}");
        }
    }
}
