//! A public key as its owner hands it out: the key, and the proof that whoever hands it out holds it.

use super::wire::{proof_item, read_proof};
use super::{KeyProof, TrustFault};
use crate::crypto::PublicKey;
use crate::encoding::cbor::{Item, Strictness, Writer};

const PROOF_LABEL: &str = "CHOP KEY PROOF";
const BEGIN: &str = "-----BEGIN ";
/// A key and a proof are less than a kilobyte.
const MAX_BYTES: usize = 4_096;

/// A key with its proof, as `issuer.pem` carries it for a trust bundle.
///
/// The file is PEM: a block `PUBLIC KEY` with the SubjectPublicKeyInfo, then a block `CHOP KEY PROOF` with the CBOR
/// array `[issuedAt, signature]` of a [`KeyProof`]. Without the second block, or as bare DER, the key is unproven.
///
/// ```
/// use chop_core::crypto::{Signer, SoftwareKey};
/// use chop_core::time::UnixTime;
/// use chop_core::trust::{KeyProof, PublishedKey};
///
/// let key = SoftwareKey::from_p256_scalar(&[7; 32])?;
/// let at = UnixTime::new(1_800_000_000).unwrap();
/// let published = PublishedKey { key: key.public_key().clone(), proof: Some(KeyProof::make(&key, at)?) };
/// assert_eq!(PublishedKey::parse(published.to_pem().as_bytes())?, published);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedKey {
    /// The key.
    pub key: PublicKey,
    /// The proof, if it came with one; it is one of this key.
    pub proof: Option<KeyProof>,
}

impl PublishedKey {
    /// Reads a key in DER, in PEM, or in PEM with its proof after it; at most 4 KiB.
    ///
    /// # Errors
    /// `trust.format` for anything else, `trust.entry` for a key that chop does not read or a proof that is not one
    /// of this key.
    pub fn parse(bytes: &[u8]) -> Result<Self, TrustFault> {
        if bytes.len() > MAX_BYTES {
            return Err(TrustFault::Format);
        }
        let key = |bytes: &[u8]| PublicKey::from_spki_der_or_pem(bytes).map_err(|_| TrustFault::Entry);
        if !bytes.trim_ascii_start().starts_with(b"-----") {
            return Ok(Self { key: key(bytes)?, proof: None });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| TrustFault::Format)?.trim_start();
        let second = text.match_indices(BEGIN).nth(1).map_or(text.len(), |(at, _)| at);
        let (first, rest) = text.split_at(second);
        let key = key(first.trim_end().as_bytes())?;
        let proof = if rest.is_empty() { None } else { Some(proof(rest.trim_end())?) };
        if proof.as_ref().is_some_and(|proof| !proof.proves(&key)) {
            return Err(TrustFault::Entry);
        }
        Ok(Self { key, proof })
    }

    /// Writes the PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        let mut pem = self.key.to_spki_pem();
        if let Some(proof) = &self.proof {
            let mut writer = Writer::new();
            proof_item(&mut writer, proof);
            pem += &der::pem::encode_string(PROOF_LABEL, der::pem::LineEnding::LF, writer.as_bytes())
                .expect("a label without special characters and some hundred bytes always encode");
        }
        pem
    }
}

fn proof(pem: &str) -> Result<KeyProof, TrustFault> {
    let Ok((PROOF_LABEL, cbor)) = der::pem::decode_vec(pem.as_bytes()) else { return Err(TrustFault::Format) };
    let item = Item::parse(&cbor, Strictness::Deterministic).map_err(|_| TrustFault::Format)?;
    read_proof(&item)?.ok_or(TrustFault::Format)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Signer;
    use crate::dev::{key, reference_now};

    fn published(name: &str) -> PublishedKey {
        let key = key(name);
        PublishedKey { key: key.public_key().clone(), proof: Some(KeyProof::make(&key, reference_now()).unwrap()) }
    }

    #[test]
    fn a_key_is_read_with_and_without_its_proof() {
        let proven = published("a");
        let unproven = PublishedKey { proof: None, ..proven.clone() };
        assert_eq!(PublishedKey::parse(proven.to_pem().as_bytes()), Ok(proven.clone()));
        assert_eq!(PublishedKey::parse(format!("\n{}\n", proven.to_pem()).as_bytes()), Ok(proven.clone()));
        assert_eq!(PublishedKey::parse(unproven.to_pem().as_bytes()), Ok(unproven.clone()));
        assert_eq!(PublishedKey::parse(proven.key.spki_der()), Ok(unproven));
    }

    #[test]
    fn a_proof_of_another_key_or_a_broken_one_is_refused() {
        let (a, b) = (published("a"), published("b"));
        let swapped = PublishedKey { key: a.key.clone(), proof: b.proof.clone() };
        assert_eq!(PublishedKey::parse(swapped.to_pem().as_bytes()), Err(TrustFault::Entry));
        let pem = a.to_pem();
        for (from, to) in [("CHOP KEY PROOF", "CHOP KEY PROOG"), ("-----END CHOP", "-----END CHO")] {
            assert_eq!(PublishedKey::parse(pem.replace(from, to).as_bytes()), Err(TrustFault::Format), "{to}");
        }
        let thrice = format!("{pem}{}", b.to_pem());
        assert_eq!(PublishedKey::parse(thrice.as_bytes()), Err(TrustFault::Format));
        assert_eq!(PublishedKey::parse(&vec![b'-'; 5_000]), Err(TrustFault::Format));
        assert_eq!(PublishedKey::parse(b""), Err(TrustFault::Entry));
    }
}
