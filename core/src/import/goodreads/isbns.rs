//! The two ISBN columns of a Goodreads export as identifiers.

use crate::{
    book::{
        Identifier,
        isbn::{Isbn, IsbnProblem, IsbnReading, is_scientific, unwrapped},
    },
    import::entry::Note,
};

/// One `isbn13` where both columns mean one number; else what each of them says. What is no ISBN is kept as `isbn-invalid`.
pub(super) fn identifiers(cells: [&str; 2], notes: &mut Vec<Note>) -> Vec<Identifier> {
    let mut good: Vec<IsbnReading> = Vec::new();
    let mut bad: Vec<Identifier> = Vec::new();
    for cell in cells {
        match Isbn::read(cell) {
            Ok(reading) => {
                notes.extend(reading.zero_added.then_some(Note::IsbnZeroAdded));
                if good.iter().all(|other| other.isbn != reading.isbn) {
                    good.push(reading);
                }
            }
            Err(IsbnProblem::Empty) => {}
            Err(_) => {
                notes.push(if is_scientific(cell) {
                    Note::IsbnRounded
                } else {
                    Note::IsbnInvalid
                });
                let value = unwrapped(cell).to_owned();
                if bad.iter().all(|other| other.value != value) {
                    bad.push(Identifier {
                        scheme: "isbn-invalid".to_owned(),
                        value,
                        ..Identifier::default()
                    });
                }
            }
        }
    }
    // Two different ones: the second column is the one that Goodreads matches by.
    let differ = good.len() > 1;
    notes.extend(differ.then_some(Note::IsbnsDiffer));
    let good = good
        .into_iter()
        .rev()
        .map(|reading| identifier(&reading, differ && reading.ten));
    good.chain(bad).collect()
}

fn identifier(reading: &IsbnReading, as_ten: bool) -> Identifier {
    let isbn = reading.isbn;
    let ten = as_ten.then(|| isbn.isbn10()).flatten();
    let (scheme, value) = match ten {
        Some(ten) => ("isbn10", ten),
        None => ("isbn13", isbn.isbn13()),
    };
    Identifier {
        scheme: scheme.to_owned(),
        value,
        ..Identifier::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_columns_make_one_number_where_they_agree() {
        for (ten, thirteen, expected, noted) in [
            (
                "=\"0142402494\"",
                "=\"9780142402498\"",
                &[("isbn13", "9780142402498")][..],
                &[][..],
            ),
            (
                "=\"0142402494\"",
                "=\"\"",
                &[("isbn13", "9780142402498")],
                &[],
            ),
            ("", "9780142402498", &[("isbn13", "9780142402498")], &[]),
            ("=\"\"", "=\"\"", &[], &[]),
            ("", "", &[], &[]),
            (
                "142402494",
                "",
                &[("isbn13", "9780142402498")],
                &[Note::IsbnZeroAdded],
            ),
            (
                "0306406152",
                "9780142402498",
                &[("isbn13", "9780142402498"), ("isbn10", "0306406152")],
                &[Note::IsbnsDiffer],
            ),
            (
                "0142402495",
                "9780142402498",
                &[("isbn13", "9780142402498"), ("isbn-invalid", "0142402495")],
                &[Note::IsbnInvalid],
            ),
            (
                "",
                "9.78E+12",
                &[("isbn-invalid", "9.78E+12")],
                &[Note::IsbnRounded],
            ),
            (
                "B00ABC1234",
                "",
                &[("isbn-invalid", "B00ABC1234")],
                &[Note::IsbnInvalid],
            ),
        ] {
            let mut notes = Vec::new();
            let found = identifiers([ten, thirteen], &mut notes);
            let found: Vec<_> = found
                .iter()
                .map(|id| (id.scheme.as_str(), id.value.as_str()))
                .collect();
            assert_eq!(
                (found.as_slice(), notes.as_slice()),
                (expected, noted),
                "{ten} {thirteen}"
            );
        }
    }
}
