//! What the child does: steps, and the books that they are about.

use std::{fmt, str::FromStr};

use bookly_core::{Book, BookFields, Contributor};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::chance::Chance;

/// Whose library is written to, and whose must stay as it is.
pub const WRITER: &str = "ilse";
pub const BYSTANDER: &str = "ben";
pub const PASSWORDS: [&str; 2] = ["correct otter shelf lantern", "walnut ferry copper lilac"];

/// Books in the library at first, by number.
pub const BOOKS: u64 = 24;
pub const BYSTANDERS_BOOKS: u64 = 5;
/// Rows of an import, and of one that takes a while.
pub const ROWS: u32 = 60;
pub const MANY_ROWS: u32 = 1_000;

/// One thing that a person does. Passwords are meant by their place in [`PASSWORDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    LogIn(usize),
    SignUp,
    Add(u64),
    Edit(u64),
    Trash(u64),
    Restore(u64),
    TrashAll,
    RestoreAll,
    /// That many rows.
    Import(u32),
    Store,
    Lock,
    Unlock(usize),
    Password(usize, usize),
    Recover(usize),
    Reencrypt(usize),
    Delete(usize),
    LogOut,
    Close,
}

impl fmt::Display for Step {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::LogIn(password) => write!(to, "log-in {password}"),
            Self::SignUp => write!(to, "sign-up"),
            Self::Add(book) => write!(to, "add {book}"),
            Self::Edit(book) => write!(to, "edit {book}"),
            Self::Trash(book) => write!(to, "trash {book}"),
            Self::Restore(book) => write!(to, "restore {book}"),
            Self::TrashAll => write!(to, "trash-all"),
            Self::RestoreAll => write!(to, "restore-all"),
            Self::Import(rows) => write!(to, "import {rows}"),
            Self::Store => write!(to, "store"),
            Self::Lock => write!(to, "lock"),
            Self::Unlock(password) => write!(to, "unlock {password}"),
            Self::Password(old, new) => write!(to, "password {old} {new}"),
            Self::Recover(new) => write!(to, "recover {new}"),
            Self::Reencrypt(password) => write!(to, "reencrypt {password}"),
            Self::Delete(password) => write!(to, "delete {password}"),
            Self::LogOut => write!(to, "log-out"),
            Self::Close => write!(to, "close"),
        }
    }
}

impl FromStr for Step {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default();
        let numbers: Vec<u64> = words.map_while(|word| word.parse().ok()).collect();
        let place = |at: usize| numbers.get(at).map(|n| usize::try_from(*n).unwrap());
        let step = match (name, numbers.as_slice()) {
            ("log-in", _) => place(0).map(Self::LogIn),
            ("sign-up", _) => Some(Self::SignUp),
            ("add", [book]) => Some(Self::Add(*book)),
            ("edit", [book]) => Some(Self::Edit(*book)),
            ("trash", [book]) => Some(Self::Trash(*book)),
            ("restore", [book]) => Some(Self::Restore(*book)),
            ("trash-all", _) => Some(Self::TrashAll),
            ("restore-all", _) => Some(Self::RestoreAll),
            ("import", [rows]) => u32::try_from(*rows).ok().map(Self::Import),
            ("store", _) => Some(Self::Store),
            ("lock", _) => Some(Self::Lock),
            ("unlock", _) => place(0).map(Self::Unlock),
            ("password", _) => place(0).zip(place(1)).map(|(a, b)| Self::Password(a, b)),
            ("recover", _) => place(0).map(Self::Recover),
            ("reencrypt", _) => place(0).map(Self::Reencrypt),
            ("delete", _) => place(0).map(Self::Delete),
            ("log-out", _) => Some(Self::LogOut),
            ("close", _) => Some(Self::Close),
            _ => None,
        };
        step.ok_or_else(|| format!("no such step: {line}"))
    }
}

/// Edits of every kind, mixed.
pub fn edits(chance: &mut Chance, length: u64) -> Vec<Step> {
    let mut steps = vec![Step::LogIn(0)];
    let mut next = BOOKS;
    for _ in 0..length {
        let book = chance.below(next);
        steps.push(match chance.below(100) {
            0..15 => {
                next += 1;
                Step::Add(next - 1)
            }
            15..70 => Step::Edit(book),
            70..80 => Step::Trash(book),
            80..90 => Step::Restore(book),
            90..93 => Step::Import(ROWS),
            93..94 => Step::TrashAll,
            94..96 => Step::RestoreAll,
            _ => Step::Store,
        });
    }
    steps.push(Step::Close);
    steps
}

