//! Issuer's certificate stands: no revocation list in the bundle names it or one above it.

use crate::trust::CertificateStanding;

use super::super::evidence::{IssuerEvidence, IssuerReference};
use super::super::fault::{Doubt, IssuerFault, Rejection};
use super::super::policy::Policy;
use super::super::run::Halt;
use super::issuer_signature::Signed;

/// A signed document under certificates that nothing revokes.
pub(crate) struct Unrevoked<'p, F>(pub(super) Signed<'p, F>);

pub(crate) fn check<'p, F: IssuerEvidence>(
    signed: Signed<'p, F>,
    policy: &Policy<'p>,
) -> Result<Unrevoked<'p, F>, Halt> {
    let standing = match signed.document.issuer_reference() {
        IssuerReference::Chain(chain) => policy.trust.standing_of(chain, policy.now),
        IssuerReference::Kid(_) | IssuerReference::Key(_) | IssuerReference::Unnamed => CertificateStanding::Stands,
    };
    match standing {
        CertificateStanding::Stands => Ok(Unrevoked(signed)),
        CertificateStanding::Revoked(revocation) => {
            Err(Rejection::Issuer(IssuerFault::CertificateRevoked(revocation)).into())
        }
        CertificateStanding::Stale { next_update } => Err(Doubt::RevocationsStale { next_update }.into()),
    }
}
