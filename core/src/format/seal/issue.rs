//! Issuing a seal: prepare the bytes, sign them anywhere, complete.

use crate::crypto::{self, Algorithm, Kid, PublicKey, SignFault, Signer, cose};
use crate::document::{Descriptor, Disclose, Value};
use crate::encoding::base45;
use crate::encoding::cbor::Writer;
use crate::encoding::limits::CODE_BYTES_EMITTED;
use crate::time::UnixTime;

use super::CONTEXT;
use super::parse::{Letter, PREFIX};

/// Everything a seal is made of.
#[derive(Clone, Copy)]
pub struct SealRequest<'a> {
    /// The kind; not a discreet one.
    pub descriptor: &'a Descriptor,
    /// The value of each issued element in the descriptor's order; `None` where an optional one is absent.
    pub values: &'a [Option<Value>],
    /// The elements that are printed, besides those that are always shown.
    pub shown: &'a [&'a str],
    /// The issuer's key.
    pub kid: Kid,
    /// When it is signed.
    pub signed: UnixTime,
    /// The first second at which it no longer holds.
    pub until: UnixTime,
    /// The number of its status list and its index there.
    pub status: Option<(u64, u64)>,
    /// The letter that it is stamped on.
    pub letter: Option<Letter>,
}

/// Why a seal cannot be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealFaultOnIssue {
    /// Not one value for each issued element, or an element to be shown that the kind does not have.
    Values,
    /// A discreet kind: its name must not stand in a code that anyone can read.
    Discreet,
    /// It ends before it begins.
    Time,
    /// More than [`CODE_BYTES_EMITTED`] bytes: fewer elements fit.
    Size,
    /// The signer failed, or its key is not on P-256.
    Sign(SignFault),
}

impl SealFaultOnIssue {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Values => "seal.values",
            Self::Discreet => "seal.discreet",
            Self::Time => "seal.time",
            Self::Size => "seal.too-large",
            Self::Sign(fault) => fault.code(),
        }
    }
}

impl std::fmt::Display for SealFaultOnIssue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for SealFaultOnIssue {}

/// A seal without its signature.
pub struct PreparedSeal {
    payload: Vec<u8>,
    to_be_signed: Vec<u8>,
}

/// Prepares a seal.
///
/// # Errors
/// `seal.values`, `seal.discreet`, `seal.time`, `seal.too-large`.
pub fn prepare(request: &SealRequest<'_>) -> Result<PreparedSeal, SealFaultOnIssue> {
    let SealRequest { descriptor, values, shown, .. } = *request;
    if descriptor.is_discreet() {
        return Err(SealFaultOnIssue::Discreet);
    }
    if request.until <= request.signed {
        return Err(SealFaultOnIssue::Time);
    }
    let issued: Vec<_> = descriptor.issued_elements().collect();
    let known = |id: &&str| issued.iter().any(|element| element.id.as_str() == *id);
    if issued.len() != values.len() || !shown.iter().all(known) {
        return Err(SealFaultOnIssue::Values);
    }
    let mut elements = Vec::new();
    for (element, value) in issued.iter().zip(values) {
        let wanted = element.disclose == Disclose::Always || shown.contains(&element.id.as_str());
        match value {
            Some(value) if wanted => elements.push((element.id.as_str(), value.to_cbor())),
            None if !element.optional => return Err(SealFaultOnIssue::Values),
            _ => {}
        }
    }
    if elements.is_empty() {
        return Err(SealFaultOnIssue::Values);
    }
    let payload = write(request, &elements);
    let to_be_signed = cose::sig_structure(&cose::protected_header(Algorithm::Es256), CONTEXT, &payload);
    // Around the payload: an array, two heads and the signature.
    if payload.len() + 70 > CODE_BYTES_EMITTED {
        return Err(SealFaultOnIssue::Size);
    }
    Ok(PreparedSeal { payload, to_be_signed })
}

fn write(request: &SealRequest<'_>, elements: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut payload = Writer::with_capacity(512);
    payload.array(8);
    payload.uint(1);
    payload.text(request.descriptor.doctype().as_str());
    payload.bytes(request.kid.as_bytes());
    payload.int(request.signed.seconds());
    payload.int(request.until.seconds());
    match request.status {
        Some((list, index)) => {
            payload.array(2);
            payload.uint(list);
            payload.uint(index);
        }
        None => payload.null(),
    }
    payload.text_map(elements);
    match request.letter {
        Some(letter) => {
            payload.array(2);
            payload.uint(letter.length);
            payload.bytes(&letter.digest);
        }
        None => payload.null(),
    }
    payload.into_bytes()
}

impl PreparedSeal {
    /// The bytes that the issuer signs with ES256.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Signs in this process and gives the text of the QR code.
    ///
    /// # Errors
    /// The signer's fault.
    pub fn sign(self, signer: &dyn Signer) -> Result<String, SealFaultOnIssue> {
        let signature = signer.sign(&self.to_be_signed).map_err(SealFaultOnIssue::Sign)?;
        self.complete(signer.public_key(), signature.as_bytes())
    }

    /// Completes with a signature made elsewhere: it is made low-s and verified before anything gets out.
    ///
    /// # Errors
    /// The fault of a signature that is not one by `key`; `sign.length` for a key that is not on P-256.
    pub fn complete(self, key: &PublicKey, signature: &[u8]) -> Result<String, SealFaultOnIssue> {
        let signature = crypto::complete(key, &self.to_be_signed, signature).map_err(SealFaultOnIssue::Sign)?;
        if key.algorithm() != Algorithm::Es256 {
            let got = signature.as_bytes().len();
            return Err(SealFaultOnIssue::Sign(SignFault::Length { got, want: 64 }));
        }
        let mut seal = Writer::with_capacity(self.payload.len() + 70);
        seal.array(2);
        seal.bytes(&self.payload);
        seal.bytes(signature.as_bytes());
        Ok(format!("{PREFIX}{}", base45::encode(seal.as_bytes())))
    }
}
