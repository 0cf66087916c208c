//! Every slot with every byte of it changed, in the rows and in the copy beside the library.

use std::fs;

use uuid::Uuid;

use super::rig::{PASSWORD, Rig};
use crate::account::{
    KdfCost, LibraryKey, RecoveryCode,
    keyfile::KeyFile,
    password::derive,
    remember::RememberKey,
    secret::Key,
    slot::{Head, Kind, Slot, StoredSlot},
};

/// A slot, and whether something opens the given one.
type Opens = Box<dyn Fn(&StoredSlot) -> bool>;

fn password_slot(uid: Uuid, key: &LibraryKey) -> (StoredSlot, Opens) {
    let cost = KdfCost::cheap_for_tests();
    let head = Head::password(uid, cost).unwrap();
    let keys = derive(PASSWORD, head.salt(), cost).unwrap();
    let slot = head.seal(&keys.kek, Some(keys.verifier), key).unwrap();
    let opens = move |stored: &StoredSlot| {
        Slot::read(uid, Kind::Password, stored)
            .is_ok_and(|slot| slot.is_of(&keys) && slot.open(&keys.kek).is_ok())
    };
    (slot.stored(), Box::new(opens))
}

fn recovery_slot(uid: Uuid, key: &LibraryKey) -> (StoredSlot, Opens) {
    let code = RecoveryCode::generate().unwrap();
    let head = Head::recovery(uid).unwrap();
    let kek = code.kek(head.salt()).unwrap();
    let slot = head.seal(&kek, None, key).unwrap();
    let opens = move |stored: &StoredSlot| {
        Slot::read(uid, Kind::Recovery, stored)
            .is_ok_and(|slot| slot.open(&code.kek(slot.salt()).unwrap()).is_ok())
    };
    (slot.stored(), Box::new(opens))
}

fn remember_slot(uid: Uuid, key: &LibraryKey) -> (StoredSlot, Opens) {
    let remembered = RememberKey::random().unwrap();
    let head = Head::remember(uid, 1_900_000_000).unwrap();
    let kek = remembered.kek(head.salt()).unwrap();
    let slot = head.seal(&kek, None, key).unwrap();
    let opens = move |stored: &StoredSlot| {
        Slot::read(uid, Kind::Remember, stored)
            .is_ok_and(|slot| slot.open(&remembered.kek(slot.salt()).unwrap()).is_ok())
    };
    (slot.stored(), Box::new(opens))
}

/// Every other value of every byte.
fn changed(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for place in 0..bytes.len() {
        for by in 1..=255_u8 {
            let mut bytes = bytes.to_vec();
            bytes[place] ^= by;
            all.push(bytes);
        }
    }
    all
}

fn changed_text(text: &str) -> Vec<String> {
    changed(text.as_bytes())
        .into_iter()
        .filter_map(|bytes| String::from_utf8(bytes).ok())
        .collect()
}

#[test]
fn a06_no_byte_of_any_slot_can_change() {
    let uid = Uuid::from_bytes([1; 16]);
    let key = LibraryKey(Key::random().unwrap());
    let mut tried = 0;
    for (good, opens) in [
        password_slot(uid, &key),
        recovery_slot(uid, &key),
        remember_slot(uid, &key),
    ] {
        assert!(opens(&good));
        let mut bad: Vec<StoredSlot> = Vec::new();
        let with = |change: &dyn Fn(&mut StoredSlot)| {
            let mut slot = good.clone();
            change(&mut slot);
            slot
        };
        bad.extend(
            changed(&good.nonce)
                .into_iter()
                .map(|it| with(&|slot| slot.nonce = it.clone())),
        );
        bad.extend(
            changed(&good.wrapped_key)
                .into_iter()
                .map(|it| with(&|slot| slot.wrapped_key = it.clone())),
        );
        bad.extend(
            changed(&good.salt)
                .into_iter()
                .map(|it| with(&|slot| slot.salt = it.clone())),
        );
        for verifier in good.verifier.iter().flat_map(|bytes| changed(bytes)) {
            bad.push(with(&|slot| slot.verifier = Some(verifier.clone())));
        }
        for at in good
            .expires_at
            .iter()
            .flat_map(|at| changed(&at.to_be_bytes()))
        {
            let at = i64::from_be_bytes(at.try_into().unwrap());
            bad.push(with(&|slot| slot.expires_at = Some(at)));
        }
        if let Some((memory, passes, lanes)) = good.cost {
            for (number, set) in [(memory, 0), (passes, 1), (lanes, 2)] {
                for bytes in changed(&number.to_be_bytes()) {
                    let other = i64::from_be_bytes(bytes.try_into().unwrap());
                    let mut cost = [memory, passes, lanes];
                    cost[set] = other;
                    bad.push(with(&|slot| slot.cost = Some(cost.into())));
                }
            }
        }
        for text in changed_text(&good.kind) {
            bad.push(with(&|slot| slot.kind = text.clone()));
        }
        for text in changed_text(&good.kdf) {
            bad.push(with(&|slot| slot.kdf = text.clone()));
        }
        for text in changed_text(&good.id) {
            bad.push(with(&|slot| slot.id = text.clone()));
        }
        for slot in &bad {
            assert!(!opens(slot), "{slot:?}");
        }
        tried += bad.len();
    }
    assert!(tried > 70_000, "{tried}");
}

#[tokio::test]
async fn a06_no_byte_of_the_copy_beside_the_library_can_change() {
    let rig = Rig::new().await;
    let session = rig
        .sign_up("ana", "ana@example.org", false)
        .await
        .unwrap()
        .session;
    let (dir, uid) = (session.library_dir().to_owned(), session.account().uid);
    let good = KeyFile::read(&dir, uid).unwrap();
    let whole = fs::read(rig.keyslots()).unwrap();
    let mut unread = 0;
    for place in 0..whole.len() {
        for by in [1, 0x20, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[place] ^= by;
            fs::write(rig.keyslots(), bytes).unwrap();
            match KeyFile::read(&dir, uid) {
                None => unread += 1,
                // Some spellings mean the same: another blank, another case of an escape.
                Some(read) => assert!(read == good, "{place} {by}"),
            }
        }
    }
    assert!(unread > whole.len() * 3, "{unread} of {}", whole.len() * 4);
    for end in 0..whole.len() {
        fs::write(rig.keyslots(), &whole[..end]).unwrap();
        let read = KeyFile::read(&dir, uid);
        assert!(read.is_none() || end + 1 == whole.len(), "{end}");
    }
}
