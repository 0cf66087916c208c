//! What can be wrong with the folder that everything is kept in.

use serde::Serialize;

/// Why nothing can be kept in a folder. Nothing in it was read or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum HomeFault {
    /// Its path is not text.
    #[error("its path is not readable text.")]
    NotText,
    /// A symbolic link would lead to a place that nobody chose.
    #[error("a link stands where the folder or a file of it should be.")]
    Link,
    /// A file stands where a folder should be, or the other way round.
    #[error("something else stands where the folder or a file of it should be.")]
    InTheWay,
    /// The system does not let Bookly write there.
    #[error("Bookly may not write there.")]
    NotWritable,
    /// Somebody else's folder can be changed by somebody else.
    #[error("it belongs to another user of this computer.")]
    ForeignOwner,
    /// The disk takes no changes.
    #[error("the disk is read-only.")]
    ReadOnlyDisk,
    /// No space, or no room for another file.
    #[error("the disk is full.")]
    Full,
    /// Two computers could write at the same time, and locks are not to be relied on.
    #[error("it is on a network share.")]
    NetworkShare,
    /// Anything else the system said.
    #[error("the folder cannot be made or read.")]
    Unreadable,
}

impl From<&std::io::Error> for HomeFault {
    fn from(error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::PermissionDenied => Self::NotWritable,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnlyDisk,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::NotADirectory | ErrorKind::IsADirectory => Self::InTheWay,
            _ => Self::Unreadable,
        }
    }
}
