//! The bundle in use: checked as a whole, indexed for the questions that verification asks.

use std::collections::{BTreeMap, HashMap};

use crate::crypto::{Kid, PublicKey};
use crate::status::StatusList;
use crate::time::UnixTime;

use super::wire::{self, Parts};
use super::{IssuerEntry, SignedRoot, TrustFault, VerifierEntry};

/// What the bundle key signs.
#[derive(Debug, Clone, PartialEq)]
pub struct BundleBody {
    /// Counts up with each bundle; a verifier never goes back.
    pub version: u64,
    /// When it was made: the lower bound of every clock that uses it.
    pub issued_at: UnixTime,
    /// When a newer one should be fetched (soft).
    pub next_update: UnixTime,
    /// The first second at which it no longer counts (hard).
    pub expires_at: UnixTime,
    /// Who may issue what.
    pub issuers: Vec<IssuerEntry>,
    /// Who may ask.
    pub verifiers: Vec<VerifierEntry>,
    /// What is revoked.
    pub lists: Vec<CarriedList>,
    /// Keys that were switched off.
    pub killed: Vec<Kid>,
    /// Device keys that were denied, by the first 8 bytes of SHA-256 of the compressed point.
    pub denied: Vec<[u8; 8]>,
    /// The digest of each profile's wire parts (`kinds.lock`).
    pub profiles: BTreeMap<u64, [u8; 32]>,
}

/// A status list as the bundle carries it, its own signature checked by whoever signed the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedList {
    /// The address that documents name.
    pub uri: String,
    /// When its issuer made it.
    pub issued_at: UnixTime,
    /// The first second at which it no longer counts, if it says so.
    pub expires_at: Option<UnixTime>,
    /// The list.
    pub list: StatusList,
}

/// A bundle whose signatures were checked up to a root.
#[derive(Debug, Clone)]
pub struct TrustBundle {
    body: BundleBody,
    root: SignedRoot,
    lineage: Kid,
    by_kid: HashMap<Kid, Vec<usize>>,
    by_uri: HashMap<String, usize>,
}

impl TrustBundle {
    /// Reads a bundle and checks its signatures from a pinned root down; without one, from its own first root,
    /// and every verdict then carries the caution `trust.unpinned`. `now` judges the expiry of the root; the age of
    /// the bundle is judged with each document.
    ///
    /// # Errors
    /// A [`TrustFault`].
    pub fn open(bytes: &[u8], pinned: Option<&SignedRoot>, now: UnixTime) -> Result<Self, TrustFault> {
        let Parts { roots, body, signature } = wire::read_bundle(bytes)?;
        let lineage = pinned.or(roots.first()).ok_or(TrustFault::Format)?.fingerprint();
        let root = newest_root(roots, pinned)?;
        if now >= root.root().expires_at {
            return Err(TrustFault::RootExpired);
        }
        root.root().bundle_key.verify(&wire::to_be_signed(&body), &signature).map_err(|_| TrustFault::Signature)?;
        Self::index(wire::read_body(&body)?, root, lineage)
    }

    /// The oldest root that a bundle file carries, its own signatures checked: what pinning the file pins.
    ///
    /// # Errors
    /// `trust.format`, `trust.version`, `trust.root-signature`.
    pub fn first_root(bytes: &[u8]) -> Result<SignedRoot, TrustFault> {
        newest_root(wire::read_bundle(bytes)?.roots.into_iter().take(1).collect(), None)
    }

    fn index(mut body: BundleBody, root: SignedRoot, lineage: Kid) -> Result<Self, TrustFault> {
        body.issuers = merged(body.issuers, IssuerEntry::merge);
        body.verifiers = merged(body.verifiers, VerifierEntry::merge);
        let mut by_kid: HashMap<Kid, Vec<usize>> = HashMap::new();
        for (place, entry) in body.issuers.iter().enumerate() {
            if let Some(key) = entry.key() {
                by_kid.entry(key.kid()).or_default().push(place);
            }
        }
        let by_uri = index_lists(&body.lists)?;
        Ok(Self { body, root, lineage, by_kid, by_uri })
    }

    /// What the bundle key signed.
    #[must_use]
    pub const fn body(&self) -> &BundleBody {
        &self.body
    }

    /// The root above it.
    #[must_use]
    pub const fn root(&self) -> &SignedRoot {
        &self.root
    }

    /// What names the authority behind it: the fingerprint of the root at which the check began. Versions compare
    /// within one lineage only.
    #[must_use]
    pub const fn lineage(&self) -> Kid {
        self.lineage
    }

    /// When it was made.
    #[must_use]
    pub const fn issued_at(&self) -> UnixTime {
        self.body.issued_at
    }

    /// When a newer one should be fetched.
    #[must_use]
    pub const fn next_update(&self) -> UnixTime {
        self.body.next_update
    }

