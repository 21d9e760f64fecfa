//! Document time: the legal dates of the document itself, by Hong Kong days, and its entitlements.

use crate::document::{Date, Entitled};

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
    let entitled = descriptor.map_or(Entitled::Yes, |descriptor| {
        descriptor.entitled(&|id| disclosed.known(id), Date::from(policy.now.hong_kong_day()))
    });
    let (in_force, own) = match entitled {
        Entitled::Yes => (InForce::Yes, None),
        Entitled::Partly { entitlements } => (InForce::Partly { entitlements }, None),
        Entitled::NotYet { from } => (InForce::No, Some(Fault::DocumentNotYet { from })),
        Entitled::Expired { on } => (InForce::No, Some(Fault::DocumentExpired { on })),
    };
    Dated { complete, fault: fault.or(own), in_force }
}
