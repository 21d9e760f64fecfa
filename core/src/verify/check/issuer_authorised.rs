//! Issuer may issue this kind: an entry without kinds may issue none.

use super::super::evidence::IssuerEvidence;
use super::super::fault::{IssuerFault, Rejection};
use super::super::policy::Policy;
use super::issuer_known::{Candidate, Known};

/// A document whose type at least one candidate may issue.
pub(crate) struct Authorised<'p, F> {
    pub(super) document: F,
    pub(super) candidates: Vec<Candidate<'p>>,
}

pub(crate) fn check<'p, F: IssuerEvidence>(
    Known { document, candidates }: Known<'p, F>,
    policy: &Policy<'p>,
) -> Result<Authorised<'p, F>, Rejection> {
    let candidates: Vec<_> = candidates
        .into_iter()
        .filter(|candidate| candidate.entry.may_issue(document.type_name(), policy.kinds))
        .collect();
    if candidates.is_empty() {
        return Err(Rejection::Issuer(IssuerFault::Unauthorised));
    }
    Ok(Authorised { document, candidates })
}
