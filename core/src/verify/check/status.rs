//! Status: valid, revoked or suspended by the newest list, in the bundle or beside it. Unknown is never silently valid.

use crate::document::StatusMode;
use crate::encoding::limits::SHORT_LIVED_MINUTES;
use crate::status::{AgeFault, StatusValue};
use crate::trust::IssuerEntry;

use super::super::evidence::{IssuerEvidence, ListedStatus, StatusEvidence};
use super::super::fault::{Doubt, Fault};
use super::super::policy::Policy;
use super::super::run::Halt;
use super::super::stage::Caution;
use super::freshness::Fresh;
use super::judged::Judged;

/// A document that nothing revokes.
pub(crate) struct Standing<'p, F>(pub(super) Fresh<'p, F>);

/// Seconds for which a document may do without a status: thirty hours, as personal-code-1 §3 has it.
const SHORT_LIVED_SECONDS: i64 = 60 * SHORT_LIVED_MINUTES.cast_signed();

/// What a document without status is: a kind that requires one can do without it for a short life and no longer; of a
/// foreign type it is said that nobody can revoke it.
fn without_status<F: IssuerEvidence>(fresh: &mut Fresh<'_, F>, policy: &Policy<'_>) -> StatusValue {
    let complete = &mut fresh.dated.complete;
    let validity = complete.signed.document.validity();
    if validity.until.since(validity.from) <= SHORT_LIVED_SECONDS {
        return StatusValue::Valid;
    }
    match complete.disclosed.kind.as_deref().and_then(|kind| policy.kinds.by_kind(kind)) {
        Some(kind) if kind.status() == StatusMode::Required => StatusValue::Unknown,
        Some(_) => StatusValue::Valid,
        None => {
            complete.cautions.push(Caution::StatusNone);
            StatusValue::Valid
        }
    }
}

pub(crate) fn check<'p, F: IssuerEvidence>(
    mut fresh: Fresh<'p, F>,
    policy: &Policy<'p>,
) -> Result<Standing<'p, F>, Halt> {
    let signed = &fresh.dated.complete.signed;
    let denied = policy.trust.denies_devices()
        && signed.document.device_key_hash().is_some_and(|hash| policy.trust.is_denied(hash));
    let listed = match signed.document.status(signed.entry) {
        _ if denied => Ok(StatusValue::Revoked),
        StatusEvidence::ShortLived => Ok(without_status(&mut fresh, policy)),
        StatusEvidence::Foreign => Ok(StatusValue::Unknown),
        StatusEvidence::Listed { uri, index } => {
            policy.trust.status_of(policy.lists, signed.entry, (&uri, index), policy.now)
        }
        StatusEvidence::ByPurpose(entries) => of_all(&entries, signed.entry, policy),
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
fn of_all(entries: &[ListedStatus], issuer: &IssuerEntry, policy: &Policy<'_>) -> Result<StatusValue, AgeFault> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Signer;
    use crate::dev::{TestTrust, key, reference_now};
    use crate::document::Kinds;
    use crate::status::{BitstringEntry, Purpose, StatusList};
    use crate::trust::StatusLists;

    const LIST: &str = "https://status.example/l/9";

    #[test]
    fn of_several_lists_a_revocation_counts_first_and_what_is_not_known_is_never_valid() {
        let now = reference_now();
        let mut trust = TestTrust::new(now).issuer(key("issuer").public_key(), &["age-proof"], None);
        for (purpose, index) in [(Purpose::Revocation, 1), (Purpose::Suspension, 2)] {
            let mut list = StatusList::new(purpose.bits(), 131_072).unwrap();
            list.set(index, purpose.bits()).unwrap();
            trust = trust.list(&purpose.address(LIST), list);
        }
        let (trust, kinds) = (trust.open(), Kinds::shipped());
        let issuer = trust.issuers().next().unwrap();
        let mut newer = StatusLists::default();
        newer.remember(&Purpose::Suspension.address(LIST), now.plus(1));
        let of = |entries: &[BitstringEntry], lists| {
            of_all(entries, issuer, &Policy { lists, ..Policy::offline(&trust, &kinds, now) })
        };
        let both = |index| BitstringEntry::both(LIST, index).to_vec();
        let elsewhere = |index| BitstringEntry::both("https://elsewhere.example/1", index).to_vec();
        for (entries, expected) in [
            (vec![], StatusValue::Unknown),
            (both(0), StatusValue::Valid),
            (both(0)[..1].to_vec(), StatusValue::Valid),
            (both(1), StatusValue::Revoked),
            (both(2), StatusValue::Suspended),
            (both(131_072), StatusValue::Unknown),
            (vec![BitstringEntry { purpose: Purpose::Suspension, ..both(1)[0].clone() }], StatusValue::Suspended),
            (vec![BitstringEntry { purpose: Purpose::Revocation, ..both(2)[1].clone() }], StatusValue::Unknown),
            ([both(0), elsewhere(0)].concat(), StatusValue::Unknown),
            ([elsewhere(0), both(1)].concat(), StatusValue::Revoked),
            ([both(2), elsewhere(0)].concat(), StatusValue::Unknown),
            ([both(2), both(1)].concat(), StatusValue::Revoked),
        ] {
            assert_eq!(of(&entries, None), Ok(expected), "{entries:?}");
        }
        assert_eq!(of(&both(0), Some(&newer)), Err(AgeFault::Rollback));
        assert_eq!(of(&both(1), Some(&newer)), Ok(StatusValue::Revoked));
    }
}
