//! base64url without padding (RFC 4648 §5), strict: no padding, no white space, no stray bits.

use base64ct::{Base64UrlUnpadded, Encoding};

/// The text is not strict base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base64UrlFault;

impl Base64UrlFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "base64url.invalid"
    }
}

/// Encodes bytes without padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Decodes text that must be exactly what [`encode`] would make.
///
/// ```
/// use chop_core::encoding::base64url;
/// assert_eq!(base64url::decode("_-8").unwrap(), [0xff, 0xef]);
/// assert!(base64url::decode("_-8=").is_err());
/// ```
///
/// # Errors
/// `base64url.invalid` for a foreign character, padding, an impossible length or unused bits that are not zero.
pub fn decode(text: &str) -> Result<Vec<u8>, Base64UrlFault> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| Base64UrlFault)
}

/// The same into a buffer, for text that is short: what does not fit is refused.
pub(crate) fn decode_into<'b>(text: &str, buffer: &'b mut [u8]) -> Result<&'b [u8], Base64UrlFault> {
    Base64UrlUnpadded::decode(text, buffer).map_err(|_| Base64UrlFault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_padding_foreign_characters_and_stray_bits() {
        for text in ["AA==", "A", "AA+A", "AA/A", "AA A", "AB", "AAB", "AA\n"] {
            assert_eq!(decode(text).map_err(|f| f.code()), Err("base64url.invalid"), "{text:?}");
        }
        assert_eq!(decode("").unwrap(), Vec::<u8>::new());
        assert_eq!(encode(&[0]), "AA");
    }
}
