//! Key slots: the library key, wrapped by whatever may open it.
//!
//! What surrounds the wrapped key is bound to it, so that a slot cannot be moved to another
//! account, be given weaker parameters or live longer.

use chacha20poly1305::{
    XChaCha20Poly1305,
    aead::{Aead, KeyInit, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    password::{KdfCost, PasswordKeys},
    secret::{Key, LibraryKey, random, random_uid},
};
use crate::{Error, Result};

/// The slot is not what was once written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damaged;

/// What opens a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Password,
    Recovery,
    Remember,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Recovery => "recovery",
            Self::Remember => "remember",
        }
    }
}

/// A slot as it lies in a file, before anything about it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoredSlot {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) kdf: String,
    /// Memory in KiB, passes, lanes; of a password slot.
    pub(super) cost: Option<(i64, i64, i64)>,
    pub(super) salt: Vec<u8>,
    pub(super) nonce: Vec<u8>,
    pub(super) wrapped_key: Vec<u8>,
    pub(super) verifier: Option<Vec<u8>>,
    pub(super) expires_at: Option<i64>,
}

/// A slot whose shape is sound. Whether its key is, only opening it tells.
pub(super) struct Slot {
    head: Head,
    nonce: [u8; 24],
    wrapped_key: [u8; 48],
    verifier: Option<[u8; 32]>,
}

/// Everything that the wrapped key is bound to.
pub(super) struct Head {
    account: Uuid,
    id: Uuid,
    kind: Kind,
    cost: Option<KdfCost>,
    salt: Vec<u8>,
    expires_at: Option<i64>,
}

impl Head {
    fn new(
        account: Uuid,
        kind: Kind,
        cost: Option<KdfCost>,
        expires_at: Option<i64>,
    ) -> Result<Self> {
        Ok(Self {
            account,
            id: random_uid()?,
            kind,
            cost,
            salt: random::<16>()?.to_vec(),
            expires_at,
        })
    }

    pub(super) fn password(account: Uuid, cost: KdfCost) -> Result<Self> {
        Self::new(account, Kind::Password, Some(cost), None)
    }

    pub(super) fn recovery(account: Uuid) -> Result<Self> {
        Self::new(account, Kind::Recovery, None, None)
    }

    pub(super) fn remember(account: Uuid, expires_at: i64) -> Result<Self> {
        Self::new(account, Kind::Remember, None, Some(expires_at))
    }

    pub(super) fn salt(&self) -> &[u8] {
        &self.salt
    }

    /// Wraps the key.
    pub(super) fn seal(
        self,
        kek: &Key,
        verifier: Option<[u8; 32]>,
        key: &LibraryKey,
    ) -> Result<Slot> {
        let nonce = random()?;
        let payload = Payload {
            msg: key.0.bytes(),
            aad: &self.bound(),
        };
        let sealed = XChaCha20Poly1305::new(kek.bytes().into()).encrypt(&nonce.into(), payload);
        let wrapped_key = sealed.ok().and_then(|bytes| bytes.try_into().ok());
        let wrapped_key = wrapped_key.ok_or(Error::Internal("wrapping a key failed"))?;
        Ok(Slot {
            head: self,
            nonce,
            wrapped_key,
            verifier,
        })
    }

    fn kdf(&self) -> &'static str {
        if self.cost.is_some() {
            "argon2id"
        } else {
            "hkdf-sha256"
        }
    }

    /// The bound text: each part after its length, so that no two heads give the same bytes.
    fn bound(&self) -> Vec<u8> {
        let numbers: Vec<u8> = self.cost.map_or_else(Vec::new, |cost| {
            [cost.memory_kib, cost.passes, cost.lanes]
                .iter()
                .flat_map(|n| n.to_be_bytes())
                .collect()
        });
        let expiry: Vec<u8> = self
            .expires_at
            .map_or_else(Vec::new, |at| at.to_be_bytes().to_vec());
        let parts: [&[u8]; 8] = [
            b"bookly-slot/1",
            self.account.as_bytes(),
            self.kind.word().as_bytes(),
            self.id.as_bytes(),
            self.kdf().as_bytes(),
            &numbers,
            &self.salt,
            &expiry,
        ];
        let mut bound = Vec::new();
        for part in parts {
            bound.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            bound.extend(part);
        }
        bound
    }
}

/// An identifier as it is written here. Other spellings of it are not ours, so something changed them.
fn id(stored: &str) -> Option<Uuid> {
    let id: Uuid = stored.parse().ok()?;
    (id.to_string() == stored).then_some(id)
}

