//! The root role: off-line keys, of which a threshold must sign, name the bundle key. A new root is signed by
//! enough of the old keys and enough of its own (TUF §6.1).

use sha2::{Digest, Sha256};

use crate::crypto::cose;
use crate::crypto::{Kid, PublicKey};
use crate::crypto::{SignFault, Signer};
use crate::encoding::cbor::{Item, Strictness, Writer};
use crate::encoding::limits::{ROOT_KEYS, ROOT_SIGNATURES};
use crate::time::UnixTime;

use super::TrustFault;

const CONTEXT: &[u8] = b"chop-trust-root-1";

/// What the root keys sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Counts up by one with each new root.
    pub version: u64,
    /// When it was made.
    pub issued_at: UnixTime,
    /// The first second at which it no longer counts.
    pub expires_at: UnixTime,
    /// How many of `keys` must sign.
    pub threshold: usize,
    /// The root keys.
    pub keys: Vec<PublicKey>,
    /// The key that signs bundles.
    pub bundle_key: PublicKey,
}

/// One root key's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootSignature {
    /// Which key.
    pub kid: Kid,
    /// The signature, fixed width.
    pub signature: Vec<u8>,
}

/// A root as signed bytes. Two are equal if what was signed is, whoever signed.
#[derive(Debug, Clone)]
pub struct SignedRoot {
    bytes: Vec<u8>,
    root: Root,
    signatures: Vec<RootSignature>,
}

impl PartialEq for SignedRoot {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for SignedRoot {}

impl Root {
    /// The bytes that the root keys sign, and the file that carries them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(6);
        writer.uint(self.version);
        writer.int(self.issued_at.seconds());
        writer.int(self.expires_at.seconds());
        writer.uint(u64::try_from(self.threshold).unwrap_or(u64::MAX));
        writer.array(self.keys.len());
        self.keys.iter().for_each(|key| writer.bytes(key.spki_der()));
        writer.bytes(self.bundle_key.spki_der());
        writer.into_bytes()
    }

    /// Signs the root with one of its keys, or with one of the keys before it.
    ///
    /// # Errors
    /// The signer's fault.
    pub fn sign(&self, signer: &dyn Signer) -> Result<RootSignature, SignFault> {
        let signature = signer.sign(&to_be_signed(&self.to_bytes()))?;
        Ok(RootSignature { kid: signer.public_key().kid(), signature: signature.as_bytes().to_vec() })
    }

    fn parse(bytes: &[u8]) -> Result<Self, TrustFault> {
        let item = Item::parse(bytes, Strictness::Deterministic).map_err(|_| TrustFault::Format)?;
        let [version, issued, expires, threshold, keys, bundle_key] = item.as_array_of().ok_or(TrustFault::Format)?;
        let keys = keys.as_array().ok_or(TrustFault::Format)?;
        if keys.len() > ROOT_KEYS {
            return Err(TrustFault::Format);
        }
        let root = Self {
            version: version.as_uint().ok_or(TrustFault::Format)?,
            issued_at: super::wire::time(issued)?,
            expires_at: super::wire::time(expires)?,
            threshold: threshold.as_uint().and_then(|n| usize::try_from(n).ok()).ok_or(TrustFault::Format)?,
            keys: keys.iter().map(key).collect::<Result<_, _>>()?,
            bundle_key: key(bundle_key)?,
        };
        let distinct = root.keys.iter().enumerate().all(|(i, a)| root.keys.iter().skip(i + 1).all(|b| a != b));
        // One signature is never enough for a root, however it is written.
        if root.threshold < 2 || root.threshold > root.keys.len() || !distinct || root.expires_at <= root.issued_at {
            return Err(TrustFault::Format);
        }
        Ok(root)
    }
}

fn key(item: &Item<'_>) -> Result<PublicKey, TrustFault> {
    PublicKey::from_spki_der(item.as_bytes().ok_or(TrustFault::Format)?).map_err(|_| TrustFault::Format)
}

fn to_be_signed(bytes: &[u8]) -> Vec<u8> {
    cose::sig_structure(&[], CONTEXT, bytes)
}

impl SignedRoot {
    /// A root with its signatures. Whether they are enough is asked later, by [`check`](Self::check_own).
    #[must_use]
    pub fn new(root: Root, signatures: Vec<RootSignature>) -> Self {
        Self { bytes: root.to_bytes(), root, signatures }
    }

    /// What was signed.
    #[must_use]
    pub const fn root(&self) -> &Root {
        &self.root
    }

    /// The first 8 bytes of SHA-256 of what was signed.
    #[must_use]
    pub fn fingerprint(&self) -> Kid {
        Kid::new(Sha256::digest(&self.bytes).first_chunk().copied().unwrap_or_default())
    }

    /// The file of a root: `[bstr .cbor Root, [+ [kid, signature]]]`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.into_bytes()
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.array(2);
        writer.bytes(&self.bytes);
        writer.array(self.signatures.len());
        for signature in &self.signatures {
            writer.array(2);
            writer.bytes(signature.kid.as_bytes());
            writer.bytes(&signature.signature);
        }
    }

    /// Reads the file of a root and checks that enough of its own keys signed.
    ///
    /// # Errors
    /// `trust.format`, `trust.root-signature`.
    pub fn parse(bytes: &[u8]) -> Result<Self, TrustFault> {
        let item = Item::parse(bytes, Strictness::Deterministic).map_err(|_| TrustFault::Format)?;
        let root = Self::from_item(&item)?;
        root.check_own()?;
        Ok(root)
    }

    pub(super) fn from_item(item: &Item<'_>) -> Result<Self, TrustFault> {
        let [root, signatures] = item.as_array_of().ok_or(TrustFault::Format)?;
        let bytes = root.as_bytes().ok_or(TrustFault::Format)?.to_vec();
        let signatures = signatures.as_array().ok_or(TrustFault::Format)?;
        if signatures.len() > ROOT_SIGNATURES {
            return Err(TrustFault::Format);
        }
        let signatures = signatures
            .iter()
            .map(|item| {
                let [kid, signature] = item.as_array_of().ok_or(TrustFault::Format)?;
                Ok(RootSignature {
                    kid: Kid::new(kid.as_byte_array().ok_or(TrustFault::Format)?),
                    signature: signature.as_bytes().ok_or(TrustFault::Format)?.to_vec(),
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { root: Root::parse(&bytes)?, bytes, signatures })
    }

    /// That enough of the root's own keys signed it.
    ///
    /// # Errors
    /// `trust.root-signature`.
    pub fn check_own(&self) -> Result<(), TrustFault> {
        self.check_by(&self.root)
    }

    /// That this root follows `before`: the next version, signed by enough of the keys before and of its own.
    ///
    /// # Errors
    /// `trust.root-signature`.
    pub fn check_follows(&self, before: &Self) -> Result<(), TrustFault> {
        if Some(self.root.version) != before.root.version.checked_add(1) {
            return Err(TrustFault::RootSignature);
        }
        self.check_by(&before.root)?;
        self.check_own()
    }

    fn check_by(&self, authority: &Root) -> Result<(), TrustFault> {
        let to_be_signed = to_be_signed(&self.bytes);
        let valid = authority
            .keys
            .iter()
            .filter(|key| {
                self.signatures.iter().any(|s| s.kid == key.kid() && key.verify(&to_be_signed, &s.signature).is_ok())
            })
            .count();
        if valid >= authority.threshold { Ok(()) } else { Err(TrustFault::RootSignature) }
    }
}
