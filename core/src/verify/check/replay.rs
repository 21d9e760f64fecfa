//! Replay, last of all: a code is admitted once, and only when nothing else speaks against it.

use super::super::evidence::IssuerEvidence;
use super::super::fault::{Doubt, Rejection, ReplayFault};
use super::super::policy::{Admission, Policy, Seen, Sighting};
use super::super::run::Halt;
use super::super::stage::{Caution, Level};
use super::judged::Judged;
use super::status::Standing;

pub(crate) fn check<F: IssuerEvidence>(
    Standing(fresh): Standing<'_, F>,
    policy: &Policy<'_>,
    seen: &mut dyn Seen,
) -> Result<Judged, Halt> {
    let (moment, level) = (fresh.moment, fresh.level);
    let mut judged = Judged::new(fresh.dated.complete, fresh.dated.in_force, policy);
    judged.level = level;
    let Some(moment) = moment else { return Ok(judged) };
    let answers_challenge = matches!(level, Some(Level::Two | Level::TwoWithPortrait));
    let shown_at = if answers_challenge { policy.now } else { moment.issued_at };
    judged.good_until = judged.good_until.min(shown_at.plus(moment.life + 1));
    let sighting = Sighting {
        answers_challenge,
        device_key: moment.device_key,
        issued_at: moment.issued_at,
        nonce: moment.nonce,
        now: policy.now,
        life: moment.longest_life,
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
pub(crate) fn without_memory<F: IssuerEvidence>(Standing(fresh): Standing<'_, F>, policy: &Policy<'_>) -> Judged {
    Judged::new(fresh.dated.complete, fresh.dated.in_force, policy)
}