impl Slot {
    /// Believes a stored slot as far as its shape goes.
    pub(super) fn read(
        account: Uuid,
        kind: Kind,
        stored: &StoredSlot,
    ) -> std::result::Result<Self, Damaged> {
        let cost = match stored.cost {
            Some((memory_kib, passes, lanes)) => Some(KdfCost::read(memory_kib, passes, lanes)?),
            None => None,
        };
        let head = Head {
            account,
            id: id(&stored.id).ok_or(Damaged)?,
            kind,
            cost,
            salt: stored.salt.clone(),
            expires_at: stored.expires_at,
        };
        let verifier = match &stored.verifier {
            Some(bytes) => Some(bytes.as_slice().try_into().map_err(|_| Damaged)?),
            None => None,
        };
        let sound = stored.kind == kind.word()
            && stored.kdf == head.kdf()
            && (16..=32).contains(&head.salt.len())
            && (kind == Kind::Password) == cost.is_some()
            && (kind == Kind::Password) == verifier.is_some()
            && (kind == Kind::Remember) == head.expires_at.is_some();
        if !sound {
            return Err(Damaged);
        }
        Ok(Self {
            head,
            nonce: stored.nonce.as_slice().try_into().map_err(|_| Damaged)?,
            wrapped_key: stored
                .wrapped_key
                .as_slice()
                .try_into()
                .map_err(|_| Damaged)?,
            verifier,
        })
    }

    pub(super) fn stored(&self) -> StoredSlot {
        StoredSlot {
            id: self.head.id.to_string(),
            kind: self.head.kind.word().to_owned(),
            kdf: self.head.kdf().to_owned(),
            cost: self
                .head
                .cost
                .map(|c| (c.memory_kib.into(), c.passes.into(), c.lanes.into())),
            salt: self.head.salt.clone(),
            nonce: self.nonce.to_vec(),
            wrapped_key: self.wrapped_key.to_vec(),
            verifier: self.verifier.map(|v| v.to_vec()),
            expires_at: self.head.expires_at,
        }
    }

    pub(super) fn salt(&self) -> &[u8] {
        &self.head.salt
    }

    pub(super) fn cost(&self) -> Option<KdfCost> {
        self.head.cost
    }

    pub(super) fn expires_at(&self) -> Option<i64> {
        self.head.expires_at
    }

    /// Whether these keys come from the password that the slot was made with.
    pub(super) fn is_of(&self, keys: &PasswordKeys) -> bool {
        self.verifier
            .is_some_and(|verifier| verifier.ct_eq(&keys.verifier).into())
    }

    /// Unwraps the library key.
    pub(super) fn open(&self, kek: &Key) -> std::result::Result<LibraryKey, Damaged> {
        let payload = Payload {
            msg: &self.wrapped_key,
            aad: &self.head.bound(),
        };
        let opened =
            XChaCha20Poly1305::new(kek.bytes().into()).decrypt(&self.nonce.into(), payload);
        let bytes = Zeroizing::new(opened.map_err(|_| Damaged)?);
        Key::copy_from(&bytes).map(LibraryKey).ok_or(Damaged)
    }
}

