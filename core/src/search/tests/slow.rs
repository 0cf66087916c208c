//! A slow and obvious reading of the same questions, sharing nothing with the index but the fold and the collation.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::book::BookId;
use crate::collation::{self, series_key, title_key};
use crate::fold::fold;
use crate::search::{Change, IndexedBook, Place, SortBy, SortKey, ViewQuery};

/// The books by their ids.
pub(super) struct Slow(pub(super) BTreeMap<i64, IndexedBook>);

impl Slow {
    pub(super) fn apply(&mut self, change: &Change) {
        match change {
            Change::Put(book) => {
                self.0.insert(book.id.0, book.clone());
            }
            Change::Remove(id) => {
                self.0.remove(&id.0);
            }
        }
    }

    pub(super) fn view(&self, query: &ViewQuery, among: Option<&[BookId]>) -> (Vec<BookId>, usize) {
        let mut books: Vec<&IndexedBook> = self
            .0
            .values()
            .filter(|book| match &query.place {
                Place::All => !book.trashed,
                Place::Trash => book.trashed,
                Place::Status { status } => !book.trashed && book.status == *status,
                Place::Tag { tag } => {
                    let same = |own: &String| own.to_lowercase() == tag.to_lowercase();
                    !book.trashed && book.tags.iter().any(same)
                }
                Place::Import { .. } => !book.trashed && among.is_some(),
            })
            .filter(|book| among.is_none_or(|among| among.contains(&book.id)))
            .collect();
        let of = books.len();
        books.retain(|book| fits(book, &query.text));
        books.sort_by(|a, b| {
            let keys = query.sort.iter().map(|key| order(a, b, *key));
            keys.fold(Ordering::Equal, Ordering::then)
                .then(b.added_at.cmp(&a.added_at))
                .then(a.id.cmp(&b.id))
        });
        (books.iter().map(|book| book.id).collect(), of)
    }
}

fn is_han(letter: char) -> bool {
    ('\u{3040}'..='\u{9fff}').contains(&letter)
}

/// Words and runs of Han letters, with what they are.
fn split(folded: &str) -> Vec<(bool, String)> {
    let mut out: Vec<(bool, String)> = Vec::new();
    for word in folded.split_whitespace() {
        let mut fresh = true;
        for letter in word.chars() {
            match out.last_mut() {
                Some((han, text)) if !fresh && *han == is_han(letter) => text.push(letter),
                _ => out.push((is_han(letter), letter.to_string())),
            }
            fresh = false;
        }
    }
    out
}

fn texts(book: &IndexedBook) -> Vec<Vec<String>> {
    let people = book
        .contributors
        .iter()
        .flat_map(|(name, sort)| [name.clone(), sort.clone()]);
    vec![
        vec![book.title.clone()],
        vec![book.subtitle.clone()],
        people.collect(),
        book.series.iter().map(|(name, _)| name.clone()).collect(),
        vec![book.publisher.clone()],
        book.tags.clone(),
    ]
}

/// The identifiers that the random books have, and the forms they can be found by.
pub(super) const NUMBERS: [(&str, &[&str]); 4] = [
    ("978-0-441-47812-5", &["9780441478125", "0441478123"]),
    ("0441478123", &["9780441478125", "0441478123"]),
    ("080442957X", &["9780804429573", "080442957x"]),
    ("OL73 9", &["ol73", "9"]),
];

fn number_begins(book: &IndexedBook, typed: &str) -> bool {
    let mut forms = NUMBERS
        .iter()
        .filter(|(value, _)| book.identifiers.iter().any(|own| own == value));
    forms.any(|(_, forms)| forms.iter().any(|form| form.starts_with(typed)))
}

fn word_begins(book: &IndexedBook, typed: &str) -> bool {
    let in_text = texts(book).iter().flatten().any(|text| {
        split(&fold(text)).iter().any(|(han, word)| {
            let parts: Vec<&str> = word.split('\'').filter(|part| !part.is_empty()).collect();
            !han && (0..parts.len()).any(|from| {
                let tail = parts.iter().skip(from).copied().collect::<String>();
                tail.starts_with(typed) && (from == 0 || tail.chars().count() > 1)
            })
        })
    });
    in_text || number_begins(book, typed)
}

fn fits(book: &IndexedBook, typed: &str) -> bool {
    let mut groups: Vec<Vec<String>> = vec![Vec::new()];
    let mut others = Vec::new();
    for (han, word) in split(&fold(typed)) {
        let word = word.replace('\'', "");
        if word.is_empty() {
            continue;
        }
        if word.chars().all(|letter| letter.is_ascii_digit()) {
            groups
                .last_mut()
                .into_iter()
                .for_each(|group| group.push(word.clone()));
        } else {
            groups.push(Vec::new());
            others.push((han, word));
        }
    }
    let has = |(han, word): &(bool, String)| {
        if !han {
            return word_begins(book, word);
        }
        let letters: Vec<char> = word.chars().collect();
        let width = letters.len().min(2);
        texts(book).iter().any(|field| {
            letters.windows(width).all(|pair| {
                let pair: String = pair.iter().collect();
                field.iter().any(|text| fold(text).contains(&pair))
            })
        })
    };
    others.iter().all(has)
        && groups.iter().all(|group| {
            group.iter().all(|word| word_begins(book, word)) || number_begins(book, &group.concat())
        })
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
    let by_text = |read: fn(&IndexedBook) -> String| {
        let key_of = |book| {
            let text = read(book);
            (!text.trim().is_empty()).then(|| collation::key(&text))
        };
        compare(key_of(a), key_of(b), key.descending)
    };
    macro_rules! by {
        ($read:expr) => {{
            fn read<T>(book: &IndexedBook, read: impl Fn(&IndexedBook) -> Option<T>) -> Option<T> {
                read(book)
            }
            compare(read(a, $read), read(b, $read), key.descending)
        }};
    }
    match key.by {
        SortBy::Title => by!(|book| {
            (!book.title.trim().is_empty()).then(|| title_key(&book.title, &book.language))
        }),
        SortBy::Author => by_text(|book| match book.contributors.first() {
            Some((name, sort)) if sort.is_empty() => name.clone(),
            Some((_, sort)) => sort.clone(),
            None => String::new(),
        }),
        SortBy::Series => by!(|book| {
            let (name, _) = book.series.first()?;
            (!name.trim().is_empty()).then(|| series_key(name))
        })
        .then(by!(|book| book.series.first()?.1)),
        SortBy::Tags => by_text(|book| book.tags.join(", ")),
        SortBy::Publisher => by_text(|book| book.publisher.clone()),
        SortBy::Language => by_text(|book| book.language.clone()),
        SortBy::Format => by_text(|book| book.format.clone()),
        SortBy::Published => by!(|book| book.published),
        SortBy::Rating => by!(|book| book.rating),
        SortBy::Pages => by!(|book| book.page_count),
        SortBy::Status => by!(|book| Some(book.status as u8)),
        SortBy::Added => by!(|book| Some(book.added_at)),
        SortBy::Updated => by!(|book| Some(book.updated_at)),
    }
}
