//! What lies in the keyring for somebody who stays signed in: a random key and the token, as
//! `1.<key>.<token>`. Without the key slot in accounts.db it opens nothing.

use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

use super::{
    secret::{Key, Secret},
    slot::strong_kek,
    token::Token,
};
use crate::Result;

/// Windows keeps 2,560 bytes of UTF-16, which is 1,280 of these characters.
const LONGEST: usize = 1_200;

/// The random key of one remembered session.
pub(super) struct RememberKey(Key);

impl RememberKey {
    pub(super) fn random() -> Result<Self> {
        Key::random().map(Self)
    }

    /// Opens the remember slot.
    pub(super) fn kek(&self, salt: &[u8]) -> Result<Key> {
        strong_kek(self.0.bytes(), salt, b"bookly/v1/rm-kek")
    }

    /// Signs the token.
    pub(super) fn signing_key(&self) -> Result<Key> {
        strong_kek(self.0.bytes(), &[], b"bookly/v1/jwt")
    }

    /// The text for the keyring.
    pub(super) fn entry(&self, token: &Token) -> Secret {
        let token = token.text().expose();
        let mut text = String::with_capacity(LONGEST);
        text.push_str("1.");
        text.push_str(&Zeroizing::new(BASE64URL_NOPAD.encode(self.0.bytes())));
        text.push('.');
        text.push_str(token);
        Secret::from(text)
    }
}

/// Takes the keyring's text apart into key and token. Anything but a text of ours gives none.
pub(super) fn read_entry(entry: &Secret) -> Option<(RememberKey, &str)> {
    let text = entry.expose();
    if text.len() > LONGEST {
        return None;
    }
    let (key, token) = text.strip_prefix("1.")?.split_once('.')?;
    let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(key.as_bytes()).ok()?);
    Some((RememberKey(Key::copy_from(&bytes)?), token))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{
        super::{provider, token::Session},
        *,
    };

    #[test]
    fn d08_the_longest_entry_fits_every_keyring() {
        provider::install().unwrap();
        let uid = Uuid::from_bytes([0xff; 16]);
        let most = i64::MAX;
        let session = Session {
            sid: uid,
            account: uid,
            generation: most,
            issued_at: most,
            expires_at: most,
            auth_time: most,
            remembered: true,
        };
        let key = RememberKey::random().unwrap();
        let token = Token::issue(&session, &key.signing_key().unwrap()).unwrap();
        let entry = key.entry(&token);
        assert!(entry.expose().is_ascii());
        assert!(entry.expose().len() <= LONGEST, "{}", entry.expose().len());
        assert!(entry.expose().encode_utf16().count() * 2 <= 2_560);
        assert!(read_entry(&entry).is_some());
    }

    #[test]
    fn d07_what_is_no_entry_is_no_entry() {
        for text in [
            "",
            "1",
            "1.",
            "1..",
            "0.AAAA.x",
            "1.AAAA.x",
            "1.x",
            "2.x.y",
            " 1.a.b",
            "1.\u{e9}.b",
            &"x".repeat(2_000_000),
        ] {
            assert!(read_entry(&Secret::from(text.to_owned())).is_none());
        }
    }
}
