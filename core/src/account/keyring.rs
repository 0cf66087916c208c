//! The seam to the keyring of the operating system. The desktop brings the real one.

use std::sync::Arc;

use serde::Serialize;

use super::secret::{Secret, random_uid};

/// Keeps one short secret text for each account. Calls may block, but never for longer than
/// `patience` allows: whoever implements this gives up then and answers `Timeout`.
pub trait SecretStore: Send + Sync {
    /// What was written for this account, if anything.
    fn read(&self, account: &str) -> Result<Option<Secret>, SecretStoreError>;
    /// Writes, replacing what was there.
    fn write(
        &self,
        account: &str,
        secret: &Secret,
        patience: Patience,
    ) -> Result<(), SecretStoreError>;
    /// Deletes; that nothing was there is no failure.
    fn delete(&self, account: &str) -> Result<(), SecretStoreError>;
    /// Forgets an earlier failure, so that the next call connects anew.
    fn reconnect(&self);
}

/// How long a call to the keyring may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Nobody asked for anything: at start, or while cleaning up. 4 seconds.
    Brief,
    /// A person just asked to stay signed in and may be looking at an unlock prompt. 30 seconds.
    Prompt,
}

/// Why the keyring did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretStoreError {
    /// This system has no keyring, or it is not running.
    NoService,
    /// It is locked, or access was denied.
    Locked,
    /// It did not answer in time.
    Timeout,
    /// Anything else.
    Failed,
}

/// Whether somebody can stay signed in on this system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct KeyringState {
    /// Whether the keyring keeps what it is given.
    pub available: bool,
    /// Why not.
    pub reason: KeyringReason,
}

/// Why the keyring is not available.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum KeyringReason {
    /// It is available.
    None,
    /// See [`SecretStoreError::NoService`].
    NoService,
    /// See [`SecretStoreError::Locked`].
    Locked,
    /// See [`SecretStoreError::Timeout`].
    Timeout,
    /// See [`SecretStoreError::Failed`].
    Failed,
}

impl KeyringState {
    /// A keyring that did what it was asked.
    pub const AVAILABLE: Self = Self {
        available: true,
        reason: KeyringReason::None,
    };
}

impl From<SecretStoreError> for KeyringState {
    fn from(error: SecretStoreError) -> Self {
        let reason = match error {
            SecretStoreError::NoService => KeyringReason::NoService,
            SecretStoreError::Locked => KeyringReason::Locked,
            SecretStoreError::Timeout => KeyringReason::Timeout,
            SecretStoreError::Failed => KeyringReason::Failed,
        };
        Self {
            available: false,
            reason,
        }
    }
}

impl<T> From<Result<T, SecretStoreError>> for KeyringState {
    fn from(answer: Result<T, SecretStoreError>) -> Self {
        answer.map_or_else(Self::from, |_| Self::AVAILABLE)
    }
}

/// The keyring as the rooms of the core ask it: from a thread of its own for each question. An
/// async worker must not block, and a blocking task that never ends would hold up quitting.
#[derive(Clone)]
pub(super) struct Keyring(Arc<dyn SecretStore>);

impl Keyring {
    pub(super) fn new(store: Arc<dyn SecretStore>) -> Self {
        Self(store)
    }

    pub(super) async fn read(&self, account: String) -> Result<Option<Secret>, SecretStoreError> {
        self.ask(move |store| store.read(&account)).await
    }

    /// Writes and reads back: some keyrings take a secret and keep nothing.
    pub(super) async fn write(
        &self,
        account: String,
        secret: Secret,
        patience: Patience,
    ) -> Result<(), SecretStoreError> {
        self.ask(move |store| write_checked(store, &account, &secret, patience))
            .await
    }

    pub(super) async fn delete(&self, account: String) -> Result<(), SecretStoreError> {
        self.ask(move |store| store.delete(&account)).await
    }

    /// Tries the keyring out by writing, reading back and deleting. Reading alone looks healthy on
    /// a keyring that cannot keep anything.
    pub(super) async fn probe(&self) -> KeyringState {
        let Ok(value) = random_uid() else {
            return SecretStoreError::Failed.into();
        };
        let probed = self.ask(move |store| {
            let kept = write_checked(
                store,
                "probe",
                &Secret::from(value.to_string()),
                Patience::Brief,
            );
            kept.and_then(|()| store.delete("probe"))
        });
        probed.await.into()
    }

    pub(super) fn reconnect(&self) {
        self.0.reconnect();
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn SecretStore) -> Result<T, SecretStoreError> + Send + 'static,
    ) -> Result<T, SecretStoreError> {
        let (answer, waiting) = tokio::sync::oneshot::channel();
        let store = Arc::clone(&self.0);
        let asking = move || drop(answer.send(question(store.as_ref())));
        let asked = std::thread::Builder::new()
            .name("keyring-question".to_owned())
            .spawn(asking);
        asked.map_err(|_| SecretStoreError::Failed)?;
        waiting.await.unwrap_or(Err(SecretStoreError::Failed))
    }
}

fn write_checked(
    store: &dyn SecretStore,
    account: &str,
    secret: &Secret,
    patience: Patience,
) -> Result<(), SecretStoreError> {
    store.write(account, secret, patience)?;
    match store.read(account)? {
        Some(kept) if kept.equals(secret) => Ok(()),
        _ => Err(SecretStoreError::Failed),
    }
}
