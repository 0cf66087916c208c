//! Every way the core can fail: a sentence for the reader, a code to act on, the field to mark.

use serde::Serialize;

use crate::{HomeFault, Tries};

/// What every fallible call of the core returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A situation that a person can meet.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The email or the username belongs to an account already; the field says which.
    #[error("User Account Already Exists")]
    AccountExists(&'static str),
    /// The username breaks the rules for names.
    #[error("Use 1 to 64 visible characters for the username, and no @.")]
    UsernameInvalid,
    /// The email is not of the form `name@place`.
    #[error("That does not look like an email address.")]
    EmailInvalid,
    /// Fewer than 10 characters.
    #[error("Use at least 10 characters.")]
    PasswordTooShort,
    /// More than 256 characters.
    #[error("Use at most 256 characters.")]
    PasswordTooLong,
    /// Too easy to guess.
    #[error("This password is too easy to guess. Four unrelated words make a good one.")]
    PasswordWeak,
    /// Unknown name or wrong password: one answer for both.
    #[error("That name and password do not open a library.")]
    LoginRefused(Tries),
    /// Not the password of the account that is here.
    #[error("That password does not open this library.")]
    PasswordWrong(Tries),
    /// Unknown name or wrong recovery code: one answer for both.
    #[error("That name and recovery code do not open a library.")]
    RecoveryRefused(Tries),
    /// What was typed is no recovery code: too short, too long, or with a typing error.
    #[error(
        "That is not a whole recovery code. It has 8 groups of 4 characters; look for a typing error."
    )]
    RecoveryCodeInvalid,
    /// A pause after wrong passwords or codes has not ended.
    #[error("There were too many wrong tries. Wait a moment.")]
    TooManyTries(Tries),
    /// A command that needs an open library was called while it is locked.
    #[error("Your library is locked.")]
    Locked,
    /// What was typed to confirm a deletion is not the username.
    #[error("That is not the username of this library.")]
    NameNotConfirmed,
    /// The person stopped the encryption of the library; the old key still holds.
    #[error("Nothing was changed: the library is still encrypted with its old key.")]
    ReencryptCancelled,
    /// A command that needs an open library was called without one.
    #[error("Log in first.")]
    NotLoggedIn,
    /// The last group of the recovery code was typed wrongly.
    #[error("That is not the last group of the code. Look again, or print the code.")]
    RecoveryGroupWrong,
    /// A key slot is damaged, although the password is right.
    #[error("Your password is right, but the key of this library is damaged.")]
    SlotDamaged,
    /// The operating system gave no random numbers.
    #[error("The system gave no random numbers; nothing was changed.")]
    NoRandomness,

    /// A book needs a title.
    #[error("A book needs at least a title.")]
    TitleMissing,
    /// A text is longer than its field may hold; the field and its limit in characters.
    #[error("This text is too long: {1} characters are the most.")]
    TextTooLong(String, usize),
    /// Not an ISBN; the field and what is wrong with it.
    #[error("{1}")]
    IsbnInvalid(String, String),
    /// An identifier without scheme or value.
    #[error("An identifier needs a scheme of letters and digits, and a value.")]
    IdentifierInvalid(String),
    /// Not a date.
    #[error("That is not a date. Write 1999, 1999-06 or 1999-06-18.")]
    DateInvalid(String),
    /// Published after next year.
    #[error("That is in the future. The latest year is {1}.")]
    DateInFuture(String, i32),
    /// Zero pages, or more than a book can have.
    #[error("Write the number of pages as a whole number from 1 to 1,000,000.")]
    PageCountInvalid,
    /// Outside 1 to 20 quarter stars.
    #[error("A rating is between a quarter star and five stars.")]
    RatingInvalid,
    /// Not a language tag.
    #[error("That is not a language. Choose one from the list.")]
    LanguageInvalid,
    /// A person, series or tag without a name.
    #[error("Write a name, or remove this line.")]
    NameMissing(String),
    /// More entries in a list than a book may have.
    #[error("That is more than {1} entries.")]
    TooMany(String, usize),
    /// No such book (any more).
    #[error("This book is not in the library any more.")]
    BookNotFound,
    /// Another shelf has this name, but for case and accents.
    #[error("There is a shelf with this name already.")]
    ShelfNameTaken,
    /// A search that is or was to be saved cannot be read; what is wrong with it.
    #[error("{0}")]
    QueryUnreadable(String),
    /// No such shelf (any more).
    #[error("This shelf is not in the library any more.")]
    ShelfNotFound,
    /// The view was closed; open it again.
    #[error("This list has changed. It is being read again.")]
    ViewGone,
    /// The undo stack is empty.
    #[error("There is nothing to undo.")]
    NothingToUndo,
    /// The redo stack is empty.
    #[error("There is nothing to redo.")]
    NothingToRedo,
    /// A change that is undone already, or whose books are gone for ever.
    #[error("This change cannot be undone any more.")]
    ChangeNotUndoable,

    /// The file could not be opened or read.
    #[error("The file could not be read. Nothing was imported.")]
    ImportFileUnreadable(#[source] std::io::Error),
    /// The file's header names no layout that Bookly knows.
    #[error(
        "This is not an export that Bookly knows. It looks for a header row with at least Title and Author."
    )]
    ImportNotRecognised,
    /// The text is in no encoding that can be told.
    #[error("Row {0} is not readable text. Save the file as UTF-8 and try again.")]
    ImportEncoding(u64),
    /// The person stopped the import; nothing of it was kept.
    #[error("The import was stopped. Nothing was changed.")]
    ImportCancelled,
    /// Another import is running.
    #[error("Another import is still running.")]
    ImportBusy,

    /// No backup of Bookly, or not whole any more.
    #[error("This is not a backup of Bookly, or it is damaged. Your library was not changed.")]
    BackupDamaged,
    /// A backup whose library holds what no Bookly wrote.
    #[error("This backup holds something that Bookly did not write, so it is not opened.")]
    BackupForeign,
    /// A backup of another account's library.
    #[error("This backup is of another library. Your library was not changed.")]
    BackupOfOther,
    /// The account of a backup that should make a new one is on this computer already.
    #[error(
        "The library of this backup is on this computer already. Log in to it, and restore the backup in the settings."
    )]
    BackupIsHere,
    /// The backup is not where it was, or was not opened.
    #[error("This backup is not there any more.")]
    BackupGone,
    /// Neither the password nor the recovery code of the day of the backup.
    #[error(
        "That does not open this backup. It needs the password or the recovery code of the day it was made."
    )]
    BackupRefused(Tries),
    /// Another backup, restore or export is running.
    #[error("Another backup is still being made or read. Try again in a moment.")]
    BackupBusy,
    /// The person stopped a backup, a restore or an export.
    #[error("Stopped. Nothing was changed.")]
    CopyCancelled,
    /// A file cannot be made or written in the place that was chosen.
    #[error("Bookly may not write there. Choose another place.")]
    PlaceNotWritable,

    /// The library file cannot be read although its key is right.
    #[error("This library file is damaged. Nothing has been changed or deleted.")]
    LibraryDamaged,
    /// There is no library file where it should be.
    #[error("The library file is not where it was. Nothing has been changed or deleted.")]
    LibraryMissing,
    /// The file of the open library was moved, deleted or replaced.
    #[error(
        "Somebody moved or deleted the library file while Bookly was using it. The last change was not saved."
    )]
    LibraryMoved,
    /// The system does not open the file, or one that is needed beside it.
    #[error("The library file could not be opened. Nothing was changed; try again.")]
    LibraryNotOpened,
    /// The person stopped the reading of a damaged library.
    #[error("It was stopped. Nothing was changed.")]
    SalvageCancelled,
    /// The file was written by a newer Bookly.
    #[error("This library was written by a newer Bookly. Update Bookly to open it.")]
    LibraryNewer,
    /// A step to this version's schema failed; the file is as it was.
    #[error(
        "The library could not be brought up to this version of Bookly. It is as it was; the version before opens it."
    )]
    NotUpgraded(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Another process holds the file.
    #[error("The library is in use by another program. Nothing was changed; try again.")]
    LibraryInUse,
    /// The data folder cannot be used; what is wrong with it.
    #[error("Bookly cannot keep its data here: {0}")]
    HomeNotUsable(HomeFault),
    /// No space left.
    #[error("The disk is full. Nothing was changed; free some space and try again.")]
    DiskFull,
    /// The file or folder may not be written.
    #[error("The library file may not be written. Nothing was changed.")]
    ReadOnly,
    /// The disk failed.
    #[error("The disk reported an error. The last change was not saved.")]
    DiskError,
    /// Anything else the store said.
    #[error("The library file could not be read or written.")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A rule of the program itself was broken.
    #[error("Something went wrong inside Bookly. Nothing was changed.")]
    Internal(&'static str),
}

/// What a caller acts on. A sentence may change, a code may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(
    missing_docs,
    reason = "each is the situation of the same name in `Error`"
)]
pub enum ErrorCode {
    AccountExists,
    UsernameInvalid,
    EmailInvalid,
    PasswordTooShort,
    PasswordTooLong,
    PasswordWeak,
    LoginRefused,
    PasswordWrong,
    RecoveryRefused,
    RecoveryCodeInvalid,
    TooManyTries,
    Locked,
    NameNotConfirmed,
    ReencryptCancelled,
    NotLoggedIn,
    RecoveryGroupWrong,
    TitleMissing,
    TextTooLong,
    IsbnInvalid,
    IdentifierInvalid,
    DateInvalid,
    DateInFuture,
    PageCountInvalid,
    RatingInvalid,
    LanguageInvalid,
    NameMissing,
    TooMany,
    BookNotFound,
    ShelfNameTaken,
    QueryUnreadable,
    ShelfNotFound,
    ViewGone,
    NothingToUndo,
    NothingToRedo,
    ChangeNotUndoable,
    ImportFileUnreadable,
    ImportNotRecognised,
    ImportEncoding,
    ImportCancelled,
    ImportBusy,
    ImportHandleGone,
    SlotDamaged,
    BackupDamaged,
    BackupForeign,
    BackupOfOther,
    BackupIsHere,
    BackupGone,
    BackupRefused,
    BackupBusy,
    CopyCancelled,
    PlaceNotWritable,
    LibraryDamaged,
    LibraryMissing,
    LibraryMoved,
    LibraryNotOpened,
    SalvageCancelled,
    LibraryNewer,
    NotUpgraded,
    LibraryInUse,
    HomeNotUsable,
    DiskFull,
    ReadOnly,
    DiskError,
    KeyringUnavailable,
    Internal,
}

