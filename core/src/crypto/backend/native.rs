//! aws-lc-rs: every target but `wasm32`.

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1,
    ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaVerificationAlgorithm, Ed25519KeyPair,
    ParsedPublicKey, UnparsedPublicKey,
};
use aws_lc_rs::{aead, agreement};
use zeroize::Zeroizing;

use super::{Hash, portable};
use crate::crypto::signature::{Signature, to_der};
use crate::crypto::spki::Spki;
use crate::crypto::{Algorithm, SignFault};

pub(in crate::crypto) use super::decompress::decompress_p256;

/// A checked public key, parsed once: verifying again costs the bare verification.
#[derive(Clone)]
pub(in crate::crypto) enum VerifyingKey {
    P256(ParsedPublicKey),
    P384(ParsedPublicKey),
    /// From `ed25519-dalek`, for its `verify_strict`: aws-lc-rs accepts points of small order.
    Ed25519(ed25519_dalek::VerifyingKey),
}

impl VerifyingKey {
    /// `None` if the point is not on the curve or has small order.
    pub(in crate::crypto) fn parse(spki: &Spki) -> Option<Self> {
        let ecdsa =
            |verification: &'static EcdsaVerificationAlgorithm| ParsedPublicKey::new(verification, spki.der()).ok();
        match spki.algorithm() {
            Algorithm::Es256 => ecdsa(&ECDSA_P256_SHA256_ASN1).map(Self::P256),
            Algorithm::Es384 => ecdsa(&ECDSA_P384_SHA384_ASN1).map(Self::P384),
            Algorithm::EdDsa => portable::ed25519(spki.point()).map(Self::Ed25519),
        }
    }

    /// Fixed-width signature, the algorithm of the key.
    pub(in crate::crypto) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::P256(key) if signature.len() == 64 => verify_ecdsa(key, &digest::SHA256, message, signature),
            Self::P384(key) if signature.len() == 96 => verify_ecdsa(key, &digest::SHA384, message, signature),
            Self::P256(_) | Self::P384(_) => false,
            Self::Ed25519(key) => portable::verify_ed25519(key, message, signature),
        }
    }

    /// ECDSA with a hash that the curve does not imply; EdDSA has none and is refused.
    pub(in crate::crypto) fn verify_with(&self, hash: Hash, message: &[u8], signature: &[u8]) -> bool {
        let (key, width, other) = match (self, hash) {
            (Self::P256(_), Hash::Sha256) | (Self::P384(_), Hash::Sha384) => return self.verify(message, signature),
            (Self::P256(key), Hash::Sha384) => (key, 64, &ECDSA_P256_SHA384_ASN1),
            (Self::P384(key), Hash::Sha256) => (key, 96, &ECDSA_P384_SHA256_ASN1),
            (Self::Ed25519(_), _) => return false,
        };
        let mut buffer = [0; _];
        signature.len() == width
            && to_der(signature, &mut buffer)
                .is_some_and(|der| UnparsedPublicKey::new(other, key.as_ref()).verify(message, der).is_ok())
    }
}

/// The DER form goes in: writing it here is cheaper than letting aws-lc-rs convert through two big numbers.
///
/// The digest goes in too: on its own way from a message to its digest aws-lc allocates and copies the state of the
/// hash. A FIPS build of aws-lc-rs would have to give it the message.
fn verify_ecdsa(key: &ParsedPublicKey, hash: &'static digest::Algorithm, message: &[u8], signature: &[u8]) -> bool {
    let mut buffer = [0; _];
    to_der(signature, &mut buffer).is_some_and(|der| key.verify_digest_sig(&digest::digest(hash, message), der).is_ok())
}

/// A private key inside aws-lc, which wipes it when it is dropped.
pub(in crate::crypto) enum SigningKey {
    Ecdsa(Algorithm, Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl SigningKey {
    /// `None` only if aws-lc refuses a key that the RustCrypto crates accept.
    pub(in crate::crypto) fn from_portable(key: &portable::SigningKey) -> Option<Self> {
        let (secret, point) = (key.secret(), key.point());
        let algorithm = key.algorithm();
        let ecdsa = match algorithm {
            Algorithm::Es256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
            Algorithm::Es384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
            Algorithm::EdDsa => {
                let pair = Ed25519KeyPair::from_seed_and_public_key(&secret, &point).ok()?;
                return Some(Self::Ed25519(Box::new(pair)));
            }
        };
        let pair = EcdsaKeyPair::from_private_key_and_public_key(ecdsa, &secret, &point).ok()?;
        Some(Self::Ecdsa(algorithm, Box::new(pair)))
    }

    /// ECDSA nonces come from aws-lc's own generator, mixed with key and message.
    pub(in crate::crypto) fn sign(&self, message: &[u8]) -> Result<Signature, SignFault> {
        match self {
            Self::Ecdsa(algorithm, pair) => {
                let made = pair.sign(&SystemRandom::new(), message).map_err(|_| SignFault::Backend)?;
                Signature::new(*algorithm, made.as_ref())
            }
            Self::Ed25519(pair) => {
                let made = pair.try_sign(message).map_err(|_| SignFault::Backend)?;
                Signature::new(Algorithm::EdDsa, made.as_ref())
            }
        }
    }
}

/// The x-coordinate of the shared point (SEC 1 §3.3.1), P-256.
pub(in crate::crypto) fn agree_p256(secret: &[u8], peer: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let secret = agreement::PrivateKey::from_private_key(&agreement::ECDH_P256, secret).ok()?;
    let peer = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, peer);
    agreement::agree(&secret, peer, (), |shared| shared.try_into().map(Zeroizing::new).map_err(|_| ())).ok()
}

fn aes_256_gcm(key: &[u8; 32]) -> Option<aead::LessSafeKey> {
    aead::UnboundKey::new(&aead::AES_256_GCM, key).ok().map(aead::LessSafeKey::new)
}

/// Ciphertext and tag.
pub(in crate::crypto) fn seal_aes_256_gcm(
    key: &[u8; 32],
    nonce: &[u8; 12],
    associated: &[u8],
    message: &[u8],
) -> Option<Vec<u8>> {
    let mut buffer = message.to_vec();
    let nonce = aead::Nonce::assume_unique_for_key(*nonce);
    aes_256_gcm(key)?.seal_in_place_append_tag(nonce, aead::Aad::from(associated), &mut buffer).ok()?;
    Some(buffer)
}

/// The message, if the tag fits.
pub(in crate::crypto) fn open_aes_256_gcm(
    key: &[u8; 32],
    nonce: &[u8; 12],
    associated: &[u8],
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let mut buffer = sealed.to_vec();
    let nonce = aead::Nonce::assume_unique_for_key(*nonce);
    let length = aes_256_gcm(key)?.open_in_place(nonce, aead::Aad::from(associated), &mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}
