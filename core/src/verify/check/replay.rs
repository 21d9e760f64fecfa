//! Replay, last of all: a code is admitted once, and only when nothing else speaks against it.

use super::super::disclosed::DisclosedDocument;
use super::super::evidence::IssuerEvidence;
use super::super::fault::{Doubt, Fault, Rejection, ReplayFault};
use super::super::policy::{Admission, CODE_LIFE_SECONDS, Policy, Seen, Sighting};
use super::super::run::Halt;
use super::super::stage::{Caution, InForce, Level};
use super::disclosure::Complete;
use super::status::Standing;
use crate::time::UnixTime;

/// A genuine document about which the checks have spoken.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) disclosed: DisclosedDocument,
    pub(crate) fault: Option<Fault>,
    pub(crate) in_force: InForce,
    pub(crate) level: Option<Level>,
    pub(crate) cautions: Vec<Caution>,
    pub(crate) good_until: UnixTime,
}

impl Judged {
    /// The end of a run at a check of *in force*: the document is genuine, and this is why it does not count.
    pub(super) fn not_in_force<F: IssuerEvidence>(
        complete: Complete<'_, F>,
        fault: Fault,
        policy: &Policy<'_>,
    ) -> Halt {
        Self::not_in_force_at(None, complete, fault, policy)
    }

    /// The same, where the level of the showing is known already.
    pub(super) fn not_in_force_at<F: IssuerEvidence>(
        level: Option<Level>,
        complete: Complete<'_, F>,
        fault: Fault,
        policy: &Policy<'_>,
    ) -> Halt {
        Halt::NotInForce(Box::new(Self { fault: Some(fault), level, ..Self::new(complete, InForce::No, policy) }))
    }

    fn new<F: IssuerEvidence>(complete: Complete<'_, F>, in_force: InForce, policy: &Policy<'_>) -> Self {
        Self {
            good_until: complete.signed.document.validity().until.min(policy.trust.expires_at()),
            disclosed: complete.disclosed,
            fault: None,
            in_force,
            level: None,
            cautions: complete.cautions,
        }
    }
}

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
    judged.good_until = judged.good_until.min(shown_at.plus(CODE_LIFE_SECONDS + 1));
    let sighting = Sighting {
        answers_challenge,
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
pub(crate) fn without_memory<F: IssuerEvidence>(Standing(fresh): Standing<'_, F>, policy: &Policy<'_>) -> Judged {
    Judged::new(fresh.dated.complete, fresh.dated.in_force, policy)
}
