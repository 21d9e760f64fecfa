//! The answers of a credential secured with JOSE to the questions of verification.

use crate::crypto::PublicKey;
use crate::document::Kinds;
use crate::format::sdjwt::{KeyBinding, hash_of};
use crate::format::vc::fault::VcFault;
use crate::time::UnixTime;
use crate::trust::IssuerEntry;
use crate::verify::{
    DigestFault, DisclosedDocument, Expectation, HolderEvidence, HolderFault, HolderKey, HolderProof, IssuerEvidence,
    IssuerReference, Moment, Rejection, Statement, StatementFault, StatusEvidence, Validity, sealed,
};

use super::JoseCredential;
use super::credential::{Named, Secured};

impl sealed::Sealed for JoseCredential {}

impl IssuerEvidence for JoseCredential {
    fn issuer_reference(&self) -> IssuerReference<'_> {
        match &self.issuer {
            Named::Key(key) => IssuerReference::Key(key),
            Named::Kid(kid) => IssuerReference::Kid(*kid),
            Named::Chain => IssuerReference::Chain(self.secured.jws().chain()),
            Named::Nobody => IssuerReference::Unnamed,
        }
    }

    fn type_name(&self) -> &str {
        self.credential.type_name()
    }

    fn statement(&self, _: &IssuerEntry) -> Result<Statement, StatementFault> {
        let jws = self.secured.jws();
        Ok(Statement { to_be_signed: jws.signing_input().as_bytes().to_vec(), signature: jws.signature().to_vec() })
    }

    fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), Rejection> {
        self.secured.jws().require_algorithm_of(key).map_err(|fault| Rejection::Vc(VcFault::from(fault)))
    }

    /// Nothing is left to ask: the whole JWT is under the signature, and a disclosure without its digest does not parse.
    fn digests(&self) -> Result<(), DigestFault> {
        Ok(())
    }

    fn validity(&self) -> Validity {
        self.validity
    }

    fn status(&self, _: &IssuerEntry) -> StatusEvidence {
        self.status.clone()
    }

    fn device_key_hash(&self) -> Option<[u8; 8]> {
        hash_of(self.holder.as_ref()?)
    }

    fn disclosed(&self, kinds: &Kinds, issuer: &IssuerEntry) -> DisclosedDocument {
        let mut document = self.credential.disclosed(kinds, issuer, self.validity);
        // Disclosures come in the order of their digests: show ours in the descriptor's.
        if let Some(descriptor) = document.kind.as_deref().and_then(|kind| kinds.by_kind(kind)) {
            let place = |id: &str| descriptor.elements().iter().position(|element| element.id.as_str() == id);
            document.elements.sort_by_key(|element| place(&element.id).unwrap_or(usize::MAX));
        }
        document
    }
}

impl JoseCredential {
    /// The holder's JWT of an SD-JWT that was presented by itself.
    fn key_binding(&self) -> Option<(&KeyBinding, &crate::format::sdjwt::SdJwt)> {
        match &self.secured {
            Secured::SdJwt(sd_jwt) => Some((sd_jwt.key_binding.as_ref()?, sd_jwt)),
            Secured::Jwt(_) => None,
        }
    }
}

impl HolderEvidence for JoseCredential {
    fn holder_proof(
        &self,
        _: &Statement,
        expectation: &Expectation<'_>,
        _: Option<&dyn HolderKey>,
    ) -> Result<HolderProof, HolderFault> {
        if let Some(envelope) = &self.envelope {
            return envelope.proof(self.holder.as_ref(), expectation.request.ok_or(HolderFault::Request)?);
        }
        let (key_binding, sd_jwt) = self.key_binding().ok_or(HolderFault::Missing)?;
        let key = self.holder.as_ref().ok_or(HolderFault::Unbound)?;
        let request = expectation.request.ok_or(HolderFault::Request)?;
        key_binding.proof(key, request, sd_jwt.hash, &sd_jwt.presented)
    }

    fn moment(&self) -> Option<Moment> {
        None
    }

    fn proof_time(&self) -> Option<UnixTime> {
        match &self.envelope {
            Some(envelope) => Some(envelope.issued_at),
            None => self.key_binding().map(|(key_binding, _)| key_binding.issued_at),
        }
    }

    fn proof_end(&self) -> Option<UnixTime> {
        match &self.envelope {
            Some(envelope) => envelope.expires_at,
            None => self.key_binding().and_then(|(key_binding, _)| key_binding.expires_at),
        }
    }
}
