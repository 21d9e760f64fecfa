//! The ephemeral keys of a session: EDeviceKeyBytes and EReaderKeyBytes (ISO/IEC 18013-5 §9.1.1.4).

use crate::crypto::{Algorithm, PublicKey, cose};
use crate::encoding::cbor::{Item, Strictness, Writer};

/// A public key of one session on P-256, and the exact `#6.24(bstr .cbor COSE_Key)` that it came in: the transcript
/// is over these bytes, never over a new encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EphemeralKey {
    bytes: Vec<u8>,
    key: PublicKey,
}

/// Not a COSE_Key of a kind that sessions use here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoSuchKey;

impl EphemeralKey {
    /// The key as chop writes it: `{1: 2, -1: 1, -2: x, -3: y}`. `None` for another curve than P-256.
    #[must_use]
    pub fn new(key: &PublicKey) -> Option<Self> {
        let (x, y) = key.p256_coordinates()?;
        let mut writer = Writer::with_capacity(80);
        writer.embedded_with(|inner| cose::write_p256_key(inner, &x, &y));
        Some(Self { bytes: writer.into_bytes(), key: key.clone() })
    }

    /// Reads `#6.24(bstr .cbor COSE_Key)` with a public P-256 key and no private part.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, NoSuchKey> {
        let inner = Item::parse(item.as_embedded().ok_or(NoSuchKey)?, Strictness::Lenient).map_err(|_| NoSuchKey)?;
        let key = cose::read_key(&inner).map_err(|_| NoSuchKey)?;
        if key.algorithm() != Algorithm::Es256 {
            return Err(NoSuchKey);
        }
        Ok(Self { bytes: item.raw().to_vec(), key })
    }

    /// The exact `#6.24(bstr .cbor COSE_Key)`.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The key.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.key
    }
}
