//! A keyring for tests, which fails when it is told to.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use zeroize::Zeroizing;

use super::{
    keyring::{Patience, SecretStore, SecretStoreError},
    secret::Secret,
};

/// Keeps secrets in memory. Each kind of call can be made to fail, or to lie.
#[derive(Default)]
pub struct MemoryKeyring(Mutex<State>);

#[derive(Default)]
struct State {
    entries: HashMap<String, Zeroizing<String>>,
    fails: [Option<SecretStoreError>; 3],
    forgets: bool,
    calls: usize,
}

impl MemoryKeyring {
    /// Lets reading, writing and deleting fail from now on, or work again.
    pub fn fail(
        &self,
        read: Option<SecretStoreError>,
        write: Option<SecretStoreError>,
        delete: Option<SecretStoreError>,
    ) {
        self.with(|state| state.fails = [read, write, delete]);
    }

    /// Takes secrets from now on and keeps none, as a keyring without a collection may.
    pub fn forget_what_is_written(&self) {
        self.with(|state| state.forgets = true);
    }

    /// What lies in it for an account.
    pub fn entry(&self, account: &str) -> Option<String> {
        self.with(|state| state.entries.get(account).map(|text| text.to_string()))
    }

    /// Puts something there behind the program's back.
    pub fn plant(&self, account: &str, text: Option<String>) {
        self.with(|state| match text {
            Some(text) => state.entries.insert(account.to_owned(), text.into()),
            None => state.entries.remove(account),
        });
    }

    /// How often it was asked for anything.
    pub fn calls(&self) -> usize {
        self.with(|state| state.calls)
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn call<T>(
        &self,
        work: impl FnOnce(&mut State) -> Result<T, SecretStoreError>,
    ) -> Result<T, SecretStoreError> {
        self.with(|state| {
            state.calls += 1;
            work(state)
        })
    }
}

fn answer(failure: Option<SecretStoreError>) -> Result<(), SecretStoreError> {
    failure.map_or(Ok(()), Err)
}

impl SecretStore for MemoryKeyring {
    fn read(&self, account: &str) -> Result<Option<Secret>, SecretStoreError> {
        self.call(|state| {
            let [failure, ..] = state.fails;
            let entry = state.entries.get(account);
            answer(failure).map(|()| entry.map(|text| Secret::from(text.to_string())))
        })
    }

    fn write(&self, account: &str, secret: &Secret, _: Patience) -> Result<(), SecretStoreError> {
        self.call(|state| {
            let [_, failure, _] = state.fails;
            answer(failure)?;
            if !state.forgets {
                state
                    .entries
                    .insert(account.to_owned(), secret.expose().to_owned().into());
            }
            Ok(())
        })
    }

    fn delete(&self, account: &str) -> Result<(), SecretStoreError> {
        self.call(|state| {
            let [.., failure] = state.fails;
            answer(failure)?;
            state.entries.remove(account);
            Ok(())
        })
    }

    fn reconnect(&self) {}
}
