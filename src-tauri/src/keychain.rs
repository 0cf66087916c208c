//! The keyring of the operating system, behind the core's seam.
//!
//! Every call is made on one thread of its own: a keyring may wait for ever for somebody to unlock
//! it, and its client must not run inside an async runtime. A call that takes too long is given up
//! together with its thread; from then on the keyring is not available until somebody asks to try
//! again. Nothing is ever kept anywhere else, and no secret is ever logged.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError, Sender, SyncSender},
    },
    thread,
    time::{Duration, Instant},
};

use bookly_core::{Patience, Secret, SecretStore, SecretStoreError};
use keyring_core::{CredentialStore, Entry, Error};
use zeroize::Zeroizing;

const SERVICE: &str = "app.bookly.desktop";
/// With it the window is usable within 6 s of its start, on a slow computer too.
const BRIEF: Duration = Duration::from_secs(4);
const PROMPT: Duration = Duration::from_secs(30);

type Answer = Result<Option<Secret>, SecretStoreError>;

/// Connects to the keyring of this system, or to another one in a test.
type Connect = fn() -> keyring_core::Result<Arc<CredentialStore>>;

/// The keyring of this desktop.
pub(crate) struct Keychain {
    connect: Connect,
    brief: Duration,
    state: Mutex<State>,
}

struct State {
    worker: Worker,
    /// How many threads were started.
    number: u64,
}

/// The thread that talks to the keyring.
enum Worker {
    /// Started with the first question.
    None,
    Ready(Sender<Question>),
    /// It did not answer in time and may never.
    Abandoned,
}

struct Question {
    ask: Ask,
    user: String,
    answer: SyncSender<Answer>,
}

enum Ask {
    Read,
    Write(Zeroizing<String>),
    Delete,
}

impl Keychain {
    pub(crate) fn new() -> Self {
        Self::with(connect, BRIEF)
    }

    fn with(connect: Connect, brief: Duration) -> Self {
        Self {
            connect,
            brief,
            state: Mutex::new(State {
                worker: Worker::None,
                number: 0,
            }),
        }
    }

    fn ask(&self, account: &str, ask: Ask, budget: Duration) -> Answer {
        let (answer, waiting) = mpsc::sync_channel(1);
        let question = Question {
            ask,
            user: format!("remember/{account}"),
            answer,
        };
        let asked = self.send(question)?;
        match waiting.recv_timeout(budget) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => {
                log::warn!("keyring: no answer in {} s, given up", budget.as_secs());
                self.give_up(asked, Worker::Abandoned);
                Err(SecretStoreError::Timeout)
            }
            Err(RecvTimeoutError::Disconnected) => {
                log::warn!("keyring: its thread ended");
                self.give_up(asked, Worker::None);
                Err(SecretStoreError::Failed)
            }
        }
    }

    /// Hands a question to the thread, starting one if need be. The answer numbers that thread.
    fn send(&self, question: Question) -> Result<u64, SecretStoreError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Worker::None = state.worker {
            let (questions, inbox) = mpsc::channel::<Question>();
            let connect = self.connect;
            let work = move || {
                let mut store = None;
                while let Ok(question) = inbox.recv() {
                    let answer = answer(&mut store, connect, &question);
                    drop(question.answer.send(answer)); // nobody waits after a time-out
                }
            };
            let started = thread::Builder::new()
                .name("keyring".to_owned())
                .spawn(work);
            started.map_err(|_| SecretStoreError::Failed)?;
            state.worker = Worker::Ready(questions);
            state.number += 1;
        }
        match &state.worker {
            Worker::Ready(questions) if questions.send(question).is_ok() => Ok(state.number),
            Worker::Abandoned => Err(SecretStoreError::Timeout),
            Worker::Ready(_) | Worker::None => {
                state.worker = Worker::None; // the thread ended; the next question starts another
                Err(SecretStoreError::Failed)
            }
        }
    }

    /// Gives a thread up, unless somebody has already started the next one.
    fn give_up(&self, number: u64, worker: Worker) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.number == number && matches!(state.worker, Worker::Ready(_)) {
            state.worker = worker;
        }
    }
}

impl SecretStore for Keychain {
    fn read(&self, account: &str) -> Answer {
        self.ask(account, Ask::Read, self.brief)
    }

