//! The proof values of `ecdsa-sd-2023` (ECDSA suites §3.5): of the issuer, with everything in it, and of the holder, with
//! what is shown.

use std::collections::BTreeMap;

use crate::crypto::PublicKey;
use crate::encoding::cbor::{Item, Strictness, Writer};
use crate::encoding::multibase;
use crate::format::vc::did;
use crate::format::vc::fault::ProofFault;

use super::proof::Purpose;

const BASE: [u8; 3] = [0xd9, 0x5d, 0x00];
const DERIVED: [u8; 3] = [0xd9, 0x5d, 0x01];
/// Bytes of a signature by a key on P-256.
const SIGNATURE: usize = 64;

/// What stands beside the issuer's signature.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Disclosure {
    /// The key of this one credential, by which each statement is signed.
    pub(crate) key: PublicKey,
    /// One signature for each statement that is not mandatory.
    pub(crate) signatures: Vec<[u8; SIGNATURE]>,
    pub(crate) share: Share,
}

/// Whose proof it is.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Share {
    /// The issuer's: the key that hides the order of the labels, and the pointers to what is mandatory.
    Base { hmac_key: [u8; 32], mandatory: Vec<String> },
    /// The holder's: the hidden label of each canonical one, and which statements are mandatory.
    Derived { labels: BTreeMap<u64, [u8; 32]>, mandatory: Vec<u64> },
}

impl std::fmt::Debug for Disclosure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Disclosure").field("statements", &self.signatures.len()).finish_non_exhaustive()
    }
}

impl Disclosure {
    /// Reads a proof value: base64url of one CBOR item, and the issuer's signature in it. A presentation has none.
    pub(crate) fn parse(value: &str, purpose: Purpose) -> Result<(Vec<u8>, Self), ProofFault> {
        if purpose != Purpose::Assertion {
            return Err(ProofFault::Suite);
        }
        let bytes = multibase::decode_base64url(value).map_err(|_| ProofFault::Value)?;
        let (header, body) = bytes.split_first_chunk::<3>().ok_or(ProofFault::Value)?;
        let item = Item::parse(body, Strictness::Lenient).map_err(|_| ProofFault::Value)?;
        let [signature, key, third, fourth, fifth] = item.as_array_of::<5>().ok_or(ProofFault::Value)?;
        let parsed = match *header {
            BASE => Self::read(key, fourth, base(third, fifth)),
            DERIVED => Self::read(key, third, derived(fourth, fifth)),
            _ => None,
        };
        let signature = signature.as_byte_array::<SIGNATURE>().map(Vec::from);
        signature.zip(parsed).ok_or(ProofFault::Value)
    }

    fn read(key: &Item<'_>, signatures: &Item<'_>, share: Option<Share>) -> Option<Self> {
        let (codec, point) = key.as_bytes()?.split_first_chunk::<2>()?;
        let key = did::multicodec(*codec, point).ok().filter(|key| key.p256_coordinates().is_some())?;
        let signatures = signatures.as_array()?.iter().map(Item::as_byte_array).collect::<Option<_>>()?;
        Some(Self { key, signatures, share: share? })
    }

    /// The proof value.
    pub(crate) fn write(&self, signature: &[u8]) -> String {
        let mut body = Writer::new();
        body.array(5);
        body.bytes(signature);
        body.bytes(&did::to_multicodec(&self.key));
        let signatures = |body: &mut Writer| {
            body.array(self.signatures.len());
            self.signatures.iter().for_each(|signature| body.bytes(signature));
        };
        let header = match &self.share {
            Share::Base { hmac_key, mandatory } => {
                body.bytes(hmac_key);
                signatures(&mut body);
                body.array(mandatory.len());
                mandatory.iter().for_each(|pointer| body.text(pointer));
                BASE
            }
            Share::Derived { labels, mandatory } => {
                signatures(&mut body);
                body.map(labels.len());
                for (number, label) in labels {
                    body.uint(*number);
                    body.bytes(label);
                }
                body.array(mandatory.len());
                mandatory.iter().for_each(|index| body.uint(*index));
                DERIVED
            }
        };
        multibase::encode_base64url(&[&header[..], body.as_bytes()].concat())
    }
}

fn base(hmac_key: &Item<'_>, mandatory: &Item<'_>) -> Option<Share> {
    let text = |item: &Item<'_>| item.as_text().map(str::to_owned);
    let mandatory = mandatory.as_array()?.iter().map(text).collect::<Option<_>>()?;
    Some(Share::Base { hmac_key: hmac_key.as_byte_array()?, mandatory })
}

fn derived(labels: &Item<'_>, mandatory: &Item<'_>) -> Option<Share> {
    let entries = labels.as_map()?.entries().map(|(number, label)| Some((number.as_uint()?, label.as_byte_array()?)));
    let labels = entries.collect::<Option<_>>()?;
    let mandatory: Vec<u64> = mandatory.as_array()?.iter().map(Item::as_uint).collect::<Option<_>>()?;
    // Each index once and in order: another order would be another text for the same proof.
    let ordered = mandatory.iter().zip(mandatory.iter().skip(1)).all(|(a, b)| a < b);
    ordered.then_some(Share::Derived { labels, mandatory })
}
