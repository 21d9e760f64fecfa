//! The answers of a code to the questions of verification.

use std::fmt::Write as _;

use crate::crypto::Algorithm;
use crate::crypto::PublicKey;
use crate::crypto::cose::CoseFault;
use crate::document::Kinds;
use crate::encoding::cbor::Writer;
use crate::encoding::limits::CODE_BYTES_EMITTED;
use crate::format::mdoc::{self, MsoParts, ValidityInfo};
use crate::time::UnixTime;
use crate::trust::IssuerEntry;
use crate::verify::{
    CODE_LIFE_SECONDS, DigestFault, DisclosedDocument, DisclosedElement, DisclosedIssuer, DisclosedValue, Doubt,
    Expectation, HolderEvidence, HolderFault, HolderKey, HolderProof, IssuerEvidence, IssuerReference, Moment,
    Rejection, Statement, StatementFault, StatusEvidence, TRANSFER_SECONDS, Validity, sealed,
};

use super::parse::{Code, Slot};
use super::wire::{self, Handover};

impl sealed::Sealed for Code {}

impl Code {
    /// The digests of all elements: recomputed where shown, taken where hidden.
    pub(super) fn digests(&self) -> Vec<[u8; 32]> {
        let mut digests = Vec::with_capacity(self.slots.len());
        let mut item = Writer::with_capacity(256);
        for ((id, element), slot) in (0_u64..).zip(self.descriptor.issued_elements()).zip(&self.slots) {
            digests.push(match slot {
                Slot::Hidden(digest) => *digest,
                Slot::Shown { salt, encoded, .. } => {
                    let value = self.bytes.get(encoded.clone()).unwrap_or_default();
                    item.clear();
                    mdoc::write_item(&mut item, salt, id, element.id.as_str(), value);
                    wire::digest(item.as_bytes())
                }
            });
        }
        digests
    }

    /// What the issuer signed, if its lists stand under this prefix.
    fn issuer_to_be_signed(&self, status_prefix: Option<&str>) -> Option<Vec<u8>> {
        let uri = match self.status {
            Some((list, _)) => Some(list_address(status_prefix?, list)),
            None => None,
        };
        let (x, y) = self.device_key.p256_coordinates()?;
        Some(wire::issuer_to_be_signed(&MsoParts {
            doc_type: self.type_name(),
            digests: &self.digests(),
            device_key: (&x, &y),
            validity: ValidityInfo {
                signed: self.valid_from,
                valid_from: self.valid_from,
                valid_until: self.valid_until(),
            },
            status: uri.as_deref().zip(self.status.map(|(_, index)| index)),
        }))
    }
}

/// The address of a status list: the issuer's prefix and the number of the list.
fn list_address(prefix: &str, list: u64) -> String {
    const LONGEST_NUMBER: usize = 20;
    let mut address = String::with_capacity(prefix.len() + LONGEST_NUMBER);
    address.push_str(prefix);
    write!(address, "{list}").expect("a string takes whatever is written");
    address
}

impl IssuerEvidence for Code {
    fn issuer_reference(&self) -> IssuerReference<'_> {
        IssuerReference::Kid(self.kid)
    }

    fn type_name(&self) -> &str {
        self.descriptor.doctype().as_str()
    }

    fn statement(&self, issuer: &IssuerEntry) -> Result<Statement, StatementFault> {
        // Without the address of the list the signed bytes cannot be rebuilt, so nothing is said against the code.
        let to_be_signed = self.issuer_to_be_signed(issuer.status_prefix()).ok_or(Doubt::StatusUnknown)?;
        Ok(Statement { to_be_signed, signature: self.issuer_signature.to_vec() })
    }

    fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), Rejection> {
        if key.algorithm() == Algorithm::Es256 { Ok(()) } else { Err(Rejection::Cose(CoseFault::Algorithm)) }
    }

    /// The digests were recomputed for the issuer's signature; there is nothing else that could differ.
    fn digests(&self) -> Result<(), DigestFault> {
        Ok(())
    }

    fn validity(&self) -> Validity {
        Validity { signed: self.valid_from, from: self.valid_from, until: self.valid_until() }
    }

    fn status(&self, issuer: &IssuerEntry) -> StatusEvidence {
        match (self.status, issuer.status_prefix()) {
            (None, _) => StatusEvidence::ShortLived,
            (Some((list, index)), Some(prefix)) => StatusEvidence::Listed { uri: list_address(prefix, list), index },
            (Some(_), None) => StatusEvidence::Foreign,
        }
    }

    fn device_key_hash(&self) -> Option<[u8; 8]> {
        wire::digest(&self.device_point).first_chunk().copied()
    }

    fn disclosed(&self, _: &Kinds, issuer: &IssuerEntry) -> DisclosedDocument {
        let shown = self.descriptor.issued_elements().zip(&self.slots).filter_map(|(element, slot)| match slot {
            Slot::Shown { value, .. } => Some(DisclosedElement {
                name_space: self.type_name().to_owned(),
                id: element.id.as_str().to_owned(),
                value: DisclosedValue::Known(value.clone()),
            }),
            Slot::Hidden(_) => None,
        });
        let mut elements = Vec::with_capacity(self.slots.len());
        elements.extend(shown);
        DisclosedDocument {
            kind: Some(self.descriptor.kind().as_str().to_owned()),
            type_name: self.type_name().to_owned(),
            issuer: DisclosedIssuer { kid: issuer.kid(), names: issuer.names().clone() },
            elements,
            device_elements: Vec::new(),
            signed: self.valid_from,
            valid_until: self.valid_until(),
        }
    }
}

impl HolderEvidence for Code {
    fn holder_proof(
        &self,
        statement: &Statement,
        _: &Expectation<'_>,
        _: Option<&dyn HolderKey>,
    ) -> Result<HolderProof, HolderFault> {
        let handover = Handover {
            profile: self.profile,
            kid: self.kid.as_bytes(),
            issued_at: self.issued_at,
            nonce: &self.nonce,
            audience: self.audience.as_ref(),
            mso_digest: &wire::digest(wire::mso_of(&statement.to_be_signed)),
            items_digest: &wire::digest(self.bytes.get(self.items.clone()).unwrap_or_default()),
        };
        Ok(HolderProof::Signature {
            key: self.device_key.clone(),
            to_be_signed: wire::device_to_be_signed(&handover, self.type_name()),
            signature: self.device_signature.to_vec(),
        })
    }

    /// What fits one symbol gains nothing by coming in frames; what does not is remembered for as long as it could be
    /// accepted in frames, also where a symbol brought it.
    fn moment(&self) -> Option<Moment> {
        let fits_a_symbol = self.bytes.len() <= CODE_BYTES_EMITTED;
        let longest_life = if fits_a_symbol { CODE_LIFE_SECONDS } else { CODE_LIFE_SECONDS + TRANSFER_SECONDS };
        Some(Moment {
            issued_at: self.issued_at,
            nonce: self.nonce.clone(),
            audience: self.audience,
            device_key: self.device_point,
            life: if self.in_frames { longest_life } else { CODE_LIFE_SECONDS },
            longest_life,
        })
    }

    /// The moment says it already, and is judged by its own rules.
    fn proof_time(&self) -> Option<UnixTime> {
        None
    }
}
