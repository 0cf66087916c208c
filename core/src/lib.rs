//! The rules and the store of Bookly: no window, no environment, no clock of its own.
//!
//! [`Bookly`] is a data folder with its accounts; [`Library`] is what one account owns, and comes
//! only from a login or a session that still holds.

mod account;
mod backup;
mod blocking;
mod book;
mod bookly;
mod check;
mod clock;
mod collation;
mod completion;
mod db;
mod error;
mod export;
#[cfg(any(test, feature = "test-kit"))]
mod file_check;
mod fold;
#[cfg(any(test, feature = "test-kit"))]
pub mod fuzzing;
mod home;
mod import;
mod journal;
mod library;
mod live_index;
mod long_text;
mod many_rows;
mod pages;
pub mod query;
mod random;
mod reencrypt;
mod salvage;
mod search;
mod shelf;
mod undo;
mod view;

/// The search, read slowly and obviously, for tests to hold the index against.
#[cfg(any(test, feature = "test-kit"))]
pub mod search_reference {
    pub use crate::search::reference::Reference;
    pub use crate::search::{Asking, Change, IndexedBook, LongHits, Wanted};
}

#[cfg(any(test, feature = "test-kit"))]
pub use account::MemoryKeyring;
pub use account::{
    Account, BackupSecret, KdfCost, KeyringReason, KeyringState, LibraryKey, Login, NewAccount,
    PasswordStrength, Patience, Recovery, Secret, SecretKind, SecretStore, SecretStoreError, Tries,
    password_strength,
};
pub use backup::{
    Backup, BackupKind, CopyProgress, CopyStep, CopyWatch, Counts, ENDING as BACKUP_ENDING, Losses,
    list as list_backups, newest_verified as newest_verified_backup,
};
pub use book::{
    Book, BookChange, BookFields, BookId, BookRow, BookSaved, Contributor, Draft, FieldChange,
    HistoryEntry, Identifier, IsbnCheck, IsbnFault, IsbnLookup, ReadingStatus, Role, SeriesPlace,
    SourceRow,
};
pub use bookly::{
    BackupSource, Bookly, Damage, Damaged, LockReason, Locked, Moment, ReencryptProgress,
    ReencryptWatch, RestorePreview, RestoredAccount, SignedUp, Start,
};
pub use clock::Clock;
pub use completion::{Completion, CompletionKind, Completions};
pub use error::{Error, ErrorCode, Result};
pub(crate) use fold::fold;
pub use home::HomeFault;
pub use import::{
    ImportFile, ImportPreview, ImportProgress, ImportSummary, ImportWatch, NoteCount, PastImport,
    RejectedRow, SampleRow, Verdict, write_rejected,
};
pub use journal::{ChangeDone, ChangeId, ChangeKind};
pub use library::Library;
pub use long_text::{LongField, Passage, PassagePart};
pub use salvage::{SalvageProgress, SalvageReport, SalvageWatch, SalvagedTable, Survey};
pub use search::{Correction, FacetField, Place, SortBy, SortKey, ViewQuery};
pub use shelf::{Shelf, ShelfId};
pub use undo::UndoState;
pub use view::{Chosen, Facet, FacetValue, ShelfCount, SidebarCounts, TagCount, View, ViewAnswer};