/// One large import after the other, until it is killed.
pub fn imports() -> Vec<Step> {
    let mut steps = vec![Step::LogIn(0)];
    steps.extend([Step::Import(MANY_ROWS); 40]);
    steps
}

/// The flows of an account, each between two edits: what a fault may tear apart.
pub const FLOWS: &[(&str, &[Step])] = &[
    ("sign-up", &[Step::SignUp]),
    ("log-in", &[Step::LogIn(0)]),
    (
        "lock",
        &[
            Step::LogIn(0),
            Step::Edit(0),
            Step::Lock,
            Step::Unlock(0),
            Step::Edit(1),
            Step::LogOut,
        ],
    ),
    (
        "password",
        &[
            Step::LogIn(0),
            Step::Edit(0),
            Step::Password(0, 1),
            Step::Edit(1),
            Step::Close,
        ],
    ),
    ("recover", &[Step::Recover(1), Step::Edit(0), Step::Close]),
    (
        "reencrypt",
        &[
            Step::LogIn(0),
            Step::Edit(0),
            Step::Reencrypt(0),
            Step::Edit(1),
            Step::Close,
        ],
    ),
    (
        "delete",
        &[Step::LogIn(0), Step::Edit(0), Step::Delete(0), Step::Close],
    ),
    (
        "import",
        &[
            Step::LogIn(0),
            Step::Edit(0),
            Step::Import(ROWS),
            Step::Edit(1),
            Step::Close,
        ],
    ),
    (
        "close",
        &[
            Step::LogIn(0),
            Step::Edit(0),
            Step::Edit(1),
            Step::Edit(2),
            Step::Close,
        ],
    ),
];

/// A book as its number and the number of its edit make it: every field tells both.
pub fn fields(book: u64, version: u64) -> BookFields {
    let both = format!("{book} v{version}");
    BookFields {
        title: format!("Book {both}"),
        subtitle: format!("subtitle {both}"),
        contributors: vec![Contributor {
            name: format!("Author {both}"),
            ..Contributor::default()
        }],
        publisher: format!("publisher {both}"),
        published: format!("{}", 1000 + version % 1000),
        page_count: Some(u32::try_from(1 + version % 900_000).unwrap()),
        tags: vec![format!("tag {both}")],
        // Over a page of the file, so that half an edit would show.
        private_notes: format!("notes {both} ")
            .repeat(usize::try_from(20 + book % 9 * 60).unwrap()),
        review: format!("review {both}"),
        ..BookFields::default()
    }
}

/// The number of a book, by its title.
pub fn number_of(title: &str) -> Option<u64> {
    title
        .strip_prefix("Book ")?
        .split_once(" v")?
        .0
        .parse()
        .ok()
}

/// Tells two states of a book apart, whatever the core derives from its fields.
pub fn sha(fields: &BookFields) -> String {
    let author = fields.contributors.first().map(|author| &author.name);
    let told = format!(
        "{}\n{}\n{author:?}\n{}\n{}\n{:?}\n{:?}\n{}\n{}",
        fields.title,
        fields.subtitle,
        fields.publisher,
        fields.published,
        fields.page_count,
        fields.tags,
        fields.private_notes.trim(),
        fields.review,
    );
    HEXLOWER.encode(&Sha256::digest(told)[..8])
}

/// How a book of the library stands there.
pub fn state_of(book: &Book) -> String {
    state(&sha(&book.fields), book.trashed_at.is_some())
}

pub fn state(sha: &str, trashed: bool) -> String {
    format!("{}{sha}", if trashed { "trash:" } else { "" })
}

pub fn export(import: u64, rows: u32) -> String {
    use std::fmt::Write as _;
    let mut export = "Book Id,Title,Author,My Rating,Exclusive Shelf\n".to_owned();
    for row in 0..rows {
        writeln!(
            export,
            ",Import {import} row {row} of {rows},Writer {import} {row},3,read"
        )
        .unwrap();
    }
    export
}
