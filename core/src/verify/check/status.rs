//! Status: valid, revoked or suspended by the newest list, in the bundle or beside it. Unknown is never silently valid.

use crate::document::StatusMode;
use crate::status::{AgeFault, BitstringEntry, StatusValue};
use crate::trust::IssuerEntry;

use super::super::evidence::{IssuerEvidence, StatusEvidence};
use super::super::fault::{Doubt, Fault};
use super::super::policy::Policy;
use super::super::run::Halt;
use super::freshness::Fresh;
use super::judged::Judged;

/// A document that nothing revokes.
pub(crate) struct Standing<'p, F>(pub(super) Fresh<'p, F>);

/// A kind that requires a status can do without one for thirty hours, as personal-code-1 §3 has it, and no longer.
fn needs_status<F: IssuerEvidence>(fresh: &Fresh<'_, F>, policy: &Policy<'_>) -> bool {
    const SHORT_LIVED_SECONDS: i64 = 1_800 * 60;
    let complete = &fresh.dated.complete;
    let validity = complete.signed.document.validity();
    let descriptor = complete.disclosed.kind.as_deref().and_then(|kind| policy.kinds.by_kind(kind));
    descriptor.is_some_and(|kind| kind.status() == StatusMode::Required)
        && validity.until.since(validity.from) > SHORT_LIVED_SECONDS
}

pub(crate) fn check<'p, F: IssuerEvidence>(fresh: Fresh<'p, F>, policy: &Policy<'p>) -> Result<Standing<'p, F>, Halt> {
    let signed = &fresh.dated.complete.signed;
    let denied = signed.document.device_key_hash().is_some_and(|hash| policy.trust.is_denied(hash));
    let listed = match signed.document.status(signed.entry) {
        _ if denied => Ok(StatusValue::Revoked),
        StatusEvidence::ShortLived if needs_status(&fresh, policy) => Ok(StatusValue::Unknown),
        StatusEvidence::ShortLived => Ok(StatusValue::Valid),
        StatusEvidence::Foreign => Ok(StatusValue::Unknown),
        StatusEvidence::Listed { uri, index } => {
            policy.trust.status_of(policy.lists, signed.entry, (&uri, index), policy.now)
        }
        StatusEvidence::Bitstring(entries) => of_all(&entries, signed.entry, policy),
    };
    let fault = match listed.map_err(Doubt::StatusList)? {
        StatusValue::Valid => return Ok(Standing(fresh)),
        StatusValue::Unknown => return Err(Halt::Undecided(Doubt::StatusUnknown)),
        StatusValue::Revoked => Fault::Revoked,
        StatusValue::Suspended => Fault::Suspended,
    };
    let level = fresh.level;
    Err(Judged::not_in_force_at(level, fresh.dated.complete, fault, policy))
}

/// What several lists say together. A revocation counts whatever the others say; what is not known is never valid.
fn of_all(entries: &[BitstringEntry], issuer: &IssuerEntry, policy: &Policy<'_>) -> Result<StatusValue, AgeFault> {
    let values: Vec<_> =
        entries.iter().map(|entry| policy.trust.status_of_bitstring(policy.lists, issuer, entry, policy.now)).collect();
    let any = |value| values.contains(&Ok(value));
    if any(StatusValue::Revoked) {
        return Ok(StatusValue::Revoked);
    }
    if let Some(Err(fault)) = values.iter().find(|value| value.is_err()) {
        return Err(*fault);
    }
    Ok(if values.is_empty() || any(StatusValue::Unknown) {
        StatusValue::Unknown
    } else if any(StatusValue::Suspended) {
        StatusValue::Suspended
    } else {
        StatusValue::Valid
    })
}
