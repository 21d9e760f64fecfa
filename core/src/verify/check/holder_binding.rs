//! Holder binding: the device that the issuer bound the document to made this presentation.

use crate::crypto::mac::MacKey;

use super::super::disclosed::DisclosedElement;
use super::super::evidence::{HolderEvidence, HolderProof, IssuerEvidence};
use super::super::fault::{HolderFault, Rejection, SignatureFault};
use super::super::policy::{Expectation, HolderRequirement, Policy};
use super::super::stage::Caution;
use super::digests::Intact;

/// An intact document, shown by its holder's device or judged without one.
pub(crate) struct Held<'p, F> {
    pub(super) intact: Intact<'p, F>,
    pub(super) cautions: Vec<Caution>,
    /// What the device says by itself: proven by it, authorised by the issuer.
    pub(super) device_elements: Vec<DisclosedElement>,
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
        Err(HolderFault::Missing | HolderFault::Transcript | HolderFault::Request | HolderFault::Unbound)
            if expectation.holder == HolderRequirement::NotRequired =>
        {
            return Ok(without_holder(intact));
        }
        Err(fault) => return Err(Rejection::Holder(fault)),
    }
    let device_elements = signed.document.device_elements().map_err(Rejection::Holder)?;
    Ok(Held { intact, cautions: Vec::new(), device_elements })
}

/// The wallet's own view: the document for itself, with no presentation around it.
pub(crate) fn without_holder<F: IssuerEvidence>(intact: Intact<'_, F>) -> Held<'_, F> {
    Held { intact, cautions: vec![Caution::HolderUnproven], device_elements: Vec::new() }
}
