//! Text → a well-formed code, nothing believed.

use std::ops::Range;
use std::sync::Arc;

use crate::crypto::{Kid, PublicKey};
use crate::document::{Descriptor, Kinds, Value};
use crate::encoding::base45;
use crate::encoding::cbor::{Item, Strictness};
use crate::encoding::limits::{
    CODE_BYTES_ACCEPTED, CODE_BYTES_IN_FRAMES, CODE_MINUTES, CODE_TEXT_CHARACTERS, SHORT_LIVED_MINUTES,
};
use crate::time::UnixTime;
use crate::trust::TrustBundle;
use crate::verify::{CheckedIssuers, Doubt, Outcome, Parsed, Policy, Rejection};

use super::CodeFault;

/// What every Personal Code begins with.
pub const PREFIX: &str = "PC1:";

/// Why text is not a code that can be judged: not a code, or of a profile that is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeRefusal {
    /// It is not a well-formed code.
    Fault(CodeFault),
    /// Its profile is not known here, or known with another content: this verifier must be updated.
    Profile {
        /// The number.
        number: u64,
    },
}

impl From<CodeFault> for CodeRefusal {
    fn from(fault: CodeFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<CodeRefusal> for Outcome {
    fn from(refusal: CodeRefusal) -> Self {
        match refusal {
            CodeRefusal::Fault(fault) => Self::Rejected(Rejection::Code(fault)),
            CodeRefusal::Profile { number } => Self::Undecided(Doubt::Profile { number }),
        }
    }
}

/// One element of a code: shown with its salt, or hidden behind its digest.
#[derive(Clone)]
pub(super) enum Slot {
    Shown { salt: [u8; 16], value: Value, encoded: Range<usize> },
    Hidden([u8; 32]),
}

/// A Personal Code as received.
#[derive(Clone)]
pub struct Code {
    pub(super) bytes: Vec<u8>,
    pub(super) profile: u64,
    pub(super) descriptor: Arc<Descriptor>,
    pub(super) kid: Kid,
    pub(super) valid_from: UnixTime,
    pub(super) minutes: u64,
    pub(super) device_point: [u8; 33],
    pub(super) device_key: PublicKey,
    pub(super) status: Option<(u64, u64)>,
    pub(super) items: Range<usize>,
    pub(super) slots: Vec<Slot>,
    pub(super) issuer_signature: [u8; 64],
    pub(super) issued_at: UnixTime,
    pub(super) nonce: Vec<u8>,
    pub(super) audience: Option<[u8; 8]>,
    pub(super) device_signature: [u8; 64],
    /// Whether it came in frames and not in one symbol.
    pub(super) in_frames: bool,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Code").field("profile", &self.profile).field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl Code {
    /// Reads the text of a QR code. Nothing is trimmed. `trust` holds which content each profile number has; where
    /// it and `kinds` differ, the answer is *update this verifier*, never *forged*.
    ///
    /// # Errors
    /// A [`CodeRefusal`]; the fault that comes first in [`ORDER`](crate::verify::ORDER).
    pub fn parse(text: &str, kinds: &Kinds, trust: &TrustBundle) -> Result<Parsed<Self>, CodeRefusal> {
        Self::read(&decode(text)?, kinds, Some(trust)).map(Parsed::new)
    }

    /// The same for a verifier with a memory of [checked issuers](Policy::checked): a device key that it knows is not
    /// computed again.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_under(text: &str, policy: &Policy<'_>) -> Result<Parsed<Self>, CodeRefusal> {
        Self::read_knowing(&decode(text)?, policy.kinds, Some(policy.trust), policy.checked).map(Parsed::new)
    }

    /// Whether the message of animated frames is a code: an array of thirteen fields.
    #[must_use]
    pub fn is_message(message: &[u8]) -> bool {
        message.first() == Some(&0x8d)
    }

    /// Reads the message of animated frames: the bytes of a code without the text around them. They may be more than a
    /// symbol has room for, and then have had [`TRANSFER_SECONDS`](crate::verify::TRANSFER_SECONDS) for their way.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); `code.size` beyond [`CODE_BYTES_IN_FRAMES`].
    pub fn parse_message(message: &[u8], policy: &Policy<'_>) -> Result<Parsed<Self>, CodeRefusal> {
        if message.len() > CODE_BYTES_IN_FRAMES {
            return Err(CodeFault::Size.into());
        }
        let code = Self::read_knowing(message, policy.kinds, Some(policy.trust), policy.checked)?;
        Ok(Parsed::new(Self { in_frames: true, ..code }))
    }

    pub(super) fn read(bytes: &[u8], kinds: &Kinds, trust: Option<&TrustBundle>) -> Result<Self, CodeRefusal> {
        Self::read_knowing(bytes, kinds, trust, None)
    }

    fn read_knowing(
        bytes: &[u8],
        kinds: &Kinds,
        trust: Option<&TrustBundle>,
        checked: Option<&dyn CheckedIssuers>,
    ) -> Result<Self, CodeRefusal> {
        let item = Item::parse(bytes, Strictness::Deterministic).map_err(CodeFault::Cbor)?;
        let fields: &[Item<'_>; 13] = item.as_array_of().ok_or(CodeFault::Type)?;
        let [
            version,
            profile,
            kid,
            valid_from,
            minutes,
            device_key,
            status,
            items,
            issuer_signature,
            issued_at,
            nonce,
            audience,
            device_signature,
        ] = fields;
        let version = version.as_uint().ok_or(CodeFault::Type)?;
        let profile = profile.as_uint().ok_or(CodeFault::Type)?;
        let kid = Kid::new(kid.as_byte_array().ok_or(CodeFault::Type)?);
        let valid_from = valid_from.as_uint().ok_or(CodeFault::Type)?;
        let minutes = minutes.as_uint().ok_or(CodeFault::Type)?;
        let device_point: [u8; 33] = device_key.as_byte_array().ok_or(CodeFault::Type)?;
        let status = read_status(status)?;
        let slots = items.as_array().ok_or(CodeFault::Type)?;
        let issuer_signature = issuer_signature.as_byte_array().ok_or(CodeFault::Type)?;
        let issued_at = issued_at.as_uint().ok_or(CodeFault::Type)?;
        let nonce = nonce.as_bytes().filter(|n| matches!(n.len(), 8 | 16)).ok_or(CodeFault::Type)?.to_vec();
        let audience = if audience.is_null() { None } else { Some(audience.as_byte_array().ok_or(CodeFault::Type)?) };
        let device_signature = device_signature.as_byte_array().ok_or(CodeFault::Type)?;
        let valid_from = UnixTime::from_unsigned(valid_from).map_err(|_| CodeFault::Range)?;
        let issued_at = UnixTime::from_unsigned(issued_at).map_err(|_| CodeFault::Range)?;
        if minutes == 0 || minutes > CODE_MINUTES || valid_from.plus(LONGEST_MINUTES_IN_SECONDS) == valid_from {
            return Err(CodeFault::Range.into());
        }
        if version != 1 {
            return Err(CodeFault::Version.into());
        }
        let descriptor = profile_of(profile, kinds, trust)?;
        let slots = read_slots(slots, descriptor)?;
        if status.is_none() && minutes > SHORT_LIVED_MINUTES {
            return Err(CodeFault::StatusMissing.into());
        }
        let known = checked.and_then(|checked| checked.device_key(&device_point));
        let device_key = match known.filter(|key| key.p256_compressed() == Some(device_point)) {
            Some(key) => key,
            None => PublicKey::from_p256_compressed(&device_point).map_err(|_| CodeFault::DeviceKey)?,
        };
        Ok(Self {
            profile,
            descriptor: Arc::clone(descriptor),
            kid,
            valid_from,
            minutes,
            device_point,
            device_key,
            status,
            items: items.range(),
            slots,
            issuer_signature,
            issued_at,
            nonce,
            audience,
            device_signature,
            in_frames: false,
            bytes: bytes.to_vec(),
        })
    }

    /// The first second after the credential's validity.
    pub(super) fn valid_until(&self) -> UnixTime {
        self.valid_from.plus(i64::try_from(self.minutes * 60).unwrap_or(i64::MAX))
    }
}

const LONGEST_MINUTES_IN_SECONDS: i64 = 60 * CODE_MINUTES.cast_signed();

/// The text of a code → its bytes, bounded on the way.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, CodeFault> {
    // Bytes bound characters from both sides, so those of a short text and of a very long one are not counted.
    let bytes = text.len();
    if bytes > CODE_TEXT_CHARACTERS && (bytes > 4 * CODE_TEXT_CHARACTERS || text.chars().count() > CODE_TEXT_CHARACTERS)
    {
        return Err(if text.starts_with(PREFIX) { CodeFault::TextLength } else { CodeFault::Prefix });
    }
    let body = text.strip_prefix(PREFIX).ok_or(CodeFault::Prefix)?;
    let bytes = base45::decode(body).map_err(|_| CodeFault::Base45)?;
    if bytes.len() > CODE_BYTES_ACCEPTED {
        return Err(CodeFault::Size);
    }
    Ok(bytes)
}

fn read_status(item: &Item<'_>) -> Result<Option<(u64, u64)>, CodeFault> {
    if item.is_null() {
        return Ok(None);
    }
    let [list, index] = item.as_array_of().ok_or(CodeFault::Type)?;
    Ok(Some((list.as_uint().ok_or(CodeFault::Type)?, index.as_uint().ok_or(CodeFault::Type)?)))
}

fn profile_of<'k>(
    number: u64,
    kinds: &'k Kinds,
    trust: Option<&TrustBundle>,
) -> Result<&'k Arc<Descriptor>, CodeRefusal> {
    kinds
        .shared_by_profile(number)
        .filter(|descriptor| trust.is_none_or(|trust| !trust.contradicts_profile(number, &descriptor.wire_digest())))
        .ok_or(CodeRefusal::Profile { number })
}

fn read_slots(items: &[Item<'_>], descriptor: &Descriptor) -> Result<Vec<Slot>, CodeFault> {
    let mut elements = descriptor.issued_elements();
    let mut slots = Vec::with_capacity(items.len());
    for item in items {
        let element = elements.next().ok_or(CodeFault::Items)?;
        if let Some(digest) = item.as_byte_array() {
            slots.push(Slot::Hidden(digest));
            continue;
        }
        let [salt, value] = item.as_array_of().ok_or(CodeFault::Items)?;
        slots.push(Slot::Shown {
            salt: salt.as_byte_array().ok_or(CodeFault::Items)?,
            encoded: value.range(),
            value: Value::from_cbor(value, element).map_err(|_| CodeFault::Value)?,
        });
    }
    if elements.next().is_some() {
        return Err(CodeFault::Items);
    }
    Ok(slots)
}