    fn write(
        &self,
        account: &str,
        secret: &Secret,
        patience: Patience,
    ) -> Result<(), SecretStoreError> {
        let budget = match patience {
            Patience::Brief => self.brief,
            Patience::Prompt => PROMPT,
        };
        let text = Zeroizing::new(secret.expose().to_owned());
        self.ask(account, Ask::Write(text), budget).map(drop)
    }

    fn delete(&self, account: &str) -> Result<(), SecretStoreError> {
        self.ask(account, Ask::Delete, self.brief).map(drop)
    }

    fn reconnect(&self) {
        // Dropping the channel ends the thread, unless it hangs.
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .worker = Worker::None;
    }
}

/// Answers on the keyring's thread. A connection made earlier may have died with its daemon, so a
/// failure on it is tried once more on a new one.
fn answer(
    store: &mut Option<Arc<CredentialStore>>,
    connect: Connect,
    question: &Question,
) -> Answer {
    if let Some(connected) = store.take() {
        let started = Instant::now();
        match put(connected.as_ref(), question) {
            Err(Error::PlatformFailure(_)) if started.elapsed() < Duration::from_secs(1) => {}
            answer => {
                *store = Some(connected);
                return answer.map_err(|error| refusal(&error));
            }
        }
    }
    let connected = connect().map_err(|error| {
        log::warn!("keyring: cannot connect ({})", variant(&error));
        SecretStoreError::NoService
    })?;
    let answer = put(connected.as_ref(), question);
    if !matches!(answer, Err(Error::PlatformFailure(_))) {
        *store = Some(connected);
    }
    answer.map_err(|error| refusal(&error))
}

fn put(store: &CredentialStore, question: &Question) -> keyring_core::Result<Option<Secret>> {
    let entry = entry(store, &question.user)?;
    let answer = match &question.ask {
        Ask::Read => entry.get_password().map(|text| Some(Secret::from(text))),
        Ask::Write(text) => entry.set_password(text).map(|()| None),
        Ask::Delete => entry.delete_credential().map(|()| None),
    };
    match answer {
        Err(Error::NoEntry) if !matches!(question.ask, Ask::Write(_)) => Ok(None),
        // Something of somebody else's: there, but no text of ours. It is replaced at the next login.
        Err(Error::BadEncoding(bytes)) => {
            drop(Zeroizing::new(bytes));
            Ok(Some(Secret::from(String::new())))
        }
        answer => answer,
    }
}

/// Windows keeps credentials in the roaming profile unless it is told otherwise.
fn entry(store: &CredentialStore, user: &str) -> keyring_core::Result<Entry> {
    let local = HashMap::from([("persistence", "Local")]);
    store.build(SERVICE, user, cfg!(windows).then_some(&local))
}

fn refusal(error: &Error) -> SecretStoreError {
    log::warn!("keyring: {}", variant(error));
    match error {
        Error::NoStorageAccess(_) => SecretStoreError::Locked,
        Error::NoDefaultStore => SecretStoreError::NoService,
        _ => SecretStoreError::Failed,
    }
}

/// The name of a failure and nothing else: some variants carry the secret or print entries.
fn variant(error: &Error) -> &'static str {
    match error {
        Error::PlatformFailure(_) => "PlatformFailure",
        Error::NoStorageAccess(_) => "NoStorageAccess",
        Error::NoEntry => "NoEntry",
        Error::BadEncoding(_) => "BadEncoding",
        Error::BadDataFormat(..) => "BadDataFormat",
        Error::BadStoreFormat(_) => "BadStoreFormat",
        Error::TooLong(..) => "TooLong",
        Error::Invalid(..) => "Invalid",
        Error::Ambiguous(_) => "Ambiguous",
        Error::NoDefaultStore => "NoDefaultStore",
        Error::NotSupportedByStore(_) => "NotSupportedByStore",
        _ => "unknown",
    }
}

