//! Credential time: half-open, [validFrom, validUntil).

use super::super::evidence::IssuerEvidence;
use super::super::fault::Fault;
use super::super::policy::Policy;
use super::clock::Timed;
use super::disclosure::Complete;

/// A document whose own times were judged. A fault rides along until the last rejecting check has passed, so that
/// *genuine but not in force* is never said of something that is not genuine.
pub(crate) struct Current<'p, F> {
    pub(super) complete: Complete<'p, F>,
    pub(super) fault: Option<Fault>,
}

pub(crate) fn check<'p, F: IssuerEvidence>(Timed(complete): Timed<'p, F>, policy: &Policy<'p>) -> Current<'p, F> {
    let validity = complete.signed.document.validity();
    let fault = if policy.now < validity.from {
        Some(Fault::NotYet { from: validity.from })
    } else if policy.now >= validity.until {
        Some(Fault::Expired { until: validity.until })
    } else {
        None
    };
    Current { complete, fault }
}
