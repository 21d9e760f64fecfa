//! A credential with its issuer's proof, and its answers to the questions of verification.

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::crypto::PublicKey;
use crate::document::Kinds;
use crate::format::vc::credential::object;
use crate::format::vc::did::Did;
use crate::format::vc::fault::{MethodFault, VcFault};
use crate::format::vc::{Credential, Library};
use crate::trust::IssuerEntry;
use crate::verify::{
    DigestFault, DisclosedDocument, IssuerEvidence, IssuerReference, Parsed, Rejection, Statement, StatementFault,
    StatusEvidence, Validity, sealed,
};

use super::hash;
use super::proof::{Proof, Purpose};

/// A credential secured by a Data Integrity proof, as received.
#[derive(Debug, Clone)]
pub struct SecuredCredential {
    credential: Credential,
    proof: Proof,
    validity: Validity,
    holder: Option<Did>,
    library: Library,
}

/// Reads a credential with exactly one proof.
///
/// # Errors
/// A [`VcFault`]: of the data model, of the proof, `vc.context-unknown`, `vc.proof-controller` where the key is of
/// somebody else than the issuer, `vc.undated`.
pub fn parse_credential(bytes: &[u8], library: &Library) -> Result<Parsed<SecuredCredential>, VcFault> {
    SecuredCredential::read(object(bytes)?, library).map(Parsed::new)
}

impl SecuredCredential {
    pub(super) fn read(mut json: Map<String, Json>, library: &Library) -> Result<Self, VcFault> {
        let proof = Proof::take(&mut json, Purpose::Assertion)?;
        let credential = Credential::from_object(json)?;
        library.require(&credential.contexts())?;
        if proof.controller.as_str() != credential.issuer() {
            return Err(MethodFault::Controller.into());
        }
        let mut validity = credential.validity(proof.created)?;
        // The credential counts no longer than what vouches for it.
        validity.until = proof.expires.map_or(validity.until, |expires| expires.min(validity.until));
        // A subject that is no key of its own binds no holder.
        let holder = credential.subject().and_then(|subject| Did::parse(subject).ok());
        Ok(Self { credential, proof, validity, holder, library: library.clone() })
    }

    /// The DID of the key that the issuer bound it to.
    pub(super) const fn holder(&self) -> Option<&Did> {
        self.holder.as_ref()
    }
}

impl sealed::Sealed for SecuredCredential {}

impl IssuerEvidence for SecuredCredential {
    fn issuer_reference(&self) -> IssuerReference<'_> {
        IssuerReference::Key(self.proof.key())
    }

    fn type_name(&self) -> &str {
        self.credential.type_name()
    }

    fn statement(&self, _: &IssuerEntry) -> Result<Statement, StatementFault> {
        let to_be_signed = hash::to_be_signed(
            self.proof.suite,
            self.proof.key().algorithm(),
            self.credential.json(),
            &self.proof.options,
            &self.library,
        );
        let to_be_signed = to_be_signed.map_err(Rejection::Vc)?;
        Ok(Statement { to_be_signed, signature: self.proof.signature.clone() })
    }

    fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), Rejection> {
        if self.proof.suite.signs_with(key.algorithm()) { Ok(()) } else { Err(Rejection::Vc(MethodFault::Key.into())) }
    }

    /// The whole document is under the signature; there is nothing else that could differ.
    fn digests(&self) -> Result<(), DigestFault> {
        Ok(())
    }

    fn validity(&self) -> Validity {
        self.validity
    }

    fn status(&self, _: &IssuerEntry) -> StatusEvidence {
        self.credential.status().evidence()
    }

    fn device_key_hash(&self) -> Option<[u8; 8]> {
        let point = self.holder.as_ref()?.key().p256_compressed()?;
        Sha256::digest(point).first_chunk().copied()
    }

    fn disclosed(&self, kinds: &Kinds, issuer: &IssuerEntry) -> DisclosedDocument {
        self.credential.disclosed(kinds, issuer, self.validity)
    }
}
