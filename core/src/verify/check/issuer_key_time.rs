//! Issuer-key time: the credential was signed while its issuer's key was in use.

use super::super::evidence::IssuerEvidence;
use super::super::fault::{IssuerFault, Rejection};
use super::document_time::Dated;

/// A document signed in the time of its issuer's key.
pub(crate) struct Attributed<'p, F>(pub(super) Dated<'p, F>);

pub(crate) fn check<F: IssuerEvidence>(dated: Dated<'_, F>) -> Result<Attributed<'_, F>, Rejection> {
    let signed = &dated.complete.signed;
    if !signed.entry.in_use_at(signed.document.validity().signed) {
        return Err(Rejection::Issuer(IssuerFault::KeyTime));
    }
    Ok(Attributed(dated))
}
