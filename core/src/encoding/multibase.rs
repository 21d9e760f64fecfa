//! Multibase, strict: the two bases that W3C's key and proof forms use, base58btc (`z`) and base64url without padding
//! (`u`) (Controlled Identifiers 1.0 §2.4). Each value has one text in each base.

use super::base64url;

/// The text is not strict multibase of the expected base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MultibaseFault;

impl MultibaseFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "multibase.invalid"
    }
}

impl std::fmt::Display for MultibaseFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for MultibaseFault {}

/// Characters of base58 that are looked at: its decoding takes time with the square of its length.
pub const BASE58_CHARACTERS: usize = 256;

/// Encodes bytes as base58btc.
#[must_use]
pub fn encode_base58(bytes: &[u8]) -> String {
    format!("z{}", bs58::encode(bytes).into_string())
}

/// Decodes base58btc of at most 256 characters.
///
/// ```
/// use chop_core::encoding::multibase;
/// assert_eq!(multibase::decode_base58("z2g").unwrap(), b"a");
/// assert!(multibase::decode_base58("z0").is_err());
/// assert!(multibase::decode_base58("2g").is_err());
/// ```
///
/// # Errors
/// `multibase.invalid` for another base, a foreign character, or more than 256 characters.
pub fn decode_base58(text: &str) -> Result<Vec<u8>, MultibaseFault> {
    let digits = text.strip_prefix('z').filter(|digits| digits.len() < BASE58_CHARACTERS).ok_or(MultibaseFault)?;
    bs58::decode(digits).into_vec().map_err(|_| MultibaseFault)
}

/// Encodes bytes as base64url.
#[must_use]
pub fn encode_base64url(bytes: &[u8]) -> String {
    format!("u{}", base64url::encode(bytes))
}

/// Decodes base64url.
///
/// # Errors
/// `multibase.invalid` for another base or text that is not strict base64url.
pub fn decode_base64url(text: &str) -> Result<Vec<u8>, MultibaseFault> {
    let digits = text.strip_prefix('u').ok_or(MultibaseFault)?;
    base64url::decode(digits).map_err(|_| MultibaseFault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_base_has_its_letter_and_its_alphabet() {
        for text in ["", "z0", "zO", "zI", "zl", "Zabc", "uAA", "z a", "zé", "2g"] {
            assert_eq!(decode_base58(text), Err(MultibaseFault), "{text}");
        }
        for text in ["", "z2g", "UAA", "uAA==", "uA", "uAB", "u+/", "AA"] {
            assert_eq!(decode_base64url(text), Err(MultibaseFault), "{text}");
        }
        for bytes in [&b""[..], &[0], &[0, 0, 1], b"hello", &[255; 100]] {
            assert_eq!(decode_base58(&encode_base58(bytes)).unwrap(), bytes);
            assert_eq!(decode_base64url(&encode_base64url(bytes)).unwrap(), bytes);
        }
    }

    #[test]
    fn base58_is_bounded_on_both_sides() {
        assert!(decode_base58(&format!("z{}", "1".repeat(BASE58_CHARACTERS - 1))).is_ok());
        assert!(decode_base58(&format!("z{}", "1".repeat(BASE58_CHARACTERS))).is_err());
    }
}
