//! Public keys: checked when they are made, parsed once, used many times.

use core::fmt;
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

use super::backend::{Hash, active};
use super::spki::{KeyFault, MAX_PEM, Spki};
use super::{Algorithm, pem, signature};

/// The name of a key: the first eight bytes of SHA-256 over its DER `SubjectPublicKeyInfo`.
///
/// A hint that selects a key, never a proof: two keys may share one. Prints as sixteen hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid([u8; 8]);

impl Kid {
    /// A name as it stands in a message.
    #[must_use]
    pub const fn new(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// The eight bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kid({self})")
    }
}

/// The signature does not fit this key and message. It says no more, so that it is no oracle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureInvalid;

impl SignatureInvalid {
    /// The stable code: `signature.invalid`. A stage that knows whose signature it is gives a code of its own.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "signature.invalid"
    }
}

displays_code!(SignatureInvalid);

/// A public key on P-256, P-384 or Ed25519, proven to be a point of its curve, not at infinity and not of small order.
///
/// It keeps the parsed key of the back end, so a key in a cache verifies at the bare speed. Cheap to clone. Two keys are
/// equal when their `SubjectPublicKeyInfo` is.
///
/// ```
/// use chop_core::crypto::{Algorithm, PublicKey};
///
/// let key = PublicKey::from_spki_pem(
///     "-----BEGIN PUBLIC KEY-----\n\
///      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKSexBRK64+3c/kZ4KBKLrSkDJpkZ\n\
///      9whgacjE32xzKDjHeHlk6qwA5ZIfsUmKYPRgZ2az2WhQAVWNGpdOc0FRPg==\n\
///      -----END PUBLIC KEY-----\n",
/// )?;
/// assert_eq!(key.algorithm(), Algorithm::Es256);
/// assert_eq!(key.spki_der().len(), 91);
/// assert!(key.verify(b"message", &[0; 64]).is_err());
/// # Ok::<(), chop_core::crypto::KeyFault>(())
/// ```
#[derive(Clone)]
pub struct PublicKey(Arc<Parts>);

struct Parts {
    spki: Spki,
    verifying: active::VerifyingKey,
    /// Asked of every trust entry at every verification, and of a device key never.
    kid: OnceLock<Kid>,
}

impl PublicKey {
    pub(super) fn new(spki: Spki) -> Result<Self, KeyFault> {
        let verifying = active::VerifyingKey::parse(&spki).ok_or(KeyFault::Point)?;
        Ok(Self(Arc::new(Parts { spki, verifying, kid: OnceLock::new() })))
    }

