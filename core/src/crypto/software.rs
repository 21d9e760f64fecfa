//! A private key in the memory of this process.

use core::fmt;

use p256::elliptic_curve::SecretKey;
use p256::pkcs8::{EncodePrivateKey as _, PrivateKeyInfoRef};
use zeroize::Zeroizing;

#[cfg(not(target_arch = "wasm32"))]
use super::backend::native;
use super::backend::portable;
use super::spki::Spki;
use super::{Algorithm, PublicKey, SignFault, Signature, Signer};
use crate::random::{Random, RandomFault, secret};

/// A candidate is out of range about once in 2^32 draws (P-256) or less: eight in a row is a broken source.
const MAX_DRAWS: usize = 8;

/// Why there is no private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKeyFault {
    /// Not a DER `PrivateKeyInfo`, or the public key in it belongs to another private key.
    Format,
    /// A key of another kind than P-256, P-384 or Ed25519.
    Algorithm,
    /// Zero, or not below the order of the group.
    Scalar,
    /// The source of randomness failed.
    Random(RandomFault),
}

impl SecretKeyFault {
    /// The stable code: `key.format`, `key.algorithm`, `key.scalar`, `random.failed`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Format => "key.format",
            Self::Algorithm => "key.algorithm",
            Self::Scalar => "key.scalar",
            Self::Random(fault) => fault.code(),
        }
    }
}

displays_code!(SecretKeyFault);

impl From<RandomFault> for SecretKeyFault {
    fn from(fault: RandomFault) -> Self {
        Self::Random(fault)
    }
}

/// A private key in memory, wiped when it is dropped; it prints as `<redacted>` and cannot be cloned.
///
/// Signs with aws-lc-rs, and on `wasm32` with the RustCrypto crates. For keys that must not leave hardware see
/// [`complete`](super::complete).
///
/// ```
/// use chop_core::crypto::{Algorithm, Signer, SoftwareKey};
///
/// let key = SoftwareKey::from_p256_scalar(&[1; 32])?;
/// assert_eq!(key.public_key().algorithm(), Algorithm::Es256);
/// assert!(format!("{key:?}").contains("<redacted>"));
/// # Ok::<(), chop_core::crypto::SecretKeyFault>(())
/// ```
pub struct SoftwareKey {
    public: PublicKey,
    secret: portable::SigningKey,
    #[cfg(not(target_arch = "wasm32"))]
    signing: native::SigningKey,
}

impl SoftwareKey {
    fn new(secret: portable::SigningKey) -> Result<Self, SecretKeyFault> {
        let spki = Spki::new(secret.algorithm(), &secret.point()).map_err(|_| SecretKeyFault::Scalar)?;
        Ok(Self {
            public: PublicKey::new(spki).map_err(|_| SecretKeyFault::Scalar)?,
            #[cfg(not(target_arch = "wasm32"))]
            signing: native::SigningKey::from_portable(&secret).ok_or(SecretKeyFault::Scalar)?,
            secret,
        })
    }

    /// Makes a new key, by rejection from the bytes of the source (FIPS 186-5 §A.2.2; RFC 8032 §5.1.5).
    ///
    /// # Errors
    /// `random.failed` if the source fails, answers zeros or a constant, or repeats itself.
    pub fn generate(algorithm: Algorithm, random: &mut dyn Random) -> Result<Self, SecretKeyFault> {
        for _ in 0..MAX_DRAWS {
            let key = match algorithm {
                Algorithm::Es256 | Algorithm::EdDsa => portable::SigningKey::parse(algorithm, &secret::<32>(random)?[..]),
                Algorithm::Es384 => portable::SigningKey::parse(algorithm, &secret::<48>(random)?[..]),
            };
            if let Some(key) = key {
                return Self::new(key);
            }
        }
        Err(RandomFault.into())
    }

    /// A P-256 key from its scalar (big-endian).
    ///
    /// # Errors
    /// `key.scalar` if it is zero or not below the order.
    pub fn from_p256_scalar(scalar: &[u8; 32]) -> Result<Self, SecretKeyFault> {
        Self::new(portable::SigningKey::parse(Algorithm::Es256, scalar).ok_or(SecretKeyFault::Scalar)?)
    }

    /// Reads an unencrypted DER `PrivateKeyInfo` (RFC 5958, RFC 5915, RFC 8410).
    ///
    /// # Errors
    /// `key.format`, `key.algorithm`.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, SecretKeyFault> {
        use ed25519_dalek::pkcs8::ALGORITHM_OID as ED25519;
        use p256::elliptic_curve::ALGORITHM_OID as EC;
        use x509_cert::spki::ObjectIdentifier;

        let info = PrivateKeyInfoRef::try_from(der).map_err(|_| SecretKeyFault::Format)?;
        let curve = info.algorithm.parameters.and_then(|named| named.decode_as::<ObjectIdentifier>().ok());
        let secret = match (info.algorithm.oid, curve) {
            (EC, Some(curve)) if curve == oid_of::<p256::NistP256>() => {
                let key = SecretKey::<p256::NistP256>::try_from(info).map_err(|_| SecretKeyFault::Format)?;
                portable::SigningKey::P256(key.into())
            }
            (EC, Some(curve)) if curve == oid_of::<p384::NistP384>() => {
                let key = SecretKey::<p384::NistP384>::try_from(info).map_err(|_| SecretKeyFault::Format)?;
                portable::SigningKey::P384(key.into())
            }
            (ED25519, None) => {
                let key = ed25519_dalek::SigningKey::try_from(info).map_err(|_| SecretKeyFault::Format)?;
                portable::SigningKey::Ed25519(Box::new(key))
            }
            (_, _) => return Err(SecretKeyFault::Algorithm),
        };
        Self::new(secret)
    }

    /// Writes an unencrypted DER `PrivateKeyInfo`, version 1. For a file see [`keyfile`](super::keyfile).
    #[must_use]
    pub fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        let document = match &self.secret {
            portable::SigningKey::P256(key) => SecretKey::from(key).to_pkcs8_der(),
            portable::SigningKey::P384(key) => SecretKey::from(key).to_pkcs8_der(),
            portable::SigningKey::Ed25519(key) => {
                ed25519_dalek::pkcs8::KeypairBytes { secret_key: key.to_bytes(), public_key: None }.to_pkcs8_der()
            }
        };
        document.expect("a valid key of at most 48 bytes always encodes").to_bytes()
    }

    /// Signs without randomness: RFC 6979 for ECDSA (low `s`), RFC 8032 for EdDSA. For reproducible vectors.
    ///
    /// # Errors
    /// `sign.backend`.
    pub fn sign_deterministic(&self, message: &[u8]) -> Result<Signature, SignFault> {
        self.secret.sign(message)
    }

    pub(super) fn p256_scalar(&self) -> Option<Zeroizing<Vec<u8>>> {
        (self.secret.algorithm() == Algorithm::Es256).then(|| self.secret.secret())
    }
}

fn oid_of<C: p256::pkcs8::AssociatedOid>() -> x509_cert::spki::ObjectIdentifier {
    C::OID
}

impl Signer for SoftwareKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignFault> {
        #[cfg(not(target_arch = "wasm32"))]
        return self.signing.sign(message);
        #[cfg(target_arch = "wasm32")]
        self.secret.sign(message)
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftwareKey").field("public", &self.public).field("secret", &"<redacted>").finish()
    }
}
