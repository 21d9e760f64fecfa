//! The answers of an mdoc to the questions of verification.

use crate::crypto::PublicKey;
use crate::crypto::cose;
use crate::document::{Kinds, Value};
use crate::encoding::cbor::{Item, Strictness, Writer};
use crate::time::UnixTime;
use crate::trust::IssuerEntry;
use crate::verify::{
    DigestFault, DisclosedDocument, DisclosedElement, DisclosedIssuer, DisclosedValue, Expectation, HolderEvidence,
    HolderFault, HolderKey, HolderProof, IssuerEvidence, IssuerReference, Moment, Rejection, Statement, StatementFault,
    StatusEvidence, Validity, sealed,
};

use super::{DeviceAuth, DeviceDocument, DeviceSignedItem, IssuerSigned};

impl sealed::Sealed for IssuerSigned {}
impl sealed::Sealed for DeviceDocument {}

impl IssuerEvidence for IssuerSigned {
    fn issuer_reference(&self) -> IssuerReference<'_> {
        if self.chain.is_empty() { IssuerReference::Unnamed } else { IssuerReference::Chain(&self.chain) }
    }

    fn type_name(&self) -> &str {
        &self.mso.doc_type
    }

    fn statement(&self, _: &IssuerEntry) -> Result<Statement, StatementFault> {
        Ok(Statement { to_be_signed: self.to_be_signed(), signature: self.envelope.signature().to_vec() })
    }

    fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), Rejection> {
        self.envelope.require_algorithm_of(key).map_err(Rejection::Cose)
    }

    fn digests(&self) -> Result<(), DigestFault> {
        self.check_digests()
    }

    fn validity(&self) -> Validity {
        let info = self.mso.validity;
        Validity { signed: info.signed, from: info.valid_from, until: info.valid_until }
    }

    fn status(&self, _: &IssuerEntry) -> StatusEvidence {
        match &self.mso.status {
            Some(reference) => StatusEvidence::Listed { uri: reference.uri.clone(), index: reference.index },
            None if self.mso.has_other_status => StatusEvidence::Foreign,
            None => StatusEvidence::ShortLived,
        }
    }

    fn device_key_hash(&self) -> Option<[u8; 8]> {
        self.mso.device_key.device_hash()
    }

    fn disclosed(&self, kinds: &Kinds, issuer: &IssuerEntry) -> DisclosedDocument {
        let descriptor = kinds.by_doctype(&self.mso.doc_type);
        let elements = self.items.iter().map(|item| {
            let known = descriptor.and_then(|descriptor| {
                let element = descriptor.element(&item.element)?;
                let value = Item::parse(&item.value, Strictness::Lenient).ok()?;
                (item.name_space == self.mso.doc_type).then(|| Value::from_cbor(&value, element).ok())?
            });
            DisclosedElement {
                name_space: item.name_space.clone(),
                id: item.element.clone(),
                value: known.map_or_else(|| DisclosedValue::ForeignCbor(item.value.clone()), DisclosedValue::Known),
            }
        });
        DisclosedDocument {
            kind: descriptor.map(|descriptor| descriptor.kind().to_string()),
            type_name: self.mso.doc_type.clone(),
            issuer: DisclosedIssuer { kid: issuer.kid(), names: issuer.names().clone() },
            elements: elements.collect(),
            device_elements: Vec::new(),
            signed: self.mso.validity.signed,
            valid_until: self.mso.validity.valid_until,
        }
    }
}

impl IssuerEvidence for DeviceDocument {
    fn issuer_reference(&self) -> IssuerReference<'_> {
        self.issuer_signed.issuer_reference()
    }

    fn type_name(&self) -> &str {
        self.issuer_signed.type_name()
    }

    fn statement(&self, issuer: &IssuerEntry) -> Result<Statement, StatementFault> {
        self.issuer_signed.statement(issuer)
    }

    fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), Rejection> {
        self.issuer_signed.require_algorithm_of(key)
    }

    fn digests(&self) -> Result<(), DigestFault> {
        if self.doc_type != self.issuer_signed.mso.doc_type {
            return Err(DigestFault::DocType);
        }
        // §8.3.2.1.2.2: no element twice, whoever says it.
        let own = self.device_signed.iter().flat_map(|device| &device.items);
        let issued = &self.issuer_signed.items;
        let twice = |own: &DeviceSignedItem| {
            issued.iter().any(|item| item.name_space == own.name_space() && item.element == own.element())
        };
        if own.into_iter().any(twice) {
            return Err(DigestFault::DuplicateElement);
        }
        self.issuer_signed.digests()
    }

    fn validity(&self) -> Validity {
        self.issuer_signed.validity()
    }

    fn status(&self, issuer: &IssuerEntry) -> StatusEvidence {
        self.issuer_signed.status(issuer)
    }

    fn device_key_hash(&self) -> Option<[u8; 8]> {
        self.issuer_signed.device_key_hash()
    }

    fn disclosed(&self, kinds: &Kinds, issuer: &IssuerEntry) -> DisclosedDocument {
        self.issuer_signed.disclosed(kinds, issuer)
    }
}

