//! What an issuer hands back: the credentials of one record, each in its own format.

use super::OfflineFault;
use crate::crypto::PublicKey;
use crate::encoding::cbor::{Bounds, Item, Strictness, Writer};
use crate::encoding::limits::{BUNDLE_BYTES, MDOC_BYTES, OFFLINE_CREDENTIALS};
use crate::time::UnixTime;

const MAGIC: &str = "chop-delivery";
const FORMAT: u64 = 1;

/// The credentials of one record. Nothing in it is believed before the wallet has verified each of them.
#[derive(Clone, PartialEq)]
pub struct Delivery {
    /// The kind of document.
    pub kind: String,
    /// The issuer's key, whose identifier a code names.
    pub issuer: PublicKey,
    /// Each an IssuerSigned, or the text of an SD-JWT VC or a W3C credential.
    pub credentials: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivery").field("credentials", &self.credentials.len()).finish_non_exhaustive()
    }
}

impl Delivery {
    /// Writes the file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(5);
        writer.text(MAGIC);
        writer.uint(FORMAT);
        writer.text(&self.kind);
        writer.bytes(self.issuer.spki_der());
        writer.array(self.credentials.len());
        self.credentials.iter().for_each(|credential| writer.bytes(credential));
        writer.into_bytes()
    }

    /// Reads the file.
    ///
    /// # Errors
    /// `request.format`, `request.version`.
    pub fn parse(bytes: &[u8]) -> Result<Self, OfflineFault> {
        if bytes.len() > BUNDLE_BYTES {
            return Err(OfflineFault::Format);
        }
        let item =
            Item::parse_within(bytes, Strictness::Deterministic, Bounds { string_bytes: MDOC_BYTES, ..Bounds::USUAL })
                .map_err(|_| OfflineFault::Format)?;
        let [magic, format, kind, issuer, credentials] = item.as_array_of().ok_or(OfflineFault::Format)?;
        if magic.as_text() != Some(MAGIC) {
            return Err(OfflineFault::Format);
        }
        if format.as_uint() != Some(FORMAT) {
            return Err(OfflineFault::Version);
        }
        let credentials = credentials.as_array().ok_or(OfflineFault::Format)?;
        if credentials.is_empty() || credentials.len() > OFFLINE_CREDENTIALS {
            return Err(OfflineFault::Format);
        }
        Ok(Self {
            kind: kind.as_text().ok_or(OfflineFault::Format)?.to_owned(),
            issuer: PublicKey::from_spki_der(issuer.as_bytes().ok_or(OfflineFault::Format)?)
                .map_err(|_| OfflineFault::Format)?,
            credentials: credentials
                .iter()
                .map(|item| item.as_bytes().map(<[u8]>::to_vec).ok_or(OfflineFault::Format))
                .collect::<Result<_, _>>()?,
        })
    }
}

pub(super) fn time(item: &Item<'_>) -> Result<UnixTime, OfflineFault> {
    item.as_int().and_then(|seconds| UnixTime::new(seconds).ok()).ok_or(OfflineFault::Format)
}