    /// Reads a DER `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7): named curve, uncompressed point, nothing after it.
    ///
    /// # Errors
    /// `key.encoding`, `key.algorithm`, `key.explicit-parameters`, `key.point`.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, KeyFault> {
        Self::new(Spki::parse(der)?)
    }

    /// Reads the same in PEM with the label `PUBLIC KEY`, at most 1 KiB.
    ///
    /// # Errors
    /// `key.pem`, and those of [`from_spki_der`](Self::from_spki_der).
    pub fn from_spki_pem(pem: &str) -> Result<Self, KeyFault> {
        match pem::decode(pem, MAX_PEM) {
            Some(("PUBLIC KEY", der)) => Self::from_spki_der(&der),
            Some(_) | None => Err(KeyFault::Pem),
        }
    }

    /// Reads either form: bytes that begin with `-----` after white space are PEM.
    ///
    /// # Errors
    /// Those of [`from_spki_der`](Self::from_spki_der) and [`from_spki_pem`](Self::from_spki_pem).
    pub fn from_spki_der_or_pem(bytes: &[u8]) -> Result<Self, KeyFault> {
        if bytes.trim_ascii_start().starts_with(b"-----") {
            Self::from_spki_pem(core::str::from_utf8(bytes).map_err(|_| KeyFault::Pem)?)
        } else {
            Self::from_spki_der(bytes)
        }
    }

    /// A P-256 key from its compressed point (SEC 1 §2.3.3).
    ///
    /// # Errors
    /// `key.point` if the first byte is neither 2 nor 3 or there is no such point.
    pub fn from_p256_compressed(point: &[u8; 33]) -> Result<Self, KeyFault> {
        let uncompressed = active::decompress_p256(point).ok_or(KeyFault::Point)?;
        Self::new(Spki::new(Algorithm::Es256, &uncompressed)?)
    }

    /// A P-256 key from its coordinates, as COSE and JOSE carry them (big-endian).
    ///
    /// # Errors
    /// `key.point` if they are not a point of the curve.
    pub fn from_p256_coordinates(x: &[u8; 32], y: &[u8; 32]) -> Result<Self, KeyFault> {
        Self::new(Spki::new(Algorithm::Es256, &[&[4][..], x, y].concat())?)
    }

    /// A P-384 key from its compressed point (SEC 1 §2.3.3).
    ///
    /// # Errors
    /// `key.point` if the first byte is neither 2 nor 3 or there is no such point.
    pub fn from_p384_compressed(point: &[u8; 49]) -> Result<Self, KeyFault> {
        use p384::elliptic_curve::sec1::ToSec1Point as _;

        let key = p384::PublicKey::from_sec1_bytes(point).map_err(|_| KeyFault::Point)?;
        Self::new(Spki::new(Algorithm::Es384, key.to_sec1_point(false).as_bytes())?)
    }

    /// A P-384 key from its coordinates (big-endian).
    ///
    /// # Errors
    /// `key.point` if they are not a point of the curve.
    pub fn from_p384_coordinates(x: &[u8; 48], y: &[u8; 48]) -> Result<Self, KeyFault> {
        Self::new(Spki::new(Algorithm::Es384, &[&[4][..], x, y].concat())?)
    }

    /// An Ed25519 key from its 32 bytes (RFC 8032 §5.1.5).
    ///
    /// # Errors
    /// `key.point` if they are not the canonical encoding of a point, or the point has small order.
    pub fn from_ed25519(key: &[u8; 32]) -> Result<Self, KeyFault> {
        Self::new(Spki::new(Algorithm::EdDsa, key)?)
    }

    /// The one algorithm that this key verifies.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.0.spki.algorithm()
    }

    /// The DER `SubjectPublicKeyInfo`: 91, 120 or 44 bytes.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        self.0.spki.der()
    }

    /// The `SubjectPublicKeyInfo` in PEM, lines of 64 characters and a line feed after each.
    #[must_use]
    pub fn to_spki_pem(&self) -> String {
        pem::encode("PUBLIC KEY", self.spki_der())
    }

    /// The name of the key: SHA-256 over [`spki_der`](Self::spki_der), first eight bytes.
    #[must_use]
    pub fn kid(&self) -> Kid {
        *self.0.kid.get_or_init(|| {
            let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(Sha256::digest(self.spki_der()));
            Kid([a, b, c, d, e, f, g, h])
        })
    }

    /// The compressed point of a P-256 key.
    #[must_use]
    pub fn p256_compressed(&self) -> Option<[u8; 33]> {
        let (x, [.., last]) = self.p256_coordinates()?;
        let mut compressed = [0; 33];
        let (sign, rest) = compressed.split_first_mut()?;
        *sign = 2 | (last & 1);
        rest.copy_from_slice(&x);
        Some(compressed)
    }

    /// The name of a device key in the list of denied devices (trust-bundle-1 §2): the first eight bytes of SHA-256 over
    /// the compressed point. None for a key that is not on P-256.
    #[must_use]
    pub fn device_hash(&self) -> Option<[u8; 8]> {
        Sha256::digest(self.p256_compressed()?).first_chunk().copied()
    }

    /// The coordinates of a P-256 key, big-endian.
    #[must_use]
    pub fn p256_coordinates(&self) -> Option<([u8; 32], [u8; 32])> {
        self.coordinates(Algorithm::Es256)
    }

    /// The compressed point of a P-384 key.
    #[must_use]
    pub fn p384_compressed(&self) -> Option<[u8; 49]> {
        let (x, [.., last]) = self.p384_coordinates()?;
        let mut compressed = [0; 49];
        let (sign, rest) = compressed.split_first_mut()?;
        *sign = 2 | (last & 1);
        rest.copy_from_slice(&x);
        Some(compressed)
    }

    /// The coordinates of a P-384 key, big-endian.
    #[must_use]
    pub fn p384_coordinates(&self) -> Option<([u8; 48], [u8; 48])> {
        self.coordinates(Algorithm::Es384)
    }

    /// The 32 bytes of an Ed25519 key.
    #[must_use]
    pub fn ed25519(&self) -> Option<[u8; 32]> {
        self.point_of(Algorithm::EdDsa)?.try_into().ok()
    }

    fn coordinates<const N: usize>(&self, algorithm: Algorithm) -> Option<([u8; N], [u8; N])> {
        let (x, y) = self.point_of(algorithm)?.get(1..)?.split_at_checked(N)?;
        Some((x.try_into().ok()?, y.try_into().ok()?))
    }

    pub(super) fn point_of(&self, algorithm: Algorithm) -> Option<&[u8]> {
        (self.algorithm() == algorithm).then(|| self.0.spki.point())
    }

    /// Verifies a fixed-width signature: `r‖s` of 64 or 96 bytes, or 64 bytes of EdDSA.
    ///
    /// Accepts a high `s` (FIPS 186-5 does); EdDSA is strict. A signature is never an identifier: see
    /// `spec/personal-code-1.md`.
    ///
    /// # Errors
    /// `signature.invalid`, for every reason alike.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureInvalid> {
        self.0.verifying.verify(message, signature).then_some(()).ok_or(SignatureInvalid)
    }

    /// Verifies the signature of a certificate: DER for ECDSA with the hash named there, the bare bytes for EdDSA.
    pub(super) fn verify_x509(
        &self,
        hash: Option<Hash>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureInvalid> {
        let valid = match hash {
            Some(hash) => signature::fixed_from_der(self.algorithm(), signature)
                .is_ok_and(|fixed| self.0.verifying.verify_with(hash, message, &fixed)),
            None => self.algorithm() == Algorithm::EdDsa && self.0.verifying.verify(message, signature),
        };
        valid.then_some(()).ok_or(SignatureInvalid)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.spki == other.0.spki
    }
}

impl Eq for PublicKey {}

impl core::hash::Hash for PublicKey {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.spki.hash(state);
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {})", self.algorithm().jose_name(), self.kid())
    }
}
