//! `keyslots.json`: the password and recovery slots again, and whose they are, beside the library they
//! open, so that a damaged or lost accounts.db does not take the library with it.
//!
//! Remember slots are not in it: deleting their row must make the keyring's entry useless.

use std::{fs::File, io::Read, path::Path};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

#[cfg(any(test, feature = "test-kit"))]
use super::slot::Slot;
use super::{
    files,
    slot::{Kind, StoredSlot},
};
use crate::{Error, Result};

const NAME: &str = "keyslots.json";
const FORMAT: u32 = 1;
const LARGEST: u64 = 64 * 1024; // ours has under 2 KiB

/// The slots of one account, at one generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyFile {
    pub(super) account: Uuid,
    pub(super) generation: i64,
    pub(super) slots: Vec<StoredSlot>,
    /// Missing in files that were written before there was one.
    pub(super) owner: Option<Owner>,
}

/// Who logs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Owner {
    pub(super) username: String,
    pub(super) email: String,
    pub(super) created_at: i64,
}

impl KeyFile {
    pub(super) fn slot(&self, kind: Kind) -> Option<&StoredSlot> {
        self.slots.iter().find(|slot| slot.kind == kind.word())
    }

    /// Reads the file of a library; none when it is missing, damaged or somebody else's.
    pub(super) fn read(library: &Path, account: Uuid) -> Option<Self> {
        let mut json = Vec::new();
        let file = File::open(library.join(NAME)).ok()?;
        file.take(LARGEST).read_to_end(&mut json).ok()?;
        Self::parse(&json, account)
    }

    /// Reads what [`Self::json`] wrote; none when it is damaged or somebody else's.
    pub(super) fn parse(json: &[u8], account: Uuid) -> Option<Self> {
        let sealed: Sealed = serde_json::from_slice(json).ok()?;
        let sound = sealed.sha256 == fingerprint(&sealed.content).ok()?
            && sealed.content.format == FORMAT
            && sealed.content.account == account;
        if !sound {
            return None;
        }
        let slots: Option<Vec<_>> = sealed
            .content
            .slots
            .into_iter()
            .map(Written::read)
            .collect();
        Some(Self {
            account,
            generation: sealed.content.generation,
            slots: slots?,
            owner: sealed.content.owner,
        })
    }

    /// Writes the file, whole or not at all.
    pub(super) fn write(&self, library: &Path) -> Result<()> {
        files::write_whole(&library.join(NAME), &self.json()?)
    }

    /// The content of the file.
    pub(super) fn json(&self) -> Result<Vec<u8>> {
        let content = Content {
            format: FORMAT,
            account: self.account,
            generation: self.generation,
            slots: self.slots.iter().map(Written::of).collect(),
            owner: self.owner.clone(),
        };
        let sealed = Sealed {
            sha256: fingerprint(&content)?,
            content,
        };
        serde_json::to_vec_pretty(&sealed).map_err(|_| Error::Internal("writing slots failed"))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    content: Content,
    /// Of the content as compact JSON.
    sha256: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Content {
    format: u32,
    account: Uuid,
    generation: i64,
    slots: Vec<Written>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<Owner>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Written {
    id: String,
    kind: String,
    kdf: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<(i64, i64, i64)>,
    salt: String,
    nonce: String,
    wrapped_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    verifier: Option<String>,
}

impl Written {
    fn of(slot: &StoredSlot) -> Self {
        Self {
            id: slot.id.clone(),
            kind: slot.kind.clone(),
            kdf: slot.kdf.clone(),
            cost: slot.cost,
            salt: BASE64URL_NOPAD.encode(&slot.salt),
            nonce: BASE64URL_NOPAD.encode(&slot.nonce),
            wrapped_key: BASE64URL_NOPAD.encode(&slot.wrapped_key),
            verifier: slot
                .verifier
                .as_deref()
                .map(|bytes| BASE64URL_NOPAD.encode(bytes)),
        }
    }

    fn read(self) -> Option<StoredSlot> {
        let bytes = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).ok();
        let verifier = match &self.verifier {
            Some(text) => Some(bytes(text)?),
            None => None,
        };
        Some(StoredSlot {
            salt: bytes(&self.salt)?,
            nonce: bytes(&self.nonce)?,
            wrapped_key: bytes(&self.wrapped_key)?,
            id: self.id,
            kind: self.kind,
            kdf: self.kdf,
            cost: self.cost,
            verifier,
            expires_at: None,
        })
    }
}

fn fingerprint(content: &Content) -> Result<String> {
    let json = serde_json::to_vec(content).map_err(|_| Error::Internal("writing slots failed"))?;
    Ok(HEXLOWER.encode(&Sha256::digest(json)))
}

/// For fuzzing: whatever the file says, reading it ends, and what was read can be written and read again.
#[cfg(any(test, feature = "test-kit"))]
pub(super) fn read_anything(bytes: &[u8]) {
    let _ = KeyFile::parse(bytes, Uuid::nil());
    // The sum would stop nearly everything, so here it is always right.
    let Ok(content) = serde_json::from_slice::<Content>(bytes) else {
        return;
    };
    let account = content.account;
    let sealed = fingerprint(&content).and_then(|sha256| {
        let sealed = Sealed { content, sha256 };
        serde_json::to_vec(&sealed).map_err(|_| Error::Internal("writing slots failed"))
    });
    let Some(file) = sealed.ok().and_then(|json| KeyFile::parse(&json, account)) else {
        return;
    };
    for kind in [Kind::Password, Kind::Recovery, Kind::Remember] {
        let slot = file
            .slot(kind)
            .and_then(|slot| Slot::read(account, kind, slot).ok());
        if let Some(slot) = slot {
            assert_eq!(Some(&slot.stored()), file.slot(kind));
        }
    }
    let again = file
        .json()
        .ok()
        .and_then(|json| KeyFile::parse(&json, account));
    assert_eq!(again, Some(file));
}
