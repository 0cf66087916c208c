//! How a failure crosses to the window: always a code, a sentence and the field to mark.

use bookly_core::{Error, ErrorCode, Tries};
use serde::Serialize;
use tokio::sync::Notify;

/// Told of every command that finds the library damaged; somebody looks into it then.
pub(crate) static DAMAGE: Notify = Notify::const_new();

/// What every command returns.
pub(crate) type CommandResult<T> = Result<T, Failure>;

/// A failed command, as the window sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct Failure {
    code: ErrorCode,
    message: String,
    field: Option<String>,
    /// There after a wrong password or code: how many tries are left, and how long to wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, specta(optional))]
    tries: Option<Tries>,
}

/// What can go wrong at the door itself.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DoorError {
    /// The file of an import was let go of.
    #[error("Choose the file again.")]
    ImportHandleGone,
    /// The backup that was chosen was let go of.
    #[error("Choose the backup again.")]
    BackupHandleGone,
    /// The system's password store cannot be used.
    #[error("The password store of this computer cannot be used now.")]
    KeyringUnavailable,
    /// The window or the desktop refused something.
    #[error("The desktop did not do what Bookly asked for.")]
    Desktop(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = error.code();
        if code == ErrorCode::LibraryDamaged {
            DAMAGE.notify_one();
        }
        if code == ErrorCode::Internal {
            // The variant names no value: a sentence of the engine could hold one.
            log::error!("a command failed: {}", kind_of(&error));
        }
        Self {
            code,
            message: error.to_string(),
            field: error.field().map(str::to_owned),
            tries: error.tries(),
        }
    }
}

impl From<DoorError> for Failure {
    fn from(error: DoorError) -> Self {
        let code = match &error {
            DoorError::ImportHandleGone => ErrorCode::ImportHandleGone,
            DoorError::BackupHandleGone => ErrorCode::BackupGone,
            DoorError::KeyringUnavailable => ErrorCode::KeyringUnavailable,
            DoorError::Desktop(_) => ErrorCode::Internal,
        };
        Self {
            code,
            message: error.to_string(),
            field: None,
            tries: None,
        }
    }
}

/// What a log line may say about a failure inside the program.
fn kind_of(error: &Error) -> &'static str {
    match error {
        Error::NoRandomness => "no random numbers",
        Error::Internal(what) => what,
        _ => "the store",
    }
}
