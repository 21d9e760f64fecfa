//! Entries of the bundle: issuers with the kinds they may issue, verifiers with the purposes they may ask for.

use crate::crypto::cose;
use crate::crypto::x509::{Certificate, RevocationList};
use crate::crypto::{Kid, PublicKey};
use crate::crypto::{SignFault, Signer};
use crate::document::Kinds;
use crate::language::LocalizedText;
use crate::time::UnixTime;

use super::TrustFault;

const PROOF_CONTEXT: &[u8] = b"chop-trust-proof-1";

/// What a right in an entry names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Selector {
    /// One of our kinds, by name: then its docType, vct and VC type in every format.
    Kind(String),
    /// A foreign type, by docType or vct, shown under its own names.
    Type(String),
}

/// Proof that whoever asked for an entry holds its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyProof {
    /// When it was made.
    pub issued_at: UnixTime,
    /// The signature, fixed width.
    pub signature: Vec<u8>,
}

impl KeyProof {
    /// Makes the proof with the key itself.
    ///
    /// # Errors
    /// The signer's fault.
    pub fn make(signer: &dyn Signer, issued_at: UnixTime) -> Result<Self, SignFault> {
        let signature = signer.sign(&to_be_signed(signer.public_key(), issued_at))?;
        Ok(Self { issued_at, signature: signature.as_bytes().to_vec() })
    }

    /// Whether the proof is of this key.
    #[must_use]
    pub fn proves(&self, key: &PublicKey) -> bool {
        key.verify(&to_be_signed(key, self.issued_at), &self.signature).is_ok()
    }
}

fn to_be_signed(key: &PublicKey, issued_at: UnixTime) -> Vec<u8> {
    let mut context = PROOF_CONTEXT.to_vec();
    context.extend(issued_at.seconds().to_be_bytes());
    cose::sig_structure(&[], &context, key.spki_der())
}

/// An issuer: a key or a certificate, a name, and rights. An entry without rights may issue nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct IssuerEntry {
    pub(super) key: Option<PublicKey>,
    pub(super) certificate: Option<Certificate>,
    pub(super) names: LocalizedText,
    pub(super) rights: Vec<Selector>,
    pub(super) status_prefix: Option<String>,
    pub(super) not_before: Option<UnixTime>,
    pub(super) not_after: Option<UnixTime>,
    pub(super) proof: Option<KeyProof>,
    pub(super) revocations: Vec<RevocationList>,
}

impl IssuerEntry {
    /// An issuer known by its key.
    #[must_use]
    pub const fn with_key(key: PublicKey, names: LocalizedText, rights: Vec<Selector>) -> Self {
        Self {
            key: Some(key),
            certificate: None,
            names,
            rights,
            status_prefix: None,
            not_before: None,
            not_after: None,
            proof: None,
            revocations: Vec::new(),
        }
    }

    /// An issuer known by a certificate: a root whose signers it covers, or a signer itself. A signer's own key
    /// counts as if the entry were by key, within the certificate's time.
    ///
    /// # Errors
    /// `trust.entry` if the certificate has no key that chop reads.
    pub fn with_certificate(
        certificate: Certificate,
        names: LocalizedText,
        rights: Vec<Selector>,
    ) -> Result<Self, TrustFault> {
        let key = certificate.public_key().ok_or(TrustFault::Entry)?.clone();
        let time = |seconds| UnixTime::new(seconds).map_err(|_| TrustFault::Entry);
        let is_root = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
        Ok(Self {
            not_before: Some(time(certificate.not_before())?),
            not_after: Some(time(certificate.not_after())?),
            key: (!is_root).then_some(key),
            certificate: Some(certificate),
            names,
            rights,
            status_prefix: None,
            proof: None,
            revocations: Vec::new(),
        })
    }

    /// With the prefix of the addresses of its status lists: a list's address is the prefix and its number.
    #[must_use]
    pub fn with_status_prefix(mut self, prefix: Option<String>) -> Self {
        self.status_prefix = prefix;
        self
    }

    /// With the time in which the key signs.
    #[must_use]
    pub const fn in_use(mut self, not_before: Option<UnixTime>, not_after: Option<UnixTime>) -> Self {
        self.not_before = not_before;
        self.not_after = not_after;
        self
    }

    /// With the revocation lists of its certificate, which must be theirs: name, right and signature.
    ///
    /// # Errors
    /// `trust.entry` without a certificate, and for a list that is not its.
    pub fn with_revocations(mut self, lists: Vec<RevocationList>) -> Result<Self, TrustFault> {
        for list in &lists {
            let issuer = self.certificate.as_ref().ok_or(TrustFault::Entry)?;
            list.check_issued_by(issuer).map_err(|_| TrustFault::Entry)?;
        }
        self.revocations = lists;
        Ok(self)
    }

    /// Its revocation lists.
    #[must_use]
    pub fn revocations(&self) -> &[RevocationList] {
        &self.revocations
    }

    /// With a proof of possession of the key.
    ///
    /// # Errors
    /// `trust.entry` if it is not a proof of this key.
    pub fn with_proof(mut self, proof: Option<KeyProof>) -> Result<Self, TrustFault> {
        if let Some(proof) = &proof
            && !self.signing_key().is_some_and(|key| proof.proves(key))
        {
            return Err(TrustFault::Entry);
        }
        self.proof = proof;
        Ok(self)
    }

    /// The key by which it signs documents itself, unless the entry is a certificate root.
    #[must_use]
    pub const fn key(&self) -> Option<&PublicKey> {
        self.key.as_ref()
    }

