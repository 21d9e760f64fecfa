//! HMAC-SHA-256 and HKDF-SHA-256.

use core::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The MAC does not fit this key and message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MacInvalid;

impl MacInvalid {
    /// The stable code: `mac.invalid`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "mac.invalid"
    }
}

/// More than 255 × 32 bytes were asked of HKDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HkdfLength;

impl HkdfLength {
    /// The stable code: `hkdf.length`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "hkdf.length"
    }
}

displays_code!(MacInvalid, HkdfLength);

/// A key of HMAC-SHA-256 (RFC 2104), ready for many messages. Prints as `<redacted>`.
///
/// ```
/// use chop_core::crypto::mac::MacKey;
///
/// let key = MacKey::new(b"key");
/// let tag = key.tag(b"message");
/// assert!(key.verify(b"message", &tag).is_ok());
/// assert!(key.verify(b"massage", &tag).is_err());
/// ```
#[derive(Clone)]
pub struct MacKey(Hmac<Sha256>);

impl MacKey {
    /// A key of any length; COSE wants 32 bytes (RFC 9053 §3.1).
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes a key of any length"))
    }

    /// The 32-byte tag of a message.
    #[must_use]
    pub fn tag(&self, message: &[u8]) -> [u8; 32] {
        self.0.clone().chain_update(message).finalize().into_bytes().into()
    }

    /// Compares the tag of a message in constant time. A shortened tag is refused.
    ///
    /// # Errors
    /// `mac.invalid`.
    pub fn verify(&self, message: &[u8], tag: &[u8]) -> Result<(), MacInvalid> {
        self.0.clone().chain_update(message).verify_slice(tag).map_err(|_| MacInvalid)
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(<redacted>)")
    }
}

/// HKDF-SHA-256 (RFC 5869), extract and expand; fills `okm`, at most 8,160 bytes.
///
/// # Errors
/// `hkdf.length`.
pub fn hkdf_sha256(ikm: &[u8], salt: &[u8], info: &[u8], okm: &mut [u8]) -> Result<(), HkdfLength> {
    hkdf::Hkdf::<Sha256>::new(Some(salt), ikm).expand(info, okm).map_err(|_| HkdfLength)
}
