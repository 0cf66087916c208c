//! Wrappers for what must not be printed, copied or written out. They are wiped when dropped.

use serde::{Deserialize, Deserializer};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use crate::{Error, Result};

/// A secret text: a password, a recovery code, the entry of the system's keyring.
/// It has no `Debug`, `Clone` or `Serialize`.
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[cfg_attr(feature = "bindings", specta(transparent))]
pub struct Secret(#[cfg_attr(feature = "bindings", specta(type = String))] Zeroizing<String>);

impl Secret {
    /// The text itself. Whoever asks for it answers for its copies.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Compares without telling by time where the difference is.
    pub(super) fn equals(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// 32 secret bytes. Boxed, so that moving a key leaves no copies behind on the stack.
pub(super) struct Key(Box<[u8; 32]>);

impl Key {
    pub(super) fn random() -> Result<Self> {
        let mut key = Self::zero();
        fill(key.bytes_mut())?;
        Ok(key)
    }

    pub(super) fn zero() -> Self {
        Self(Box::new([0; 32]))
    }

    pub(super) fn copy_from(bytes: &[u8]) -> Option<Self> {
        let mut key = Self::zero();
        if bytes.len() != key.0.len() {
            return None;
        }
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn bytes_mut(&mut self) -> &mut [u8; 32] {
        &mut self.0
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The key of one library file. It never changes hands except to open that file.
pub struct LibraryKey(pub(super) Key);

impl LibraryKey {
    /// A key that a test knows.
    #[cfg(any(test, feature = "test-kit"))]
    pub fn for_tests(bytes: [u8; 32]) -> Self {
        Self(Key(Box::new(bytes)))
    }

    /// The key as the engine takes it: `x'…'`.
    pub fn engine_text(&self) -> Zeroizing<String> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = Zeroizing::new(String::with_capacity(67)); // never grows, so no copy is left
        text.push_str("x'");
        for byte in self.0.bytes() {
            for nibble in [byte >> 4, byte & 0xF] {
                text.push(char::from(
                    DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0'),
                ));
            }
        }
        text.push('\'');
        text
    }

    /// The key itself, for who reads pages without the engine.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    pub(crate) fn twin(&self) -> Option<Self> {
        Key::copy_from(self.0.bytes()).map(Self)
    }
}

/// Random bytes from the operating system, or none at all.
pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

/// A random identifier.
pub(super) fn random_uid() -> Result<uuid::Uuid> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid())
}

fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|_| Error::NoRandomness)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compiles only while a type lacks the trait: with it, the call would be ambiguous.
    macro_rules! lacks {
        ($type:ty: $($bound:path),+) => {$({
            trait Ambiguous<A> { fn proof() {} }
            impl<T: ?Sized> Ambiguous<()> for T {}
            struct Has;
            impl<T: ?Sized + $bound> Ambiguous<Has> for T {}
            <$type as Ambiguous<_>>::proof();
        })+};
    }

    #[test]
    fn a14_secrets_cannot_be_printed_copied_or_written_out() {
        use super::super::{OpenSession, RecoveryCode, remember::RememberKey, token::Token};
        lacks!(Secret: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
        lacks!(Key: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
        lacks!(LibraryKey: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
        lacks!(RecoveryCode: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
        lacks!(RememberKey: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
        lacks!(Token: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
        lacks!(OpenSession: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
    }

    #[test]
    fn the_engine_gets_the_key_in_quoted_hex() {
        let mut key = Key::zero();
        for (place, byte) in (0_u8..).zip(key.bytes_mut()) {
            *byte = place * 8;
        }
        assert_eq!(
            *LibraryKey(key).engine_text(),
            "x'0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8'"
        );
    }
}