#[cfg(target_os = "linux")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(Error::NoDefaultStore)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        LazyLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    };

    use super::*;

    static MOCK: LazyLock<Arc<keyring_core::mock::Store>> =
        LazyLock::new(|| keyring_core::mock::Store::new().unwrap());

    #[expect(
        clippy::unnecessary_wraps,
        reason = "it stands in for a real connection"
    )]
    fn mock() -> keyring_core::Result<Arc<CredentialStore>> {
        Ok(MOCK.clone())
    }

    fn secret(text: &str) -> Secret {
        Secret::from(text.to_owned())
    }

    fn text(answer: Answer) -> Option<String> {
        answer.unwrap().map(|secret| secret.expose().to_owned())
    }

    #[test]
    fn what_is_written_is_read_until_it_is_deleted() {
        let keychain = Keychain::with(mock, BRIEF);
        assert_eq!(text(keychain.read("a")), None);
        keychain
            .write("a", &secret("one"), Patience::Brief)
            .unwrap();
        keychain
            .write("a", &secret("two"), Patience::Prompt)
            .unwrap();
        assert_eq!(text(keychain.read("a")), Some("two".to_owned()));
        assert_eq!(text(keychain.read("b")), None);
        keychain.delete("a").unwrap();
        keychain.delete("a").unwrap();
        assert_eq!(text(keychain.read("a")), None);
    }

    #[test]
    fn a_keyring_that_hangs_is_given_up_until_somebody_tries_again() {
        static HANGS: AtomicBool = AtomicBool::new(true);
        fn hanging() -> keyring_core::Result<Arc<CredentialStore>> {
            while HANGS.load(Ordering::SeqCst) {
                thread::park();
            }
            mock()
        }
        let keychain = Keychain::with(hanging, Duration::from_millis(50));
        assert_eq!(keychain.read("h").err(), Some(SecretStoreError::Timeout));
        let asked = Instant::now();
        assert_eq!(
            keychain.write("h", &secret("x"), Patience::Prompt).err(),
            Some(SecretStoreError::Timeout)
        );
        assert!(
            asked.elapsed() < Duration::from_secs(5),
            "given up means not asked again"
        );
        HANGS.store(false, Ordering::SeqCst);
        assert_eq!(keychain.read("h").err(), Some(SecretStoreError::Timeout));
        keychain.reconnect();
        assert_eq!(text(keychain.read("h")), None);
    }

    #[test]
    fn a_keyring_that_comes_later_is_found() {
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        fn late() -> keyring_core::Result<Arc<CredentialStore>> {
            if TRIES.fetch_add(1, Ordering::SeqCst) == 0 {
                Err(Error::PlatformFailure("no bus".into()))
            } else {
                mock()
            }
        }
        let keychain = Keychain::with(late, BRIEF);
        assert_eq!(keychain.read("l").err(), Some(SecretStoreError::NoService));
        assert_eq!(text(keychain.read("l")), None);
    }

    #[test]
    fn a_panic_in_the_client_is_one_failure() {
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        fn broken() -> keyring_core::Result<Arc<CredentialStore>> {
            assert!(
                TRIES.fetch_add(1, Ordering::SeqCst) > 0,
                "broken on purpose"
            );
            mock()
        }
        let keychain = Keychain::with(broken, BRIEF);
        assert_eq!(keychain.read("p").err(), Some(SecretStoreError::Failed));
        assert_eq!(text(keychain.read("p")), None);
    }

    #[test]
    fn every_failure_is_told_by_its_name_alone() {
        let secret = b"1.c2VjcmV0";
        let failures = [
            (
                Error::PlatformFailure("1.c2VjcmV0".into()),
                "PlatformFailure",
                SecretStoreError::Failed,
            ),
            (
                Error::NoStorageAccess("1.c2VjcmV0".into()),
                "NoStorageAccess",
                SecretStoreError::Locked,
            ),
            (Error::NoEntry, "NoEntry", SecretStoreError::Failed),
            (
                Error::BadEncoding(secret.to_vec()),
                "BadEncoding",
                SecretStoreError::Failed,
            ),
            (
                Error::BadDataFormat(secret.to_vec(), "x".into()),
                "BadDataFormat",
                SecretStoreError::Failed,
            ),
            (
                Error::BadStoreFormat("1.c2VjcmV0".into()),
                "BadStoreFormat",
                SecretStoreError::Failed,
            ),
            (
                Error::TooLong("secret".into(), 1),
                "TooLong",
                SecretStoreError::Failed,
            ),
            (
                Error::Invalid("1.c2VjcmV0".into(), "x".into()),
                "Invalid",
                SecretStoreError::Failed,
            ),
            (
                Error::Ambiguous(vec![]),
                "Ambiguous",
                SecretStoreError::Failed,
            ),
            (
                Error::NoDefaultStore,
                "NoDefaultStore",
                SecretStoreError::NoService,
            ),
            (
                Error::NotSupportedByStore("1.c2VjcmV0".into()),
                "NotSupportedByStore",
                SecretStoreError::Failed,
            ),
        ];
        for (failure, name, refused) in failures {
            assert_eq!(variant(&failure), name);
            assert_eq!(refusal(&failure), refused);
        }
    }
}
