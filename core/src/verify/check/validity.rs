//! Credential time: half-open, [validFrom, validUntil). Where a format lets a credential go without an end, as SD-JWT VC
//! and W3C credentials do, a foreign one may; every kind of ours has a lifetime.

use super::super::evidence::IssuerEvidence;
use super::super::fault::{Fault, Rejection};
use super::super::policy::Policy;
use super::super::run::Halt;
use super::clock::Timed;
use super::disclosure::Complete;
use super::judged::Judged;

/// A document within its credential's time.
pub(crate) struct Current<'p, F>(pub(super) Complete<'p, F>);

pub(crate) fn check<'p, F: IssuerEvidence>(
    Timed(complete): Timed<'p, F>,
    policy: &Policy<'p>,
) -> Result<Current<'p, F>, Halt> {
    let validity = complete.signed.document.validity();
    if validity.is_endless() && complete.disclosed.kind.is_some() {
        return Err(Halt::Rejected(Rejection::Endless));
    }
    if policy.now < validity.from {
        return Err(Judged::not_in_force(complete, Fault::NotYet { from: validity.from }, policy));
    }
    if policy.now >= validity.until {
        return Err(Judged::not_in_force(complete, Fault::Expired { until: validity.until }, policy));
    }
    Ok(Current(complete))
}
