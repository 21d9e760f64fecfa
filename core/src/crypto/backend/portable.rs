//! The RustCrypto crates: every target.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use p256::ecdsa::signature::{Signer as _, hazmat::PrehashVerifier};
use p256::elliptic_curve::sec1::ToSec1Point as _;
use sha2::{Digest as _, Sha256, Sha384};
use zeroize::Zeroizing;

use super::Hash;
use crate::crypto::signature::Signature;
use crate::crypto::spki::Spki;
use crate::crypto::{Algorithm, SignFault};

/// A checked public key, ready to verify.
#[derive(Clone)]
pub(in crate::crypto) enum VerifyingKey {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    Ed25519(ed25519_dalek::VerifyingKey),
}

#[cfg_attr(
    not(any(test, target_arch = "wasm32")),
    expect(dead_code, reason = "verifies on wasm32; elsewhere it is what the native back end is checked against")
)]
impl VerifyingKey {
    /// `None` if the point is not on the curve or has small order.
    pub(in crate::crypto) fn parse(spki: &Spki) -> Option<Self> {
        match spki.algorithm() {
            Algorithm::Es256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(spki.point()).ok().map(Self::P256),
            Algorithm::Es384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(spki.point()).ok().map(Self::P384),
            Algorithm::EdDsa => ed25519(spki.point()).map(Self::Ed25519),
        }
    }

    /// Fixed-width signature, the algorithm of the key.
    pub(in crate::crypto) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::P256(_) => self.verify_with(Hash::Sha256, message, signature),
            Self::P384(_) => self.verify_with(Hash::Sha384, message, signature),
            Self::Ed25519(key) => verify_ed25519(key, message, signature),
        }
    }

    /// ECDSA with a hash that the curve does not imply; EdDSA has none and is refused.
    pub(in crate::crypto) fn verify_with(&self, hash: Hash, message: &[u8], signature: &[u8]) -> bool {
        let digest: &[u8] = match hash {
            Hash::Sha256 => &Sha256::digest(message),
            Hash::Sha384 => &Sha384::digest(message),
        };
        match self {
            Self::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()),
            Self::P384(key) => p384::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()),
            Self::Ed25519(_) => false,
        }
    }
}

/// A private key; its bytes are wiped when it is dropped.
pub(in crate::crypto) enum SigningKey {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

impl SigningKey {
    /// `None` if the scalar is zero or not below the order; every 32-byte seed is an Ed25519 key.
    pub(in crate::crypto) fn parse(algorithm: Algorithm, secret: &[u8]) -> Option<Self> {
        match algorithm {
            Algorithm::Es256 => p256::ecdsa::SigningKey::from_slice(secret).ok().map(Self::P256),
            Algorithm::Es384 => p384::ecdsa::SigningKey::from_slice(secret).ok().map(Self::P384),
            Algorithm::EdDsa => ed25519_dalek::SigningKey::try_from(secret).ok().map(Box::new).map(Self::Ed25519),
        }
    }

    pub(in crate::crypto) const fn algorithm(&self) -> Algorithm {
        match self {
            Self::P256(_) => Algorithm::Es256,
            Self::P384(_) => Algorithm::Es384,
            Self::Ed25519(_) => Algorithm::EdDsa,
        }
    }

    /// The uncompressed SEC 1 point, or the Ed25519 key.
    pub(in crate::crypto) fn point(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::P384(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
        }
    }

    /// The scalar, or the Ed25519 seed.
    pub(in crate::crypto) fn secret(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(match self {
            Self::P256(key) => Zeroizing::new(<[u8; 32]>::from(key.to_bytes())).to_vec(),
            Self::P384(key) => Zeroizing::new(<[u8; 48]>::from(key.to_bytes())).to_vec(),
            Self::Ed25519(key) => key.as_bytes().to_vec(),
        })
    }

    /// Deterministic: RFC 6979 for ECDSA, RFC 8032 for EdDSA.
    pub(in crate::crypto) fn sign(&self, message: &[u8]) -> Result<Signature, SignFault> {
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.try_sign(message).map_err(|_| SignFault::Backend)?;
                Signature::new(Algorithm::Es256, &signature.to_bytes())
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.try_sign(message).map_err(|_| SignFault::Backend)?;
                Signature::new(Algorithm::Es384, &signature.to_bytes())
            }
            Self::Ed25519(key) => {
                let signature = key.try_sign(message).map_err(|_| SignFault::Backend)?;
                Signature::new(Algorithm::EdDsa, &signature.to_bytes())
            }
        }
    }
}

/// The uncompressed form of a compressed P-256 point; `None` if there is no such point.
///
/// The result is checked against the curve once more when the back end parses it.
#[cfg_attr(
    not(any(test, target_arch = "wasm32")),
    expect(dead_code, reason = "decompresses on wasm32; elsewhere it is what the native back end is checked against")
)]
pub(in crate::crypto) fn decompress_p256(compressed: &[u8; 33]) -> Option<[u8; 65]> {
    // p256 also reads the compact form (prefix 5), which would give one key two names on the wire.
    let [2 | 3, ..] = compressed else { return None };
    let point = p256::PublicKey::from_sec1_bytes(compressed).ok()?.to_sec1_point(false);
    point.as_bytes().try_into().ok()
}

/// The x-coordinate of the shared point (SEC 1 §3.3.1), P-256.
#[cfg_attr(
    not(any(test, target_arch = "wasm32")),
    expect(dead_code, reason = "agrees on wasm32; elsewhere it is what the native back end is checked against")
)]
pub(in crate::crypto) fn agree_p256(secret: &[u8], peer: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let secret = p256::SecretKey::from_slice(secret).ok()?;
    let peer = p256::PublicKey::from_sec1_bytes(peer).ok()?;
    let shared = p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), peer.as_affine());
    shared.raw_secret_bytes().as_slice().try_into().ok().map(Zeroizing::new)
}

/// Canonical encoding, and not one of the points of small order, for which one signature fits many messages.
pub(super) fn ed25519(bytes: &[u8]) -> Option<ed25519_dalek::VerifyingKey> {
    let bytes: &[u8; 32] = bytes.try_into().ok()?;
    let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).ok()?;
    (!key.is_weak() && key.to_edwards().compress().as_bytes() == bytes).then_some(key)
}

/// `verify_strict`: refuses what RFC 8032 leaves open (small-order points, non-canonical `R`).
pub(super) fn verify_ed25519(key: &ed25519_dalek::VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    ed25519_dalek::Signature::from_slice(signature)
        .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
}

/// Ciphertext and tag.
#[cfg_attr(
    not(any(test, target_arch = "wasm32")),
    expect(dead_code, reason = "seals on wasm32; elsewhere it is what the native back end is checked against")
)]
pub(in crate::crypto) fn seal_aes_256_gcm(
    key: &[u8; 32],
    nonce: &[u8; 12],
    associated: &[u8],
    message: &[u8],
) -> Option<Vec<u8>> {
    Aes256Gcm::new(key.into()).encrypt(nonce.into(), Payload { msg: message, aad: associated }).ok()
}

/// The message, if the tag fits.
#[cfg_attr(
    not(any(test, target_arch = "wasm32")),
    expect(dead_code, reason = "opens on wasm32; elsewhere it is what the native back end is checked against")
)]
pub(in crate::crypto) fn open_aes_256_gcm(
    key: &[u8; 32],
    nonce: &[u8; 12],
    associated: &[u8],
    sealed: &[u8],
) -> Option<Vec<u8>> {
    Aes256Gcm::new(key.into()).decrypt(nonce.into(), Payload { msg: sealed, aad: associated }).ok()
}
