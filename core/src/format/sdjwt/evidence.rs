//! The answers of an SD-JWT VC to the questions of verification.

use sha2::{Digest, Sha256};

use super::SdJwtVc;
use super::claims::NEVER_HIDDEN;
use crate::crypto::PublicKey;
use crate::document::{Descriptor, Kinds, Value};
use crate::time::UnixTime;
use crate::trust::IssuerEntry;
use crate::verify::{
    DigestFault, DisclosedDocument, DisclosedElement, DisclosedIssuer, DisclosedValue, Expectation, HolderEvidence,
    HolderFault, HolderKey, HolderProof, IssuerEvidence, IssuerReference, Moment, Rejection, Statement, StatementFault,
    StatusEvidence, Validity, sealed,
};

impl sealed::Sealed for SdJwtVc {}

impl IssuerEvidence for SdJwtVc {
    fn issuer_reference(&self) -> IssuerReference<'_> {
        let chain = self.sd_jwt.jws.chain();
        match self.kid {
            _ if !chain.is_empty() => IssuerReference::Chain(chain),
            Some(kid) => IssuerReference::Kid(kid),
            None => IssuerReference::Unnamed,
        }
    }

    fn type_name(&self) -> &str {
        &self.vct
    }

    fn statement(&self, _: &IssuerEntry) -> Result<Statement, StatementFault> {
        let jws = &self.sd_jwt.jws;
        Ok(Statement { to_be_signed: jws.signing_input().as_bytes().to_vec(), signature: jws.signature().to_vec() })
    }

    fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), Rejection> {
        self.sd_jwt.jws.require_algorithm_of(key).map_err(|fault| Rejection::SdJwt(fault.into()))
    }

    /// Nothing is left to ask: a disclosure without its digest does not parse.
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
        let descriptor = kinds.by_vct(&self.vct);
        let claims =
            self.sd_jwt.claims.iter().filter(|(name, _)| *name != "iat" && !NEVER_HIDDEN.contains(&name.as_str()));
        DisclosedDocument {
            kind: descriptor.map(|descriptor| descriptor.kind().to_string()),
            type_name: self.vct.clone(),
            issuer: DisclosedIssuer { kid: issuer.kid(), names: issuer.names().clone() },
            elements: elements(claims, descriptor, &self.vct),
            device_elements: Vec::new(),
            signed: self.validity.signed,
            valid_until: self.validity.until,
        }
    }
}

/// Claims as elements: those of our own kinds by their descriptor and in its order, others as they are and after them.
pub(crate) fn elements<'c>(
    claims: impl Iterator<Item = (&'c String, &'c serde_json::Value)>,
    descriptor: Option<&Descriptor>,
    name_space: &str,
) -> Vec<DisclosedElement> {
    let known = descriptor.map_or(&[][..], Descriptor::elements);
    let mut elements: Vec<(usize, DisclosedElement)> = claims
        .map(|(name, value)| {
            let place = known.iter().position(|element| element.id.as_str() == name);
            let own = place.and_then(|place| Value::from_json(value, known.get(place)?).ok());
            let element = DisclosedElement {
                name_space: name_space.to_owned(),
                id: name.clone(),
                value: own.map_or_else(|| DisclosedValue::ForeignJson(value.clone()), DisclosedValue::Known),
            };
            (place.unwrap_or(usize::MAX), element)
        })
        .collect();
    elements.sort_by_key(|(place, _)| *place);
    elements.into_iter().map(|(_, element)| element).collect()
}

/// By which a bundle can deny a lost phone: only keys on P-256 are denied so (trust-bundle-1).
pub(crate) fn hash_of(key: &PublicKey) -> Option<[u8; 8]> {
    Sha256::digest(key.p256_compressed()?).first_chunk().copied()
}

impl HolderEvidence for SdJwtVc {
    fn holder_proof(
        &self,
        _: &Statement,
        expectation: &Expectation<'_>,
        _: Option<&dyn HolderKey>,
    ) -> Result<HolderProof, HolderFault> {
        let sd_jwt = &self.sd_jwt;
        let key_binding = sd_jwt.key_binding.as_ref().ok_or(HolderFault::Missing)?;
        let key = self.holder.as_ref().ok_or(HolderFault::Unbound)?;
        let request = expectation.request.ok_or(HolderFault::Request)?;
        key_binding.proof(key, request, sd_jwt.hash, &sd_jwt.presented)
    }

    fn moment(&self) -> Option<Moment> {
        None
    }

    fn proof_time(&self) -> Option<UnixTime> {
        self.sd_jwt.key_binding.as_ref().map(|key_binding| key_binding.issued_at)
    }

    fn proof_end(&self) -> Option<UnixTime> {
        self.sd_jwt.key_binding.as_ref().and_then(|key_binding| key_binding.expires_at)
    }
}