impl Error {
    /// The code of this failure.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::AccountExists(_) => ErrorCode::AccountExists,
            Self::UsernameInvalid => ErrorCode::UsernameInvalid,
            Self::EmailInvalid => ErrorCode::EmailInvalid,
            Self::PasswordTooShort => ErrorCode::PasswordTooShort,
            Self::PasswordTooLong => ErrorCode::PasswordTooLong,
            Self::PasswordWeak => ErrorCode::PasswordWeak,
            Self::LoginRefused(_) => ErrorCode::LoginRefused,
            Self::PasswordWrong(_) => ErrorCode::PasswordWrong,
            Self::RecoveryRefused(_) => ErrorCode::RecoveryRefused,
            Self::RecoveryCodeInvalid => ErrorCode::RecoveryCodeInvalid,
            Self::TooManyTries(_) => ErrorCode::TooManyTries,
            Self::Locked => ErrorCode::Locked,
            Self::NameNotConfirmed => ErrorCode::NameNotConfirmed,
            Self::ReencryptCancelled => ErrorCode::ReencryptCancelled,
            Self::NotLoggedIn => ErrorCode::NotLoggedIn,
            Self::RecoveryGroupWrong => ErrorCode::RecoveryGroupWrong,
            Self::TitleMissing => ErrorCode::TitleMissing,
            Self::TextTooLong(..) => ErrorCode::TextTooLong,
            Self::IsbnInvalid(..) => ErrorCode::IsbnInvalid,
            Self::IdentifierInvalid(_) => ErrorCode::IdentifierInvalid,
            Self::DateInvalid(_) => ErrorCode::DateInvalid,
            Self::DateInFuture(..) => ErrorCode::DateInFuture,
            Self::PageCountInvalid => ErrorCode::PageCountInvalid,
            Self::RatingInvalid => ErrorCode::RatingInvalid,
            Self::LanguageInvalid => ErrorCode::LanguageInvalid,
            Self::NameMissing(_) => ErrorCode::NameMissing,
            Self::TooMany(..) => ErrorCode::TooMany,
            Self::BookNotFound => ErrorCode::BookNotFound,
            Self::ShelfNameTaken => ErrorCode::ShelfNameTaken,
            Self::QueryUnreadable(_) => ErrorCode::QueryUnreadable,
            Self::ShelfNotFound => ErrorCode::ShelfNotFound,
            Self::ViewGone => ErrorCode::ViewGone,
            Self::NothingToUndo => ErrorCode::NothingToUndo,
            Self::NothingToRedo => ErrorCode::NothingToRedo,
            Self::ChangeNotUndoable => ErrorCode::ChangeNotUndoable,
            Self::ImportFileUnreadable(_) => ErrorCode::ImportFileUnreadable,
            Self::ImportNotRecognised => ErrorCode::ImportNotRecognised,
            Self::ImportEncoding(_) => ErrorCode::ImportEncoding,
            Self::ImportCancelled => ErrorCode::ImportCancelled,
            Self::ImportBusy => ErrorCode::ImportBusy,
            Self::BackupDamaged => ErrorCode::BackupDamaged,
            Self::BackupForeign => ErrorCode::BackupForeign,
            Self::BackupOfOther => ErrorCode::BackupOfOther,
            Self::BackupIsHere => ErrorCode::BackupIsHere,
            Self::BackupGone => ErrorCode::BackupGone,
            Self::BackupRefused(_) => ErrorCode::BackupRefused,
            Self::BackupBusy => ErrorCode::BackupBusy,
            Self::CopyCancelled => ErrorCode::CopyCancelled,
            Self::PlaceNotWritable => ErrorCode::PlaceNotWritable,
            Self::SlotDamaged => ErrorCode::SlotDamaged,
            Self::LibraryDamaged => ErrorCode::LibraryDamaged,
            Self::LibraryMissing => ErrorCode::LibraryMissing,
            Self::LibraryMoved => ErrorCode::LibraryMoved,
            Self::LibraryNotOpened => ErrorCode::LibraryNotOpened,
            Self::SalvageCancelled => ErrorCode::SalvageCancelled,
            Self::LibraryNewer => ErrorCode::LibraryNewer,
            Self::NotUpgraded(_) => ErrorCode::NotUpgraded,
            Self::LibraryInUse => ErrorCode::LibraryInUse,
            Self::HomeNotUsable(_) => ErrorCode::HomeNotUsable,
            Self::DiskFull => ErrorCode::DiskFull,
            Self::ReadOnly => ErrorCode::ReadOnly,
            Self::DiskError => ErrorCode::DiskError,
            Self::NoRandomness | Self::Store(_) | Self::Internal(_) => ErrorCode::Internal,
        }
    }

    /// The input to mark, as a path into what was sent: `"email"`, `"contributors.1.name"`.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::AccountExists(field) => Some(field),
            Self::UsernameInvalid | Self::NameNotConfirmed => Some("username"),
            Self::EmailInvalid => Some("email"),
            Self::PasswordTooShort | Self::PasswordTooLong | Self::PasswordWeak => Some("password"),
            Self::PasswordWrong(_) => Some("current"),
            Self::RecoveryRefused(_) | Self::RecoveryCodeInvalid => Some("code"),
            Self::BackupRefused(_) => Some("secret"),
            Self::RecoveryGroupWrong => Some("group"),
            Self::TitleMissing => Some("title"),
            Self::ShelfNameTaken => Some("name"),
            Self::QueryUnreadable(_) => Some("query"),
            Self::PageCountInvalid => Some("pageCount"),
            Self::RatingInvalid => Some("rating"),
            Self::LanguageInvalid => Some("language"),
            Self::TextTooLong(field, _)
            | Self::IsbnInvalid(field, _)
            | Self::IdentifierInvalid(field)
            | Self::DateInvalid(field)
            | Self::DateInFuture(field, _)
            | Self::NameMissing(field)
            | Self::TooMany(field, _) => Some(field),
            _ => None,
        }
    }

    /// Where somebody stands after a wrong password or code.
    pub fn tries(&self) -> Option<Tries> {
        match self {
            Self::LoginRefused(tries)
            | Self::PasswordWrong(tries)
            | Self::RecoveryRefused(tries)
            | Self::BackupRefused(tries)
            | Self::TooManyTries(tries) => Some(*tries),
            _ => None,
        }
    }
}

