//! Document time: the legal dates of the document itself, by Hong Kong days, and its entitlements.

use crate::document::{self, Date, ElementId, NotInForce, Value};

use super::super::fault::Fault;
use super::super::policy::Policy;
use super::super::stage::InForce;
use super::disclosure::Complete;
use super::validity::Current;

/// A document whose legal dates were judged.
pub(crate) struct Dated<'p, F> {
    pub(super) complete: Complete<'p, F>,
    pub(super) fault: Option<Fault>,
    pub(super) in_force: InForce,
}

pub(crate) fn check<'p, F>(Current { complete, fault }: Current<'p, F>, policy: &Policy<'p>) -> Dated<'p, F> {
    let disclosed = &complete.disclosed;
    let descriptor = disclosed.kind.as_deref().and_then(|kind| policy.kinds.by_kind(kind));
    let judged = descriptor.map_or(document::InForce::Yes, |descriptor| {
        let values: Vec<(ElementId, Value)> = disclosed.known_values().collect();
        descriptor.in_force(&values, Date::from(policy.now.hong_kong_day()))
    });
    let (in_force, own) = match judged {
        document::InForce::Yes => (InForce::Yes, None),
        document::InForce::Partly(_) => {
            let entitlements = judged.entitlements_in_force().map(ToString::to_string).collect();
            (InForce::Partly { entitlements }, None)
        }
        document::InForce::No(NotInForce::NotYet(from)) => (InForce::No, Some(Fault::DocumentNotYet { from })),
        document::InForce::No(NotInForce::Expired(on)) => (InForce::No, Some(Fault::DocumentExpired { on })),
        document::InForce::Unknown => (InForce::Unknown, None),
    };
    Dated { complete, fault: fault.or(own), in_force }
}
