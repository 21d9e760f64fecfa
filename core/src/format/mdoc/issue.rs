//! Issuing an mdoc: prepare the bytes, sign them anywhere, complete.

use sha2::{Digest, Sha256};

use crate::crypto::cose;
use crate::crypto::{self, Algorithm, PublicKey, SignFault, Signer};
use crate::document::{Descriptor, Value};
use crate::encoding::cbor::Writer;
use crate::random::{Random, RandomFault};

use super::item;
use super::mso::{self, MsoParts, ValidityInfo};

/// Everything an mdoc is made of.
#[derive(Clone, Copy)]
pub struct IssueRequest<'a> {
    /// The kind.
    pub descriptor: &'a Descriptor,
    /// The value of each issued element in the descriptor's order; `None` where an optional one is absent.
    pub values: &'a [Option<Value>],
    /// The holder's device key, on P-256.
    pub device_key: &'a PublicKey,
    /// When it is signed and valid.
    pub validity: ValidityInfo,
    /// Its place in a status list.
    pub status: Option<(&'a str, u64)>,
}

/// Why an mdoc cannot be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueFault {
    /// Not one value for each issued element.
    Values,
    /// The device key is not on P-256.
    DeviceKey,
    /// Randomness failed.
    Random(RandomFault),
    /// The signer failed.
    Sign(SignFault),
}

impl IssueFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Values => "issue.values",
            Self::DeviceKey => "issue.device-key",
            Self::Random(fault) => fault.code(),
            Self::Sign(fault) => fault.code(),
        }
    }
}

impl std::fmt::Display for IssueFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for IssueFault {}

/// An mdoc without its signature.
pub struct PreparedMdoc {
    name_spaces: Vec<u8>,
    payload: Vec<u8>,
    to_be_signed: Vec<u8>,
}

/// Prepares an mdoc: salts and the digests of absent elements come from `random`, in one draw.
///
/// # Errors
/// `issue.values`, `issue.device-key`, `random.failed`.
pub fn prepare(request: &IssueRequest<'_>, random: &mut dyn Random) -> Result<PreparedMdoc, IssueFault> {
    let elements: Vec<_> = request.descriptor.issued_elements().collect();
    if elements.len() != request.values.len() {
        return Err(IssueFault::Values);
    }
    let (x, y) = request.device_key.p256_coordinates().ok_or(IssueFault::DeviceKey)?;
    let mut drawn = vec![[0_u8; 32]; elements.len()];
    random.fill(drawn.as_flattened_mut()).map_err(IssueFault::Random)?;
    let doc_type = request.descriptor.doctype().as_str();
    let mut digests = Vec::with_capacity(elements.len());
    let mut items = Writer::with_capacity(128 * elements.len());
    let mut shown = 0;
    for ((id, (element, value)), drawn) in (0_u64..).zip(elements.iter().zip(request.values)).zip(&drawn) {
        // An absent element is a random digest: nobody can tell it from a hidden one.
        let Some(value) = value else {
            if !element.optional {
                return Err(IssueFault::Values);
            }
            digests.push(*drawn);
            continue;
        };
        let salt = drawn.first_chunk().ok_or(IssueFault::Values)?;
        let mut encoded = Writer::new();
        value.write_cbor(&mut encoded);
        let start = items.as_bytes().len();
        item::write(&mut items, salt, id, element.id.as_str(), encoded.as_bytes());
        digests.push(Sha256::digest(items.as_bytes().get(start..).unwrap_or_default()).into());
        shown += 1;
    }
    let payload = mso::write(&MsoParts {
        doc_type,
        digests: &digests,
        device_key: (&x, &y),
        validity: request.validity,
        status: request.status,
    });
    let mut name_spaces = Writer::with_capacity(items.as_bytes().len() + doc_type.len() + 16);
    name_spaces.map(1);
    name_spaces.text(doc_type);
    name_spaces.array(shown);
    name_spaces.raw(items.as_bytes());
    let protected = cose::protected_header(Algorithm::Es256);
    Ok(PreparedMdoc {
        name_spaces: name_spaces.into_bytes(),
        to_be_signed: cose::sig_structure(&protected, &[], &payload),
        payload,
    })
}

impl PreparedMdoc {
    /// The bytes that the issuer signs with ES256.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Signs in this process and gives the bytes of the IssuerSigned. `chain` is the signer's certificate and those
    /// above it, without the root.
    ///
    /// # Errors
    /// The signer's fault.
    pub fn sign(self, signer: &dyn Signer, chain: &[Vec<u8>]) -> Result<Vec<u8>, IssueFault> {
        let signature = signer.sign(&self.to_be_signed).map_err(IssueFault::Sign)?;
        Ok(self.write(signature.as_bytes(), chain))
    }

    /// Completes with a signature made elsewhere: it is made low-s and verified before anything gets out.
    ///
    /// # Errors
    /// The fault of a signature that is not one by `key`.
    pub fn complete(self, key: &PublicKey, signature: &[u8], chain: &[Vec<u8>]) -> Result<Vec<u8>, IssueFault> {
        let signature = crypto::complete(key, &self.to_be_signed, signature).map_err(IssueFault::Sign)?;
        Ok(self.write(signature.as_bytes(), chain))
    }

    fn write(&self, signature: &[u8], chain: &[Vec<u8>]) -> Vec<u8> {
        let mut writer = Writer::with_capacity(self.payload.len() + self.name_spaces.len() + 1_024);
        writer.map(2);
        writer.text("issuerAuth");
        cose::write_sign1(&mut writer, Algorithm::Es256, chain, &self.payload, signature);
        writer.text("nameSpaces");
        writer.raw(&self.name_spaces);
        writer.into_bytes()
    }
}
