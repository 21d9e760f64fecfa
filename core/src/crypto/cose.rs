//! COSE (RFC 9052, RFC 9053): what mdocs, codes, challenges and trust bundles sign, as exact bytes.
//!
//! The protected header is kept as received. Headers are never a source of trust: the algorithm comes from the
//! key, and a protected `alg` that differs from it is a fault.

use super::Algorithm;
use super::PublicKey;
use crate::encoding::cbor::{Item, Map, Strictness, Writer};
use crate::encoding::limits::CHAIN_CERTIFICATES;

/// Header parameter `alg`.
const ALG: i64 = 1;
/// Header parameter `crit`.
const CRIT: i64 = 2;
/// Header parameter `x5chain` (RFC 9360).
const X5CHAIN: i64 = 33;
/// An encoded map without entries.
const EMPTY_MAP: &[u8] = &[0xa0];
/// The context of a COSE_Sign1.
const SIGNATURE_1: &str = "Signature1";
/// The COSE number of HMAC 256/256.
const HMAC_256: i64 = 5;

/// Why bytes are not a COSE structure that chop reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoseFault {
    /// Not the array, tag or types of the structure.
    Shape,
    /// The protected header is not a map or names a parameter twice, or the unprotected header names it too.
    Protected,
    /// The protected `alg` is missing, unknown, or not that of the key.
    Algorithm,
    /// A critical header parameter that chop does not know, or `crit` outside the protected header.
    Critical,
    /// `x5chain` is not one certificate or an array of at most four.
    Chain,
    /// A COSE_Key that is not an EC2 P-256, EC2 P-384 or OKP Ed25519 public key.
    Key,
}

impl CoseFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape => "cose.shape",
            Self::Protected => "cose.protected",
            Self::Algorithm => "cose.algorithm",
            Self::Critical => "cose.critical",
            Self::Chain => "cose.chain",
            Self::Key => "cose.key",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 6] = [Self::Shape, Self::Protected, Self::Algorithm, Self::Critical, Self::Chain, Self::Key];
}

/// The protected header `{1: alg}` as chop writes it.
#[must_use]
pub fn protected_header(algorithm: Algorithm) -> Vec<u8> {
    let mut writer = Writer::with_capacity(6);
    writer.map(1);
    writer.int(ALG);
    writer.int(algorithm.cose_id());
    writer.into_bytes()
}

/// The protected header `{1: 5}` of a COSE_Mac0 with HMAC 256/256.
#[must_use]
pub fn mac_protected_header() -> Vec<u8> {
    let mut writer = Writer::with_capacity(3);
    writer.map(1);
    writer.int(ALG);
    writer.int(HMAC_256);
    writer.into_bytes()
}

/// `Sig_structure` of a COSE_Sign1 (RFC 9052 §4.4).
#[must_use]
pub fn sig_structure(protected: &[u8], external_aad: &[u8], payload: &[u8]) -> Vec<u8> {
    structure(SIGNATURE_1, protected, external_aad, payload)
}

/// The same around the payload that `payload` writes, of about `length` bytes.
pub(crate) fn sig_structure_with(protected: &[u8], length: usize, payload: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::with_capacity(length + 32);
    writer.array(4);
    writer.text(SIGNATURE_1);
    writer.bytes(protected);
    writer.bytes(&[]);
    writer.bytes_with(payload);
    writer.into_bytes()
}

/// `MAC_structure` of a COSE_Mac0 (RFC 9052 §6.3).
#[must_use]
pub fn mac_structure(protected: &[u8], external_aad: &[u8], payload: &[u8]) -> Vec<u8> {
    structure("MAC0", protected, external_aad, payload)
}

fn structure(context: &str, protected: &[u8], external_aad: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(payload.len() + external_aad.len() + 32);
    writer.array(4);
    writer.text(context);
    writer.bytes(protected);
    writer.bytes(external_aad);
    writer.bytes(payload);
    writer.into_bytes()
}