    /// The first second at which it no longer counts.
    #[must_use]
    pub const fn expires_at(&self) -> UnixTime {
        self.body.expires_at
    }

    /// Its version.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.body.version
    }

    /// Every issuer.
    pub fn issuers(&self) -> impl Iterator<Item = &IssuerEntry> {
        self.body.issuers.iter()
    }

    /// The issuers whose own key has this identifier. More than one is a clash, and each is tried.
    pub fn issuers_by_kid(&self, kid: Kid) -> impl Iterator<Item = &IssuerEntry> {
        self.by_kid.get(&kid).into_iter().flatten().filter_map(|place| self.body.issuers.get(*place))
    }

    /// The verifier whose key has this identifier.
    #[must_use]
    pub fn verifier(&self, kid: Kid) -> Option<&VerifierEntry> {
        self.body.verifiers.iter().find(|entry| entry.key().kid() == kid)
    }

    /// Whether this key was switched off.
    #[must_use]
    pub fn is_killed(&self, kid: Kid) -> bool {
        self.body.killed.contains(&kid)
    }

    /// Whether any device key was denied at all.
    #[must_use]
    pub const fn denies_devices(&self) -> bool {
        !self.body.denied.is_empty()
    }

    /// Whether this device key was denied.
    #[must_use]
    pub fn is_denied(&self, device: [u8; 8]) -> bool {
        self.body.denied.contains(&device)
    }

    /// The list that the bundle carries for this address.
    pub(super) fn carried(&self, uri: &str) -> Option<&CarriedList> {
        self.by_uri.get(uri).and_then(|place| self.body.lists.get(*place))
    }

    /// Whether the bundle holds this profile number with another content.
    #[must_use]
    pub fn contradicts_profile(&self, number: u64, digest: &[u8; 32]) -> bool {
        self.body.profiles.get(&number).is_some_and(|known| known != digest)
    }
}

/// The newest root of the chain, every step of which was signed, starting at the pinned one.
pub(super) fn newest_root(roots: Vec<SignedRoot>, pinned: Option<&SignedRoot>) -> Result<SignedRoot, TrustFault> {
    let mut chain = roots.into_iter();
    let mut current = match pinned {
        Some(pinned) => chain.find(|root| root == pinned).ok_or(TrustFault::RootUnpinned)?,
        None => chain.next().ok_or(TrustFault::Format)?,
    };
    current.check_own()?;
    for next in chain {
        next.check_follows(&current)?;
        current = next;
    }
    Ok(current)
}

/// Lists by their address; two with one address would contradict each other.
pub(super) fn index_lists(lists: &[CarriedList]) -> Result<HashMap<String, usize>, TrustFault> {
    let mut by_uri = HashMap::new();
    for (place, list) in lists.iter().enumerate() {
        if by_uri.insert(list.uri.clone(), place).is_some() {
            return Err(TrustFault::StatusList);
        }
    }
    Ok(by_uri)
}

/// Entries of one key are one entry; `merge` says whether it took the other's rights over.
fn merged<T>(entries: Vec<T>, merge: impl Fn(&mut T, &T) -> bool) -> Vec<T> {
    let mut merged: Vec<T> = Vec::with_capacity(entries.len());
    for entry in entries {
        if !merged.iter_mut().any(|known| merge(known, &entry)) {
            merged.push(entry);
        }
    }
    merged
}

/// Two different keys with one identifier are refused when a bundle is made.
pub(super) fn refuse_key_clash(body: &BundleBody) -> Result<(), TrustFault> {
    let verifiers = body.verifiers.iter().map(VerifierEntry::key);
    distinct(body.issuers.iter().filter_map(IssuerEntry::key).chain(verifiers), PublicKey::kid)
}

fn distinct<'k>(keys: impl Iterator<Item = &'k PublicKey>, name: impl Fn(&PublicKey) -> Kid) -> Result<(), TrustFault> {
    let mut known = HashMap::new();
    for key in keys {
        if *known.entry(name(key)).or_insert(key) != key {
            return Err(TrustFault::KeyClash);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Signer;
    use crate::dev::key;

    /// Two keys with one name cost some 2^32 keys to find; a name that is always the same shows as much.
    #[test]
    fn two_different_keys_with_one_name_are_refused_and_one_key_twice_is_not() {
        let (a, b) = (key("a").public_key().clone(), key("b").public_key().clone());
        let short = |_: &PublicKey| Kid::new([0; 8]);
        assert_eq!(distinct([&a, &b].into_iter(), PublicKey::kid), Ok(()));
        assert_eq!(distinct([&a, &a].into_iter(), short), Ok(()));
        assert_eq!(distinct([&a, &b].into_iter(), short), Err(TrustFault::KeyClash));
        assert_eq!(distinct([&a, &a, &b].into_iter(), short), Err(TrustFault::KeyClash));
    }
}
