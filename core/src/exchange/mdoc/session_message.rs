//! SessionEstablishment and SessionData (ISO/IEC 18013-5 §9.1.1.4): the envelopes of encrypted messages.

use crate::encoding::cbor::{Bounds, Item, Strictness, Writer};
use crate::encoding::limits::SESSION_BYTES;

use super::{EphemeralKey, SessionFault};

/// CBOR items of an envelope: a handful, and room for members of a later edition.
const ITEMS: usize = 64;

fn parse(bytes: &[u8]) -> Result<Item<'_>, SessionFault> {
    if bytes.len() > SESSION_BYTES {
        return Err(SessionFault::Size);
    }
    let bounds = Bounds { string_bytes: SESSION_BYTES, items: ITEMS };
    Item::parse_within(bytes, Strictness::Lenient, bounds).map_err(SessionFault::Cbor)
}

/// The first message of a reader: its ephemeral key and an encrypted request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionEstablishment {
    /// The reader's ephemeral key, as it was sent.
    pub reader_key: EphemeralKey,
    /// Ciphertext and tag.
    pub data: Vec<u8>,
}

impl SessionEstablishment {
    /// Reads the message.
    ///
    /// # Errors
    /// `session.size`, `session.structure`, `session.key`, or a fault of its CBOR.
    pub fn parse(bytes: &[u8]) -> Result<Self, SessionFault> {
        let item = parse(bytes)?;
        let map = item.as_map().ok_or(SessionFault::Structure)?;
        let key = map.get("eReaderKey").ok_or(SessionFault::Structure)?;
        let data = map.get("data").and_then(Item::as_bytes).ok_or(SessionFault::Structure)?.to_vec();
        Ok(Self { reader_key: EphemeralKey::read(key).map_err(|_| SessionFault::Key)?, data })
    }

    /// The bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // The members stand as in the standard's own example, not sorted.
        let mut writer = Writer::with_capacity(self.data.len() + 128);
        writer.map(2);
        writer.text("eReaderKey");
        writer.raw(self.reader_key.as_bytes());
        writer.text("data");
        writer.bytes(&self.data);
        writer.into_bytes()
    }
}

/// The status of a SessionData (ISO/IEC 18013-5 Table 20). Each of them ends the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionStatus {
    /// 10: a message did not decrypt.
    Encryption,
    /// 11: a message was not CBOR.
    Cbor,
    /// 20: the session is over.
    Termination,
    /// A number that the standard does not name.
    Other(u64),
}

impl SessionStatus {
    /// The status of this number.
    #[must_use]
    pub const fn of(number: u64) -> Self {
        match number {
            10 => Self::Encryption,
            11 => Self::Cbor,
            20 => Self::Termination,
            other => Self::Other(other),
        }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        match self {
            Self::Encryption => 10,
            Self::Cbor => 11,
            Self::Termination => 20,
            Self::Other(other) => other,
        }
    }
}

/// Every later message of either side: encrypted data, a status, or data and termination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionData {
    /// Ciphertext and tag.
    pub data: Option<Vec<u8>>,
    /// The status.
    pub status: Option<SessionStatus>,
}

impl SessionData {
    /// A status without data.
    #[must_use]
    pub const fn status(status: SessionStatus) -> Self {
        Self { data: None, status: Some(status) }
    }

    /// Reads the message: data or a status, and no data beside an error.
    ///
    /// # Errors
    /// `session.size`, `session.structure`, or a fault of its CBOR.
    pub fn parse(bytes: &[u8]) -> Result<Self, SessionFault> {
        let item = parse(bytes)?;
        let map = item.as_map().ok_or(SessionFault::Structure)?;
        let data = map.get("data").map(|data| data.as_bytes().map(<[u8]>::to_vec).ok_or(SessionFault::Structure));
        let status = map.get("status").map(|status| status.as_uint().ok_or(SessionFault::Structure));
        let message = Self { data: data.transpose()?, status: status.transpose()?.map(SessionStatus::of) };
        match (&message.data, message.status) {
            (None, None) | (Some(_), Some(SessionStatus::Encryption | SessionStatus::Cbor)) => {
                Err(SessionFault::Structure)
            }
            _ => Ok(message),
        }
    }

    /// The bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(self.data.as_ref().map_or(0, Vec::len) + 32);
        writer.map(usize::from(self.data.is_some()) + usize::from(self.status.is_some()));
        if let Some(data) = &self.data {
            writer.text("data");
            writer.bytes(data);
        }
        if let Some(status) = self.status {
            writer.text("status");
            writer.uint(status.number());
        }
        writer.into_bytes()
    }
}
