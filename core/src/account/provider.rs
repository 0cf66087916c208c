//! HMAC-SHA256 and nothing else for the token library.
//!
//! Its own backends bring in RSA code without a fix (RUSTSEC-2023-0071) or a second C library.

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, EncodingKey,
    crypto::{self, CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{Error as TokenError, ErrorKind},
    signature::{self, Signer, Verifier},
};

use crate::{Error, Result};

type HmacSha256 = Hmac<sha2::Sha256>;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes ours the provider of this process; called again it does nothing. Fails when another
/// one was there before: a token must not be checked by code that knows more algorithms.
pub(super) fn install() -> Result<()> {
    if PROVIDER.install_default().is_ok() {
        return Ok(());
    }
    let key = EncodingKey::from_secret(&[0; 64]);
    let knows = |algorithm| crypto::sign(b"", &key, algorithm).is_ok();
    if knows(Algorithm::HS256) && !knows(Algorithm::HS384) && !knows(Algorithm::HS512) {
        Ok(())
    } else {
        Err(Error::Internal(
            "another token provider was installed first",
        ))
    }
}

struct Signing(HmacSha256);
struct Verifying(HmacSha256);

impl Signer<Vec<u8>> for Signing {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, signature::Error> {
        let mut mac = self.0.clone();
        mac.update(message);
        Ok(mac.finalize().into_bytes().to_vec())
    }
}

impl JwtSigner for Signing {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl Verifier<Vec<u8>> for Verifying {
    fn verify(
        &self,
        message: &[u8],
        signature: &Vec<u8>,
    ) -> std::result::Result<(), signature::Error> {
        let mut mac = self.0.clone();
        mac.update(message);
        mac.verify_slice(signature)
            .map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Verifying {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

fn mac(
    algorithm: Algorithm,
    family: AlgorithmFamily,
    key: &[u8],
) -> std::result::Result<HmacSha256, TokenError> {
    if algorithm != Algorithm::HS256 || family != AlgorithmFamily::Hmac || key.len() < 32 {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    HmacSha256::new_from_slice(key).map_err(|_| ErrorKind::InvalidKeyFormat.into())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the library's signature")]
fn signer(
    algorithm: &Algorithm,
    key: &EncodingKey,
) -> std::result::Result<Box<dyn JwtSigner>, TokenError> {
    Ok(Box::new(Signing(mac(
        *algorithm,
        key.family(),
        key.as_bytes(),
    )?)))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the library's signature")]
fn verifier(
    algorithm: &Algorithm,
    key: &DecodingKey,
) -> std::result::Result<Box<dyn JwtVerifier>, TokenError> {
    Ok(Box::new(Verifying(mac(
        *algorithm,
        key.family(),
        key.try_get_as_bytes()?,
    )?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c12_installing_twice_is_installing_once() {
        install().unwrap();
        install().unwrap();
    }

    #[test]
    fn c12_every_other_algorithm_and_every_short_key_is_refused() {
        let long = EncodingKey::from_secret(&[7; 64]);
        for algorithm in [
            Algorithm::HS384,
            Algorithm::HS512,
            Algorithm::RS256,
            Algorithm::ES256,
            Algorithm::EdDSA,
            Algorithm::PS256,
        ] {
            assert!(signer(&algorithm, &long).is_err());
            assert!(verifier(&algorithm, &DecodingKey::from_secret(&[7; 64])).is_err());
        }
        for length in [0, 1, 31] {
            assert!(
                signer(
                    &Algorithm::HS256,
                    &EncodingKey::from_secret(&vec![7; length])
                )
                .is_err()
            );
            assert!(
                verifier(
                    &Algorithm::HS256,
                    &DecodingKey::from_secret(&vec![7; length])
                )
                .is_err()
            );
        }
        assert!(signer(&Algorithm::HS256, &long).is_ok());
    }
}