    /// The certificate of the entry.
    #[must_use]
    pub const fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The identifier of the entry: that of its key, or of its certificate's key.
    #[must_use]
    pub fn kid(&self) -> Kid {
        self.signing_key().map_or(Kid::new([0; 8]), PublicKey::kid)
    }

    fn signing_key(&self) -> Option<&PublicKey> {
        self.key.as_ref().or_else(|| self.certificate.as_ref().and_then(|c| c.public_key()))
    }

    /// The issuer's name.
    #[must_use]
    pub const fn names(&self) -> &LocalizedText {
        &self.names
    }

    /// What it may issue.
    #[must_use]
    pub fn rights(&self) -> &[Selector] {
        &self.rights
    }

    /// The prefix of its status lists' addresses.
    #[must_use]
    pub fn status_prefix(&self) -> Option<&str> {
        self.status_prefix.as_deref()
    }

    /// Whether the holder of the key has proved that it holds it.
    #[must_use]
    pub const fn is_proven(&self) -> bool {
        self.proof.is_some()
    }

    /// When the key began to be used.
    #[must_use]
    pub const fn not_before(&self) -> Option<UnixTime> {
        self.not_before
    }

    /// The last second at which the key may sign.
    #[must_use]
    pub const fn not_after(&self) -> Option<UnixTime> {
        self.not_after
    }

    /// Whether it may issue documents of this type.
    #[must_use]
    pub fn may_issue(&self, type_name: &str, kinds: &Kinds) -> bool {
        self.rights.iter().any(|right| match right {
            Selector::Type(name) => name == type_name,
            Selector::Kind(kind) => kinds.by_kind(kind).is_some_and(|kind| {
                [kind.doctype().as_str(), kind.vct().as_str(), kind.vc_type().as_str()].contains(&type_name)
            }),
        })
    }

    /// Whether its key was in use at this time.
    #[must_use]
    pub fn in_use_at(&self, at: UnixTime) -> bool {
        self.not_before.is_none_or(|start| start <= at) && self.not_after.is_none_or(|end| at <= end)
    }

    /// Whether both entries are of the same key or certificate.
    #[must_use]
    pub fn is_same_authority(&self, other: &Self) -> bool {
        self.key == other.key && self.certificate == other.certificate
    }

    /// Takes what a newer entry of the same authority says, keeps what it leaves open, and has the rights of both.
    pub fn update(&mut self, newer: Self) {
        let rights = std::mem::take(&mut self.rights);
        let (prefix, proof) = (self.status_prefix.take(), self.proof.take());
        let (not_before, not_after) = (self.not_before, self.not_after);
        let revocations = std::mem::take(&mut self.revocations);
        *self = newer;
        if self.revocations.is_empty() {
            self.revocations = revocations;
        }
        // A key that was closed stays closed until someone says otherwise.
        self.not_before = self.not_before.or(not_before);
        self.not_after = self.not_after.or(not_after);
        for right in rights {
            if !self.rights.contains(&right) {
                self.rights.push(right);
            }
        }
        self.status_prefix = self.status_prefix.take().or(prefix);
        self.proof = self.proof.take().or(proof);
    }

    /// One entry with the rights of both, if both are of the same key or certificate.
    pub(super) fn merge(&mut self, other: &Self) -> bool {
        if !self.is_same_authority(other) {
            return false;
        }
        for right in &other.rights {
            if !self.rights.contains(right) {
                self.rights.push(right.clone());
            }
        }
        self.status_prefix = self.status_prefix.take().or_else(|| other.status_prefix.clone());
        self.proof = self.proof.take().or_else(|| other.proof.clone());
        for list in &other.revocations {
            if !self.revocations.contains(list) {
                self.revocations.push(list.clone());
            }
        }
        true
    }
}

/// A verifier that wallets may name to their holders.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifierEntry {
    pub(super) key: PublicKey,
    pub(super) names: LocalizedText,
    pub(super) purposes: Vec<String>,
    pub(super) proof: Option<KeyProof>,
}

impl VerifierEntry {
    /// A verifier with its key, its name and the purposes it may ask for; `*` stands for any.
    #[must_use]
    pub const fn new(key: PublicKey, names: LocalizedText, purposes: Vec<String>) -> Self {
        Self { key, names, purposes, proof: None }
    }

    /// With a proof of possession of the key.
    ///
    /// # Errors
    /// `trust.entry` if it is not a proof of this key.
    pub fn with_proof(mut self, proof: Option<KeyProof>) -> Result<Self, TrustFault> {
        if proof.as_ref().is_some_and(|proof| !proof.proves(&self.key)) {
            return Err(TrustFault::Entry);
        }
        self.proof = proof;
        Ok(self)
    }

    /// Whether the holder of the key has proved that it holds it.
    #[must_use]
    pub const fn is_proven(&self) -> bool {
        self.proof.is_some()
    }

    /// The key that signs its challenges.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Its name.
    #[must_use]
    pub const fn names(&self) -> &LocalizedText {
        &self.names
    }

    /// The purposes it may ask for.
    #[must_use]
    pub fn purposes(&self) -> &[String] {
        &self.purposes
    }

    /// One entry with the purposes of both, if both are of the same key.
    pub(super) fn merge(&mut self, other: &Self) -> bool {
        if self.key != other.key {
            return false;
        }
        for purpose in &other.purposes {
            if !self.purposes.contains(purpose) {
                self.purposes.push(purpose.clone());
            }
        }
        self.proof = self.proof.take().or_else(|| other.proof.clone());
        true
    }

    /// Whether it may ask for this purpose.
    #[must_use]
    pub fn may_ask_for(&self, purpose: &str) -> bool {
        self.purposes.iter().any(|allowed| allowed == "*" || allowed == purpose)
    }
}
