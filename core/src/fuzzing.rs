//! Every reader of bytes from outside, with what must hold whatever the bytes are. For `npm run fuzz`, and
//! for the test below, which reads the kept inputs of all of them.

use crate::{
    account, backup,
    book::{IsbnCheck, IsbnFault, clean, derive, isbn::Isbn, partial_date::PartialDate},
    import,
    query::{Choice, FIELDS, Query, chips, choices, completing, in_bytes, in_units, with_value},
};

/// A reader by its name.
pub type Target = (&'static str, fn(&[u8]));

/// Every reader.
pub const TARGETS: &[Target] = &[
    ("goodreads_csv", goodreads_csv),
    ("isbn", isbn),
    ("partial_date", partial_date),
    ("query", query),
    ("keyslots", keyslots),
    ("keyring_value", keyring_value),
    ("backup", backup_file),
];

/// Reads with the reader of this name.
///
/// # Panics
/// When there is none, and when something does not hold that must.
pub fn read(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    assert!(target.is_some(), "no such reader");
    if let Some((_, read)) = target {
        read(bytes);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The same file gives the same rows, and a row is a book by the rules or is refused.
fn goodreads_csv(bytes: &[u8]) {
    let rows = import::read_anything(bytes);
    assert!(rows.len() <= bytes.len());
    assert_eq!(rows, import::read_anything(bytes));
    for entry in rows.into_iter().flatten() {
        let Ok(fields) = clean(entry.fields) else {
            continue;
        };
        let derived = derive(fields);
        assert_eq!(derive(derived.clone()), derived);
    }
}

/// What is told of a number is itself such a number.
fn isbn(bytes: &[u8]) {
    let check = IsbnCheck::of(&text(bytes));
    if check.valid {
        let isbn = Isbn::parse(&check.shown).ok();
        assert_eq!(isbn.as_ref().map(Isbn::isbn13), Some(check.isbn13));
    } else if check.problem == IsbnFault::CheckDigit {
        assert!(IsbnCheck::of(&check.fixed).valid);
    }
}

/// A date reads as it is written.
fn partial_date(bytes: &[u8]) {
    let text = text(bytes);
    if let Ok(date) = PartialDate::parse(&text) {
        assert_eq!(date.to_string(), text);
    }
    if let Some(date) = PartialDate::read_loosely(&text) {
        assert_eq!(PartialDate::parse(&date.to_string()).as_ref(), Ok(&date));
        let _ = (date.starts_at(), date.parts());
    }
}

/// A query that is written out is the same query; all that the window asks of a text has an answer.
fn query(bytes: &[u8]) {
    let text = text(bytes);
    if let Ok(query) = Query::parse(&text) {
        let written = query.to_string();
        if written.chars().count() <= 4_096 {
            let again = Query::parse(&written).map(Query::without_places);
            assert_eq!(again, Ok(query.without_places()), "{written}");
        }
    }
    for chip in chips(&text) {
        let (start, end) = (in_bytes(&text, chip.start), in_bytes(&text, chip.end));
        assert!(start <= end && text.is_char_boundary(start) && text.is_char_boundary(end));
        assert_eq!(in_units(&text, start..end), chip.start..chip.end);
    }
    for caret in [0, text.len() / 2, text.len()] {
        if let Some(found) = completing(&text, caret) {
            assert!(text.get(found.span).is_some());
        }
    }
    for info in FIELDS.iter().take(6) {
        for (value, _) in choices(&text, info.field) {
            let _ = with_value(&text, info.field, &value, Choice::Drop);
        }
        let _ = with_value(&text, info.field, "x", Choice::Include);
    }
}

fn keyslots(bytes: &[u8]) {
    account::fuzzing::key_slots(bytes);
}

fn keyring_value(bytes: &[u8]) {
    account::fuzzing::keyring_value(&text(bytes));
}

fn backup_file(bytes: &[u8]) {
    backup::fuzzing::backup(bytes);
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// What fuzzing once failed on is kept among the inputs, under a name that says what it was.
    #[test]
    fn g_every_kept_input_is_read() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
        for (name, read) in TARGETS {
            let inputs: Vec<_> = fs::read_dir(corpus.join(name)).unwrap().collect();
            assert!(inputs.len() >= 3, "{name} has too few inputs");
            for input in inputs {
                read(&fs::read(input.unwrap().path()).unwrap());
            }
            for bytes in [
                &b""[..],
                &[0],
                &[0xff, 0xfe, 0],
                &[b'"'; 5_000],
                "\u{feff}".as_bytes(),
            ] {
                read(bytes);
            }
        }
        let sound = fs::read(corpus.join("backup/sound")).unwrap();
        assert!(backup::fuzzing::backup(&sound), "there is no way into it");
        let programs = corpus.with_file_name("targets");
        let programs: BTreeSet<String> = fs::read_dir(programs)
            .unwrap()
            .map(|file| {
                file.unwrap()
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        let known: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(programs, known);
    }
}
