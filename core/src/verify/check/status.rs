//! Status: valid, revoked or suspended by the list in the bundle. Unknown is never silently valid.

use crate::status::StatusValue;

use super::super::evidence::{IssuerEvidence, StatusEvidence};
use super::super::fault::{Doubt, Fault};
use super::super::policy::Policy;
use super::freshness::Fresh;

/// A document whose status was looked up.
pub(crate) struct Standing<'p, F> {
    pub(super) fresh: Fresh<'p, F>,
    pub(super) fault: Option<Fault>,
}

pub(crate) fn check<'p, F: IssuerEvidence>(
    fresh: Fresh<'p, F>,
    policy: &Policy<'p>,
) -> Result<Standing<'p, F>, Doubt> {
    let signed = &fresh.dated.complete.signed;
    let earlier = fresh.dated.fault.clone();
    if signed.document.device_key_hash().is_some_and(|hash| policy.trust.is_denied(hash)) {
        return Ok(Standing { fresh, fault: earlier.or(Some(Fault::Revoked)) });
    }
    let own = match signed.document.status(signed.entry) {
        StatusEvidence::ShortLived => None,
        StatusEvidence::Foreign if earlier.is_some() => None,
        StatusEvidence::Foreign => return Err(Doubt::StatusUnknown),
        StatusEvidence::Listed { uri, index } => match policy.trust.status(&uri, index, policy.now) {
            StatusValue::Valid => None,
            StatusValue::Revoked => Some(Fault::Revoked),
            StatusValue::Suspended => Some(Fault::Suspended),
            // A document that is out of date stays so, whatever its status would be.
            StatusValue::Unknown if earlier.is_some() => None,
            StatusValue::Unknown => return Err(Doubt::StatusUnknown),
        },
    };
    Ok(Standing { fault: earlier.or(own), fresh })
}
