//! Status: valid, revoked or suspended by the list in the bundle. Unknown is never silently valid.

use crate::status::StatusValue;

use super::super::evidence::{IssuerEvidence, StatusEvidence};
use super::super::fault::{Doubt, Fault};
use super::super::policy::Policy;
use super::super::run::Halt;
use super::freshness::Fresh;
use super::replay::Judged;

/// A document that nothing revokes.
pub(crate) struct Standing<'p, F>(pub(super) Fresh<'p, F>);

pub(crate) fn check<'p, F: IssuerEvidence>(
    fresh: Fresh<'p, F>,
    policy: &Policy<'p>,
) -> Result<Standing<'p, F>, Halt> {
    let signed = &fresh.dated.complete.signed;
    let denied = signed.document.device_key_hash().is_some_and(|hash| policy.trust.is_denied(hash));
    let value = match signed.document.status(signed.entry) {
        _ if denied => StatusValue::Revoked,
        StatusEvidence::ShortLived => StatusValue::Valid,
        StatusEvidence::Foreign => StatusValue::Unknown,
        StatusEvidence::Listed { uri, index } => policy.trust.status(&uri, index, policy.now),
    };
    let fault = match value {
        StatusValue::Valid => return Ok(Standing(fresh)),
        StatusValue::Unknown => return Err(Halt::Undecided(Doubt::StatusUnknown)),
        StatusValue::Revoked => Fault::Revoked,
        StatusValue::Suspended => Fault::Suspended,
    };
    let level = fresh.level;
    match Judged::not_in_force(fresh.dated.complete, fault, policy) {
        Halt::NotInForce(mut judged) => {
            judged.level = level;
            Err(Halt::NotInForce(judged))
        }
        halt => Err(halt),
    }
}
