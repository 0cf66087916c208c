//! Tokens built by hand, with the right key unless the attack is about the key: the library under
//! test takes no part in it.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::rig::Rig;
use crate::account::session::SignedOut;

pub(super) const DAY: i64 = 24 * 60 * 60;
pub(super) const HEADER: &str = r#"{"alg":"HS256","typ":"bookly-session+jwt"}"#;

/// RFC 2104, written out.
pub(super) fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let pad = |with: u8| {
        let mut block = [with; 64];
        block
            .iter_mut()
            .zip(key)
            .for_each(|(place, byte)| *place ^= byte);
        block
    };
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

/// RFC 5869 without salt, one block.
pub(super) fn signing_key(kr: &[u8]) -> [u8; 32] {
    hmac(&hmac(&[0; 32], kr), b"bookly/v1/jwt\x01")
}

pub(super) fn b64(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

pub(super) fn signed(header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>, key: &[u8]) -> String {
    let message = format!("{}.{}", b64(header), b64(claims));
    let signature = b64(hmac(key, message.as_bytes()));
    format!("{message}.{signature}")
}

/// Somebody who stays signed in, and their token taken apart.
pub(super) struct Target {
    pub(super) rig: Rig,
    pub(super) uid: String,
    pub(super) kr: Vec<u8>,
    pub(super) key: [u8; 32],
    pub(super) token: String,
    pub(super) claims: Value,
}

impl Target {
    pub(super) async fn new() -> Self {
        let rig = Rig::new().await;
        let uid = rig
            .sign_up("ana", "ana@example.org", true)
            .await
            .unwrap()
            .session
            .account()
            .uid
            .to_string();
        let entry = rig.keyring.entry(&uid).unwrap();
        let kr = BASE64URL_NOPAD.decode(&entry.as_bytes()[2..45]).unwrap();
        let token = entry[46..].to_owned();
        let claims = BASE64URL_NOPAD
            .decode(token.split('.').nth(1).unwrap().as_bytes())
            .unwrap();
        Self {
            rig,
            uid,
            key: signing_key(&kr),
            kr,
            token,
            claims: serde_json::from_slice(&claims).unwrap(),
        }
    }

    /// Puts a token in the place of the right one and starts.
    pub(super) async fn try_token(&self, token: &str) -> Option<SignedOut> {
        self.rig
            .keyring
            .plant(&self.uid, Some(format!("1.{}.{token}", b64(&self.kr))));
        self.rig.signed_out().await
    }

    pub(super) async fn refuses(&self, token: &str, attack: &str) {
        let why = self.try_token(token).await;
        let refused = matches!(why, Some(SignedOut::Refused | SignedOut::EntryGone));
        assert!(
            refused,
            "{attack}: {why:?} {}",
            token.chars().take(300).collect::<String>()
        );
    }

    /// Refuses these headers and claims under the right key.
    pub(super) async fn refuses_signed(&self, header: &str, claims: &str) {
        self.refuses(
            &signed(header, claims, &self.key),
            &format!("{header} {}", &claims[..claims.len().min(300)]),
        )
        .await;
    }

    pub(super) fn claims_with(&self, name: &str, value: Value) -> String {
        let mut claims = self.claims.clone();
        claims[name] = value;
        claims.to_string()
    }

    pub(super) fn claims_with_text(&self, name: &str, text: &str) -> String {
        self.claims_with(name, json!("@@")).replace("\"@@\"", text)
    }

    /// After all attacks: the right token still opens, so nothing was deleted on the way.
    pub(super) async fn is_unharmed(&self) {
        assert_eq!(self.try_token(&self.token).await, None);
    }
}
