//! A wallet's keys for one claim, each with proof of possession over issuer, claim and expiry.

use super::{ClaimDigest, OfflineFault};
use crate::crypto::cose;
use crate::crypto::{Kid, PublicKey, SignFault, Signer};
use crate::encoding::cbor::{Item, Strictness, Writer};
use crate::encoding::limits::{CBOR_STRING_BYTES, OFFLINE_KEYS};
use crate::time::UnixTime;

const MAGIC: &str = "chop-request";
const FORMAT: u64 = 1;
const CONTEXT: &[u8] = b"chop-request-1";

/// What a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestBody {
    /// The kind of document.
    pub kind: String,
    /// The issuer's key.
    pub issuer: Kid,
    /// The claim.
    pub claim: ClaimDigest,
    /// The first second at which the request no longer counts.
    pub expires_at: UnixTime,
}

/// A request whose proofs were checked.
#[derive(Debug, Clone)]
pub struct KeyRequest {
    body: RequestBody,
    keys: Vec<PublicKey>,
}

impl RequestBody {
    fn to_be_signed(&self, key: &PublicKey) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(5);
        self.write(&mut writer);
        writer.bytes(key.spki_der());
        cose::sig_structure(&[], CONTEXT, writer.as_bytes())
    }

    fn write(&self, writer: &mut Writer) {
        writer.text(&self.kind);
        writer.bytes(self.issuer.as_bytes());
        writer.bytes(self.claim.as_bytes());
        writer.int(self.expires_at.seconds());
    }
}

impl KeyRequest {
    /// Writes the file: one fresh key per credential, each signing for itself.
    ///
    /// # Errors
    /// The fault of a signer.
    pub fn make(body: &RequestBody, keys: &[&dyn Signer]) -> Result<Vec<u8>, SignFault> {
        let mut writer = Writer::new();
        writer.array(7);
        writer.text(MAGIC);
        writer.uint(FORMAT);
        body.write(&mut writer);
        writer.array(keys.len());
        for signer in keys {
            let key = signer.public_key();
            let signature = signer.sign(&body.to_be_signed(key))?;
            writer.array(2);
            writer.bytes(key.spki_der());
            writer.bytes(signature.as_bytes());
        }
        Ok(writer.into_bytes())
    }

    /// Reads a request and checks every proof.
    ///
    /// # Errors
    /// `request.format`, `request.version`, `request.proof`, `request.duplicate-key`, `request.expired`.
    pub fn parse(bytes: &[u8], now: UnixTime) -> Result<Self, OfflineFault> {
        if bytes.len() > CBOR_STRING_BYTES {
            return Err(OfflineFault::Format);
        }
        let item = Item::parse(bytes, Strictness::Deterministic).map_err(|_| OfflineFault::Format)?;
        let [magic, format, kind, issuer, claim, expires, keys] = item.as_array_of().ok_or(OfflineFault::Format)?;
        if magic.as_text() != Some(MAGIC) {
            return Err(OfflineFault::Format);
        }
        if format.as_uint() != Some(FORMAT) {
            return Err(OfflineFault::Version);
        }
        let body = RequestBody {
            kind: kind.as_text().ok_or(OfflineFault::Format)?.to_owned(),
            issuer: Kid::new(issuer.as_byte_array().ok_or(OfflineFault::Format)?),
            claim: ClaimDigest::new(claim.as_byte_array().ok_or(OfflineFault::Format)?),
            expires_at: super::delivery::time(expires)?,
        };
        let items = keys.as_array().ok_or(OfflineFault::Format)?;
        if items.is_empty() || items.len() > OFFLINE_KEYS {
            return Err(OfflineFault::Format);
        }
        let mut keys: Vec<PublicKey> = Vec::with_capacity(items.len());
        for item in items {
            let [key, signature] = item.as_array_of().ok_or(OfflineFault::Format)?;
            let key = PublicKey::from_spki_der(key.as_bytes().ok_or(OfflineFault::Format)?)
                .map_err(|_| OfflineFault::Format)?;
            key.verify(&body.to_be_signed(&key), signature.as_bytes().ok_or(OfflineFault::Format)?)
                .map_err(|_| OfflineFault::Proof)?;
            if keys.contains(&key) {
                return Err(OfflineFault::DuplicateKey);
            }
            keys.push(key);
        }
        if now >= body.expires_at {
            return Err(OfflineFault::Expired);
        }
        Ok(Self { body, keys })
    }

    /// What the request is for.
    #[must_use]
    pub const fn body(&self) -> &RequestBody {
        &self.body
    }

    /// The keys, each proven.
    #[must_use]
    pub fn keys(&self) -> &[PublicKey] {
        &self.keys
    }
}
