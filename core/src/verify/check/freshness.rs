//! Freshness, challenge and audience of a one-way code (personal-code-1 §5): never a lower level than asked.

use super::super::evidence::{HolderEvidence, IssuerEvidence, Moment};
use super::super::fault::{ChallengeFault, FreshnessFault, HolderFault, Rejection};
use super::super::policy::{CodeExpectation, Expectation, PROOF_LIFE_SECONDS, Policy, SKEW_AHEAD_SECONDS};
use super::super::stage::Level;
use super::document_time::Dated;
use super::issuer_key_time::Attributed;

/// A document shown just now, to this verifier.
pub(crate) struct Fresh<'p, F> {
    pub(super) dated: Dated<'p, F>,
    pub(super) moment: Option<Moment>,
    pub(super) level: Option<Level>,
}

pub(crate) fn check<'p, F: HolderEvidence>(
    Attributed(dated): Attributed<'p, F>,
    policy: &Policy<'p>,
    expectation: &Expectation<'_>,
) -> Result<Fresh<'p, F>, Rejection> {
    let Some(moment) = dated.complete.signed.document.moment() else {
        if let Some(made) = dated.complete.signed.document.proof_time() {
            let age = policy.now.since(made);
            if !(-SKEW_AHEAD_SECONDS..=PROOF_LIFE_SECONDS).contains(&age) {
                return Err(Rejection::Holder(HolderFault::Time));
            }
        }
        if dated.complete.signed.document.proof_end().is_some_and(|end| policy.now >= end) {
            return Err(Rejection::Holder(HolderFault::Time));
        }
        return Ok(Fresh { dated, moment: None, level: None });
    };
    let level = judge(&moment, policy, expectation.code)?;
    let level = match (level, dated.complete.disclosed.has_portrait()) {
        (1, false) => Level::One,
        (1, true) => Level::OneWithPortrait,
        (_, false) => Level::Two,
        (_, true) => Level::TwoWithPortrait,
    };
    Ok(Fresh { dated, moment: Some(moment), level: Some(level) })
}

/// The wallet's own view has no moment.
pub(crate) fn without_moment<F: IssuerEvidence>(Attributed(dated): Attributed<'_, F>) -> Fresh<'_, F> {
    Fresh { dated, moment: None, level: None }
}

fn judge(moment: &Moment, policy: &Policy<'_>, expected: CodeExpectation) -> Result<u8, Rejection> {
    let challenge = |fault| Err(Rejection::Challenge(fault));
    match expected {
        CodeExpectation::Challenge { nonce, audience } => {
            if moment.nonce.len() != nonce.len() {
                return challenge(ChallengeFault::Missing);
            }
            if moment.nonce != nonce {
                return challenge(ChallengeFault::Unexpected);
            }
            if moment.audience != Some(audience) {
                return challenge(ChallengeFault::Audience);
            }
            Ok(2)
        }
        CodeExpectation::Anyone | CodeExpectation::Site { .. } => {
            if moment.nonce.len() != 8 {
                return challenge(ChallengeFault::Unexpected);
            }
            let age = policy.now.since(moment.issued_at);
            if age > moment.life {
                return Err(Rejection::Freshness(FreshnessFault::Stale { seconds: age }));
            }
            if age < -SKEW_AHEAD_SECONDS {
                return Err(Rejection::Freshness(FreshnessFault::Future { seconds: -age }));
            }
            let own = match expected {
                CodeExpectation::Site { audience } => Some(audience),
                CodeExpectation::Anyone | CodeExpectation::Challenge { .. } => None,
            };
            if moment.audience != own {
                return challenge(ChallengeFault::Audience);
            }
            Ok(1)
        }
    }
}
