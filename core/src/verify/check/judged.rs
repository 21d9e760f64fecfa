//! Where every run of a genuine document ends: what it says, and what is to be known beside.

use super::super::disclosed::DisclosedDocument;
use super::super::evidence::IssuerEvidence;
use super::super::fault::Fault;
use super::super::policy::Policy;
use super::super::run::Halt;
use super::super::stage::{Caution, InForce, Level};
use super::disclosure::Complete;
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

    pub(super) fn new<F: IssuerEvidence>(complete: Complete<'_, F>, in_force: InForce, policy: &Policy<'_>) -> Self {
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
