//! Replay, last of all: a code is admitted once, and only when nothing else speaks against it.

use super::super::disclosed::DisclosedDocument;
use super::super::evidence::IssuerEvidence;
use super::super::fault::{Doubt, Fault, Rejection, ReplayFault};
use super::super::policy::{Admission, CODE_LIFE_SECONDS, Policy, Seen, Sighting};
use super::super::run::Halt;
use super::super::stage::{Caution, InForce, Level};
use super::status::Standing;
use crate::time::UnixTime;

/// A document about which every check has spoken.
pub(crate) struct Judged {
    pub(crate) disclosed: DisclosedDocument,
    pub(crate) fault: Option<Fault>,
    pub(crate) in_force: InForce,
    pub(crate) level: Option<Level>,
    pub(crate) cautions: Vec<Caution>,
    pub(crate) good_until: UnixTime,
}

pub(crate) fn check<'p, F: IssuerEvidence>(
    standing: Standing<'p, F>,
    policy: &Policy<'p>,
    seen: &mut dyn Seen,
) -> Result<Judged, Halt> {
    let moment = standing.fresh.moment.clone();
    let mut judged = judge(standing, policy);
    let Some(moment) = moment else { return Ok(judged) };
    judged.good_until = judged.good_until.min(moment.issued_at.plus(CODE_LIFE_SECONDS + 1));
    if judged.fault.is_some() {
        return Ok(judged);
    }
    let sighting = Sighting {
        device_key: moment.device_key,
        issued_at: moment.issued_at,
        nonce: moment.nonce,
        now: policy.now,
    };
    match seen.admit(&sighting).map_err(|_| Halt::Undecided(Doubt::Memory))? {
        Admission::New => {}
        Admission::HolderAgain { at } => {
            judged.cautions.push(Caution::HolderAgain { seconds: policy.now.since(at) });
        }
        Admission::Seen { at } => return Err(Halt::Rejected(Rejection::Replay(ReplayFault::Seen { at }))),
        Admission::BeforeStart => return Err(Halt::Rejected(Rejection::Replay(ReplayFault::BeforeStart))),
        Admission::Unchecked => judged.cautions.push(Caution::ReplayUnchecked),
    }
    Ok(judged)
}

/// The wallet's own view is not a showing: nothing is remembered.
pub(crate) fn without_memory<'p, F: IssuerEvidence>(standing: Standing<'p, F>, policy: &Policy<'p>) -> Judged {
    judge(standing, policy)
}

fn judge<'p, F: IssuerEvidence>(Standing { fresh, fault }: Standing<'p, F>, policy: &Policy<'p>) -> Judged {
    let complete = fresh.dated.complete;
    let good_until = complete.signed.document.validity().until.min(policy.trust.expires_at());
    Judged {
        disclosed: complete.disclosed,
        in_force: if fault.is_some() { InForce::No } else { fresh.dated.in_force },
        fault,
        level: fresh.level,
        cautions: complete.cautions,
        good_until,
    }
}