/// The key that a strong secret (no password) opens its slot with.
pub(super) fn strong_kek(secret: &[u8], salt: &[u8], label: &[u8]) -> Result<Key> {
    let mut kek = Key::zero();
    let expanded = Hkdf::<Sha256>::new(Some(salt), secret).expand(label, kek.bytes_mut());
    expanded.map_err(|_| Error::Internal("deriving a key failed"))?;
    Ok(kek)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::{super::password::derive, *};

    const TINY: KdfCost = KdfCost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };

    fn uid(n: u8) -> Uuid {
        Uuid::from_bytes([n; 16])
    }

    fn sealed(account: Uuid, password: &str, cost: KdfCost, key: &LibraryKey) -> Slot {
        let head = Head::password(account, cost).unwrap();
        let keys = derive(password, head.salt(), cost).unwrap();
        head.seal(&keys.kek, Some(keys.verifier), key).unwrap()
    }

    fn changed(bytes: &[u8], place: usize) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        bytes[place] ^= 1;
        bytes
    }

    #[test]
    fn a06_no_byte_of_a_password_slot_can_change() {
        let key = LibraryKey(Key::random().unwrap());
        let cost = KdfCost::cheap_for_tests();
        let slot = sealed(uid(1), "gravel oboe tundra", cost, &key);
        let keys = derive("gravel oboe tundra", slot.salt(), cost).unwrap();
        let good = slot.stored();
        let opens = |account, stored: &StoredSlot| {
            Slot::read(account, Kind::Password, stored)
                .is_ok_and(|slot| slot.is_of(&keys) && slot.open(&keys.kek).is_ok())
        };
        assert!(opens(uid(1), &good));
        let mut bad = vec![];
        bad.extend((0..24).map(|n| StoredSlot {
            nonce: changed(&good.nonce, n),
            ..good.clone()
        }));
        bad.extend((0..48).map(|n| StoredSlot {
            wrapped_key: changed(&good.wrapped_key, n),
            ..good.clone()
        }));
        bad.extend((0..16).map(|n| StoredSlot {
            salt: changed(&good.salt, n),
            ..good.clone()
        }));
        bad.extend((0..32).map(|n| StoredSlot {
            verifier: Some(changed(good.verifier.as_ref().unwrap(), n)),
            ..good.clone()
        }));
        bad.extend(
            [(19_457, 2, 1), (19_456, 3, 1), (19_456, 2, 2)].map(|cost| StoredSlot {
                cost: Some(cost),
                ..good.clone()
            }),
        );
        bad.push(StoredSlot {
            cost: None,
            ..good.clone()
        });
        bad.push(StoredSlot {
            kind: "recovery".into(),
            ..good.clone()
        });
        bad.push(StoredSlot {
            kdf: "argon2d".into(),
            ..good.clone()
        });
        bad.push(StoredSlot {
            id: uid(9).to_string(),
            ..good.clone()
        });
        bad.push(StoredSlot {
            id: String::new(),
            ..good.clone()
        });
        bad.push(StoredSlot {
            verifier: None,
            ..good.clone()
        });
        bad.push(StoredSlot {
            expires_at: Some(1),
            ..good.clone()
        });
        for length in [0, 7, 15, 33, 1 << 20] {
            bad.push(StoredSlot {
                salt: vec![1; length],
                ..good.clone()
            });
            bad.push(StoredSlot {
                nonce: vec![1; length],
                ..good.clone()
            });
            bad.push(StoredSlot {
                wrapped_key: vec![1; length],
                ..good.clone()
            });
        }
        for stored in &bad {
            assert!(!opens(uid(1), stored), "{stored:?}");
        }
        assert!(!opens(uid(2), &good), "another account's");
    }

    #[test]
    fn a07_a_remember_slot_lives_no_longer_than_it_was_made_for() {
        let key = LibraryKey(Key::random().unwrap());
        let kek = Key::random().unwrap();
        let good = Head::remember(uid(1), 1_000)
            .unwrap()
            .seal(&kek, None, &key)
            .unwrap()
            .stored();
        let opens = |kind, stored: &StoredSlot| {
            Slot::read(uid(1), kind, stored).is_ok_and(|slot| slot.open(&kek).is_ok())
        };
        assert!(opens(Kind::Remember, &good));
        assert!(!opens(
            Kind::Remember,
            &StoredSlot {
                expires_at: Some(1_001),
                ..good.clone()
            }
        ));
        assert!(!opens(
            Kind::Remember,
            &StoredSlot {
                expires_at: None,
                ..good.clone()
            }
        ));
        assert!(!opens(Kind::Password, &good));
        assert!(!opens(
            Kind::Password,
            &StoredSlot {
                kind: "password".into(),
                ..good.clone()
            }
        ));
        assert!(!opens(
            Kind::Recovery,
            &StoredSlot {
                kind: "recovery".into(),
                expires_at: None,
                ..good
            }
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn a02_only_the_password_it_was_made_with_opens_a_slot(password in "\\PC{10,256}", other in any::<char>(), place in 0_usize..256, secret in any::<[u8; 32]>()) {
            let key = LibraryKey(Key::copy_from(&secret).unwrap());
            let slot = sealed(uid(1), &password, TINY, &key);
            let right = derive(&password, slot.salt(), TINY).unwrap();
            prop_assert!(slot.is_of(&right));
            let opened = slot.open(&right.kek).unwrap();
            prop_assert_eq!(opened.0.bytes(), &secret);

            let place = place % password.chars().count();
            let mistyped: String = password.chars().enumerate().map(|(n, c)| if n == place { other } else { c }).collect();
            if !mistyped.nfc().eq(password.nfc()) {
                let wrong = derive(&mistyped, slot.salt(), TINY).unwrap();
                prop_assert!(!slot.is_of(&wrong));
                prop_assert!(slot.open(&wrong.kek).is_err());
            }
        }
    }
}
