//! Issuer signature: over exactly what was received or rebuilt, by the key of a candidate, with that key's own
//! algorithm as policy permits it.

use sha2::{Digest, Sha256};

use crate::crypto::PublicKey;
use crate::trust::IssuerEntry;

use super::super::evidence::{IssuerEvidence, Statement};
use super::super::fault::{Rejection, SignatureFault};
use super::super::policy::Policy;
use super::super::run::Halt;
use super::issuer_authorised::Authorised;
use super::issuer_known::Candidate;

/// A document that an issuer signed.
pub(crate) struct Signed<'p, F> {
    pub(super) document: F,
    pub(super) entry: &'p IssuerEntry,
    pub(super) statement: Statement,
}

pub(crate) fn check<'p, F: IssuerEvidence>(
    Authorised { document, candidates }: Authorised<'p, F>,
    policy: &Policy<'p>,
) -> Result<Signed<'p, F>, Halt> {
    let mut halt = Halt::Rejected(Rejection::Signature(SignatureFault::Issuer));
    for Candidate { entry, key } in candidates {
        if let Err(fault) = document.require_algorithm_of(&key) {
            halt = Halt::Rejected(fault);
            continue;
        }
        let statement = match document.statement(entry) {
            Ok(statement) => statement,
            Err(fault) => {
                halt = Halt::from(fault);
                continue;
            }
        };
        if !policy.algorithms.permits(key.algorithm(), document.validity().signed.seconds()) {
            halt = Halt::Rejected(Rejection::Signature(SignatureFault::Algorithm));
            continue;
        }
        if valid(&key, &statement, policy) {
            return Ok(Signed { document, entry, statement });
        }
    }
    Err(halt)
}

fn valid(key: &PublicKey, statement: &Statement, policy: &Policy<'_>) -> bool {
    let Some(checked) = policy.checked else {
        return key.verify(&statement.to_be_signed, &statement.signature).is_ok();
    };
    let mut hash = Sha256::new();
    hash.update(key.spki_der());
    hash.update(&statement.to_be_signed);
    hash.update(&statement.signature);
    let check: [u8; 32] = hash.finalize().into();
    if checked.contains(&check) {
        return true;
    }
    let valid = key.verify(&statement.to_be_signed, &statement.signature).is_ok();
    if valid {
        checked.remember(check);
    }
    valid
}
