//! AES-256-GCM (NIST SP 800-38D), for the messages of an ISO/IEC 18013-5 session.

use core::fmt;

use zeroize::Zeroizing;

use super::backend::active;

/// Bytes of an authentication tag, at the end of what is sealed.
pub const TAG_BYTES: usize = 16;

/// The message was not sealed with this key and nonce, or was changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AeadInvalid;

impl AeadInvalid {
    /// The stable code: `aead.invalid`. A stage that knows whose message it is gives a code of its own.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "aead.invalid"
    }
}

displays_code!(AeadInvalid);

/// A key of AES-256-GCM, wiped when it is dropped. Prints as `<redacted>` and cannot be cloned.
///
/// Whoever holds it answers for the nonces: one used twice gives the key away.
///
/// ```
/// use chop_core::crypto::aead::AeadKey;
///
/// let key = AeadKey::new(&[7; 32]);
/// let sealed = key.seal(&[0; 12], b"", b"message");
/// assert_eq!(sealed.len(), 7 + 16);
/// assert_eq!(key.open(&[0; 12], b"", &sealed)?, b"message");
/// assert!(key.open(&[1; 12], b"", &sealed).is_err());
/// # Ok::<(), chop_core::crypto::aead::AeadInvalid>(())
/// ```
pub struct AeadKey(Zeroizing<[u8; 32]>);

impl AeadKey {
    /// A key of 32 bytes.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*key))
    }

    /// Ciphertext and tag. `nonce` must never be used again with this key.
    #[must_use]
    pub fn seal(&self, nonce: &[u8; 12], associated: &[u8], message: &[u8]) -> Vec<u8> {
        active::seal_aes_256_gcm(&self.0, nonce, associated, message)
            .expect("a message in memory is shorter than the 2^36 bytes of one encryption")
    }

    /// The message, if this key sealed it with this nonce and these associated bytes.
    ///
    /// # Errors
    /// `aead.invalid`, for every reason alike.
    pub fn open(&self, nonce: &[u8; 12], associated: &[u8], sealed: &[u8]) -> Result<Vec<u8>, AeadInvalid> {
        active::open_aes_256_gcm(&self.0, nonce, associated, sealed).ok_or(AeadInvalid)
    }
}

impl fmt::Debug for AeadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AeadKey(<redacted>)")
    }
}
