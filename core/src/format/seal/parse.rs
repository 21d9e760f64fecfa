//! Text → a well-formed seal, nothing believed.

use crate::crypto::Kid;
use crate::document::{Disclose, Kinds, Value};
use crate::encoding::base45;
use crate::encoding::cbor::{Item, Strictness};
use crate::encoding::limits::{CODE_BYTES_ACCEPTED, CODE_TEXT_CHARACTERS};
use crate::time::UnixTime;
use crate::verify::{DisclosedValue, Parsed};

use super::SealFault;

/// What every seal begins with.
pub const PREFIX: &str = "SEAL1:";

/// The letter that a seal was stamped on: the bytes of its file before anything was added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// How many bytes.
    pub length: u64,
    /// Their SHA-256.
    pub digest: [u8; 32],
}

/// A seal as received.
#[derive(Clone)]
pub struct Seal {
    pub(super) payload: Vec<u8>,
    pub(super) doc_type: String,
    pub(super) kid: Kid,
    pub(super) signed: UnixTime,
    pub(super) until: UnixTime,
    pub(super) status: Option<(u64, u64)>,
    pub(super) elements: Vec<(String, DisclosedValue)>,
    pub(super) letter: Option<Letter>,
    pub(super) signature: [u8; 64],
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seal").field("doc_type", &self.doc_type).field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl Seal {
    /// Reads the text of a QR code. Nothing is trimmed. The values of a kind that is known here are those of its
    /// descriptor; those of any other type are kept as they are.
    ///
    /// # Errors
    /// A [`SealFault`].
    pub fn parse(text: &str, kinds: &Kinds) -> Result<Parsed<Self>, SealFault> {
        let body = text.strip_prefix(PREFIX).ok_or(SealFault::Prefix)?;
        if text.chars().count() > CODE_TEXT_CHARACTERS {
            return Err(SealFault::TextLength);
        }
        let bytes = base45::decode(body).map_err(|_| SealFault::Base45)?;
        if bytes.len() > CODE_BYTES_ACCEPTED {
            return Err(SealFault::Size);
        }
        Self::read(&bytes, kinds).map(Parsed::new)
    }

    pub(super) fn read(bytes: &[u8], kinds: &Kinds) -> Result<Self, SealFault> {
        let outer = Item::parse(bytes, Strictness::Deterministic).map_err(SealFault::Cbor)?;
        let [payload, signature]: &[Item<'_>; 2] = outer.as_array_of().ok_or(SealFault::Type)?;
        let payload = payload.as_bytes().ok_or(SealFault::Type)?;
        let signature = signature.as_byte_array().ok_or(SealFault::Type)?;
        let inner = Item::parse(payload, Strictness::Deterministic).map_err(SealFault::Cbor)?;
        let fields: &[Item<'_>; 8] = inner.as_array_of().ok_or(SealFault::Type)?;
        let [version, doc_type, kid, signed, until, status, elements, letter] = fields;
        if version.as_uint().ok_or(SealFault::Type)? != 1 {
            return Err(SealFault::Version);
        }
        let doc_type = doc_type.as_text().ok_or(SealFault::Type)?;
        let kid = Kid::new(kid.as_byte_array().ok_or(SealFault::Type)?);
        let time = |item: &Item<'_>| {
            UnixTime::from_unsigned(item.as_uint().ok_or(SealFault::Type)?).map_err(|_| SealFault::Range)
        };
        let (signed, until) = (time(signed)?, time(until)?);
        if until <= signed {
            return Err(SealFault::Range);
        }
        Ok(Self {
            elements: read_elements(elements, doc_type, kinds)?,
            doc_type: doc_type.to_owned(),
            kid,
            signed,
            until,
            status: read_status(status)?,
            letter: read_letter(letter)?,
            signature,
            payload: payload.to_vec(),
        })
    }
}

impl Parsed<Seal> {
    /// The letter that the seal says it was stamped on. Unverified: to be compared with the file at hand, and of no
    /// meaning before the seal is verified.
    #[must_use]
    pub const fn claimed_letter(&self) -> Option<Letter> {
        self.0.letter
    }
}

fn read_status(item: &Item<'_>) -> Result<Option<(u64, u64)>, SealFault> {
    if item.is_null() {
        return Ok(None);
    }
    let [list, index]: &[Item<'_>; 2] = item.as_array_of().ok_or(SealFault::Type)?;
    let uint = |item: &Item<'_>| item.as_uint().ok_or(SealFault::Type);
    Ok(Some((uint(list)?, uint(index)?)))
}

fn read_letter(item: &Item<'_>) -> Result<Option<Letter>, SealFault> {
    if item.is_null() {
        return Ok(None);
    }
    let [length, digest]: &[Item<'_>; 2] = item.as_array_of().ok_or(SealFault::Type)?;
    Ok(Some(Letter {
        length: length.as_uint().ok_or(SealFault::Type)?,
        digest: digest.as_byte_array().ok_or(SealFault::Type)?,
    }))
}

/// A map of identifiers to values. Of a known kind every element must be its own and none that is always shown may be
/// missing; a seal hides nothing, so what is not there was never in it.
fn read_elements(item: &Item<'_>, doc_type: &str, kinds: &Kinds) -> Result<Vec<(String, DisclosedValue)>, SealFault> {
    let map = item.as_map().ok_or(SealFault::Type)?;
    let descriptor = kinds.by_doctype(doc_type);
    let mut elements = Vec::with_capacity(map.len());
    for (id, value) in map.entries() {
        let id = id.as_text().ok_or(SealFault::Type)?;
        let value = match descriptor {
            Some(descriptor) => {
                let element = descriptor.element(id).filter(|element| element.is_issued()).ok_or(SealFault::Value)?;
                DisclosedValue::Known(Value::from_cbor(value, element).map_err(|_| SealFault::Value)?)
            }
            None => DisclosedValue::ForeignCbor(value.raw().to_vec()),
        };
        elements.push((id.to_owned(), value));
    }
    let missing = descriptor.is_some_and(|descriptor| {
        let always = descriptor.issued_elements().filter(|element| element.disclose == Disclose::Always);
        always.into_iter().any(|element| elements.iter().all(|(id, _)| id != element.id.as_str()))
    });
    if missing || elements.is_empty() { Err(SealFault::Value) } else { Ok(elements) }
}