/// A COSE_Sign1 or COSE_Mac0 as received: four fields, nothing believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    protected: Vec<u8>,
    algorithm: i64,
    chain: Vec<Vec<u8>>,
    payload: Option<Vec<u8>>,
    signature: Vec<u8>,
}

impl Envelope {
    /// Reads `[protected, unprotected, payload / nil, signature or tag]`, with or without tag 18 or 17.
    ///
    /// # Errors
    /// `cose.shape`, `cose.protected`, `cose.algorithm` (none in the protected header), `cose.critical`, `cose.chain`.
    pub fn from_item(item: &Item<'_>) -> Result<Self, CoseFault> {
        let item = item.as_tag(18).or_else(|| item.as_tag(17)).unwrap_or(item);
        let [protected, unprotected, payload, signature] = item.as_array_of().ok_or(CoseFault::Shape)?;
        let protected = protected.as_bytes().ok_or(CoseFault::Shape)?.to_vec();
        // RFC 9052 §3: an empty header is a string of no bytes.
        let encoded = if protected.is_empty() { EMPTY_MAP } else { &protected };
        let header = Item::parse(encoded, Strictness::Lenient).map_err(|_| CoseFault::Protected)?;
        let header = header.as_map().ok_or(CoseFault::Protected)?;
        let unprotected = unprotected.as_map().ok_or(CoseFault::Shape)?;
        // RFC 9052 §3.1: `crit` belongs into the protected header; outside it anyone could have added it or taken it away.
        if header.get_int(CRIT).is_some() || unprotected.get_int(CRIT).is_some() {
            return Err(CoseFault::Critical);
        }
        let algorithm = header.get_int(ALG).and_then(Item::as_int).ok_or(CoseFault::Algorithm)?;
        // RFC 9052 §3: a label in both headers is malformed.
        if header.entries().any(|(label, _)| has_label(unprotected, label)) {
            return Err(CoseFault::Protected);
        }
        let payload = if payload.is_null() { None } else { Some(payload.as_bytes().ok_or(CoseFault::Shape)?.to_vec()) };
        Ok(Self {
            algorithm,
            chain: chain(header, unprotected)?,
            payload,
            signature: signature.as_bytes().ok_or(CoseFault::Shape)?.to_vec(),
            protected,
        })
    }

    /// The exact protected header.
    #[must_use]
    pub fn protected(&self) -> &[u8] {
        &self.protected
    }

    /// The DER certificates of `x5chain`, signer first; empty if there is none.
    #[must_use]
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// The payload, unless it is detached.
    #[must_use]
    pub fn payload(&self) -> Option<&[u8]> {
        self.payload.as_deref()
    }

    /// The signature or the MAC tag.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// That the protected `alg` is the algorithm of this key.
    ///
    /// # Errors
    /// `cose.algorithm` if it is another.
    pub fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), CoseFault> {
        if self.algorithm == key.algorithm().cose_id() { Ok(()) } else { Err(CoseFault::Algorithm) }
    }

    /// That the protected `alg` is HMAC 256/256, the one MAC that chop reads.
    ///
    /// # Errors
    /// `cose.algorithm` if it is another.
    pub const fn require_hmac_256(&self) -> Result<(), CoseFault> {
        if self.algorithm == HMAC_256 { Ok(()) } else { Err(CoseFault::Algorithm) }
    }
}

/// Whether a header has this label, an integer or a text (RFC 9052 §3), however long it is encoded.
fn has_label(header: &Map<'_>, label: &Item<'_>) -> bool {
    label.as_int().is_some_and(|label| header.get_int(label).is_some())
        || label.as_text().is_some_and(|label| header.get(label).is_some())
}

