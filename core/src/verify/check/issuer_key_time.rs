//! Issuer-key time: the credential was signed while its issuer's key was in use, and does not outlive its certificate.

use crate::crypto::x509::Certificate;

use super::super::evidence::{IssuerEvidence, IssuerReference};
use super::super::fault::{IssuerFault, Rejection};
use super::super::stage::Caution;
use super::document_time::Dated;
use super::issuer_signature::Signed;

/// A document signed in the time of its issuer's key.
pub(crate) struct Attributed<'p, F>(pub(super) Dated<'p, F>);

pub(crate) fn check<F: IssuerEvidence>(mut dated: Dated<'_, F>) -> Result<Attributed<'_, F>, Rejection> {
    let signed = &dated.complete.signed;
    if !signed.entry.in_use_at(signed.document.validity().signed) {
        return Err(Rejection::Issuer(IssuerFault::KeyTime));
    }
    // A certificate ends with its last second, a validity with the first one after it.
    if certificate_end(signed).is_some_and(|last| signed.document.validity().until.seconds() > last.saturating_add(1)) {
        // Ours never do; of others' ISO/IEC 18013-5 asks only that they were signed within it.
        if dated.complete.disclosed.kind.is_some() {
            return Err(Rejection::Issuer(IssuerFault::Outlived));
        }
        dated.complete.cautions.push(Caution::IssuerOutlived);
    }
    Ok(Attributed(dated))
}

/// The last second of the signer's certificate, where the entry knows the issuer by a certificate: the signer's own, or
/// a root above the one that the document carries.
fn certificate_end<F: IssuerEvidence>(signed: &Signed<'_, F>) -> Option<i64> {
    let known = signed.entry.certificate()?;
    if signed.entry.key().is_some() {
        return Some(known.not_after());
    }
    match signed.document.issuer_reference() {
        IssuerReference::Chain(chain) => chain.first().map(Certificate::not_after),
        IssuerReference::Kid(_) | IssuerReference::Key(_) | IssuerReference::Unnamed => None,
    }
}
