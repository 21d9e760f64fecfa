//! Showing a credential as a code: prepare the bytes, let the device sign, complete.

use std::fmt;

use super::parse::PREFIX;
use super::wire::{self, Handover};
use crate::crypto::{self, Kid, PublicKey, SignFault, Signer};
use crate::document::{Descriptor, Disclose, Kinds};
use crate::encoding::base45;
use crate::encoding::cbor::Writer;
use crate::encoding::limits::{CODE_BYTES_EMITTED, CODE_BYTES_IN_FRAMES, SHORT_LIVED_MINUTES};
use crate::format::mdoc::{self, IssuerSigned, MdocFault, MsoParts};
use crate::time::UnixTime;

/// Why a credential cannot be shown as a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresentFault {
    /// It is not an mdoc that chop reads.
    Mdoc(MdocFault),
    /// Its kind has no compact code: unknown here, discreet, or without a profile number.
    NoProfile,
    /// It is not in chop's deterministic form, so its signature would not survive.
    Foreign,
    /// An element was asked for that the credential does not have.
    NoSuchElement,
    /// What was asked for hides an element that is always disclosed.
    DisclosureRequired,
    /// The code would be longer than its carrier holds: [`CODE_BYTES_EMITTED`] or [`CODE_BYTES_IN_FRAMES`].
    Size,
    /// The device key is not the one of the credential.
    DeviceKey,
    /// The device's signer failed.
    Sign(SignFault),
}

impl PresentFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Mdoc(fault) => fault.code(),
            Self::NoProfile => "present.no-profile",
            Self::Foreign => "present.foreign",
            Self::NoSuchElement => "present.no-such-element",
            Self::DisclosureRequired => "disclosure.required",
            Self::Size => "present.size",
            Self::DeviceKey => "present.device-key",
            Self::Sign(fault) => fault.code(),
        }
    }
}

impl fmt::Display for PresentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for PresentFault {}

/// One issued element: its name, and what the code carries of it when shown or hidden.
#[derive(Clone)]
struct Slot {
    element: String,
    shown: Option<Vec<u8>>,
    digest: [u8; 32],
    always: bool,
}

/// A credential that can be shown as a code: everything that does not change from one code to the next.
#[derive(Clone)]
pub struct Codable {
    profile: u64,
    doc_type: String,
    kid: Kid,
    device_key: PublicKey,
    device_point: [u8; 33],
    valid_from: UnixTime,
    valid_until: UnixTime,
    status: Option<(u64, u64)>,
    slots: Vec<Slot>,
    issuer_signature: Vec<u8>,
    mso_digest: [u8; 32],
}

impl fmt::Debug for Codable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Codable").field("doc_type", &self.doc_type).finish_non_exhaustive()
    }
}

/// What a code says of its moment and its reader.
#[derive(Debug, Clone, Copy)]
pub struct Show<'a> {
    /// The elements to show.
    pub elements: &'a [&'a str],
    /// When.
    pub issued_at: UnixTime,
    /// 8 random bytes, or the 16 of a challenge.
    pub nonce: Nonce,
    /// The site or verifier.
    pub audience: Option<[u8; 8]>,
}

/// The nonce of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nonce {
    /// Level 1: random bytes of the wallet's own.
    Own([u8; 8]),
    /// Level 2: the open challenge.
    Challenge([u8; 16]),
}

impl Nonce {
    const fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Challenge(bytes) => bytes,
        }
    }
}

/// What carries a code to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Carrier {
    /// One symbol: at most [`CODE_BYTES_EMITTED`] bytes.
    #[default]
    Symbol,
    /// Animated frames: at most [`CODE_BYTES_IN_FRAMES`] bytes.
    Frames,
}

impl Carrier {
    const fn most(self) -> usize {
        match self {
            Self::Symbol => CODE_BYTES_EMITTED,
            Self::Frames => CODE_BYTES_IN_FRAMES,
        }
    }
}

/// A code without its device signature.
pub struct PreparedCode {
    before_signature: Vec<u8>,
    to_be_signed: Vec<u8>,
    device_key: PublicKey,
}

