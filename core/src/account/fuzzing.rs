//! The readers of this room for bytes from outside, for fuzzing.

use uuid::Uuid;

use super::{
    keyfile, provider,
    remember::read_entry,
    secret::{Key, Secret},
    token::{Session, Token},
};

/// A keyslots.json.
pub(crate) fn key_slots(bytes: &[u8]) {
    keyfile::read_anything(bytes);
}

/// What lies in the keyring. Nothing that was not signed with the key of the session is a token of it.
pub(crate) fn keyring_value(text: &str) {
    assert!(provider::install().is_ok());
    let entry = Secret::from(text.to_owned());
    let token = read_entry(&entry).map_or(text, |(_, token)| token);
    let session = Session::new(Uuid::nil(), Uuid::nil(), 1, 0, 1_795_000_000);
    let Some(key) = Key::copy_from(&[7; 32]) else {
        return;
    };
    assert!(Token::check(token, &key, &session, 1_795_000_001).is_err());
}
