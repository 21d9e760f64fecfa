//! ISO/IEC TS 18013-7 Annex C: the two envelopes around a DeviceRequest and a DeviceResponse over an API.
//!
//! Only the envelopes are here. Sealing to the recipient's key (HPKE, RFC 9180) is not.

use crate::crypto::{PublicKey, cose};
use crate::encoding::base64url;
use crate::encoding::cbor::{Bounds, Item, Strictness, Writer};
use crate::encoding::limits::{REQUEST_BYTES, SESSION_BYTES};

use super::RequestFault;

/// Shortest nonce, in bytes (§C.2).
const NONCE_BYTES: usize = 16;
/// The name of the mechanism, first in either array.
const NAME: &str = "dcapi";

/// `EncryptionInfo`: whom the response is to be encrypted to, and a nonce of this transaction. The text it came in is
/// kept, because the transcript is over it.
///
/// ```
/// use chop_core::crypto::{Signer, SoftwareKey};
/// use chop_core::exchange::mdoc::EncryptionInfo;
///
/// let recipient = SoftwareKey::from_p256_scalar(&[3; 32])?;
/// let info = EncryptionInfo::new(&[7; 16], recipient.public_key())?;
/// assert_eq!(EncryptionInfo::from_base64(&info.to_base64())?, info);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncryptionInfo {
    text: String,
    nonce: Vec<u8>,
    recipient: PublicKey,
}

impl EncryptionInfo {
    /// The structure for a nonce of 16 unpredictable bytes or more and a P-256 key.
    ///
    /// # Errors
    /// `device-request.encryption` for a shorter nonce or a key on another curve.
    pub fn new(nonce: &[u8], recipient: &PublicKey) -> Result<Self, RequestFault> {
        let (x, y) = recipient.p256_coordinates().ok_or(RequestFault::Encryption)?;
        if nonce.len() < NONCE_BYTES {
            return Err(RequestFault::Encryption);
        }
        let mut writer = Writer::new();
        writer.array(2);
        writer.text(NAME);
        writer.map(2);
        writer.text("nonce");
        writer.bytes(nonce);
        writer.text("recipientPublicKey");
        cose::write_p256_key(&mut writer, &x, &y);
        let text = base64url::encode(writer.as_bytes());
        Ok(Self { text, nonce: nonce.to_vec(), recipient: recipient.clone() })
    }

    /// Reads the `encryptionInfo` of a request.
    ///
    /// # Errors
    /// `device-request.size`, `device-request.text`, `device-request.encryption`, or a fault of its CBOR.
    pub fn from_base64(text: &str) -> Result<Self, RequestFault> {
        if text.len() > REQUEST_BYTES {
            return Err(RequestFault::Size);
        }
        let bytes = base64url::decode(text).map_err(|_| RequestFault::Text)?;
        let item = Item::parse(&bytes, Strictness::Lenient).map_err(RequestFault::Cbor)?;
        let parameters = named(&item).ok_or(RequestFault::Encryption)?;
        let map = parameters.as_map().ok_or(RequestFault::Encryption)?;
        let nonce = map.get("nonce").and_then(Item::as_bytes).filter(|nonce| nonce.len() >= NONCE_BYTES);
        let key = map.get("recipientPublicKey").ok_or(RequestFault::Encryption)?;
        let recipient = cose::read_key(key).map_err(|_| RequestFault::Encryption)?;
        if recipient.p256_coordinates().is_none() {
            return Err(RequestFault::Encryption);
        }
        Ok(Self { nonce: nonce.ok_or(RequestFault::Encryption)?.to_vec(), recipient, text: text.to_owned() })
    }

    /// The text, as it was received or made.
    #[must_use]
    pub fn to_base64(&self) -> String {
        self.text.clone()
    }

    /// The nonce of this transaction.
    #[must_use]
    pub fn nonce(&self) -> &[u8] {
        &self.nonce
    }

    /// Whom the response is encrypted to.
    #[must_use]
    pub const fn recipient(&self) -> &PublicKey {
        &self.recipient
    }
}

/// `EncryptedResponse`: a sealed DeviceResponse and the ephemeral key that it was sealed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncryptedResponse {
    /// The encapsulated key, an uncompressed P-256 point.
    pub encapsulated: [u8; 65],
    /// Ciphertext and tag.
    pub cipher_text: Vec<u8>,
}

impl EncryptedResponse {
    /// Reads the `Response` of an answer.
    ///
    /// # Errors
    /// `device-request.size`, `device-request.text`, `device-request.encryption`, or a fault of its CBOR.
    pub fn from_base64(text: &str) -> Result<Self, RequestFault> {
        if text.len() > SESSION_BYTES.div_ceil(3) * 4 {
            return Err(RequestFault::Size);
        }
        let bytes = base64url::decode(text).map_err(|_| RequestFault::Text)?;
        let bounds = Bounds { string_bytes: SESSION_BYTES, ..Bounds::USUAL };
        let item = Item::parse_within(&bytes, Strictness::Lenient, bounds).map_err(RequestFault::Cbor)?;
        let data = named(&item).and_then(Item::as_map).ok_or(RequestFault::Encryption)?;
        Ok(Self {
            encapsulated: data.get("enc").and_then(Item::as_byte_array).ok_or(RequestFault::Encryption)?,
            cipher_text: data.get("cipherText").and_then(Item::as_bytes).ok_or(RequestFault::Encryption)?.to_vec(),
        })
    }

    /// The text of an answer.
    #[must_use]
    pub fn to_base64(&self) -> String {
        let mut writer = Writer::with_capacity(self.cipher_text.len() + 128);
        writer.array(2);
        writer.text(NAME);
        writer.map(2);
        writer.text("enc");
        writer.bytes(&self.encapsulated);
        writer.text("cipherText");
        writer.bytes(&self.cipher_text);
        base64url::encode(writer.as_bytes())
    }
}

/// The second of an array of two whose first is the name of the mechanism.
fn named<'i>(item: &'i Item<'_>) -> Option<&'i Item<'i>> {
    match item.as_array_of() {
        Some([name, parameters]) if name.as_text() == Some(NAME) => Some(parameters),
        _ => None,
    }
}