impl Codable {
    /// Takes an IssuerSigned that chop issued. `issuer` is the key whose identifier the code names.
    ///
    /// The MSO is written again and compared: only a credential in the one deterministic form of the profile can be
    /// shown without loss.
    ///
    /// # Errors
    /// A [`PresentFault`].
    pub fn new(issuer_signed: &[u8], issuer: Kid, kinds: &Kinds) -> Result<Self, PresentFault> {
        let mdoc = IssuerSigned::read(issuer_signed).map_err(PresentFault::Mdoc)?;
        let descriptor = kinds.by_doctype(&mdoc.mso.doc_type).ok_or(PresentFault::NoProfile)?;
        let profile = descriptor.code_profile().ok_or(PresentFault::NoProfile)?;
        let slots = slots(&mdoc, descriptor)?;
        let device_point = mdoc.mso.device_key.p256_compressed().ok_or(PresentFault::Foreign)?;
        let status = status(&mdoc)?;
        let digests: Vec<[u8; 32]> = slots.iter().map(|slot| slot.digest).collect();
        let (x, y) = mdoc.mso.device_key.p256_coordinates().ok_or(PresentFault::Foreign)?;
        let rebuilt = mdoc::write_mso(&MsoParts {
            doc_type: &mdoc.mso.doc_type,
            digests: &digests,
            device_key: (&x, &y),
            validity: mdoc.mso.validity,
            status: mdoc.mso.status.as_ref().map(|status| (status.uri.as_str(), status.index)),
        });
        let validity = mdoc.mso.validity;
        let life = validity.valid_until.since(validity.valid_from);
        if rebuilt != mdoc.payload
            || mdoc.envelope.protected() != wire::ES256_HEADER
            || mdoc.envelope.signature().len() != 64
            || validity.signed != validity.valid_from
            || life % 60 != 0
            || validity.valid_from.seconds() < 0
        {
            return Err(PresentFault::Foreign);
        }
        Ok(Self {
            profile,
            doc_type: mdoc.mso.doc_type.clone(),
            kid: issuer,
            device_point,
            device_key: mdoc.mso.device_key.clone(),
            valid_from: validity.valid_from,
            valid_until: validity.valid_until,
            status,
            slots,
            issuer_signature: mdoc.envelope.signature().to_vec(),
            mso_digest: wire::digest(&mdoc.payload),
        })
    }

    /// The half-open time in which the credential is valid.
    #[must_use]
    pub const fn validity(&self) -> (UnixTime, UnixTime) {
        (self.valid_from, self.valid_until)
    }

    /// The elements that can be shown, in the order of the profile.
    pub fn elements(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().filter(|slot| slot.shown.is_some()).map(|slot| slot.element.as_str())
    }

    /// Prepares a code that shows these elements and those that are always disclosed.
    ///
    /// # Errors
    /// `present.no-such-element`, `present.size`.
    pub fn prepare(&self, show: &Show<'_>) -> Result<PreparedCode, PresentFault> {
        self.prepare_for(Carrier::Symbol, show)
    }

    /// The same for either carrier. What is prepared for frames is shown as [`sign_message`](PreparedCode::sign_message)
    /// gives it: as text it may be longer than anyone reads.
    ///
    /// # Errors
    /// `present.no-such-element`, `present.size`.
    pub fn prepare_for(&self, carrier: Carrier, show: &Show<'_>) -> Result<PreparedCode, PresentFault> {
        let has = |id: &str| self.slots.iter().any(|slot| slot.element == id && slot.shown.is_some());
        if !show.elements.iter().all(|id| has(id)) {
            return Err(PresentFault::NoSuchElement);
        }
        let mut items = Writer::with_capacity(64 * self.slots.len() + 512);
        items.array(self.slots.len());
        for slot in &self.slots {
            match &slot.shown {
                Some(shown) if slot.always || show.elements.contains(&slot.element.as_str()) => items.raw(shown),
                _ => items.bytes(&slot.digest),
            }
        }
        let handover = Handover {
            profile: self.profile,
            kid: self.kid.as_bytes(),
            issued_at: show.issued_at,
            nonce: show.nonce.as_bytes(),
            audience: show.audience.as_ref(),
            mso_digest: &self.mso_digest,
            items_digest: &wire::digest(items.as_bytes()),
        };
        let to_be_signed = wire::device_to_be_signed(&handover, &self.doc_type);
        let before_signature = self.write(show, items.as_bytes());
        // The signature that follows is a head of two bytes and 64 bytes.
        if before_signature.len() + 66 > carrier.most() {
            return Err(PresentFault::Size);
        }
        Ok(PreparedCode { before_signature, to_be_signed, device_key: self.device_key.clone() })
    }

