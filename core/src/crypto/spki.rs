//! `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7) of the three kinds of key, in its one canonical encoding.

use der::Decode;
use x509_cert::spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::Algorithm;

const P256: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
const P384: &[u8] = &[
    0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00,
    0x22, 0x03, 0x62, 0x00,
];
const ED25519: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

const ID_EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ID_ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

/// Longest PEM text of a public key that is looked at, in bytes.
pub(super) const MAX_PEM: usize = 1024;

/// Why bytes are not a public key that chop uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// Not one DER `SubjectPublicKeyInfo`, or bytes after it.
    Encoding,
    /// Not one PEM block with the label `PUBLIC KEY`, or longer than 1 KiB.
    Pem,
    /// Well-formed, but neither P-256, P-384 nor Ed25519.
    Algorithm,
    /// The curve is written out instead of named (RFC 5480 §2.1.1 forbids it).
    ExplicitParameters,
    /// Not an uncompressed point of the named curve, at infinity, or of small order.
    Point,
}

impl KeyFault {
    /// The stable code: `key.encoding`, `key.pem`, `key.algorithm`, `key.explicit-parameters`, `key.point`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Encoding => "key.encoding",
            Self::Pem => "key.pem",
            Self::Algorithm => "key.algorithm",
            Self::ExplicitParameters => "key.explicit-parameters",
            Self::Point => "key.point",
        }
    }
}

displays_code!(KeyFault);

/// A canonical `SubjectPublicKeyInfo`; its point has the right length and is not checked yet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spki {
    algorithm: Algorithm,
    der: Box<[u8]>,
}

impl Spki {
    /// Puts the header of the algorithm before a SEC 1 point or an Ed25519 key.
    pub(super) fn new(algorithm: Algorithm, point: &[u8]) -> Result<Self, KeyFault> {
        let header = header(algorithm);
        if point.len() != point_length(algorithm) || (algorithm != Algorithm::EdDsa && point.first() != Some(&4)) {
            return Err(KeyFault::Point);
        }
        let mut der = Vec::with_capacity(header.len() + point.len());
        der.extend_from_slice(header);
        der.extend_from_slice(point);
        Ok(Self { algorithm, der: der.into_boxed_slice() })
    }

    /// Accepts the canonical encoding alone; for anything else says what is wrong with it.
    pub(super) fn parse(der: &[u8]) -> Result<Self, KeyFault> {
        Algorithm::ALL
            .into_iter()
            .find_map(|algorithm| der.strip_prefix(header(algorithm)).map(|point| Self::new(algorithm, point)))
            .unwrap_or_else(|| Err(diagnose(der)))
    }

    pub(super) const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) fn der(&self) -> &[u8] {
        &self.der
    }

    /// The SEC 1 point (65 or 97 bytes) or the Ed25519 key (32 bytes).
    pub(super) fn point(&self) -> &[u8] {
        self.der.get(header(self.algorithm).len()..).unwrap_or_default()
    }
}

const fn header(algorithm: Algorithm) -> &'static [u8] {
    match algorithm {
        Algorithm::Es256 => P256,
        Algorithm::Es384 => P384,
        Algorithm::EdDsa => ED25519,
    }
}

const fn point_length(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::Es256 => 65,
        Algorithm::Es384 => 97,
        Algorithm::EdDsa => 32,
    }
}

fn diagnose(der: &[u8]) -> KeyFault {
    let Ok(info) = SubjectPublicKeyInfoRef::from_der(der) else { return KeyFault::Encoding };
    match info.algorithm.oid {
        ID_EC_PUBLIC_KEY => match info.algorithm.parameters.map(|named| named.decode_as::<ObjectIdentifier>()) {
            Some(Ok(SECP256R1 | SECP384R1)) => KeyFault::Point,
            Some(Ok(_)) | None => KeyFault::Algorithm,
            Some(Err(_)) => KeyFault::ExplicitParameters,
        },
        ID_ED25519 if info.algorithm.parameters.is_none() => KeyFault::Point,
        ID_ED25519 => KeyFault::Encoding,
        _ => KeyFault::Algorithm,
    }
}
