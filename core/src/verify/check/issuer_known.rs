//! Issuer known: some entry of the trust bundle holds the key or the root of the certificate chain.

use crate::crypto::PublicKey;
use crate::crypto::x509::{self, ChainFault};
use crate::trust::IssuerEntry;

use super::super::evidence::{IssuerEvidence, IssuerReference};
use super::super::fault::{IssuerFault, Rejection};
use super::super::policy::Policy;
use super::super::stage::Parsed;

/// An entry that may stand behind the document, and the key that would have signed it.
#[derive(Clone)]
pub(crate) struct Candidate<'p> {
    pub(crate) entry: &'p IssuerEntry,
    pub(crate) key: PublicKey,
}

/// A document whose issuer some entries may stand behind.
pub(crate) struct Known<'p, F> {
    pub(super) document: F,
    pub(super) candidates: Vec<Candidate<'p>>,
}

pub(crate) fn check<'p, F: IssuerEvidence>(
    Parsed(document): Parsed<F>,
    policy: &Policy<'p>,
) -> Result<Known<'p, F>, Rejection> {
    let candidates = match document.issuer_reference() {
        IssuerReference::Kid(kid) => policy
            .trust
            .issuers_by_kid(kid)
            .filter_map(|entry| entry.key().map(|key| Candidate { entry, key: key.clone() }))
            .collect(),
        IssuerReference::Key(key) => by_key(key, policy),
        IssuerReference::Chain(chain) => by_chain(chain, &document, policy)?,
        IssuerReference::Unnamed => policy
            .trust
            .issuers()
            .filter(|entry| entry.may_issue(document.type_name(), policy.kinds))
            .filter_map(|entry| entry.key().map(|key| Candidate { entry, key: key.clone() }))
            .collect(),
    };
    if candidates.is_empty() {
        return Err(Rejection::Issuer(IssuerFault::Unknown));
    }
    let killed = |candidate: &Candidate<'_>| {
        policy.trust.is_killed(candidate.key.kid()) || policy.trust.is_killed(candidate.entry.kid())
    };
    let candidates: Vec<_> = candidates.into_iter().filter(|candidate| !killed(candidate)).collect();
    if candidates.is_empty() {
        return Err(Rejection::Issuer(IssuerFault::KeyRevoked));
    }
    Ok(Known { document, candidates })
}

/// The entries with exactly this key.
fn by_key<'p>(key: &PublicKey, policy: &Policy<'p>) -> Vec<Candidate<'p>> {
    let entries = policy.trust.issuers_by_kid(key.kid()).filter(|entry| entry.key() == Some(key));
    entries.map(|entry| Candidate { entry, key: key.clone() }).collect()
}

fn by_chain<'p, F: IssuerEvidence>(
    chain: &[x509::Certificate],
    document: &F,
    policy: &Policy<'p>,
) -> Result<Vec<Candidate<'p>>, Rejection> {
    let Some(signer) = chain.first() else { return Ok(Vec::new()) };
    let Some(key) = signer.public_key() else {
        return Ok(Vec::new());
    };
    // A signer whose own key stands in the bundle needs no chain. A name only finds the entry: the key must be its key.
    let mut candidates = by_key(key, policy);
    let mut fault = None;
    for entry in policy.trust.issuers() {
        let Some(anchor) = entry.certificate() else { continue };
        match x509::chain::verify_chain(chain, &[anchor], document.validity().signed.seconds()) {
            Ok(_) => candidates.push(Candidate { entry, key: key.clone() }),
            // Another root than the one that the chain names says nothing about the chain.
            Err(ChainFault::Untrusted) => {}
            Err(reason) => fault = Some(reason),
        }
    }
    match fault {
        Some(reason) if candidates.is_empty() => Err(Rejection::Issuer(IssuerFault::Chain(reason))),
        _ => Ok(candidates),
    }
}
