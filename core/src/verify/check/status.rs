//! Status: valid, revoked or suspended by the list in the bundle. Unknown is never silently valid.

use crate::document::StatusMode;
use crate::encoding::limits::SHORT_LIVED_MINUTES;
use crate::status::StatusValue;

use super::super::evidence::{IssuerEvidence, ListedStatus, StatusEvidence, StatusPurpose};
use super::super::fault::{Doubt, Fault};
use super::super::policy::Policy;
use super::super::run::Halt;
use super::freshness::Fresh;
use super::judged::Judged;

/// A document that nothing revokes.
pub(crate) struct Standing<'p, F>(pub(super) Fresh<'p, F>);

/// A kind that requires a status can do without one for thirty hours, as personal-code-1 §3 has it, and no longer.
fn needs_status<F: IssuerEvidence>(fresh: &Fresh<'_, F>, policy: &Policy<'_>) -> bool {
    const SHORT_LIVED_SECONDS: i64 = 60 * SHORT_LIVED_MINUTES.cast_signed();
    let complete = &fresh.dated.complete;
    let validity = complete.signed.document.validity();
    let descriptor = complete.disclosed.kind.as_deref().and_then(|kind| policy.kinds.by_kind(kind));
    descriptor.is_some_and(|kind| kind.status() == StatusMode::Required)
        && validity.until.since(validity.from) > SHORT_LIVED_SECONDS
}

/// Revoked by any list is revoked; then whatever is not known, for it could be that; then suspended.
fn by_purpose(entries: &[ListedStatus], policy: &Policy<'_>) -> StatusValue {
    let meanings: Vec<_> = entries
        .iter()
        .map(|entry| match (policy.trust.status(&entry.uri, entry.index, policy.now), entry.purpose) {
            (StatusValue::Revoked, StatusPurpose::Suspension) => StatusValue::Suspended,
            (value, _) => value,
        })
        .collect();
    let gravest = [StatusValue::Revoked, StatusValue::Unknown, StatusValue::Suspended];
    gravest.into_iter().find(|value| meanings.contains(value)).unwrap_or(StatusValue::Valid)
}

pub(crate) fn check<'p, F: IssuerEvidence>(fresh: Fresh<'p, F>, policy: &Policy<'p>) -> Result<Standing<'p, F>, Halt> {
    let signed = &fresh.dated.complete.signed;
    let denied = policy.trust.denies_devices()
        && signed.document.device_key_hash().is_some_and(|hash| policy.trust.is_denied(hash));
    let listed = match signed.document.status(signed.entry) {
        StatusEvidence::ShortLived if needs_status(&fresh, policy) => StatusValue::Unknown,
        StatusEvidence::ShortLived => StatusValue::Valid,
        StatusEvidence::Foreign => StatusValue::Unknown,
        StatusEvidence::Listed { uri, index } => policy.trust.status(&uri, index, policy.now),
        StatusEvidence::ByPurpose(entries) => by_purpose(&entries, policy),
    };
    let fault = match if denied { StatusValue::Revoked } else { listed } {
        StatusValue::Valid => return Ok(Standing(fresh)),
        StatusValue::Unknown => return Err(Halt::Undecided(Doubt::StatusUnknown)),
        StatusValue::Revoked => Fault::Revoked,
        StatusValue::Suspended => Fault::Suspended,
    };
    let level = fresh.level;
    Err(Judged::not_in_force_at(level, fresh.dated.complete, fault, policy))
}