/// Tells the situations apart that a person can do something about.
impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        // Everything that is stored was written by Bookly: what cannot be read is not what was written.
        if matches!(
            error,
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)
        ) {
            return Self::LibraryDamaged;
        }
        let said = error.as_database_error();
        let code = said
            .and_then(sqlx::error::DatabaseError::code)
            .and_then(|code| code.parse().ok());
        let meaning = code.and_then(|code| {
            let words = said.map_or("", sqlx::error::DatabaseError::message);
            Self::of_engine(code, words)
        });
        meaning.unwrap_or_else(|| Self::Store(Box::new(error)))
    }
}

impl From<bookly_engine::Error> for Error {
    fn from(error: bookly_engine::Error) -> Self {
        let words = match &error {
            bookly_engine::Error::SqliteFailure(_, words) => words.clone().unwrap_or_default(),
            _ => String::new(),
        };
        let code = error.sqlite_error().map(|failure| failure.extended_code);
        code.and_then(|code| Self::of_engine(code, &words))
            .unwrap_or_else(|| Self::Store(Box::new(error)))
    }
}

impl Error {
    /// What a code of the engine means to a person, when it means anything.
    /// Source: <https://www.sqlite.org/rescode.html>; the low byte is the primary code.
    fn of_engine(code: i32, words: &str) -> Option<Self> {
        match (code & 0xFF, code >> 8) {
            // What is wrong with a statement has words of its own. With these it says that an earlier
            // failure to open a page has made the connection useless. What the disk refused to a statement
            // that makes others, such as a copy, is only in its words.
            (1, _) if words.ends_with("disk is full") => Some(Self::DiskFull),
            (1, _) if words.ends_with("disk I/O error") => Some(Self::DiskError),
            (1, 0) if words != "SQL logic error" => None,
            // The encrypting engine gives out no memory (7) for a page whose seal is broken: that, and
            // hardly ever a lack of memory, is what its answer means. Of the errors of a disk (10), these
            // say that it does not give out what was written.
            (1, 0) | (7 | 11 | 26, _) | (10, 1 | 2 | 32 | 33) => Some(Self::LibraryDamaged),
            (5 | 6, _) => Some(Self::LibraryInUse),
            (8, _) => Some(Self::ReadOnly),
            (10, _) => Some(Self::DiskError),
            (13, _) => Some(Self::DiskFull),
            (14, _) => Some(Self::LibraryNotOpened),
            _ => None,
        }
    }

    /// The same failure, said once more to somebody else.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::LibraryDamaged => Self::LibraryDamaged,
            Self::LibraryInUse => Self::LibraryInUse,
            Self::LibraryNotOpened => Self::LibraryNotOpened,
            Self::DiskError => Self::DiskError,
            Self::DiskFull => Self::DiskFull,
            Self::ReadOnly => Self::ReadOnly,
            _ => Self::Internal("the search index could not be made"),
        }
    }

    /// What a failure of the system to read or write a file means to a person.
    pub(crate) fn of_file(error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::DiskError,
        }
    }
}
