//! C12: another token provider, one that knows more algorithms than ours, was there first. The
//! start must fail, and not the person. A program of its own: the provider is one for a process.
#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

use std::sync::Arc;

use bookly_core::{Bookly, Clock, ErrorCode, KdfCost, MemoryKeyring};
use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::Error,
    signature::{self, Signer, Verifier},
};

/// Signs everything with nothing and believes every signature.
struct Anything(Algorithm);

impl Signer<Vec<u8>> for Anything {
    fn try_sign(&self, _: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(Vec::new())
    }
}

impl JwtSigner for Anything {
    fn algorithm(&self) -> Algorithm {
        self.0
    }
}

impl Verifier<Vec<u8>> for Anything {
    fn verify(&self, _: &[u8], _: &Vec<u8>) -> Result<(), signature::Error> {
        Ok(())
    }
}

impl JwtVerifier for Anything {
    fn algorithm(&self) -> Algorithm {
        self.0
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    reason = "the library's signature"
)]
fn signer(algorithm: &Algorithm, _: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    Ok(Box::new(Anything(*algorithm)))
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    reason = "the library's signature"
)]
fn verifier(algorithm: &Algorithm, _: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    Ok(Box::new(Anything(*algorithm)))
}

static OTHER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_000_000).unwrap()
    }
}

#[tokio::test]
async fn c12_a_provider_that_was_there_before_ours_stops_the_start() {
    OTHER.install_default().unwrap();
    let home = tempfile::tempdir().unwrap();
    let keyring = Arc::new(MemoryKeyring::default());
    let cost = KdfCost::cheap_for_tests();
    let opened = Bookly::open_with_cost(home.path(), Arc::new(Standing), keyring, cost).await;
    let refused = opened.err().map(|error| error.code());
    assert_eq!(refused, Some(ErrorCode::Internal));
}
