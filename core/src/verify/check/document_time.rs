//! Document time: the legal dates of the document itself, by Hong Kong days, and its entitlements.

use crate::document::{self, Date, NotInForce};

use super::super::evidence::IssuerEvidence;
use super::super::fault::{Fault, Rejection};
use super::super::policy::Policy;
use super::super::run::Halt;
use super::super::stage::InForce;
use super::disclosure::Complete;
use super::judged::Judged;
use super::validity::Current;

/// A document within its legal dates.
pub(crate) struct Dated<'p, F> {
    pub(super) complete: Complete<'p, F>,
    pub(super) in_force: InForce,
}

pub(crate) fn check<'p, F: IssuerEvidence>(
    Current(complete): Current<'p, F>,
    policy: &Policy<'p>,
) -> Result<Dated<'p, F>, Halt> {
    let disclosed = &complete.disclosed;
    let descriptor = disclosed.kind.as_deref().and_then(|kind| policy.kinds.by_kind(kind));
    let judged = descriptor.map_or(document::InForce::Yes, |descriptor| {
        descriptor.in_force_of(|id| disclosed.known_value(id), Date::from(policy.now.hong_kong_day()))
    });
    let in_force = match judged {
        document::InForce::Yes => InForce::Yes,
        document::InForce::Partly(_) => {
            InForce::Partly { entitlements: judged.entitlements_in_force().map(ToString::to_string).collect() }
        }
        document::InForce::No(NotInForce::NotYet(from)) => {
            return Err(Judged::not_in_force(complete, Fault::DocumentNotYet { from }, policy));
        }
        document::InForce::No(NotInForce::Expired(on)) => {
            return Err(Judged::not_in_force(complete, Fault::DocumentExpired { on }, policy));
        }
        // What decides is not there, or is nothing that decides.
        document::InForce::Unknown => return Err(Halt::Rejected(Rejection::DisclosureRequired)),
    };
    Ok(Dated { complete, in_force })
}