    fn write(&self, show: &Show<'_>, items: &[u8]) -> Vec<u8> {
        let mut writer = Writer::with_capacity(items.len() + 320);
        writer.array(13);
        writer.uint(1);
        writer.uint(self.profile);
        writer.bytes(self.kid.as_bytes());
        writer.int(self.valid_from.seconds());
        writer.int(self.valid_until.since(self.valid_from) / 60);
        writer.bytes(&self.device_point);
        match self.status {
            Some((list, index)) => {
                writer.array(2);
                writer.uint(list);
                writer.uint(index);
            }
            None => writer.null(),
        }
        writer.raw(items);
        writer.bytes(&self.issuer_signature);
        writer.int(show.issued_at.seconds());
        writer.bytes(show.nonce.as_bytes());
        match &show.audience {
            Some(audience) => writer.bytes(audience),
            None => writer.null(),
        }
        writer.into_bytes()
    }
}

fn slots(mdoc: &IssuerSigned, descriptor: &Descriptor) -> Result<Vec<Slot>, PresentFault> {
    let doc_type = descriptor.doctype().as_str();
    if mdoc.items.iter().any(|item| item.name_space != doc_type) {
        return Err(PresentFault::Foreign);
    }
    (0_u64..)
        .zip(descriptor.issued_elements())
        .map(|(id, element)| {
            let digest = mdoc.mso.digest(doc_type, id).and_then(|digest| digest.try_into().ok());
            let digest = digest.ok_or(PresentFault::Foreign)?;
            let item = mdoc.items.iter().find(|item| item.digest_id == id);
            let shown = item
                .map(|item| {
                    let salt = mdoc::item_salt(&item.bytes).ok_or(PresentFault::Foreign)?;
                    let mut rebuilt = Writer::new();
                    mdoc::write_item(&mut rebuilt, &salt, id, element.id.as_str(), &item.value);
                    if rebuilt.as_bytes() != item.bytes || wire::digest(&item.bytes) != digest {
                        return Err(PresentFault::Foreign);
                    }
                    let mut shown = Writer::with_capacity(item.value.len() + 18);
                    shown.array(2);
                    shown.bytes(&salt);
                    shown.raw(&item.value);
                    Ok(shown.into_bytes())
                })
                .transpose()?;
            Ok(Slot { element: element.id.to_string(), shown, digest, always: element.disclose == Disclose::Always })
        })
        .collect()
}

/// The number of the list is what follows the last slash of its address.
fn status(mdoc: &IssuerSigned) -> Result<Option<(u64, u64)>, PresentFault> {
    let Some(reference) = &mdoc.mso.status else {
        let minutes = mdoc.mso.validity.valid_until.since(mdoc.mso.validity.valid_from) / 60;
        let short = u64::try_from(minutes).is_ok_and(|minutes| minutes <= SHORT_LIVED_MINUTES);
        return if short { Ok(None) } else { Err(PresentFault::Foreign) };
    };
    let number = reference.uri.rsplit('/').next().unwrap_or_default();
    let list = number.parse::<u64>().ok().filter(|list| list.to_string() == number).ok_or(PresentFault::Foreign)?;
    Ok(Some((list, reference.index)))
}

impl PreparedCode {
    /// The bytes that the device signs with ES256.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Signs in this process and gives the text of the QR code.
    ///
    /// # Errors
    /// `present.device-key` if the signer is not the device that the credential is bound to; the signer's fault.
    pub fn sign(self, signer: &dyn Signer) -> Result<String, PresentFault> {
        Ok(to_text(&self.sign_message(signer)?))
    }

    /// Signs in this process and gives the bytes, which frames carry.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    pub fn sign_message(self, signer: &dyn Signer) -> Result<Vec<u8>, PresentFault> {
        if signer.public_key() != &self.device_key {
            return Err(PresentFault::DeviceKey);
        }
        let signature = signer.sign(&self.to_be_signed).map_err(PresentFault::Sign)?;
        Ok(self.message(signature.as_bytes()))
    }

    /// Completes with a signature made in secure hardware: made low-s and verified before anything gets out.
    ///
    /// # Errors
    /// The fault of a signature that is not one by the device.
    pub fn complete(self, signature: &[u8]) -> Result<String, PresentFault> {
        let signature =
            crypto::complete(&self.device_key, &self.to_be_signed, signature).map_err(PresentFault::Sign)?;
        Ok(to_text(&self.message(signature.as_bytes())))
    }

    fn message(&self, signature: &[u8]) -> Vec<u8> {
        let mut writer = Writer::with_capacity(self.before_signature.len() + 66);
        writer.raw(&self.before_signature);
        writer.bytes(signature);
        writer.into_bytes()
    }
}

/// The text of a QR code for the bytes of a code. Above [`CODE_BYTES_EMITTED`] it is longer than a verifier needs to read.
#[must_use]
pub fn to_text(message: &[u8]) -> String {
    format!("{PREFIX}{}", base45::encode(message))
}
