use std::collections::BTreeMap;

use crate::crypto::{PublicKey, Signer};
use crate::document::Kinds;
use crate::status::StatusList;
use crate::time::UnixTime;
use crate::trust::{
    BundleBody, BundleDraft, CarriedList, IssuerEntry, Root, Selector, SignedRoot, TrustBundle, VerifierEntry,
};

use super::{Repeatable, key, names};

/// A trust bundle under construction, with its root keys at hand.
#[derive(Debug, Clone)]
pub struct TestTrust {
    /// The body, free to be changed.
    pub body: BundleBody,
    /// The root, free to be changed.
    pub root: Root,
}

impl TestTrust {
    /// A bundle made at `issued_at` that knows the shipped kinds' profiles and no one yet.
    #[must_use]
    pub fn new(issued_at: UnixTime) -> Self {
        let profiles: BTreeMap<u64, [u8; 32]> =
            Kinds::shipped().iter().filter_map(|kind| Some((kind.code_profile()?, kind.wire_digest()))).collect();
        Self {
            root: Root {
                version: 1,
                issued_at,
                expires_at: issued_at.plus(365 * 86_400),
                threshold: 2,
                keys: (0..3).map(|n| key(&format!("root {n}")).public_key().clone()).collect(),
                bundle_key: key("bundle").public_key().clone(),
            },
            body: BundleBody {
                version: 1,
                issued_at,
                next_update: issued_at.plus(86_400),
                expires_at: issued_at.plus(7 * 86_400),
                issuers: Vec::new(),
                verifiers: Vec::new(),
                lists: Vec::new(),
                killed: Vec::new(),
                denied: Vec::new(),
                profiles,
            },
        }
    }

    /// With an issuer of these kinds whose lists stand under `prefix`.
    #[must_use]
    pub fn issuer(mut self, key: &PublicKey, kinds: &[&str], prefix: Option<&str>) -> Self {
        let rights = kinds.iter().map(|kind| Selector::Kind((*kind).to_owned())).collect();
        let entry = IssuerEntry::with_key(key.clone(), names("Test Department"), rights);
        self.body.issuers.push(entry.with_status_prefix(prefix.map(str::to_owned)));
        self
    }

    /// With a verifier that may ask for anything.
    #[must_use]
    pub fn verifier(mut self, key: &PublicKey) -> Self {
        self.body.verifiers.push(VerifierEntry::new(key.clone(), names("Test Door"), vec!["*".to_owned()]));
        self
    }

    /// With a status list.
    #[must_use]
    pub fn list(mut self, uri: &str, list: StatusList) -> Self {
        let issued_at = self.body.issued_at;
        self.body.lists.push(CarriedList { uri: uri.to_owned(), issued_at, expires_at: None, list });
        self
    }

    /// The root, signed by two of its three keys.
    #[must_use]
    pub fn signed_root(&self) -> SignedRoot {
        let signatures = (0..2).map(|n| self.root.sign(&Repeatable(key(&format!("root {n}")))).unwrap()).collect();
        SignedRoot::new(self.root.clone(), signatures)
    }

    /// The file. The same body gives the same bytes.
    #[must_use]
    pub fn sign(&self) -> Vec<u8> {
        BundleDraft::new(vec![self.signed_root()], &self.body).unwrap().sign(&Repeatable(key("bundle"))).unwrap()
    }

    /// The bundle, opened under its own root.
    #[must_use]
    pub fn open(&self) -> TrustBundle {
        TrustBundle::open(&self.sign(), Some(&self.signed_root()), self.body.issued_at).unwrap()
    }
}