impl HolderEvidence for DeviceDocument {
    fn holder_proof(
        &self,
        _: &Statement,
        expectation: &Expectation<'_>,
        reader: Option<&dyn HolderKey>,
    ) -> Result<HolderProof, HolderFault> {
        let device = self.device_signed.as_ref().ok_or(HolderFault::Missing)?;
        let transcript = expectation.transcript.ok_or(HolderFault::Transcript)?;
        let payload = device_authentication(transcript, &self.doc_type, &device.name_spaces);
        let key = &self.issuer_signed.mso.device_key;
        match &device.auth {
            DeviceAuth::Signature(envelope) => {
                // A proof whose header names another algorithm than its key is no proof of that key.
                envelope.require_algorithm_of(key).map_err(|_| HolderFault::Missing)?;
                Ok(HolderProof::Signature {
                    key: key.clone(),
                    to_be_signed: cose::sig_structure(
                        envelope.protected(),
                        &[],
                        detached(envelope.payload(), &payload)?,
                    ),
                    signature: envelope.signature().to_vec(),
                })
            }
            DeviceAuth::Mac(envelope) => {
                envelope.require_hmac_256().map_err(|_| HolderFault::Missing)?;
                let reader = reader.ok_or(HolderFault::ReaderKey)?;
                Ok(HolderProof::Mac {
                    key: reader.mac_key(key, transcript).ok_or(HolderFault::ReaderKey)?,
                    to_be_authenticated: cose::mac_structure(
                        envelope.protected(),
                        &[],
                        detached(envelope.payload(), &payload)?,
                    ),
                    tag: envelope.signature().to_vec(),
                })
            }
        }
    }

    /// Under their own form always: a kind says what its issuer signs, and nothing of what a device may add.
    fn device_elements(&self) -> Result<Vec<DisclosedElement>, HolderFault> {
        let authorised = &self.issuer_signed.mso.key_authorizations;
        let own = self.device_signed.iter().flat_map(|device| &device.items);
        own.map(|item| {
            if !authorised.permits(item.name_space(), item.element()) {
                return Err(HolderFault::Unauthorised);
            }
            Ok(DisclosedElement {
                name_space: item.name_space().to_owned(),
                id: item.element().to_owned(),
                value: DisclosedValue::ForeignCbor(item.value().to_vec()),
            })
        })
        .collect()
    }

    fn moment(&self) -> Option<Moment> {
        None
    }

    fn proof_time(&self) -> Option<UnixTime> {
        None
    }
}

/// The payload is detached (ISO/IEC 18013-5 §9.1.3.6); one that is sent must be the very same.
fn detached<'a>(sent: Option<&[u8]>, expected: &'a [u8]) -> Result<&'a [u8], HolderFault> {
    match sent {
        Some(sent) if sent != expected => Err(HolderFault::Transcript),
        _ => Ok(expected),
    }
}

/// `DeviceAuthenticationBytes` (ISO/IEC 18013-5 §9.1.3.4) from an encoded SessionTranscript and the exact
/// `DeviceNameSpacesBytes`.
pub(super) fn device_authentication(transcript: &[u8], doc_type: &str, name_spaces: &[u8]) -> Vec<u8> {
    let mut bytes = Writer::with_capacity(device_authentication_length(transcript, doc_type, name_spaces));
    write_device_authentication(&mut bytes, transcript, doc_type, name_spaces);
    bytes.into_bytes()
}

/// About how many bytes that has: never fewer than it has.
pub(crate) const fn device_authentication_length(transcript: &[u8], doc_type: &str, name_spaces: &[u8]) -> usize {
    transcript.len() + doc_type.len() + name_spaces.len() + 40
}

/// Writes the same behind what is in `writer`.
pub(crate) fn write_device_authentication(writer: &mut Writer, transcript: &[u8], doc_type: &str, name_spaces: &[u8]) {
    writer.embedded_with(|inner| {
        inner.array(4);
        inner.text("DeviceAuthentication");
        inner.raw(transcript);
        inner.text(doc_type);
        inner.raw(name_spaces);
    });
}