fn chain(protected: &Map<'_>, unprotected: &Map<'_>) -> Result<Vec<Vec<u8>>, CoseFault> {
    let Some(item) = unprotected.get_int(X5CHAIN).or_else(|| protected.get_int(X5CHAIN)) else {
        return Ok(Vec::new());
    };
    if let Some(one) = item.as_bytes() {
        return Ok(vec![one.to_vec()]);
    }
    let many = item.as_array().ok_or(CoseFault::Chain)?;
    if many.is_empty() || many.len() > CHAIN_CERTIFICATES {
        return Err(CoseFault::Chain);
    }
    many.iter().map(|item| item.as_bytes().map(<[u8]>::to_vec).ok_or(CoseFault::Chain)).collect()
}

/// Writes a COSE_Sign1 with the protected header `{1: alg}` and an optional `x5chain` of one certificate or more.
pub fn write_sign1(writer: &mut Writer, algorithm: Algorithm, chain: &[Vec<u8>], payload: &[u8], signature: &[u8]) {
    write_headers(writer, algorithm, chain);
    writer.bytes(payload);
    writer.bytes(signature);
}

/// The same without its payload, which the reader knows from elsewhere.
pub fn write_detached_sign1(writer: &mut Writer, algorithm: Algorithm, chain: &[Vec<u8>], signature: &[u8]) {
    write_headers(writer, algorithm, chain);
    writer.null();
    writer.bytes(signature);
}

fn write_headers(writer: &mut Writer, algorithm: Algorithm, chain: &[Vec<u8>]) {
    writer.array(4);
    writer.bytes(&protected_header(algorithm));
    match chain {
        [] => writer.map(0),
        [one] => {
            writer.map(1);
            writer.int(X5CHAIN);
            writer.bytes(one);
        }
        many => {
            writer.map(1);
            writer.int(X5CHAIN);
            writer.array(many.len());
            many.iter().for_each(|certificate| writer.bytes(certificate));
        }
    }
}

/// Reads a COSE_Key (RFC 9052 §7): EC2 on P-256 or P-384 with both coordinates, or OKP Ed25519.
///
/// # Errors
/// `cose.key` for another type or curve, a private part, or a point that is not on the curve.
pub fn read_key(item: &Item<'_>) -> Result<PublicKey, CoseFault> {
    let map = item.as_map().ok_or(CoseFault::Key)?;
    if map.get_int(-4).is_some() {
        return Err(CoseFault::Key);
    }
    let int = |label| map.get_int(label).and_then(Item::as_int);
    let key = match (int(1), int(-1)) {
        (Some(2), Some(1)) => {
            let x = coordinate(map, -2)?;
            match map.get_int(-3).ok_or(CoseFault::Key)? {
                y if y.as_bool().is_some() => {
                    let mut point = [0; 33];
                    let (sign, rest) = point.split_first_mut().ok_or(CoseFault::Key)?;
                    *sign = if y.as_bool() == Some(true) { 3 } else { 2 };
                    rest.copy_from_slice(&x);
                    PublicKey::from_p256_compressed(&point)
                }
                _ => PublicKey::from_p256_coordinates(&x, &coordinate(map, -3)?),
            }
        }
        (Some(2), Some(2)) => PublicKey::from_p384_coordinates(&coordinate(map, -2)?, &coordinate(map, -3)?),
        (Some(1), Some(6)) => PublicKey::from_ed25519(&coordinate(map, -2)?),
        _ => return Err(CoseFault::Key),
    };
    key.map_err(|_| CoseFault::Key)
}

fn coordinate<const N: usize>(map: &Map<'_>, label: i64) -> Result<[u8; N], CoseFault> {
    map.get_int(label).and_then(Item::as_byte_array).ok_or(CoseFault::Key)
}

/// Writes the COSE_Key of a P-256 point in deterministic order: `{1: 2, -1: 1, -2: x, -3: y}`.
pub fn write_p256_key(writer: &mut Writer, x: &[u8; 32], y: &[u8; 32]) {
    writer.map(4);
    writer.int(1);
    writer.int(2);
    writer.int(-1);
    writer.int(1);
    writer.int(-2);
    writer.bytes(x);
    writer.int(-3);
    writer.bytes(y);
}
