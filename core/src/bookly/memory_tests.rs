//! What stays in the memory of the process when a library is locked.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;

use super::*;
use crate::{
    BookFields, Secret, ViewQuery,
    account::{KdfCost, MemoryKeyring, NewAccount},
};

const PASSWORD: &str = "gravel oboe tundra pickle";
/// What is looked for is kept under this mask, else the search would find itself.
const MASK: u8 = 0b1010_0101;
/// Counted in moments that we were awake.
const PATIENCE: u32 = 20;
const MOMENT: Duration = Duration::from_millis(200);

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }
}

struct Sought {
    name: &'static str,
    masked: Vec<u8>,
    found: usize,
}

/// Counts how often each is in memory that this process may write.
fn search(sought: &mut [Sought]) {
    const STEP: usize = 1 << 20;
    let longest = sought.iter().map(|one| one.masked.len()).max().unwrap();
    let memory = File::open("/proc/self/mem").unwrap();
    let mut begins = [false; 256];
    for one in sought.iter_mut() {
        begins[usize::from(one.masked[0] ^ MASK)] = true;
        one.found = 0;
    }
    let mut part = vec![0; STEP + longest];
    for line in fs::read_to_string("/proc/self/maps").unwrap().lines() {
        let (range, rights) = line.split_once(' ').unwrap();
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let address = |hex| u64::from_str_radix(hex, 16).unwrap();
        let (mut at, to) = (address(from), address(to));
        while at < to {
            let size = usize::try_from(to - at).unwrap().min(part.len());
            // What another thread has just given back cannot be read, and holds nothing.
            let read = memory.read_at(&mut part[..size], at).unwrap_or(0);
            if read == 0 {
                break;
            }
            for (place, byte) in part[..read.min(STEP)].iter().enumerate() {
                if !begins[usize::from(*byte)] {
                    continue;
                }
                for one in sought.iter_mut() {
                    let there = part[place..read].iter().take(one.masked.len());
                    if there.len() == one.masked.len()
                        && there
                            .zip(&one.masked)
                            .all(|(byte, masked)| byte ^ MASK == *masked)
                    {
                        one.found += 1;
                    }
                }
            }
            at += read.min(STEP) as u64;
        }
    }
    part.fill(0);
}

#[tokio::test]
async fn a15_after_a_lock_no_key_is_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Arc::new(MemoryKeyring::default());
    let bookly = Bookly::open_with_cost(
        folder.path(),
        Arc::new(FixedClock),
        keyring.clone(),
        KdfCost::cheap_for_tests(),
    )
    .await
    .unwrap();
    let ana = NewAccount {
        username: "ana".to_owned(),
        email: "ana@example.org".to_owned(),
        password: PASSWORD.to_owned().into(),
        stay_signed_in: true,
    };
    let password = || Secret::from(PASSWORD.to_owned());
    let mut old = Vec::new();
    drop(bookly.sign_up(ana).await.unwrap());
    see_keys(&bookly, &keyring, &mut old).await;
    // The key of before is as secret: copies of the library from then open with it.
    let watch = ReencryptWatch::default();
    drop(bookly.reencrypt(password(), &watch).await.unwrap());
    let mut sought = Vec::new();
    see_keys(&bookly, &keyring, &mut sought).await;
    sought.append(&mut old);

    let library = bookly.library().await.unwrap();
    let book = BookFields {
        title: "Middlemarch".to_owned(),
        ..BookFields::default()
    };
    library.add_book(book).await.unwrap();
    library.index_ready().await;
    library.open_view(ViewQuery::default()).await.unwrap();
    assert!(library.is_sound().await.unwrap()); // reads the pages with the key, beside the engine
    search(&mut sought);
    assert!(
        sought[0].found > 0,
        "the search finds the key that is in use"
    );

    bookly.lock(LockReason::Asked).await.unwrap();
    drop(library);
    assert_eq!(left_of(&mut sought).await, []);
}

/// What does not go. Threads of the engine end by themselves, on a busy machine after a while.
async fn left_of(sought: &mut [Sought]) -> Vec<(&'static str, usize)> {
    for _ in 0..PATIENCE {
        tokio::time::sleep(MOMENT).await;
        search(sought);
        if sought.iter().all(|one| one.found == 0) {
            break;
        }
    }
    let found = sought.iter().filter(|one| one.found > 0);
    found.map(|one| (one.name, one.found)).collect()
}

async fn see_keys(bookly: &Bookly, keyring: &MemoryKeyring, sought: &mut Vec<Sought>) {
    let session = bookly.session().await.unwrap();
    let session = session.lock().await;
    let uid = session.account().uid.to_string();
    let entry = Secret::from(keyring.entry(&uid).unwrap());
    let password = Secret::from(PASSWORD.to_owned());
    let see = |name, bytes: &[u8]| {
        let masked = bytes.iter().map(|byte| byte ^ MASK).collect();
        sought.push(Sought {
            name,
            masked,
            found: 0,
        });
    };
    bookly
        .accounts
        .show_keys(&session, &password, &entry, see)
        .await;
}
