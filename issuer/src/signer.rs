//! The key that signs documents, with its certificate.

use std::fmt;

use chop_core::crypto::x509::Certificate;
use chop_core::crypto::{PublicKey, Signer, SoftwareKey};
use chop_core::time::UnixTime;

/// The document signer of an issuer: its key in the memory of this process, and the certificate above it.
pub struct DocumentSigner {
    key: SoftwareKey,
    chain: Vec<Vec<u8>>,
    not_before: UnixTime,
    not_after: UnixTime,
}

impl DocumentSigner {
    pub(crate) fn new(key: SoftwareKey, certificate: &Certificate) -> Option<Self> {
        let time = |seconds| UnixTime::new(seconds).ok();
        (certificate.public_key() == Some(key.public_key())).then_some(())?;
        Some(Self {
            key,
            chain: vec![certificate.as_der().to_vec()],
            not_before: time(certificate.not_before())?,
            not_after: time(certificate.not_after())?,
        })
    }

    /// What signs.
    #[must_use]
    pub const fn key(&self) -> &SoftwareKey {
        &self.key
    }

    /// The key by which verifiers know it.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    /// The certificates that go with a document, without the root.
    #[must_use]
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// Whether the certificate covers this time.
    #[must_use]
    pub fn covers(&self, at: UnixTime) -> bool {
        self.not_before <= at && at <= self.not_after
    }

    /// The last second of its certificate. A document that would outlive it is not signed.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.not_after
    }
}

impl fmt::Debug for DocumentSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentSigner").field("key", self.key.public_key()).finish_non_exhaustive()
    }
}
