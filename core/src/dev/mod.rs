//! Feature `dev`: keys, bundles and documents for tests. Nothing here is for production.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test kit fails loudly")]

mod document;
#[cfg(feature = "json-ld")]
mod rdf;
mod trust;
mod vc;

pub use document::{TestDocument, holder_values};
#[cfg(feature = "json-ld")]
pub use rdf::canonical_dataset;
pub use trust::TestTrust;
pub use vc::{presentation, secure};

use sha2::{Digest, Sha256};

use crate::crypto::{PublicKey, SignFault, Signature, Signer, SoftwareKey};
use crate::language::LocalizedText;
use crate::random::{Random, RandomFault};
use crate::time::UnixTime;

/// The moment at which the reference vectors are judged: 2026-11-22T10:00:00Z.
#[must_use]
pub fn reference_now() -> UnixTime {
    UnixTime::new(1_795_341_600).unwrap()
}

/// A P-256 key that is the same in every run.
#[must_use]
pub fn key(name: &str) -> SoftwareKey {
    let scalar: [u8; 32] = Sha256::digest(format!("chop test key {name}")).into();
    SoftwareKey::from_p256_scalar(&scalar).unwrap()
}

/// A key whose signatures are the same in every run.
#[derive(Debug)]
pub struct Repeatable(pub SoftwareKey);

impl Signer for Repeatable {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignFault> {
        self.0.sign_deterministic(message)
    }
}

/// One name in three languages.
#[must_use]
pub fn names(name: &str) -> LocalizedText {
    LocalizedText { en: name.to_owned(), zh_hant: format!("{name}（試）"), zh_hans: format!("{name}（试）") }
}

/// Bytes that never repeat and are the same in every run.
#[derive(Debug, Clone)]
pub struct Counted {
    seed: String,
    drawn: u64,
}

impl Counted {
    /// A sequence of its own for each name.
    #[must_use]
    pub fn new(seed: &str) -> Self {
        Self { seed: seed.to_owned(), drawn: 0 }
    }
}

impl Random for Counted {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        for chunk in bytes.chunks_mut(32) {
            self.drawn += 1;
            let block = Sha256::digest(format!("{}/{}", self.seed, self.drawn));
            chunk.copy_from_slice(block.get(..chunk.len()).unwrap());
        }
        Ok(())
    }
}
