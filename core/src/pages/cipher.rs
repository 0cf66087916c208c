//! What the engine does to a page on its way to the disk, undone: its seal and its cipher.
//!
//! Source: <https://www.zetetic.net/sqlcipher/design/>, version 4 with its defaults. A page is ciphertext,
//! an initial vector and a seal over both and the number of the page.

use aes::{
    Aes256,
    cipher::{Array, BlockCipherDecrypt, KeyInit},
};
use hmac::{Hmac, Mac};
use sha2::Sha512;
use zeroize::Zeroizing;

use crate::LibraryKey;

/// Bytes of a page on the disk.
pub(crate) const PAGE: usize = 4096;
/// Bytes of a page that hold something; the vector and the seal follow.
pub(crate) const USABLE: usize = PAGE - VECTOR - SEAL;
/// The first page begins with the salt of the file, in the clear.
pub(crate) const SALT: usize = 16;
const VECTOR: usize = 16;
const SEAL: usize = 64;
const BLOCK: usize = 16;
/// What parts the salt of the seals from that of the file.
const SEAL_SALT: u8 = 0x3a;

type Sealing = Hmac<Sha512>;

/// Opens pages of one file.
pub(super) struct PageKeys {
    cipher: Aes256,
    /// None where the salt of the file is lost: then nothing proves a page.
    sealing: Option<Sealing>,
}

impl PageKeys {
    pub(super) fn new(key: &LibraryKey, salt: [u8; SALT]) -> Option<Self> {
        Some(Self {
            cipher: cipher(key),
            sealing: Some(sealing(key, salt)?),
        })
    }

    /// Takes pages as they come.
    pub(super) fn without_proof(key: &LibraryKey) -> Self {
        Self {
            cipher: cipher(key),
            sealing: None,
        }
    }

    pub(super) fn can_prove(&self) -> bool {
        self.sealing.is_some()
    }

    /// Whether a page is as it was written. A page of zeros never is: the engine takes it for one
    /// that is not there, but writes none such.
    pub(super) fn is_whole(&self, number: u32, raw: &[u8; PAGE]) -> bool {
        let Some(sealing) = &self.sealing else {
            return raw.iter().any(|byte| *byte != 0);
        };
        let (sealed, seal) = raw.split_at(PAGE - SEAL);
        let sealed = sealed.get(clear(number)..).unwrap_or_default();
        let mut made = sealing.clone();
        made.update(sealed);
        made.update(&number.to_le_bytes());
        made.verify_slice(seal).is_ok()
    }

    /// What a page says; none when it is not whole. The salt of the first one is left as it is.
    pub(super) fn open(&self, number: u32, raw: &[u8; PAGE]) -> Option<Vec<u8>> {
        if !self.is_whole(number, raw) {
            return None;
        }
        let (content, behind) = raw.split_at(USABLE);
        let mut content = content.to_vec();
        let mut before: [u8; BLOCK] = behind.get(..VECTOR)?.try_into().ok()?;
        for block in content.get_mut(clear(number)..)?.chunks_exact_mut(BLOCK) {
            let sealed: [u8; BLOCK] = block.try_into().ok()?;
            let mut opened = Array::from(sealed);
            self.cipher.decrypt_block(&mut opened);
            for ((byte, opened), before) in block.iter_mut().zip(opened).zip(before) {
                *byte = opened ^ before;
            }
            before = sealed;
        }
        Some(content)
    }
}

fn clear(number: u32) -> usize {
    if number == 1 { SALT } else { 0 }
}

fn cipher(key: &LibraryKey) -> Aes256 {
    Aes256::new(key.bytes().into())
}

/// The key of the seals is made of the key of the file and its salt, by PBKDF2 with two rounds.
fn sealing(key: &LibraryKey, salt: [u8; SALT]) -> Option<Sealing> {
    let by_key = Sealing::new_from_slice(key.bytes()).ok()?;
    let mut first = by_key.clone();
    first.update(&salt.map(|byte| byte ^ SEAL_SALT));
    first.update(&1_u32.to_be_bytes());
    let first = first.finalize().into_bytes();
    let mut second = by_key;
    second.update(&first);
    let second = second.finalize().into_bytes();
    let mut made = Zeroizing::new([0_u8; 32]);
    for ((byte, first), second) in made.iter_mut().zip(first).zip(second) {
        *byte = first ^ second;
    }
    Sealing::new_from_slice(&*made).ok()
}
