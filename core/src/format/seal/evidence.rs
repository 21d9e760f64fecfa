//! The answers of a seal to the questions of verification.

use crate::crypto::{Algorithm, PublicKey, cose};
use crate::document::Kinds;
use crate::trust::IssuerEntry;
use crate::verify::{
    DigestFault, DisclosedDocument, DisclosedElement, DisclosedIssuer, IssuerEvidence, IssuerReference, Rejection,
    Statement, StatementFault, StatusEvidence, Validity, sealed,
};

use super::{CONTEXT, Seal};

impl sealed::Sealed for Seal {}

impl IssuerEvidence for Seal {
    fn issuer_reference(&self) -> IssuerReference<'_> {
        IssuerReference::Kid(self.kid)
    }

    fn type_name(&self) -> &str {
        &self.doc_type
    }

    fn statement(&self, _: &IssuerEntry) -> Result<Statement, StatementFault> {
        let header = cose::protected_header(Algorithm::Es256);
        Ok(Statement {
            to_be_signed: cose::sig_structure(&header, CONTEXT, &self.payload),
            signature: self.signature.to_vec(),
        })
    }

    fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), Rejection> {
        if key.algorithm() == Algorithm::Es256 {
            Ok(())
        } else {
            Err(Rejection::Cose(crate::crypto::cose::CoseFault::Algorithm))
        }
    }

    /// Everything in it stands under the signature itself.
    fn digests(&self) -> Result<(), DigestFault> {
        Ok(())
    }

    fn validity(&self) -> Validity {
        Validity { signed: self.signed, from: self.signed, until: self.until }
    }

    fn status(&self, issuer: &IssuerEntry) -> StatusEvidence {
        match (self.status, issuer.status_prefix()) {
            (None, _) => StatusEvidence::ShortLived,
            (Some((list, index)), Some(prefix)) => StatusEvidence::Listed { uri: format!("{prefix}{list}"), index },
            (Some(_), None) => StatusEvidence::Foreign,
        }
    }

    fn device_key_hash(&self) -> Option<[u8; 8]> {
        None
    }

    fn disclosed(&self, kinds: &Kinds, issuer: &IssuerEntry) -> DisclosedDocument {
        let elements = self.elements.iter().map(|(id, value)| DisclosedElement {
            name_space: self.doc_type.clone(),
            id: id.clone(),
            value: value.clone(),
        });
        DisclosedDocument {
            kind: kinds.by_doctype(&self.doc_type).map(|descriptor| descriptor.kind().to_string()),
            type_name: self.doc_type.clone(),
            issuer: DisclosedIssuer { kid: issuer.kid(), names: issuer.names().clone() },
            elements: elements.collect(),
            device_elements: Vec::new(),
            signed: self.signed,
            valid_until: self.until,
        }
    }
}
