//! Clock and bundle age: without a time and a bundle to rely on, nothing is decided.

use super::super::fault::Doubt;
use super::super::policy::{BUNDLE_HARD_SECONDS, BUNDLE_SOFT_SECONDS, Clock, Policy};
use super::super::stage::Caution;
use super::disclosure::Complete;

/// A document judged at a time and on a bundle that can be relied on.
pub(crate) struct Timed<'p, F>(pub(super) Complete<'p, F>);

/// Whether the bundle is too old to decide on.
pub(crate) fn trust_age(policy: &Policy<'_>) -> Result<Option<Caution>, Doubt> {
    let issued_at = policy.trust.issued_at();
    let age = policy.now.since(issued_at);
    if age > BUNDLE_HARD_SECONDS || policy.now >= policy.trust.expires_at() {
        return Err(Doubt::TrustStale { issued_at });
    }
    Ok((age > BUNDLE_SOFT_SECONDS || policy.now >= policy.trust.next_update()).then_some(Caution::TrustAgeing))
}

pub(crate) fn check<'p, F>(mut complete: Complete<'p, F>, policy: &Policy<'p>) -> Result<Timed<'p, F>, Doubt> {
    match policy.clock {
        Clock::Doubtful => return Err(Doubt::Clock),
        Clock::Live { highest } => {
            if policy.now < highest || policy.now < policy.trust.issued_at() {
                return Err(Doubt::Clock);
            }
        }
        Clock::AsOf => {}
    }
    complete.cautions.extend(trust_age(policy)?);
    if !policy.pinned {
        complete.cautions.push(Caution::TrustUnpinned);
    }
    Ok(Timed(complete))
}
