//! Whether the certificates under a document still stand, by the revocation lists that the bundle carries.

use crate::crypto::x509::{Certificate, Revocation, chain};
use crate::time::UnixTime;

use super::{IssuerEntry, TrustBundle};

/// What the bundle's revocation lists say of certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateStanding {
    /// No list names them, or there is no list of their issuer.
    Stands,
    /// A list names one.
    Revoked(Revocation),
    /// The newest list of an issuer does not speak of now.
    Stale {
        /// When the next one was to be there, Unix time.
        next_update: i64,
    },
}

impl TrustBundle {
    /// What the lists say of every certificate of a chain, each asked of the entry whose certificate signed it. That
    /// one is revoked counts more than that another cannot be told.
    #[must_use]
    pub fn standing_of(&self, chain: &[Certificate], now: UnixTime) -> CertificateStanding {
        let mut standing = CertificateStanding::Stands;
        for entry in self.issuers().filter(|entry| !entry.revocations().is_empty()) {
            for certificate in chain.iter().filter(|certificate| entry.issued(certificate)) {
                match (entry.standing_of(certificate, now), standing) {
                    (found @ CertificateStanding::Revoked(_), _) => return found,
                    (found @ CertificateStanding::Stale { .. }, CertificateStanding::Stands) => standing = found,
                    (CertificateStanding::Stale { .. } | CertificateStanding::Stands, _) => {}
                }
            }
        }
        standing
    }
}

impl IssuerEntry {
    fn issued(&self, certificate: &Certificate) -> bool {
        self.certificate().is_some_and(|issuer| chain::check_issued_by(certificate, issuer).is_ok())
    }

    /// What the newest list of this entry says. A revocation does not lapse with the list that told of it.
    pub(super) fn standing_of(&self, certificate: &Certificate, now: UnixTime) -> CertificateStanding {
        let Some(newest) = self.revocations().iter().max_by_key(|list| list.this_update()) else {
            return CertificateStanding::Stands;
        };
        match newest.revocation_of(certificate) {
            Some(revocation) => CertificateStanding::Revoked(revocation),
            None if newest.is_current(now.seconds()) => CertificateStanding::Stands,
            None => CertificateStanding::Stale { next_update: newest.next_update() },
        }
    }
}
