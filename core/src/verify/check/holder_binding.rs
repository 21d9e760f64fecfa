//! Holder binding: the device that the issuer bound the document to made this presentation.

use crate::crypto::mac::MacKey;

use super::super::evidence::{HolderEvidence, HolderProof, IssuerEvidence};
use super::super::fault::{HolderFault, Rejection, SignatureFault};
use super::super::policy::{Expectation, HolderRequirement, Policy};
use super::super::stage::Caution;
use super::digests::Intact;

/// An intact document, shown by its holder's device or judged without one.
pub(crate) struct Held<'p, F> {
    pub(super) intact: Intact<'p, F>,
    pub(super) cautions: Vec<Caution>,
}

pub(crate) fn check<'p, F: HolderEvidence>(
    intact: Intact<'p, F>,
    policy: &Policy<'p>,
    expectation: &Expectation<'_>,
) -> Result<Held<'p, F>, Rejection> {
    let Intact(signed) = &intact;
    match signed.document.holder_proof(&signed.statement, expectation, expectation.reader) {
        Ok(HolderProof::Signature { key, to_be_signed, signature }) => {
            if !policy.algorithms.permits(key.algorithm(), policy.now.seconds()) {
                return Err(Rejection::Signature(SignatureFault::Algorithm));
            }
            key.verify(&to_be_signed, &signature).map_err(|_| Rejection::Signature(SignatureFault::Device))?;
            if let Some((checked, point)) = policy.checked.zip(key.p256_compressed()) {
                checked.remember_device_key(point, &key);
            }
        }
        Ok(HolderProof::Mac { key, to_be_authenticated, tag }) => {
            MacKey::new(&key)
                .verify(&to_be_authenticated, &tag)
                .map_err(|_| Rejection::Signature(SignatureFault::Device))?;
        }
        Err(HolderFault::Missing | HolderFault::Transcript | HolderFault::Request)
            if expectation.holder == HolderRequirement::NotRequired =>
        {
            return Ok(without_holder(intact));
        }
        Err(fault) => return Err(Rejection::Holder(fault)),
    }
    Ok(Held { intact, cautions: Vec::new() })
}

/// The wallet's own view: the document for itself, with no presentation around it.
pub(crate) fn without_holder<F: IssuerEvidence>(intact: Intact<'_, F>) -> Held<'_, F> {
    Held { intact, cautions: vec![Caution::HolderUnproven] }
}
