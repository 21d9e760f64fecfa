//! Digests: every disclosed element is one that the issuer signed, once, under its name and type.

use super::super::evidence::IssuerEvidence;
use super::super::fault::Rejection;
use super::issuer_signature::Signed;
use super::issuer_unrevoked::Unrevoked;

/// A signed document none of whose elements was changed, added or repeated.
pub(crate) struct Intact<'p, F>(pub(super) Signed<'p, F>);

pub(crate) fn check<F: IssuerEvidence>(Unrevoked(signed): Unrevoked<'_, F>) -> Result<Intact<'_, F>, Rejection> {
    signed.document.digests().map_err(Rejection::Digest)?;
    Ok(Intact(signed))
}
